package coverage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// week is what an org makes in a week, and when the input has it.
type week struct {
	random *rand.Rand
	begin  time.Time
	lines  []line
}

// began is when collecting begins, in the middle of a day of which files are there.
func (w *week) began() time.Time { return w.begin.Add(29*time.Hour + 17*time.Minute) }

func (w *week) end() time.Time { return w.begin.Add(7 * 24 * time.Hour) }

// activities are how likely it is that an hour has events, and so a file.
var activities = map[string]func(at time.Time, random *rand.Rand) bool{
	"Busy":      func(time.Time, *rand.Rand) bool { return true },
	"FiveADay":  func(_ time.Time, random *rand.Rand) bool { return random.IntN(24) < 5 },
	"OneAWeek":  func(_ time.Time, random *rand.Rand) bool { return random.IntN(168) == 0 },
	"Office":    func(at time.Time, random *rand.Rand) bool { return inOffice(at) && random.IntN(20) > 0 },
	"Often":     func(_ time.Time, random *rand.Rand) bool { return random.IntN(20) > 0 },
	"OddPauses": func(at time.Time, random *rand.Rand) bool { return at.Unix()/(9*3600)%5 != 2 && random.IntN(8) > 0 },
	"StopsOnce": func(at time.Time, _ *rand.Rand) bool { return at.Unix()/3600%168 < 100 },
}

func inOffice(at time.Time) bool {
	return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && at.Hour() >= 7 && at.Hour() < 19
}

// collect notes a file that the input finds at its next poll.
func (w *week) collect(f File) {
	const lookback = time.Hour
	if f.Created.Before(w.began().Add(-24 * time.Hour)) { // initial_interval
		return
	}
	found := newer(w.began(), f.Created.Add(w.upTo(lookback)).Truncate(10*time.Minute).Add(10*time.Minute))
	w.lines = append(w.lines, line{At: found.Add(w.upTo(5 * time.Minute)), File: &f})
}

func (w *week) upTo(most time.Duration) time.Duration {
	return time.Duration(w.random.Int64N(int64(most)))
}

// hourly makes the files of an event type: mostly one an hour, three to six hours late, and
// sometimes more of them for events that came later.
func (w *week) hourly(name string, active func(time.Time, *rand.Rand) bool) {
	for hour := w.begin; hour.Before(w.end()); hour = hour.Add(time.Hour) {
		if !active(hour, w.random) {
			continue
		}
		created := hour.Add(4*time.Hour + w.upTo(3*time.Hour))
		if w.random.IntN(15) == 0 {
			created = created.Add(w.upTo(40 * time.Hour))
		}
		for sequence := 1; sequence == 1 || w.random.IntN(6) == 0; sequence++ {
			w.collect(File{EventType: name, Interval: "Hourly", Hour: hour, Sequence: sequence, ID: fmt.Sprint(name, hour.Unix(), sequence), Created: created, Rows: 1})
			created = created.Add(time.Minute + w.upTo(20*time.Hour))
		}
	}
}

// daily makes the files of an event type that has daily ones only, which are replaced.
func (w *week) daily(name string) {
	for day := w.begin; day.Before(w.end()); day = day.Add(24 * time.Hour) {
		if w.random.IntN(4) == 0 {
			continue
		}
		created := day.Add(26*time.Hour + w.upTo(40*time.Hour))
		for version := 0; version == 0 || w.random.IntN(3) == 0; version++ {
			w.collect(File{EventType: name, Interval: Daily, Hour: day, ID: fmt.Sprint(name, day.Unix(), version), Created: created, Rows: int64(version)})
			created = created.Add(time.Hour + w.upTo(24*time.Hour))
		}
	}
}

// files returns the lines of a ledger of log files, in the order of their acknowledgement.
func (w *week) files() []line {
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range activities {
			if !yield(name) {
				return
			}
		}
	}) {
		w.hourly(name, activities[name])
	}
	w.daily("DailyOnly")
	w.daily("Both")
	w.hourly("Both", activities["FiveADay"])
	slices.SortStableFunc(w.lines, func(a, b line) int { return a.At.Compare(b.At) })
	return w.lines
}

