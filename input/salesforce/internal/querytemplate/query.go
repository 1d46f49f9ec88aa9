package querytemplate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// The options whose mistakes New tells of.
const (
	optionDefault = "query.default"
	optionValue   = "query.value"
	optionCursor  = "cursor.field"
)

// Source is what a stanza says of a query.
type Source struct {
	Method      Method
	Default     string
	Value       string
	CursorField string
}

// Mistake is what is wrong with an option.
type Mistake struct{ Option, Text string }

// Query is a query that can be rendered for a run.
type Query struct {
	source    Source
	byDefault *text
	value     *text
	sample    soql.Statement // what value renders to
}

// New reads a query and looks at what it renders to. The mistakes are all that can
// be found without an org; with them the query is nil.
func New(source Source) (*Query, []Mistake) {
	q := &Query{source: source}
	var mistakes []Mistake
	wrong := func(option, format string, arguments ...any) {
		mistakes = append(mistakes, Mistake{option, fmt.Sprintf(format, arguments...)})
	}
	if field := source.CursorField; strings.TrimSpace(field) == "" {
		wrong(optionCursor, "is required: the field that says how far records are collected, such as %s", usualCursor(source.Method))
	} else if !soql.ValidName(field) {
		wrong(optionCursor, "%q is not the name of a field", field)
	} else if source.Method == EventLogFile && !isFileTime(field) {
		wrong(optionCursor, "%q is not a time of EventLogFile: use CreatedDate", field)
	}
	now := time.Now()
	var objects []string
	for _, part := range []struct {
		option, source string
		cursor         Cursor
		to             **text
		sample         *soql.Statement
	}{
		{optionDefault, source.Default, nil, &q.byDefault, new(soql.Statement)},
		{optionValue, source.Value, source.Method.sample(now), &q.value, &q.sample},
	} {
		if strings.TrimSpace(part.source) == "" {
			wrong(part.option, "is required")
			continue
		}
		parsed, err := parseText(source.Method, part.option, part.source)
		if err != nil {
			wrong(part.option, "%v", err)
			continue
		}
		*part.to = parsed
		query, err := parsed.render(now, part.cursor)
		if err != nil {
			wrong(part.option, "%v", err)
			continue
		}
		if *part.sample, err = q.look(query); err != nil {
			wrong(part.option, "%v", err)
			continue
		}
		objects = append(objects, part.sample.Object)
	}
	if len(objects) == 2 && !strings.EqualFold(objects[0], objects[1]) {
		wrong(optionValue, "asks for %s, but query.default for %s: both have to ask for the same object", objects[1], objects[0])
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	return q, nil
}

func usualCursor(method Method) string {
	if method == EventLogFile {
		return "CreatedDate"
	}
	return "CreatedDate or EventDate"
}

func isFileTime(field string) bool {
	for _, known := range []string{"CreatedDate", "LogDate", "LastModifiedDate", "SystemModstamp"} {
		if strings.EqualFold(field, known) {
			return true
		}
	}
	return false
}

// look checks what a template rendered to.
func (q *Query) look(query string) (soql.Statement, error) {
	s, err := soql.Read(query)
	if err != nil {
		return s, fmt.Errorf("%.200q is not a query that can be sent: %w", query, err)
	}
	if err := soql.RefuseStandingKeys(query); err != nil {
		return s, err
	}
	needed := []string{q.source.CursorField}
	if q.source.Method == EventLogFile {
		if !strings.EqualFold(s.Object, "EventLogFile") {
			return s, fmt.Errorf("selects from %s instead of EventLogFile: put other objects under event_monitoring_method.object", s.Object)
		}
		needed = append(needed, "LogFile")
	}
	for _, field := range needed {
		if field != "" && !s.Selects(field) {
			return s, fmt.Errorf("does not select %s", field)
		}
	}
	return s, nil
}

// Render returns the query of a run: without a cursor query.default, and else
// query.value. A query of log files selects what is needed to recognize them.
func (q *Query) Render(now time.Time, cursor Cursor) (soql.Statement, error) {
	part, option := q.value, optionValue
	if cursor == nil {
		part, option = q.byDefault, optionDefault
	}
	query, err := part.render(now, cursor)
	if err != nil {
		return soql.Statement{}, fmt.Errorf("rendering %s: %w", option, err)
	}
	s, err := q.look(query)
	if err != nil {
		return s, fmt.Errorf("rendering %s: %w", option, err)
	}
	if q.source.Method == EventLogFile {
		s.Text = s.With(neededOfFiles(s)...)
	}
	return s, nil
}

// Example is what a template renders to.
type Example struct {
	// Option is the template's, such as query.value.
	Option string
	// Text asks for one record.
	Text string
}

// Examples returns what both templates render to at a time, query.value as if all up
// to then were collected, for one record each where the query has no LIMIT itself.
func (q *Query) Examples(now time.Time) ([]Example, error) {
	var examples []Example
	for _, part := range []struct {
		option string
		cursor Cursor
	}{{optionDefault, nil}, {optionValue, q.source.Method.sample(now)}} {
		s, err := q.Render(now, part.cursor)
		if err != nil {
			return nil, err
		}
		examples = append(examples, Example{part.option, s.First()})
	}
	return examples, nil
}

// neededOfFiles are the fields without which a log file is not recognized or its
// rows are less than they could be. The interval has fields in some orgs only: a
// query that has one of them is of an org that has both.
func neededOfFiles(s soql.Statement) []string {
	fields := []string{"Id", "EventType", "CreatedDate", "LogDate", "LogFileLength", "ApiVersion", "LogFileFieldNames", "LogFileFieldTypes"}
	if s.Mentions("Interval") || s.Mentions("Sequence") {
		fields = append(fields, "Interval", "Sequence")
	}
	return fields
}

// Object is the object that the query asks for.
func (q *Query) Object() string { return q.sample.Object }

// CursorField is the field that says how far is collected.
func (q *Query) CursorField() string { return q.source.CursorField }

// Uses reports whether query.value asks for one of the keys of the cursor.
func (q *Query) Uses(keys ...string) bool {
	for _, key := range keys {
		if q.value.uses(key) {
			return true
		}
	}
	return false
}

// InBatches reports whether query.value asks for the records between two times.
func (q *Query) InBatches() bool { return q.Uses(BatchStartTime) && q.Uses(BatchEndTime) }

// FollowsCursor reports whether query.value says where to go on.
func (q *Query) FollowsCursor() bool { return q.Uses(q.source.Method.keys()...) }

// Limit is the most records that query.value asks for; 0 if it has no LIMIT.
func (q *Query) Limit() int { return q.sample.Limit }

// Limited reports whether query.value asks for a number of records only.
func (q *Query) Limited() bool { return q.sample.Limit > 0 }

// Name tells the query from others of the same object. It is part of the key of the
// query's state: what another query collected says nothing of this one. White space
// does not count, nor does query.default, which has no part in how it goes on.
func (q *Query) Name() string {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(q.source.Value), " ") + "\n" + strings.ToLower(q.source.CursorField)))
	return "query-" + hex.EncodeToString(sum[:6])
}
