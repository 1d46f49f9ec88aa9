//go:build !windows

package coverage

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// inTime fails if something waits, such as for the other end of a pipe.
func inTime(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits")
	}
}

// An acknowledgement must not wait, whatever has taken the place of a ledger.
func TestLedgerThatIsNoFileIsQuarantinedAndStopsNothing(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"a named pipe": func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a directory":  func(path string) error { return os.Mkdir(path, 0o700) },
		"a link":       func(path string) error { return os.Symlink(filepath.Join(t.TempDir(), "precious"), path) },
		"a device":     func(path string) error { return os.Symlink("/dev/full", path) },
	} {
		for _, when := range []string{"before it begins", "while it runs"} {
			t.Run(name+" "+when, func(t *testing.T) {
				b := newBench(t)
				path := pathOf(b.folder, "files")
				if when == "before it begins" {
					if err := os.MkdirAll(b.folder, 0o700); err != nil {
						t.Fatal(err)
					}
					if err := put(path); err != nil {
						t.Fatal(err)
					}
				}
				inTime(t, func() {
					l := b.begin("files", 0, true)
					l.File(login(8, 1, "a", 3))
					if when == "while it runs" {
						l.Acknowledge(l.Noted())
						if err := os.Remove(path); err != nil {
							t.Error(err)
						}
						if err := put(path); err != nil {
							t.Error(err)
						}
						l.Tidy()
						l.File(login(9, 1, "b", 4))
					}
					l.Acknowledge(l.Noted())
					l.Tidy()
				})
				want := map[string]int64{"Login 08": 3}
				if when == "while it runs" {
					want = map[string]int64{"Login 09": 4}
				}
				if diff := cmp.Diff(want, rows(b.book())); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if warned := strings.Join(b.warnings, "\n"); strings.Count(warned, "is quarantined as") != 1 || !strings.Contains(warned, "not a regular file") {
					t.Errorf("the warnings are %q", b.warnings)
				}
			})
		}
	}
}

func TestReadingLedgersWaitsForNone(t *testing.T) {
	b := newBench(t)
	l := b.begin("files", 0, true)
	l.File(login(8, 1, "a", 3))
	l.Acknowledge(l.Noted())
	if err := syscall.Mkfifo(filepath.Join(b.folder, "pipe.jsonl"), 0o600); err != nil {
		t.Fatal(err)
	}
	inTime(t, func() {
		books, err := ReadFolder(b.folder)
		if len(books) != 1 || err == nil || !strings.Contains(err.Error(), "named pipe") {
			t.Errorf("%d ledgers, %v", len(books), err)
		}
	})
}

// A write that fails half way leaves no part of a line, which would spoil the next one.
func TestAWriteThatFailsLeavesNoPartOfALine(t *testing.T) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	l := b.begin("files", 0, true)
	l.File(login(8, 1, "a", 3))
	l.Acknowledge(l.Noted())
	before := l.size
	full := limit
	full.Cur = uint64(before) + 20
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Skip("the size of files cannot be limited here: ", err)
	}
	l.File(login(9, 1, "b", 4))
	l.Acknowledge(l.Noted())
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(l.path); err != nil || info.Size() != before {
		t.Errorf("the file has %d bytes, want the %d from before, %v", info.Size(), before, err)
	}
	if len(b.warnings) != 1 {
		t.Errorf("the warnings are %q, want one", b.warnings)
	}
	l.File(login(10, 1, "c", 5))
	l.Acknowledge(l.Noted())
	if diff := cmp.Diff(map[string]int64{"Login 08": 3, "Login 09": 4, "Login 10": 5}, rows(b.book())); diff != "" {
		t.Errorf("after there was room again (-want +got):\n%s", diff)
	}
}
