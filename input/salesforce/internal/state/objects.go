package state

import (
	"errors"
	"fmt"
	"maps"
	"time"
)

// Objects is the state of a source that collects several objects, one after another.
type Objects struct {
	// Cursors are the states of the objects by name, each a cursor of Records.
	Cursors map[string]Cursor
}

// objectsDocument is how Objects are written. What is done of the object in progress is
// in the cursor itself, because it changes with each event.
type objectsDocument struct {
	Objects map[string]objectDocument `json:"objects"`
	Current string                    `json:"current,omitempty"`
}

type objectDocument struct {
	Position string `json:"position"`
	Done     int64  `json:"done,omitempty"`
	Sum      string `json:"sum,omitempty"`
}

// ReadObjects decodes what was stored. The error is an *UnreadableError.
func ReadObjects(cursor Cursor) (Objects, error) {
	var document objectsDocument
	if err := read(cursor, &document); err != nil {
		return Objects{}, err
	}
	if document.Objects == nil {
		return Objects{}, unreadable(cursor, errors.New("it does not say which objects are collected"))
	}
	all := Objects{Cursors: make(map[string]Cursor, len(document.Objects))}
	for name, one := range document.Objects {
		of := Cursor{Version: Version, Position: one.Position, Done: one.Done, Sum: one.Sum}
		if name == document.Current {
			of.Done, of.Sum = cursor.Done, cursor.Sum
		}
		if _, err := ReadRecords(of); err != nil {
			return Objects{}, unreadable(cursor, fmt.Errorf("object %q: %w", name, err))
		}
		all.Cursors[name] = of
	}
	return all, nil
}

// Through returns how far all objects are collected: how far the one is that is behind.
func (o Objects) Through() time.Time {
	var earliest time.Time
	for _, cursor := range o.Cursors {
		records, err := ReadRecords(cursor)
		if err == nil && (earliest.IsZero() || records.Through.Before(earliest)) {
			earliest = records.Through
		}
	}
	return earliest
}

// Cursor returns the state as a cursor with nothing in progress beyond what the cursors
// of the objects say.
func (o Objects) Cursor() Cursor {
	document := objectsDocument{Objects: make(map[string]objectDocument, len(o.Cursors))}
	for name, cursor := range o.Cursors {
		document.Objects[name] = objectDocument{Position: cursor.Position, Done: cursor.Done, Sum: cursor.Sum}
	}
	return Cursor{Version: Version, Position: write(document)}
}

// With returns a cursor for all objects, of which one has moved to a new cursor.
func (o Objects) With(name string, moved Cursor) Cursor {
	document := objectsDocument{Objects: make(map[string]objectDocument, len(o.Cursors)+1), Current: name}
	for other, cursor := range o.Cursors {
		document.Objects[other] = objectDocument{Position: cursor.Position, Done: cursor.Done, Sum: cursor.Sum}
	}
	document.Objects[name] = objectDocument{Position: moved.Position}
	return Cursor{Version: Version, Position: write(document), Done: moved.Done, Sum: moved.Sum}
}

// Clone returns a copy that shares nothing.
func (o Objects) Clone() Objects { return Objects{Cursors: maps.Clone(o.Cursors)} }
