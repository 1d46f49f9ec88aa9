package logfile

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// newLedger returns a ledger, and what it has once all is acknowledged: files by outcome,
// and the gaps.
func newLedger(t *testing.T) (ledger *coverage.Ledger, has func() map[string]int) {
	t.Helper()
	folder := t.TempDir()
	ledger = coverage.NewLedgers(folder).Begin(coverage.Begin{
		Header: coverage.Header{Key: "files", Source: "event_log_file", Kind: state.KindLogFiles}, New: true,
		Retention: 35 * 24 * time.Hour, Warn: t.Errorf,
	})
	return ledger, func() map[string]int {
		ledger.Acknowledge(ledger.Noted())
		books, err := coverage.ReadFolder(folder)
		if err != nil {
			t.Fatal(err)
		}
		found := make(map[string]int)
		for _, book := range books {
			for _, series := range book.Series {
				for _, hour := range book.Hours(series, time.Now()) {
					for _, file := range hour.Files {
						found[fmt.Sprintf("%s%s", file.EventType, file.Outcome)]++
					}
					if hour.Status.Gap() {
						found[series.Name+" gap: "+hour.Why]++
					}
				}
			}
		}
		return found
	}
}

func TestTheLedgerHasAFileThatIsGone(t *testing.T) {
	ledger, has := newLedger(t)
	onBench(t, orgsim.Options{}, Config{Coverage: ledger}, func(b *bench) {
		gone := b.add("Login", "gone", 3, 2*time.Hour)
		b.add("Logout", "here", 1, time.Hour)
		b.refuse(gone, func() *http.Response {
			return polltest.Refusal(404, "NOT_FOUND", "The requested resource does not exist")
		})
		if err := b.pollUntil(missingFor + longestMissingPause); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]int{"Logingone": 1, "Logout": 1, "Login gap: a file that was listed was gone": 1}, has()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestTheLedgerHasAFileThatIsQuarantined(t *testing.T) {
	ledger, has := newLedger(t)
	onBench(t, orgsim.Options{}, Config{Coverage: ledger}, func(b *bench) {
		poison := b.add("Login", "poison", 3, 2*time.Hour)
		b.refuse(poison, unavailable)
		want := map[string]int{"Loginset_aside": 1, "Login gap: a file was quarantined after failing too often": 1}
		for hour := range 40 {
			b.add("Logout", fmt.Sprintf("good-%d", hour), 2, time.Minute)
			want["Logout"]++
			_ = b.pollUntil(time.Hour) // it fails until the file is given up
		}
		if diff := cmp.Diff(want, has()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
