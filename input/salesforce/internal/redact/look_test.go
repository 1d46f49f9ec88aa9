package redact

import (
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	sessionID = "00D5g000004abcd!AQEAQJx.y_Z1"
	assertion = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		// SOQL and SOSL.
		"SELECT Id FROM Contact WHERE Name = 'x' AND Email = 'secret@acme.example'": "SELECT Id FROM Contact WHERE Name = ? AND Email = ?",
		"SELECT Id FROM A WHERE N = 'O\\'Neill' AND M IN ('a', 'b') LIMIT 2":        "SELECT Id FROM A WHERE N = ? AND M IN (?, ?) LIMIT 2",
		"select\nId from A where N='x\\\\' and M='y'":                               "select\nId from A where N=? and M=?",
		"SELECT Id FROM A WHERE N = 'cut":                                           "SELECT Id FROM A WHERE N = ?",
		"MALFORMED_QUERY: SELECT Id FROM A WHERE N = 'x' ^ ERROR at Row:1":          "MALFORMED_QUERY: SELECT Id FROM A WHERE N = ? ^ ERROR at Row:1",
		`{"query":"SELECT Id FROM A WHERE N = 'it\\'s' AND M = 'y'"}`:               `{"query":"SELECT Id FROM A WHERE N = ?`,
		`{"query":"SELECT Id\nFROM A WHERE N = \u0027x\u0027"}`:                     `{"query":"SELECT Id\nFROM A WHERE N = ?"}`,
		"SELECT Id FROM A WHERE N = &#39;x&#39; LIMIT 1":                            "SELECT Id FROM A WHERE N = ? LIMIT 1",
		"q=SELECT+Id+FROM+A+WHERE+N+%3D+%27x%27":                                    "q=SELECT+Id+FROM+A+WHERE+N+%3D+?",
		"AND Email = 'x' AND Phone LIKE '5%'":                                       "AND Email = ? AND Phone LIKE ?",
		"FIND {ana \\} diaz} IN ALL FIELDS RETURNING A (Id WHERE N = 'secret')":     "FIND {?} IN ALL FIELDS RETURNING A (Id WHERE N = ?)",
		"Search: FIND 'ana' IN NAME FIELDS":                                         "Search: FIND ? IN NAME FIELDS",
		"FIND {a}} IN NAME FIELDS; FIND {b{c}":                                      "FIND {?} IN NAME FIELDS; FIND {?}",
		"find{ana":                                                                  "find{?",
		// URLs.
		"https://acme.example/a?sid=1#b":                             "https://acme.example/a",
		"https://ana:pw@acme.example/a":                              "https://acme.example/a",
		"https://acme.example/a b?c=d e":                             "https://acme.example/a b",
		"https%3A%2F%2Facme.example%2Fa%3Fb%3Dc":                     "https%3A%2F%2Facme.example%2Fa",
		"/services/data/v64.0/query?q=SELECT+Id+FROM+A":              "/services/data/v64.0/query",
		"/lightning/o/Account/home#secret":                           "/lightning/o/Account/home",
		"apex/page?id=secret":                                        "apex/page",
		"acme.example?x":                                             "acme.example",
		"?id=secret":                                                 "?",
		"aura?r=5&id=secret":                                         "aura",
		"acme.my.salesforce.com/?ec=302&startURL=%2Fsecret":          "acme.my.salesforce.com/",
		"acme.lightning.force.com/one/one.app#secret":                "acme.lightning.force.com/one/one.app",
		"from one/one.app#secret to /a#secret":                       "from one/one.app to /a",
		"a=b&c=d":                                                    "?",
		"GET /a/b?c=d HTTP/1.1":                                      "GET /a/b HTTP/1.1",
		`{"referer":"https:\/\/acme.example\/a?b=c","x":"y"}`:        `{"referer":"https:\/\/acme.example\/a","x":"y"}`,
		`{"a":"{\"referer\":\"https://acme.example/a?b\",\"x\":1}"}`: `{"a":"{\"referer\":\"https://acme.example/a\",\"x\":1}"}`,
		`at "https:\/\/a:b@acme.example\/x&y"`:                       `at "https:\/\/acme.example\/x&y"`,
		"see https://a:b@acme.example/x?y and /z?q=1":                "see https://acme.example/x and /z",
		// What gives access.
		"session " + sessionID + " ended":                "session [redacted] ended",
		"00D5g000004abcd%21AQEAQJx":                      "[redacted]",
		"got " + assertion:                               "got [redacted]",
		"Authorization: Bearer abcdef0123456789":         "Authorization: Bearer [redacted]",
		"basic " + "YW5hOnNlY3JldA==":                    "basic [redacted]",
		"OAuth 5Aep861zzz0000000000aaaaaaaaaaa":          "OAuth [redacted]",
		"grant_type=password, client_secret=abc, x=y":    "grant_type=password, client_secret=[redacted], x=y",
		`{"accessToken" : "a\"b","n":"x"}`:               `{"accessToken" : "[redacted]","n":"x"}`,
		"-----BEGIN PRIVATE KEY-----\nMIIE\nno more":     "[redacted]",
		"x-----BEGIN RSA PRIVATE KEY-----\nMIIE-----END": "x[redacted]",
		"<sf:password>secret</sf:password><n>x</n>":      "<sf:password>[redacted]</sf:password><n>x</n>",
		// What stays.
		"":                         "",
		"OAuth":                    "OAuth",
		"basic authentication":     "basic authentication",
		"oauth 2.0":                "oauth 2.0",
		"Why? Because it's so.":    "Why? Because it's so.",
		"didn't select it from me": "didn't select it from me",
		"/home/alice":              "/home/alice",
		"a/b":                      "a/b",
		"C# and F#":                "C# and F#",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)",
		"Changed profile for user Dana O'Neill to \"Read Only\"":                           "Changed profile for user Dana O'Neill to \"Read Only\"",
		"SELECT COUNT() FROM Account":                                                      "SELECT COUNT() FROM Account",
		"2025-06-05T10:11:12.000Z":                                                         "2025-06-05T10:11:12.000Z",
		"TLS_AES_128_GCM_SHA256":                                                           "TLS_AES_128_GCM_SHA256",
		"ana+reports@acme.example":                                                         "ana+reports@acme.example",
		"https://acme.example/a":                                                           "https://acme.example/a",
		"1999-12-31 key=value; a='100%":                                                    "1999-12-31 key=value; a=?",
	} {
		if got := Clean(in); got != want {
			t.Errorf("of %q\nis left %q\nwant    %q", in, got, want)
		}
	}
}

