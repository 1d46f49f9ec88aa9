package orgsim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// A subanswer is one answer of a composite one.
type subanswer struct {
	Body           json.RawMessage
	HTTPStatusCode int
	ReferenceID    string
}

// composite sends a composite request with a subrequest for each path.
func (c *client) composite(allOrNone bool, paths ...string) response {
	c.t.Helper()
	var subrequests []map[string]string
	for i, path := range paths {
		subrequests = append(subrequests, map[string]string{"method": "GET", "url": path, "referenceId": fmt.Sprint("r", i)})
	}
	body, err := json.Marshal(map[string]any{"allOrNone": allOrNone, "compositeRequest": subrequests})
	if err != nil {
		c.t.Fatal(err)
	}
	return c.postJSON("/services/data/v62.0/composite", string(body))
}

func (c *client) postJSON(path, body string) response {
	r := httptest.NewRequest(http.MethodPost, "http://"+host+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json; charset=UTF-8")
	return c.do(r)
}

func (r response) subanswers(t *testing.T) []subanswer {
	t.Helper()
	var answer struct{ CompositeResponse []subanswer }
	if err := json.Unmarshal([]byte(r.body), &answer); err != nil || r.status != http.StatusOK {
		t.Fatalf("reading a composite answer of status %d: %q: %v", r.status, r.body, err)
	}
	return answer.CompositeResponse
}

func queryPath(soql string) string {
	return "/services/data/v62.0/query/?q=" + url.QueryEscape(soql)
}

func TestACompositeRequestIsOneCall(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, PageSize: 2})
	c.addLogins(3)
	c.get("/services/data/v62.0/limits")
	answer := c.composite(false,
		queryPath("SELECT CountryIso FROM LoginHistory"), queryPath("SELECT Nope FROM LoginHistory"),
		"/services/data/v62.0/sobjects/LoginHistory/describe", queryPath("SELECT COUNT() FROM LoginHistory"))
	if got := answer.header.Get("Sforce-Limit-Info"); got != "api-usage=2/100000" {
		t.Errorf("the usage is %q, want two calls", got)
	}
	subanswers := answer.subanswers(t)
	for i, want := range []struct {
		status int
		body   string
	}{
		{200, `{"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/0r8`},
		{400, `[{"message":"\nSELECT Nope FROM LoginHistory`},
		{200, `{"createable":false`},
		{200, `{"totalSize":3,"done":true,"records":[]}`},
	} {
		if got := subanswers[i]; got.HTTPStatusCode != want.status || got.ReferenceID != fmt.Sprint("r", i) || !strings.HasPrefix(string(got.Body), want.body) {
			t.Errorf("subrequest %d is answered with %d, %s, %.200s; want %d, %s", i, got.HTTPStatusCode, got.ReferenceID, got.Body, want.status, want.body)
		}
	}
	var first struct{ NextRecordsURL string }
	if err := json.Unmarshal(subanswers[0].Body, &first); err != nil {
		t.Fatal(err)
	}
	for name, page := range map[string]string{
		"alone":                  c.get(first.NextRecordsURL).body,
		"in a composite request": string(c.composite(false, first.NextRecordsURL).subanswers(t)[0].Body),
	} {
		if !strings.Contains(page, `"done":true`) || !strings.Contains(page, `"CountryIso":"2"`) {
			t.Errorf("the second page %s is %s", name, page)
		}
	}
	if got := c.org.Requests(); got["composite"] != 2 || got["query"] != 0 || got["queryMore"] != 1 {
		t.Errorf("the requests are %v, want two composite and one queryMore", got)
	}
}

func TestAllOrNone(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	subanswers := c.composite(true, queryPath("SELECT Id FROM LoginHistory"), queryPath("SELECT Id FROM Nothing")).subanswers(t)
	for i, want := range []string{"PROCESSING_HALTED", "INVALID_TYPE"} {
		if subanswers[i].HTTPStatusCode != 400 || !strings.Contains(string(subanswers[i].Body), want) {
			t.Errorf("subrequest %d is answered with %d, %s; want %s", i, subanswers[i].HTTPStatusCode, subanswers[i].Body, want)
		}
	}
}

func TestAQueryTooLongForAURLFitsIntoACompositeRequest(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	if _, err := c.org.AddRecord("Wide__c", nil); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, field := range c.describe("Wide__c") {
		names = append(names, field.Name)
	}
	got := c.composite(false, queryPath("SELECT "+strings.Join(names, ",")+" FROM Wide__c")).subanswers(t)[0]
	if got.HTTPStatusCode != 200 || !strings.Contains(string(got.Body), names[674]) {
		t.Errorf("the query is answered with %d, %.200s", got.HTTPStatusCode, got.Body)
	}
}

