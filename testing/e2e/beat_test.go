package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// binaryVariable names a binary that is already built.
const binaryVariable = "SALESFORCEBEAT_BINARY"

// patience is how long a test waits for what has to come.
const patience = 90 * time.Second

var binary string

func TestMain(m *testing.M) {
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func buildAndRun(m *testing.M) (int, error) {
	binary = os.Getenv(binaryVariable)
	if binary == "" {
		dir, err := os.MkdirTemp("", "salesforcebeat")
		if err != nil {
			return 0, err
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "salesforcebeat")
		if runtime.GOOS == "windows" {
			binary += ".exe"
		}
		build := exec.Command("go", "build", "-o", binary, "../..")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			return 0, fmt.Errorf("building salesforcebeat: %w", err)
		}
	}
	return m.Run(), nil
}

// beat is a salesforcebeat with a home of its own.
type beat struct {
	t       *testing.T
	home    string
	process *exec.Cmd
	exited  chan error
	counted map[string]counted // by path
}

// newBeat makes a home with the given inputs.
func newBeat(t *testing.T, inputs string) *beat {
	t.Helper()
	b := &beat{t: t, home: t.TempDir()}
	b.configure(inputs)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("log of the beat:\n%s", b.logTail())
		}
		b.kill()
	})
	return b
}

// configure writes the configuration; a running beat does not read it again.
func (b *beat) configure(inputs string) {
	b.t.Helper()
	config := fmt.Sprintf(`
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
`, inputs, filepath.Join(b.home, "out"))
	if err := os.MkdirAll(filepath.Join(b.home, "module"), 0o700); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.home, "filebeat.yml"), []byte(config), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// command returns a call of the binary in the beat's home.
func (b *beat) command(ctx context.Context, arguments ...string) *exec.Cmd {
	arguments = append(arguments, "--path.home", b.home, "-c", filepath.Join(b.home, "filebeat.yml"), "--strict.perms=false")
	return exec.CommandContext(ctx, binary, arguments...)
}

func (b *beat) start() {
	b.t.Helper()
	log, err := os.OpenFile(filepath.Join(b.home, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.t.Fatal(err)
	}
	b.process = b.command(context.Background())
	b.process.Stdout, b.process.Stderr = log, log
	if err := b.process.Start(); err != nil {
		b.t.Fatal(err)
	}
	exited := make(chan error, 1)
	b.exited = exited
	go func(process *exec.Cmd) {
		exited <- process.Wait()
		log.Close()
	}(b.process)
}

// stop ends the beat as a service manager does, and waits for it.
func (b *beat) stop() {
	b.t.Helper()
	if err := b.process.Process.Signal(syscall.SIGTERM); err != nil {
		b.t.Fatal(err)
	}
	select {
	case err := <-b.exited:
		b.process = nil
		if err != nil {
			b.t.Fatalf("the beat ended with %v", err)
		}
	case <-time.After(30 * time.Second):
		b.t.Fatal("the beat did not end within 30s of SIGTERM")
	}
}

// kill ends the beat as a crash does.
func (b *beat) kill() {
	if b.process == nil {
		return
	}
	_ = b.process.Process.Kill() // it may have ended by itself
	<-b.exited
	b.process = nil
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
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var events []event
	for lines := bufio.NewReaderSize(file, 1<<20); ; {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return events // a last line without its end is still being written
		}
		if err != nil {
			t.Fatal(err)
		}
		var one event
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatalf("event %q: %v", line, err)
		}
		exact := json.NewDecoder(bytes.NewReader(line))
		exact.UseNumber()
		if err := exact.Decode(&one.Fields); err != nil {
			t.Fatal(err)
		}
		events = append(events, one)
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
			b.counted = make(map[string]counted)
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
		now := counted{before.bytes + int64(len(content)), before.events + bytes.Count(content, []byte{'\n'})}
		b.counted[path] = now
		total += now.events
	}
	return total
}

// counted is how far an output was read, and the events in it.
type counted struct {
	bytes  int64
	events int
}

func (b *beat) outputs() []string {
	b.t.Helper()
	paths, err := filepath.Glob(filepath.Join(b.home, "out", "events*"))
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
	deadline := time.After(within)
	for !met() {
		select {
		case err := <-b.exited:
			b.process = nil
			b.t.Fatalf("the beat ended by itself: %v", err)
		case <-deadline:
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
	return true
}

// log returns all that the beat has logged.
func (b *beat) log() string {
	content, err := os.ReadFile(filepath.Join(b.home, "log"))
	if err != nil {
		return err.Error()
	}
	return string(content)
}

func (b *beat) logTail() string {
	var kept []string
	for line := range strings.Lines(b.log()) {
		if strings.Contains(line, `"log.logger":"input.salesforce"`) || strings.Contains(line, `"log.level":"error"`) {
			kept = append(kept, fmt.Sprintf("%.600s", line))
		}
	}
	return strings.Join(kept[max(0, len(kept)-30):], "\n")
}
