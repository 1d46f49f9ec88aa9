package state

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/elastic/beats/v7/libbeat/common/transform/typeconv"
	"github.com/google/go-cmp/cmp"
)

// stored returns a cursor as it comes back from the registry: from its memory, from
// its file, and after another cursor was there before.
func stored(t *testing.T, cursor Cursor) map[string]Cursor {
	t.Helper()
	all := map[string]Cursor{"as it was": cursor}
	for name, before := range map[string]any{"fresh": nil, "over another": Cursor{Version: 9, Position: "x", Done: 77, Sum: "ff"}} {
		var kept any
		if err := typeconv.Convert(&kept, before); err != nil {
			t.Fatal(err)
		}
		if err := typeconv.Convert(&kept, cursor); err != nil {
			t.Fatal(err)
		}
		var back Cursor
		if err := typeconv.Convert(&back, kept); err != nil {
			t.Fatal(err)
		}
		all[name+" in memory"] = back

		text, err := json.Marshal(kept)
		if err != nil {
			t.Fatal(err)
		}
		var read any
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		var fromFile Cursor
		if err := typeconv.Convert(&fromFile, read); err != nil {
			t.Fatal(err)
		}
		all[name+" in the file"] = fromFile
	}
	for name, got := range all {
		if diff := cmp.Diff(cursor, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	return all
}

func TestRecordsSurviveTheRegistry(t *testing.T) {
	window := Window{Start: at(2), End: at(4)}
	inProgress := someRecords()
	inProgress.Window = &window
	further := inProgress
	further.Sent, further.Sum = 7, math.MaxUint64
	for _, tt := range []struct {
		name   string
		cursor Cursor
		want   Records
	}{
		{"at rest", someRecords().Cursor(), someRecords()},
		{"at rest after a window", further.Cursor(), someRecords()},
		{"at the begin of a window", someRecords().Within(window), inProgress},
		{"within a window", someRecords().Within(window).After(7, math.MaxUint64), further},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for name, stored := range stored(t, tt.cursor) {
				got, err := ReadRecords(stored)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestACursorIsNotChangedByTheStateItCameFrom(t *testing.T) {
	records := someRecords()
	cursor := records.Within(Window{at(2), at(4)})
	further := cursor.After(1, 1)
	want := cursor
	records.Seen[0] = 99
	records.Through = at(9)
	if cursor != want || further.Position != want.Position || further.Done != 1 || cursor.Done != 0 {
		t.Errorf("cursors %+v and %+v", cursor, further)
	}
	got, err := ReadRecords(cursor)
	if err != nil || got.Seen[0] != 1 {
		t.Errorf("state %+v, error %v", got, err)
	}
}

func FuzzReading(f *testing.F) {
	for _, cursor := range []Cursor{someLogFiles().Cursor(), someLogFiles().Within(logFile("c", 6)), someRecords().Within(Window{at(2), at(4)}).After(3, 5)} {
		f.Add(cursor.Version, cursor.Position, cursor.Done, cursor.Sum)
	}
	for _, position := range []string{
		"", "{}", "null", "[]", `{"begin":"2026-03-04T01:00:00Z"`, `{"begin":"2026-03-04T01:00:00Z","watermark":"2026-03-04T05:00:00Z"}`,
		`{"begin":"2026-03-04T01:00:00Z","watermark":"2026-03-04T05:00:00+05:30","partial":[{"id":"a","rows":-1}]}`,
		`{"begin":"2026-03-04T01:00:00Z","watermark":"2026-03-04T05:00:00Z","collected":[{"id":"a"},{"id":"a","set_aside":true}],"current":{"id":"a"}}`,
		`{"begin":"2026-03-04T01:00:00Z","watermark":"2026-03-04T05:00:00Z","behind":{"Hourly/*":null},"selections":[""]}`,
		`{"through":"2026-03-04T03:00:00Z","settled":"2026-03-04T02:00:00Z","seen":"AAAAAAAAAAE"}`,
		`{"through":"2026-03-04T03:00:00Z","settled":"2026-03-04T02:00:00Z","seen":"A"}`,
		`{"through":"2026-03-04T03:00:00Z","settled":"2026-03-04T02:00:00Z","window":{"start":"2026-03-04T04:00:00Z","end":"2026-03-04T02:00:00Z"}}`,
		`{"through":"2026-03-04T03:00:00Z","settled":"2026-03-04T02:00:00Z","window":{"start":"2026-03-04T02:00:00Z","end":"2026-03-04T04:00:00Z"}}`,
	} {
		f.Add(Version, position, int64(3), "5")
		f.Add(Version, position, int64(-1), "zz")
	}
	f.Add(Version+1, "{}", int64(0), "")
	f.Fuzz(func(t *testing.T, version int, position string, done int64, sum string) {
		cursor := Cursor{Version: version, Position: position, Done: done, Sum: sum}
		if files, err := ReadLogFiles(cursor); err == nil {
			if files.Watermark.IsZero() {
				t.Error("it would be a first run")
			}
			again, err := ReadLogFiles(files.Cursor())
			if err != nil {
				t.Fatal(err)
			}
			files.Current = nil
			if files.Cursor() != again.Cursor() {
				t.Errorf("state %+v came back as %+v", files, again)
			}
		}
		if records, err := ReadRecords(cursor); err == nil {
			if records.Through.IsZero() {
				t.Error("it would be a first run")
			}
			again, err := ReadRecords(records.Cursor())
			if err != nil {
				t.Fatal(err)
			}
			if records.Cursor() != again.Cursor() {
				t.Errorf("state %+v came back as %+v", records, again)
			}
		}
	})
}
