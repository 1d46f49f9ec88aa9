package rest

import (
	"strconv"
	"strings"
)

// Usage is how many requests of the day were made, of how many there are: by the
// whole org and, where the org limits it, by the app.
type Usage struct {
	Used, Max       int64
	AppUsed, AppMax int64  // 0 where the app has no limit of its own
	AppName         string // empty where the app has no limit of its own
}

// ParseLimitInfo reads the values of Sforce-Limit-Info headers, such as
// "api-usage=25/5000; per-app-api-usage=17/250(appName=sample-app)". It reports
// false if the org's own part is not there.
func ParseLimitInfo(values []string) (Usage, bool) {
	var usage Usage
	var found bool
	for _, value := range values {
		for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ';' || r == ',' }) {
			name, amount, _ := strings.Cut(part, "=")
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "api-usage":
				if used, limit, ok := parseShare(amount); ok {
					usage.Used, usage.Max, found = used, limit, true
				}
			case "per-app-api-usage":
				share, app, _ := strings.Cut(amount, "(")
				if used, limit, ok := parseShare(share); ok {
					usage.AppUsed, usage.AppMax = used, limit
					_, app, _ = strings.Cut(app, "=")
					usage.AppName = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(app), ")"))
				}
			}
		}
	}
	return usage, found
}

func parseShare(text string) (used, limit int64, ok bool) {
	before, after, found := strings.Cut(text, "/")
	if !found {
		return 0, 0, false
	}
	used, usedErr := strconv.ParseInt(strings.TrimSpace(before), 10, 64)
	limit, limitErr := strconv.ParseInt(strings.TrimSpace(after), 10, 64)
	if usedErr != nil || limitErr != nil || used < 0 || limit <= 0 {
		return 0, 0, false
	}
	return used, limit, true
}
