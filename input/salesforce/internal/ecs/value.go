package ecs

import (
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// parseLong reads a whole number. Salesforce writes some of them as 12.0 or with
// an exponent; a fraction is not a whole number.
func parseLong(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	f, ok := parseDouble(s)
	const exact = 1 << 53 // beyond it a float64 is no longer every whole number
	if !ok || f != math.Trunc(f) || f > exact || f < -exact {
		return 0, false
	}
	return int64(f), true
}

// parseDouble reads a finite decimal number; Elasticsearch takes no others.
func parseDouble(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s, "xXpP_iInN") {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, false
	}
	return f, true
}

func parseBoolean(s string) (value, ok bool) {
	switch strings.TrimSpace(s) {
	case "1", "true", "True", "TRUE":
		return true, true
	case "0", "false", "False", "FALSE":
		return false, true
	}
	return false, false
}

// isIP reports whether Elasticsearch takes s as an ip. It takes no zones.
func isIP(s string) bool {
	if s == "" || !(isDigit(s[0]) || s[0] == ':' || isHex(s[0])) {
		return false // most often the words "Salesforce.com IP"
	}
	addr, err := netip.ParseAddr(s)
	return err == nil && addr.Zone() == ""
}

func isHex(c byte) bool { return c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

// parseTime reads a moment in the forms of Salesforce: 20260105031020.117 in GMT,
// with or without the fraction, and ISO 8601 with Z, +0000 or +00:00.
func parseTime(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) >= 14 && isDigit(s[4]) {
		return parseCompactTime(s)
	}
	return parseISOTime(s)
}

func parseCompactTime(s string) (time.Time, bool) {
	date, ok1 := digits(s, 0, 4, 2, 2)
	clock, ok2 := digits(s, 8, 2, 2, 2)
	nanoseconds, rest, ok3 := parseFraction(s[14:])
	if !ok1 || !ok2 || !ok3 || rest != "" {
		return time.Time{}, false
	}
	return moment(date, clock, nanoseconds, 0)
}

func parseISOTime(s string) (time.Time, bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return time.Time{}, false
	}
	year, ok1 := digits(s, 0, 4)
	month, ok2 := digits(s, 5, 2)
	day, ok3 := digits(s, 8, 2)
	if !ok1 || !ok2 || !ok3 {
		return time.Time{}, false
	}
	date := [3]int{year[0], month[0], day[0]}
	if len(s) == 10 {
		return moment(date, [3]int{}, 0, 0)
	}
	if len(s) < 20 || s[10] != 'T' || s[13] != ':' || s[16] != ':' {
		return time.Time{}, false
	}
	hour, ok1 := digits(s, 11, 2)
	minute, ok2 := digits(s, 14, 2)
	second, ok3 := digits(s, 17, 2)
	nanoseconds, zone, ok4 := parseFraction(s[19:])
	offset, ok5 := parseZone(zone)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return time.Time{}, false
	}
	return moment(date, [3]int{hour[0], minute[0], second[0]}, nanoseconds, offset)
}

// digits reads consecutive numbers of the given widths.
func digits(s string, at int, widths ...int) (numbers [3]int, ok bool) {
	for i, width := range widths {
		for range width {
			if !isDigit(s[at]) {
				return numbers, false
			}
			numbers[i] = numbers[i]*10 + int(s[at]-'0')
			at++
		}
	}
	return numbers, true
}

// parseFraction reads an optional fraction of a second and returns what follows.
func parseFraction(s string) (nanoseconds int, rest string, ok bool) {
	if s == "" || s[0] != '.' {
		return 0, s, true
	}
	scale, i := 100_000_000, 1
	for ; i < len(s) && isDigit(s[i]); i++ {
		nanoseconds += int(s[i]-'0') * scale
		scale /= 10
	}
	return nanoseconds, s[i:], i > 1
}

// parseZone returns the offset from UTC in seconds.
func parseZone(s string) (seconds int, ok bool) {
	if s == "Z" {
		return 0, true
	}
	if len(s) == 6 && s[3] == ':' {
		s = s[:3] + s[4:]
	}
	if len(s) != 5 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	parts, ok := digits(s, 1, 2, 2)
	seconds = parts[0]*3600 + parts[1]*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, ok && parts[0] < 24 && parts[1] < 60
}

// latestYear is the last that the date formats of Elasticsearch can write.
const latestYear = 9999

// moment puts a time together and refuses what is not on the calendar.
func moment(date, clock [3]int, nanoseconds, offset int) (time.Time, bool) {
	if clock[0] > 23 || clock[1] > 59 || clock[2] > 60 || date[1] < 1 || date[1] > 12 || date[2] < 1 {
		return time.Time{}, false
	}
	t := time.Date(date[0], time.Month(date[1]), date[2], clock[0], clock[1], clock[2], nanoseconds, time.UTC)
	if t.Month() != time.Month(date[1]) && clock[2] < 60 {
		return time.Time{}, false
	}
	t = t.Add(-time.Duration(offset) * time.Second)
	if t.Year() < 1 || t.Year() > latestYear {
		return time.Time{}, false
	}
	return t, true
}
