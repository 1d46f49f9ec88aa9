package querytemplate

import (
	"time"
)

// Method is the part of the stanza that a query stands in.
type Method string

// The methods, as templates name them.
const (
	EventLogFile Method = "event_log_file"
	Object       Method = "object"
)

// The keys of a cursor.
const (
	FirstEventTime = "first_event_time"
	LastEventTime  = "last_event_time"
	LastEventID    = "last_event_id"
	ProgressTime   = "progress_time"
	BatchStartTime = "batch_start_time"
	BatchEndTime   = "batch_end_time"
)

// Cursor is what a template can ask for, by the keys above. The keys that are not in
// it are empty.
type Cursor map[string]string

// keys are what templates of a method can ask for.
func (m Method) keys() []string {
	if m == EventLogFile {
		return []string{FirstEventTime, LastEventTime, LastEventID}
	}
	return []string{FirstEventTime, LastEventTime, LastEventID, ProgressTime, BatchStartTime, BatchEndTime}
}

// data is what a template sees. Without a cursor, .cursor is nil.
func (m Method) data(cursor Cursor) map[string]any {
	if cursor == nil {
		return map[string]any{"cursor": nil}
	}
	values := make(map[string]string, len(cursor))
	for _, key := range m.keys() {
		values[key] = cursor[key]
	}
	return map[string]any{"cursor": map[string]any{string(m): values}}
}

// sample is a cursor as there could be one.
func (m Method) sample(at time.Time) Cursor {
	cursor := make(Cursor)
	for _, key := range m.keys() {
		switch key {
		case LastEventID:
			cursor[key] = "0AT5j00000Pabc1GAB"
		case BatchStartTime:
			cursor[key] = Precise(at.Add(-time.Hour))
		case BatchEndTime:
			cursor[key] = Precise(at)
		default:
			cursor[key] = AsEvent(at)
		}
	}
	return cursor
}

// AsEvent writes a time as Salesforce writes it in a record: templates that take it
// apart expect this form.
func AsEvent(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000-0700") }

// Precise writes the time of a batch.
func Precise(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
