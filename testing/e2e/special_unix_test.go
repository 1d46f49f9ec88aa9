//go:build !windows

package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// prompt is how long what does not wait for a pipe may take on a slow machine. What waits
// for one never ends.
const prompt = 25 * time.Second

// toPipe puts a named pipe that nobody reads or writes in the place of a file.
func toPipe(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
}

// doctor runs "test salesforce" and returns what it prints.
func (b *beat) doctor() string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), prompt)
	defer cancel()
	output, _ := b.Command(ctx, "test", "salesforce").CombinedOutput() // which says by its code what is wrong
	if ctx.Err() != nil {
		b.t.Fatalf("the doctor hangs:\n%s", output)
	}
	return string(output)
}

// TestALedgerThatBecomesAPipeHoldsUpNothing has the coverage ledgers become pipes while the
// beat runs: what is acknowledged afterwards is saved, SIGTERM ends the beat, and the next
// one goes on. Neither command waits.
func TestALedgerThatBecomesAPipeHoldsUpNothing(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	b := newBeat(t, strings.Replace(org.everything("hourly"), strings.Join(objects, ", "), "SetupAuditTrail", 1))
	add := func(name string) {
		t.Helper()
		start := time.Now().UTC().Add(-3 * time.Hour).Truncate(time.Hour)
		if _, err := org.AddLogFile(orgsim.LogFileSpec{
			EventType: "URI", LogDate: start, CreatedDate: time.Now().UTC().Add(-time.Hour), Columns: []string{"EVENT_TYPE", "TIMESTAMP", "REQUEST_ID"},
			Rows: [][]string{{"URI", start.Format("20060102150405.000"), name}},
		}); err != nil {
			t.Fatal(err)
		}
	}
	ledgers := func() []string {
		found, err := filepath.Glob(b.Path(filepath.Join("data", "salesforce-coverage", "*.jsonl")))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	add("before")
	b.Start()
	b.waitForEvents(1)
	b.waitFor("the ledger", func() bool { return len(ledgers()) > 0 && len(b.ledger()) > 0 })
	for _, path := range ledgers() {
		toPipe(t, path)
	}
	add("after")
	b.waitForEvents(2)
	began := time.Now()
	b.Stop()
	if took := time.Since(began); took > prompt {
		t.Errorf("it took %v to stop", took)
	}

	for _, path := range ledgers() {
		toPipe(t, path)
	}
	if output := b.doctor(); !strings.Contains(output, "event log files") {
		t.Errorf("the doctor says:\n%s", output)
	}
	b.Start()
	add("later")
	b.waitForEvents(3)
	b.Stop()
	if got := b.count(); got != 3 {
		t.Errorf("%d events came of 3: the progress of before was not saved", got)
	}
}

func TestTheDoctorDoesNotWaitForAKeyThatIsAPipe(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	b := newBeat(t, org.everything("hourly"))
	toPipe(t, org.key)
	if output := b.doctor(); !strings.Contains(output, filepath.Base(org.key)) {
		t.Errorf("the doctor does not name the key:\n%s", output)
	}
}
