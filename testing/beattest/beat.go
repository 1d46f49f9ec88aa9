package beattest

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Beat is a salesforcebeat with a home of its own. It is used by one goroutine.
type Beat struct {
	Home string
	// Stdout is where the beat's output goes; nil for its log.
	Stdout io.Writer

	t       testing.TB
	binary  string
	process *exec.Cmd // nil unless it runs
	exited  chan error
}

// New makes a home for a beat, which is killed when the test ends.
func New(t testing.TB, binary string) *Beat {
	t.Helper()
	b := &Beat{Home: t.TempDir(), t: t, binary: binary}
	t.Cleanup(b.Kill)
	return b
}

// Use makes a beat that does not run one of another binary. Its home stays.
func (b *Beat) Use(binary string) { b.binary = binary }

// Path returns the path of what is in the beat's home.
func (b *Beat) Path(name string) string { return filepath.Join(b.Home, name) }

// Configure writes the configuration; a running beat does not read it again.
func (b *Beat) Configure(content string) {
	b.t.Helper()
	if err := os.MkdirAll(b.Path("module"), 0o700); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.Path("filebeat.yml"), []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// Command returns a call of the binary in the beat's home.
func (b *Beat) Command(ctx context.Context, arguments ...string) *exec.Cmd {
	arguments = append(arguments, "--path.home", b.Home, "-c", b.Path("filebeat.yml"), "--strict.perms=false")
	return exec.CommandContext(ctx, b.binary, arguments...)
}

// Start starts the beat. What it writes goes to the end of the file "log" of its home.
func (b *Beat) Start() {
	b.t.Helper()
	log, err := os.OpenFile(b.Path("log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.t.Fatal(err)
	}
	b.process = b.Command(context.Background())
	b.process.Stdout, b.process.Stderr = log, log
	if b.Stdout != nil {
		b.process.Stdout = b.Stdout
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

// Pid returns the id of the process of a beat that runs.
func (b *Beat) Pid() int { return b.process.Process.Pid }

// Stop ends the beat as a service manager does, and waits for it.
func (b *Beat) Stop() {
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

// Kill ends the beat as a crash does.
func (b *Beat) Kill() {
	if b.process == nil {
		return
	}
	_ = b.process.Process.Kill() // it may have ended by itself
	<-b.exited
	b.process = nil
}

// Settles waits, for some time, for a condition that the beat brings about, and looks
// for it that often.
func (b *Beat) Settles(within, often time.Duration, met func() bool) bool {
	b.t.Helper()
	deadline := time.After(within)
	for !met() {
		select {
		case err := <-b.exited:
			b.process = nil
			b.t.Fatalf("the beat ended by itself: %v", err)
		case <-deadline:
			return false
		case <-time.After(often):
		}
	}
	return true
}

// Log returns all that the beat has logged.
func (b *Beat) Log() string {
	content, err := os.ReadFile(b.Path("log"))
	if err != nil {
		return err.Error()
	}
	return string(content)
}
