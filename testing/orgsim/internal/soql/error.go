package soql

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// snippetWidth is how many bytes of the query an error shows before and after
// the place it speaks of.
const snippetWidth = 40

// An Error says why a query is not SOQL, and where.
type Error struct {
	// Message is the whole message, with the place if there is one.
	Message string
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Locate puts the place in front of a message: the text of the query around
// the byte offset, a caret under it, and its row and column.
func Locate(query string, offset int, message string) string {
	offset = min(max(offset, 0), len(query))
	before, after := query[:offset], query[offset:]
	row := strings.Count(before, "\n") + 1
	line := before[strings.LastIndexByte(before, '\n')+1:]
	column := utf8.RuneCountInString(line) + 1

	line = tail(line, snippetWidth)
	if end := strings.IndexByte(after, '\n'); end >= 0 {
		after = after[:end]
	}
	return fmt.Sprintf("\n%s%s\n%s^\nERROR at Row:%d:Column:%d\n%s",
		line, head(after, snippetWidth), strings.Repeat(" ", utf8.RuneCountInString(line)), row, column, message)
}

// head returns at most n bytes of the beginning of s, without splitting a rune.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// tail returns at most n bytes of the end of s, without splitting a rune.
func tail(s string, n int) string {
	if len(s) <= n {
		return s
	}
	start := len(s) - n
	for start < len(s) && !utf8.RuneStart(s[start]) {
		start++
	}
	return s[start:]
}
