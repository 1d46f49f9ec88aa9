package coverage

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// pattern makes a ledger of hourly files: for each event type a letter an hour, a dot for
// none. The last hour has just ended.
func pattern(hours map[string]string) (*Book, time.Time) {
	begin := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	var lines []line
	now := begin
	for eventType, letters := range hours {
		for n, letter := range letters {
			at := begin.Add(time.Duration(n) * time.Hour)
			now = newer(now, at.Add(time.Hour))
			note := func(sequence int, outcome Outcome) {
				lines = append(lines, line{At: at.Add(5 * time.Hour), File: &File{
					EventType: eventType, Interval: "Hourly", Hour: at, Sequence: sequence, ID: eventType + at.String(), Created: at.Add(4 * time.Hour), Rows: 1, Outcome: outcome,
				}})
			}
			switch letter {
			case 'F':
				note(1, Collected)
			case '2':
				note(1, Collected)
				note(2, Collected)
			case '3':
				note(1, Collected)
				note(3, Collected)
			case 'L':
				note(2, Collected)
			case 'A':
				note(1, Quarantined)
			case 'G':
				note(1, Gone)
			}
		}
	}
	return newBook(Header{Kind: state.KindLogFiles}, lines), now
}

// letters of statuses.
var letters = map[Status]string{Whole: "F", Missing: "x", Incomplete: "i", Due: "d", Quiet: ".", Unknown: "?"}

