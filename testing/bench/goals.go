package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/beats-contrib/filebeat-salesforce/testing/bench/internal/report"
)

// outcome is a goal and what was reached of it.
type outcome struct {
	Goal  string  `json:"goal"`
	Case  string  `json:"case"`
	Build string  `json:"build,omitempty"`
	Bound float64 `json:"bound"`
	// AtMost says that less is better.
	AtMost bool    `json:"at_most"`
	Value  float64 `json:"value"`
	Met    bool    `json:"met"`
	// Ceiling is what the ceiling reaches, which nothing can surpass by much; 0 where the
	// goal is not about what it does.
	Ceiling float64 `json:"ceiling,omitempty"`
}

func (o outcome) bound() string {
	if o.AtMost {
		return fmt.Sprintf("at most %.4g", o.Bound)
	}
	return fmt.Sprintf("at least %.4g", o.Bound)
}

func (o outcome) verdict() string {
	if o.Met {
		return "met"
	}
	return "missed"
}

// The goals. Ratios are those of medians.
const (
	maxCPU           = 1.2
	minRateToFile    = 0.9
	minRateToDiscard = 0.75
	minOfMessages    = 1
	minOfDecoded     = 2
	minOfPages       = 0.8
	maxMemory        = 200 // MiB
	maxGrowth        = 1.1
	maxToFirst       = 2 // seconds
	maxIdle          = 1 // per cent
)

// judge collects the outcomes of one build.
type judge struct {
	build    string
	results  []result
	outcomes []outcome
}

// outcomes holds the results against the goals, as far as what these compare was run.
func outcomes(results []result) []outcome {
	var all []outcome
	for n, first := range results {
		if n > 0 && first.Case != results[0].Case {
			break // all builds have been seen
		}
		j := &judge{build: first.Build}
		for _, r := range results {
			if r.Build == first.Build {
				j.results = append(j.results, r)
			}
		}
		for _, r := range j.results {
			j.judge(r)
		}
		j.worst("peak memory, MiB", maxMemory, peakOf)
		j.worst("start to first event, s", maxToFirst, func(r result) float64 {
			return r.median(func(one report.Report) float64 { return one.FirstSeconds })
		})
		all = append(all, j.outcomes...)
	}
	return all
}

func rateOf(r result) float64 { return r.median(r.c.rate) }

func cpuOf(r result) float64 {
	return r.median(func(one report.Report) float64 { return perMillion(one.CPUSeconds, one.Events) })
}

func peakOf(r result) float64 {
	return r.median(func(one report.Report) float64 { return float64(one.PeakBytes) / (1 << 20) })
}

// like returns the result of a kind to compare one with.
func (j *judge) like(r result, k kind) (result, bool) {
	for _, other := range j.results {
		if other.c.kind == k && other.c.output == r.c.output && other.c.length == r.c.length && other.c.bytes <= r.c.bytes {
			return other, true
		}
	}
	return result{}, false
}

func (j *judge) judge(r result) {
	switch r.c.kind {
	case logFiles:
		j.rows(r)
	case objects:
		possible := float64(pageSize) / r.c.pages.pageTime().Seconds() * float64(r.c.objects)
		j.atLeast(r, "of the records that the page rate allows", minOfPages, rateOf(r)/possible, 0)
	case largeFile:
		if smaller, ok := j.like(r, largeFile); ok && smaller.c.bytes < r.c.bytes {
			j.atMost(r, fmt.Sprintf("peak memory, times that of %d MB", smaller.c.bytes/1e6), maxGrowth, peakOf(r)/peakOf(smaller))
		}
	case idle:
		j.atMost(r, "CPU without anything to do, %", maxIdle, r.median(func(one report.Report) float64 { return 100 * one.IdleCPU }))
	}
}

// worst holds that of our cases against a bound which is highest.
func (j *judge) worst(goal string, bound float64, figure func(result) float64) {
	var worst result
	highest := -1.0
	for _, r := range j.results {
		switch r.c.kind {
		case logFiles, objects, largeFile:
			if value := figure(r); value > highest {
				worst, highest = r, value
			}
		}
	}
	if highest >= 0 {
		j.atMost(worst, goal, bound, highest)
	}
}

// rows holds the rows of log files against ready-made events, and against messages.
func (j *judge) rows(r result) {
	best, ok := j.like(r, ceiling)
	if ok {
		least := minRateToDiscard
		if r.c.output == toFile {
			least = minRateToFile
			j.atMost(r, "CPU a row, times the ceiling's", maxCPU, cpuOf(r)/cpuOf(best))
		}
		j.atLeast(r, "rows/s, times the ceiling's", least, rateOf(r)/rateOf(best), 0)
	}
	against := func(k kind, what string, least float64) {
		other, found := j.like(r, k)
		if !found {
			return
		}
		reach := 0.0
		if ok {
			reach = rateOf(best) / rateOf(other)
		}
		j.atLeast(r, what, least, rateOf(r)/rateOf(other), reach)
	}
	if r.c.files > 1 || r.c.zipped {
		return // there are no messages like these
	}
	if r.c.output == toFile {
		against(message, "rows/s, times those of event_format message", minOfMessages)
	}
	against(decoded, "rows/s, times those of event_format message + decode_json_fields", minOfDecoded)
}

func (j *judge) atMost(r result, goal string, bound, value float64) {
	j.outcomes = append(j.outcomes, outcome{Goal: goal, Case: r.Case, Build: j.build, Bound: bound, AtMost: true, Value: value, Met: value <= bound})
}

func (j *judge) atLeast(r result, goal string, bound, value, ceiling float64) {
	j.outcomes = append(j.outcomes, outcome{Goal: goal, Case: r.Case, Build: j.build, Bound: bound, Value: value, Met: value >= bound, Ceiling: ceiling})
}

// printGoals writes the outcomes as a table that Markdown understands.
func printGoals(to io.Writer, all []outcome) {
	if len(all) == 0 {
		return
	}
	out := tabwriter.NewWriter(to, 0, 0, 1, ' ', 0)
	fmt.Fprint(out, "\n| goal\t| case\t| bound\t| reached\t| the ceiling\t|\t|\n| ---\t| ---\t| ---\t| ---:\t| ---:\t| ---\t|\n")
	for _, o := range all {
		name, reach := o.Case, ""
		if o.Build != "" {
			name += " [" + o.Build + "]"
		}
		if o.Ceiling > 0 {
			reach = fmt.Sprintf("%.2f", o.Ceiling)
		}
		fmt.Fprintf(out, "| %s\t| %s\t| %s\t| %.2f\t| %s\t| %s\t|\n", o.Goal, name, o.bound(), o.Value, reach, o.verdict())
	}
	_ = out.Flush() // standard output is all there is to complain to
}
