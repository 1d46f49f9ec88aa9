package orgsim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestEveryAnswerButTheVersionsNeedsALiveToken(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.token = ""
	if response := c.get("/services/data/"); response.status != http.StatusOK {
		t.Errorf("versions without a token have status %d, want 200", response.status)
	}
	paths := []string{
		"/services/data/v62.0/", "/services/data/v62.0/limits/", "/services/data/v62.0/query/?q=x", "/services/data/v62.0/query/0r8x-2000",
		"/services/data/v62.0/sobjects/", "/services/data/v62.0/sobjects/LoginEvent/describe", "/services/data/v62.0/sobjects/EventLogFile/0AT/LogFile",
	}
	for header, want := range map[string]string{
		"Bearer ":                      "INVALID_SESSION_ID: Session expired or invalid",
		"Bearer 00D000000000000!wrong": "INVALID_SESSION_ID: Session expired or invalid",
		"Basic xyz":                    "INVALID_AUTH_HEADER: INVALID_HEADER_TYPE",
	} {
		for _, path := range paths {
			response := c.get(path, "Authorization", header)
			code, message := response.refusal(t)
			if got := code + ": " + message; got != want || response.status != http.StatusUnauthorized {
				t.Errorf("%s with %q: status %d, %q; want 401, %q", path, header, response.status, got, want)
			}
			if response.header.Get("Sforce-Limit-Info") != "" {
				t.Errorf("%s with %q counts as a call", path, header)
			}
		}
	}
}

func TestSessionsIdleOut(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, SessionIdle: time.Hour})
	for _, test := range []struct {
		wait time.Duration
		want int
	}{{time.Hour, 200}, {time.Hour, 200}, {time.Hour + time.Second, 401}, {0, 401}} {
		c.clock.Advance(test.wait)
		if got := c.get("/services/data/v62.0/limits").status; got != test.want {
			t.Errorf("a call %s after the last has status %d, want %d", test.wait, got, test.want)
		}
	}
}

func TestTheSixthTokenEndsTheFirst(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	first := c.token
	for range 4 {
		c.signIn()
	}
	if got := c.get("/services/data/v62.0/limits").status; got != http.StatusOK {
		t.Errorf("with five tokens the first has status %d, want 200", got)
	}
	c.token = c.signIn()
	if got := c.get("/services/data/v62.0/limits").status; got != http.StatusOK {
		t.Errorf("the sixth token has status %d, want 200", got)
	}
	c.token = first
	if got := c.get("/services/data/v62.0/limits").status; got != http.StatusUnauthorized {
		t.Errorf("with six tokens the first has status %d, want 401", got)
	}
	if got := c.org.Sessions(); got != 5 {
		t.Errorf("there are %d sessions, want 5", got)
	}
}

