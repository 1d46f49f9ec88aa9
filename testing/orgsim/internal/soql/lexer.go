package soql

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

type tokenKind int

const (
	endToken tokenKind = iota
	wordToken
	stringToken
	numberToken
	dateTimeToken
	dateToken
	symbolToken
)

// A token is a piece of the query. Its text is as written, without the quotes
// of a string.
type token struct {
	kind tokenKind
	text string
	pos  int
}

// is reports whether the token is the keyword, which is given in upper case.
func (t token) is(keyword string) bool {
	return t.kind == wordToken && strings.EqualFold(t.text, keyword)
}

// symbol reports whether the token is the symbol.
func (t token) symbol(s string) bool { return t.kind == symbolToken && t.text == s }

// describe is how an error names the token.
func (t token) describe() string {
	if t.kind == endToken {
		return "<EOF>"
	}
	return t.text
}

// tokens splits a query. The last token is an endToken.
func tokens(query string) ([]token, *Error) {
	var list []token
	for pos := 0; ; {
		for pos < len(query) && strings.IndexByte(" \t\r\n\f", query[pos]) >= 0 {
			pos++
		}
		if pos == len(query) {
			return append(list, token{endToken, "", pos}), nil
		}
		next, end, err := scan(query, pos)
		if err != nil {
			return nil, err
		}
		list = append(list, next)
		pos = end
	}
}

// scan reads the token at pos and returns it with the offset of its end.
func scan(query string, pos int) (token, int, *Error) {
	c := query[pos]
	switch {
	case c == '\'':
		return scanString(query, pos)
	case isDigit(c), (c == '-' || c == '+' || c == '.') && pos+1 < len(query) && (isDigit(query[pos+1]) || query[pos+1] == '.'):
		return scanNumber(query, pos)
	case isLetter(c):
		end := pos
		for end < len(query) && (isLetter(query[end]) || isDigit(query[end]) || query[end] == '.') {
			end++
		}
		return token{wordToken, query[pos:end], pos}, end, nil
	}
	for _, symbol := range []string{"<=", ">=", "!=", "<>", "=", "<", ">", "(", ")", ",", ":"} {
		if strings.HasPrefix(query[pos:], symbol) {
			return token{symbolToken, symbol, pos}, pos + len(symbol), nil
		}
	}
	_, size := utf8.DecodeRuneInString(query[pos:])
	return token{}, 0, &Error{Locate(query, pos, fmt.Sprintf("unexpected token: '%s'", query[pos:pos+size]))}
}

// scanString reads a quoted string; escapes stay as they are.
func scanString(query string, pos int) (token, int, *Error) {
	for end := pos + 1; end < len(query); end++ {
		switch query[end] {
		case '\\':
			end++
		case '\'':
			return token{stringToken, query[pos+1 : end], pos}, end + 1, nil
		}
	}
	return token{}, 0, &Error{Locate(query, pos, "unexpected token: '''")}
}

// dateTimeLayouts are the forms of a dateTime literal. Go takes a fraction of a
// second after the seconds whether the layout has one or not.
func dateTimeLayouts() []string {
	return []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700"}
}

// scanNumber reads what starts like a number: a number, a date or a dateTime.
func scanNumber(query string, pos int) (token, int, *Error) {
	end := pos + 1
	for end < len(query) && (isDigit(query[end]) || isLetter(query[end]) || strings.IndexByte(".:-+", query[end]) >= 0) {
		end++
	}
	text := query[pos:end]
	switch {
	case len(text) > len("2006-01-02") && text[4] == '-' && text[10] == 'T':
		if _, err := parseDateTime(text); err == nil {
			return token{dateTimeToken, text, pos}, end, nil
		}
	case len(text) == len("2006-01-02") && text[4] == '-':
		if _, err := time.Parse(time.DateOnly, text); err == nil {
			return token{dateToken, text, pos}, end, nil
		}
	case strings.Trim(text[1:], "0123456789.") == "" && strings.Count(text, ".") <= 1 && strings.Trim(text, "+-.") != "":
		return token{numberToken, text, pos}, end, nil
	}
	return token{}, 0, &Error{Locate(query, pos, fmt.Sprintf("unexpected token: '%s'", text))}
}

func parseDateTime(text string) (time.Time, error) {
	var last error
	for _, layout := range dateTimeLayouts() {
		moment, err := time.Parse(layout, text)
		if err == nil {
			return moment, nil
		}
		last = err
	}
	return time.Time{}, last
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
