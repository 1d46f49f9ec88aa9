package coverage

import (
	"encoding/json"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Version is the version of the form of a ledger.
const Version = 1

// Header says of what source a ledger is. It is the first line of the file.
type Header struct {
	Version int `json:"version"`
	// Key is that of the source's state in the registry.
	Key string `json:"key"`
	// Input is the id of the input, which may be empty; Host is the org's, and Source what
	// the source is called.
	Input  string     `json:"input"`
	Host   string     `json:"host"`
	Source string     `json:"source"`
	Kind   state.Kind `json:"kind"`
	// Object is that of records.
	Object string `json:"object,omitempty"`
	// PollSeconds is how often the source polls.
	PollSeconds int64 `json:"poll_seconds"`
	// DelaySeconds is how far windows end behind the org's clock.
	DelaySeconds int64 `json:"delay_seconds,omitempty"`
}

// Outcome is how a log file was done with.
type Outcome string

// The outcomes. A file that is quarantined failed too often, and one that is gone was
// listed and could not be had.
const (
	Collected   Outcome = ""
	Quarantined Outcome = "set_aside"
	Gone        Outcome = "gone"
)

// File is a log file that is done with.
type File struct {
	EventType string `json:"event_type"`
	// Interval is Hourly or Daily.
	Interval string `json:"interval"`
	// Hour is where the file's hour, or day, begins.
	Hour     time.Time `json:"hour"`
	Sequence int       `json:"sequence"`
	ID       string    `json:"id"`
	Created  time.Time `json:"created,omitzero"`
	Bytes    int64     `json:"bytes"`
	// Length is the LogFileLength that was listed; 0 if it was not given.
	Length int64 `json:"length,omitempty"`
	// Rows are those that were published.
	Rows    int64   `json:"rows"`
	Outcome Outcome `json:"outcome,omitempty"`
	// Replaced is how many files it has taken the place of.
	Replaced int `json:"replaced,omitempty"`
}

// IsDone reports whether an audit leaves the file alone. A file of which nothing could be had
// is tried again if it is still listed.
func (f *File) IsDone() bool {
	return f.Outcome == Collected || f.Outcome == Quarantined && f.Rows > 0
}

// place is what one file only can be in: a daily file is replaced by the one that is made
// of more events, and an hour's files are numbered. An hourly file without a number is known
// by its id alone.
type place struct {
	eventType, interval string
	hour                int64
	sequence            int
	id                  string
}

func (f *File) place() place {
	at := place{eventType: f.EventType, interval: f.Interval, hour: f.Hour.Unix(), sequence: f.Sequence}
	if f.Sequence == 0 && f.Interval != Daily {
		at.id = f.ID
	}
	return at
}

// Daily is the interval of daily files.
const Daily = "Daily"

// Window is a span of time of which all records are collected. A run of a query that says
// itself where it goes on has the newest times before and after it.
type Window struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// Windows is how many were put together; 0 for one.
	Windows int64 `json:"windows,omitempty"`
	// Records are counted by their hour, in seconds since 1970.
	Records map[int64]int64 `json:"records,omitempty"`
	// Identities are those of the records, for audits. They are in files of their own.
	Identities []Identity `json:"-"`
}

func (w *Window) count() int64 { return max(w.Windows, 1) }

// summaryLine notes that a summary was published.
type summaryLine struct {
	EventType string    `json:"event_type,omitempty"`
	Interval  string    `json:"interval,omitempty"`
	Hour      time.Time `json:"hour"`
	Summary   string    `json:"summary"`
}

func (t *summaryLine) place() place {
	return place{eventType: t.EventType, interval: t.Interval, hour: t.Hour.Unix()}
}

// line is one line of a ledger; it has one of the three.
type line struct {
	// Number counts the lines; 0 for those that no cursor covers.
	Number int64 `json:"n,omitempty"`
	// First is when the first of what was put together was acknowledged, and At the last.
	First  time.Time    `json:"first,omitzero"`
	At     time.Time    `json:"at"`
	File   *File        `json:"file,omitempty"`
	Window *Window      `json:"window,omitempty"`
	Told   *summaryLine `json:"told,omitempty"`

	// What follows is for audits and goes to other files: the identities of records or of a
	// log file, and the result of an audit.
	identities []Identity
	audit      *Audit
}

// isAudit reports whether a line is for audits only.
func (l *line) isAudit() bool { return l.File == nil && l.Window == nil && l.Told == nil }

func (l *line) first() time.Time {
	if l.First.IsZero() {
		return l.At
	}
	return l.First
}

// encode appends a line, or a header. What cannot be encoded is left out: it must never
// end the process.
func encode(to []byte, value any) []byte {
	encoded, err := json.Marshal(value)
	if err != nil {
		return to
	}
	return append(append(to, encoded...), '\n')
}

// The first and the last time that a line can hold: JSON has years of four digits, and the
// zero time stands for none.
var (
	earliest = time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

// encodable moves a time into the bounds. The zero time stays.
func encodable(at time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	return older(newer(at.UTC(), earliest), latest)
}

// hourOf returns the hour of a moment, in seconds since 1970.
func hourOf(at time.Time) int64 {
	seconds := at.Unix()
	return seconds - ((seconds%3600)+3600)%3600
}

// longestName bounds names that come from the org.
const longestName = 255

func bounded(name string) string { return name[:min(len(name), longestName)] }

func newer(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func older(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
