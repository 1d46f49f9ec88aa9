package trace

import (
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

// backupLayout is the time in the name of a rotated file.
const backupLayout = "2006-01-02T15-04-05.000"

// rotatingFile is a file that is renamed when it is large enough. It is used by one
// goroutine, and opened when there is something to write.
type rotatingFile struct {
	Options
	file *os.File
	size int64
}

// write adds a line. After an error the next line opens the file anew.
func (f *rotatingFile) write(line []byte) error {
	if f.file != nil && f.size > 0 && f.size+int64(len(line)) > f.MaxBytes {
		if err := f.rotate(time.Now()); err != nil {
			return err
		}
	}
	if f.file == nil {
		if err := f.open(); err != nil {
			return err
		}
		if f.size > 0 && f.size+int64(len(line)) > f.MaxBytes {
			return f.write(line)
		}
	}
	n, err := f.file.Write(line)
	f.size += int64(n)
	if err != nil {
		return errors.Join(err, f.close())
	}
	return nil
}

func (f *rotatingFile) open() error {
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o750); err != nil {
		return err
	}
	file, err := plainfile.OpenOwn(f.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil {
		// One that was there may be open to others.
		err = file.Chmod(0o600)
	}
	if err != nil {
		return errors.Join(err, file.Close())
	}
	f.file, f.size = file, info.Size()
	return nil
}

func (f *rotatingFile) close() error {
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}

func (f *rotatingFile) rotate(now time.Time) error {
	if err := f.close(); err != nil {
		return err
	}
	to := f.backup(now)
	if err := os.Rename(f.Path, to); err != nil {
		return err
	}
	if f.Compress {
		if err := compress(to); err != nil {
			return err
		}
	}
	return f.prune(now)
}

// backup returns a name that no rotated file has.
func (f *rotatingFile) backup(now time.Time) string {
	if !f.LocalTime {
		now = now.UTC()
	}
	before, after := nameParts(f.Path)
	for ; ; now = now.Add(time.Millisecond) {
		name := filepath.Join(filepath.Dir(f.Path), before+now.Format(backupLayout)+after)
		_, err := os.Lstat(name)
		_, compressedErr := os.Lstat(name + ".gz")
		if errors.Is(err, fs.ErrNotExist) && errors.Is(compressedErr, fs.ErrNotExist) {
			return name
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return name // renaming will say what is wrong
		}
	}
}

// nameParts returns what is before and after the time in the names of rotated files.
func nameParts(path string) (before, after string) {
	name := filepath.Base(path)
	after = filepath.Ext(name)
	return strings.TrimSuffix(name, after) + "-", after
}

// backups returns the rotated files of a path, the newest first.
func backups(path string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	before, after := nameParts(path)
	var found []string
	for _, entry := range entries {
		name, isBackup := strings.CutPrefix(strings.TrimSuffix(entry.Name(), ".gz"), before)
		if name, ok := strings.CutSuffix(name, after); isBackup && ok && entry.Type().IsRegular() {
			if _, err := time.Parse(backupLayout, name); err == nil {
				found = append(found, filepath.Join(filepath.Dir(path), entry.Name()))
			}
		}
	}
	slices.Sort(found)
	slices.Reverse(found)
	return found, nil
}

// prune deletes the rotated files that are too many or too old.
func (f *rotatingFile) prune(now time.Time) error {
	all, err := backups(f.Path)
	if err != nil {
		return err
	}
	var problems []error
	for n, path := range all {
		info, err := os.Lstat(path)
		old := err == nil && f.MaxAge > 0 && now.Sub(info.ModTime()) > f.MaxAge
		if f.MaxBackups > 0 && n >= f.MaxBackups || old {
			problems = append(problems, os.Remove(path))
		}
	}
	return errors.Join(problems...)
}

// compress puts a file into one with .gz at its end.
func compress(path string) (err error) {
	from, err := plainfile.OpenOwn(path, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := plainfile.OpenOwn(path+".gz", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	writer := gzip.NewWriter(to)
	_, err = io.Copy(writer, from)
	if err = errors.Join(err, writer.Close(), to.Close()); err != nil {
		return errors.Join(err, os.Remove(path+".gz"))
	}
	return os.Remove(path)
}

// Remove deletes a trace with its rotated files. One that is not there is no error.
func Remove(path string) error {
	all, err := backups(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	problems := []error{err}
	for _, one := range append(all, path) {
		if err := os.Remove(one); !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}
