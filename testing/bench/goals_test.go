package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/bench/internal/report"
)

func TestGoalsCompareWhatIsAlike(t *testing.T) {
	run := func(rate, cpu float64, peak int64) []report.Report {
		return []report.Report{{Events: 1e6, Seconds: 1e6 / rate, CPUSeconds: cpu, PeakBytes: peak << 20, FirstSeconds: 0.5}}
	}
	results := []result{
		{Case: "ceiling", Runs: run(1000, 10, 1), c: testCase{kind: ceiling, output: toFile, length: short}},
		{Case: "ceiling of long rows", Runs: run(10, 100, 1), c: testCase{kind: ceiling, output: toFile, length: long}},
		{Case: "rows", Runs: run(800, 11, 150), c: testCase{kind: logFiles, output: toFile, length: short, files: 1}},
		{Case: "rows of many files", Runs: run(900, 13, 201), c: testCase{kind: logFiles, output: toFile, length: short, files: 8}},
		{Case: "messages", Runs: run(1600, 5, 1), c: testCase{kind: message, output: toFile, length: short}},
		{Case: "small", Runs: run(1, 1, 100), c: testCase{kind: largeFile, output: toFile, length: long, bytes: 1e6}},
		{Case: "large", Runs: run(1, 1, 111), c: testCase{kind: largeFile, output: toFile, length: long, bytes: 2e6}},
		{Case: "pages", Runs: run(15_000, 1, 1), c: testCase{kind: objects, output: toFile, objects: 2, pages: &records{pages: 3, taking: 600 * time.Millisecond}}},
	}
	want := []outcome{
		{Goal: "CPU a row, times the ceiling's", Case: "rows", Bound: 1.2, AtMost: true, Value: 1.1, Met: true},
		{Goal: "rows/s, times the ceiling's", Case: "rows", Bound: 0.9, Value: 0.8},
		{Goal: "rows/s, times those of event_format message", Case: "rows", Bound: 1, Value: 0.5, Ceiling: 0.625},
		{Goal: "CPU a row, times the ceiling's", Case: "rows of many files", Bound: 1.2, AtMost: true, Value: 1.3},
		{Goal: "rows/s, times the ceiling's", Case: "rows of many files", Bound: 0.9, Value: 0.9, Met: true},
		{Goal: "peak memory, times that of 1 MB", Case: "large", Bound: 1.1, AtMost: true, Value: 1.11},
		{Goal: "of the records that the page rate allows", Case: "pages", Bound: 0.8, Value: 0.75},
		{Goal: "peak memory, MiB", Case: "rows of many files", Bound: 200, AtMost: true, Value: 201},
		{Goal: "start to first event, s", Case: "rows", Bound: 2, AtMost: true, Value: 0.5, Met: true},
	}
	near := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 })
	if diff := cmp.Diff(want, outcomes(results), near); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}
