package rest

import (
	"strings"
	"testing"
	"testing/synctest"
)

// A query that is too long for a URL takes the way of composite requests, and is checked
// all the same.
func TestLongQueryForStandingKeysIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fields, _, _ := strings.Cut(strings.TrimPrefix(wide(), "SELECT "), " FROM ")
		org := newOrg(t, part(200, lastPage))
		client := org.client()
		for _, query := range []string{
			"SELECT " + fields + ", AccessToken FROM OauthToken",
			"SELECT AccessToken, " + fields + " FROM OauthToken",
			"SELECT " + fields + ", (SELECT FIELDS(ALL) FROM OauthTokens) FROM User",
		} {
			if _, err := client.Query(t.Context(), query); err == nil || !strings.Contains(err.Error(), "the query asks for") {
				t.Errorf("a query of %d characters: got %v, want a refusal", len(query), err)
			}
		}
		org.want(t, 0, 0)
		if _, err := client.Query(t.Context(), wide()); err != nil || !strings.HasSuffix(strings.Join(org.paths(), " "), "/composite") {
			t.Errorf("a harmless query of that length: %v; requests %q, want a composite one", err, org.paths())
		}
	})
}
