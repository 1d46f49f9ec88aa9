package rest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

func records(page *Page) []string {
	var texts []string
	for _, record := range page.Records {
		texts = append(texts, string(record))
	}
	return texts
}

func TestQueryIsPagedByNextRecordsURL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/services/data/v62.0/query":
				// The order of keys varies, and so do pages' sizes.
				says(200, `{"records":[{"Id":"1","N":9007199254740993,"X":null}],"nextRecordsUrl":"/services/data/v62.0/query/0r8-1","new":{"a":[1]},"done":false,"totalSize":2}`)(w, r)
			case "/services/data/v62.0/query/0r8-1":
				says(200, `{"totalSize":2,"done":true,"records":[{"Id":"2","A":{"B":[{}]}}]}`)(w, r)
			default:
				says(404, "")(w, r)
			}
		})
		client := org.client()
		first, err := client.Query(t.Context(), "SELECT Id FROM LoginEvent WHERE Name = 'a+b & c%'")
		if err != nil {
			t.Fatal(err)
		}
		if first.Done || first.TotalSize != 2 {
			t.Errorf("got %+v", first)
		}
		if diff := cmp.Diff([]string{`{"Id":"1","N":9007199254740993,"X":null}`}, records(first)); diff != "" {
			t.Error(diff)
		}
		second, err := client.Next(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{`{"Id":"2","A":{"B":[{}]}}`}, records(second)); diff != "" || !second.Done {
			t.Errorf("done is %v; %s", second.Done, diff)
		}
		if _, err := client.Next(t.Context(), second); err == nil {
			t.Error("there is a page after the last")
		}
		org.want(t, 2, 1)
		if got := org.requests[0].URL.Query().Get("q"); got != "SELECT Id FROM LoginEvent WHERE Name = 'a+b & c%'" {
			t.Errorf("the query arrived as %q", got)
		}
		if got := org.requests[1].URL.RawQuery; got != "" {
			t.Errorf("the second page was asked for with parameters: %q", got)
		}
		if org.dials != 1 {
			t.Errorf("%d connections were made for requests in a row, want 1", org.dials)
		}
	})
}

func TestRequestHeaders(t *testing.T) {
	org := newOrg(t, says(200, lastPage))
	org.options.UserAgent = "Filebeat/9"
	if _, err := org.client().Query(t.Context(), "SELECT Id FROM User"); err != nil {
		t.Fatal(err)
	}
	header := org.requests[0].Header
	want := map[string]string{
		"Authorization":   "Bearer 00D000000000001!token1",
		"Accept":          "application/json",
		"Accept-Encoding": "gzip",
		"User-Agent":      "Filebeat/9",
	}
	for name, value := range want {
		if got := header.Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
}

func TestPageOfDoubtfulFormIsAnError(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"more records without saying where": {`{"totalSize":2,"done":false,"records":[]}`, "not where"},
		"no done":                           {`{"totalSize":2,"records":[]}`, `no "done"`},
		"a list":                            {`[]`, "where an object was expected"},
		"records that are no list":          {`{"done":true,"records":{}}`, "where an array was expected"},
		"something after its end":           {lastPage + lastPage, "where the end was expected"},
		"nothing":                           {"", "unexpected EOF"},
		"half a page":                       {lastPage[:30], "unexpected EOF"},
		"half a record":                     {lastPage[:len(lastPage)-5], "unexpected EOF"},
		"no closing brace":                  {lastPage[:len(lastPage)-1], "unexpected EOF"},
		"a wrong type":                      {`{"totalSize":"two"}`, "cannot unmarshal string"},
		"no JSON":                           {"OK", "where an object was expected"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, says(200, test.body))
				org.options.Retry.MaxAttempts = 2
				_, err := org.client().Query(t.Context(), "SELECT Id FROM User")
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("got %v, want %q", err, test.want)
				}
				wantClass(t, err, Transient)
				org.want(t, 2, 1)
			})
		})
	}
}

func TestPageThatIsDoneAndGoesOnIsFollowed(t *testing.T) {
	org := newOrg(t, says(200, `{"totalSize":2,"done":true,"nextRecordsUrl":"/services/data/v62.0/query/x","records":[]}`))
	client := org.client()
	first, err := client.Query(t.Context(), "SELECT Id FROM User")
	if err != nil || first.Done {
		t.Fatalf("got %+v and %v, want a page that is not the last", first, err)
	}
	if _, err := client.Next(t.Context(), first); err == nil || !strings.Contains(err.Error(), "was there before") {
		t.Errorf("got %v, want an error instead of a loop", err)
	}
}

func TestExpiredSessionIsRenewedAndTheQueryMadeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, withToken("token2", says(200, lastPage)))
		client := org.client()
		if _, err := client.Query(t.Context(), "SELECT Id FROM User"); err != nil {
			t.Fatal(err)
		}
		org.want(t, 2, 2)
		if _, err := client.Query(t.Context(), "SELECT Id FROM User"); err != nil {
			t.Fatal(err)
		}
		org.want(t, 3, 2)
	})
}

