package logfile

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// auditBench is a bench whose collector has a ledger and is audited.
type auditBench struct {
	*bench
	folder  string
	ages    audit.Schedule
	ledger  *polltest.Ledger
	counts  *metrics.Set
	awaited map[string]int // rows, as they are written
}

func onAuditBench(t *testing.T, config Config, ages audit.Schedule, test func(b *auditBench)) {
	t.Helper()
	folder := t.TempDir()
	onBench(t, orgsim.Options{}, config, func(b *bench) {
		a := &auditBench{bench: b, folder: folder, ages: ages, counts: metrics.NewSet(metrics.Source), awaited: make(map[string]int)}
		b.config.Metrics = a.counts
		a.startOver()
		test(a)
	})
}

// startOver is what a start of the process is.
func (b *auditBench) startOver() {
	b.Helper()
	b.registry.Restart()
	b.ledger = polltest.NewLedger(b, b.folder, b.registry, coverage.Header{Key: "key", Kind: state.KindLogFiles}, b.ages)
	b.config.Coverage = b.ledger.Ledger
	b.restart()
}

// live polls for some time, and audits in between.
func (b *auditBench) live(span time.Duration) {
	b.Helper()
	b.ledger.Live(b, b.collector, span)
}

// addLate adds a file of some hour, with rows that are to come, which shows some time after
// it was created.
func (b *auditBench) addLate(eventType string, hour time.Time, n int, late time.Duration) string {
	b.Helper()
	prefix := fmt.Sprintf("%d-%d", hour.Unix(), len(b.awaited))
	for _, row := range lines(eventType, prefix, n) {
		b.awaited[row]++
	}
	created := hour.Add(4 * time.Hour)
	return b.addSpec(orgsim.LogFileSpec{
		EventType: eventType, Columns: columns(), Rows: rows(eventType, prefix, n),
		LogDate: hour.Truncate(time.Hour), CreatedDate: created, VisibleAt: created.Add(late),
	})
}

func (b *auditBench) wantEach() {
	b.Helper()
	got := make(map[string]int)
	for _, original := range b.registry.Originals() {
		got[original]++
	}
	if diff := cmp.Diff(b.awaited, got); diff != "" {
		b.Fatalf("rows (-want +got):\n%s", diff)
	}
	if repeated := b.registry.Repeated(); repeated > 0 {
		b.Fatalf("%d ids came twice", repeated)
	}
}

func hour(n float64) time.Time { return time.Now().Add(time.Duration(n * float64(time.Hour))) }

func defaultAges() audit.Schedule { return audit.Schedule{6 * time.Hour, audit.Day, 7 * audit.Day} }

func TestAuditFindsFilesThatShowLaterThanTheLookback(t *testing.T) {
	onAuditBench(t, Config{}, defaultAges(), func(b *auditBench) {
		for n := range 24 {
			b.addLate("Login", hour(float64(n)), 3, 0)
		}
		for n := range 6 {
			b.addLate("API", hour(float64(n)*4), 5, time.Duration(3+n*20)*time.Hour)
		}
		b.live(10 * audit.Day)
		b.wantEach()
		if got := b.registry.Late(); got != 6*5 || b.counts.Value(metrics.AuditFound) != 6 {
			t.Errorf("%d events are marked as late, %d files are counted", got, b.counts.Value(metrics.AuditFound))
		}
		if b.counts.Value(metrics.AuditWindowsVerified) == 0 || b.counts.Value(metrics.AuditWindowsDiffering) == 0 {
			t.Error("audits are not counted")
		}
		if missed := b.registry.LogFiles().Missed; len(missed) > 0 {
			t.Errorf("the state still has missed files: %v", missed)
		}
	})
}

