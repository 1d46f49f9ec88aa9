package salesforce

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestAnAllowanceHoldsBackWhatHasNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		room := new(allowance)
		stop := make(chan struct{})
		if !room.take(stop, 60, 100) || !room.take(stop, 40, 100) {
			t.Fatal("there was room")
		}
		taken := make(chan bool, 2)
		go func() { taken <- room.take(stop, 500, 100) }() // larger than all
		synctest.Wait()
		room.give(60)
		synctest.Wait()
		if len(taken) > 0 {
			t.Error("what is larger than the limit was taken beside other things")
		}
		room.give(40)
		synctest.Wait()
		if len(taken) != 1 || !<-taken {
			t.Error("what is larger than the limit was not taken on its own")
		}
		go func() { taken <- room.take(stop, 1, 100) }()
		synctest.Wait()
		if len(taken) > 0 {
			t.Error("taken without room")
		}
		close(stop)
		if <-taken {
			t.Error("taken after the end")
		}
		room.give(500)
		if room.used != 0 {
			t.Errorf("%d bytes are in use", room.used)
		}
	})
}

// longRows is a log file whose rows have so many bytes each.
func longRows(count, bytes int) orgsim.LogFileSpec {
	spec := orgsim.LogFileSpec{EventType: "ApexUnexpectedException", Columns: []string{"EVENT_TYPE", "TIMESTAMP_DERIVED", "EXCEPTION_MESSAGE", "STACK_TRACE"}}
	for n := range count {
		spec.Rows = append(spec.Rows, []string{"ApexUnexpectedException", "2026-03-04T05:06:07.000Z", fmt.Sprintf("row %d", n), strings.Repeat("x", bytes)})
	}
	return spec
}

// The output acknowledges nothing until the test says so.
func TestBytesThatAreNotAcknowledgedAreBounded(t *testing.T) {
	const rows, bytes = 4 * 40, 100 << 10
	org, stanza := testOrg(t, orgsim.Options{Empty: true}, `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly, workers: 4}
`)
	for range 4 {
		if _, err := org.AddLogFile(longRows(rows/4, bytes)); err != nil {
			t.Fatal(err)
		}
	}
	setString(t, stanza, "max_unacknowledged", "1MiB")
	e := newEnvironment(t, newRegistry(), false)
	stop := e.start(stanza)
	const fit = (1 << 20) / bytes
	for seen := 0; seen < rows; {
		next := min(seen+fit, rows)
		e.waitFor("as many rows as fit", func() bool { return len(e.events()) >= next })
		e.mu.Lock()
		if got := len(e.events()); got > next {
			t.Errorf("%d rows of 100 KiB are not acknowledged, though 1 MiB is allowed", got-seen)
		}
		e.acknowledge(len(e.published))
		seen = len(e.events())
		e.mu.Unlock()
	}
	stop()
}

// One row is larger than all that may be in flight.
func TestARowLargerThanTheAllowanceArrives(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Empty: true}, `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
`)
	if _, err := org.AddLogFile(longRows(3, 3<<20)); err != nil {
		t.Fatal(err)
	}
	setString(t, stanza, "max_unacknowledged", "1MiB")
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	e.waitFor("three rows of 3 MiB", func() bool { return len(e.events()) == 3 })
	stop()
}

// A source that waits for room ends when it is told to.
func TestAnInputThatWaitsForRoomCanBeStopped(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Empty: true}, `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
`)
	if _, err := org.AddLogFile(longRows(30, 100<<10)); err != nil {
		t.Fatal(err)
	}
	setString(t, stanza, "max_unacknowledged", "1MiB")
	e := newEnvironment(t, newRegistry(), false)
	stop := e.start(stanza)
	e.waitFor("the first rows", func() bool { return len(e.events()) == 10 })
	ended := make(chan struct{})
	go func() {
		stop()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("the input does not end")
	}
}
