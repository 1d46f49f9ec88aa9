package logfile

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

const (
	// An answer ends for coming too slowly after a window, which is five idle timeouts, and
	// perhaps one more Read.
	tooSlow = 6 * time.Minute
	relist  = 2 * time.Minute
)

func everyTwoMinutes() time.Duration { return relist }

// drip makes the bodies of some files drip as long as the flag is set.
func (b *bench) drip(drips *atomic.Bool, ids ...string) (downloads *atomic.Int64) {
	downloads = new(atomic.Int64)
	b.org.Change(func(r *http.Request, response *http.Response) {
		for _, id := range ids {
			if orgsim.RequestKind(r) == orgsim.RequestLogFile && strings.Contains(r.URL.Path, id) {
				downloads.Add(1)
				if drips.Load() {
					response.Body = slowly{response.Body, r.Context(), 50 * time.Second, 1}
				}
			}
		}
	})
	return downloads
}

// listings counts the queries that list files, since the last call.
func (b *bench) listings() int {
	count := 0
	for _, query := range b.org.Queries() {
		if strings.Contains(query, "LogFileLength") {
			count++
		}
	}
	return count
}

// pollFor polls as the loop does for some time. It returns when the first error came, and
// that error.
func (b *bench) pollFor(span time.Duration) (after time.Duration, first error) {
	for began := time.Now(); time.Since(began) < span; {
		ready, err := b.poll()
		if err != nil && first == nil {
			after, first = time.Since(began), err
		}
		if ready == 0 || ready > relist {
			ready = relist
		}
		time.Sleep(ready)
	}
	return after, first
}

func TestFileThatAppearsWhileAnotherDripsIsCollected(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 2, Relist: everyTwoMinutes}, func(b *bench) {
		var drips atomic.Bool
		drips.Store(true)
		slow := b.add("Login", "slow", 20, time.Hour)
		b.drip(&drips, slow)
		if ready := b.mustPoll(); ready != atOnce || len(b.collector.downloads.running) != 1 {
			t.Fatalf("the poll left %d downloads, the next is in %v", len(b.collector.downloads.running), ready)
		}
		b.add("API", "new", 3, time.Minute)
		b.mustPoll()
		b.want(lines("API", "new", 3)...)
		if len(b.collector.downloads.running) != 1 {
			t.Error("the first file does not drip any more")
		}
		if !b.watermark().Before(time.Now().Add(-50 * time.Minute)) {
			t.Errorf("the watermark %v passed the file that drips", b.watermark())
		}
		drips.Store(false)
		b.pollFor(time.Hour)
		b.want(lines("Login", "slow", 20)...)
		b.restart()
		b.mustPoll()
		b.want()
	})
}

func TestFileThatDripsIsReportedAndTriedAgain(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 1, Relist: everyTwoMinutes}, func(b *bench) {
		var drips atomic.Bool
		drips.Store(true)
		slow := b.add("Login", "slow", 20, time.Hour)
		downloads := b.drip(&drips, slow)
		after, err := b.pollFor(2 * time.Hour)
		if !errors.Is(err, rest.ErrTooSlow) || !strings.Contains(err.Error(), slow) || after > tooSlow+relist {
			t.Errorf("after %v: %v", after, err)
		}
		// Each try takes the worker for five minutes; the pauses between them grow.
		if n := downloads.Load(); n < 5 || n > 20 {
			t.Errorf("%d downloads in two hours", n)
		}
		if n := b.listings(); n < 50 || n > 100 {
			t.Errorf("listed %d times in two hours", n)
		}
		b.want()
		drips.Store(false)
		b.pollFor(2 * time.Hour)
		b.want(lines("Login", "slow", 20)...)
	})
}

func TestFilesThatDripInAllWorkersLeaveThem(t *testing.T) {
	for _, relist := range []func() time.Duration{nil, everyTwoMinutes} {
		t.Run(fmt.Sprint(relist != nil), func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{Workers: 2, Relist: relist}, func(b *bench) {
				var drips atomic.Bool
				drips.Store(true)
				b.drip(&drips, b.add("Login", "a", 20, 2*time.Hour), b.add("Login", "b", 20, 2*time.Hour))
				b.add("API", "new", 3, time.Minute)
				began, came := time.Now(), time.Duration(0)
				b.registry.OnPublish = func(ecs.Event) { came = time.Since(began) }
				b.pollFor(tooSlow + time.Minute)
				b.want(lines("API", "new", 3)...)
				if came > tooSlow {
					t.Errorf("the third file came after %v", came)
				}
			})
		})
	}
}

