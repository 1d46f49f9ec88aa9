package ecs

import "strings"

// snakeCase writes a name of Salesforce as a field name: LoginEvent as
// login_event, UITelemetryNavigationTiming as ui_telemetry_navigation_timing,
// RUN_TIME as run_time. What cannot be in a field name becomes an underscore, so
// that no header can make nested or empty names.
func snakeCase(name string) string {
	var b strings.Builder
	b.Grow(len(name) + 8)
	for i := range len(name) {
		c := name[i]
		switch {
		case isUpper(c):
			if i > 0 && startsWord(name, i) {
				b.WriteByte('_')
			}
			b.WriteByte(c + 'a' - 'A')
		case isLower(c), isDigit(c):
			b.WriteByte(c)
		default:
			b.WriteByte('_')
		}
	}
	if strings.Trim(b.String(), "_") == "" {
		return "unnamed"
	}
	return b.String()
}

// startsWord reports whether the capital at i begins a word: it follows a small
// letter or digit, or it is the last of a run of capitals (ui_Telemetry). In a
// name that is all capitals none does.
func startsWord(name string, i int) bool {
	before := name[i-1]
	if isLower(before) || isDigit(before) && hasLower(name) {
		return true
	}
	return isUpper(before) && i+1 < len(name) && isLower(name[i+1])
}

// upperSnakeCase writes the name of a field as the column of a log file.
func upperSnakeCase(name string) string {
	return strings.ToUpper(snakeCase(name))
}

// camelCase writes the name of a column as the field of an EventLog object.
func camelCase(column string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(strings.ToLower(column), "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

func hasLower(s string) bool {
	for i := range len(s) {
		if isLower(s[i]) {
			return true
		}
	}
	return false
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
