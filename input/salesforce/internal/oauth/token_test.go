package oauth

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sprintAll formats a value in every way that a log line might.
func sprintAll(value any) string {
	encoded, _ := json.Marshal(value)
	return fmt.Sprintf("%v %+v %#v %s %q %x", value, value, value, value, value, value) + string(encoded)
}

func TestSecretsDoNotShow(t *testing.T) {
	const text = "hunter2"
	token := Token{Value: NewSecret(text)}
	values := map[string]any{
		"a secret":              token.Value,
		"a pointer to a secret": &token.Value,
		"a token":               token,
		"a pointer to a token":  &token,
		"an unexported field":   struct{ hidden Secret }{token.Value},
		"a map":                 map[string]Secret{"x": token.Value},
	}
	for name, value := range values {
		shown := sprintAll(value)
		if strings.Contains(shown, text) || strings.Contains(shown, fmt.Sprintf("%x", text)) {
			t.Errorf("%s shows: %s", name, shown)
		}
	}
	if marshaled, err := token.Value.MarshalText(); err != nil || string(marshaled) != redacted {
		t.Errorf("got %s and %v", marshaled, err)
	}
	if got := token.Value.Reveal(); got != text {
		t.Errorf("got %q", got)
	}
	if got := fmt.Sprint(Secret{}); got != "" || !NewSecret("").Empty() {
		t.Errorf("an empty secret shows as %q", got)
	}
}

func TestRedactRemovesTokensOnly(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"a token":               {"sid=00Dxx0000001gPF!AQEAQ.x_y;", "sid=[redacted];"},
		"a token in a URL":      {"?sid=00Dxx0000001gPF%21AQEAQ&x=1", "?sid=[redacted]&x=1"},
		"an assertion":          {"got eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln!", "got [redacted]!"},
		"an org id is no token": {"org 00Dxx0000001gPFEAY!", "org 00Dxx0000001gPFEAY!"},
		"words":                 {"TotalRequests Limit exceeded.", "TotalRequests Limit exceeded."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Redact(test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestOrgOfAToken(t *testing.T) {
	tests := map[string]struct{ identity, access, org, user string }{
		"long ids of the identity URL":            {"https://login.salesforce.com/id/00Dxx0000001gPFEAY/005xx000001SwiUAAS", "x!y", "00Dxx0000001gPFEAY", "005xx000001SwiUAAS"},
		"short ids become long":                   {"https://login.salesforce.com/id/00Dxx0000001gPF/005xx000001SwiU", "x!y", "00Dxx0000001gPFEAY", "005xx000001SwiUAAS"},
		"a slash at the end":                      {"https://login.salesforce.com/id/00Dxx0000001gPF/005xx000001SwiU/", "x!y", "00Dxx0000001gPFEAY", "005xx000001SwiUAAS"},
		"no identity URL leaves the token":        {"", "00Dxx0000001gPF!AQ", "00Dxx0000001gPFEAY", ""},
		"an identity URL that is none":            {"https://login.salesforce.com/x", "00Dxx0000001gPF!AQ", "00Dxx0000001gPFEAY", ""},
		"an identity URL that cannot be read":     {":\x7f", "00Dxx0000001gPF!AQ", "00Dxx0000001gPFEAY", ""},
		"ids of a wrong length are none":          {"https://login.salesforce.com/id/00D/005", "00D!AQ", "", ""},
		"ids with other characters are none":      {"https://login.salesforce.com/id/00D-x0000001gPF/005xx000001SwiU", "x", "", "005xx000001SwiUAAS"},
		"a token without an org does not matter":  {"", "opaque", "", ""},
		"a token of an unknown form with a bang!": {"", "opaque!x", "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			body, err := json.Marshal(tokenAnswer{AccessToken: test.access, InstanceURL: "https://acme.my.salesforce.com/", Identity: test.identity})
			if err != nil {
				t.Fatal(err)
			}
			token, err := parseToken(body, false)
			if err != nil {
				t.Fatal(err)
			}
			if token.OrgID != test.org || token.UserID != test.user {
				t.Errorf("got org %q and user %q, want %q and %q", token.OrgID, token.UserID, test.org, test.user)
			}
			if token.InstanceURL != "https://acme.my.salesforce.com" {
				t.Errorf("got the instance %q, want no slash at its end", token.InstanceURL)
			}
		})
	}
}

func TestTokenEndpoint(t *testing.T) {
	const login = "https://login.salesforce.com/services/oauth2/token"
	tests := map[string]struct{ base, want string }{
		"a base URL":                 {"https://login.salesforce.com", login},
		"a slash at the end":         {"https://login.salesforce.com//", login},
		"the whole endpoint":         {login, login},
		"the endpoint and a slash":   {login + "/", login},
		"no scheme":                  {"login.salesforce.com", login},
		"white space around":         {" https://login.salesforce.com\n", login},
		"a site with a path":         {"https://acme.my.site.com/portal/", "https://acme.my.site.com/portal/services/oauth2/token"},
		"this host without TLS":      {"http://127.0.0.1:8080", "http://127.0.0.1:8080/services/oauth2/token"},
		"this host by name":          {"http://localhost:8080/", "http://localhost:8080/services/oauth2/token"},
		"this host by IPv6":          {"http://[::1]:8080", "http://[::1]:8080/services/oauth2/token"},
		"a sandbox's My Domain":      {"https://acme--dev.sandbox.my.salesforce.com", "https://acme--dev.sandbox.my.salesforce.com/services/oauth2/token"},
		"a port of its own over TLS": {"https://acme.example:8443", "https://acme.example:8443/services/oauth2/token"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := TokenEndpoint(test.base, false)
			if err != nil || got != test.want {
				t.Errorf("got %q and %v, want %q", got, err, test.want)
			}
		})
	}
	refused := map[string]struct{ base, want string }{
		"nothing":                   {" ", "empty"},
		"a Lightning URL":           {"https://acme.lightning.force.com/lightning/page/home", `use "https://acme.my.salesforce.com"`},
		"a sandbox's Lightning URL": {"Acme--Dev.sandbox.lightning.force.com", `use "https://acme--dev.sandbox.my.salesforce.com"`},
		"a Setup URL":               {"https://acme.my.salesforce-setup.com", `use "https://acme.my.salesforce.com"`},
		"http to elsewhere":         {"http://login.salesforce.com", "use https"},
		"http to what looks local":  {"http://localhost.example", "use https"},
		"another scheme":            {"ftp://login.salesforce.com", `"ftp"`},
		"a password":                {"https://user:hunter2@login.salesforce.com", "user name or password"},
		"a query":                   {"https://login.salesforce.com?password=hunter2", "query"},
		"no host":                   {"https:///services", "no host"},
		"no URL":                    {"https://user:hunter2@a b", "cannot be parsed"},
	}
	for name, test := range refused {
		t.Run("refuses "+name, func(t *testing.T) {
			got, err := TokenEndpoint(test.base, false)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q and %v, want an error with %q", got, err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error says too much: %v", err)
			}
		})
	}
}

