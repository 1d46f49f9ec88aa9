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
	KindObjects  Kind = "objects"
	KindUnknown  Kind = "unknown"
)

// KindOf returns what the document of a cursor is about. It says nothing of whether
// the document can be read.
func KindOf(cursor Cursor) Kind {
	var document map[string]json.RawMessage
	if json.Unmarshal([]byte(cursor.Position), &document) != nil {
		return KindUnknown
	}
	for key, kind := range map[string]Kind{"watermark": KindLogFiles, "through": KindRecords, "begun": KindQuery, "objects": KindObjects} {
		if _, ok := document[key]; ok {
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
	f.Collected = slices.DeleteFunc(f.Collected, func(done CollectedFile) bool { return later(done.LogFile) })
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
	f.Watermark, f.Begin, f.Marks = to, known, f.Marks.upTo(to)
	if moment := to.Add(-edge); moment.Before(known) {
		f.Begin = moment
	}
	return f
}

// edge is how much before a time a source begins, because queries of users may want
// what is after where it begins, and not what is there.
const edge = time.Millisecond

// Rewind returns the state in which the query goes on from to, less the lookback of the
// source where records may still show that are older. It is false for a query that does
// not go on by a time.
func (q Query) Rewind(to time.Time, lookback time.Duration) (Query, bool) {
	if q.Newest.IsZero() {
		return q, false
	}
	q.Run, q.Beyond, q.Sent, q.Sum = nil, "", 0, 0
	if !to.Before(q.Newest) {
		return q, true
	}
	if known := q.Newest.Add(-lookback); to.Before(known) {
		q.Begin = to.Add(-edge)
	}
	q.Newest, q.Seen, q.First, q.Last, q.LastID = to, nil, "", "", ""
	q.Marks = q.Marks.upTo(to)
	return q, true
}

// Rewind returns the state in which no record of to, or later, is collected of any of the
// objects; see Records.Rewind.
func (o Objects) Rewind(to time.Time, lookback time.Duration) Objects {
	all := o.Clone()
	for name, cursor := range all.Cursors {
		if records, err := ReadRecords(cursor); err == nil {
			all.Cursors[name] = records.Rewind(to, lookback).cursor()
		}
	}
	return all
}

// Rewind returns the state in which no record of to, or later, is collected. The
// lookback is the one of the source: where to is within it, records before to that may
// still become visible late are found as they would have been without, and those there
// that were seen come again, because what was seen is remembered without its time.
func (r Records) Rewind(to time.Time, lookback time.Duration) Records {
	if r.Window != nil && to.Before(r.Window.End) {
		r.Window, r.Sent, r.Sum = nil, 0, 0
	}
	if !to.Before(r.Through) {
		return r
	}
	if to.Before(r.Settled) || to.Before(r.Through.Add(-lookback)) {
		r.Settled = to
	}
	r.Through, r.Seen, r.Marks = to, nil, r.Marks.upTo(to)
	return r
}
