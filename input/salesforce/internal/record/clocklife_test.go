package record

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// onClockLife runs a test on a bench whose clocks jump, and whose pages may be lost.
func onClockLife(t *testing.T, options orgsim.Options, config Config, test func(b *bench, wrong *polltest.Clocks)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		options.Empty = true
		wrong := &polltest.Clocks{}
		b := &bench{T: t, registry: polltest.NewRegistry(t), log: &polltest.Log{}, config: config, want: make(map[string]int)}
		b.org = polltest.NewOrg(t, options, wrong.Calls())
		b.org.Change(func(_ *http.Request, answer *http.Response) { wrong.Stamp(answer) })
		b.restart()
		test(b, wrong)
	})
}

// pollOften polls as a loop does, which looks again soon as long as the clock is in doubt,
// and gives up if it crashes.
func (b *bench) pollOften() {
	b.Helper()
	for n := 0; ; n++ {
		ready, err := b.collector.Poll(b.Context(), b.registry)
		if errors.Is(err, poll.ErrStopped) || b.registry.Down() {
			return
		}
		if ready == 0 && err == nil {
			return
		}
		if n > 200 {
			b.Fatalf("it never ends: ready in %v, %v", ready, err)
		}
		time.Sleep(max(ready, time.Minute))
	}
}

func TestWhateverTheClocksEveryRecordComes(t *testing.T) {
	polltest.EachSeed(t, 7, 40, func(t *testing.T, rng *rand.Rand) {
		config := Config{
			Object: "LoginEvent", InitialInterval: time.Hour,
			Delay: upTo(rng, 2*time.Minute), Lookback: 3*time.Minute + upTo(rng, 10*time.Minute),
		}
		onClockLife(t, orgsim.Options{PageSize: 20 + rng.IntN(40)}, config, func(b *bench, wrong *polltest.Clocks) {
			next := time.Now()
			b.losePages()
			for range 40 {
				*wrong = polltest.Clocks{}
				if rng.IntN(3) > 0 {
					*wrong = polltest.RandomClocks(rng)
				}
				span := time.Second + upTo(rng, 10*time.Minute)
				for ; next.Before(time.Now().Add(span)); next = next.Add(upTo(rng, time.Minute) + time.Millisecond) {
					b.addAt(fmt.Sprint("at ", next.UnixMilli()), next, upTo(rng, 3*time.Minute))
				}
				time.Sleep(span)
				switch rng.IntN(8) {
				case 0:
					b.restart()
				case 1:
					b.registry.CrashAfter(rng.IntN(12))
				case 2:
					b.registry.StopAfter(rng.IntN(12))
				}
				b.pollOften()
				if b.registry.Down() {
					b.restart()
				}
				b.registry.Restart()
			}
			b.settleOnRightClocks(wrong)
			b.wantAll()
		})
	})
}

// settleOnRightClocks polls until nothing is left to come.
func (b *bench) settleOnRightClocks(wrong *polltest.Clocks) {
	b.Helper()
	*wrong = polltest.Clocks{}
	for range 20 {
		b.pollOften()
		time.Sleep(time.Minute)
	}
}

// A crash at one event after the other, with clocks that are others before and after it.
func TestACrashAtAnyPointWithClocksThatJumpLosesNothing(t *testing.T) {
	polltest.EachSeed(t, 13, 3, func(t *testing.T, rng *rand.Rand) {
		config := ofEachKind()[rng.IntN(len(ofEachKind()))]
		config.InitialInterval = 24 * time.Hour
		before, after := polltest.RandomClocks(rng), polltest.RandomClocks(rng)
		// A clock that is years behind makes for many empty windows, which are events too.
		for at, down := 0, true; down && at < 200; at += 1 + at/10 {
			onClockLife(t, orgsim.Options{PageSize: 4}, config, func(b *bench, wrong *polltest.Clocks) {
				b.addForCrashes()
				// The first run begins by right clocks: nothing tells later that it began too late.
				b.registry.StopAfter(1)
				_ = b.poll()
				b.restart()
				b.losePages()
				*wrong = before
				b.registry.CrashAfter(at)
				for n := 0; n < 30 && !b.registry.Down(); n++ {
					_ = b.poll() // the wrong clock is told as well
					time.Sleep(time.Minute)
				}
				down = b.registry.Down()
				b.restart()
				*wrong = after
				for range 10 {
					_ = b.poll()
					time.Sleep(time.Minute)
				}
				*wrong = polltest.Clocks{}
				b.pollFor(2 * time.Hour)
				b.wantAll()
			})
		}
	})
}
