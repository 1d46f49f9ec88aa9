package redact

import "strings"

// withoutSearches replaces what SOSL searches for in braces.
func withoutSearches(text string) string {
	var out strings.Builder
	for {
		start, search := findStart(text)
		if start < 0 {
			return out.String() + text
		}
		out.WriteString(text[:search] + placeholder)
		end := searchEnd(text, search)
		if end < 0 {
			return out.String()
		}
		text = text[end:]
	}
}

// searchEnd returns where the brace is that ends a search; -1 if it is cut off. What is
// searched for may have braces of its own, so it is the first one that is followed by
// what SOSL has after its search, or else the last one.
func searchEnd(text string, from int) int {
	last := -1
	for at := from; at < len(text); at++ {
		length := braceAt(text[at:], "}")
		switch {
		case text[at] == '\\' && at+1 < len(text):
			at++
		case length == 0:
		case followsSearch(text[at+length:]):
			return at
		default:
			last = at
		}
	}
	return last
}

// followsSearch reports whether a text begins as the rest of SOSL after its search.
func followsSearch(text string) bool {
	text = skipSpace(text)
	for _, word := range []string{"in", "returning", "with", "limit", "update"} {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) && (len(text) == len(word) || !isWordByte(text[len(word)])) {
			return true
		}
	}
	return false
}

// braceAt returns how long the brace at the begin of a text is; 0 if there is none.
func braceAt(text, brace string) int {
	code := "%7B"
	if brace == "}" {
		code = "%7D"
	}
	switch {
	case strings.HasPrefix(text, brace):
		return 1
	case len(text) >= len(code) && strings.EqualFold(text[:len(code)], code):
		return len(code)
	}
	return 0
}
