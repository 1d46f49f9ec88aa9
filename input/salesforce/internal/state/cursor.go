package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Version is the version of the form that this package writes.
const Version = 1

// Cursor is the value that is stored in the registry. It is always passed by
// value, and none of its parts is ever changed.
type Cursor struct {
	// Version of the form of Position.
	Version int `struct:"version"`
	// Position is a JSON document of the collector's kind.
	Position string `struct:"position"`
	// Done counts the rows or records of the unit in progress, after those that
	// Position counts already, that are covered.
	Done int64 `struct:"done"`
	// Sum is the exclusive or of the short identities of those records. For a log file it
	// covers all rows of the file that are published, also those that Position counts.
	Sum string `struct:"sum,omitempty"`
}

// ErrUnencoded says that a state could not be written as a document. What is stored already
// stays.
var ErrUnencoded = errors.New("the progress cannot be encoded, so what was saved before stays saved")

// Encoded reports whether the cursor has a document. One that has none must not be stored.
func (c Cursor) Encoded() bool { return c.Position != "" }

// UnreadableError says that the registry holds something that this version does
// not understand. Going on from a guess could lose events or collect months of
// them again, so it is left to the operator.
type UnreadableError struct {
	// Version that was found.
	Version int
	// Cause is what went wrong; nil when the version alone is the trouble.
	Cause error
}

// Error says what was found and how to go on.
func (e *UnreadableError) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("stored state of version %d cannot be read: %v; restore the registry from a backup, or give the input a new id to start again from initial_interval", e.Version, e.Cause)
	}
	return fmt.Sprintf("stored state has version %d, this Filebeat reads version %d; run the version that wrote it, or give the input a new id to start again from initial_interval", e.Version, Version)
}

// Unwrap returns the cause.
func (e *UnreadableError) Unwrap() error { return e.Cause }

// read decodes the document of a cursor. An error is always an *UnreadableError.
func read(cursor Cursor, document any) error {
	if cursor.Version != Version {
		return &UnreadableError{Version: cursor.Version}
	}
	if cursor.Done < 0 {
		return unreadable(cursor, fmt.Errorf("invalid count of rows or records: %d", cursor.Done))
	}
	if err := json.Unmarshal([]byte(cursor.Position), document); err != nil {
		return unreadable(cursor, err)
	}
	return nil
}

func unreadable(cursor Cursor, cause error) error {
	return &UnreadableError{Version: cursor.Version, Cause: cause}
}

// document is what a Position is made of.
type document interface {
	// encodable returns the document with all times bounded to what JSON can have.
	encodable() any
}

// write encodes a document. The documents consist of types that encode, but for times of
// years that JSON does not know. They are refused where they are read; if one gets here all
// the same, it must not end the process. A document that cannot be encoded is empty, and
// Cursor.Encoded keeps it from being stored.
func write(from document) string {
	encoded, err := json.Marshal(from)
	if err != nil {
		encoded, err = json.Marshal(from.encodable())
	}
	if err != nil {
		return ""
	}
	return string(encoded)
}

// encodable bounds a time to what JSON can have.
func encodable(at time.Time) time.Time {
	at = at.UTC()
	switch {
	case at.Year() < 0:
		return time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	case at.Year() > 9999:
		return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	}
	return at
}

func (r Records) encodable() any {
	r.Through, r.Settled = encodable(r.Through), encodable(r.Settled)
	if r.Window != nil {
		r.Window = &Window{Start: encodable(r.Window.Start), End: encodable(r.Window.End)}
	}
	return r
}

func (q Query) encodable() any {
	q.Begun, q.Begin, q.Newest = encodable(q.Begun), encodable(q.Begin), encodable(q.Newest)
	if q.Run != nil {
		run := encodable(*q.Run)
		q.Run = &run
	}
	return q
}

func (f LogFiles) encodable() any {
	f = f.Clone()
	f.Begin, f.Watermark = encodable(f.Begin), encodable(f.Watermark)
	for selection, since := range f.Behind {
		f.Behind[selection] = encodable(since)
	}
	for n := range f.Collected {
		f.Collected[n].CreatedDate = encodable(f.Collected[n].CreatedDate)
	}
	for n := range f.Partial {
		f.Partial[n].CreatedDate = encodable(f.Partial[n].CreatedDate)
	}
	for n := range f.Missed {
		f.Missed[n].CreatedDate = encodable(f.Missed[n].CreatedDate)
	}
	if f.Current != nil {
		f.Current.CreatedDate = encodable(f.Current.CreatedDate)
	}
	return f
}

func (d objectsDocument) encodable() any { return d }
