package querytemplate

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// customLayout is what templates call CustomRFC3339Like. Its Z is a letter and no
// zone, so what it writes has to be in UTC.
const customLayout = "2006-01-02T15:04:05.999Z"

// layouts are the layouts that templates know by name.
var layouts = map[string]string{
	"ANSIC":             time.ANSIC,
	"UnixDate":          time.UnixDate,
	"RubyDate":          time.RubyDate,
	"RFC822":            time.RFC822,
	"RFC822Z":           time.RFC822Z,
	"RFC850":            time.RFC850,
	"RFC1123":           time.RFC1123,
	"RFC1123Z":          time.RFC1123Z,
	"RFC3339":           time.RFC3339,
	"RFC3339Nano":       time.RFC3339Nano,
	"Kitchen":           time.Kitchen,
	"CustomRFC3339Like": customLayout,
}

func layoutOf(name string) string {
	if layout, ok := layouts[name]; ok {
		return layout
	}
	return name
}

// functions are what templates can call. The clock is that of one rendering.
func functions(now time.Time) template.FuncMap {
	return template.FuncMap{
		"now":           func() time.Time { return now.UTC() },
		"parseDuration": ParseDuration,
		"parseTime":     parseTime,
		"formatTime":    formatTime,
		"quote":         soql.Quote,
	}
}

func parseTime(text, layout string) (time.Time, error) {
	at, err := time.Parse(layoutOf(layout), text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time in the layout %q", text, layout)
	}
	return at, nil
}

// formatTime writes a time in UTC: a layout without a zone would otherwise be read
// by Salesforce as another time.
func formatTime(at time.Time, layout string) (string, error) {
	if _, ok := layouts[layout]; !ok && oneWord.MatchString(layout) && !layoutWord.MatchString(layout) {
		return "", fmt.Errorf("%q is not a layout: use one of %s", layout, strings.Join(slices.Sorted(maps.Keys(layouts)), ", "))
	}
	return at.UTC().Format(layoutOf(layout)), nil
}

// A layout that is one word is a name, unless a part of a time is in it: RFC339 would
// otherwise be written as RFC, the hour twice, and a 9.
var (
	oneWord    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
	layoutWord = regexp.MustCompile(`Jan|Mon|MST|PM|pm|2006`)
)

var longUnits = regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?)([dw])`)

// ParseDuration reads what Go's durations are, and days and weeks besides. It is the
// same for templates and for the options beside them.
func ParseDuration(text string) (time.Duration, error) {
	wrong := fmt.Errorf("%q is not a duration such as 90s, -10m, 24h or 7d", text)
	unsigned, negative := strings.CutPrefix(text, "-")
	if !negative {
		unsigned = strings.TrimPrefix(text, "+")
	}
	hours := 0.0
	rest := longUnits.ReplaceAllStringFunc(unsigned, func(part string) string {
		count, _ := strconv.ParseFloat(part[:len(part)-1], 64) // the expression takes numbers only
		if part[len(part)-1] == 'w' {
			count *= 7
		}
		hours += count * 24
		return ""
	})
	length := time.Duration(hours * float64(time.Hour))
	if hours*float64(time.Hour) >= 1<<63 {
		return 0, wrong
	}
	if rest != "" || unsigned == "" {
		short, err := time.ParseDuration(rest)
		if err != nil || short < 0 || length+short < 0 {
			return 0, wrong
		}
		length += short
	}
	if negative {
		length = -length
	}
	return length, nil
}
