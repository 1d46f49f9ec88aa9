package salesforce

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// A file that is much larger than what the sockets on its way hold is still on the
// org's side while the output stands still.
func TestAnOutputThatStandsStillBreaksNoDownload(t *testing.T) {
	const rows, cell, idle = 250, 60_000, 500 * time.Millisecond
	org, stanza := testOrg(t, orgsim.Options{Empty: true}, `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
`)
	setString(t, stanza, "resource.idle_timeout", idle.String())
	// What compresses well would be small on the wire.
	noise := rand.NewChaCha8([32]byte{})
	var content [][]string
	for n := range rows {
		raw := make([]byte, cell)
		_, _ = noise.Read(raw)
		content = append(content, []string{"API", "2026-01-02T03:04:05.000Z", fmt.Sprint("row", n), base64.StdEncoding.EncodeToString(raw)})
	}
	if _, err := org.AddLogFile(orgsim.LogFileSpec{
		EventType: "API", Columns: []string{"EVENT_TYPE", "TIMESTAMP_DERIVED", "REQUEST_ID", "QUERY"}, Rows: content,
	}); err != nil {
		t.Fatal(err)
	}

	e := newEnvironment(t, newRegistry(), true)
	e.patience = time.Minute
	var came atomic.Int64
	full, free := make(chan struct{}), make(chan struct{})
	e.hold = func() {
		if came.Add(1) == rows/10 {
			close(full)
			<-free
		}
	}
	stop := e.start(stanza)
	select {
	case <-full:
	case <-time.After(e.patience):
		t.Fatal("the download did not begin")
	}
	// Nothing happens meanwhile that could be waited for: that is what is tested.
	time.Sleep(5 * idle)
	close(free)
	e.waitFor("all rows", func() bool { return len(e.events()) >= rows })
	stop()
	seen := make(map[string]bool)
	for _, event := range e.events() {
		seen[identityOf(event)] = true
	}
	if len(seen) != rows || len(e.events()) != rows {
		t.Errorf("%d events with %d ids came, want %d", len(e.events()), len(seen), rows)
	}
	if got := org.Requests()[orgsim.RequestLogFile]; got != 1 {
		t.Errorf("the body was asked for %d times, want once", got)
	}
	for _, status := range e.statuses {
		if strings.HasPrefix(status, "Degraded") {
			t.Errorf("status %q", status)
		}
	}
}
