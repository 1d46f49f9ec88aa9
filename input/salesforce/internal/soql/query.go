package soql

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Query is a SELECT over one object.
type Query struct {
	Select  []string // fields, FIELDS(STANDARD), count()
	From    string   // one object
	Where   []string // conditions, all of which must hold
	OrderBy []string // fields, each with its direction where that matters
	Limit   int      // at most this many records; 0 means all
}

// String returns the text of the query.
func (q Query) String() string {
	var text strings.Builder
	text.WriteString("SELECT " + strings.Join(q.Select, ", ") + " FROM " + q.From)
	if len(q.Where) > 0 {
		text.WriteString(" WHERE " + strings.Join(q.Where, " AND "))
	}
	if len(q.OrderBy) > 0 {
		text.WriteString(" ORDER BY " + strings.Join(q.OrderBy, ", "))
	}
	if q.Limit > 0 {
		text.WriteString(" LIMIT " + strconv.Itoa(q.Limit))
	}
	return text.String()
}

// Validate reports the names in SELECT and FROM that are not names. Conditions
// are not looked into: they are made of names the caller chose and of values
// that went through Quote, DateTime and In.
func (q Query) Validate() error {
	var problems []error
	if len(q.Select) == 0 {
		problems = append(problems, errors.New("query selects no field"))
	}
	for _, field := range q.Select {
		if !validColumn(field) {
			problems = append(problems, fmt.Errorf("query selects %q, which is not a field name", field))
		}
	}
	if !ValidName(q.From) {
		problems = append(problems, fmt.Errorf("query is from %q, which is not an object name", q.From))
	}
	if q.Limit < 0 {
		problems = append(problems, fmt.Errorf("query has the limit %d, which is below 0", q.Limit))
	}
	return errors.Join(problems...)
}

// ValidName reports whether name can be an API name: letters, digits and
// underscores, starting with a letter. Anything else must not be put in a query
// or a path, because neither has a way to quote it.
func ValidName(name string) bool {
	for i := range len(name) {
		letter := name[i]|0x20 >= 'a' && name[i]|0x20 <= 'z'
		if !letter && (i == 0 || name[i] != '_' && (name[i] < '0' || name[i] > '9')) {
			return false
		}
	}
	return name != ""
}

// validColumn also takes what is no plain name: a path over a relationship and
// the functions that stand for columns.
func validColumn(column string) bool {
	switch strings.ToUpper(column) {
	case "FIELDS(STANDARD)", "FIELDS(CUSTOM)", "FIELDS(ALL)", "COUNT()":
		return true
	}
	for name := range strings.SplitSeq(column, ".") {
		if !ValidName(name) {
			return false
		}
	}
	return true
}