// steadily makes the bodies of log files come just fast enough.
func (b *bench) steadily() (downloads *atomic.Int64) {
	downloads = new(atomic.Int64)
	b.org.Change(func(r *http.Request, response *http.Response) {
		if orgsim.RequestKind(r) == orgsim.RequestLogFile {
			downloads.Add(1)
			response.Body = slowly{response.Body, r.Context(), 4 * time.Second, 4000}
		}
	})
	return downloads
}

func TestSlowDownloadOutlastsPolls(t *testing.T) {
	const count = 20_000
	onBench(t, orgsim.Options{}, Config{Workers: 2, Relist: everyTwoMinutes}, func(b *bench) {
		b.add("Login", "long", count, time.Hour)
		downloads, began, polls := b.steadily(), time.Now(), 0
		for ready := atOnce; ready == atOnce; polls++ {
			ready = b.mustPoll()
			time.Sleep(ready)
		}
		took := time.Since(began)
		b.want(lines("Login", "long", count)...)
		if downloads.Load() != 1 || took < 4*relist {
			t.Errorf("%d downloads in %v", downloads.Load(), took)
		}
		if n := b.listings(); n != polls || n > int(took/relist)+1 {
			t.Errorf("listed %d times in %d polls and %v", n, polls, took)
		}
	})
}

func TestListingThatFailsWhileADownloadRunsIsReportedSoon(t *testing.T) {
	const count = 20_000
	for name, fail := range map[string]func(*http.Request, *http.Response){
		"refused": func(_ *http.Request, response *http.Response) {
			*response = *unavailable()
		},
		"drips": func(r *http.Request, response *http.Response) {
			response.Body = slowly{response.Body, r.Context(), 50 * time.Second, 1}
		},
	} {
		t.Run(name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{Workers: 2, Relist: everyTwoMinutes}, func(b *bench) {
				b.add("Login", "long", count, time.Hour)
				b.steadily()
				b.mustPoll()
				b.org.Change(func(r *http.Request, response *http.Response) {
					if orgsim.RequestKind(r) == orgsim.RequestQuery {
						fail(r, response)
					}
				})
				last, gap := time.Now(), time.Duration(0)
				b.registry.OnPublish = func(ecs.Event) { last, gap = time.Now(), max(gap, time.Since(last)) }
				after, err := b.pollFor(time.Minute)
				if err == nil || !strings.Contains(err.Error(), "listing") || after > 2*tooSlow+relist {
					t.Fatalf("after %v: %v", after, err)
				}
				if gap = max(gap, time.Since(last)); gap > time.Minute {
					t.Errorf("nothing was published for %v while the files were listed", gap)
				}
				b.registry.OnPublish = nil
				b.add("API", "new", 1, time.Minute)
				b.steadily()
				b.pollFor(2 * time.Hour)
				b.wantAll(concat(lines("Login", "long", count), lines("API", "new", 1))...)
				if n := b.registry.Repeated(); n != 0 {
					t.Errorf("%d rows came twice", n)
				}
			})
		})
	}
}

func TestVersionThatIsReplacedWhileItIsDownloadedMakesWay(t *testing.T) {
	for name, change := range map[string]func(*orgsim.LogFileSpec){
		"written anew": func(spec *orgsim.LogFileSpec) { spec.CreatedDate = time.Now() },
		"grown":        func(*orgsim.LogFileSpec) {},
	} {
		t.Run(name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{Workers: 1, Relist: everyTwoMinutes}, func(b *bench) {
				spec := orgsim.LogFileSpec{EventType: "Login", Columns: columns(), Rows: rows("Login", "row", 20_000), CreatedDate: time.Now().Add(-time.Hour)}
				id := b.addSpec(spec)
				downloads := b.steadily()
				b.mustPoll()
				before := len(b.registry.Events)
				spec.Rows = rows("Login", "row", 20_100)
				change(&spec)
				if err := b.org.ReplaceLogFile(id, spec); err != nil {
					t.Fatal(err)
				}
				b.pollFor(2 * time.Hour)
				if downloads.Load() != 2 || before == 0 {
					t.Errorf("%d downloads, %d rows of the first version", downloads.Load(), before)
				}
				if name == "grown" {
					b.want(lines("Login", "row", 20_100)...)
				} else if repeated := b.registry.Repeated(); len(b.registry.Events)-repeated != 20_100 || repeated < before {
					t.Errorf("%d events, %d of them came twice", len(b.registry.Events), repeated)
				}
				b.restart()
				b.registry.Events = nil
				b.mustPoll()
				b.want()
			})
		})
	}
}