func TestWhatACompositeRequestMayNot(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	id, err := c.org.AddLogFile(orgsim.LogFileSpec{EventType: "Login", Interval: orgsim.Hourly, Sequence: 1, LogDate: c.clock.Now(), CreatedDate: c.clock.Now(), Columns: []string{"EVENT_TYPE"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"/services/data/v62.0/sobjects/EventLogFile/" + id + "/LogFile", "/services/data/v62.0/limits", "/services/data/v62.0/composite",
		"/services/data/v68.0/query?q=x", "https://elsewhere.example/", "services",
	} {
		got := c.composite(false, path).subanswers(t)[0]
		if got.HTTPStatusCode != 400 || !strings.Contains(string(got.Body), "INVALID_INPUT") {
			t.Errorf("%s is answered with %d, %s", path, got.HTTPStatusCode, got.Body)
		}
	}
	many := func(n int, path string) []string {
		return strings.Split(strings.TrimSuffix(strings.Repeat(path+"\n", n), "\n"), "\n")
	}
	query, describe := queryPath("SELECT Id FROM LoginHistory"), "/services/data/v62.0/sobjects/LoginHistory/describe"
	for name, test := range map[string]struct {
		answer response
		status int
		code   string
	}{
		"5 queries":        {c.composite(false, many(5, query)...), 200, ""},
		"6 queries":        {c.composite(false, many(6, query)...), 400, "LIMIT_EXCEEDED"},
		"25 subrequests":   {c.composite(false, many(25, describe)...), 200, ""},
		"26 subrequests":   {c.composite(false, many(26, describe)...), 400, "LIMIT_EXCEEDED"},
		"no subrequest":    {c.composite(false), 400, "INVALID_INPUT"},
		"no JSON":          {c.postJSON("/services/data/v62.0/composite", "x"), 400, "JSON_PARSER_ERROR"},
		"two of one name":  {c.postJSON("/services/data/v62.0/composite", `{"compositeRequest":[{"referenceId":"a"},{"referenceId":"a"}]}`), 400, "INVALID_INPUT"},
		"GET":              {c.get("/services/data/v62.0/composite"), 405, "METHOD_NOT_ALLOWED"},
		"another resource": {c.postJSON("/services/data/v62.0/query", "{}"), 405, "METHOD_NOT_ALLOWED"},
	} {
		code := ""
		if test.answer.status != http.StatusOK {
			code, _ = test.answer.refusal(t)
		}
		if test.answer.status != test.status || code != test.code {
			t.Errorf("%s is answered with %d, %s, want %d, %s", name, test.answer.status, code, test.status, test.code)
		}
	}
	c.token = "gone"
	if got := c.composite(false, query); got.status != http.StatusUnauthorized {
		t.Errorf("without a session the status is %d, want 401", got.status)
	}
	c = newClient(t, orgsim.Options{Empty: true, NoComposite: true})
	if got := c.get("/services/data/v62.0/composite"); got.status != http.StatusNotFound {
		t.Errorf("without composite requests the status is %d, want 404", got.status)
	}
}

func TestFaultsHitSubrequests(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.addLogins(1)
	for _, fault := range []orgsim.Fault{
		{Kind: orgsim.Answer, Requests: []string{orgsim.RequestQuery}, Objects: []string{"LoginHistory"}, Number: 401, Form: "INVALID_SESSION_ID", Text: "Session expired or invalid", Times: 1},
		{Kind: orgsim.QueryTimeout, Objects: []string{"LoginIp"}},
		{Kind: orgsim.Unavailable, Requests: []string{orgsim.RequestQuery}},
	} {
		if _, err := c.org.Inject(fault); err != nil {
			t.Fatal(err)
		}
	}
	paths := []string{queryPath("SELECT Id FROM LoginHistory"), queryPath("SELECT Id FROM LoginIp"), queryPath("SELECT Id FROM SetupAuditTrail")}
	subanswers := c.composite(false, paths...).subanswers(t)
	for i, want := range []struct {
		status int
		body   string
	}{{401, "INVALID_SESSION_ID"}, {400, "QUERY_TIMEOUT"}, {200, `"done":true`}} {
		if got := subanswers[i]; got.HTTPStatusCode != want.status || !strings.Contains(string(got.Body), want.body) {
			t.Errorf("subrequest %d is answered with %d, %s; want %d, %s", i, got.HTTPStatusCode, got.Body, want.status, want.body)
		}
	}
	if fired := c.org.Fired(); fired[orgsim.Answer] != 1 || fired[orgsim.Unavailable] != 0 {
		t.Errorf("the faults that happened are %v, want one answer and no outage", fired)
	}
	if _, err := c.org.Inject(orgsim.Fault{Kind: orgsim.ServerError, Requests: []string{orgsim.RequestComposite}, Objects: []string{"LoginIp"}}); err != nil {
		t.Fatal(err)
	}
	if got := c.composite(false, paths[1]).status; got != http.StatusInternalServerError {
		t.Errorf("a composite request for one query meets a fault of its object with status %d, want 500", got)
	}
}
