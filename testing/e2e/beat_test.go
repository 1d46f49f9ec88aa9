package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/beattest"
)

// patience is how long a test waits for what has to come.
const patience = 90 * time.Second

var binary string

func TestMain(m *testing.M) { os.Exit(beattest.Run(m, "../..", &binary)) }

// beat is a salesforcebeat whose output is a file.
type beat struct {
	*beattest.Beat
	t       *testing.T
	counted map[string]outputProgress // by path
}

// newBeat makes a home with the given inputs.
func newBeat(t *testing.T, inputs string) *beat {
	t.Helper()
	b := &beat{Beat: beattest.New(t, binary), t: t}
	b.configure(inputs)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("log of the beat:\n%s", b.logTail())
		}
	})
	return b
}

// configure writes the configuration; a running beat does not read it again.
func (b *beat) configure(inputs string) {
	b.t.Helper()
	b.Configure(fmt.Sprintf(`
filebeat.inputs:
%s
queue.mem.flush.timeout: 0.1s
output.file:
  path: '%s'
  filename: events
  rotate_every_kb: 1048576
  number_of_files: 1024
  permissions: 0600
logging:
  level: info
  to_files: false
  to_stderr: true
  metrics.enabled: false
setup.template.enabled: false
`, inputs, b.Path("out")))
}

// event is a published event, as far as tests look at all of them.
type event struct {
	Metadata struct {
		ID string `json:"_id"`
	} `json:"@metadata"`
	Timestamp time.Time `json:"@timestamp"`
	Event     struct {
		ID       string `json:"id"`
		Dataset  string `json:"dataset"`
		Original string `json:"original"`
		Provider string `json:"provider"`
	} `json:"event"`
	Salesforce struct {
		Object  string `json:"object"`
		LogFile struct {
			ID        string `json:"id"`
			EventType string `json:"event_type"`
			Interval  string `json:"interval"`
		} `json:"log_file"`
	} `json:"salesforce"`
	Fields map[string]any `json:"-"`
}

// events returns what output.file has by now, in order of publishing.
func (b *beat) events() []event {
	b.t.Helper()
	var events []event
	for _, path := range b.outputs() {
		events = append(events, readEvents(b.t, path)...)
	}
	return events
}

func readEvents(t *testing.T, path string) []event {
	t.Helper()
	var events []event
	visitEvents(t, path, func(line []byte, one event) {
		exact := json.NewDecoder(bytes.NewReader(line))
		exact.UseNumber()
		if err := exact.Decode(&one.Fields); err != nil {
			t.Fatal(err)
		}
		events = append(events, one)
	})
	return events
}

// visitEvents calls visit with each event of a file, without its Fields, and the line that
// it was read from, which is good until visit returns.
func visitEvents(t *testing.T, path string, visit func(line []byte, one event)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewReaderSize(file, 1<<20); ; {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return // a last line without its end is still being written
		}
		if err != nil {
			t.Fatal(err)
		}
		var one event
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatalf("event %q: %v", line, err)
		}
		visit(line, one)
	}
}

// waitForEvents waits until at least count events have arrived.
func (b *beat) waitForEvents(count int) []event {
	b.t.Helper()
	b.waitFor(fmt.Sprintf("%d events", count), func() bool { return b.count() >= count })
	return b.events()
}

// count returns how many events output.file has, without reading what they say. It
// reads only what came since the last call.
func (b *beat) count() int {
	b.t.Helper()
	total := 0
	for _, path := range b.outputs() {
		if b.counted == nil {
			b.counted = make(map[string]outputProgress)
		}
		before := b.counted[path]
		file, err := os.Open(path)
		if err != nil {
			b.t.Fatal(err)
		}
		content, err := io.ReadAll(io.NewSectionReader(file, before.bytes, math.MaxInt64-before.bytes))
		file.Close()
		if err != nil {
			b.t.Fatal(err)
		}
		now := outputProgress{before.bytes + int64(len(content)), before.events + bytes.Count(content, []byte{'\n'})}
		b.counted[path] = now
		total += now.events
	}
	return total
}

// outputProgress is how far an output was read, and the events in it.
type outputProgress struct {
	bytes  int64
	events int
}

func (b *beat) outputs() []string {
	b.t.Helper()
	paths, err := filepath.Glob(b.Path("out/events*"))
	if err != nil {
		b.t.Fatal(err)
	}
	return paths
}

// waitFor waits for a condition that the beat brings about.
func (b *beat) waitFor(what string, met func() bool) {
	b.t.Helper()
	if !b.settles(patience, met) {
		b.t.Fatalf("%s did not come within %v; %d events have", what, patience, b.count())
	}
}

// settles waits, for some time, for a condition that the beat brings about.
func (b *beat) settles(within time.Duration, met func() bool) bool {
	b.t.Helper()
	return b.Settles(within, 20*time.Millisecond, met)
}

func (b *beat) logTail() string {
	var kept []string
	for line := range strings.Lines(b.Log()) {
		if strings.Contains(line, `"log.logger":"input.salesforce"`) || strings.Contains(line, `"log.level":"error"`) {
			kept = append(kept, fmt.Sprintf("%.600s", line))
		}
	}
	return strings.Join(kept[max(0, len(kept)-30):], "\n")
}
