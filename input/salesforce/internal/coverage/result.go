package coverage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
)

// Rows returns how many records of a UTC day the ledger counts. Those that an audit has found
// are not among them.
func (l *Ledger) Rows(day time.Time) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, err := read(l.path)
	if err != nil {
		return 0, ignoreMissing(err)
	}
	rows := int64(0)
	for _, series := range newBook(found.header, found.lines).Series {
		for _, cell := range series.cells {
			if !cell.Hour.Before(day) && cell.Hour.Before(day.Add(24*time.Hour)) {
				rows += cell.Rows
			}
		}
	}
	return rows, nil
}

// NewAudit returns the result of a comparison that begins.
func NewAudit(task audit.Task) Audit {
	return Audit{Day: task.Day, AgeSeconds: int64(task.Age / time.Second), Causes: make(map[Cause]int64)}
}

// Miss counts a record or file of the org that was not collected.
func (a *Audit) Miss(cause Cause) {
	a.Found++
	a.Causes[cause]++
}

// Delete counts a record or file that was collected and is not there any more.
func (a *Audit) Delete() {
	a.Deleted++
	a.Causes[DeletedSince]++
}

// Recount forgets what was counted of the org. What was found stays: it is collected by now.
func (a *Audit) Recount() {
	a.Org, a.Deleted = 0, 0
	delete(a.Causes, DeletedSince)
}

// Summary says what an audit has found, of things called what; "" if nothing differed.
func (a *Audit) Summary(what string) string {
	if a.Found == 0 && a.Deleted == 0 && !a.Unfinished {
		return ""
	}
	text := fmt.Sprintf("%s, %v after the end of the day: the org has %d %s, %d were collected", a.Day.Format(time.DateOnly), a.Age(), a.Org, what, a.Ours)
	if a.Found > 0 {
		var causes []string
		for _, cause := range []Cause{CreatedLate, VisibleLate, FileReplaced} {
			if count := a.Causes[cause]; count > 0 {
				causes = append(causes, fmt.Sprintf("%d %s", count, strings.ReplaceAll(string(cause), "_", " ")))
			}
		}
		text += fmt.Sprintf("; %d missing ones are collected now (%s)", a.Found, strings.Join(causes, ", "))
	}
	if a.Deleted > 0 {
		text += fmt.Sprintf("; %d were deleted since", a.Deleted)
	}
	if a.Unfinished {
		text += "; not all of the day could be compared"
	}
	return text
}

// Audits returns the results of all audits that the ledger knows of, by day and age.
func (l *Ledger) Audits() []Audit {
	l.mu.Lock()
	defer l.mu.Unlock()
	results := slices.Clone(l.audits.results)
	slices.SortStableFunc(results, func(a, b Audit) int {
		if order := a.Day.Compare(b.Day); order != 0 {
			return order
		}
		return int(a.AgeSeconds - b.AgeSeconds)
	})
	return results
}
