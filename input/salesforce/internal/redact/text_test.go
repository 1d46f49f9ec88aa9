package redact

import (
	"slices"
	"strings"
	"testing"
)

func TestWithoutLiterals(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "  ": "  ",
		"SELECT Id FROM A": "SELECT Id FROM A",
		"SELECT Id FROM A WHERE N = 'O\\'Neill' AND M IN ('a','b') LIMIT 2":     "SELECT Id FROM A WHERE N = ? AND M IN (?,?) LIMIT 2",
		"select\nId from A where N='x\\\\' and M='y'":                           "select\nId from A where N=? and M=?",
		"SELECT Id FROM A WHERE N = 'cut":                                       "SELECT Id FROM A WHERE N = ?",
		"SELECT Id FROM A WHERE N = 'cut\\":                                     "SELECT Id FROM A WHERE N = ?",
		"FIND {ana \\} diaz} IN ALL FIELDS RETURNING A (Id WHERE N = 'secret')": "FIND {?} IN ALL FIELDS RETURNING A (Id WHERE N = ?)",
		"find{ana":                  "find{?",
		"FIND 'ana' IN NAME FIELDS": "FIND ? IN NAME FIELDS",
		"ana diaz":                  "?",
		"selection":                 "?",
	} {
		if got := withoutLiterals(in); got != want {
			t.Errorf("of %q is left %q, want %q", in, got, want)
		}
	}
}

func TestWithoutQuery(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "/a/b": "/a/b", "/a?b=c#d": "/a", "/a#t=?": "/a",
		"https://acme.example/a?sid=1":        "https://acme.example/a",
		"https://ana:pw@acme.example:443/a@b": "https://acme.example:443/a@b",
		"https://ana:p@w@acme.example":        "https://acme.example",
		"https://acme.example?q=https://x@y/": "https://acme.example",
	} {
		if got := withoutQuery(in); got != want {
			t.Errorf("of %q is left %q, want %q", in, got, want)
		}
	}
}

func FuzzWithoutLiterals(f *testing.F) {
	f.Add("Name", "it's")
	f.Add("A\n", `\`)
	f.Fuzz(func(t *testing.T, field, literal string) {
		quoted := "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(literal) + "'"
		if strings.ContainsAny(field, "'") {
			return
		}
		got := withoutLiterals("SELECT " + field + " FROM A WHERE B = " + quoted + " LIMIT 1")
		if want := "SELECT " + field + " FROM A WHERE B = ? LIMIT 1"; got != want {
			t.Errorf("is %q, want %q", got, want)
		}
		withoutLiterals(literal) // it does not panic
		withoutQuery(literal)
	})
}

func TestSecretsKnowsAddressesByTheirNames(t *testing.T) {
	got := Secrets([]string{
		"url.original", "url.path", "http.request.referrer", "salesforce.login.url", "salesforce.continuation_callout_summary.urls",
		"salesforce.login_as.target_url", "salesforce.uri_id", "salesforce.list_view.filter_criteria", "salesforce.has_logout_url_x",
	})
	want := []string{"url.original", "http.request.referrer", "salesforce.login.url", "salesforce.continuation_callout_summary.urls", "salesforce.login_as.target_url"}
	if !slices.Equal(got.Addresses, want) {
		t.Errorf("addresses are %q, want %q", got.Addresses, want)
	}
	if !slices.Contains(got.Drop, "salesforce.list_view.filter_criteria") {
		t.Errorf("%q are dropped", got.Drop)
	}
}
