//go:build !windows

package trace

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A trace is no reason to wait, or to write to a file elsewhere.
func TestATraceGoesToNothingButAFile(t *testing.T) {
	precious := filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(precious, []byte("as it was"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, put := range map[string]func(path string) error{
		"a named pipe":    func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a symbolic link": func(path string) error { return os.Symlink(precious, path) },
	} {
		path := filepath.Join(t.TempDir(), "salesforce", "trace.ndjson")
		l := newLog(t, func(o *Options) { o.Path = path })
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := put(path); err != nil {
			t.Fatal(err)
		}
		warned := &warnings{}
		done := make(chan struct{})
		go func() {
			defer close(done)
			leave := l.Join(warned)
			defer leave()
			response, err := l.Transport(answer(200, "x")).RoundTrip(get(t, "https://acme.example/x"))
			if err != nil {
				t.Error(err)
				return
			}
			_ = response.Body.Close()
		}()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: it waits", name)
		}
		if told := strings.Join(warned.told, "\n"); !strings.Contains(told, "is "+name+": not a regular file") {
			t.Errorf("%s: the warnings are %q", name, told)
		}
	}
	info, err := os.Stat(precious)
	if content, readErr := os.ReadFile(precious); err != nil || readErr != nil || string(content) != "as it was" || info.Mode().Perm() != 0o644 {
		t.Errorf("the file behind the link is %q, %v", content, info.Mode())
	}
}
