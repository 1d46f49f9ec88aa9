package state

import (
	"testing"
	"time"
)

func TestNoTimeKeepsAStateFromBeingWritten(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, odd := range []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)} {
		records := Records{Through: noon, Settled: odd}
		if got, err := ReadRecords(records.Within(Window{Start: noon, End: noon.Add(time.Hour)})); err != nil || !got.Through.Equal(noon) {
			t.Errorf("records %+v, error %v", got, err)
		}
		query := Query{Begun: noon, Newest: odd}
		if got, err := ReadQuery(query.Within(odd)); err != nil || !got.Begun.Equal(noon) {
			t.Errorf("query %+v, error %v", got, err)
		}
		file := LogFile{ID: "a", CreatedDate: odd}
		files := LogFiles{
			Begin: odd, Watermark: noon, Behind: map[string]time.Time{"Hourly/Login": odd},
			Collected: []Collected{{LogFile: file}}, Partial: []Partial{{LogFile: file}},
		}
		if got, err := ReadLogFiles(files.Within(file)); err != nil || !got.Watermark.Equal(noon) || !files.Collected[0].CreatedDate.Equal(odd) {
			t.Errorf("log files %+v, error %v", got, err)
		}
	}
}