func TestAuditOfADayWithManyMissedFiles(t *testing.T) {
	onAuditBench(t, Config{Workers: 4}, defaultAges(), func(b *auditBench) {
		for n := range 24 * 6 {
			b.addLate([]string{"Login", "API", "URI", "Report", "Logout", "RestApi"}[n%6], hour(float64(n/6)), 4, 40*time.Hour)
		}
		b.addLate("Login", hour(50), 1, 0)
		b.live(12 * audit.Day)
		b.wantEach()
	})
}

func TestAuditOfFilesThatFindsNothingPublishesNothing(t *testing.T) {
	onAuditBench(t, Config{Lookback: 3 * time.Hour}, audit.Schedule{time.Second, audit.Day}, func(b *auditBench) {
		for n := range 90 {
			b.addLate("Login", hour(float64(n-20)), 3, time.Duration(n%5)*30*time.Minute)
		}
		b.live(6 * audit.Day)
		b.wantEach()
		if got := b.counts.Value(metrics.AuditFound); got != 0 {
			t.Errorf("%d files are found that were collected", got)
		}
	})
}

func TestAuditCollectsTheFileThatReplacedAnother(t *testing.T) {
	config := Config{LogInterval: LogIntervalDaily, InitialInterval: 48 * time.Hour}
	onAuditBench(t, config, defaultAges(), func(b *auditBench) {
		day := time.Now().UTC().Truncate(audit.Day)
		spec := orgsim.LogFileSpec{
			EventType: "Login", Columns: columns(), Rows: rows("Login", "a", 3), Interval: orgsim.Daily,
			LogDate: day, CreatedDate: day.Add(33 * time.Hour),
		}
		id := b.addSpec(spec)
		b.addSpec(orgsim.LogFileSpec{EventType: "Login", Columns: columns(), Interval: orgsim.Daily, LogDate: day.Add(3 * audit.Day), CreatedDate: day.Add(4 * audit.Day)})
		b.live(36 * time.Hour)
		// It was created soon after the first one, and shows days later.
		spec.Rows, spec.CreatedDate, spec.VisibleAt = append(spec.Rows, rows("Login", "b", 2)...), day.Add(34*time.Hour), day.Add(5*audit.Day)
		if err := b.org.ReplaceLogFile(id, spec); err != nil {
			t.Fatal(err)
		}
		b.live(12 * audit.Day)
		for _, row := range append(lines("Login", "a", 3), lines("Login", "b", 2)...) {
			b.awaited[row] = 1
		}
		got := make(map[string]int)
		for _, original := range b.registry.Originals() {
			got[original] = 1
		}
		if diff := cmp.Diff(b.awaited, got); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		replaced := int64(0)
		for _, a := range b.ledger.Audits() {
			replaced += a.Causes[coverage.FileReplaced]
		}
		if replaced != 1 {
			t.Errorf("%d files were replaced, want 1", replaced)
		}
	})
}

func TestDeletedFilesAreCounted(t *testing.T) {
	onAuditBench(t, Config{}, audit.Schedule{audit.Day}, func(b *auditBench) {
		b.addLate("Login", hour(1), 3, 0)
		id := b.addLate("Login", hour(2), 3, 0)
		b.live(20 * time.Hour)
		if err := b.org.DeleteLogFile(id); err != nil {
			t.Fatal(err)
		}
		b.live(3 * audit.Day)
		b.wantEach()
		deleted := int64(0)
		for _, a := range b.ledger.Audits() {
			deleted += a.Deleted
		}
		if deleted != 1 {
			t.Errorf("%d deleted files are counted, want 1", deleted)
		}
	})
}

func TestAuditLeavesAloneWhatWasNotSelected(t *testing.T) {
	onAuditBench(t, Config{EventTypes: []string{"Login"}}, defaultAges(), func(b *auditBench) {
		b.addLate("Login", hour(1), 3, 0)
		b.addLate("Login", hour(60), 3, 0) // so that the watermark is not where API was
		b.addSpec(orgsim.LogFileSpec{EventType: "API", Columns: columns(), Rows: rows("API", "not selected", 3), LogDate: hour(1).Truncate(time.Hour), CreatedDate: hour(5)})
		b.live(3 * audit.Day)
		b.config.EventTypes = []string{"Login", "API"}
		b.startOver()
		b.addLate("API", hour(1), 3, 0)
		b.live(10 * audit.Day)
		b.wantEach()
	})
}

