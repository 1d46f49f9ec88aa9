package orgsim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestAnyAnswer(t *testing.T) {
	query, describe := []string{orgsim.RequestQuery}, []string{orgsim.RequestDescribe}
	for name, test := range map[string]struct {
		fault       string
		status      int
		body        string
		contentType string
	}{
		"an expired password": {
			"answer:status=403,code=INVALID_OPERATION_WITH_EXPIRED_PASSWORD,text=The users password has expired", 403,
			`[{"message":"The users password has expired","errorCode":"INVALID_OPERATION_WITH_EXPIRED_PASSWORD"}]`, "application/json;charset=UTF-8",
		},
		"too large an operation": {"answer:code=OPERATION_TOO_LARGE,text=exceeded 100000 distinct ids", 400, `"errorCode":"OPERATION_TOO_LARGE"`, "application/json;charset=UTF-8"},
		"too many ids":           {"answer:code=EXCEEDED_ID_LIMIT,text=too many ids", 400, `"errorCode":"EXCEEDED_ID_LIMIT"`, "application/json;charset=UTF-8"},
		"a bare 413":             {"answer:status=413", 413, "", "text/plain; charset=utf-8"},
		"a plain text":           {"answer:status=404,text=404 page not found", 404, "404 page not found", "text/plain; charset=utf-8"},
		"a page":                 {"answer:status=502,text=<h1>no</h1>", 502, "<h1>no</h1>", "text/html;charset=UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, orgsim.Options{Empty: true})
			fault, err := orgsim.ParseFault(test.fault, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			for _, requests := range [][]string{nil, query, describe} {
				fault.Requests = requests
				remove, err := c.org.Inject(fault)
				if err != nil {
					t.Fatal(err)
				}
				path := "/services/data/v62.0/query?q=SELECT+Id+FROM+LoginIp"
				if len(requests) > 0 && requests[0] == orgsim.RequestDescribe {
					path = "/services/data/v62.0/sobjects/LoginIp/describe"
				}
				got := c.get(path)
				if got.status != test.status || !strings.Contains(got.body, test.body) || test.body == "" && got.body != "" || got.header.Get("Content-Type") != test.contentType {
					t.Errorf("on %v the answer is %d, %s, %q; want %d, %s, %q", requests, got.status, got.header.Get("Content-Type"), got.body, test.status, test.contentType, test.body)
				}
				remove()
			}
		})
	}
}

func TestAnyAnswerOfTheTokenEndpoint(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	if _, err := c.org.Inject(orgsim.Fault{
		Kind: orgsim.Answer, Requests: []string{orgsim.RequestToken}, Number: 400, Form: "OAUTH_APP_BLOCKED", Text: "this app is blocked by admin",
	}); err != nil {
		t.Fatal(err)
	}
	got := c.post(c.assertion(c.claims()))
	if want := `{"error":"OAUTH_APP_BLOCKED","error_description":"this app is blocked by admin"}`; got.status != http.StatusBadRequest || got.body != want {
		t.Errorf("the answer is %d, %s; want 400, %s", got.status, got.body, want)
	}
	if got := c.get("/services/data/v62.0/limits").status; got != http.StatusOK {
		t.Errorf("a fault of the token endpoint answers another request with %d", got)
	}
}

func TestAHeaderThatSaysGzipOfAPlainBody(t *testing.T) {
	for _, encoding := range []string{"gzip", "x-gzip"} {
		c := newClient(t, orgsim.Options{Empty: true})
		if _, err := c.org.Inject(
			orgsim.Fault{Kind: orgsim.FalseGzip, Form: encoding},
			orgsim.Fault{Kind: orgsim.Answer, Requests: []string{orgsim.RequestLimits}, Number: 403, Form: "API_CURRENTLY_DISABLED", Text: strings.Repeat("API is disabled for this User ", 100)},
		); err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]string{
			"/services/data/v62.0/limits":            `[{"message":"API is disabled`,
			"/services/data/v62.0/sobjects/LoginIp":  `{"objectDescribe"`,
			"/services/data/v62.0/sobjects/LoginIpp": `[{"message":"The requested resource does not exist"`,
		} {
			got := c.get(path, "Accept-Encoding", "gzip")
			if got.header.Get("Content-Encoding") != encoding || !strings.HasPrefix(got.body, want) {
				t.Errorf("%s is answered as %q with %.80q, want %q with %q", path, got.header.Get("Content-Encoding"), got.body, encoding, want)
			}
		}
	}
}
