package logfile

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// grid is when polls begin and files begin to show. Polls are shorter, however long
// they wait between their tries, so that a seed gives the same life again.
const grid = 10 * time.Minute

// version is a log file, or what replaced it, and what is to become of it.
type version struct {
	spec    orgsim.LogFileSpec
	id      string
	now     time.Time // when it was added
	rows    []string
	gone    time.Time // when another version of the file shows; zero if none does
	seen    bool      // it shows
	owed    bool      // it was selected all the time since it showed
	chances int       // how often it was selected anew
	held    bool      // it showed while the watermark had not passed it
}

func (v *version) shows(now time.Time) bool {
	return !v.spec.VisibleAt.After(now) && (v.gone.IsZero() || now.Before(v.gone))
}

// life is a collector whose org and configuration are random.
type life struct {
	*bench
	rng      *rand.Rand
	versions []*version
	added    int
	came     map[string]int // rows
	counted  int            // events that are in came
	faulty   bool
}

// TestWhateverChangesEveryRowThatIsSelectedComesOnce changes the configuration,
// crashes, breaks downloads off, and adds and replaces files at random.
func TestWhateverChangesEveryRowThatIsSelectedComesOnce(t *testing.T) { testLives(t, 40, nil) }

// TestWhateverChangesWhileDownloadsRunEveryRowThatIsSelectedComesOnce does so with downloads
// that take longer than it takes until the files are listed again, and changes files
// meanwhile.
func TestWhateverChangesWhileDownloadsRunEveryRowThatIsSelectedComesOnce(t *testing.T) {
	testLives(t, 15, func(rng *rand.Rand) time.Duration { return time.Duration(10+rng.IntN(50)) * time.Second })
}

// testLives runs random lives. Relist, if there is one, returns how long their polls go on
// while downloads run.
func testLives(t *testing.T, seeds uint64, relist func(*rand.Rand) time.Duration) {
	polltest.EachSeed(t, 1, seeds, func(t *testing.T, rng *rand.Rand) {
		config := Config{
			Workers: 1 + rng.IntN(4), EventTypes: randomTypes(rng), LogInterval: LogIntervalHourly,
			InitialInterval: 10 * 24 * time.Hour,
			Lookback:        time.Duration(1+rng.IntN(24)) * 5 * time.Minute,
			Settle:          time.Duration(rng.IntN(11)) * time.Minute,
		}
		if relist != nil {
			every := relist(rng)
			config.Relist = func() time.Duration { return every }
		}
		// Listings of a record a page are many requests.
		onBench(t, orgsim.Options{PageSize: 1 + rng.IntN(40), DailyRequests: 100_000_000}, config, func(b *bench) {
			l := &life{bench: b, rng: rng, came: make(map[string]int)}
			b.org.Hook(l.refuse)
			b.org.Change(l.spoil)
			b.registry.OnPublish = func(ecs.Event) { l.checkWatermark() }
			for range 50 {
				l.step()
				time.Sleep(time.Until(time.Now().Truncate(grid).Add(time.Duration(1+rng.IntN(6)) * grid)))
			}
			l.rest()
		})
	})
}

// poll polls until no download runs, and changes files meanwhile.
func (l *life) poll() (time.Duration, error) {
	for changes := 0; ; {
		ready, err := l.bench.poll()
		if len(l.collector.downloads.running) == 0 {
			return ready, err
		}
		if changes < 3 && l.rng.IntN(4) == 0 {
			changes++
			l.addVersion()
		}
		l.see()
	}
}

func allEventTypes() []string { return []string{"Login", "API", "Logout", "Report"} }

// randomTypes returns some event types; none stands for all.
func randomTypes(rng *rand.Rand) []string {
	types := allEventTypes()
	rng.Shuffle(len(types), func(a, b int) { types[a], types[b] = types[b], types[a] })
	return types[:rng.IntN(len(types))]
}

// step adds files, changes the configuration now and then, and polls.
func (l *life) step() {
	l.Helper()
	for range l.rng.IntN(4) {
		l.addVersion()
	}
	l.see()
	l.faulty = l.rng.IntN(3) == 0
	switch l.rng.IntN(6) {
	case 0:
		l.configure()
	case 1:
		l.registry.CrashAfter(l.rng.IntN(5))
		_, _ = l.poll()
		l.restart()
		l.count()
		return
	}
	untroubled := !l.faulty && len(l.collector.tries) == 0
	began := time.Now()
	_, err := l.poll()
	l.count()
	switch {
	case err == nil:
		l.checkDue(began)
	case untroubled:
		l.Fatal(err)
	}
	l.checkWatermark()
}

