package state

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestObjectsKeepWhatIsInProgressOfEachOfThem(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	at := func(hours int) Records {
		through := day.Add(time.Duration(hours) * time.Hour)
		return Records{Field: "Timestamp", Through: through, Settled: day}
	}
	window := Window{Start: day, End: day.Add(9 * time.Hour)}
	var all Objects
	// A window of each is in progress, one after the other.
	for _, step := range []struct {
		name   string
		cursor Cursor
	}{
		{"FooEventLog", at(1).Within(window).After(7, 0xabc)},
		{"BarEventLog", at(2).Within(window).After(3, 0x123)},
		{"BazEventLog", at(3).Cursor()},
	} {
		stored := all.With(step.name, step.cursor)
		read, err := ReadObjects(stored)
		if err != nil {
			t.Fatal(err)
		}
		if KindOf(stored) != KindObjects {
			t.Errorf("kind %q", KindOf(stored))
		}
		all = read
	}
	want := map[string]Cursor{
		"FooEventLog": at(1).Within(window).After(7, 0xabc),
		"BarEventLog": at(2).Within(window).After(3, 0x123),
		"BazEventLog": at(3).Cursor(),
	}
	if diff := cmp.Diff(want, all.Cursors); diff != "" {
		t.Errorf("after three steps (-want +got):\n%s", diff)
	}
	if got := all.Through(); !got.Equal(day.Add(time.Hour)) {
		t.Errorf("through %v", got)
	}
	again, err := ReadObjects(all.Cursor())
	if diff := cmp.Diff(want, again.Cursors); err != nil || diff != "" {
		t.Errorf("as a cursor: %v\n%s", err, diff)
	}
	rewound := all.Rewind(day.Add(90*time.Minute), time.Minute)
	if got := rewound.Through(); !got.Equal(day.Add(time.Hour)) {
		t.Errorf("rewound through %v", got)
	}
	if records, err := ReadRecords(rewound.Cursors["BarEventLog"]); err != nil || !records.Through.Equal(day.Add(90*time.Minute)) || records.Window != nil {
		t.Errorf("BarEventLog rewound: %+v, %v", records, err)
	}
}

func TestObjectsThatCannotBeRead(t *testing.T) {
	for _, cursor := range []Cursor{
		{},
		{Version: 2, Position: `{"objects":{}}`},
		{Version: Version, Position: `{}`},
		{Version: Version, Position: `{"objects":{"A":{"position":"{}"}}}`},
		{Version: Version, Position: `{"objects":{"A":{"position":"[1]"}}}`},
	} {
		if got, err := ReadObjects(cursor); !errors.As(err, new(*UnreadableError)) {
			t.Errorf("ReadObjects(%+v) = %v, %v", cursor, got, err)
		}
	}
}
