package salesforce

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

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
