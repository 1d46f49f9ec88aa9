package coverage

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// noon is the time of all tests.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// bench is a folder with the ledgers of one process after the other.
type bench struct {
	t        *testing.T
	folder   string
	ledgers  *Ledgers
	warnings []string
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, folder: filepath.Join(t.TempDir(), Folder)}
	b.restart()
	return b
}

// restart is what a crash and a start are.
func (b *bench) restart() {
	b.ledgers = NewLedgers(b.folder)
	b.ledgers.now = func() time.Time { return noon }
}

func (b *bench) begin(key string, noted int64, isNew bool) *Ledger {
	b.t.Helper()
	header := Header{Key: key, Input: "acme", Host: "acme.my.salesforce.com", Source: "event_log_file", Kind: state.KindLogFiles}
	if key != "files" {
		header.Source, header.Kind, header.Object = key, state.KindRecords, key
	}
	l := b.ledgers.Begin(Begin{Header: header, Noted: noted, New: isNew, Retention: 35 * 24 * time.Hour, Warn: func(format string, arguments ...any) {
		b.warnings = append(b.warnings, fmt.Sprintf(format, arguments...))
	}})
	return l
}

// book returns what a reader sees.
func (b *bench) book() *Book {
	b.t.Helper()
	books, err := ReadFolder(b.folder)
	if err != nil || len(books) != 1 {
		b.t.Fatalf("%d ledgers, %v", len(books), err)
	}
	return books[0]
}

// told returns what a book says of files, or of records, in words.
func said(book *Book) []string {
	var all []string
	for _, s := range book.Series {
		for _, c := range s.hours() {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s: %v rows %d bytes %d windows %d covered %v replaced %d first %s last %s", s.Name, s.Interval,
				c.Hour.Format("02T15"), c.Sequences(), c.Rows, c.Bytes, c.Windows, c.covered(), c.Replaced(), c.First.Format("02T15:04:05"), c.Last.Format("02T15:04:05"))))
		}
	}
	return all
}

func rows(book *Book) map[string]int64 {
	all := make(map[string]int64)
	for _, s := range book.Series {
		for _, c := range s.hours() {
			all[s.Name+" "+c.Hour.Format("15")] = c.Rows
		}
	}
	return all
}

func login(hour, sequence int, id string, count int64) File {
	at := time.Date(2026, 3, 4, hour, 0, 0, 0, time.UTC)
	return File{EventType: "Login", Interval: "Hourly", Hour: at, Sequence: sequence, ID: id, Created: at.Add(4 * time.Hour), Bytes: 100 * count, Rows: count}
}

func window(from, to string, records map[int]int64) Window {
	w := Window{From: clock(from), To: clock(to), Records: make(map[int64]int64)}
	for hour, count := range records {
		w.Records[time.Date(2026, 3, 4, hour, 0, 0, 0, time.UTC).Unix()] = count
	}
	return w
}

// clock returns a time of the day.
func clock(text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", "2026-03-04 "+text)
	if err != nil {
		panic(err)
	}
	return at
}

func TestOnlyWhatIsAcknowledgedIsInTheLedger(t *testing.T) {
	b := newBench(t)
	l := b.begin("files", 0, true)
	l.File(login(8, 1, "a", 3))
	first := l.Noted()
	l.File(login(9, 1, "b", 4))
	if books, err := ReadFolder(b.folder); len(books) != 0 || err != nil {
		t.Fatalf("before an acknowledgement there are %d ledgers, %v", len(books), err)
	}
	l.Acknowledge(first)
	if diff := cmp.Diff(map[string]int64{"Login 08": 3}, rows(b.book())); diff != "" {
		t.Errorf("after the first acknowledgement (-want +got):\n%s", diff)
	}
	l.Acknowledge(l.Noted())
	l.Acknowledge(l.Noted())
	if diff := cmp.Diff(map[string]int64{"Login 08": 3, "Login 09": 4}, rows(b.book())); diff != "" {
		t.Errorf("after both (-want +got):\n%s", diff)
	}
	info, err := os.Stat(l.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v, %v", info.Mode(), err)
	}
}

