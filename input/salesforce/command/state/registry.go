package statecommand

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/cmd/instance/locks"
	"github.com/elastic/beats/v7/libbeat/common/transform/typeconv"
	"github.com/elastic/beats/v7/libbeat/statestore/backend"
	"github.com/elastic/beats/v7/libbeat/statestore/backend/memlog"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

// registry is that of a beat which does not run.
type registry struct {
	root  string // has a folder for each store
	store string
	mode  os.FileMode
}

var errNoRegistry = errors.New("has no registry")

// registryEntry is an entry as Beats' input-cursor writes it.
type registryEntry struct {
	TTL     time.Duration
	Updated time.Time
	Cursor  any
}

// locked runs do while the beat whose data is in the folder of paths.Data cannot
// start.
func locked(info beat.Info, do func() error) (err error) {
	lock := locks.NewWithRetry(info, paths.Paths, 1, 0)
	if err := lock.Lock(); errors.Is(err, locks.ErrAlreadyLocked) {
		return fmt.Errorf("the beat that has its data in %s is running: stop it first, because it is writing its state", paths.Resolve(paths.Data, ""))
	} else if err != nil {
		return fmt.Errorf("locking the data folder, as the beat itself does: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	return do()
}

// folder is where the store has its files.
func (r registry) folder() string { return filepath.Join(r.root, r.store) }

// read returns the entries of our input, and of Elastic's. It changes nothing: opening a store can.
func (r registry) read() (map[string]registryEntry, error) {
	if _, err := os.Stat(filepath.Join(r.folder(), "meta.json")); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s %w: the beat has not run yet, or keeps its data elsewhere (see path.data)", r.folder(), errNoRegistry)
	} else if err != nil {
		return nil, fmt.Errorf("reading the registry: %w", err)
	}
	copied, err := os.MkdirTemp("", "registry")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(copied)
	if err := copyFolder(r.folder(), filepath.Join(copied, r.store)); err != nil {
		return nil, fmt.Errorf("copying the registry to read it: %w", err)
	}
	if err := undamaged(filepath.Join(copied, r.store)); err != nil {
		return nil, fmt.Errorf("the registry %s is damaged: %w; restore it from a backup, or let the beat start once, which keeps what can be read", r.folder(), err)
	}
	entries := make(map[string]registryEntry)
	err = registry{root: copied, store: r.store, mode: r.mode}.open(func(store backend.Store) error {
		return store.Each(func(key string, value backend.ValueDecoder) (bool, error) {
			if _, ours := stanza.CutType(key); !ours {
				return true, nil
			}
			var entry registryEntry
			if err := value.Decode(&entry); err != nil {
				return false, fmt.Errorf("%s: %w", terminal.Name(key), err)
			}
			entries[key] = entry
			return true, nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading the registry: %w", err)
	}
	return entries, nil
}

// write changes entries, and removes those that are nil. It returns where it put a
// copy of the registry as it was; "" if there was none.
func (r registry) write(changes map[string]*registryEntry, now time.Time) (backup string, err error) {
	backup = filepath.Join(r.root+"-backup", now.UTC().Format("20060102T150405.000Z"))
	if _, err := os.Stat(r.folder()); errors.Is(err, os.ErrNotExist) {
		return "", r.change(changes)
	}
	if err := copyFolder(r.folder(), filepath.Join(backup, r.store)); err != nil {
		return "", fmt.Errorf("copying the registry before it is changed: %w; nothing was changed", err)
	}
	if err := errors.Join(r.change(changes), keepOwner(r.root+"-backup")); err != nil {
		return backup, fmt.Errorf("changing the registry: %w; to restore it, replace %[3]s with %[2]s", err, filepath.Join(backup, r.store), r.folder())
	}
	return backup, nil
}

// change makes the changes, and makes sure of them.
func (r registry) change(changes map[string]*registryEntry) error {
	for key, entry := range changes {
		if entry == nil {
			continue
		}
		if at, ok := entry.Cursor.(state.Cursor); ok && !at.Encoded() {
			return fmt.Errorf("%s: %w", terminal.Name(key), state.ErrUnencoded)
		}
	}
	err := r.open(func(store backend.Store) error {
		for key, entry := range changes {
			if entry == nil {
				if err := store.Remove(key); err != nil {
					return err
				}
			} else if err := store.Set(key, *entry); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, keepOwner(r.root), syncFolder(r.folder())); err != nil {
		return err
	}
	return r.verify(changes)
}

// verify reads back what was written.
func (r registry) verify(changes map[string]*registryEntry) error {
	entries, err := r.read()
	if err != nil {
		return err
	}
	for key, want := range changes {
		got, ok := entries[key]
		if ok != (want != nil) {
			return fmt.Errorf("%s was not changed", terminal.Name(key))
		}
		if want == nil {
			continue
		}
		// Both are compared as they are read: numbers of a JSON file have one type.
		was, is, err := bothCursors(want.Cursor, got.Cursor)
		if err != nil || was != is {
			return errors.Join(fmt.Errorf("%s was not written correctly", terminal.Name(key)), err)
		}
	}
	return nil
}

// open opens the store, and closes it after use, which syncs it to the disk.
func (r registry) open(use func(backend.Store) error) (err error) {
	opened, err := memlog.New(logp.NewLogger("registry"), memlog.Settings{Root: r.root, FileMode: r.mode})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	store, err := opened.Access(r.store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return use(store)
}

func bothCursors(a, b any) (first, second any, err error) {
	one, err := asCursor(a)
	if err != nil {
		return nil, nil, err
	}
	two, err := asCursor(b)
	return one, two, err
}

// unpack converts a value of the registry.
func unpack(to, from any) error { return typeconv.Convert(to, from) }
