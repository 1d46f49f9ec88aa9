package state

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func at(hour int) time.Time { return time.Date(2026, 3, 4, hour, 0, 0, 0, time.UTC) }

func logFile(id string, hour int) LogFile {
	return LogFile{ID: id, CreatedDate: at(hour), Length: int64(100 + hour)}
}

func someLogFiles() LogFiles {
	return LogFiles{
		Begin: at(1), Watermark: at(5),
		Selections: []string{"Hourly/*", "Hourly/Login"},
		Behind:     map[string]time.Time{"Hourly/*": at(2)},
		Collected:  []CollectedFile{{LogFile: logFile("a", 5)}, {LogFile: logFile("b", 4), Quarantined: true}},
		Partial:    []Partial{{LogFile: logFile("c", 6), Rows: 256, Sum: "9f"}},
	}
}

func someRecords() Records {
	return Records{Through: at(3), Settled: at(2), Seen: Identities{1, 1 << 63, 42}}
}

func TestLogFilesSurviveTheRegistry(t *testing.T) {
	for _, tt := range []struct {
		name   string
		cursor Cursor
		want   LogFiles
	}{
		{"at rest", someLogFiles().Cursor(), someLogFiles()},
		{"at first", LogFiles{Begin: at(1), Watermark: at(1)}.Cursor(), LogFiles{Begin: at(1), Watermark: at(1)}},
		{"no row further", someLogFiles().Within(logFile("c", 6)), someLogFiles()},
		{"some rows further", done(someLogFiles().Within(logFile("c", 6)), 7), someLogFiles().WithRows(logFile("c", 6), 263, "7")},
		{"some rows of another file", done(someLogFiles().Within(logFile("d", 7)), 7), someLogFiles().WithRows(logFile("d", 7), 7, "7")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for name, stored := range stored(t, tt.cursor) {
				got, err := ReadLogFiles(stored)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, withoutEmpty(got)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// withoutEmpty lets empty lists equal those that are not there, and drops where the
// count of rows came from.
func withoutEmpty(files LogFiles) LogFiles {
	files.Current = nil
	return files
}

func done(cursor Cursor, n int64) Cursor {
	cursor.Done, cursor.Sum = n, "7"
	return cursor
}

func TestLogFilesAreKnownByIdDateAndLength(t *testing.T) {
	files := someLogFiles()
	known := logFile("a", 5)
	for _, tt := range []struct {
		name string
		file LogFile
		want bool
	}{
		{"the same", known, true},
		{"the same date in another zone", LogFile{ID: "a", CreatedDate: at(5).In(time.FixedZone("", 3600)), Length: known.Length}, true},
		{"another id", LogFile{ID: "z", CreatedDate: at(5), Length: known.Length}, false},
		{"a later date", LogFile{ID: "a", CreatedDate: at(6), Length: known.Length}, false},
	} {
		if got := files.Has(tt.file); got != tt.want {
			t.Errorf("%s: Has = %t", tt.name, got)
		}
		if got := files.WithRows(known, 3, "").Rows(tt.file) == 3; got != tt.want {
			t.Errorf("%s: has rows = %t", tt.name, got)
		}
	}
}

func TestAFileThatHasGrownGoesOnAfterTheRowsThatItHad(t *testing.T) {
	grown := LogFile{ID: "a", CreatedDate: at(5), Length: logFile("a", 5).Length + 1}
	partial := LogFiles{}.WithRows(logFile("a", 5), 3, "5")
	collected := partial.WithCollected(CollectedFile{LogFile: logFile("a", 5), Rows: 7})
	if partial.Has(grown) || collected.Has(grown) {
		t.Error("the grown file counts as done")
	}
	if got := []int64{partial.Rows(grown), collected.Rows(grown)}; !slices.Equal(got, []int64{3, 7}) {
		t.Errorf("rows of the grown file are %d, want 3 and 7", got)
	}
	if rows := collected.Rows(LogFile{ID: "a", CreatedDate: at(6), Length: grown.Length}); rows != 0 {
		t.Errorf("a file that was written anew has %d rows", rows)
	}
}

func TestSumIsTheOneOfTheRowsThatCount(t *testing.T) {
	file := logFile("a", 5)
	grown := LogFile{ID: "a", CreatedDate: at(5), Length: file.Length + 1}
	collected := LogFiles{}.WithRows(file, 3, "3").WithCollected(CollectedFile{LogFile: file, Rows: 7, Sum: "7"})
	for name, tt := range map[string]struct {
		files LogFiles
		file  LogFile
		want  string
	}{
		"in progress":               {LogFiles{}.WithRows(file, 3, "3"), file, "3"},
		"in progress, and grown":    {LogFiles{}.WithRows(file, 3, "3"), grown, "3"},
		"collected, and grown":      {collected, grown, "7"},
		"collected, and begun anew": {collected.WithRows(grown, 0, ""), grown, ""},
		"another file":              {collected, logFile("b", 5), ""},
	} {
		if got := tt.files.Sum(tt.file); got != tt.want {
			t.Errorf("%s: sum %q, want %q", name, got, tt.want)
		}
	}
}

// Versions before sums wrote this, and read what is written now: they ignore members that
// they do not know.
func TestStateOfVersionsWithoutSums(t *testing.T) {
	position := `{"begin":"2026-03-04T01:00:00Z","watermark":"2026-03-04T05:00:00Z","selections":["Hourly/*"],` +
		`"collected":[{"id":"a","created_date":"2026-03-04T05:00:00Z","length":105,"rows":7}],` +
		`"partial":[{"id":"c","created_date":"2026-03-04T06:00:00Z","length":106,"rows":256}]`
	want := LogFiles{
		Begin: at(1), Watermark: at(5), Selections: []string{"Hourly/*"},
		Collected: []CollectedFile{{LogFile: logFile("a", 5), Rows: 7}},
		Partial:   []Partial{{LogFile: logFile("c", 6), Rows: 256}},
	}
	for _, tt := range []struct {
		cursor Cursor
		want   LogFiles
	}{
		{Cursor{Version: 1, Position: position + `}`}, want},
		{
			Cursor{Version: 1, Position: position + `,"current":{"id":"c","created_date":"2026-03-04T06:00:00Z","length":106}}`, Done: 4},
			want.WithRows(logFile("c", 6), 260, ""),
		},
	} {
		got, err := ReadLogFiles(tt.cursor)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if tt.cursor.Done == 0 && got.Cursor() != tt.cursor {
			t.Errorf("written as %+v, want %+v", got.Cursor(), tt.cursor)
		}
	}
}

func TestACollectedFileIsNotPartialAnyMore(t *testing.T) {
	files := someLogFiles().WithCollected(CollectedFile{LogFile: logFile("c", 6)})
	if len(files.Partial) != 0 || !files.Has(logFile("c", 6)) || files.Rows(logFile("c", 6)) != 0 {
		t.Errorf("state %+v", files)
	}
}

func TestSinceForgetsWhatIsOlder(t *testing.T) {
	files := someLogFiles().WithRows(logFile("old", 3), 9, "").Since(at(5))
	if files.Has(logFile("b", 4)) || !files.Has(logFile("a", 5)) || files.Rows(logFile("old", 3)) != 0 || files.Rows(logFile("c", 6)) != 256 {
		t.Errorf("state %+v", files)
	}
}

func TestAStateIsNeverChangedByThoseThatCameOfIt(t *testing.T) {
	file := logFile("c", 6)
	for name, derive := range map[string]func(LogFiles) LogFiles{
		"Clone":         LogFiles.Clone,
		"WithRows":      func(f LogFiles) LogFiles { return f.WithRows(file, 1, "1") },
		"WithCollected": func(f LogFiles) LogFiles { return f.WithCollected(CollectedFile{LogFile: file}) },
		"Since":         func(f LogFiles) LogFiles { return f.Since(at(1)) },
	} {
		t.Run(name, func(t *testing.T) {
			files, want := someLogFiles(), someLogFiles()
			// Room at the end of a list must not be shared either.
			files.Collected = append(make([]CollectedFile, 0, 50), files.Collected...)
			files.Partial = append(make([]Partial, 0, 50), files.Partial...)
			files.Current, want.Current = &LogFile{ID: "x"}, &LogFile{ID: "x"}
			cursor := files.Cursor()
			derived := derive(files)
			derived.Behind["Hourly/*"] = at(9)
			derived.Selections[0] = "?"
			if derived.Current != nil {
				derived.Current.ID = "?"
			}
			for n := range derived.Collected {
				derived.Collected[n].ID = "?"
			}
			for n := range derived.Partial {
				derived.Partial[n].ID = "?"
			}
			_ = append(derived.Collected, CollectedFile{LogFile: logFile("?", 1)})
			if diff := cmp.Diff(want, files); diff != "" {
				t.Errorf("the first state (-want +got):\n%s", diff)
			}
			if tail := files.Collected[:3][2]; tail.ID != "" {
				t.Errorf("%+v was written behind its files", tail)
			}
			if cursor != files.Cursor() {
				t.Error("the first cursor changed")
			}
		})
	}
}

func TestAStateThatCannotBeReadSaysHowToGoOn(t *testing.T) {
	files, records := someLogFiles().Cursor(), someRecords().Within(Window{at(1), at(2)}).After(3, 5)
	with := func(cursor Cursor, change func(*Cursor)) Cursor {
		change(&cursor)
		return cursor
	}
	readFiles := func(c Cursor) error { _, err := ReadLogFiles(c); return err }
	readRecords := func(c Cursor) error { _, err := ReadRecords(c); return err }
	for _, tt := range []struct {
		name   string
		read   func(Cursor) error
		cursor Cursor
		says   string
	}{
		{"nothing", readFiles, Cursor{}, "has version 0"},
		{"a later version", readFiles, with(files, func(c *Cursor) { c.Version = 2 }), "run the version that wrote it"},
		{"a later version", readRecords, with(records, func(c *Cursor) { c.Version = 2 }), "run the version that wrote it"},
		{"garbage", readFiles, with(files, func(c *Cursor) { c.Position = "{" }), "restore the registry from a backup"},
		{"garbage", readRecords, with(records, func(c *Cursor) { c.Position = "[]" }), "restore the registry from a backup"},
		{"no position", readFiles, with(files, func(c *Cursor) { c.Position = "{}" }), "does not say how far"},
		{"null", readFiles, with(files, func(c *Cursor) { c.Position = "null" }), "does not say how far"},
		{"no position", readRecords, with(records, func(c *Cursor) { c.Position = "{}" }), "does not say how far"},
		{"the other kind", readFiles, records, "does not say how far"},
		{"the other kind", readRecords, files, "does not say how far"},
		{"less than no rows", readFiles, with(files, func(c *Cursor) { c.Done = -1 }), "rows or records: -1"},
		{"less than no rows of a file", readFiles, LogFiles{Begin: at(1), Watermark: at(1), Partial: []Partial{{Rows: -1}}}.Cursor(), "less than no rows"},
		{"a window that ends too early", readRecords, someRecords().Within(Window{at(2), at(1)}), "ends before it starts"},
		{"no sum", readRecords, with(records, func(c *Cursor) { c.Sum = "" }), "sum of the window"},
		{"a bad sum", readRecords, with(records, func(c *Cursor) { c.Sum = "xyz" }), "sum of the window"},
		{"bad identities", readRecords, with(records, func(c *Cursor) { c.Position = strings.Replace(c.Position, `"seen":"`, `"seen":"AAAA`, 1) }), "not a multiple of 8"},
		{"no identities", readRecords, with(records, func(c *Cursor) { c.Position = strings.Replace(c.Position, `"seen":"`, `"seen":"!`, 1) }), "identities"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.read(tt.cursor)
			var unreadable *UnreadableError
			if !errors.As(err, &unreadable) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "give the input a new id") {
				t.Fatalf("error %v", err)
			}
			if unreadable.Version != tt.cursor.Version || !errors.Is(err, unreadable.Unwrap()) && unreadable.Cause != nil {
				t.Errorf("error %+v", unreadable)
			}
		})
	}
}
