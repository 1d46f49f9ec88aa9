package record

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
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
	folder string
	ages   audit.Schedule
	ledger *polltest.Ledger
	counts *metrics.Set
}

func onAuditBench(t *testing.T, options orgsim.Options, config Config, ages audit.Schedule, test func(b *auditBench)) {
	t.Helper()
	folder := t.TempDir()
	if config.MaxAuditRequests == 0 {
		config.MaxAuditRequests = 50
	}
	onBench(t, options, config, func(b *bench) {
		a := &auditBench{bench: b, folder: folder, ages: ages, counts: metrics.NewSet(metrics.Source)}
		b.config.Metrics = a.counts
		a.startOver()
		test(a)
	})
}

// startOver is what a start of the process is.
func (b *auditBench) startOver() {
	b.Helper()
	b.registry.Restart()
	b.ledger = polltest.NewLedger(b, b.folder, b.registry, coverage.Header{Key: "key", Kind: state.KindRecords, Object: b.config.Object}, b.ages)
	b.config.Coverage = b.ledger.Ledger
	b.restart()
}

// live polls for some time, and audits in between.
func (b *auditBench) live(span time.Duration) {
	b.Helper()
	b.ledger.Live(b, b.collector, span)
}

func auditConfigs() []Config {
	configs := ofEachKind()
	for n := range configs {
		configs[n].InitialInterval = 24 * time.Hour
	}
	return configs
}

// addLate adds a record of the object that is collected, as addOfKind does, however late.
func (b *auditBench) addLate(key string, at time.Time, late time.Duration) {
	b.Helper()
	if b.config.Object == "RestApiEventLog" {
		b.addLog(key, at, 25*time.Minute+late)
		return
	}
	b.addOfKind(key, at, late)
}

// hours returns a moment some hours after the tests begin.
func hours(n float64) time.Time { return time.Now().Add(time.Duration(n * float64(time.Hour))) }

func TestAuditFindsRecordsThatShowLaterThanTheLookback(t *testing.T) {
	for _, config := range auditConfigs() {
		t.Run(config.Object, func(t *testing.T) {
			onAuditBench(t, orgsim.Options{}, config, audit.Schedule{6 * time.Hour, audit.Day, 7 * audit.Day}, func(b *auditBench) {
				for n := range 48 {
					b.addLate(fmt.Sprintf("on time %d", n), hours(float64(n)/2).Add(time.Second), 0)
				}
				for n := range 6 {
					b.addLate(fmt.Sprintf("late %d", n), hours(float64(n)*4).Add(time.Minute), time.Duration(3+n*20)*time.Hour)
				}
				b.live(10 * audit.Day)
				b.wantEach()
				if got := b.registry.Late(); got == 0 || int64(got) != b.counts.Value(metrics.AuditFound) {
					t.Errorf("%d events are marked as late, %d are counted", got, b.counts.Value(metrics.AuditFound))
				}
				if b.counts.Value(metrics.AuditWindowsVerified) == 0 || b.counts.Value(metrics.AuditWindowsDiffering) == 0 {
					t.Error("audits are not counted")
				}
			})
		})
	}
}

func TestAuditOfAWholeDayThatWasBackfilled(t *testing.T) {
	for _, config := range auditConfigs() {
		t.Run(config.Object, func(t *testing.T) {
			onAuditBench(t, orgsim.Options{}, config, audit.Schedule{6 * time.Hour, audit.Day, 7 * audit.Day}, func(b *auditBench) {
				const count = 3000 // more than a page
				day := time.Now().UTC().Truncate(audit.Day).Add(2 * audit.Day)
				for n := range count {
					at := day.Add(time.Duration(n) * 25 * time.Second)
					b.addLate(fmt.Sprint(n), at, day.Add(3*audit.Day).Sub(at))
				}
				b.live(12 * audit.Day)
				b.wantEach()
			})
		})
	}
}

