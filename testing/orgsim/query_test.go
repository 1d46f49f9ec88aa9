package orgsim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// addLogins adds n records of LoginHistory.
func (c *client) addLogins(n int) {
	c.t.Helper()
	for i := range n {
		if _, err := c.org.AddRecord("LoginHistory", map[string]any{"CountryIso": fmt.Sprint(i)}); err != nil {
			c.t.Fatal(err)
		}
	}
}

func TestAnswersAreWrittenAsSalesforceDoes(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	for object, values := range map[string]map[string]any{
		"LoginEvent": {
			"EventDate": time.Date(2024, 6, 5, 5, 41, 17, 937_000_000, time.UTC), "CreatedDate": time.Date(2024, 6, 5, 5, 41, 20, 358_000_000, time.UTC),
			"EventIdentifier": "f8c0ee8b", "EvaluationTime": 0.0, "LoginLatitude": 21.9974, "PolicyId": nil, "Username": "a\"b\nü",
		},
		"ApiEvent": {"EventDate": time.Date(2024, 6, 5, 5, 41, 17, 0, time.UTC), "RowsProcessed": 12345678.0, "ElapsedTime": 42, "RowsReturned": 1e7, "EvaluationTime": 0.0001},
	} {
		if _, err := c.org.AddRecord(object, values); err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]string{
		"SELECT username, EventDate, Id, CreatedDate, EvaluationTime, LoginLatitude, PolicyId FROM loginevent": `{"totalSize":1,"done":true,"records":[` +
			`{"attributes":{"type":"LoginEvent","url":"/services/data/v62.0/sobjects/LoginEvent/000000000000000AAA"},"Username":"a\"b\nü",` +
			`"EventDate":"2024-06-05T05:41:17.937+0000","Id":"000000000000000AAA","CreatedDate":"2024-06-05T05:41:20.358+0000",` +
			`"EvaluationTime":0.0,"LoginLatitude":21.9974,"PolicyId":null}]}`,
		"SELECT RowsProcessed, ElapsedTime, RowsReturned, EvaluationTime FROM ApiEvent": `{"totalSize":1,"done":true,"records":[` +
			`{"attributes":{"type":"ApiEvent","url":"/services/data/v62.0/sobjects/ApiEvent/000000000000000AAA"},` +
			`"RowsProcessed":1.2345678E7,"ElapsedTime":42,"RowsReturned":1.0E7,"EvaluationTime":1.0E-4}]}`,
		"SELECT COUNT() FROM LoginHistory":          `{"totalSize":0,"done":true,"records":[]}`,
		"SELECT COUNT(Id) FROM LoginHistory":        `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"AggregateResult"},"expr0":0}]}`,
		"SELECT Id FROM LoginHistory WHERE Id = ''": `[{"message":"\nSELECT Id FROM LoginHistory WHERE Id = ''\n                                       ^\nERROR at Row:1:Column:40\ninvalid ID field: ","errorCode":"INVALID_QUERY_FILTER_OPERATOR"}]`,
	} {
		response := c.query(query)
		if response.body != want {
			t.Errorf("%s is answered with\n%s\nwant\n%s", query, response.body, want)
		}
		if got := response.header.Get("Content-Type"); got != "application/json;charset=UTF-8" {
			t.Errorf("Content-Type is %q", got)
		}
		if got := response.header.Get("Date"); got != "Wed, 18 Mar 2026 12:30:15 GMT" {
			t.Errorf("Date is %q, not the org's", got)
		}
	}
}

