package outputs

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binaryVariable names a binary that is already built.
const binaryVariable = "SALESFORCEBEAT_BINARY"

// patience is how long a test waits for what has to come.
const patience = 60 * time.Second

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
		build := exec.Command("go", "build", "-o", binary, ".")
		build.Dir = "../.."
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
	stdout  io.Writer // nil for the log
	process *exec.Cmd
	exited  chan error
}

// newBeat makes a beat that collects the org and has the given output.
func newBeat(t *testing.T, o *org, output string) *beat {
	t.Helper()
	b := &beat{t: t, home: t.TempDir()}
	config := fmt.Sprintf(`
filebeat.inputs:
%s
queue.mem.flush.timeout: 0.1s
%s
logging: {level: info, to_files: false, to_stderr: true, metrics.enabled: false}
`, o.stanza(), output)
	if err := os.MkdirAll(filepath.Join(b.home, "module"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.path("filebeat.yml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("end of the beat's log:\n%s", b.logTail())
		}
		b.kill()
	})
	return b
}

func (b *beat) path(name string) string { return filepath.Join(b.home, name) }

func (b *beat) start() {
	b.t.Helper()
	log, err := os.OpenFile(b.path("log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.t.Fatal(err)
	}
	b.process = exec.CommandContext(context.Background(), binary, "--path.home", b.home, "-c", b.path("filebeat.yml"), "--strict.perms=false")
	b.process.Stdout, b.process.Stderr = log, log
	if b.stdout != nil {
		b.process.Stdout = b.stdout
	}
	if err := b.process.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.exited = make(chan error, 1)
	go func(process *exec.Cmd, exited chan<- error) {
		exited <- process.Wait()
		log.Close()
	}(b.process, b.exited)
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

// waitFor waits for a condition that the beat brings about.
func (b *beat) waitFor(what string, met func() bool) {
	b.t.Helper()
	deadline := time.After(patience)
	for !met() {
		select {
		case err := <-b.exited:
			b.process = nil
			b.t.Fatalf("waiting for %s: the beat ended by itself: %v", what, err)
		case <-deadline:
			b.t.Fatalf("%s did not come within %v", what, patience)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func (b *beat) logTail() string {
	content, err := os.ReadFile(b.path("log"))
	if err != nil {
		return err.Error()
	}
	var kept []string
	for line := range strings.Lines(string(content)) {
		kept = append(kept, fmt.Sprintf("%.500s", line))
	}
	return strings.Join(kept[max(0, len(kept)-25):], "\n")
}

// inbox is what an output delivered: for each row how often it came with which id.
type inbox struct {
	mu    sync.Mutex
	rows  map[string]map[string]int // by request, then by id
	total int
	bad   error // the first delivery that is no event
}

// add takes a document. id is that which the output has beside it; if it is empty the
// document has it under @metadata.
func (i *inbox) add(document []byte, id string) {
	var event struct {
		Metadata struct {
			ID string `json:"_id"`
		} `json:"@metadata"`
		Event struct {
			Original string `json:"original"`
		} `json:"event"`
	}
	err := json.Unmarshal(document, &event)
	cells, csvErr := csv.NewReader(strings.NewReader(event.Event.Original)).Read()
	if id == "" {
		id = event.Metadata.ID
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if err != nil || csvErr != nil || len(cells) <= requestColumn || id == "" {
		if i.bad == nil {
			i.bad = fmt.Errorf("document %.300q with the id %q is no event: %v, %v", document, id, err, csvErr)
		}
		return
	}
	if i.rows == nil {
		i.rows = make(map[string]map[string]int)
	}
	request := cells[requestColumn]
	if i.rows[request] == nil {
		i.rows[request] = make(map[string]int)
	}
	i.rows[request][id]++
	i.total++
}

// different returns how many rows have come.
func (i *inbox) different() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return len(i.rows)
}

// check checks that all rows of the org came, and those that came again with the same
// id. It returns how many deliveries were repeated.
func (i *inbox) check(t *testing.T, o *org) int {
	t.Helper()
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.bad != nil {
		t.Error(i.bad)
	}
	ids := make(map[string]bool)
	for request, byID := range i.rows {
		if !o.requests[request] {
			t.Fatalf("a row %q came that the org does not have", request)
		}
		if len(byID) != 1 {
			t.Fatalf("row %q came with the ids %v", request, byID)
		}
		for id := range byID {
			ids[id] = true
		}
	}
	if len(i.rows) != len(o.requests) || len(ids) != len(o.requests) {
		t.Errorf("%d rows with %d ids came, of %d rows", len(i.rows), len(ids), len(o.requests))
	}
	return i.total - len(i.rows)
}
