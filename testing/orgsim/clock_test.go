package orgsim_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestAClockShowsWhatItIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
		clock := orgsim.NewClock(start)
		expect := func(want time.Duration) {
			t.Helper()
			if got := clock.Now().Sub(start); got != want {
				t.Errorf("the clock is %s from its start, want %s", got, want)
			}
		}
		time.Sleep(time.Second)
		expect(0)
		if got := clock.Advance(time.Minute); !got.Equal(clock.Now()) {
			t.Errorf("Advance returns %s, Now %s", got, clock.Now())
		}
		expect(time.Minute)
		clock.Run(60)
		time.Sleep(time.Second)
		expect(2 * time.Minute)
		clock.Set(start)
		time.Sleep(time.Second)
		expect(time.Minute)
		clock.Advance(time.Hour)
		clock.Run(0)
		time.Sleep(time.Second)
		expect(61 * time.Minute)
	})
}

func TestAClockMayBeSharedAndDatesFollowIt(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			c.clock.Advance(time.Second)
			c.clock.Now()
		})
	}
	group.Wait()
	if got, want := c.get(limits).header.Get("Date"), newClock().Now().Add(8*time.Second).Format(http.TimeFormat); got != want {
		t.Errorf("Date is %s, want %s", got, want)
	}
}

func TestVisibilityIsLateAndOutOfOrder(t *testing.T) {
	delay := orgsim.Delay{Fixed: time.Minute, Random: time.Hour}
	shown := func(seed int64, delay orgsim.Delay) string {
		c := newClient(t, orgsim.Options{Empty: true, Seed: seed, RecordVisibility: delay, FileVisibility: delay})
		for i := range 20 {
			created := c.clock.Now().Add(time.Duration(i) * time.Second)
			if _, err := c.org.AddRecord("SetupAuditTrail", map[string]any{"CreatedDate": created, "Display": fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
			if _, err := c.org.AddLogFile(orgsim.LogFileSpec{EventType: "Login", CreatedDate: created}); err != nil {
				t.Fatal(err)
			}
		}
		text, final := "", c.clock.Now().Add(3*time.Hour)
		for ; c.clock.Now().Before(final); c.clock.Advance(10 * time.Minute) {
			records := c.records("SELECT Display FROM SetupAuditTrail")
			files := c.records("SELECT Id FROM EventLogFile WHERE Interval = 'Hourly'")
			held := c.org.TruthAt(c.clock.Now())
			if len(held.Records["SetupAuditTrail"]) != len(records) || len(held.LogFiles) != len(files) {
				t.Errorf("the truth does not hold the %d records and %d files that show", len(records), len(files))
			}
			text += fmt.Sprint(records, files, "\n")
		}
		if held := c.org.TruthAt(final); len(held.LogFiles) != 20 || len(held.Records["SetupAuditTrail"]) != 20 {
			t.Errorf("the final truth has %d files", len(held.LogFiles))
		}
		return text
	}
	first := shown(1, delay)
	if shown(1, delay) != first {
		t.Error("the same seed shows in another order")
	}
	if shown(2, delay) == first || shown(1, orgsim.Delay{}) == first || shown(1, orgsim.Delay{Fixed: time.Hour, Share: 0.5}) == first {
		t.Error("another seed or delay shows in the same order")
	}
}

func TestDelaysThatAreRefused(t *testing.T) {
	for _, delay := range []orgsim.Delay{{Fixed: -1}, {Random: -1}, {Share: 2}} {
		if _, err := orgsim.New(orgsim.Options{Empty: true, RecordVisibility: delay}); err == nil {
			t.Errorf("records may have the delay %v", delay)
		}
		if _, err := orgsim.New(orgsim.Options{Empty: true, FileVisibility: delay}); err == nil {
			t.Errorf("log files may have the delay %v", delay)
		}
	}
}

func TestWhatSaysWhenItShowsKeepsToThat(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, RecordVisibility: orgsim.Delay{Fixed: time.Hour}, FileVisibility: orgsim.Delay{Fixed: time.Hour}})
	at, gone := c.clock.Now().Add(time.Minute), c.clock.Now().Add(2*time.Minute)
	if _, err := c.org.AddRecordAt(at, "LoginEvent", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.org.AddLogFile(orgsim.LogFileSpec{EventType: "Login", VisibleAt: at, GoneAt: gone}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"0 0", "1 1", "1 0"} {
		held := c.org.Truth()
		if got := fmt.Sprint(len(held.Records["LoginEvent"]), len(held.LogFiles)); got != want {
			t.Errorf("at %s there are %s, want %s", held.At, got, want)
		}
		c.clock.Advance(time.Minute)
	}
}
