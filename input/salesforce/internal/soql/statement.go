package soql

import (
	"slices"
	"strings"
	"time"
)

// Statement is what can be said of a query that somebody else wrote. It tells what
// the query asks for, not whether an org would take it.
type Statement struct {
	// Text is the query.
	Text string
	// Object is the one after FROM.
	Object string
	// Columns are the parts of the SELECT list: fields, paths, functions,
	// sub-queries, each as it is written.
	Columns []string
	// OrderBy are the fields of ORDER BY.
	OrderBy []SortField
	// Limit is the most records that come; 0 if there is no limit.
	Limit int

	prefixes    []string // that may stand before a field: the object and its alias
	comparisons []comparison
	columnsEnd  int // where in Text the SELECT list ends
	// limited says that nothing can be put behind the query.
	limited bool
}

// SortField is a field of ORDER BY.
type SortField struct {
	Field      string
	Descending bool
}

// comparison is one condition of WHERE.
type comparison struct {
	field, operator, value string
	// must is whether the condition holds for every record of the result.
	must bool
}

// Read looks at the text of a query.
func Read(text string) (Statement, error) {
	tokens, err := tokenize(text)
	if err != nil {
		return Statement{}, err
	}
	r := &reader{tokens: tokens, statement: Statement{Text: text}}
	if err := r.read(); err != nil {
		return Statement{}, err
	}
	return r.statement, nil
}

// Selects reports whether a field is among the columns, by its name or by FIELDS().
func (s Statement) Selects(field string) bool {
	return slices.ContainsFunc(s.Columns, func(column string) bool {
		return strings.EqualFold(s.plain(column), field) || isFields(column)
	})
}

// Flat reports whether columns can be added to those that there are: neither
// FIELDS() stands among them, nor what makes groups of records.
func (s Statement) Flat() bool {
	return !slices.ContainsFunc(s.Columns, func(column string) bool {
		return !strings.HasPrefix(column, "(") && strings.Contains(column, "(")
	})
}

// With returns the query with more fields, those that it does not have.
func (s Statement) With(fields ...string) string {
	if !s.Flat() {
		return s.Text
	}
	more := ""
	for _, field := range fields {
		if !s.Selects(field) {
			more += ", " + field
		}
	}
	rest := s.Text[s.columnsEnd:]
	if isLetter(rest[0]) { // the FROM of "SELECT (...)FROM"
		more += " "
	}
	return s.Text[:s.columnsEnd] + more + rest
}

// First returns the query for its first record only, unless it says itself how many
// records come, or what is done with them.
func (s Statement) First() string {
	if s.limited {
		return s.Text
	}
	return s.Text + " LIMIT 1"
}

// Mentions reports whether a field is selected by its name, or in a condition.
func (s Statement) Mentions(field string) bool {
	return s.Filters(field) || slices.ContainsFunc(s.Columns, func(column string) bool {
		return strings.EqualFold(s.plain(column), field)
	})
}

// Filters reports whether a condition is on a field.
func (s Statement) Filters(field string) bool {
	return slices.ContainsFunc(s.comparisons, func(c comparison) bool { return strings.EqualFold(s.plain(c.field), field) })
}

// BoundAbove reports whether a field has an upper bound in all of the result.
func (s Statement) BoundAbove(field string) bool {
	return slices.ContainsFunc(s.comparisons, func(c comparison) bool {
		return c.must && strings.EqualFold(s.plain(c.field), field) && slices.Contains([]string{"<", "<=", "="}, c.operator)
	})
}

// BoundBelow returns the time that a field is later than, or at the earliest, in
// all of the result; the zero time if the query does not say.
func (s Statement) BoundBelow(field string) time.Time {
	var bound time.Time
	for _, c := range s.comparisons {
		if !c.must || !strings.EqualFold(s.plain(c.field), field) || (c.operator != ">" && c.operator != ">=") {
			continue
		}
		if at, err := ParseDateTime(c.value); err == nil && at.After(bound) {
			bound = at
		}
	}
	return bound
}

// plain returns a name without the object or alias that may stand before it.
func (s Statement) plain(name string) string {
	if prefix, rest, ok := strings.Cut(name, "."); ok && slices.ContainsFunc(s.prefixes, func(known string) bool { return strings.EqualFold(known, prefix) }) {
		return rest
	}
	return name
}

func isFields(column string) bool {
	name, _, call := strings.Cut(column, "(")
	return call && strings.EqualFold(strings.TrimSpace(name), "FIELDS")
}
