package rest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParseProblems(t *testing.T) {
	tests := map[string]struct {
		body, contentType string
		want              []problem
		webPage           bool
	}{
		"a list":                     {`[{"message":"a","errorCode":"A","fields":["x"]},{"message":"b","errorCode":"B"}]`, "", []problem{{"A", "a"}, {"B", "b"}}, false},
		"one object":                 {`{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}`, "", []problem{{"INVALID_SESSION_ID", "Session expired or invalid"}}, false},
		"an OAuth error":             {`{"error":"invalid_grant","error_description":"no"}`, "", []problem{{"invalid_grant", "no"}}, false},
		"XML":                        {`<?xml version="1.0"?><Errors><Error><errorCode>A</errorCode><message>a</message></Error></Errors>`, "application/xml", []problem{{"A", "a"}}, false},
		"XML that breaks off":        {`<Errors><Error>`, "application/xml", []problem{{"", "<Errors><Error>"}}, false},
		"a web page":                 {`<html><style>x{}</style><body>We are <b>down</b>.</body></html>`, "", []problem{{"", "We are down ."}}, true},
		"a web page with a title":    {"<!DOCTYPE html><html><title>\n Maintenance </title><body>x</body></html>", "text/html", []problem{{"", "Maintenance"}}, true},
		"a web page by its type":     {"Sorry", "Text/HTML; charset=utf-8", []problem{{"", "Sorry"}}, true},
		"JSON said to be a web page": {`[{"errorCode":"A"}]`, "text/html", []problem{{"A", ""}}, false},
		"words":                      {"not\nhere", "text/plain", []problem{{"", "not here"}}, false},
		"nothing":                    {" \n", "text/html", nil, false},
		"an empty list":              {"[]", "", []problem{{"", "[]"}}, false},
		"a list that breaks off":     {`[{"errorCode":"A"`, "", []problem{{"", `[{"errorCode":"A"`}}, false},
		"words without end":          {strings.Repeat("x", 600), "", []problem{{"", strings.Repeat("x", 500) + "..."}}, false},
		"control characters":         {`[{"message":"a\u0000\u001b[31mb"}]`, "", []problem{{"", "a [31mb"}}, false},
		"letters turned around":      {"[{\"message\":\"a\u202egpj.exe\u009b31m\"}]", "", []problem{{"", "a gpj.exe 31m"}}, false},
		"a token in the words":       {`[{"message":"for 00D000000000001!AQ.x"}]`, "", []problem{{"", "for [redacted]"}}, false},
		"a byte order mark":          {"\xef\xbb\xbf[{\"errorCode\":\"A\"}]", "", []problem{{"A", ""}}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, webPage := parseProblems([]byte(test.body), test.contentType)
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(problem{})); diff != "" || webPage != test.webPage {
				t.Errorf("web page is %v; %s", webPage, diff)
			}
		})
	}
}

func FuzzParseProblems(f *testing.F) {
	for _, body := range []string{
		expired, `{"errorCode":1}`, `<Errors><Error/></Errors>`, "<html><title>", "[null]", "[[]]", "\xff\xfe",
		`[{"errorCode":"A","message":"1"},{"errorCode":"B"}]`, `[{"errorCode":"A"`, `{"error":"invalid_grant","error_description":"x"}`,
		`<?xml version="1.0"?><Errors><Error><errorCode>A</errorCode><message>m</message></Error></Errors>`, "<Errors><Error><message>&bad;",
		"<!DOCTYPE html><style>a{}</style><p>down", "<script>", "<html><title> </title>text<!-- x", "We are down for maintenance.<br>", "\xef\xbb\xbf[{}]",
		strings.Repeat("\u00e9", 300), "a\x00b\x1b[31m\r\nc", "for 00D000000000001!AQ.x", "", " \n", "[]", "{}", `"text"`, "404 Not Found",
	} {
		f.Add([]byte(body), "text/html")
		f.Add([]byte(body), "application/json")
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		problems, webPage := parseProblems(body, contentType)
		for _, p := range problems {
			for _, words := range []string{p.code, p.message} {
				if len(words) > messageLimit+3 || strings.ContainsAny(words, "\n\r\t") || utf8.Valid(body) && !utf8.ValidString(words) {
					t.Fatalf("not fit to be shown: %q", words)
				}
			}
		}
		for _, status := range []int{0, 200, 302, 400, 401, 403, 404, 500} {
			_, _ = explain(answer{status: status, webPage: webPage, foreign: isForeign(body, problems), problems: problems})
		}
	})
}

func TestRules(t *testing.T) {
	for i, rule := range Rules() {
		name := fmt.Sprintf("rule %d: %d %s %s", i, rule.Status, rule.Code, rule.Message)
		if len(rule.Causes) == 0 {
			t.Errorf("%s leaves its reader alone", name)
		}
		for _, one := range rule.Causes {
			if one.Why == "" || one.Fix == "" {
				t.Errorf("%s has a cause without words: %+v", name, one)
			}
		}
		// A rule that an earlier one hides can never be of use.
		a := answer{status: rule.Status, resource: rule.Resource, webPage: rule.WebPage, foreign: rule.Foreign, problems: []problem{{rule.Code, rule.Message}}}
		if _, found := explain(a); !cmp.Equal(found, rule) {
			t.Errorf("%s is hidden by %+v", name, found)
		}
	}
}

func TestTheProblemThatARuleKnowsCounts(t *testing.T) {
	a := answer{status: 400, problems: []problem{{"SOMETHING", "x"}, {"INVALID_FIELD", "No such column"}}}
	p, rule := explain(a)
	if p.code != "INVALID_FIELD" || rule.Class != InvalidField {
		t.Errorf("got %v and %v", p, rule)
	}
}

func TestClassOf(t *testing.T) {
	tests := map[string]struct {
		err  error
		want Class
	}{
		"an error of the package":  {fmt.Errorf("x: %w", &Error{class: QueryTimeout}), QueryTimeout},
		"a locator that was lost":  {fmt.Errorf("x: %w", ErrLocatorLost), LocatorLost},
		"an error of anybody else": {errors.New("x"), Other},
		"no error":                 {nil, Other},
	}
	for name, test := range tests {
		if got := ClassOf(test.err); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	seen := map[string]bool{}
	for class := Other; class <= VersionRetired; class++ {
		if name := class.String(); name == "" || seen[name] {
			t.Errorf("class %d has the name %q", class, name)
		}
		seen[class.String()] = true
	}
	if got := Class(99).String(); got != "other" {
		t.Errorf("got %q for a class that is none", got)
	}
}
