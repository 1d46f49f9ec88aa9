package orgsim_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestFaultsAreRead(t *testing.T) {
	start := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]orgsim.Fault{
		"server-error": {Kind: orgsim.ServerError},
		"unavailable:format=html,retry-after=30s,on=query+queryMore,times=3": {
			Kind: orgsim.Unavailable, Form: "html", For: 30 * time.Second, Requests: []string{"query", "queryMore"}, Times: 3,
		},
		"half-written:downloads=2,fraction=0.25,length=growing,event-type=Login+API": {
			Kind: orgsim.HalfWritten, Each: 2, Fraction: 0.25, Form: "growing", EventTypes: []string{"Login", "API"},
		},
		"query-timeout: window=2h, rows=5, object=LoginEvent, after=1h, until=2026-03-18T15:00:00Z": {
			Kind: orgsim.QueryTimeout, For: 2 * time.Hour, Number: 5, Objects: []string{"LoginEvent"}, After: start.Add(time.Hour), Until: start.Add(3 * time.Hour),
		},
		"migrate:to=http://localhost:8080,group=g,probability=0.5,seed=4": {
			Kind: orgsim.Migrate, To: "http://localhost:8080", Group: "g", Probability: 0.5, Seed: 4,
		},
		"late-file:by=1h,spread=2h,file=0AT1,each=1": {Kind: orgsim.LateFile, For: time.Hour, Spread: 2 * time.Hour, Files: []string{"0AT1"}, Each: 1},
	} {
		if got, err := orgsim.ParseFault(text, start); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s is read as %+v (%v), want %+v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"flood":                   `no kind "flood"`,
		"server-error:rate=3":     `no parameter "rate"`,
		"server-error:times=x":    "invalid syntax",
		"server-error:after=soon": "cannot parse",
		"stall:for=3":             "missing unit",
	} {
		if _, err := orgsim.ParseFault(text, start); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", text, err, want)
		}
	}
}

func TestMixturesAreRead(t *testing.T) {
	got, err := orgsim.ParseRandomFaults("random:seed=7,intensity=0.5")
	if want := orgsim.RandomFaults(7, 0.5); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the mixture is read as %v (%v)", got, err)
	}
	if got, err := orgsim.ParseRandomFaults("random"); err != nil || fmt.Sprint(got) != fmt.Sprint(orgsim.RandomFaults(1, 0.1)) {
		t.Errorf("a mixture that says nothing is read as %v (%v)", got, err)
	}
	for _, text := range []string{"", "storm", "random:seed=x", "random:intensity=x", "random:intensity=2", "random:x=1"} {
		if _, err := orgsim.ParseRandomFaults(text); err == nil {
			t.Errorf("%q is read as a mixture", text)
		}
	}
}

// A survivor collects all there is in spite of faults, as a client should.
type survivor struct {
	*client
	over *http.Client
}

// until tries a step again until it succeeds, but not too often.
func (s *survivor) until(what string, most int, step func() bool) {
	s.t.Helper()
	for range most {
		if step() {
			return
		}
	}
	s.t.Fatalf("%s does not succeed in %d tries", what, most)
}

func (s *survivor) signInAgain() {
	s.until("signing in", 3, func() bool {
		form := s.assertion(s.claims())
		r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, "http://"+host+"/services/oauth2/token", strings.NewReader(form.Encode()))
		if err != nil {
			s.t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		var answer struct {
			Token string `json:"access_token"`
		}
		if status, ok := s.read(r, &answer); ok && status == http.StatusOK {
			s.token = answer.Token
		}
		return answer.Token != ""
	})
}

// collect returns the records of a query, asking anew when a page fails.
func (s *survivor) collect(soql string) (records []map[string]any) {
	s.until(soql, 200, func() bool {
		records = nil
		path, asked := "/services/data/v62.0/query?q="+url.QueryEscape(soql), map[string]bool{}
		for path != "" {
			var page struct {
				Next    string `json:"nextRecordsUrl"`
				Done    bool
				Records []map[string]any
			}
			if !s.ask(path, &page) || page.Next == "" && !page.Done || asked[page.Next] || strings.HasSuffix(page.Next, "-0") {
				return false
			}
			asked[page.Next] = true
			records, path = append(records, page.Records...), page.Next
		}
		return true
	})
	return records
}

func TestARandomMixtureHeals(t *testing.T) {
	run := func(t *testing.T, seed int64, intensity float64) (log string) {
		synctest.Test(t, func(t *testing.T) {
			c := newClient(t, orgsim.Options{Days: 1, RowsPerHour: 30, PageSize: 10, EventTypes: []string{"Login", "API"}})
			s := &survivor{client: c, over: wire(t, c.org)}
			c.inject(orgsim.RandomFaults(seed, intensity)...)
			held := c.org.Truth()
			for object, want := range held.Records {
				if object != "LoginEvent" && object != "SetupAuditTrail" {
					continue
				}
				if got := s.collect("SELECT Id FROM " + object); len(got) != len(want) {
					t.Errorf("%s: %d of %d records", object, len(got), len(want))
				}
			}
			files := s.collect("SELECT Id, LogFileLength FROM EventLogFile WHERE Interval = 'Hourly'")
			for _, file := range files {
				length, _ := file["LogFileLength"].(float64)
				s.until("a download", 3, func() bool {
					var body []byte
					return s.ask(fmt.Sprintf("/services/data/v62.0/sobjects/EventLogFile/%s/LogFile", file["Id"]), &body) && len(body) == int(length)
				})
			}
			if len(files) == 0 || len(c.org.Fired()) < 12 {
				t.Errorf("%d files, and the faults %v", len(files), c.org.Fired())
			}
			for _, state := range c.org.Faults() {
				log += fmt.Sprintln(state.Fault.Kind, state.Fault.Form, state.Fired)
			}
		})
		return log
	}
	first := run(t, 7, 0.9)
	if again := run(t, 7, 0.9); again != first {
		t.Errorf("the same seed gives\n%s and\n%s", first, again)
	}
	if other := run(t, 8, 0.9); other == first {
		t.Error("another seed gives the same")
	}
}

// ask reads an answer of the API, signing in again where that is what it takes.
func (s *survivor) ask(path string, into any) bool {
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, "http://"+host+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	status, ok := s.read(r, into)
	if status == http.StatusUnauthorized {
		s.signInAgain()
	}
	return ok && status == http.StatusOK
}

// read sends a request and reads the body as bytes or as JSON.
func (s *survivor) read(r *http.Request, into any) (status int, ok bool) {
	response, err := s.over.Do(r)
	if err != nil {
		return 0, false
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return response.StatusCode, false
	}
	if whole, ok := into.(*[]byte); ok {
		*whole = text
		return response.StatusCode, !strings.HasPrefix(string(text), "<html>")
	}
	return response.StatusCode, json.Unmarshal(text, into) == nil
}
