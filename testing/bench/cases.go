package main

import (
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/bench/internal/report"
)

// A kind is what a case publishes.
type kind string

const (
	ceiling  kind = "ceiling"
	logFiles kind = "log files"
	// message is event_format: message, and decoded that with decode_json_fields.
	message   kind = "message"
	decoded   kind = "message + decode_json_fields"
	objects   kind = "objects"
	largeFile kind = "one large file"
	idle      kind = "idle"
	yardstick kind = "" // of what no goal says anything
)

// A testCase is something to measure.
type testCase struct {
	kind
	name    string
	output  string
	events  int
	stanza  string
	idle    time.Duration
	files   int       // that are collected
	zipped  bool      // are they
	length  rowLength // of log files, and of events that are made from them
	objects int       // that are collected side by side
	pages   *records  // of each object
	bytes   int       // of a large file
}

func (c testCase) rate(r report.Report) float64 { return float64(r.Events) / r.Seconds }

const (
	toDiscard = "discard"
	toFile    = "file"
)

// cases returns those that the command line asks for.
func (b *bench) cases() []testCase {
	var all []testCase
	quick := b.options.quick
	add := func(c testCase, stanza func() string) {
		c.name += " -> " + c.output
		if (b.options.only == nil || b.options.only.MatchString(c.name)) && (!b.options.goals || c.kind != yardstick) {
			c.stanza = stanza()
			all = append(all, c)
		}
	}
	size := func(rows int) int {
		if quick {
			return rows / 4
		}
		return rows
	}
	const decode = "  processors:\n  - decode_json_fields: {fields: [message], target: salesforce}\n"
	const asMessage, raw = "  event_format: message\n", "  normalize: false\n"
	for _, output := range []string{toFile, toDiscard} {
		for _, length := range []rowLength{short, long} {
			rows := size(240_000)
			if length == long {
				rows = size(160_000)
			}
			of := func(k kind, name string, rows int) testCase {
				return testCase{kind: k, name: name, output: output, events: rows, length: length}
			}
			generate := func(shape string, rows int, more string) func() string {
				return func() string { return b.generator(length.name+"-"+shape, rows, more) }
			}
			collect := func(files, rows int, zipped bool, more string) func() string {
				return func() string { return b.logFiles(length, files, rows/files, zipped) + more }
			}
			add(of(ceiling, "ceiling, "+length.String(), rows), generate("ecs", rows, raw))
			if length == short || !quick {
				add(of(yardstick, "ceiling normalised, "+length.String(), rows), generate("ecs", rows, ""))
				add(of(yardstick, "rows as message, "+length.String(), rows), generate("message", rows, raw))
				add(of(yardstick, "message + decode_json_fields, "+length.String(), rows/2), generate("message", rows/2, raw+decode))
				name := fmt.Sprintf("log files, 1, %s, identity, event_format message", length)
				add(of(message, name, rows), collect(1, rows, false, asMessage))
				add(of(decoded, name+" + decode_json_fields", rows/2), collect(1, rows/2, false, asMessage+decode))
			}
			for _, zipped := range []bool{false, true} {
				for _, files := range []int{1, 8} {
					if quick && (files == 8) != zipped {
						continue
					}
					c := of(logFiles, fmt.Sprintf("log files, %d, %s, %s", files, length, encodingOf(zipped)), rows)
					c.files, c.zipped = files, zipped
					add(c, collect(files, rows, zipped, ""))
				}
			}
		}
		for _, latency := range []time.Duration{0, 200 * time.Millisecond} {
			for _, count := range []int{1, 4} {
				if count == 4 && (latency == 0 || quick) {
					continue
				}
				k := objects
				if latency == 0 {
					k = yardstick
				}
				each := size(60_000)
				c := testCase{kind: k, name: fmt.Sprintf("objects, %d, latency %v", count, latency), output: output, events: each * count, objects: count, pages: newRecords(each, latency)}
				add(c, func() string { return b.objects(count, c.pages) })
			}
		}
	}
	for _, bytes := range []int{100e6, 1e9} {
		if quick && bytes > 100e6 {
			continue
		}
		rows := bytes / long.bytes
		for _, output := range []string{toFile, toDiscard} {
			if b.options.goals && output == toFile {
				continue // memory is the same, and that is what the goal is about
			}
			c := testCase{kind: largeFile, name: fmt.Sprintf("one file of %d MB", bytes/1e6), output: output, events: rows, length: long, bytes: bytes}
			add(c, func() string { return b.logFiles(long, 1, rows, false) })
		}
	}
	waiting := time.Duration(size(40)) * time.Second
	add(testCase{kind: idle, name: fmt.Sprintf("idle for %v", waiting), output: toDiscard, events: shapes, idle: waiting, length: short},
		func() string { return b.logFiles(short, 1, shapes, false) })
	return all
}

func encodingOf(zipped bool) string {
	if zipped {
		return "gzip"
	}
	return "identity"
}
