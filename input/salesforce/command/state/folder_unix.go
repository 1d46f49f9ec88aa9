//go:build !windows

package statecommand

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// keepOwner gives all that is in a folder to the owner of the folder that holds it. A
// beat that does not run as root could not read what root wrote.
func keepOwner(folder string) error {
	if os.Geteuid() != 0 {
		return nil // what is written is the user's own
	}
	info, err := os.Stat(filepath.Dir(folder))
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(owner.Uid), int(owner.Gid))
	})
}

// syncFolder makes the names in a folder outlive a power failure.
func syncFolder(path string) (err error) {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	return folder.Sync()
}
