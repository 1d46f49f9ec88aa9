package soql_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// An org that reads the query finds the records that the values name and no others,
// whatever is in the values.
func FuzzQuery(f *testing.F) {
	for _, seed := range []struct{ a, b string }{
		{"Login", "Logout"},
		{`x' OR Section != '`, `\`},
		{`\'`, `'`},
		{"a\r\n\tb", "\b\f"},
		{"Zoë 東京", "\x00"},
		{"%", "_"},
		{`\%`, `\_`},
		{"') LIMIT 1", "\xff\xc3("},
		{":bind", "null"},
		{"a+b&q=c", "100%25#?"},
		{"2024-01-01T00:00:00Z", "TODAY"},
		{"\u2028", "\U0001f600"},
		{`\n`, "\n"},
	} {
		f.Add(seed.a, seed.b, int64(500), uint8(10))
	}
	lower := strings.ToLower
	same := func(a, b string) bool { return lower(a) == lower(b) } // as the org has it
	f.Fuzz(func(t *testing.T, a, b string, sinceMillis int64, limit uint8) {
		// An empty text is the same as none, and texts differ by more than their case.
		if a == "" || b == "" || same(a, b) || len(a)+len(b) > 3000 {
			return
		}
		org := polltest.NewOrg(t, orgsim.Options{Empty: true})
		start := time.Date(2024, 6, 5, 0, 0, 0, 0, time.UTC)
		since := start.Add(time.Duration(sinceMillis%2000) * time.Millisecond)
		var want []string
		for n, action := range []string{a, b, a + "x", "x" + b, b + a, a} {
			created := start.Add(time.Duration(n) * 200 * time.Millisecond)
			id, err := org.AddRecord("SetupAuditTrail", map[string]any{"Action": action, "CreatedDate": created})
			if err != nil {
				t.Fatal(err)
			}
			named := same(action, a) || same(action, b)
			if named && !created.Before(since.Truncate(time.Millisecond)) && (limit == 0 || len(want) < int(limit)) {
				want = append(want, id)
			}
		}
		query := soql.Query{
			Select: []string{"Id", "Action"}, From: "SetupAuditTrail",
			Where:   []string{soql.In("Action", []string{a, b}), "CreatedDate >= " + soql.DateTime(since), "Action != " + soql.Quote(a+b+"!")},
			OrderBy: []string{"CreatedDate", "Id"}, Limit: int(limit),
		}
		if err := query.Validate(); err != nil {
			t.Fatal(err)
		}
		page, err := org.Query(t.Context(), query.String())
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		var got []string
		for _, raw := range page.Records {
			var record struct{ ID string }
			if err := json.Unmarshal(raw, &record); err != nil {
				t.Fatal(err)
			}
			got = append(got, record.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s finds (-want +got):\n%s", query, diff)
		}
	})
}