func TestDayOfWhichIdentitiesAreLostIsNeitherCollectedAgainNorVerified(t *testing.T) {
	onAuditBench(t, Config{}, audit.Schedule{6 * time.Hour}, func(b *auditBench) {
		for n := range 20 {
			b.addLate("Login", hour(float64(n)), 3, 0)
		}
		b.live(26 * time.Hour)
		polltest.RemoveIdentities(t, b.folder)
		b.startOver()
		verified := b.counts.Value(metrics.AuditWindowsVerified)
		b.live(10 * time.Hour) // the day is due
		b.wantEach()
		if got := b.counts.Value(metrics.AuditWindowsVerified); got != verified {
			t.Errorf("%d days are verified, want %d", got, verified)
		}
		if audits := b.ledger.Audits(); len(audits) == 0 || !audits[len(audits)-1].Unfinished {
			t.Errorf("the day is not noted as unfinished: %+v", audits)
		}
	})
}

func TestAuditOfASourceWhoseLedgerIsGonePublishesNothing(t *testing.T) {
	onAuditBench(t, Config{}, audit.Schedule{6 * time.Hour}, func(b *auditBench) {
		for n := range 40 {
			b.addLate("Login", hour(float64(n)), 3, 0)
		}
		b.live(20 * time.Hour)
		if err := os.RemoveAll(b.folder); err != nil {
			t.Fatal(err)
		}
		b.startOver()
		b.live(4 * audit.Day)
		b.wantEach()
		if got := b.counts.Value(metrics.AuditFound); got != 0 {
			t.Errorf("%d files are found that were collected", got)
		}
	})
}

func TestCrashAtAnyPointOfAnAuditOfFilesLosesNothingAndRepeatsNothing(t *testing.T) {
	for at, down := 0, true; down; at++ {
		onAuditBench(t, Config{Workers: 2}, audit.Schedule{6 * time.Hour, audit.Day}, func(b *auditBench) {
			for n := range 4 {
				b.addLate("Login", hour(float64(n)), 2, 0)
				b.addLate("API", hour(float64(n)), 4, 24*time.Hour)
			}
			b.live(29 * time.Hour) // the first day is over
			b.registry.CrashAfter(at)
			b.live(5 * time.Hour)
			down = b.registry.Down()
			b.startOver()
			b.live(3 * audit.Day)
			b.wantEach()
		})
		if at > 200 {
			t.Fatal("it never ends")
		}
	}
}

// TestWhateverFilesAreLateTheirRowsComeOnce is the property: after the last age nothing is
// missing, and nothing came twice.
func TestWhateverFilesAreLateTheirRowsComeOnce(t *testing.T) {
	polltest.EachSeed(t, 21, 6, func(t *testing.T, rng *rand.Rand) {
		config := Config{Workers: 1 + rng.IntN(4), InitialInterval: 48 * time.Hour, Lookback: time.Duration(1+rng.IntN(6)) * time.Hour}
		onAuditBench(t, config, defaultAges(), func(b *auditBench) {
			for range 100 {
				late := time.Duration(0)
				if rng.IntN(4) == 0 {
					late = time.Duration(rng.Int64N(int64(6 * audit.Day)))
				}
				b.addLate([]string{"Login", "API", "URI"}[rng.IntN(3)], hour(rng.Float64()*72), 1+rng.IntN(5), late)
			}
			for range 4 {
				b.registry.CrashAfter(rng.IntN(150))
				b.live(time.Duration(rng.Int64N(int64(40 * time.Hour))))
				b.startOver()
			}
			b.live(14 * audit.Day)
			b.wantEach()
		})
	})
}