// windows returns the lines of a ledger of an object: a day at first, in windows, and then one
// a poll. Some of its records are days older than their window.
func (w *week) windows(poll, delay time.Duration) []line {
	var lines []line
	through, at := w.began().Add(-24*time.Hour), w.began()
	for at.Before(w.end()) {
		to := older(through.Add(time.Hour+w.upTo(5*time.Hour)), at.Add(-delay))
		records := make(map[int64]int64)
		for range w.random.IntN(3) {
			records[hourOf(to.Add(-w.upTo(60*time.Hour)))]++
		}
		lines = append(lines, line{At: at.Add(w.upTo(time.Minute)), Window: &Window{From: through, To: to, Records: records}})
		if through = to; through.Equal(at.Add(-delay)) {
			at = at.Add(poll)
			if w.random.IntN(50) == 0 {
				at = at.Add(w.upTo(time.Hour)) // an org in trouble
			}
		}
	}
	return lines
}

// until returns the lines that are acknowledged at a time.
func until(lines []line, at time.Time) []line {
	n, _ := slices.BinarySearchFunc(lines, at, func(l line, at time.Time) int { return l.At.Compare(at) })
	return slices.Clone(lines[:n])
}

// An org that delivered everything has no gaps, whenever one looks.
func TestAnOrgThatDeliveredEverythingHasNoGapsInAHundredWeeks(t *testing.T) {
	for seed := range uint64(100) {
		w := &week{random: rand.New(rand.NewPCG(seed, 8)), begin: time.Date(2026, 3, 2+int(seed), 0, 0, 0, 0, time.UTC)}
		files := w.files()
		poll, delay := 5*time.Minute, w.upTo(8*time.Hour)
		windows := w.windows(poll, delay)
		for range 8 {
			now := w.began().Add(w.upTo(8 * 24 * time.Hour)) // the input may have ended
			for _, book := range []*Book{
				newBook(Header{Kind: state.KindLogFiles, PollSeconds: 600}, until(files, now)),
				newBook(Header{Kind: state.KindRecords, Object: "LoginEvent", PollSeconds: int64(poll / time.Second), DelaySeconds: int64(delay / time.Second)}, until(windows, older(now, w.end()))),
			} {
				if book.Kind == state.KindRecords {
					now = older(now, w.end())
				}
				for _, s := range book.Series {
					for _, h := range book.Hours(s, now) {
						if h.Status.Gap() {
							t.Fatalf("seed %d: at %v, %s %s %v is %s: %s", seed, now, s.Name, s.Interval, h.Hour, h.Status, h.Why)
						}
					}
				}
			}
		}
	}
}

// What is lost of the same weeks is found, if there is proof of it.
func TestWhatIsLostInAWeekIsAGap(t *testing.T) {
	for seed := range uint64(20) {
		w := &week{random: rand.New(rand.NewPCG(seed, 9)), begin: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
		files := w.files()
		lost := slices.IndexFunc(files, func(l line) bool { return l.File.Sequence > 1 && l.File.Hour.After(w.began()) })
		below := slices.IndexFunc(files, func(l line) bool {
			return l.File.EventType == files[lost].File.EventType && l.File.Hour.Equal(files[lost].File.Hour) && l.File.Sequence == 1
		})
		hour := *files[below].File
		gaps(t, newBook(Header{Kind: state.KindLogFiles}, slices.Delete(slices.Clone(files), below, below+1)), w.end().Add(48*time.Hour),
			fmt.Sprintf("%s %v incomplete", hour.EventType, hour.Hour))

		windows := w.windows(5*time.Minute, time.Minute)
		n := len(windows) / 2
		hole := windows[n].Window.From.Truncate(time.Hour)
		windows = slices.Delete(windows, n, n+3)
		gaps(t, newBook(Header{Kind: state.KindRecords, Object: "LoginEvent"}, windows), w.end(), fmt.Sprintf("LoginEvent %v incomplete", hole))
	}
}

// gaps compares the gaps of a ledger with one that is to be the first of them.
func gaps(t *testing.T, book *Book, now time.Time, want string) {
	t.Helper()
	var got []string
	for _, s := range book.Series {
		for _, h := range book.Hours(s, now) {
			if h.Status.Gap() {
				got = append(got, fmt.Sprintf("%s %v %s", s.Name, h.Hour, h.Status))
			}
		}
	}
	if len(got) == 0 || got[0] != want || len(got) > 2 {
		t.Errorf("the gaps are %q, want %q", got, want)
	}
}