func TestClockSkew(t *testing.T) {
	sent := time.Date(2024, 6, 5, 12, 0, 0, 500e6, time.UTC)
	tests := map[string]struct {
		date  time.Duration // of the Date header, from sent
		took  time.Duration
		age   string
		want  time.Duration // within a second
		known bool
	}{
		"equal clocks":                   {0, 100 * time.Millisecond, "", 0, true},
		"a second is no difference":      {time.Second, 100 * time.Millisecond, "", 0, true},
		"two seconds behind are none":    {-2 * time.Second, 100 * time.Millisecond, "", 0, true},
		"ten minutes ahead":              {10 * time.Minute, time.Second, "", 10 * time.Minute, true},
		"ten minutes behind":             {-10 * time.Minute, time.Second, "", -10 * time.Minute, true},
		"what took long does not tell":   {10 * time.Minute, time.Minute, "", 0, false},
		"what a cache kept does not, as": {10 * time.Minute, time.Second, "600", 0, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			header := http.Header{"Date": {sent.Add(test.date).Format(http.TimeFormat)}}
			if test.age != "" {
				header.Set("Age", test.age)
			}
			skew, ok := ClockSkew(header, sent, sent.Add(test.took))
			if ok != test.known || (skew-test.want).Abs() > time.Second || test.want == 0 && skew != 0 {
				t.Errorf("got %v, %v, want %v, %v", skew, ok, test.want, test.known)
			}
		})
	}
	if _, ok := ClockSkew(http.Header{}, sent, sent); ok {
		t.Error("an answer without Date tells the time")
	}
}

func TestRemedies(t *testing.T) {
	all := Remedies()
	for n, row := range all {
		last := n == len(all)-1
		for _, one := range row.Causes {
			if one.Why == "" && !last || one.Fix == "" {
				t.Errorf("the row for %q %q leaves its reader alone", row.Code, row.Description)
			}
		}
		code := row.Code
		if last {
			code = "brand_new"
		}
		// A row that an earlier one hides can never be of use.
		if found := explain(code, row.Description); len(row.Causes) == 0 || !cmp.Equal(found, row) {
			t.Errorf("the row for %q %q is hidden by the one for %q %q", row.Code, row.Description, found.Code, found.Description)
		}
	}
	for class, name := range map[Class]string{Permanent: "permanent", Transient: "transient", RateLimit: "rate limit", Lockout: "lockout"} {
		if class.String() != name {
			t.Errorf("got %s, want %s", class, name)
		}
	}
}

func TestPausesGrowToTheirCeiling(t *testing.T) {
	for _, class := range []Class{Permanent, Transient, RateLimit, Lockout} {
		pauses := class.pauses()
		if first, longest := class.Waits(); first != pauses.first || longest != pauses.ceiling {
			t.Errorf("%s is said to wait %v to %v", class, first, longest)
		}
		for failures, upper := 1, pauses.first; failures < 100; failures++ {
			for range 20 {
				if got := pauses.pause(failures); got < upper/2 || got > upper {
					t.Fatalf("%s: got %v after %d failures, want %v to %v", class, got, failures, upper/2, upper)
				}
			}
			upper = min(2*upper, pauses.ceiling)
		}
	}
}

func TestClockSkewIsNotKnownIfTheClockWasSetMeanwhile(t *testing.T) {
	sent := time.Now()
	header := http.Header{"Date": {sent.UTC().Format(http.TimeFormat)}}
	if _, ok := ClockSkew(header, sent, sent.Add(time.Second)); !ok {
		t.Fatal("the skew is not known")
	}
	for _, set := range []time.Duration{time.Hour, -time.Hour} {
		if skew, ok := ClockSkew(header, sent, sent.Add(set).Round(0)); ok {
			t.Errorf("after the clock was set by %v the skew is %v", set, skew)
		}
	}
}
