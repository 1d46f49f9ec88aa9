package state

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLogFilesAreRewound(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	file := func(id string, minutes int) LogFile { return LogFile{ID: id, CreatedDate: at(minutes), Length: 10} }
	before := LogFiles{
		Begin: at(-600), Watermark: at(0), Selections: []string{"Hourly/Login", "Hourly/URI"},
		Behind:    map[string]time.Time{"Hourly/URI": at(-90)},
		Collected: []CollectedFile{{LogFile: file("a", -50), Rows: 4}, {LogFile: file("b", -10), Rows: 7}, {LogFile: file("c", 0), Rows: 8}},
		Partial:   []Partial{{LogFile: file("d", 1), Rows: 3}},
	}
	untouched := before.Clone()
	for _, tt := range []struct {
		name string
		to   time.Time
		want LogFiles
	}{
		{"into the lookback: what is before is remembered, and still looked for", at(-30), LogFiles{
			Begin: at(-60), Watermark: at(-30), Selections: before.Selections,
			Behind: before.Behind, Collected: before.Collected[:1],
		}},
		{"to a file itself", at(-10), LogFiles{
			Begin: at(-60), Watermark: at(-10), Selections: before.Selections,
			Behind: before.Behind, Collected: before.Collected[:1],
		}},
		{"before the lookback: nothing before it is remembered, and not listed", at(-120), LogFiles{
			Begin: at(-120).Add(-edge), Watermark: at(-120), Selections: before.Selections,
			Behind: map[string]time.Time{"Hourly/URI": at(-120)},
		}},
		{"before the first run", at(-900), LogFiles{
			Begin: at(-900).Add(-edge), Watermark: at(-900), Selections: before.Selections,
			Behind: map[string]time.Time{"Hourly/URI": at(-900)},
		}},
		{"after the watermark: only what is in progress", at(1), LogFiles{
			Begin: before.Begin, Watermark: before.Watermark, Selections: before.Selections,
			Behind: before.Behind, Collected: before.Collected,
		}},
	} {
		got, err := ReadLogFiles(before.Within(file("d", 1)))
		if err != nil {
			t.Fatal(err)
		}
		got, err = ReadLogFiles(got.Rewind(tt.to, time.Hour).Cursor())
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
	if diff := cmp.Diff(untouched, before); diff != "" {
		t.Errorf("what was rewound has changed:\n%s", diff)
	}
	if got := before.Rewind(at(-30), 1000*time.Hour).Begin; !got.Equal(before.Begin) {
		t.Errorf("with a long lookback it begins at %v, want %v, where the first run began", got, before.Begin)
	}
}

func TestRecordsAreRewound(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	before := Records{Through: at(0), Settled: at(-5), Seen: Identities{1, 2}, Window: &Window{Start: at(-5), End: at(10)}, Sent: 3, Sum: 9}
	rest := Records{Through: at(0), Settled: at(-5), Seen: Identities{1, 2}}
	for _, tt := range []struct {
		name   string
		before Records
		to     time.Time
		want   Records
	}{
		{"to what is settled", before, at(-60), Records{Through: at(-60), Settled: at(-60)}},
		{"into the lookback", before, at(-3), Records{Through: at(-3), Settled: at(-5)}},
		{"before the lookback, to what is not known as settled", Records{Through: at(0), Settled: at(-60)}, at(-6), Records{Through: at(-6), Settled: at(-6)}},
		{"into the window in progress", before, at(5), rest},
		{"after all", before, at(20), before},
		{"at rest", rest, at(-60), Records{Through: at(-60), Settled: at(-60)}},
		{"at rest, after all", rest, at(0), rest},
	} {
		if diff := cmp.Diff(tt.want, tt.before.Rewind(tt.to, 5*time.Minute)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestAQueryIsRewound(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	began := at(3)
	before := Query{Begun: at(-600), Begin: at(-500), Newest: at(0), First: "a", Last: "b", LastID: "c", Seen: Identities{1}, Run: &began, Beyond: "d", Sent: 1, Sum: 2}
	for _, tt := range []struct {
		name string
		to   time.Time
		want Query
	}{
		{"before the lookback", at(-60), Query{Begun: at(-600), Begin: at(-60).Add(-edge), Newest: at(-60)}},
		{"into the lookback", at(-3), Query{Begun: at(-600), Begin: at(-500), Newest: at(-3)}},
		{"after all", at(2), Query{Begun: at(-600), Begin: at(-500), Newest: at(0), First: "a", Last: "b", LastID: "c", Seen: Identities{1}}},
	} {
		got, timed := before.Rewind(tt.to, 5*time.Minute)
		if diff := cmp.Diff(tt.want, got); diff != "" || !timed {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, timed, diff)
		}
	}
	if _, timed := (Query{Begun: at(0), Last: "001"}).Rewind(at(-1), 0); timed {
		t.Error("a query that goes on by something else than a time was rewound to one")
	}
}

func TestTheKindOfADocumentIsKnown(t *testing.T) {
	for want, cursor := range map[Kind]Cursor{
		KindLogFiles: LogFiles{Watermark: time.Unix(1, 0)}.Cursor(),
		KindRecords:  Records{}.Cursor(),
		KindQuery:    {Version: 1, Position: `{"begun":"2026-03-04T12:00:00Z"}`},
		KindUnknown:  {Version: 1, Position: `{"what":1}`},
	} {
		if got := KindOf(cursor); got != want {
			t.Errorf("kind of %s is %q, want %q", cursor.Position, got, want)
		}
	}
	if got := KindOf(Cursor{}); got != KindUnknown {
		t.Errorf("kind of nothing is %q", got)
	}
}
