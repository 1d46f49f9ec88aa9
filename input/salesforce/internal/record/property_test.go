package record

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// upTo returns a random span of whole milliseconds, often one of its ends.
func upTo(rng *rand.Rand, longest time.Duration) time.Duration {
	switch rng.IntN(6) {
	case 0:
		return 0
	case 1:
		return longest
	}
	return time.Duration(rng.Int64N(int64(longest/time.Millisecond)+1)) * time.Millisecond
}

// life is a collector whose org is random.
type life struct {
	*bench
	rng       *rand.Rand
	slowFrom  time.Duration      // windows of this length and more may be too slow
	slowness  int                // of how many of them, in a hundred
	slowPages bool               // further pages may be too slow as well
	answered  map[time.Time]bool // windows, by their ends
	latest    time.Time          // of these
	through   time.Time
}

func TestWhateverTheTimesEveryRecordComesOnceInWindowsWithoutAGap(t *testing.T) {
	polltest.EachSeed(t, 2, 150, func(t *testing.T, rng *rand.Rand) {
		config := Config{
			Object: []string{"LoginEvent", "SetupAuditTrail", "LoginAnomalyEventStore"}[rng.IntN(3)],
			Delay:  upTo(rng, 2*time.Minute), Lookback: upTo(rng, 10*time.Minute),
		}
		if rng.IntN(4) == 0 {
			config = eventLogConfig()
		}
		config.InitialInterval = time.Minute + upTo(rng, 3*time.Hour)
		onBench(t, orgsim.Options{PageSize: 1 + rng.IntN(40)}, config, func(b *bench) {
			l := &life{bench: b, rng: rng, answered: make(map[time.Time]bool)}
			time.Sleep(upTo(rng, 5*time.Second))
			last := l.addRecords()
			b.org.Hook(l.answer)
			for time.Now().Before(last) {
				l.change()
				_ = b.poll() // only a slow org makes it fail
				l.check()
				time.Sleep(time.Millisecond + upTo(rng, 2*config.Lookback+time.Minute))
			}
			l.slowness = 0
			b.mustPoll()
			l.check()
			b.wantEach()
		})
	})
}

// addRecords adds records from the initial interval on and into the future, and
// returns when the last of them shows and lies in a window.
func (l *life) addRecords() time.Time {
	l.Helper()
	start := time.Now().Add(-l.config.InitialInterval).Truncate(time.Second)
	span, latest := time.Since(start)+time.Hour, l.config.Delay+l.config.Lookback
	var times []time.Time
	for range 1 + l.rng.IntN(20) {
		times = append(times, start.Add(upTo(l.rng, span)))
	}
	for n := range l.rng.IntN(120) {
		happened := times[l.rng.IntN(len(times))]
		if l.rng.IntN(3) == 0 {
			happened = start.Add(upTo(l.rng, span))
		}
		switch l.config.Object {
		case "LoginEvent":
			l.addAt(key(n), happened, upTo(l.rng, latest))
			continue
		case "RestApiEventLog":
			l.addLog(key(n), happened, 25*time.Minute+upTo(l.rng, 20*time.Minute))
			continue
		case "LoginAnomalyEventStore":
			values := map[string]any{"EventDate": happened.Add(-2*time.Minute - upTo(l.rng, 30*time.Hour)), "CreatedDate": happened, "EventIdentifier": key(n)}
			l.addShown(l.config.Object, key(n), happened.Add(upTo(l.rng, latest)), values)
			continue
		}
		id, err := l.org.AddRecordAt(happened.Add(upTo(l.rng, latest)), l.config.Object, map[string]any{"CreatedDate": happened})
		if err != nil {
			l.Fatal(err)
		}
		l.want[id]++
	}
	return start.Add(span + latest + time.Second)
}

// change makes the org and the collector others before a poll.
func (l *life) change() {
	if l.collector.unfinished == nil && l.collector.sentRecords == nil && l.rng.IntN(4) == 0 {
		l.restart() // else what was sent of an unfinished window would be forgotten
	}
	l.collector.limit = 4 + l.rng.IntN(40)
	l.slowFrom, l.slowness, l.slowPages = upTo(l.rng, 30*time.Minute), 0, l.rng.IntN(2) == 0
	if l.rng.IntN(2) == 0 {
		l.slowness = 1 + l.rng.IntN(90)
	}
}

// answer checks each window, and makes some of them slow or too slow.
func (l *life) answer(r *http.Request) *http.Response {
	query := r.URL.Query().Get("q")
	refused := l.rng.IntN(100) < l.slowness
	switch {
	case query != "":
		asked := l.spanOf(query)
		l.checkSpan(asked)
		if refused && asked.end.Sub(asked.start) >= l.slowFrom {
			return timeout()
		}
		l.answered[asked.end], l.latest = true, asked.end
		if l.slowness > 0 && l.rng.IntN(8) == 0 {
			time.Sleep(upTo(l.rng, 20*time.Second))
		}
	case refused && l.slowPages && strings.Contains(r.URL.Path, "/query/"):
		return timeout()
	}
	return nil
}

func (l *life) checkSpan(asked span) {
	l.Helper()
	l.check()
	if !asked.start.Before(asked.end) {
		l.Errorf("the window from %v to %v is none", asked.start, asked.end)
	}
	if end := time.Now().Add(-l.config.Delay); asked.end.After(end) {
		l.Errorf("the window to %v ends after %v", asked.end, end)
	}
	goesOnFrom := func(end time.Time) bool { return !asked.start.After(end) && asked.end.After(end) }
	// It is asked for while what was answered last is published.
	if !goesOnFrom(l.through) && !goesOnFrom(l.latest) {
		l.Errorf("the window from %v to %v does not go on from %v or %v", asked.start, asked.end, l.through, l.latest)
	}
}

// check looks at how far the stored state says that it is: only to the end of a
// window that was answered, and never back.
func (l *life) check() {
	l.Helper()
	through := l.registry.Records().Through
	begun := !l.through.IsZero()
	if through.Before(l.through) || (begun && !through.Equal(l.through) && !l.answered[through.UTC()]) {
		l.Errorf("from %v the state went to %v, which ends no window", l.through, through)
	}
	if start := time.Now().Add(-l.config.InitialInterval); !begun && through.After(start) {
		l.Errorf("the first window starts at %v, after %v", through, start)
	}
	l.through = through
}
