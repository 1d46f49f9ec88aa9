package main

import (
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/bench/internal/report"
)

// A testCase is something to measure.
type testCase struct {
	name   string
	output string
	events int
	stanza string
	idle   time.Duration
}

func (c testCase) rate(r report.Report) float64 { return float64(r.Events) / r.Seconds }

const (
	toDiscard = "discard"
	toFile    = "file"
)

// cases returns those that the command line asks for.
func (b *bench) cases() []testCase {
	var all []testCase
	add := func(name, output string, events int, stanza func() string) {
		name += " -> " + output
		if b.options.only == nil || b.options.only.MatchString(name) {
			all = append(all, testCase{name: name, output: output, events: events, stanza: stanza()})
		}
	}
	size := func(rows int) int {
		if b.options.quick {
			return rows / 4
		}
		return rows
	}
	for _, output := range []string{toFile, toDiscard} {
		for _, length := range []rowLength{short, long} {
			rows := size(240_000)
			if length == long {
				rows = size(160_000)
			}
			generate := func(shape, more string) func() string {
				return func() string { return b.generator(shape, rows, more) }
			}
			add("ceiling, "+length.String(), output, rows, generate(length.name+"-ecs", "  normalize: false\n"))
			if length == short || !b.options.quick {
				add("ceiling normalised, "+length.String(), output, rows, generate(length.name+"-ecs", ""))
				add("rows as message, "+length.String(), output, rows, generate(length.name+"-message", "  normalize: false\n"))
			}
			if length == short || !b.options.quick {
				add("message + decode_json_fields, "+length.String(), output, rows/2, func() string {
					return b.generator(length.name+"-message", rows/2, "  normalize: false\n  processors:\n  - decode_json_fields: {fields: [message], target: salesforce}\n")
				})
			}
			if length == short || !b.options.quick {
				add(fmt.Sprintf("log files, 1, %s, identity, event_format message", length), output, rows, func() string {
					return b.logFiles(length, 1, rows, false) + "  event_format: message\n"
				})
			}
			for _, zipped := range []bool{false, true} {
				for _, files := range []int{1, 8} {
					if b.options.quick && (files == 8) != zipped {
						continue
					}
					add(fmt.Sprintf("log files, %d, %s, %s", files, length, encodingOf(zipped)), output, rows, func() string {
						return b.logFiles(length, files, rows/files, zipped)
					})
				}
			}
		}
		for _, latency := range []time.Duration{0, 200 * time.Millisecond} {
			for _, objects := range []int{1, 4} {
				if objects == 4 && (latency == 0 || b.options.quick) {
					continue
				}
				records := size(60_000) * objects
				add(fmt.Sprintf("objects, %d, latency %v", objects, latency), output, records, func() string {
					return b.objects(objects, records/objects, latency)
				})
			}
		}
	}
	for _, bytes := range []int{100e6, 1e9} {
		if b.options.quick && bytes > 100e6 {
			continue
		}
		rows := bytes / long.bytes
		for _, output := range []string{toFile, toDiscard} {
			add(fmt.Sprintf("one file of %d MB", bytes/1e6), output, rows, func() string { return b.logFiles(long, 1, rows, false) })
		}
	}
	return all
}

func encodingOf(zipped bool) string {
	if zipped {
		return "gzip"
	}
	return "identity"
}
