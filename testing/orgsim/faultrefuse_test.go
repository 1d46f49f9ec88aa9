package orgsim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestWhatRefusalsSay(t *testing.T) {
	for _, test := range []struct {
		fault  orgsim.Fault
		status int
		body   string
		header string // name: value
	}{
		{orgsim.Fault{Kind: orgsim.SessionExpired}, 401, `[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`, "Www-Authenticate: Token"},
		{orgsim.Fault{Kind: orgsim.SessionNotForREST}, 401, `[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]`, ""},
		{orgsim.Fault{Kind: orgsim.RequestLimit}, 403, `[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`, "Sforce-Limit-Info: api-usage=100000/100000"},
		{orgsim.Fault{Kind: orgsim.ConcurrentLimit}, 403, `[{"message":"ConcurrentPerOrgLongTxn Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`, ""},
		{orgsim.Fault{Kind: orgsim.Forbidden}, 403, `"errorCode":"INSUFFICIENT_ACCESS"`, ""},
		{orgsim.Fault{Kind: orgsim.Forbidden, Form: "API_DISABLED_FOR_ORG"}, 403, `[{"message":"The REST API is not enabled for this Organization.","errorCode":"API_DISABLED_FOR_ORG"}]`, ""},
		{orgsim.Fault{Kind: orgsim.Forbidden, Form: "API_CURRENTLY_DISABLED"}, 403, `"errorCode":"API_CURRENTLY_DISABLED"`, ""},
		{orgsim.Fault{Kind: orgsim.Forbidden, Form: "FUNCTIONALITY_NOT_ENABLED"}, 403, `"errorCode":"FUNCTIONALITY_NOT_ENABLED"`, ""},
		{orgsim.Fault{Kind: orgsim.NotAcceptable}, 406, "", "Content-Length: 0"},
		{orgsim.Fault{Kind: orgsim.NoRoute}, 420, "routing information available for this request host", "Content-Type: text/html;charset=UTF-8"},
		{orgsim.Fault{Kind: orgsim.TooManyRequests}, 429, `[{"message":`, "Retry-After: "},
		{orgsim.Fault{Kind: orgsim.TooManyRequests, For: 1500 * time.Millisecond}, 429, `[{"message":`, "Retry-After: 2"},
		{orgsim.Fault{Kind: orgsim.TooManyRequests, For: time.Minute, Form: "date"}, 429, `[{"message":`, "Retry-After: Wed, 18 Mar 2026 12:31:15 GMT"},
		{orgsim.Fault{Kind: orgsim.ServerError}, 500, `"errorCode":"UNKNOWN_EXCEPTION"`, ""},
		{orgsim.Fault{Kind: orgsim.ServerError, Form: "html"}, 500, "<html>", "Content-Type: text/html;charset=UTF-8"},
		{orgsim.Fault{Kind: orgsim.BadGateway}, 502, "wasn't able to communicate successfully with the instance", "Content-Type: text/html;charset=UTF-8"},
		{orgsim.Fault{Kind: orgsim.BadGateway, Form: "json"}, 502, `[{"message":"Salesforce Edge`, ""},
		{orgsim.Fault{Kind: orgsim.Unavailable}, 503, `"errorCode":"SERVER_UNAVAILABLE"`, "Retry-After: "},
		{orgsim.Fault{Kind: orgsim.Unavailable, Form: "html", For: time.Minute}, 503, "We are down for maintenance.<br>Sorry for the inconvenience.", "Retry-After: 60"},
		{orgsim.Fault{Kind: orgsim.HTMLPage}, 200, "<html>", "Content-Type: text/html;charset=UTF-8"},
		{orgsim.Fault{Kind: orgsim.Redirect, To: "https://na1.salesforce.com/"}, 302, "moved", "Location: https://na1.salesforce.com" + limits},
		{orgsim.Fault{Kind: orgsim.Redirect, To: "https://na1.salesforce.com", Number: 307}, 307, "moved", "Location: https://na1.salesforce.com" + limits},
	} {
		c := newClient(t, orgsim.Options{Empty: true})
		test.fault.Times = 1
		c.inject(test.fault)
		response := c.get(limits)
		if response.status != test.status || !strings.Contains(response.body, test.body) {
			t.Errorf("%+v: status %d, %s; want %d, %s", test.fault, response.status, response.body, test.status, test.body)
		}
		if name, value, ok := strings.Cut(test.header, ": "); ok && response.header.Get(name) != value {
			t.Errorf("%+v: %s is %q, want %q", test.fault, name, response.header.Get(name), value)
		}
		if got := response.header.Get("Date"); got != "Wed, 18 Mar 2026 12:30:15 GMT" {
			t.Errorf("%+v: Date is %q", test.fault, got)
		}
		want := http.StatusOK
		if test.fault.Kind == orgsim.SessionExpired {
			want = http.StatusUnauthorized // the session is gone
		}
		if got := c.get(limits).status; got != want {
			t.Errorf("after %+v the status is %d, want %d", test.fault, got, want)
		}
	}
}

