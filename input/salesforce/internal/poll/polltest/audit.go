package polltest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/pause"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
)

// AuditedCollector is a collector with audits; see poll.Collector and poll.Auditor.
type AuditedCollector interface {
	Poll(ctx context.Context, out publisher.Publisher) (ready time.Duration, err error)
	Audit(ctx context.Context, out publisher.Publisher, until time.Time) error
}

// maxLiveWait is the longest time between two polls of a collector that lives.
const maxLiveWait = 20 * time.Minute

// Live polls for some time, and audits in between. It ends when the registry is down. Polls and
// audits that fail are logged.
func (l *Ledger) Live(t testing.TB, collector AuditedCollector, span time.Duration) {
	t.Helper()
	for until := time.Now().Add(span); time.Now().Before(until); {
		ready, err := collector.Poll(context.Background(), l)
		if err == nil {
			l.Tidy()
			err = collector.Audit(context.Background(), l, time.Now().Add(2*time.Minute))
		}
		if l.registry.Down() {
			return
		}
		if err != nil {
			t.Logf("poll: %v", err)
		}
		if ready <= 0 || ready > maxLiveWait {
			ready = maxLiveWait
		}
		pause.For(context.Background(), ready)
	}
}

// Late returns how many events are marked as found by an audit.
func (r *Registry) Late() int {
	late := 0
	for _, event := range r.Events {
		if value, err := event.Fields.GetValue("salesforce.audit.late"); err == nil && value == true {
			late++
		}
	}
	return late
}

// RemoveIdentities removes what the ledgers of a folder know of records and log files.
func RemoveIdentities(t testing.TB, folder string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.ids"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d files of identities, %v", len(paths), err)
	}
	for _, path := range paths {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