// The tables know neither the event type nor the columns.
func TestSecretsAreTakenOutOfFieldsThatNoTableKnows(t *testing.T) {
	shared := []string{"plain", "https://acme.example/a?sid=1"}
	fields := map[string]any{
		"message": "https://acme.example/x?sid=1",
		"salesforce": map[string]any{
			"unique_query": map[string]any{"query_identifier": "SELECT Id FROM Contact WHERE Email = 'secret@acme.example'", "rows": 12.5},
			"login":        map[string]any{"http_referer": "https://acme.example/a?b=c#d"},
			"of_tomorrow":  map[string]any{"urls": shared, "nested": map[string]any{"auth": "Bearer abcdef0123456789"}, "list": []any{"x", sessionID}},
			"query":        "00O5g000004abcdEAA",
		},
	}
	New(Secrets(nil)).Apply(fields)
	want := map[string]any{
		"message": "https://acme.example/x",
		"salesforce": map[string]any{
			"unique_query": map[string]any{"query_identifier": "SELECT Id FROM Contact WHERE Email = ?", "rows": 12.5},
			"login":        map[string]any{"http_referer": "https://acme.example/a"},
			"of_tomorrow":  map[string]any{"urls": []string{"plain", "https://acme.example/a"}, "nested": map[string]any{"auth": "Bearer [redacted]"}, "list": []any{"x", "[redacted]"}},
			"query":        "00O5g000004abcdEAA",
		},
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	if shared[1] != "https://acme.example/a?sid=1" {
		t.Error("the slice, which events share, was written to")
	}
}

// sentinel is in every literal of the fuzzing.
const sentinel = "zq7secret7qz"

func FuzzClean(f *testing.F) {
	for _, seed := range []struct{ before, literal string }{
		{"", "it's"},
		{"x: ", `\`},
		{"\n(", `a\\'`},
		{"/a/", "b c"},
		{"https://acme.example/", `"<>`},
		{"00D", "%27"},
		{"eyJ", "&#39;"},
		{"it's ", "{}"},
		{"Bearer ", `\u0027`},
		{"?", "SELECT a FROM b"},
		{"", "= "},
		{`{"a":`, ","},
		{"find ", "} "},
	} {
		f.Add(seed.before, seed.literal)
	}
	f.Fuzz(func(t *testing.T, before, literal string) {
		stable := func(text string) string {
			cleaned := Clean(text)
			if again := Clean(cleaned); again != cleaned {
				t.Fatalf("%q\nbecomes %q\nand then %q", text, cleaned, again)
			}
			return cleaned
		}
		hides := func(text string) {
			if cleaned := stable(text); strings.Contains(cleaned, sentinel) {
				t.Fatalf("%q\nbecomes %q", text, cleaned)
			}
		}
		stable(before)
		stable(literal + before)
		// A literal may not be told from a text that has quotes or braces of its own.
		if strings.ContainsAny(before, "'{}\\%&") || selectStart(before) >= 0 {
			return
		}
		escaped := strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(literal)
		query := "SELECT Id FROM A WHERE B = '" + escaped + sentinel + "' AND C IN ('" + sentinel + escaped + "') LIMIT 1"
		hides(query)
		hides(query[:strings.LastIndex(query, "'")])
		hides(before + " " + query)
		hides(before + " " + url.QueryEscape(query))
		hides(before + " " + html.EscapeString(query))
		inJSON, _ := json.Marshal(map[string]string{"query": query})
		hides(string(inJSON))
		again, _ := json.Marshal(map[string]string{"body": string(inJSON)})
		hides(string(again))
		search := strings.NewReplacer(`\`, `\\`, "{", `\{`, "}", `\}`).Replace(literal)
		hides("FIND {" + search + sentinel + "} IN ALL FIELDS RETURNING A(Id WHERE B = '" + escaped + sentinel + "')")
		hides("FIND '" + escaped + sentinel + "' IN ALL FIELDS")
		hides("https://acme.example/" + before + "?a=" + literal + sentinel)
		hides("https://acme.example/" + before + "#" + literal + sentinel)
		hides("/a/" + before + "?" + literal + sentinel)
		hides(before + " https://acme.example/a?b=" + url.QueryEscape(literal) + sentinel + " " + before)
		hides(before + " Bearer 0" + sentinel + sentinel)
	})
}

func BenchmarkApplySecrets(b *testing.B) {
	r := New(Secrets(nil))
	event := map[string]any{
		"event":      map[string]any{"kind": "event", "category": []string{"web"}, "type": []string{"access"}, "dataset": "salesforce.rest_api", "id": "4QyAbCdEfGhIjKlMnOpQrs"},
		"user":       map[string]any{"name": "ana@acme.example", "email": "ana@acme.example", "id": "005Qy00000Wz9LmIAJ"},
		"source":     map[string]any{"ip": "203.0.113.7"},
		"related":    map[string]any{"user": []string{"ana@acme.example", "005Qy00000Wz9LmIAJ"}, "ip": []string{"203.0.113.7"}},
		"user_agent": map[string]any{"original": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0"},
		"salesforce": map[string]any{"session_key": "sK9vInventedSes1", "login_key": "pR4xInventedKey1", "rest_api": map[string]any{"entity_name": "Account", "status_code": "200", "request": "TID:123456789abcdef"}},
		"url":        map[string]any{"path": "/services/data/v64.0/sobjects/Account"},
	}
	b.ReportAllocs()
	for b.Loop() {
		r.Apply(event)
	}
}
