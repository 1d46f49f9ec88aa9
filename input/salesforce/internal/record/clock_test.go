package record

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

const year = 365 * 24 * time.Hour

// clocks are how wrong the clocks around a bench are; the org itself has the right time.
type clocks struct {
	host, date time.Duration
}

// onClocks runs a test on a bench whose clocks can be wrong.
func onClocks(t *testing.T, options orgsim.Options, config Config, test func(b *bench, wrong *clocks)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		options.Empty = true
		wrong := &clocks{}
		b := &bench{T: t, registry: polltest.NewRegistry(t), log: &polltest.Log{}, config: config, want: make(map[string]int)}
		b.org = polltest.NewOrg(t, options, func(o *rest.Options) { o.Now = func() time.Time { return time.Now().Add(wrong.host) } })
		b.org.Change(func(_ *http.Request, answer *http.Response) {
			answer.Header.Set("Date", time.Now().Add(wrong.date).UTC().Format(http.TimeFormat))
		})
		if b.config.Object == "" {
			b.config.Object = "LoginEvent"
		}
		b.restart()
		test(b, wrong)
	})
}

// live polls for some time, while a record comes into existence every minute and shows up
// to three minutes late.
func (b *bench) live(span, interval time.Duration) {
	b.Helper()
	next := time.Now()
	for until := time.Now().Add(span); time.Now().Before(until); time.Sleep(interval) {
		for ; next.Before(time.Now().Add(interval)); next = next.Add(time.Minute) {
			b.addAt(fmt.Sprint("at ", next.UnixMilli()), next, time.Duration(next.Minute()%4)*time.Minute)
		}
		b.pollOnClocks()
	}
}

// settle polls until nothing is left to come.
func (b *bench) settle() {
	b.Helper()
	for range 4 {
		time.Sleep(5 * time.Minute)
		b.pollOnClocks()
	}
}

// pollOnClocks polls as a loop does, and allows no error but that the state went back.
func (b *bench) pollOnClocks() {
	b.Helper()
	if err := b.poll(); err != nil && !isFuture(err) {
		b.Fatal(err)
	}
	if through, limit := b.registry.Records().Through, time.Now().Add(b.believed-b.config.Delay+dateTolerance); through.After(limit) {
		b.Fatalf("the state is through %v, which is later than %v", through, limit)
	}
}

func TestNoClockThatJumpsLosesARecord(t *testing.T) {
	jumps := []time.Duration{3 * time.Second, time.Minute, time.Hour, 14 * time.Hour, 24 * time.Hour, year, 50 * year}
	config := Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}
	for _, jump := range jumps {
		for name, wrong := range map[string]clocks{
			"host ahead": {host: jump}, "host behind": {host: -jump}, "Date ahead": {date: jump}, "Date behind": {date: -jump},
			"both ahead": {host: jump, date: jump}, "both behind": {host: -jump, date: -jump},
		} {
			for _, long := range []time.Duration{time.Minute, 40 * time.Minute} {
				t.Run(fmt.Sprint(name, " by ", jump, " for ", long), func(t *testing.T) {
					onClocks(t, orgsim.Options{}, config, func(b *bench, now *clocks) {
						b.live(30*time.Minute, 5*time.Minute)
						*now = wrong
						switch {
						case wrong.host == wrong.date:
							// Nothing shows that they are wrong, as long as they are.
							b.believed = max(wrong.date, 0)
						case long > time.Minute:
							// What several answers and no other clock say is believed, within a bound.
							b.believed = min(max(wrong.date, 0), 15*time.Hour)
						}
						b.live(long, 5*time.Minute)
						*now = clocks{}
						b.live(40*time.Minute, 5*time.Minute)
						b.settle()
						b.wantAll()
						b.believed = 0
						b.pollOnClocks()
					})
				})
			}
		}
	}
}

func TestDateThatStaysWrongLosesNothing(t *testing.T) {
	config := Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}
	for _, ahead := range []time.Duration{time.Minute, time.Hour, 14 * time.Hour, 24 * time.Hour, 20 * year} {
		t.Run(ahead.String(), func(t *testing.T) {
			onClocks(t, orgsim.Options{}, config, func(b *bench, wrong *clocks) {
				b.live(30*time.Minute, 5*time.Minute)
				wrong.date = ahead
				for range 10 {
					if err := b.poll(); err != nil {
						b.Fatal(err)
					}
					b.addAt(fmt.Sprint("meanwhile ", time.Now().UnixMilli()), time.Now(), 0)
					time.Sleep(5 * time.Minute)
				}
				wrong.date = 0
				moved := 0
				for range 10 {
					if err := b.poll(); isFuture(err) {
						moved++
					} else if err != nil {
						b.Fatal(err)
					}
					time.Sleep(5 * time.Minute)
				}
				b.wantAll()
				if came := len(b.log.Warnings("is in the future")); came != moved || moved > 1 {
					t.Errorf("the state went back %d times and told %d times", moved, came)
				}
			})
		})
	}
}

