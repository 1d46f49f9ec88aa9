package statecommand

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

// copyFolder copies the files of a folder, which has no folders in it, and syncs them.
func copyFolder(from, to string) error {
	if err := os.MkdirAll(to, 0o750); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		if err := copyFile(filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())); err != nil {
			return err
		}
	}
	return syncFolder(to)
}

func copyFile(from, to string) (err error) {
	source, err := plainfile.OpenOwn(from, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	if _, err := io.Copy(target, source); err != nil {
		return err
	}
	return target.Sync()
}

// undamaged looks at what Beats, opening a store, would only log and leave out: a
// checkpoint that is no JSON, and operations that are none. An operation that broke
// off at the very end is what a crash leaves, and was never done.
func undamaged(folder string) error {
	active, _, err := plainfile.Read(filepath.Join(folder, "active.dat"), math.MaxInt64)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if name := filepath.Base(string(active)); err == nil && name != "." {
		checkpoint, _, err := plainfile.Read(filepath.Join(folder, name), math.MaxInt64)
		if err != nil {
			return fmt.Errorf("its checkpoint: %w", err)
		}
		if !json.Valid(checkpoint) {
			return fmt.Errorf("its checkpoint %s is not JSON", name)
		}
	}
	operations, err := plainfile.Open(filepath.Join(folder, "log.json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer operations.Close()
	for lines, number := bufio.NewReader(operations), 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !json.Valid(line) {
			return fmt.Errorf("line %d of log.json is not JSON", number)
		}
	}
}
