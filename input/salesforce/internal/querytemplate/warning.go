package querytemplate

import (
	"fmt"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// Warnings says what cannot be guarded of the query, in sentences for the user.
// lookback is how far the source looks back.
func (q *Query) Warnings(lookback time.Duration) []string {
	var warnings []string
	warn := func(format string, arguments ...any) { warnings = append(warnings, fmt.Sprintf(format, arguments...)) }
	field := q.source.CursorField
	files := q.source.Method == EventLogFile
	records := "records"
	if files {
		records = "files"
	}
	switch {
	case !q.FollowsCursor():
		warn("query.value does not use the cursor: all it asks for is asked for again with every run, and records are published again with the same ids")
	case q.Limited():
		warn("query.value has a LIMIT of %d: it goes on exactly where the last run ended, and %s that show late may be missed; without the LIMIT a lookback of %v would find them", q.sample.Limit, records, lookback)
	case !q.hasTime():
		warn("cursor.field %s is not a time: there is no lookback, and what shows late may be missed", field)
	case !q.sample.BoundAbove(field):
		warn("query.value has no upper bound on %s: late %s may be missed, only a lookback of %v guards against that", field, records, lookback)
	}
	if files {
		warnings = append(warnings, q.fileWarnings()...)
	}
	return warnings
}

func (q *Query) fileWarnings() []string {
	var warnings []string
	pinned := q.sample.Filters("Interval") || q.sample.Filters("Sequence")
	switch {
	case !pinned && q.sample.Filters("Id"):
		warnings = append(warnings, "query.value has a condition on Id and none on Interval: in an org with hourly log files Salesforce then gives hourly and daily files, and most rows come twice, with the same ids; add Interval = 'Hourly' or Interval = 'Daily'")
	case !pinned:
		warnings = append(warnings, "query.value has no condition on Interval: Salesforce gives daily log files only; add Interval = 'Hourly' where the org has hourly ones")
	}
	if len(q.sample.OrderBy) > 0 && strings.EqualFold(q.sample.OrderBy[0].Field, "LogDate") && strings.EqualFold(q.source.CursorField, "CreatedDate") {
		warnings = append(warnings, "query.value is ordered by LogDate while cursor.field is CreatedDate: files are collected in the order of CreatedDate all the same")
	}
	return warnings
}

// hasTime reports whether the cursor's field is a time, as far as is known: fields
// that the catalog does not know may be one.
func (q *Query) hasTime() bool {
	object, ok := catalog.ObjectByName(q.sample.Object)
	if !ok {
		return !strings.EqualFold(q.source.CursorField, "Id")
	}
	for _, field := range object.Fields {
		if strings.EqualFold(field.Name, q.source.CursorField) {
			return field.Type == catalog.DateTime
		}
	}
	return true
}