func TestAuditThatFindsNothingPublishesNothing(t *testing.T) {
	for _, config := range auditConfigs() {
		t.Run(config.Object, func(t *testing.T) {
			onAuditBench(t, orgsim.Options{PageSize: 200, ShortPages: true}, config, audit.Schedule{time.Second, audit.Day}, func(b *auditBench) {
				for n := range 500 {
					b.addLate(key(n), hours(float64(n)/10-20), time.Duration(n%5)*time.Minute/2)
				}
				b.live(4 * audit.Day)
				b.wantEach()
				if got := b.counts.Value(metrics.AuditFound); got != 0 {
					t.Errorf("%d records are found that were collected", got)
				}
				if got := b.counts.Value(metrics.AuditWindowsVerified); got < 6 {
					t.Errorf("%d days are verified", got)
				}
			})
		})
	}
}

func TestAuditOfADayTakesOneRequestIfNothingDiffers(t *testing.T) {
	for _, config := range auditConfigs() {
		t.Run(config.Object, func(t *testing.T) {
			onAuditBench(t, orgsim.Options{}, config, audit.Schedule{6 * time.Hour}, func(b *auditBench) {
				for n := range 3000 {
					b.addLate(key(n), hours(float64(n)/130), 0)
				}
				asked := b.countAuditQueries(3 * audit.Day)
				b.wantEach()
				if verified := b.counts.Value(metrics.AuditWindowsVerified); verified != 3 || asked != 3 {
					t.Errorf("%d queries for %d days", asked, verified)
				}
			})
		})
	}
}

// countAuditQueries polls every five minutes for some time, and returns how many queries the
// audits in between make.
func (b *auditBench) countAuditQueries(span time.Duration) int {
	b.Helper()
	asked := 0
	for until := time.Now().Add(span); time.Now().Before(until); time.Sleep(5 * time.Minute) {
		if _, err := b.collector.Poll(context.Background(), b.ledger); err != nil {
			b.Fatal(err)
		}
		b.org.Queries()
		if err := b.collector.Audit(context.Background(), b.ledger, time.Now().Add(time.Minute)); err != nil {
			b.Fatal(err)
		}
		asked += len(b.org.Queries())
	}
	return asked
}

