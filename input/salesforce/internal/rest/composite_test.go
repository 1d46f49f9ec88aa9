package rest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// wide is a query with so many fields that its URL has about 24 kB.
func wide() string {
	fields := make([]string, 675)
	for n := range fields {
		fields[n] = fmt.Sprintf("CustomFieldWithALongName%d__c", n)
	}
	return "SELECT " + strings.Join(fields, ", ") + " FROM Wide__c WHERE CreatedDate >= 2026-03-01T00:00:00Z AND Name = 'a+b & c%'"
}

// medium is a query whose URL an org takes, and many a proxy does not.
func medium() string { return wide()[:9000] + " FROM Wide__c" }

// asked returns the query in a composite request.
func asked(t *testing.T, r *http.Request) string {
	t.Helper()
	body, _ := io.ReadAll(r.Body)
	var request struct {
		AllOrNone        bool
		CompositeRequest []struct{ Method, URL, ReferenceID string }
	}
	if err := json.Unmarshal(body, &request); err != nil || len(request.CompositeRequest) != 1 {
		t.Errorf("%v: the request is %s", err, body)
		return ""
	}
	part := request.CompositeRequest[0]
	target, err := url.Parse(part.URL)
	if err != nil || part.Method != "GET" || part.ReferenceID == "" || target.Path != "/services/data/v62.0/query" {
		t.Errorf("%v: the part is %+v", err, part)
		return ""
	}
	return target.Query().Get("q")
}

// part is a composite answer with one part.
func part(status int, body string) http.HandlerFunc {
	return says(200, fmt.Sprintf(`{"compositeResponse":[{"body":%s,"httpHeaders":{},"httpStatusCode":%d,"referenceId":"query"}]}`, body, status))
}

func TestAQueryThatIsTooLongForAURLIsSentInABody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got string
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPost && r.URL.Path == "/services/data/v62.0/composite":
				if r.Header.Get("Content-Type") != "application/json" {
					t.Errorf("the content type is %q", r.Header.Get("Content-Type"))
				}
				got = asked(t, r)
				part(200, `{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/0r8-1","records":[{"Id":"1"}]}`)(w, r)
			case r.Method == http.MethodGet && r.URL.Path == "/services/data/v62.0/query/0r8-1":
				says(200, `{"totalSize":2,"done":true,"records":[{"Id":"2"}]}`)(w, r)
			default:
				says(414, "")(w, r)
			}
		})
		client := org.client()
		first, err := client.Query(t.Context(), wide())
		if err != nil {
			t.Fatal(err)
		}
		second, err := client.Next(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{`{"Id":"1"}`, `{"Id":"2"}`}, append(records(first), records(second)...)); diff != "" || first.TotalSize != 2 || !second.Done {
			t.Errorf("%+v, %+v: %s", first, second, diff)
		}
		if got != wide() {
			t.Errorf("the query arrived as %q", got)
		}
		org.want(t, 2, 1)
	})
}

func TestThePartOfACompositeAnswerFailsLikeAnAnswer(t *testing.T) {
	for _, test := range []struct {
		status int
		body   string
		class  Class
	}{
		{400, `[{"errorCode":"INVALID_FIELD","message":"No such column"}]`, InvalidField},
		{400, `[{"errorCode":"QUERY_TIMEOUT","message":"x"}]`, QueryTimeout},
		{400, `[{"errorCode":"OPERATION_TOO_LARGE","message":"x"}]`, QueryTimeout},
		{403, `[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]`, DailyLimit},
		{403, `[{"errorCode":"INSUFFICIENT_ACCESS","message":"x"}]`, Forbidden},
		{404, `[{"errorCode":"NOT_FOUND","message":"x"}]`, VersionRetired},
		{401, `[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]`, SessionUnusable},
		{503, `[{"errorCode":"SERVER_UNAVAILABLE","message":"x"}]`, Transient},
	} {
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, part(test.status, test.body))
			org.options.Retry.MaxAttempts = 2
			_, err := org.client().Query(t.Context(), medium())
			failure := wantClass(t, err, test.class)
			if failure.StatusCode != test.status || !strings.Contains(test.body, failure.Code) || !strings.Contains(failure.Error(), "composite") {
				t.Errorf("got %v", failure)
			}
			if strings.Contains(failure.Error(), "CustomField") {
				t.Error("the error holds the query")
			}
			requests := 1
			if test.class == Transient {
				requests = 2
			}
			org.want(t, requests, 1)
		})
	}
}

func TestASessionThatEndsWithinACompositeAnswerIsRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer 00D000000000001!token2" {
				part(401, expired)(w, r)
				return
			}
			part(200, lastPage)(w, r)
		})
		if _, err := org.client().Query(t.Context(), wide()); err != nil {
			t.Error(err)
		}
		org.want(t, 2, 2)
	})
	// If no token helps, it ends, though the outer answers are a success.
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, part(401, expired))
		_, err := org.client().Query(t.Context(), wide())
		wantClass(t, err, SessionUnusable)
		org.want(t, 2, 2)
	})
}

func TestAnOrgWithoutCompositeRequests(t *testing.T) {
	refused := says(404, `[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`)
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			refused(w, r)
			return
		}
		says(200, lastPage)(w, r)
	}
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, handler)
		client := org.client()
		for range 3 { // it is remembered
			if _, err := client.Query(t.Context(), medium()); err != nil {
				t.Fatal(err)
			}
		}
		org.want(t, 4, 1)
		_, err := client.Query(t.Context(), wide())
		if err == nil || !strings.Contains(err.Error(), "by a composite request, because its URL would have 2") {
			t.Errorf("got %v", err)
		}
	})
}

// A proxy takes less than Salesforce. What it does not take is sent in a body, at once the next time.
func TestAURLThatIsRefusedAsTooLongIsSentInABody(t *testing.T) {
	for _, status := range []int{413, 414, 431} {
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodPost:
					part(200, lastPage)(w, r)
				case len(r.RequestURI) > 1000:
					says(status, "")(w, r)
				default:
					says(200, lastPage)(w, r)
				}
			})
			client := org.client()
			for range 2 {
				if _, err := client.Query(t.Context(), wide()[:2000]+" FROM Wide__c"); err != nil {
					t.Fatal(err)
				}
			}
			if err := query(t, client); err != nil {
				t.Error(err)
			}
			org.want(t, 4, 1)
		})
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, says(status, ""))
			failure := wantClass(t, query(t, org.client()), InvalidQuery)
			if failure.StatusCode != status {
				t.Errorf("got %v", failure)
			}
			org.want(t, 1, 1)
		})
	}
}

func TestAQueryThatNoOrgTakesIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, says(200, lastPage))
		_, err := org.client().Query(t.Context(), "SELECT "+strings.Repeat("a, ", 40_000)+"b FROM C")
		wantClass(t, err, InvalidQuery)
		if !strings.Contains(err.Error(), "Salesforce accepts only 100000") || len(err.Error()) > 500 {
			t.Errorf("got %v", err)
		}
		org.want(t, 0, 0)
	})
}

func TestACompositeAnswerWithoutItsPartIsNoPage(t *testing.T) {
	for _, body := range []string{`{}`, `{"compositeResponse":[]}`, `[]`, lastPage, `{"compositeResponse":[{"httpStatusCode":200,"body":{}}]}`} {
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, says(200, body))
			org.options.Retry.MaxAttempts = 1
			_, err := org.client().Query(t.Context(), wide())
			wantClass(t, err, Transient)
		})
	}
}