// addVersion adds a file, or replaces one, or makes one grow.
func (l *life) addVersion() {
	l.Helper()
	var other *version
	if len(l.versions) > 0 {
		other = l.versions[l.rng.IntN(len(l.versions))]
	}
	v := l.newVersion(other)
	l.added++
	v.setRows(fmt.Sprint("added", l.added), l.rng.IntN(5))
	last := other != nil && other.gone.IsZero() && other.seen
	switch {
	case last && l.rng.IntN(3) == 0 && !other.spec.CreatedDate.Before(v.now.Add(-l.config.Lookback)):
		l.grow(other, v)
		return
	case last && l.rng.IntN(2) == 0 && v.spec.CreatedDate.After(other.spec.CreatedDate):
		v.spec.EventType, v.spec.Interval, v.spec.Sequence = other.spec.EventType, other.spec.Interval, other.spec.Sequence
		v.id, other.gone = other.id, v.spec.VisibleAt
		l.replace(v)
	default:
		v.id = l.addSpec(v.spec)
	}
	l.versions = append(l.versions, v)
}

// grow adds the rows of more to a version, as if it had still been written when it
// was listed.
func (l *life) grow(v, more *version) {
	l.Helper()
	v.spec.Rows, v.rows = append(v.spec.Rows, more.spec.Rows...), append(v.rows, more.rows...)
	v.spec.VisibleAt, v.held = more.now, false
	l.replace(v)
}

func (l *life) replace(v *version) {
	l.Helper()
	if err := l.org.ReplaceLogFile(v.id, v.spec); err != nil {
		l.Fatal(err)
	}
}

func (v *version) setRows(prefix string, n int) {
	v.spec.Rows, v.rows = rows(v.spec.EventType, prefix, n), lines(v.spec.EventType, prefix, n)
}

// newVersion returns one that is created within the lookback, often when the other
// one was, and that shows within the lookback after that.
func (l *life) newVersion(other *version) *version {
	now, lookback := time.Now().Truncate(time.Second), l.config.Lookback
	upTo := func(longest time.Duration) time.Duration {
		return []time.Duration{0, longest, time.Duration(l.rng.Int64N(int64(longest) + 1))}[l.rng.IntN(3)]
	}
	created := now.Add(-upTo(lookback).Truncate(time.Second))
	if other != nil && l.rng.IntN(2) == 0 && !other.spec.CreatedDate.Before(now.Add(-lookback)) {
		created = other.spec.CreatedDate
	}
	visible := created.Add(upTo(lookback)).Truncate(grid)
	if visible.Before(now) {
		visible = now
	}
	return &version{now: now, spec: orgsim.LogFileSpec{
		EventType: allEventTypes()[l.rng.IntN(4)], Interval: []string{Hourly, Hourly, Daily}[l.rng.IntN(3)],
		Columns: columns(), Sequence: l.rng.IntN(3), CreatedDate: created, VisibleAt: visible,
	}}
}

// wants reports whether the configuration selects a version.
func (l *life) wants(v *version) bool {
	switch l.config.LogInterval {
	case LogIntervalHourly:
		if v.spec.Interval != Hourly {
			return false
		}
	case LogIntervalDaily:
		if v.spec.Interval != Daily {
			return false
		}
	}
	return (len(l.config.EventTypes) == 0 || slices.Contains(l.config.EventTypes, v.spec.EventType)) &&
		!slices.Contains(l.config.ExcludeEventTypes, v.spec.EventType)
}

// see notes which versions have begun to show, and whether they are selected.
func (l *life) see() {
	for _, v := range l.versions {
		if !v.seen && !v.spec.VisibleAt.After(time.Now()) {
			v.seen, v.owed = true, l.wants(v)
			if v.owed {
				v.chances = 1
			}
		}
	}
}

// configure restarts with another selection.
func (l *life) configure() {
	l.Helper()
	next := l.config
	next.EventTypes, next.ExcludeEventTypes = randomTypes(l.rng), nil
	if excluded := randomTypes(l.rng); len(excluded) > 0 && l.rng.IntN(4) == 0 {
		next.ExcludeEventTypes = excluded[:1]
	}
	next.LogInterval = []LogInterval{LogIntervalHourly, LogIntervalHourly, LogIntervalDaily, LogIntervalBoth}[l.rng.IntN(4)]
	next.Workers = 1 + l.rng.IntN(4)
	l.configureTo(next)
}

func (l *life) configureTo(next Config) {
	l.Helper()
	before := make(map[*version]bool)
	for _, v := range l.versions {
		before[v] = l.wants(v)
	}
	l.config = next
	for _, v := range l.versions {
		switch wanted := l.wants(v); {
		case !wanted:
			v.owed, v.held = false, false
		case v.seen && !before[v]:
			v.chances++
		}
	}
	l.restart()
}

