package logfile

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// clockLife is a collector whose clocks jump while downloads fail, bodies change, files show
// late, and the process crashes and starts with another selection.
type clockLife struct {
	*bench
	rng    *rand.Rand
	wrong  polltest.Clocks
	faulty bool
	files  []*clockFile
}

// clockFile is a file of such a life.
type clockFile struct {
	eventType  string
	visible    time.Time
	rows       []string
	seen, owed bool // it shows, and its event type was selected all the time since it did
}

// onClockLife runs a test on such a collector, which selects all event types.
func onClockLife(t *testing.T, rng *rand.Rand, test func(l *clockLife)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &clockLife{rng: rng}
		config := Config{
			Workers: 1 + rng.IntN(4), LogInterval: LogIntervalHourly, InitialInterval: 24 * time.Hour,
			Lookback: time.Hour, Settle: time.Duration(rng.IntN(11)) * time.Minute,
		}
		l.bench = &bench{T: t, registry: polltest.NewRegistry(t), log: &polltest.Log{}, config: config}
		l.org = polltest.NewOrg(t, orgsim.Options{Empty: true, PageSize: 1 + rng.IntN(40)}, l.wrong.Calls())
		l.org.Hook(func(r *http.Request) *http.Response {
			if l.luck(r) == 0 {
				return unavailable()
			}
			return nil
		})
		l.org.Change(func(r *http.Request, answer *http.Response) {
			l.wrong.Stamp(answer)
			switch l.luck(r) {
			case 1:
				polltest.Cut(answer, 120, io.ErrUnexpectedEOF)
			case 2: // another body each time
				damage(answer, lines("Login", fmt.Sprint("damaged", r.URL.Path, time.Now().UnixNano()), 1), io.ErrUnexpectedEOF)
			}
		})
		l.restart()
		test(l)
	})
}

// luck is the same for a file in a poll: the order of the requests is no one's.
func (l *clockLife) luck(r *http.Request) int {
	if !l.faulty || orgsim.RequestKind(r) != orgsim.RequestLogFile {
		return -1
	}
	sum := int(time.Now().Unix() / 60)
	for _, letter := range r.URL.Path {
		sum = sum*31%1_000_003 + int(letter)
	}
	return sum % 4
}

// addFiles adds some files that show up to half an hour late. Some are dated years ahead,
// some days, and some have rows of 100 KiB.
func (l *clockLife) addFiles() {
	l.Helper()
	for range l.rng.IntN(4) {
		eventType, prefix := allEventTypes()[l.rng.IntN(4)], fmt.Sprint("added", len(l.files))
		if l.rng.IntN(8) == 0 {
			prefix += strings.Repeat("long", 25<<10)
		}
		n := l.rng.IntN(5)
		created := time.Now().Truncate(time.Second).Add(-time.Duration(l.rng.IntN(1800)) * time.Second)
		visible := created.Add(time.Duration(l.rng.IntN(1800)) * time.Second)
		if visible.Before(time.Now()) {
			visible = time.Now()
		}
		logDate := created.Add(-time.Hour)
		switch l.rng.IntN(10) {
		case 0:
			created = created.Add(30 * year)
		case 1:
			logDate = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
		}
		l.addSpec(orgsim.LogFileSpec{
			EventType: eventType, Columns: columns(), Rows: rows(eventType, prefix, n),
			CreatedDate: created, VisibleAt: visible, LogDate: logDate, Sequence: len(l.files),
		})
		l.files = append(l.files, &clockFile{eventType: eventType, visible: visible, rows: lines(eventType, prefix, n)})
	}
}

func (l *clockLife) selects(eventType string) bool {
	return len(l.config.EventTypes) == 0 || slices.Contains(l.config.EventTypes, eventType)
}

// selectTypes restarts with another selection.
func (l *clockLife) selectTypes(types []string) {
	l.Helper()
	for _, f := range l.files {
		if !f.seen && !f.visible.After(time.Now()) {
			f.seen, f.owed = true, l.selects(f.eventType)
		}
	}
	l.config.EventTypes = types
	for _, f := range l.files {
		f.owed = f.owed && l.selects(f.eventType)
	}
	l.restart()
}

// step lives on for up to twenty minutes.
func (l *clockLife) step() {
	l.Helper()
	l.addFiles()
	l.wrong = polltest.Clocks{}
	if l.rng.IntN(3) > 0 {
		l.wrong = polltest.RandomClocks(l.rng)
	}
	l.faulty = l.rng.IntN(3) == 0
	switch l.rng.IntN(6) {
	case 0:
		l.registry.CrashAfter(l.rng.IntN(8))
	case 1:
		l.registry.StopAfter(l.rng.IntN(8))
	case 2:
		l.restart()
	case 3:
		l.selectTypes(randomTypes(l.rng))
	}
	err := l.pollUntil(time.Duration(1+l.rng.IntN(20)) * time.Minute)
	if l.registry.Down() {
		l.restart()
		return
	}
	l.registry.Restart()
	if err != nil && !isFuture(err) && !l.faulty && !errors.Is(err, poll.ErrStopped) && len(l.collector.tries) == 0 {
		l.Fatalf("with clocks that are wrong by %+v: %v", l.wrong, err)
	}
}

// rest lets all come that is to come, by right clocks.
func (l *clockLife) rest() {
	l.Helper()
	l.wrong, l.faulty = polltest.Clocks{}, false
	l.restart()
	if err := l.pollUntil(3 * time.Hour); err != nil {
		l.Fatal(err)
	}
	if mark := l.watermark(); mark.After(time.Now()) {
		l.Errorf("at rest the watermark is %v", mark)
	}
	came := len(l.registry.Events)
	if err := l.pollUntil(2 * time.Hour); err != nil || len(l.registry.Events) != came {
		l.Errorf("%d rows came at rest: %v", len(l.registry.Events)-came, err)
	}
}

func TestWhateverTheClocksEveryFileComes(t *testing.T) {
	polltest.EachSeed(t, 11, 20, func(t *testing.T, rng *rand.Rand) {
		onClockLife(t, rng, func(l *clockLife) {
			for range 40 {
				l.step()
			}
			l.rest()
			l.selectTypes(l.config.EventTypes) // looks which files show
			var want []string
			for _, f := range l.files {
				if f.owed {
					want = append(want, f.rows...)
				}
			}
			l.wantAtLeast(want...)
		})
	})
}

// A crash at each event in turn, with clocks that are others before and after it.
func TestACrashAtAnyPointWithClocksThatJumpLosesNothing(t *testing.T) {
	polltest.EachSeed(t, 12, 3, func(t *testing.T, rng *rand.Rand) {
		before, after := polltest.RandomClocks(rng), polltest.RandomClocks(rng)
		for at, down := 0, true; down; at++ {
			onClockLife(t, rng, func(l *clockLife) {
				want := append(l.addForCrashes(), l.addLate()...)
				l.wrong, l.faulty = before, rng.IntN(2) == 0
				l.registry.CrashAfter(at)
				_ = l.pollUntil(15 * time.Minute) // it may be stopped
				down = l.registry.Down()
				l.restart()
				l.wrong = after
				_ = l.pollUntil(20 * time.Minute)
				l.rest()
				l.wantAtLeast(want...)
			})
			if at > 100 {
				t.Fatal("it never ends")
			}
		}
	})
}
