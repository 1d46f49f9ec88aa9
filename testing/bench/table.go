package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"

	"github.com/beats-contrib/filebeat-salesforce/testing/bench/internal/report"
)

// A result is what was measured of a case with one build.
type result struct {
	Case  string          `json:"case"`
	Build string          `json:"build,omitempty"`
	Runs  []report.Report `json:"runs"`

	c    testCase
	beat build
}

func (r result) title() string {
	if r.Build == "" {
		return r.Case
	}
	return r.Case + " [" + r.Build + "]"
}

// median returns the middle of a figure over the runs.
func (r result) median(figure func(report.Report) float64) float64 {
	var all []float64
	for _, run := range r.Runs {
		all = append(all, figure(run))
	}
	slices.Sort(all)
	middle := len(all) / 2
	if len(all)%2 == 0 {
		return (all[middle-1] + all[middle]) / 2
	}
	return all[middle]
}

// column is a figure of the table.
type column struct {
	name   string
	format string
	figure func(report.Report) float64
}

func perMillion(value float64, events int64) float64 { return value / float64(events) * 1e6 }

var tableColumns = []column{
	{"rows/s", "%.0f", func(r report.Report) float64 { return float64(r.Events) / r.Seconds }},
	{"CPU s/M rows", "%.1f", func(r report.Report) float64 { return perMillion(r.CPUSeconds, r.Events) }},
	{"allocs/row", "%.1f", func(r report.Report) float64 { return float64(r.Allocations) / float64(r.Events) }},
	{"bytes/row", "%.0f", func(r report.Report) float64 { return float64(r.AllocatedBytes) / float64(r.Events) }},
	{"peak MiB", "%.0f", func(r report.Report) float64 { return float64(r.PeakBytes) / (1 << 20) }},
	{"to first s", "%.2f", func(r report.Report) float64 { return r.FirstSeconds }},
}

// printTable writes the medians as a table that Markdown understands.
func printTable(to io.Writer, m machine, results []result) {
	fmt.Fprintf(to, "Medians of %d runs, interleaved; %s\n\n", len(results[0].Runs), m)
	out := tabwriter.NewWriter(to, 0, 0, 1, ' ', 0)
	fmt.Fprint(out, "| case")
	for _, column := range tableColumns {
		fmt.Fprintf(out, "\t| %s", column.name)
	}
	fmt.Fprint(out, "\t|\n| ---")
	for range tableColumns {
		fmt.Fprint(out, "\t| ---:")
	}
	fmt.Fprintln(out, "\t|")
	for _, r := range results {
		fmt.Fprintf(out, "| %s", r.title())
		for _, column := range tableColumns {
			fmt.Fprintf(out, "\t| "+column.format, r.median(column.figure))
		}
		fmt.Fprintln(out, "\t|")
	}
	_ = out.Flush() // standard output is all there is to complain to
}

// figures are all that is written as JSON.
type figures struct {
	Machine machine   `json:"machine"`
	Results []result  `json:"results"`
	Goals   []outcome `json:"goals"`
}

func writeJSON(path string, all figures) error {
	text, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("writing the figures: %w", err)
	}
	return nil
}
