package orgsim

import (
	"fmt"
	"maps"
)

// DeleteRecords deletes the records of an object for which remove returns true, and returns how
// many these are. They are gone from now on. Remove gets a copy of the values.
func (o *Org) DeleteRecords(object string, remove func(values map[string]any) bool) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	deleted, now := 0, o.now()
	for n := range o.records[object] {
		if record := &o.records[object][n]; record.deletedAt.IsZero() && remove(maps.Clone(record.values)) {
			record.deletedAt = now
			deleted++
		}
	}
	return deleted
}

// DeleteLogFile deletes the log file of an id: it is not listed any more from now on, and its
// body is gone.
func (o *Org) DeleteLogFile(id string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, file := range o.logFiles {
		if file.id == id {
			file.deletedAt = o.now()
			return nil
		}
	}
	return fmt.Errorf("deleting log file %q: no such file", id)
}