func TestFilesThatBecomeReadyWhileADownloadRunsAreCollected(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 2, Settle: 5 * time.Minute, Relist: func() time.Duration { return time.Hour }}, func(b *bench) {
		b.add("Login", "long", 20_000, time.Hour)
		young := b.add("API", "young", 1, 4*time.Minute)
		b.steadily()
		began, came := time.Now(), time.Duration(0)
		b.registry.OnPublish = func(event ecs.Event) {
			if id, _ := event.Fields.GetValue("salesforce.log_file.id"); id == young {
				came = time.Since(began)
			}
		}
		b.mustPoll()
		b.wantAll(concat(lines("Login", "long", 20_000), lines("API", "young", 1))...)
		if came == 0 || came > 2*time.Minute {
			t.Errorf("the young file came after %v", came)
		}
	})
}

func TestStopEndsWhatAPollHasLeft(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 2, Relist: everyTwoMinutes}, func(b *bench) {
		var drips atomic.Bool
		drips.Store(true)
		b.drip(&drips, b.add("Login", "slow", 20, time.Hour))
		b.mustPoll()
		ctx, cancel := context.WithCancel(b.Context())
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		if _, err := b.collector.Poll(ctx, b.registry); !errors.Is(err, context.Canceled) || time.Since(began) != time.Second {
			t.Errorf("the poll ended after %v with %v", time.Since(began), err)
		}
		if n := len(b.collector.downloads.running); n != 0 {
			t.Errorf("%d downloads run after a poll that was canceled", n)
		}
		b.mustPoll()
		b.collector.Stop()
		if n := len(b.collector.downloads.running); n != 0 || time.Since(began) > time.Second+relist {
			t.Errorf("%d downloads run %v later", n, time.Since(began))
		}
	})
}

func TestSlowOutputIsNoSlowDownloadOverPolls(t *testing.T) {
	const count = 2000
	onBench(t, orgsim.Options{}, Config{Workers: 2, Relist: everyTwoMinutes}, func(b *bench) {
		b.add("Login", "a", count, time.Hour)
		b.add("API", "b", count, time.Hour)
		downloads := b.steadily()
		b.registry.OnPublish = func(ecs.Event) {
			if len(b.registry.Events)%1000 == 500 {
				time.Sleep(20 * time.Minute)
			}
		}
		if _, err := b.pollFor(3 * time.Hour); err != nil {
			t.Error(err)
		}
		b.wantAll(concat(lines("Login", "a", count), lines("API", "b", count))...)
		if downloads.Load() != 2 {
			t.Errorf("%d downloads, want 2", downloads.Load())
		}
	})
}

func TestQueriesListWhileDownloadsRun(t *testing.T) {
	eachQuery(t, func(t *testing.T, query *querytemplate.Query) {
		onBench(t, orgsim.Options{}, Config{Query: query, Lookback: time.Hour, Workers: 3, Relist: everyTwoMinutes}, func(b *bench) {
			want := lines("Login", "long", 20_000)
			b.add("Login", "long", 20_000, 2*time.Hour)
			for n := range 3 {
				b.add("API", fmt.Sprint("old", n), 2, time.Hour)
				want = append(want, lines("API", fmt.Sprint("old", n), 2)...)
			}
			b.steadily()
			for n := range 3 {
				b.mustPoll()
				b.add("API", fmt.Sprint("new", n), 2, 0)
				want = append(want, lines("API", fmt.Sprint("new", n), 2)...)
			}
			for ready := atOnce; ready == atOnce; {
				ready = b.mustPoll()
			}
			if !query.Limited() && len(b.registry.Events) != len(want) {
				b.Errorf("%d rows of %d came while the long file was read", len(b.registry.Events), len(want))
			}
			b.pollFor(20 * time.Minute)
			b.wantAll(want...)
			b.restart()
			b.mustPoll()
			b.want()
		})
	})
}
