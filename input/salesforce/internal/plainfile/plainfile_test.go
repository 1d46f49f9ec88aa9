package plainfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func write(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o640); err != nil {
		t.Fatal(err)
	}
	return path
}

func link(t *testing.T, to, path string) string {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Skip("links cannot be made here: ", err)
	}
	return path
}

func TestARegularFileIsReadAndWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	file, err := OpenOwn(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("some text"); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if content, _, err := Read(path, 4); string(content) != "some" || err != nil {
		t.Errorf("read %q, %v", content, err)
	}
	if err := Check(path); err != nil {
		t.Error(err)
	}
}

func TestAFileThatIsNotThereIsNotThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none")
	if _, err := Open(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open: %v", err)
	}
	if _, err := OpenOwn(path, os.O_RDONLY, 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenOwn: %v", err)
	}
	if err := Check(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Check: %v", err)
	}
}

func TestLinksAreFollowedOnlyToNamedFiles(t *testing.T) {
	folder := t.TempDir()
	target := write(t, filepath.Join(folder, "target"), "key")
	// As Kubernetes mounts a secret: key -> ..data/key, and ..data is a link to a folder.
	if err := os.Mkdir(filepath.Join(folder, "..2026"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "..2026", "key"), "key")
	link(t, "..2026", filepath.Join(folder, "..data"))
	for _, path := range []string{link(t, target, filepath.Join(folder, "link")), link(t, filepath.Join("..data", "key"), filepath.Join(folder, "key"))} {
		if content, _, err := Read(path, 10); string(content) != "key" || err != nil {
			t.Errorf("%s: %q, %v", path, content, err)
		}
		for _, flag := range []int{os.O_RDONLY, os.O_WRONLY | os.O_APPEND | os.O_CREATE, os.O_WRONLY | os.O_CREATE | os.O_TRUNC} {
			if _, err := OpenOwn(path, flag, 0o600); !errors.Is(err, ErrKind) {
				t.Errorf("%s with flags %#x: %v", path, flag, err)
			}
		}
	}
	if content, _, _ := Read(target, 10); string(content) != "key" {
		t.Errorf("behind the link there is %q", content)
	}
	dangling := link(t, filepath.Join(folder, "nowhere"), filepath.Join(folder, "dangling"))
	if _, err := OpenOwn(dangling, os.O_WRONLY|os.O_CREATE, 0o600); !errors.Is(err, ErrKind) {
		t.Errorf("a dangling link: %v", err)
	}
	// Folders on the way may be links.
	if file, err := OpenOwn(filepath.Join(folder, "..data", "key"), os.O_RDONLY, 0); err != nil {
		t.Error(err)
	} else if err := file.Close(); err != nil {
		t.Error(err)
	}
}

func TestADirectoryIsRefused(t *testing.T) {
	folder := t.TempDir()
	for name, try := range map[string]func() error{
		"Open":    func() error { _, err := Open(folder); return err },
		"OpenOwn": func() error { _, err := OpenOwn(folder, os.O_RDONLY, 0); return err },
		"Check":   func() error { return Check(folder) },
	} {
		if err := try(); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