// The ledger is written before the cursor is stored, so that a crash between leaves lines
// that the stored cursor does not cover.
func TestWhatTheStoredCursorDoesNotCoverIsCutOff(t *testing.T) {
	for _, tt := range []struct {
		name  string
		noted func(covered int64) int64
		isNew bool
		want  map[string]int64
	}{
		{"the cursor covers one line", func(covered int64) int64 { return covered }, false, map[string]int64{"LoginEvent 08": 5}},
		{"the cursor says nothing, as that of an older version", func(int64) int64 { return 0 }, false, map[string]int64{"LoginEvent 08": 5, "LoginEvent 09": 7}},
		{"there is no cursor any more", func(int64) int64 { return 0 }, true, map[string]int64{"LoginEvent 08": 5, "LoginEvent 09": 7}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			l := b.begin("LoginEvent", 0, true)
			l.Window(window("08:00", "09:00", map[int]int64{8: 5}))
			covered := l.Noted()
			l.Window(window("09:00", "10:00", map[int]int64{9: 7}))
			l.Acknowledge(l.Noted())
			last := l.Noted()
			b.restart()
			l = b.begin("LoginEvent", tt.noted(covered), tt.isNew)
			if diff := cmp.Diff(tt.want, rows(b.book())); diff != "" {
				t.Errorf("after the crash (-want +got):\n%s", diff)
			}
			if tt.noted(covered) == 0 && l.Noted() != last {
				t.Errorf("numbers go on from %d, want %d", l.Noted(), last)
			}
			// The same window is another one now: time has passed.
			l.Window(window("09:00", "10:30", map[int]int64{9: 7, 10: 2}))
			l.Acknowledge(l.Noted())
			if diff := cmp.Diff(map[string]int64{"LoginEvent 08": 5, "LoginEvent 09": 7, "LoginEvent 10": 2}, rows(b.book())); diff != "" {
				t.Errorf("after it came again (-want +got):\n%s", diff)
			}
		})
	}
}

