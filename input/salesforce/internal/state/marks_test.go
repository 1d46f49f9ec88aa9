package state

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMarksAreFewAndReachFarBack(t *testing.T) {
	start := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, step := range []time.Duration{10 * time.Second, 5 * time.Minute, time.Hour} {
		var marks Marks
		for at := start; at.Before(start.AddDate(0, 0, 21)); at = at.Add(step) {
			marks = marks.With(Mark{Through: at.Add(-time.Minute), AsOf: at})
			if len(marks) > markSpans {
				t.Fatalf("%d marks", len(marks))
			}
			for _, ago := range []time.Duration{10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour} {
				if at.Sub(start) < 3*ago {
					continue
				}
				mark, ok := marks.Before(at.Add(-ago))
				if far := at.Sub(mark.AsOf); !ok || far > 3*ago+2*step+markAge {
					t.Fatalf("every %v: to go back by %v it goes back by %v, %v", step, ago, far, ok)
				}
			}
		}
	}
}

func TestMarksOfAClockThatWasAheadAreDropped(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	marks := Marks{{at(-60), at(-60)}, {at(600), at(600)}}
	if got, ok := marks.Before(noon); !ok || !got.Through.Equal(at(-60)) {
		t.Errorf("the mark before noon is %v, %v", got, ok)
	}
	if diff := cmp.Diff(Marks{{at(-60), at(-60)}, {at(0), at(1)}}, marks.With(Mark{at(0), at(1)})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := (Marks{}).Back(noon, time.Hour), at(-60); !got.Equal(want) {
		t.Errorf("without marks it goes back to %v, want %v", got, want)
	}
	if got, want := (Marks{{at(30), at(-5)}}).Back(noon, time.Hour), at(-60); !got.Equal(want) {
		t.Errorf("with a mark in the future it goes back to %v, want %v", got, want)
	}
}

func TestMarksSurviveTheRegistryAndAreOptional(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	marks := Marks{{noon.Add(-time.Hour), noon}, {noon.AddDate(7000, 0, 0), noon.AddDate(7900, 0, 0)}}
	for _, want := range []Marks{nil, marks} {
		records := Records{Through: noon, Settled: noon, Marks: want}
		gotRecords, err := ReadRecords(records.Cursor())
		if err != nil || !cmp.Equal(records, gotRecords) {
			t.Errorf("records %+v, error %v", gotRecords, err)
		}
		query := Query{Begun: noon, Newest: noon, Marks: want}
		gotQuery, err := ReadQuery(query.Cursor())
		if err != nil || !cmp.Equal(query, gotQuery) {
			t.Errorf("query %+v, error %v", gotQuery, err)
		}
		files := LogFiles{Begin: noon, Watermark: noon, Marks: want}
		gotFiles, err := ReadLogFiles(files.Cursor())
		if err != nil || !cmp.Equal(files, gotFiles) {
			t.Errorf("log files %+v, error %v", gotFiles, err)
		}
	}
}
