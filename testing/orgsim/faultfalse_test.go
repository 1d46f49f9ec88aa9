package orgsim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// dates returns by how much the Date headers of some answers are wrong.
func (c *client) dates(n int) []time.Duration {
	c.t.Helper()
	var wrong []time.Duration
	for range n {
		date, err := http.ParseTime(c.get("/services/data/").header.Get("Date"))
		if err != nil {
			c.t.Fatal(err)
		}
		wrong = append(wrong, date.Sub(c.clock.Now().Truncate(time.Second)))
	}
	return wrong
}

func TestDatesThatAreWrong(t *testing.T) {
	for _, test := range []struct {
		fault orgsim.Fault
		want  string
	}{
		{orgsim.Fault{}, "[24h0m0s 24h0m0s 24h0m0s]"},
		{orgsim.Fault{Form: "behind", For: time.Hour, Times: 1}, "[-1h0m0s 0s 0s]"},
		{orgsim.Fault{For: time.Minute, After: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}, "[0s 0s 0s]"},
	} {
		c := newClient(t, orgsim.Options{Empty: true})
		test.fault.Kind = orgsim.WrongDate
		c.inject(test.fault)
		if got := fmt.Sprint(c.dates(3)); got != test.want {
			t.Errorf("%+v: the dates are wrong by %s, want %s", test.fault, got, test.want)
		}
	}
	c := newClient(t, orgsim.Options{Empty: true})
	c.inject(orgsim.Fault{Kind: orgsim.WrongDate, Form: "any", For: 1000 * time.Hour})
	ahead, behind := 0, 0
	for _, wrong := range c.dates(40) {
		switch {
		case wrong.Abs() < time.Second || wrong.Abs() > 1000*time.Hour:
			t.Errorf("a date is wrong by %v", wrong)
		case wrong > 0:
			ahead++
		default:
			behind++
		}
	}
	if ahead < 10 || behind < 10 {
		t.Errorf("%d dates are ahead and %d behind", ahead, behind)
	}
}

func TestNoDate(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.inject(orgsim.Fault{Kind: orgsim.WrongDate, Form: "none"}, orgsim.Fault{Kind: orgsim.SlowBody, Number: 1 << 20})
	over := wire(t, c.org) // a server adds a Date of its own
	response, err := over.Get("http://" + host + "/services/data/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if date, ok := response.Header["Date"]; ok {
		t.Errorf("the answer has the Date %q", date)
	}
}

func TestDatesThatNoRecordCanHave(t *testing.T) {
	for form, want := range map[string]string{
		"year-1": "0001-01-01T00:00:00.000+0000", "year-9999": "9999-12-31T23:30:00.000-0100", "wrong-form": "yesterday", "empty": "",
	} {
		c := withRecords(t, orgsim.Options{}, 5)
		c.inject(orgsim.Fault{Kind: orgsim.OddDate, Form: form, Text: "EventDate", Objects: []string{"LoginEvent"}})
		// It is found by the date that it has, and has the same one each time.
		for range 2 {
			for _, record := range c.records(events + " WHERE EventDate > 2026-03-18T11:00:00Z") {
				if record["EventDate"] != want || record["CreatedDate"] == want {
					t.Errorf("%s: EventDate is %v, CreatedDate %v", form, record["EventDate"], record["CreatedDate"])
				}
			}
		}
		if held := len(c.org.Truth().Records["LoginEvent"]); held != 5 {
			t.Errorf("the truth has %d records", held)
		}
	}
	c := withRecords(t, orgsim.Options{}, 60)
	c.inject(orgsim.Fault{Kind: orgsim.OddDate, Text: "EventDate", Probability: 0.5})
	first, odd := fmt.Sprint(c.records(events)), 0
	for _, record := range c.records(events) {
		if !strings.HasPrefix(fmt.Sprint(record["EventDate"]), "2026-") {
			odd++
		}
	}
	if odd < 15 || odd > 45 || fmt.Sprint(c.records(events)) != first {
		t.Errorf("%d of 60 dates are odd, or others each time", odd)
	}
}

func TestTotalsThatAreWrong(t *testing.T) {
	for form, want := range map[string]float64{"huge": 1e9, "tenfold": 250, "zero": 0, "negative": -25} {
		c := withRecords(t, orgsim.Options{}, 25)
		c.inject(orgsim.Fault{Kind: orgsim.WrongTotal, Form: form})
		if got := c.query(events).object(t)["totalSize"]; got != want {
			t.Errorf("%s: totalSize is %v, want %v", form, got, want)
		}
		if got := c.query("SELECT COUNT() FROM User").object(t)["totalSize"]; got == want || got == 0. {
			t.Errorf("%s: a count is %v", form, got)
		}
		if pages := c.pages(events); pages != "10 10 5 done" {
			t.Errorf("%s: the pages have %s records", form, pages)
		}
	}
}

func TestLocatorsThatLeadWrong(t *testing.T) {
	for form, want := range map[string]string{
		"unknown": "10 INVALID_QUERY_LOCATOR", "nowhere": "10 done", "done": "10 10 5 done", "itself": "10 10 10 5 done",
	} {
		c := withRecords(t, orgsim.Options{}, 25)
		c.inject(orgsim.Fault{Kind: orgsim.OddLocator, Form: form, Times: 1})
		if pages := c.pages(events); pages != want {
			t.Errorf("%s: the pages have %q records, want %q", form, pages, want)
		}
		if pages := c.pages(events); pages != "10 10 5 done" {
			t.Errorf("%s: then the pages have %q records", form, pages)
		}
	}
}

func TestFieldsThatComeAndGo(t *testing.T) {
	c := withRecords(t, orgsim.Options{}, 5)
	c.inject(orgsim.Fault{Kind: orgsim.HiddenField, Text: "Platform", For: time.Hour, Objects: []string{"LoginEvent"}})
	shown := func() string {
		described := false
		for _, field := range c.describe("LoginEvent") {
			described = described || field.Name == "Platform"
		}
		return fmt.Sprint(described, " ", c.query("SELECT Platform FROM LoginEvent").status)
	}
	seen := make(map[string]int)
	for range 4 {
		seen[shown()]++
		c.clock.Advance(time.Hour)
	}
	if seen["true 200"] != 2 || seen["false 400"] != 2 {
		t.Errorf("the field shows as %v", seen)
	}
	any := withRecords(t, orgsim.Options{}, 1)
	before := len(any.describe("LoginEvent"))
	any.inject(orgsim.Fault{Kind: orgsim.HiddenField, Objects: []string{"LoginEvent"}})
	if after := len(any.describe("LoginEvent")); after != before-1 || any.query(events).status != 200 {
		t.Errorf("%d fields of %d are left", after, before)
	}
}

func TestBodiesThatChange(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	id := c.addRows(orgsim.Hourly, 40)
	right := c.body(id).body
	c.inject(orgsim.Fault{Kind: orgsim.ChangingBody, Times: 6})
	seen := make(map[string]bool)
	for range 6 {
		body := c.body(id).body
		if len(body) >= len(right) {
			t.Errorf("the body has %d bytes of %d", len(body), len(right))
		}
		good := true
		for line := range strings.Lines(body) {
			damaged := strings.Contains(line, orgsim.DamagedCell)
			if good = good && !damaged; good != strings.Contains(right, line) {
				t.Errorf("line %q comes after other damaged ones, or is of no file", line)
			}
		}
		seen[body] = true
	}
	if len(seen) < 4 {
		t.Errorf("%d bodies differ", len(seen))
	}
	if body := c.body(id).body; body != right {
		t.Errorf("then the body is %q", body)
	}
}
