package state

import (
	"encoding/json"
	"slices"
	"time"
)

// Kind is what a document is about.
type Kind string

// The kinds of documents. Query is one of a query that says itself where it goes on.
const (
	KindLogFiles Kind = "log files"
	KindRecords  Kind = "records"
	KindQuery    Kind = "query"
	KindUnknown  Kind = "unknown"
)

// KindOf returns what the document of a cursor is about. It says nothing of whether
// the document can be read.
func KindOf(cursor Cursor) Kind {
	var document map[string]json.RawMessage
	if json.Unmarshal([]byte(cursor.Position), &document) != nil {
		return KindUnknown
	}
	for key, kind := range map[string]Kind{"watermark": KindLogFiles, "through": KindRecords, "begun": KindQuery} {
		if _, has := document[key]; has {
			return kind
		}
	}
	return KindUnknown
}

// Rewind returns the state in which no file that was created at to, or later, is
// collected. The lookback is the one of the source: what is created before to and may
// still show late is found as it would have been without. It must not be shorter than
// that; a longer one makes files come again that need not.
func (f LogFiles) Rewind(to time.Time, lookback time.Duration) LogFiles {
	known := f.Watermark.Add(-lookback)
	if known.Before(f.Begin) {
		known = f.Begin
	}
	f = f.Clone()
	f.Current = nil
	later := func(file LogFile) bool { return !file.CreatedDate.Before(to) }
	f.Collected = slices.DeleteFunc(f.Collected, func(done Collected) bool { return later(done.LogFile) })
	f.Partial = slices.DeleteFunc(f.Partial, func(partial Partial) bool { return later(partial.LogFile) })
	for selection, since := range f.Behind {
		if to.Before(since) {
			f.Behind[selection] = to
		}
	}
	if !to.Before(f.Watermark) {
		return f
	}
	// What was collected before the lookback is not remembered file by file, so that
	// the listing must not look back from to into that.
	f.Watermark, f.Begin = to, known
	if to.Before(known) {
		f.Begin = to
	}
	return f
}

// Rewind returns the state in which no record of to, or later, is collected. Records
// just before to that may still become visible late are found as they would have been
// without, and those there that were seen come again, because what was seen is
// remembered without its time.
func (r Records) Rewind(to time.Time) Records {
	if r.Window != nil && to.Before(r.Window.End) {
		r.Window, r.Sent, r.Sum = nil, 0, 0
	}
	if !to.Before(r.Through) {
		return r
	}
	r.Through, r.Seen = to, nil
	if to.Before(r.Settled) {
		r.Settled = to
	}
	return r
}