func TestPagesHoldAllRecordsOnce(t *testing.T) {
	for name, options := range map[string]orgsim.Options{
		"even pages": {PageSize: 10}, "short pages": {PageSize: 10, ShortPages: true}, "one more than a page": {PageSize: 46}, "one page": {PageSize: 47},
	} {
		t.Run(name, func(t *testing.T) {
			options.Empty = true
			c := newClient(t, options)
			c.addLogins(47)
			var got []string
			for _, record := range c.records("SELECT CountryIso FROM LoginHistory ORDER BY LoginTime") {
				got = append(got, fmt.Sprint(record["CountryIso"]))
			}
			var want []string
			for i := range 47 {
				want = append(want, fmt.Sprint(i))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("records differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBatchSizeIsHeldWithinBounds(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.addLogins(2100)
	for header, want := range map[string]int{"": 2000, "batchSize=1": 200, "batchSize=500": 500, "batchSize=9999": 2000, "other=1, batchSize=300": 300, "batchSize=x": 2000} {
		page := c.query("SELECT Id FROM LoginHistory", "Sforce-Query-Options", header).object(t)
		records, _ := page["records"].([]any)
		next, _ := page["nextRecordsUrl"].(string)
		if len(records) != want || page["totalSize"] != 2100.0 || !strings.HasSuffix(next, fmt.Sprint("-", want)) || !strings.HasPrefix(next, "/services/data/v62.0/query/0r8") {
			t.Errorf("with %q a page has %d records, total %v, next %q; want %d records", header, len(records), page["totalSize"], next, want)
		}
	}
}

func TestAPageIsASnapshot(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, PageSize: 2})
	c.addLogins(3)
	next, _ := c.query("SELECT Id FROM LoginHistory").object(t)["nextRecordsUrl"].(string)
	c.addLogins(5)
	for range 2 { // a page may be fetched again
		if page := c.get(next).object(t); page["totalSize"] != 3.0 || page["done"] != true {
			t.Errorf("the second page says %v records, done %v; want 3, true", page["totalSize"], page["done"])
		}
	}
}

func TestALocatorDiesWithItsSession(t *testing.T) {
	tests := map[string]struct {
		between func(*client)
		status  int
		code    string
	}{
		"nothing happens":           {func(*client) {}, 200, ""},
		"another sign-in":           {func(c *client) { c.signIn() }, 200, ""},
		"used by another session":   {func(c *client) { c.token = c.signIn() }, 400, "INVALID_QUERY_LOCATOR"},
		"locators dropped":          {func(c *client) { c.org.DropLocators() }, 400, "INVALID_QUERY_LOCATOR"},
		"sessions revoked":          {func(c *client) { c.org.RevokeSessions() }, 401, "INVALID_SESSION_ID"},
		"revoked, then signed in":   {func(c *client) { c.org.RevokeSessions(); c.token = c.signIn() }, 400, "INVALID_QUERY_LOCATOR"},
		"idled out, then signed in": {func(c *client) { c.clock.Advance(3 * time.Hour); c.token = c.signIn() }, 400, "INVALID_QUERY_LOCATOR"},
		"two days later": {func(c *client) {
			for range 49 {
				c.clock.Advance(time.Hour)
				c.get("/services/data/v62.0/limits")
			}
		}, 400, "INVALID_QUERY_LOCATOR"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, orgsim.Options{Empty: true, PageSize: 2})
			c.addLogins(3)
			next, _ := c.query("SELECT Id FROM LoginHistory").object(t)["nextRecordsUrl"].(string)
			test.between(c)
			response := c.get(next)
			if response.status != test.status {
				t.Fatalf("status %d, %s; want %d", response.status, response.body, test.status)
			}
			if test.code == "" {
				return
			}
			if code, _ := response.refusal(t); code != test.code {
				t.Errorf("error code %s, want %s", code, test.code)
			}
		})
	}
}

func TestRecordsShowFromTheirCreatedDateOn(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	at := c.clock.Now()
	if _, err := c.org.AddRecord("LoginEvent", map[string]any{"EventDate": at, "CreatedDate": at.Add(2 * time.Second)}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{0, 0, 1} {
		if got := len(c.records("SELECT Id FROM LoginEvent")); got != want {
			t.Errorf("at %s there are %d records, want %d", c.clock.Now().Sub(at), got, want)
		}
		c.clock.Advance(time.Second)
	}
}

func TestAddRecord(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	id, err := c.org.AddRecord("SetupAuditTrail", map[string]any{"Action": "changedUser"})
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{id, id[:15]} {
		record := c.get("/services/data/v62.0/sobjects/SetupAuditTrail/" + form).object(t)
		if record["Id"] != id || record["Action"] != "changedUser" || record["CreatedDate"] != "2026-03-18T12:30:15.250+0000" {
			t.Errorf("record %s is %v", form, record)
		}
	}
	for name, test := range map[string]struct {
		object string
		values map[string]any
		want   string
	}{
		"an unknown object": {"Nothing", nil, `no object "Nothing"`},
		"a log file":        {"EventLogFile", nil, `no object "EventLogFile"`},
		"an unknown field":  {"LoginEvent", map[string]any{"Nope": 1}, `no field "Nope"`},
		"a wrong type":      {"LoginEvent", map[string]any{"EventDate": "today"}, "field EventDate is string, not a value of type Datetime"},
		"an odd type":       {"LoginEvent", map[string]any{"Username": []byte("x")}, "field Username is []uint8"},
	} {
		if _, err := c.org.AddRecord(test.object, test.values); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s is answered with %v, want an error with %q", name, err, test.want)
		}
	}
}

func TestAnswersAreCompressedForThoseWhoAsk(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.addLogins(100)
	for header, want := range map[string]string{"": "", "gzip": "gzip", "deflate, gzip;q=0.5": "gzip", "gzip;q=0": ""} {
		response := c.query("SELECT Id FROM LoginHistory", "Accept-Encoding", header)
		if got := response.header.Get("Content-Encoding"); got != want || response.status != http.StatusOK {
			t.Errorf("Accept-Encoding %q gives Content-Encoding %q, want %q", header, got, want)
		}
	}
}
