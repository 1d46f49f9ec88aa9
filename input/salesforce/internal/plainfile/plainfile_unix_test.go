//go:build !windows

package plainfile

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Nothing is at the other end of the pipe, so that opening or reading it would wait.
func TestWhatIsNoFileIsRefusedAtOnce(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(folder, "socket")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for _, path := range []string{pipe, link(t, pipe, filepath.Join(folder, "link")), socket, "/dev/zero", "/dev/null"} {
		for name, try := range map[string]func() error{
			"Open":                func() error { _, err := Open(path); return err },
			"Read":                func() error { _, _, err := Read(path, 10); return err },
			"OpenOwn for reading": func() error { _, err := OpenOwn(path, os.O_RDONLY, 0); return err },
			"OpenOwn for writing": func() error { _, err := OpenOwn(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600); return err },
			"Check":               func() error { return Check(path) },
		} {
			done := make(chan error, 1)
			go func() { done <- try() }()
			select {
			case err := <-done:
				if !errors.Is(err, ErrKind) {
					t.Errorf("%s of %s: %v", name, path, err)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%s of %s waits", name, path)
			}
		}
	}
}

// A path can become something else between looking and opening.
func TestAPathThatIsReplacedMeanwhileIsRefusedToo(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	regular := write(t, filepath.Join(t.TempDir(), "file"), "")
	look := func(string) (os.FileInfo, error) { return os.Stat(regular) }
	done := make(chan error, 1)
	go func() {
		_, err := open(pipe, os.O_RDONLY, 0, look)
		done <- err
	}()
	select {
	case err := <-done:
		if !errors.Is(err, ErrKind) {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("opening it waits")
	}
}