func TestRefusals(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, LoginHosts: []string{"login.salesforce.com"}})
	long := strings.Repeat("x", 17000)
	for _, test := range []struct {
		path   string
		status int
		want   string
	}{
		{"/services/data/v30.0/limits", 410, "UNSUPPORTED_API_VERSION"},
		{"/services/data/v68.0/limits", 404, "NOT_FOUND"},
		{"/services/data/v62/limits", 404, "NOT_FOUND"},
		{"/services/data/v062.0/limits", 404, "NOT_FOUND"},
		{"/services/data/62.0/limits", 404, "NOT_FOUND"},
		{"/services/data/v62.0/nothing", 404, "NOT_FOUND"},
		{"/services/data/v62.0/sobjects/Nothing/describe", 404, "NOT_FOUND"},
		{"/services/data/v62.0/sobjects/EventLogFile/0AT5j00000000zzAAA/LogFile", 404, "NOT_FOUND"},
		{"/services/data/v62.0/sobjects/SetupAuditTrail/0Ym5j00000000zzAAA", 404, "NOT_FOUND"},
		{"/other", 404, "NOT_FOUND"},
		{"/services/data/v62.0/query", 400, "SOQL statements cannot be empty or null"},
		{"/services/data/v62.0/query?q=SELECT+Id+FRM+X", 400, "unexpected token: 'FRM'"},
		{"/services/data/v62.0/query?q=SELECT+Id+FROM+LoginEvnt", 400, "INVALID_TYPE"},
		{"/services/data/v62.0/query?q=SELECT+Id+FROM+LoginEventStream", 400, "INVALID_TYPE_FOR_OPERATION"},
		{"/services/data/v45.0/query?q=SELECT+Id+FROM+LoginEvent", 400, "INVALID_TYPE"},
		{"/services/data/v62.0/query?q=SELECT+Nope+FROM+LoginEvent", 400, "INVALID_FIELD"},
		{"/services/data/v62.0/query?q=SELECT+COUNT()+FROM+LoginEvent", 400, "BIG_OBJECT_UNSUPPORTED_OPERATION"},
		{"/services/data/v62.0/query?q=SELECT+Id+FROM+LoginIp+WHERE+CreatedDate>2026-01-01T00:00:00.000+0000", 400, "MALFORMED_QUERY"},
		{"/services/data/v62.0/query/0r85j0000000001AAA-2000", 400, `"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"`},
		{"/services/data/v62.0/query?q=" + long, 414, "URI Too Long"},
	} {
		response := c.get(test.path)
		if response.status != test.status || !strings.Contains(response.body, test.want) {
			t.Errorf("%.80s: status %d, %.200s; want %d, %s", test.path, response.status, response.body, test.status, test.want)
		}
	}
	for header, want := range map[string]int{long: http.StatusOK, long + long: http.StatusRequestHeaderFieldsTooLarge} {
		if got := c.get("/services/data/v62.0/limits", "X-Long", header).status; got != want {
			t.Errorf("a header of %d bytes has status %d, want %d", len(header), got, want)
		}
	}
	const around = len("GET http://" + host + "/services/data/v62.0/limits? HTTP/1.1\r\n")
	for length, want := range map[int]int{16384: http.StatusOK, 16385: http.StatusRequestURITooLong} {
		if got := c.get("/services/data/v62.0/limits?" + strings.Repeat("x", length-around)).status; got != want {
			t.Errorf("a request line of %d bytes has status %d, want %d", length, got, want)
		}
	}
	if response := c.get("/services/data/v62.0/query?q=SELECT+Id+FROM+LoginIp+WHERE+CreatedDate>2026-01-01T00:00:00.000%2B0000"); response.status != http.StatusOK {
		t.Errorf("an encoded plus has status %d, %s", response.status, response.body)
	}

	post := httptest.NewRequest(http.MethodPost, "http://"+host+"/services/data/v62.0/limits", nil)
	post.Header.Set("Authorization", "Bearer "+c.token)
	if code, _ := c.do(post).refusal(t); code != "METHOD_NOT_ALLOWED" {
		t.Errorf("POST is refused with %s, want METHOD_NOT_ALLOWED", code)
	}
	login := httptest.NewRequest(http.MethodGet, "http://login.salesforce.com:443/services/data/v62.0/limits", nil)
	login.Header.Set("Authorization", "Bearer "+c.token)
	if code, message := c.do(login).refusal(t); code != "URL_NOT_RESET" || !strings.HasPrefix(message, "Destination URL not reset.") {
		t.Errorf("data at a login host is refused with %s %q, want URL_NOT_RESET", code, message)
	}
}

func TestVersions(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	var versions []struct{ Label, URL, Version string }
	if err := json.Unmarshal([]byte(c.get("/services/data").body), &versions); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, version := range versions {
		got[version.Version] = version.Label + " " + version.URL
	}
	for version, want := range map[string]string{
		"31.0": "Summer '14 /services/data/v31.0", "32.0": "Winter '15 /services/data/v32.0", "51.0": "Spring '21 /services/data/v51.0",
		"62.0": "Winter '25 /services/data/v62.0", "67.0": "Summer '26 /services/data/v67.0", "30.0": "", "68.0": "",
	} {
		if got[version] != want {
			t.Errorf("version %s is %q, want %q", version, got[version], want)
		}
	}
}

