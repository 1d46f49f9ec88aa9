package soql

import (
	"fmt"
	"strings"
)

type tokenKind int

const (
	endToken    tokenKind = iota
	wordToken             // a name, a path over relationships or a keyword
	stringToken           // with its quotes
	valueToken            // a number, a date or a date-time
	symbolToken
)

// token is a piece of a query, text[start:end] of it.
type token struct {
	kind       tokenKind
	text       string
	start, end int
}

// is reports whether the token is the keyword or symbol, whatever its case.
func (t token) is(text string) bool {
	return (t.kind == wordToken || t.kind == symbolToken) && strings.EqualFold(t.text, text)
}

// tokenize splits a query. The last token is an endToken.
func tokenize(query string) ([]token, error) {
	var tokens []token
	for at := 0; ; {
		for at < len(query) && strings.IndexByte(" \t\r\n\f", query[at]) >= 0 {
			at++
		}
		if at == len(query) {
			return append(tokens, token{kind: endToken, start: at, end: at}), nil
		}
		kind, end, err := scan(query, at)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token{kind, query[at:end], at, end})
		at = end
	}
}

// scan returns the kind of the token at a place, and where it ends.
func scan(query string, at int) (tokenKind, int, error) {
	c := query[at]
	switch {
	case c == '\'':
		for end := at + 1; end < len(query); end++ {
			switch query[end] {
			case '\\':
				end++
			case '\'':
				return stringToken, end + 1, nil
			}
		}
		return 0, 0, fmt.Errorf("the string that begins with %.20q does not end", query[at:])
	case isLetter(c):
		return wordToken, while(query, at, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '.' }), nil
	case isDigit(c), (c == '-' || c == '+' || c == '.') && at+1 < len(query) && isDigit(query[at+1]):
		return valueToken, while(query, at+1, func(c byte) bool { return isLetter(c) || isDigit(c) || strings.IndexByte(".:-+", c) >= 0 }), nil
	}
	for _, symbol := range []string{"<=", ">=", "!=", "<>", "=", "<", ">", "(", ")", ",", ":"} {
		if strings.HasPrefix(query[at:], symbol) {
			return symbolToken, at + len(symbol), nil
		}
	}
	return 0, 0, fmt.Errorf("%.20q is no SOQL", query[at:])
}

func while(text string, at int, holds func(byte) bool) int {
	for at < len(text) && holds(text[at]) {
		at++
	}
	return at
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }
