package plainfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrKind is the error of a path that is something else than a regular file.
var ErrKind = errors.New("not a regular file")

// Open opens a file for reading. The path may be a symbolic link.
func Open(path string) (*os.File, error) { return open(path, os.O_RDONLY, 0, os.Stat) }

// OpenOwn opens a file that the input keeps, as os.OpenFile does. The path must not be a
// symbolic link.
func OpenOwn(path string, flag int, mode fs.FileMode) (*os.File, error) {
	return open(path, flag|noFollow, mode, os.Lstat)
}

// Read returns the first bytes of a file, at most so many, and its permissions. The path
// may be a symbolic link.
func Read(path string, limit int64) ([]byte, fs.FileMode, error) {
	file, err := Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	content, err := io.ReadAll(io.LimitReader(file, limit))
	return content, info.Mode().Perm(), err
}

// Check reports whether there is a regular file at a path, which may be a symbolic link.
func Check(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return check(path, info)
}

// open looks before it opens, because opening a device can have effects, and again after,
// because the path may have been replaced in between.
func open(path string, flag int, mode fs.FileMode, look func(string) (fs.FileInfo, error)) (*os.File, error) {
	info, err := look(path)
	switch {
	case err == nil:
		if err := check(path, info); err != nil {
			return nil, err
		}
	case flag&os.O_CREATE == 0 || !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	file, err := os.OpenFile(path, flag|noWait, mode)
	if err != nil {
		return nil, err
	}
	if info, err = file.Stat(); err == nil {
		err = check(path, info)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func check(path string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("%q is %s: %w", path, kindOf(info.Mode()), ErrKind)
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a directory"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}