func TestDailyRequestsRunOut(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, DailyRequests: 3})
	for i, want := range []string{"api-usage=1/3", "api-usage=2/3", "api-usage=3/3"} {
		response := c.get("/services/data/v62.0/limits")
		if got := response.header.Get("Sforce-Limit-Info"); got != want {
			t.Errorf("call %d says %q, want %q", i, got, want)
		}
		limits, _ := response.object(t)["DailyApiRequests"].(map[string]any)
		if limits["Remaining"] != float64(2-i) {
			t.Errorf("call %d has limits %v, want %d remaining", i, limits, 2-i)
		}
	}
	response := c.get("/services/data/v62.0/limits")
	if code, message := response.refusal(t); response.status != http.StatusForbidden || code != "REQUEST_LIMIT_EXCEEDED" || message != "TotalRequests Limit exceeded." {
		t.Errorf("call 3 has status %d, %s %q", response.status, code, message)
	}
	for range 24 {
		c.clock.Advance(time.Hour)
		c.token = c.signIn()
	}
	if got := c.get("/services/data/v62.0/limits").status; got != http.StatusOK {
		t.Errorf("a day later a call has status %d, want 200", got)
	}
}

func TestInterceptSeesEveryRequestAndRequestsCountsIt(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if orgsim.RequestKind(r) != orgsim.RequestLimits {
			return false
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, "We are down for maintenance.")
		return true
	})
	if got := c.get("/services/data/v62.0/limits").status; got != http.StatusServiceUnavailable {
		t.Errorf("an intercepted call has status %d, want 503", got)
	}
	if got := c.get("/services/data/v62.0/").status; got != http.StatusOK {
		t.Errorf("another call has status %d, want 200", got)
	}
	c.org.Intercept(nil)
	for _, path := range []string{
		"/services/data", "/services/data/v62.0/limits/", "/services/data/v62.0/query/?q=x", "/services/data/v62.0/queryAll?q=x",
		"/services/data/v62.0/query/0r8x-1", "/services/data/v62.0/sobjects/LoginEvent/describe", "/services/data/v62.0/sobjects/EventLogFile/0AT",
		"/services/data/v62.0/sobjects/EventLogFile/0AT/LogFile", "/favicon.ico",
	} {
		c.get(path)
	}
	for kind, want := range map[string]int{
		"token": 1, "versions": 1, "resources": 1, "limits": 2, "query": 2, "queryMore": 1, "describe": 1, "record": 1, "logfile": 1, "other": 1,
	} {
		if got := c.org.Requests()[kind]; got != want {
			t.Errorf("%d requests of kind %s, want %d", got, kind, want)
		}
	}
}

func TestDescribe(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	var object struct {
		Name       string
		KeyPrefix  string
		Queryable  bool
		Createable bool
		Fields     []struct {
			Name, Type string
			Filterable bool
		}
	}
	if err := json.Unmarshal([]byte(c.get("/services/data/v62.0/sobjects/eventlogfile/describe").body), &object); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, field := range object.Fields {
		got[field.Name] = fmt.Sprint(field.Type, " ", field.Filterable)
	}
	for name, want := range map[string]string{
		"Id": "id true", "LogFile": "base64 false", "LogFileLength": "double true", "Sequence": "int true", "LogDate": "datetime true",
		"LogFileFieldNames": "string false", "IsDeleted": "boolean true", "CreatedById": "reference true",
	} {
		if got[name] != want {
			t.Errorf("field %s is %q, want %q", name, got[name], want)
		}
	}
	if object.Name != "EventLogFile" || object.KeyPrefix != "0AT" || !object.Queryable || object.Createable {
		t.Errorf("describe says %+v", object)
	}
	global := c.get("/services/data/v62.0/sobjects").body
	if !strings.Contains(global, `"name":"LoginEvent"`) || strings.Contains(global, "UniversalAnomalyEventStore") {
		t.Error("the global describe of version 62 lacks LoginEvent or has an object of version 66")
	}
}