func TestDeletedRecordsAreCountedAndDoNotHideLateOnes(t *testing.T) {
	for _, config := range auditConfigs() {
		t.Run(config.Object, func(t *testing.T) {
			onAuditBench(t, orgsim.Options{}, config, audit.Schedule{6 * time.Hour, 7 * audit.Day}, func(b *auditBench) {
				for n := range 40 {
					b.addLate(key(n), hours(float64(n)/2).Add(time.Second), 0)
				}
				b.addLate("late", hours(3), 10*time.Hour)
				b.live(30 * time.Hour)
				deleted := b.org.DeleteRecords(config.Object, func(values map[string]any) bool {
					name := fmt.Sprint(values["EventIdentifier"], values["RequestIdentifier"])
					return strings.Contains(name, key(7)) || strings.Contains(name, key(9))
				})
				if deleted != 2 {
					t.Fatalf("%d records are deleted", deleted)
				}
				b.live(9 * audit.Day)
				b.wantEach()
				deletedAt := make(map[time.Duration]int64)
				for _, a := range b.ledger.Audits() {
					deletedAt[a.Age()] += a.Deleted
				}
				want := map[time.Duration]int64{6 * time.Hour: 2, 7 * audit.Day: 2}
				if diff := cmp.Diff(want, deletedAt); diff != "" {
					t.Errorf("deleted records (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestCrashAtAnyPointOfAnAuditLosesNothingAndRepeatsNothing(t *testing.T) {
	for _, config := range auditConfigs() {
		t.Run(config.Object, func(t *testing.T) {
			for at, down := 0, true; down; at++ {
				onAuditBench(t, orgsim.Options{}, config, audit.Schedule{6 * time.Hour, audit.Day}, func(b *auditBench) {
					for n := range 6 {
						b.addLate(key(n), hours(float64(n)).Add(time.Second), 0)
					}
					for n := range 8 {
						b.addLate(fmt.Sprintf("late %d", n), hours(float64(n)).Add(time.Minute), 20*time.Hour)
					}
					b.live(29 * time.Hour) // the first day is over
					b.registry.CrashAfter(at)
					b.live(4 * time.Hour)
					down = b.registry.Down()
					b.startOver()
					b.live(3 * audit.Day)
					b.wantEach()
				})
				if at > 200 {
					t.Fatal("it never ends")
				}
			}
		})
	}
}

func TestDayOfWhichIdentitiesAreLostIsNotPublishedAgain(t *testing.T) {
	config := auditConfigs()[0]
	onAuditBench(t, orgsim.Options{}, config, audit.Schedule{6 * time.Hour}, func(b *auditBench) {
		for n := range 40 {
			b.addLate(key(n), hours(float64(n)/2).Add(time.Second), 0)
		}
		b.live(24 * time.Hour)
		polltest.RemoveIdentities(t, b.folder)
		b.startOver()
		b.live(3 * audit.Day)
		b.wantEach()
		if got := b.counts.Value(metrics.AuditFound); got != 0 {
			t.Errorf("%d records are found", got)
		}
	})
}

func TestAuditOfASourceWhoseLedgerIsGonePublishesNothing(t *testing.T) {
	for _, config := range auditConfigs() {
		t.Run(config.Object, func(t *testing.T) {
			onAuditBench(t, orgsim.Options{}, config, audit.Schedule{6 * time.Hour}, func(b *auditBench) {
				for n := range 40 {
					b.addLate(key(n), hours(float64(n)/2).Add(time.Second), 0)
				}
				b.live(24 * time.Hour)
				if err := os.RemoveAll(b.folder); err != nil {
					t.Fatal(err)
				}
				b.startOver()
				b.live(3 * audit.Day)
				b.wantEach()
			})
		})
	}
}

func TestAuditKeepsToItsRequests(t *testing.T) {
	config := auditConfigs()[0]
	config.MaxAuditRequests = 4
	onAuditBench(t, orgsim.Options{PageSize: 200}, config, audit.Schedule{6 * time.Hour}, func(b *auditBench) {
		for n := range 5000 {
			b.addLate(key(n), hours(float64(n)/250).Add(time.Second), 0)
		}
		for n := range 50 {
			late := fmt.Sprint("late ", n)
			b.addLate(late, hours(float64(n)/3).Add(time.Second), 22*time.Hour)
			delete(b.want, late)
		}
		asked := b.countAuditQueries(2 * audit.Day)
		if asked > 3*4 {
			t.Errorf("%d queries", asked)
		}
		unfinished := false
		for _, a := range b.ledger.Audits() {
			unfinished = unfinished || a.Unfinished
		}
		if !unfinished {
			t.Error("no audit is noted as unfinished")
		}
	})
}

func TestFailingAuditFailsNoPollAndIsTriedAgain(t *testing.T) {
	config := auditConfigs()[0]
	onAuditBench(t, orgsim.Options{}, config, audit.Schedule{6 * time.Hour, audit.Day}, func(b *auditBench) {
		for n := range 20 {
			b.addLate(key(n), hours(float64(n)).Add(time.Second), 0)
		}
		b.addLate("late", hours(2), 20*time.Hour)
		asked := 0
		b.refuse(func(r *http.Request) *http.Response {
			if q := r.URL.Query().Get("q"); strings.HasPrefix(q, "SELECT EventIdentifier, EventDate FROM") {
				if asked++; asked < 4 {
					return polltest.Refusal(400, "QUERY_TIMEOUT", "Your query request was running for too long.")
				}
			}
			return nil
		})
		b.live(40 * time.Hour)
		b.wantEach()
	})
}

// TestWhateverIsLateComesOnce is the property: after the last age nothing is missing, and
// nothing came twice.
func TestWhateverIsLateComesOnce(t *testing.T) {
	for _, config := range auditConfigs() {
		t.Run(config.Object, func(t *testing.T) {
			polltest.EachSeed(t, 20, 4, func(t *testing.T, rng *rand.Rand) {
				onAuditBench(t, orgsim.Options{PageSize: 50 + rng.IntN(400), ShortPages: rng.IntN(2) == 0}, config, audit.Schedule{6 * time.Hour, audit.Day, 7 * audit.Day}, func(b *auditBench) {
					for n := range 300 {
						late := time.Duration(0)
						if rng.IntN(4) == 0 {
							late = time.Duration(rng.Int64N(int64(6 * audit.Day)))
						}
						b.addLate(key(n), hours(rng.Float64()*72-10), late)
					}
					for range 4 {
						b.registry.CrashAfter(rng.IntN(200))
						b.live(time.Duration(rng.Int64N(int64(30 * time.Hour))))
						b.startOver()
					}
					b.live(14 * audit.Day)
					b.wantEach()
				})
			})
		})
	}
}
