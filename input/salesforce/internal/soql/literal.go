package soql

import (
	"fmt"
	"strings"
	"time"
)

// dateTimeLayout is the form every API version accepts as a dateTime literal.
const dateTimeLayout = "2006-01-02T15:04:05.000Z"

// escapes are the characters that end or alter a quoted string.
var escapes = strings.NewReplacer(
	`\`, `\\`,
	`'`, `\'`,
	"\n", `\n`,
	"\r", `\r`,
	"\t", `\t`,
	"\b", `\b`,
	"\f", `\f`,
)

// Quote returns text as a SOQL string literal.
func Quote(text string) string {
	return "'" + escapes.Replace(text) + "'"
}

// DateTime returns t as a SOQL dateTime literal in UTC. What is below the
// millisecond is cut off, never rounded up, so that a lower bound stays one.
func DateTime(t time.Time) string {
	return t.UTC().Format(dateTimeLayout)
}

// In returns the condition that field has one of the values. With no values it
// is a condition that no filled field meets: an empty list must not become a
// query without a filter.
func In(field string, values []string) string {
	if len(values) == 0 {
		return field + " IN ('')"
	}
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = Quote(value)
	}
	return field + " IN (" + strings.Join(quoted, ", ") + ")"
}

// ParseDateTime reads a date-time as the REST API and the log files write it:
// with an offset of "Z", "+0000" or "+00:00", with or without a fraction of the
// second. The result is in UTC, and of the years 1 to 9999.
func ParseDateTime(text string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07:00"} {
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		// Others cannot be written as JSON, and the zero time means that there is none.
		if t = t.UTC(); t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
			return time.Time{}, fmt.Errorf("parsing date-time %q: the year in UTC is not one of 1 to 9999", text)
		}
		return t, nil
	}
	return time.Time{}, fmt.Errorf("parsing date-time %q: want the form 2006-01-02T15:04:05.000+0000", text)
}
