package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span writes a duration for people, in its two largest units at most.
func Span(d time.Duration) string {
	d = max(d, 0)
	days, hours := int(d.Hours())/24, int(d.Hours())%24
	minutes, seconds := int(d.Minutes())%60, int(d.Seconds())%60
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%dd %dh", days, hours)
	case days > 0:
		return fmt.Sprintf("%dd", days)
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%dh %dm", hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%dh", hours)
	case minutes > 0 && seconds > 0 && minutes < 10:
		return fmt.Sprintf("%dm %ds", minutes, seconds)
	case minutes > 0:
		return fmt.Sprintf("%dm", minutes)
	}
	return fmt.Sprintf("%ds", seconds)
}

// Date writes a day.
func Date(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// Thousands writes a number with commas.
func Thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Count writes a number of things.
func Count(n int, one, many string) string {
	return Thousands(int64(n)) + " " + Plural(n, one, many)
}

// List joins words as in "a, b and c". If there are more than max, it counts the rest;
// a max of 0 stands for all.
func List(words []string, max int) string {
	switch n := len(words); {
	case n == 0:
		return ""
	case max > 0 && n > max:
		return fmt.Sprintf("%s and %d more", strings.Join(words[:max], ", "), n-max)
	case n == 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// Plural returns the word for a number of things.
func Plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