func TestSavedPositionInTheFutureIsReportedMovedBackAndCollectedAgain(t *testing.T) {
	config := Config{InitialInterval: 24 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}
	for _, tt := range []struct {
		name  string
		ahead time.Duration
		marks bool
		back  time.Duration // how far before now it goes back to
	}{
		{"by an hour", time.Hour, true, 2 * time.Hour},
		{"by a day", 24 * time.Hour, true, 2 * time.Hour},
		{"by years", 9 * year, true, 2 * time.Hour},
		{"without marks", 24 * time.Hour, false, poll.FurthestBack},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onClocks(t, orgsim.Options{}, config, func(b *bench, _ *clocks) {
				b.add("long ago", 26*time.Hour, 0)
				b.add("before", time.Hour, 0)
				now := time.Now()
				if tt.marks {
					delete(b.want, "long ago")
				}
				saved := state.Records{Field: "EventDate", Through: now.Add(tt.ahead), Settled: now.Add(tt.ahead - time.Minute), Seen: state.Identities{1}}
				if tt.marks {
					saved.Marks = state.Marks{}.With(state.Mark{Through: now.Add(-tt.back - time.Minute), AsOf: now.Add(-tt.back)}).With(state.Mark{Through: saved.Through, AsOf: now.Add(tt.ahead)})
				}
				if err := b.registry.Advance(saved.Cursor()); err != nil {
					b.Fatal(err)
				}
				b.restart()
				var future *poll.FutureError
				waited, reports := time.Now(), 0
				for range 12 {
					ready, err := b.collector.Poll(b.Context(), b.registry)
					if errors.As(err, &future) {
						reports++
					} else if err != nil {
						b.Fatal(err)
					}
					if future == nil && ready == 0 {
						b.Fatal("the clock is in doubt, and nobody looks again soon")
					}
					if future == nil {
						time.Sleep(ready)
					} else {
						time.Sleep(5 * time.Minute)
					}
				}
				if reports != 1 || len(b.log.Warnings("is in the future")) != 1 {
					b.Fatalf("it was reported %d times, told %q", reports, b.log.Warnings(""))
				}
				if back := waited.Sub(future.To); (back - tt.back).Abs() > 2*time.Minute {
					b.Errorf("it went back by %v, want %v", back, tt.back)
				}
				b.wantEach()
			})
		})
	}
}

func TestClockThatIsBehindIsCorrectedWithoutAQuery(t *testing.T) {
	config := Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}
	onClocks(t, orgsim.Options{}, config, func(b *bench, wrong *clocks) {
		b.live(30*time.Minute, 5*time.Minute)
		wrong.date = -24 * time.Hour
		b.pollOnClocks()
		wrong.date = 0
		b.org.Queries()
		for range 4 {
			b.pollOnClocks() // the clock is a day behind, and there is nothing to query
			time.Sleep(5 * time.Second)
		}
		if got := b.org.Now(); !got.Equal(time.Now()) {
			b.Errorf("the clock is %v, want %v", got, time.Now())
		}
		b.live(10*time.Minute, 5*time.Minute)
		b.settle()
		b.wantEach()
	})
}

func TestWindowIsSettledByWhenItsFirstPageWasAskedFor(t *testing.T) {
	config := Config{InitialInterval: 2 * time.Hour, Delay: time.Minute, Lookback: 10 * time.Minute}
	onClocks(t, orgsim.Options{}, config, func(b *bench, _ *clocks) {
		// Without a Date header nothing else says when it was asked for.
		b.org.Change(func(_ *http.Request, answer *http.Response) { answer.Header.Del("Date") })
		b.add("slow to publish", 90*time.Minute, 0)
		b.add("late", 5*time.Minute, 8*time.Minute)
		published := 0
		b.registry.OnPublish = func(ecs.Event) {
			// The first page of the next window is there by now, and the late record is not.
			if published++; published == 1 {
				time.Sleep(20 * time.Minute)
			}
		}
		b.mustPoll()
		if published != 1 {
			b.Fatalf("%d records were published, want the first alone", published)
		}
		b.settle()
		b.wantEach()
	})
}

func TestAnswerIsNoYoungerThanItsDate(t *testing.T) {
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name          string
		answered, now time.Time
		want          time.Time
	}{
		{"no Date", time.Time{}, at, at},
		{"equal clocks", at, at.Add(300 * time.Millisecond), at.Add(300 * time.Millisecond)},
		{"this host is ahead", at, at.Add(year), at.Add(time.Second)},
		{"the Date is ahead", at.Add(year), at, at},
	} {
		if got := answeredBy(&rest.Page{Answered: tt.answered}, tt.now); !got.Equal(tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestHostAndDateThatAreWrongTogetherAreFoundWhenTheyAreRight shows a limit: nothing that an
// answer says tells that both the host and what stamps its Date are a day ahead. Records
// of that time come when one of the clocks is right again.
func TestHostAndDateThatAreWrongTogetherAreFoundWhenTheyAreRight(t *testing.T) {
	const ahead = 24 * time.Hour
	for name, right := range map[string]clocks{"both": {}, "the host": {date: ahead}, "the Date": {host: ahead}} {
		t.Run(name+" is right again", func(t *testing.T) {
			config := Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}
			onClocks(t, orgsim.Options{}, config, func(b *bench, wrong *clocks) {
				b.live(30*time.Minute, 5*time.Minute)
				*wrong = clocks{host: ahead, date: ahead}
				b.believed = ahead
				b.live(10*time.Minute, 5*time.Minute)
				came := len(b.registry.Events)
				b.live(50*time.Minute, 5*time.Minute)
				if got := len(b.registry.Events); got != came {
					b.Errorf("%d records came though the windows are in the future: correct what SECURITY.md says", got-came)
				}
				if b.restart(); len(b.log.Warnings("in the future")) > 0 {
					b.Error("somebody noticed: correct what SECURITY.md says")
				}
				*wrong = right
				b.live(30*time.Minute, 5*time.Minute)
				*wrong = clocks{}
				b.live(10*time.Minute, 5*time.Minute)
				b.settle()
				b.wantAll()
				if got := len(b.log.Warnings("is in the future")); got != 1 {
					b.Errorf("it was told %d times, want once", got)
				}
			})
		})
	}
}