func TestOnlyProofMakesAnHourOfLogFilesAGap(t *testing.T) {
	for _, tt := range []struct {
		name  string
		hours map[string]string
		later time.Duration // than the end of the last hour
		want  map[string]string
	}{
		{
			"an hour among others that have files proves nothing",
			map[string]string{"Login": "FFFFFF.FFFFFFFFF"},
			0,
			map[string]string{"Login": "FFFFFF.FFFFFFFFF"},
		},
		{
			"nor does one that no type has a file of",
			map[string]string{"Login": "FFFFFFFF.FFFFFFFFFFFFF", "Logout": "F..F.....F....F......."},
			0,
			map[string]string{"Login": "FFFFFFFF.FFFFFFFFFFFFF", "Logout": "F..F.....F....Fddddddd"},
		},
		{
			"a number that no file has",
			map[string]string{"Login": "FF2FF3FF"},
			24 * time.Hour,
			map[string]string{"Login": "FFFFFiFF????????????????dddddddd"},
		},
		{
			"that may still come",
			map[string]string{"Login": "FF2FF3FF"},
			0,
			map[string]string{"Login": "FFFFFdFF"},
		},
		{
			"that may have been there before collecting began",
			map[string]string{"Login": "LLLLFFFF"},
			24 * time.Hour,
			map[string]string{"Login": "FFFiFFFF????????????????dddddddd"},
		},
		{
			"files that were quarantined or gone",
			map[string]string{"Login": "FFAFGFFF"},
			0,
			map[string]string{"Login": "FFiFiFFF"},
		},
		{
			"nothing was collected any more",
			map[string]string{"Login": "FFFFFFFF"},
			20 * time.Hour,
			map[string]string{"Login": "FFFFFFFF????????????dddddddd"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			book, now := pattern(tt.hours)
			got := make(map[string]string)
			for _, s := range book.Series {
				for _, h := range book.Hours(s, now.Add(tt.later-time.Second)) {
					got[s.Name] += letters[h.Status]
					if (h.Status.Gap() || h.Status == Unknown) != (h.Why != "") {
						t.Errorf("%s %v is %s, because %q", s.Name, h.Hour, h.Status, h.Why)
					}
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDailyFilesThatAreReplacedAreCountedOnce(t *testing.T) {
	day := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	file := func(id string, created time.Time, rows int64) line {
		return line{At: created.Add(time.Hour), File: &File{EventType: "Login", Interval: Daily, Hour: day, ID: id, Created: created, Rows: rows, Bytes: rows}}
	}
	hourly := line{At: day.Add(6 * time.Hour), File: &File{EventType: "Login", Interval: "Hourly", Hour: day, Sequence: 1, ID: "h", Created: day.Add(5 * time.Hour), Rows: 2}}
	for name, lines := range map[string][]line{
		"under its id":        {hourly, file("a", day.Add(30*time.Hour), 10), file("a", day.Add(50*time.Hour), 12)},
		"under another id":    {hourly, file("a", day.Add(30*time.Hour), 10), file("b", day.Add(50*time.Hour), 12)},
		"and collected twice": {hourly, file("a", day.Add(30*time.Hour), 10), file("b", day.Add(50*time.Hour), 12), hourly, file("b", day.Add(50*time.Hour), 12)},
	} {
		book := newBook(Header{Kind: state.KindLogFiles}, lines)
		got := said(book)
		for n := range got {
			got[n], _, _ = strings.Cut(got[n], " first")
		}
		want := []string{
			"Login Daily 03T00: [0] rows 12 bytes 12 windows 0 covered 0s replaced 1",
			"Login Hourly 03T00: [1] rows 2 bytes 0 windows 0 covered 0s replaced 0",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestRecordsThatComeAgainAreCountedOnce(t *testing.T) {
	note := func(w Window) line { return line{At: noon, Window: &w} }
	book := newBook(Header{Kind: state.KindRecords, Object: "LoginEvent"}, []line{
		note(window("08:00", "09:30", map[int]int64{8: 10, 9: 5})),
		note(window("09:30", "10:00", map[int]int64{9: 4, 8: 1})), // one showed late
		// A rewind to 08:30: what is before does not come again.
		note(window("08:30", "09:15", map[int]int64{8: 6, 9: 3})),
		note(window("09:15", "11:00", map[int]int64{9: 7, 10: 2})), // one more than before
	})
	if diff := cmp.Diff(map[string]int64{"LoginEvent 08": 11, "LoginEvent 09": 10, "LoginEvent 10": 2}, rows(book)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhichHoursOfRecordsAreGaps(t *testing.T) {
	for _, tt := range []struct {
		name    string
		windows [][2]string
		now     string
		want    string
	}{
		{"all", [][2]string{{"08:10", "09:00"}, {"09:00", "11:00"}}, "11:05", "FFFd"},
		{"a part is missing", [][2]string{{"08:10", "09:00"}, {"09:20", "11:00"}}, "11:05", "FiFd"},
		{"hours are missing", [][2]string{{"08:10", "09:00"}, {"11:00", "12:00"}}, "12:05", "FxxFd"},
		{"nobody has collected for hours", [][2]string{{"08:10", "09:10"}}, "13:05", "Fixxdd"},
		{"it catches up", [][2]string{{"01:10", "02:10"}}, "12:35", "Fddddddddddd"},
		{"it catches up, after a hole", [][2]string{{"01:10", "02:10"}, {"02:20", "03:10"}}, "12:35", "Fidddddddddd"},
		{"a long window", [][2]string{{"01:00", "12:00"}}, "12:05", "FFFFFFFFFFFd"},
	} {
		var lines []line
		for _, w := range tt.windows {
			each := window(w[0], w[1], nil)
			lines = append(lines, line{At: noon, Window: &each})
		}
		book := newBook(Header{Kind: state.KindRecords, Object: "LoginEvent"}, lines)
		got := ""
		for _, h := range book.Hours(book.Series[0], clock(tt.now)) {
			got += letters[h.Status]
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestARunOfAQueryCountsItsRecordsAndClaimsNoHours(t *testing.T) {
	begun := window("08:10", "10:20", map[int]int64{8: 2, 10: 1})
	first := Window{To: clock("08:10"), Records: map[int64]int64{hourOf(clock("07:00")): 3}}
	book := newBook(Header{Kind: state.KindQuery, Object: "Case"}, []line{{At: noon, Window: &first}, {At: noon, Window: &begun}})
	if diff := cmp.Diff(map[string]int64{"Case 07": 3, "Case 08": 2, "Case 10": 1}, rows(book)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got := ""
	for _, h := range book.Hours(book.Series[0], clock("14:00")) {
		got += letters[h.Status]
	}
	if got != "FF.F...." {
		t.Errorf("the hours are %s", got)
	}
}

// A wrong date in a file name or a window costs no memory.
func TestDatesFarAwayDoNotMakeHoursWithoutEnd(t *testing.T) {
	at := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	var files []line
	for _, year := range []int{1, 1970, 2300, 9999} {
		files = append(files, line{At: noon, File: &File{EventType: "Login", Interval: "Hourly", Hour: at(year), Sequence: 1, ID: fmt.Sprint(year), Rows: 1}})
	}
	files = append(files, line{At: noon, File: &File{EventType: "Login", Interval: "Hourly", Hour: noon.Add(-48 * time.Hour), Sequence: 1, ID: "now", Rows: 1}})
	windows := []line{
		{At: noon, Window: &Window{From: at(1), To: clock("08:00"), Records: map[int64]int64{hourOf(at(1)): 1}}},
		{At: noon, Window: &Window{From: clock("08:00"), To: at(2300), Records: map[int64]int64{hourOf(at(9999)): 1}}},
	}
	for _, tt := range []struct {
		book *Book
		rows int64
	}{
		{newBook(Header{Kind: state.KindLogFiles}, files), 5},
		{newBook(Header{Kind: state.KindRecords, Object: "LoginEvent"}, windows), 2},
	} {
		hours := tt.book.Hours(tt.book.Series[0], noon)
		if most := int(stretch/time.Hour) + 30; len(hours) > most {
			t.Errorf("%s: %d hours, want %d at most", tt.book.Kind, len(hours), most)
		}
		rows := int64(0)
		for n, h := range hours {
			if rows += h.Rows; n > 0 && !hours[n-1].Hour.Before(h.Hour) {
				t.Fatalf("%s: %v follows %v", tt.book.Kind, h.Hour, hours[n-1].Hour)
			}
		}
		if rows != tt.rows {
			t.Errorf("%s: the hours have %d rows, want %d", tt.book.Kind, rows, tt.rows)
		}
		if owed, most := len(tt.book.owed(1<<20)), int(stretch/time.Hour)+30; owed > most {
			t.Errorf("%s: %d summaries are owed, want %d at most", tt.book.Kind, owed, most)
		}
	}
}