// refuse fails the download of some files.
func (l *life) refuse(r *http.Request) *http.Response {
	if l.luck(r) == 0 {
		return unavailable()
	}
	return nil
}

// spoil breaks the download of some files off.
func (l *life) spoil(r *http.Request, response *http.Response) {
	if l.config.Relist != nil && orgsim.RequestKind(r) == orgsim.RequestLogFile {
		sum := int(time.Now().UnixNano() % 97)
		for _, letter := range r.URL.Path {
			sum = sum*31 + int(letter)
		}
		response.Body = slowly{response.Body, r.Context(), time.Duration(sum&31) * time.Second, 200}
	}
	if l.luck(r) == 1 {
		polltest.Cut(response, 120, io.ErrUnexpectedEOF)
	}
}

// luck is the same for a file in a poll: the order of the requests is no one's.
func (l *life) luck(r *http.Request) int64 {
	if !l.faulty || orgsim.RequestKind(r) != orgsim.RequestLogFile {
		return -1
	}
	sum := time.Now().Unix() / int64(grid/time.Second)
	for _, letter := range r.URL.Path {
		sum = sum*31 + int64(letter)
	}
	return (sum%3 + 3) % 3
}

// count counts the rows that have come since the last call, and checks that none
// has come more often than it was selected.
func (l *life) count() {
	l.Helper()
	l.see() // what has begun to show since the poll began may have come, too
	for _, original := range l.registry.Originals()[l.counted:] {
		l.counted++
		l.came[original]++
	}
	for _, v := range l.versions {
		for _, row := range v.rows {
			if l.came[row] > v.chances {
				l.Fatalf("row %s of %+v came %d times, selected %d times", row, v.spec, l.came[row], v.chances)
			}
		}
	}
}

// checkDue checks, after a poll without trouble, that all has come that was due when
// it began.
func (l *life) checkDue(began time.Time) {
	l.Helper()
	for _, v := range l.versions {
		replaced := !v.gone.IsZero() && !v.gone.After(time.Now())
		if !v.owed || replaced || !v.shows(began) || began.Sub(v.spec.CreatedDate) < l.config.Settle {
			continue
		}
		for _, row := range v.rows {
			if l.came[row] == 0 {
				l.Fatalf("row %s of %+v has not come; state %+v", row, v.spec, l.registry.LogFiles())
			}
		}
	}
}

// checkWatermark checks that what is stored does not pass a file that showed before
// it got there, and that has not come.
func (l *life) checkWatermark() {
	l.Helper()
	stored := l.registry.LogFiles()
	rowsCame := l.registry.Originals()
	for _, v := range l.versions {
		if !v.owed || !v.shows(time.Now()) || stored.Watermark.IsZero() {
			continue
		}
		reached := reachedBy(stored, v)
		switch last := len(v.rows) - 1; {
		case !reached.After(v.spec.CreatedDate):
			v.held = true
		case v.held && last >= 0 && !slices.Contains(rowsCame, v.rows[last]):
			l.Fatalf("%v is reached, %+v has not come; state %+v", reached, v.spec, stored)
		}
	}
}

// reachedBy returns how far a state is with files like a version.
func reachedBy(stored state.LogFiles, v *version) time.Time {
	for _, name := range []string{v.spec.EventType, allTypes} {
		selection := v.spec.Interval + "/" + name
		if date, behind := stored.Behind[selection]; behind {
			return date
		}
		if slices.Contains(stored.Selections, selection) {
			break
		}
	}
	return stored.Watermark
}

// rest lets all come that is to come, and checks that nothing is left.
func (l *life) rest() {
	l.Helper()
	l.faulty, l.config.Relist = false, nil
	time.Sleep(2*l.config.Lookback + time.Hour)
	l.see()
	l.restart()
	l.mustPoll()
	l.count()
	l.checkDue(time.Now())
	// Later files move the watermark, so that what is too old is forgotten.
	all := l.config
	all.ExcludeEventTypes = nil
	l.configureTo(all)
	for _, interval := range []string{Hourly, Daily} {
		for _, eventType := range allEventTypes() {
			l.addSpec(orgsim.LogFileSpec{EventType: eventType, Interval: interval, Columns: columns(), CreatedDate: time.Now()})
		}
	}
	time.Sleep(time.Hour)
	l.restart()
	l.mustPoll()
	l.count()
	rowsCame := l.counted
	l.restart()
	l.mustPoll()
	l.count()
	if l.counted != rowsCame {
		l.Errorf("%d rows came at rest", l.counted-rowsCame)
	}
	if stored := l.registry.LogFiles(); stored.Behind != nil || len(stored.Partial) > 0 {
		l.Errorf("at rest the state is %+v", stored)
	}
}
