package orgsim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// withRecords is an org with n records, a second apart, and pages of ten.
func withRecords(t *testing.T, options orgsim.Options, n int) *client {
	t.Helper()
	options.Empty, options.PageSize = true, 10
	c := newClient(t, options)
	for i := range n {
		when := c.clock.Now().Add(time.Duration(i-n) * time.Second)
		if _, err := c.org.AddRecord("LoginEvent", map[string]any{"EventDate": when, "CreatedDate": when}); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

const events = "SELECT EventIdentifier, EventDate, CreatedDate FROM LoginEvent"

func TestRecordsThatShowLate(t *testing.T) {
	for _, test := range []struct {
		fault orgsim.Fault
		want  string // records each two minutes
	}{
		{orgsim.Fault{}, "0 20 20 20"},
		{orgsim.Fault{For: 3 * time.Minute}, "0 0 20 20"},
		{orgsim.Fault{For: 3 * time.Minute, Objects: []string{"LogoutEvent"}}, "20 20 20 20"},
		{orgsim.Fault{For: 3 * time.Minute, Times: 5}, "15 15 20 20"},
	} {
		c := newClient(t, orgsim.Options{Empty: true})
		test.fault.Kind = orgsim.LateRecord
		c.inject(test.fault)
		for range 20 {
			if _, err := c.org.AddRecord("LoginEvent", nil); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for range 4 {
			got = append(got, fmt.Sprint(len(c.records(events))))
			c.clock.Advance(2 * time.Minute)
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%+v: %s records show, want %s", test.fault, got, test.want)
		}
	}
}

func TestRecordsThatShowOutOfOrder(t *testing.T) {
	c := withRecords(t, orgsim.Options{}, 20)
	c.inject(orgsim.Fault{Kind: orgsim.LateRecord, For: time.Minute, Spread: time.Hour})
	disorder := 0
	for range 120 {
		held := c.records(events + " ORDER BY EventDate DESC")
		if n := len(held); n > 0 && n < 20 && held[n-1]["EventDate"] != held[0]["EventDate"] {
			disorder++
		}
		c.clock.Advance(time.Minute)
	}
	if disorder == 0 || len(c.records(events)) != 20 {
		t.Errorf("records show in order or not at all, %d times not", disorder)
	}
}

func TestRecordsThatShareATimestamp(t *testing.T) {
	c := withRecords(t, orgsim.Options{}, 20)
	c.inject(orgsim.Fault{Kind: orgsim.SameTimestamp, Objects: []string{"loginevent"}, Number: 3000})
	moments := map[any]int{}
	for _, record := range c.records(events) {
		moments[record["EventDate"]]++
		if record["CreatedDate"] == nil {
			t.Fatal("a record has no CreatedDate")
		}
	}
	if moments["2026-03-18T11:00:00.000+0000"] != 3000 || moments["2026-03-18T12:00:00.000+0000"] != 20 {
		t.Errorf("records are of %v", moments)
	}
}

func TestQueriesThatTimeOut(t *testing.T) {
	for _, test := range []struct {
		fault orgsim.Fault
		where string
		out   bool
	}{
		{orgsim.Fault{}, "", true},
		{orgsim.Fault{Number: 19}, "", true},
		{orgsim.Fault{Number: 20}, "", false},
		{orgsim.Fault{For: time.Hour}, "", true},
		{orgsim.Fault{For: time.Hour}, "WHERE EventDate > 2026-03-18T11:00:00Z", true},
		{orgsim.Fault{For: time.Hour}, "WHERE EventDate > 2026-03-18T12:00:00Z", false},
		{orgsim.Fault{For: time.Hour}, "WHERE EventDate > 2026-03-18T10:00:00Z AND EventDate <= 2026-03-18T11:00:00Z", false},
		{orgsim.Fault{For: time.Hour}, "WHERE EventDate >= 2026-03-18T10:00:00Z AND EventDate < 2026-03-18T11:00:01Z", true},
		{orgsim.Fault{For: time.Hour}, "WHERE EventDate = 2026-03-18T10:00:00Z", false},
		{orgsim.Fault{For: time.Hour}, "WHERE EventDate = TODAY", true},
		{orgsim.Fault{For: time.Hour, Number: 10}, "WHERE EventDate > 2026-03-18T12:00:00Z", true},
	} {
		c := withRecords(t, orgsim.Options{}, 20)
		test.fault.Kind, test.fault.Times = orgsim.QueryTimeout, 1
		c.inject(test.fault)
		response := c.query(events + " " + test.where)
		if !test.out {
			if response.status != http.StatusOK {
				t.Errorf("%+v %s: status %d, %s", test.fault, test.where, response.status, response.body)
			}
			continue
		}
		if want := `[{"message":"Your query request was running for too long.","errorCode":"QUERY_TIMEOUT"}]`; response.status != 400 || response.body != want {
			t.Errorf("%+v %s: status %d, %s", test.fault, test.where, response.status, response.body)
		}
		if status := c.query(events + " " + test.where).status; status != http.StatusOK {
			t.Errorf("%+v %s: the next one has status %d", test.fault, test.where, status)
		}
	}
}

// pages follows a query until it ends or fails, and returns the sizes of pages
// and the status at the end.
func (c *client) pages(soql string) string {
	c.t.Helper()
	text := ""
	for response := c.query(soql); ; {
		if response.status != http.StatusOK {
			code, _ := response.refusal(c.t)
			return text + code
		}
		page := response.object(c.t)
		records, _ := page["records"].([]any)
		text += fmt.Sprint(len(records), " ")
		next, more := page["nextRecordsUrl"].(string)
		if !more {
			return text + "done"
		}
		response = c.get(next)
	}
}

func TestPagesThatFail(t *testing.T) {
	for _, test := range []struct {
		fault       orgsim.Fault
		first, then string
	}{
		{orgsim.Fault{Kind: orgsim.LocatorDeath}, "10 INVALID_QUERY_LOCATOR", "10 10 10 5 done"},
		{orgsim.Fault{Kind: orgsim.LocatorDeath, Number: 3}, "10 10 10 INVALID_QUERY_LOCATOR", "10 10 10 5 done"},
		{orgsim.Fault{Kind: orgsim.LocatorDeath, Number: 4}, "10 10 10 5 done", "10 10 10 5 done"},
		{orgsim.Fault{Kind: orgsim.SessionDeath}, "10 INVALID_SESSION_ID", "10 10 10 5 done"},
		{orgsim.Fault{Kind: orgsim.SessionDeath, Number: 3}, "10 10 INVALID_SESSION_ID", "10 10 10 5 done"},
		{orgsim.Fault{Kind: orgsim.ShortPage, Number: 4}, "6 10 10 9 done", "10 10 10 5 done"},
		{orgsim.Fault{Kind: orgsim.ShortPage, Number: 100}, "1 10 10 10 4 done", "10 10 10 5 done"},
	} {
		c := withRecords(t, orgsim.Options{}, 35)
		test.fault.Times = 1
		c.inject(test.fault)
		if got := c.pages(events); got != test.first {
			t.Errorf("%+v: %s, want %s", test.fault, got, test.first)
		}
		if test.fault.Kind == orgsim.SessionDeath {
			if status := c.get(limits).status; status != http.StatusUnauthorized {
				t.Errorf("%+v: the session lives: %d", test.fault, status)
			}
			c.token = c.signIn()
		}
		if got := c.pages(events); got != test.then {
			t.Errorf("after %+v: %s, want %s", test.fault, got, test.then)
		}
	}
}

func TestALocatorOfADeadSessionIsDead(t *testing.T) {
	c := withRecords(t, orgsim.Options{}, 35)
	next, _ := c.query(events).object(t)["nextRecordsUrl"].(string)
	c.inject(orgsim.Fault{Kind: orgsim.SessionDeath, Times: 1})
	if status := c.get(next).status; status != http.StatusUnauthorized {
		t.Errorf("page 2 has status %d", status)
	}
	c.token = c.signIn()
	if code, _ := c.get(next).refusal(t); code != "INVALID_QUERY_LOCATOR" {
		t.Errorf("a locator of another session gives %s", code)
	}
}

func TestShortPagesAddUp(t *testing.T) {
	c := withRecords(t, orgsim.Options{}, 35)
	c.inject(orgsim.Fault{Kind: orgsim.ShortPage, Number: 3, Objects: []string{"LoginEvent"}, Each: 1})
	if got := c.pages(events); got != "7 7 7 7 7 done" {
		t.Errorf("pages are %s", got)
	}
	// The query has had its short page, and the pages at other places have not.
	if got := c.pages(events); got != "10 7 7 7 4 done" {
		t.Errorf("pages are %s", got)
	}
}