// Beats starts an input again in the same process, from what it has published.
func TestALedgerIsSharedByTheInputsOfAProcess(t *testing.T) {
	b := newBench(t)
	l := b.begin("LoginEvent", 0, true)
	l.Window(window("08:00", "09:00", map[int]int64{8: 5}))
	taken := l.Noted()
	l.Window(window("09:00", "10:00", map[int]int64{9: 7})) // its event is refused: the input stops
	again := b.begin("LoginEvent", taken, false)
	again.Window(window("09:00", "09:30", map[int]int64{9: 3}))
	l.Acknowledge(taken)
	again.Acknowledge(again.Noted())
	if diff := cmp.Diff(map[string]int64{"LoginEvent 08": 5, "LoginEvent 09": 3}, rows(b.book())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestUnreadableLedgerIsQuarantinedAndStartedOver(t *testing.T) {
	good := string(encode(nil, Header{Version: Version, Key: "files", Kind: state.KindLogFiles}))
	note := string(encode(nil, line{Number: 2, At: noon, File: &File{EventType: "Login", Interval: "Hourly", Hour: clock("08:00"), ID: "a", Rows: 3}}))
	for _, tt := range []struct {
		name, content string
		want          map[string]int64
		warning       string
	}{
		{"no ledger", "\x00\x01\n", map[string]int64{"Login 09": 4}, "no ledger that this version reads"},
		{"empty", "", map[string]int64{"Login 09": 4}, "has no first line"},
		{"of a later version", strings.Replace(good, `"version":1`, `"version":2`, 1) + note, map[string]int64{"Login 09": 4}, "no ledger that this version reads"},
		{"of another source", strings.Replace(good, `"files"`, `"others"`, 1) + note, map[string]int64{"Login 09": 4}, "to another source"},
		{"a line that is none", good + note + "{\n" + `{"n":3}` + "\n", map[string]int64{"Login 08": 3, "Login 09": 4}, "2 of its lines"},
		{"a line that a crash cut", good + note + `{"n":3,"at":`, map[string]int64{"Login 08": 3, "Login 09": 4}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			path := pathOf(b.folder, "files")
			if err := os.MkdirAll(b.folder, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			l := b.begin("files", 2, false)
			l.File(login(9, 1, "b", 4))
			l.Acknowledge(l.Noted())
			if diff := cmp.Diff(tt.want, rows(b.book())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			quarantined, err := filepath.Glob(path + ".unreadable-*")
			if err != nil || (len(quarantined) == 1) != (tt.warning != "") {
				t.Errorf("quarantined: %q, %v", quarantined, err)
			}
			if tt.warning == "" && len(b.warnings) > 0 || tt.warning != "" && !strings.Contains(strings.Join(b.warnings, "\n"), tt.warning) {
				t.Errorf("the warnings are %q, want %q", b.warnings, tt.warning)
			}
			if tt.warning != "" && len(quarantined) == 1 {
				if kept, err := os.ReadFile(quarantined[0]); string(kept) != tt.content || err != nil {
					t.Errorf("the quarantined ledger has %q, %v", kept, err)
				}
			}
		})
	}
}

func TestLinesThatCannotBeWrittenAreKeptForAWhile(t *testing.T) {
	b := newBench(t)
	l := b.begin("files", 0, true)
	if err := os.WriteFile(b.folder, nil, 0o600); err != nil { // where the folder should be
		t.Fatal(err)
	}
	for hour := range 3 {
		l.File(login(hour, 1, fmt.Sprint(hour), 1))
		l.Acknowledge(l.Noted())
	}
	if len(b.warnings) != 1 || !strings.Contains(b.warnings[0], "cannot be written") {
		t.Errorf("the warnings are %q, want one", b.warnings)
	}
	if err := os.Remove(b.folder); err != nil {
		t.Fatal(err)
	}
	l.File(login(3, 1, "3", 1))
	l.Acknowledge(l.Noted())
	if diff := cmp.Diff(map[string]int64{"Login 00": 1, "Login 01": 1, "Login 02": 1, "Login 03": 1}, rows(b.book())); diff != "" {
		t.Errorf("after the folder could be made (-want +got):\n%s", diff)
	}
}

// Whatever is put together or dropped, a ledger says the same before and after.
func TestTidyingChangesNothingThatIsSaid(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		for _, key := range []string{"files", "LoginEvent"} {
			b := newBench(t)
			l := b.begin(key, 0, true)
			at, through := noon, clock("00:00")
			l.now = func() time.Time { return at }
			for range 100 {
				at = at.Add(time.Second)
				if key == "files" {
					file := login(random.IntN(8), 1+random.IntN(3), fmt.Sprint(random.IntN(60)), int64(random.IntN(5)))
					if random.IntN(3) == 0 {
						file.Interval, file.Sequence = Daily, 0
					}
					l.File(file)
				} else {
					if random.IntN(20) == 0 { // a rewind
						through = through.Add(-time.Duration(random.IntN(60)) * time.Minute)
					}
					to := through.Add(time.Duration(1+random.IntN(25)) * time.Minute)
					l.Window(Window{From: through, To: to, Records: map[int64]int64{hourOf(through): int64(random.IntN(9)), hourOf(through.Add(-5 * time.Minute)): int64(random.IntN(2))}})
					through = to
				}
				if random.IntN(3) == 0 {
					l.Acknowledge(l.Noted())
				}
			}
			l.Acknowledge(l.Noted())
			before := b.book()
			l.Tidy()
			l.tidied = time.Time{} // a long time ago
			l.Tidy()
			after := b.book()
			if diff := cmp.Diff(said(before), said(after)); diff != "" {
				t.Fatalf("seed %d, %s (-before +after):\n%s", seed, key, diff)
			}
			if key == "LoginEvent" && len(mustRead(t, l.path).lines) > 95 {
				t.Fatalf("seed %d: nothing was put together", seed)
			}
		}
	}
}

func mustRead(t *testing.T, path string) content {
	t.Helper()
	c, err := read(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestALedgerStaysBounded(t *testing.T) {
	b := newBench(t)
	l := b.begin("LoginEvent", 0, true)
	at := noon
	l.now = func() time.Time { return at }
	most := int64(0)
	// A window a minute, for 60 days.
	for range 60 * 24 {
		for range 60 {
			l.Window(Window{From: at, To: at.Add(time.Minute)})
			at = at.Add(time.Minute)
		}
		l.Acknowledge(l.Noted())
		l.Tidy()
		most = max(most, l.size)
	}
	if most > 1<<20 {
		t.Errorf("the ledger had %d bytes", most)
	}
	oldest := b.book().Series[0].hours()[0].Hour
	if age := at.Sub(oldest); age < 35*24*time.Hour || age > 37*24*time.Hour {
		t.Errorf("the oldest hour is %v old", age)
	}
}

func TestLedgersOfSourcesThatAreGoneAreRemoved(t *testing.T) {
	b := newBench(t)
	gone := b.begin("LogoutEvent", 0, true)
	gone.Window(window("08:00", "09:00", nil))
	gone.Acknowledge(gone.Noted())
	here := b.begin("LoginEvent", 0, true)
	here.Window(window("08:00", "09:00", nil))
	here.Acknowledge(here.Noted())
	for path, age := range map[string]time.Duration{gone.path: 36 * 24 * time.Hour, here.path: 12 * time.Hour} {
		if err := os.Chtimes(path, noon.Add(-age), noon.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	b.restart()
	b.begin("UriEvent", 0, true)
	if _, err := os.Stat(gone.path); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
	if _, err := os.Stat(here.path); err != nil {
		t.Errorf("the one that is in use: %v", err)
	}
}

// TestNoClockThatIsSetMakesALedgerOld starts and tidies while the host's clock is years
// ahead, or behind.
func TestNoClockThatIsSetMakesALedgerOld(t *testing.T) {
	for _, by := range []time.Duration{40 * 24 * time.Hour, 87600 * time.Hour, -87600 * time.Hour} {
		b := newBench(t)
		for _, key := range []string{"LoginEvent", "files"} {
			l := b.begin(key, 0, true)
			l.Window(window("08:00", "09:00", nil))
			l.File(login(3, 1, "3", 1))
			l.Acknowledge(l.Noted())
			if err := os.Chtimes(l.path, noon, noon); err != nil {
				t.Fatal(err)
			}
		}
		b.restart()
		b.ledgers.now = func() time.Time { return noon.Add(by) }
		for _, key := range []string{"LoginEvent", "files"} {
			l := b.begin(key, 3, false)
			l.now = b.ledgers.now
			l.Tidy()
			l.now = func() time.Time { return noon.Add(by + 25*time.Hour) }
			l.Tidy()
			if lines := mustRead(t, l.path).lines; len(lines) != 2 {
				t.Errorf("with a clock that is off by %v, %s has %d lines, want 2", by, key, len(lines))
			}
		}
	}
}

func TestWarningOfALedgerComesAgainThoughTheClockIsSetBack(t *testing.T) {
	b := newBench(t)
	l := b.begin("files", 0, true)
	if err := os.WriteFile(b.folder, nil, 0o600); err != nil { // where the folder should be
		t.Fatal(err)
	}
	for n, at := range []time.Time{noon.Add(87600 * time.Hour), noon, noon.Add(time.Minute)} {
		l.now = func() time.Time { return at }
		l.File(login(n, 1, fmt.Sprint(n), 1))
		l.Acknowledge(l.Noted())
	}
	if len(b.warnings) != 2 {
		t.Errorf("the warnings are %q, want one in each clock", b.warnings)
	}
}

func TestNobodysLedgerTakesEverything(t *testing.T) {
	var none *Ledgers
	l := none.Begin(Begin{})
	l.File(File{})
	l.Window(Window{})
	l.Acknowledge(1)
	l.Tidy()
	if l != nil || l.Noted() != 0 {
		t.Error("nobody has a ledger")
	}
}

func TestAnHourIsToldOfOnceAndAgainWhenMoreOfItCame(t *testing.T) {
	b := newBench(t)
	l := b.begin("files", 0, true)
	owed := func(step string, want ...string) []Summary {
		t.Helper()
		all, err := l.Owed(10)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range all {
			got = append(got, fmt.Sprintf("%s %s %d", s.Series.Name, s.Cell.Hour.Format("15"), s.Cell.Rows))
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step, diff)
		}
		return all
	}
	l.File(login(8, 1, "a", 3))
	l.Acknowledge(l.Noted())
	told := l.Tell(owed("after the first file", "Login 08 3")[0])
	owed("while it is on its way")
	b.restart()
	l = b.begin("files", 0, false)
	told2 := l.Tell(owed("after a crash before the acknowledgement", "Login 08 3")[0])
	told2()
	owed("after the acknowledgement")
	b.restart()
	l = b.begin("files", 0, false)
	owed("after a crash")
	l.File(login(8, 2, "b", 1))
	l.Acknowledge(l.Noted())
	l.Tell(owed("after a second file", "Login 08 4")[0])
	owed("while that is on its way")
	l = b.begin("files", 0, false)
	owed("in an input in place of the one that told of it", "Login 08 4")
	_ = told
}

func TestNoDateEndsTheProcess(t *testing.T) {
	b := newBench(t)
	l := b.begin("files", 0, true)
	for year := range map[int]bool{-300: true, -1: true, 0: true, 1: true, 9999: true, 10000: true, 200000: true} {
		file := login(8, 1, fmt.Sprint(year), 1)
		file.Hour = time.Date(year, 12, 31, 23, 30, 0, 0, time.FixedZone("", -3600))
		file.Created, file.Sequence = file.Hour, 0
		l.File(file)
	}
	l.Acknowledge(l.Noted())
	if got := len(mustRead(t, l.path).lines); got != 7 {
		t.Errorf("the ledger has %d lines, want 7", got)
	}
	b.book()
}

func TestFilesAndSummariesRetire(t *testing.T) {
	b := newBench(t)
	l := b.begin("files", 0, true)
	at, most := noon, int64(0)
	l.now = func() time.Time { return at }
	// A file an hour, for 80 days, and a summary of it.
	for range 80 {
		for range 24 {
			l.File(File{EventType: "Login", Interval: "Hourly", Hour: at, Sequence: 1, ID: at.String(), Created: at, Rows: 1})
			at = at.Add(time.Hour)
		}
		l.Acknowledge(l.Noted())
		owed, err := l.Owed(100)
		if err != nil {
			t.Fatal(err)
		}
		for _, summary := range owed {
			l.Tell(summary)()
		}
		l.Tidy()
		most = max(most, l.size)
	}
	lines := mustRead(t, l.path).lines
	for _, each := range lines {
		hour := noon
		switch {
		case each.File != nil:
			hour = each.File.Hour
		case each.Told != nil:
			hour = each.Told.Hour
		}
		if age := at.Sub(hour); age > 37*24*time.Hour {
			t.Fatalf("a line is of an hour that is %v old: %+v", age, each)
		}
	}
	if want := 2 * 37 * 24; len(lines) > want || len(lines) < 2*35*24-48 || most > 1<<20 {
		t.Errorf("%d lines, want %d at most, and %d bytes", len(lines), want, most)
	}
}