func TestASessionMayBeRefusedAndLive(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.inject(orgsim.Fault{Kind: orgsim.SessionExpired, Form: "kept", Times: 1})
	if got := c.statuses(limits, 2); got[0] != 401 || got[1] != 200 {
		t.Errorf("statuses are %d, want 401 and then 200", got)
	}
}

func TestSignInIsRefused(t *testing.T) {
	reasons := ""
	for _, info := range orgsim.FaultKinds() {
		if info.Kind == orgsim.SignInRefused {
			_, reasons, _ = strings.Cut(info.Params[0].Does, ": ")
		}
	}
	c := newClient(t, orgsim.Options{Empty: true})
	until := c.clock.Now()
	seen := map[string]bool{}
	for reason := range strings.SplitSeq(reasons, ", ") {
		until = until.Add(time.Minute)
		c.inject(orgsim.Fault{Kind: orgsim.SignInRefused, Form: reason, Until: until})
		response := c.post(c.assertion(c.claims()))
		answer := response.object(t)
		if response.status != http.StatusBadRequest || answer["error"] == nil || response.header.Get("Cache-Control") != "no-store" || seen[response.body] {
			t.Errorf("%s: status %d, %s", reason, response.status, response.body)
		}
		seen[response.body] = true
		c.clock.Advance(time.Minute)
		if status := c.post(c.assertion(c.claims())).status; status != http.StatusOK {
			t.Errorf("a minute after %s the status is %d", reason, status)
		}
	}
	for _, want := range []string{
		`{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}`,
		`{"error":"invalid_app_access","error_description":"user is not admin approved to access this app"}`,
		`{"error":"inactive_org"}`, `{"error":"rate_limit_exceeded"}`, `{"error":"app_not_found"}`,
	} {
		if !seen[want] {
			t.Errorf("no reason gives %s", want)
		}
	}
}

func TestFewerTokens(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.inject(orgsim.Fault{Kind: orgsim.TokenLimit, Number: 2})
	first := c.token
	c.signIn()
	if status := c.get(limits).status; status != http.StatusOK {
		t.Errorf("of two tokens the first has status %d", status)
	}
	c.token = c.signIn()
	if status := c.get(limits).status; status != http.StatusOK {
		t.Errorf("of three tokens the last has status %d", status)
	}
	if c.token = first; c.get(limits).status != http.StatusUnauthorized {
		t.Error("of three tokens the first lives, want two at most")
	}
}

func TestQuotaHeaders(t *testing.T) {
	for form, want := range map[string]string{
		"per-app":       "api-usage=1/100000; per-app-api-usage=17/25000(appName=sample-connected-app)",
		"per-app-tight": "api-usage=1/100000;per-app-api-usage=17/25000(appName=sample-connected-app)",
		"absent":        "",
	} {
		c := newClient(t, orgsim.Options{Empty: true})
		c.inject(orgsim.Fault{Kind: orgsim.LimitInfo, Form: form, Times: 1})
		if got := c.get(limits).header.Get("Sforce-Limit-Info"); got != want {
			t.Errorf("%s: Sforce-Limit-Info is %q, want %q", form, got, want)
		}
		if got := c.get(limits).header.Get("Sforce-Limit-Info"); got != "api-usage=2/100000" {
			t.Errorf("after %s Sforce-Limit-Info is %q", form, got)
		}
	}
}

func TestTheOrgMoves(t *testing.T) {
	for form, want := range map[string]int{"refuse": http.StatusBadRequest, "redirect": http.StatusMovedPermanently} {
		c := newClient(t, orgsim.Options{Empty: true})
		moves := c.clock.Now().Add(time.Hour)
		c.inject(orgsim.Fault{Kind: orgsim.Migrate, To: "http://new.my.salesforce.com", Form: form, After: moves})
		instance := func() any { return c.post(c.assertion(c.claims())).object(t)["instance_url"] }
		if got := instance(); got != "http://"+host || c.get(limits).status != http.StatusOK {
			t.Errorf("before the org moves instance_url is %s", got)
		}
		c.clock.Advance(time.Hour)
		if got := instance(); got != "http://new.my.salesforce.com" {
			t.Errorf("once the org has moved instance_url is %s", got)
		}
		response := c.get(limits)
		if response.status != want || form == "refuse" && !strings.Contains(response.body, "URL_NOT_RESET") {
			t.Errorf("%s: the old host answers with status %d, %s", form, response.status, response.body)
		}
		if location := response.header.Get("Location"); form == "redirect" && location != "http://new.my.salesforce.com"+limits {
			t.Errorf("the old host redirects to %s", location)
		}
		if status := c.getFrom("new.my.salesforce.com", limits).status; status != http.StatusOK {
			t.Errorf("the new host answers with status %d", status)
		}
	}
}