func TestSessionThatEndsInMidPagingLosesTheLocator(t *testing.T) {
	const moved = `[{"message":"Destination URL not reset. The URL returned from login must be set","errorCode":"URL_NOT_RESET"}]`
	tests := map[string]struct {
		answer  http.HandlerFunc
		class   Class
		signIns int
	}{
		"an expired session":            {says(401, expired), LocatorLost, 2},
		"an org that moved":             {says(400, moved), LocatorLost, 2},
		"a locator that is too old":     {says(400, `[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]`), LocatorLost, 1},
		"a locator of another wording":  {says(500, `[{"message":"Invalid query locator"}]`), LocatorLost, 1},
		"a locator that is not there":   {says(404, `[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]`), LocatorLost, 1},
		"a session without the scope":   {says(401, `[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]`), SessionUnusable, 1},
		"no more requests for the day":  {says(403, `[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`), DailyLimit, 1},
		"a permission that was removed": {says(403, ""), Forbidden, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := says(200, `{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/x","records":[]}`)
				org := newOrg(t, inTurn(first, test.answer))
				client := org.client()
				page, err := client.Query(t.Context(), "SELECT Id FROM User")
				if err != nil {
					t.Fatal(err)
				}
				_, err = client.Next(t.Context(), page)
				failure := wantClass(t, err, test.class)
				if lost := errors.Is(err, ErrLocatorLost); lost != (test.class == LocatorLost) {
					t.Errorf("errors.Is(err, ErrLocatorLost) is %v: %v", lost, err)
				}
				if failure.Operation != "fetching the next page of User" {
					t.Errorf("the operation is %q", failure.Operation)
				}
				org.want(t, 2, test.signIns)
			})
		})
	}
}

func TestTransientFailureInMidPagingIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, inTurn(
			says(200, `{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/x","records":[]}`),
			says(503, ""), reset, cut(`{"totalSize":2,`), zipped(lastPage, 6), zipped(lastPage, 0),
		))
		client := org.client()
		first, err := client.Query(t.Context(), "SELECT Id FROM User")
		if err != nil {
			t.Fatal(err)
		}
		second, err := client.Next(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{`{"Id":"1"}`}, records(second)); diff != "" {
			t.Error(diff)
		}
		org.want(t, 6, 1)
	})
}

func TestPathsStayOnTheOrgsHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, says(200, lastPage))
		client := org.client()
		for _, path := range []string{"http://evil.example/x", "https://evil.example/x", "//evil.example/x", "http://localhost@evil.example/x", "https://localhost/x", "x", "@evil.example", ".evil.example/x", ":\x7f"} {
			if _, err := client.Next(t.Context(), &Page{NextRecordsURL: path}); err == nil || !strings.Contains(err.Error(), "org's host") {
				t.Errorf("%q: got error %v, want it refused", path, err)
			}
		}
		org.want(t, 0, 1)
		// An absolute URL of the org itself will do.
		if _, err := client.Next(t.Context(), &Page{NextRecordsURL: "http://localhost/services/data/v62.0/query/x"}); err != nil {
			t.Error(err)
		}
	})
}

func TestObjectOfAQuery(t *testing.T) {
	tests := map[string]string{
		"SELECT Id FROM LoginEvent":                                           "LoginEvent",
		"select Id\nfrom\tMy_Object__c where x = 1":                           "My_Object__c",
		"SELECT Id, (SELECT Id FROM Contacts) FROM Account":                   "Account",
		"SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contract)": "Account",
		"nonsense": "an object",
	}
	for query, want := range tests {
		if got := objectOf(query); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}

func FuzzDecodePage(f *testing.F) {
	f.Add(lastPage)
	f.Add(`{"done":false,"nextRecordsUrl":"/x","records":[null,1,{"a":{}}],"totalSize":3}`)
	f.Add(`{"done":`)
	f.Fuzz(func(t *testing.T, body string) {
		page, err := parsePage([]byte(body))
		if (page == nil) == (err == nil) {
			t.Fatalf("got page %v and error %v", page, err)
		}
		if err == nil && page.Done != (page.NextRecordsURL == "") {
			t.Fatal(fmt.Sprint("a page that neither ends nor goes on: ", page))
		}
	})
}

func TestTheRoomForAPageIsThatOfPagesBefore(t *testing.T) {
	client := New(Options{})
	const large, small = 1 << 20, 100
	if room := client.roomFor("LoginEvent"); room > 4096 {
		t.Errorf("%d bytes of room before any page was seen", room)
	}
	client.learnSize("LoginEvent", large)
	client.learnSize("LoginEvent", small) // the last one of a result
	if room := client.roomFor("LoginEvent"); room < large/2 {
		t.Errorf("%d bytes of room after pages of %d and %d bytes", room, large, small)
	}
	if room := client.roomFor("ApiEvent"); room > 4096 {
		t.Errorf("%d bytes of room for an object of which no page was seen", room)
	}
	for range 20 {
		client.learnSize("LoginEvent", small)
	}
	if room := client.roomFor("LoginEvent"); room > 4096 {
		t.Errorf("%d bytes of room after many small pages", room)
	}
	client.learnSize("LoginEvent", pageLimit)
	if room := client.roomFor("LoginEvent"); room > 2*maxRoom {
		t.Errorf("%d bytes of room after a page of %d bytes", room, pageLimit)
	}
}

func TestAQueryForStandingKeysIsNotSent(t *testing.T) {
	org := newOrg(t, says(200, lastPage))
	client := org.client()
	for _, query := range []string{"SELECT Id, DeleteToken FROM OauthToken", "SELECT FIELDS(ALL) FROM OauthToken LIMIT 1"} {
		if _, err := client.Query(t.Context(), query); err == nil || !strings.Contains(err.Error(), "querying OauthToken: the query asks for") {
			t.Errorf("%s: got %v", query, err)
		}
	}
	org.want(t, 0, 0)
}
