package redact

import "strings"

// quotes are the ways in which a quote is written: as it is, or in the code of a URL,
// of HTML or of JSON.
var quotes = []string{"'", "%27", "&#39;", "&#x27;", "&apos;", `\u0027`}

// quoteAt returns how long the quote at a place of a text is; 0 if there is none.
func quoteAt(text string, at int) int {
	switch text[at] {
	case '\'':
		return 1
	case '%', '&', '\\':
		for _, quote := range quotes[1:] {
			if len(text)-at >= len(quote) && strings.EqualFold(text[at:at+len(quote)], quote) {
				return len(quote)
			}
		}
	}
	return 0
}

// withoutQueryLiterals replaces the literals of SOQL or SOSL, wherever it begins in a
// text, and of conditions whose query is cut off before them.
func withoutQueryLiterals(text string) string {
	text = withoutSearches(text)
	start := selectStart(text)
	if condition := conditionStart(text); start < 0 || condition >= 0 && condition < start {
		start = condition
	}
	if start < 0 {
		return text
	}
	if strings.TrimLeft(text[:start], " \t\r\n(") == "" && !hasCode(text) {
		if literals, ok := plainLiterals(text); ok {
			return literals
		}
	}
	return text[:start] + replaceLiterals(text[start:])
}

// hasCode reports whether a quote is written as its code.
func hasCode(text string) bool {
	for at := range len(text) {
		if quoteAt(text, at) > 1 {
			return true
		}
	}
	return false
}

// selectStart returns where a SELECT begins that has a FROM after it; -1 for none.
func selectStart(text string) int {
	start := wordStart(text, "select", 0)
	if start < 0 || wordStart(text, "from", start) < 0 {
		return -1
	}
	return start
}

// findStart returns where a FIND of SOSL begins that has its search in braces, and where
// the search begins; -1 for none.
func findStart(text string) (start, search int) {
	for from := 0; ; from = start + len("find") {
		if start = wordStart(text, "find", from); start < 0 {
			return -1, -1
		}
		rest := skipSpace(text[start+len("find"):])
		if length := braceAt(rest, "{"); length > 0 {
			return start, len(text) - len(rest) + length
		}
	}
}

// wordStart returns where a word is in a text. What is before it may be the code of a
// space, which ends in a digit.
func wordStart(text, word string, from int) int {
	for at := from; ; at++ {
		if at = indexFold(text, word, at); at < 0 {
			return -1
		}
		before := at == 0 || text[at-1] != '_' && (text[at-1]|0x20 < 'a' || text[at-1]|0x20 > 'z') || isEscapedSpace(text[:at])
		end := at + len(word)
		if before && (end == len(text) || !isWordByte(text[end])) {
			return at
		}
	}
}

func endsInWord(text, word string) bool {
	return hasSuffixFold(text, word) && wordStart(text[max(0, len(text)-len(word)-2):], word, 0) >= 0
}

// conditionStart returns where the quote of a condition is, as in = 'x', LIKE 'x',
// IN ('x') or FIND 'x'; -1 if there is none.
func conditionStart(text string) int {
	for at := 0; at < len(text); at++ {
		length := quoteAt(text, at)
		if length == 0 {
			continue
		}
		if isCondition(text[:at]) {
			return at
		}
		at += length - 1
	}
	return -1
}

func isCondition(before string) bool {
	before = trimSpaceRight(before)
	if before == "" {
		return false
	}
	for _, operator := range []string{"=", "<", ">", "%3D", "%3C", "%3E", "&lt;", "&gt;", `\u003d`, `\u003c`, `\u003e`} {
		if hasSuffixFold(before, operator) {
			return true
		}
	}
	if bare := strings.TrimRight(strings.TrimSuffix(before, "%28"), "("); len(bare) < len(before) {
		before = trimSpaceRight(bare)
		return endsInWord(before, "in") || endsInWord(before, "includes") || endsInWord(before, "excludes")
	}
	return endsInWord(before, "like") || endsInWord(before, "find")
}

// plainLiterals replaces the literals of a query that is nothing but that. It is not ok
// if the quotes are not where those of a query are.
func plainLiterals(text string) (literals string, ok bool) {
	var out strings.Builder
	for from := 0; ; {
		begin := strings.IndexByte(text[from:], '\'')
		if begin < 0 {
			return out.String() + text[from:], true
		}
		begin += from
		if !opens(text[from:begin]) {
			return "", false
		}
		out.WriteString(text[from:begin] + placeholder)
		end := begin + 1
		for end < len(text) && text[end] != '\'' {
			if text[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(text) {
			return out.String(), true
		}
		if from = end + 1; !closes(text[from:]) {
			return "", false
		}
	}
}

// replaceLiterals replaces the literals of a query that stands within something else, or
// is in a code. There a backslash before a quote may belong to the query or to what the
// query is in, and a query that is cut off may be followed by another. Where that is in
// doubt, all from the first quote to the last one is hidden.
func replaceLiterals(text string) string {
	first, last, count := -1, -1, 0
	doubt := false
	var out strings.Builder
	from, open := 0, -1 // from: what is not in out yet; open: the form of the open quote
	for at := 0; at < len(text); at++ {
		length := quoteAt(text, at)
		if length == 0 {
			continue
		}
		if first < 0 {
			first = at
		}
		count++
		last = at + length
		escaped := at > 0 && text[at-1] == '\\' || hasSuffixFold(text[:at], "%5C") || hasSuffixFold(text[:at], "&#92;")
		switch {
		case escaped:
			doubt = true
		case open < 0:
			doubt = doubt || !opens(text[from:at])
			out.WriteString(text[from:at] + placeholder)
			open = length
		case open != length:
			doubt = true
		default:
			from, open = last, -1
			doubt = doubt || !closes(text[last:])
		}
		at += length - 1
	}
	switch {
	case first < 0:
		return text
	case doubt && count%2 == 0:
		return text[:first] + placeholder + text[last:]
	case doubt:
		return text[:first] + placeholder
	case open >= 0:
		return out.String()
	}
	return out.String() + text[from:]
}

// opens reports whether a literal can begin after what is before it, or at a place
// where nothing is.
func opens(before string) bool {
	before = trimSpaceRight(before)
	if before == "" || isCondition(before) {
		return true
	}
	for _, end := range []string{"(", ",", ":", "%28", "%2C"} {
		if hasSuffixFold(before, end) {
			return true
		}
	}
	return false
}

// closes reports whether a literal can end before what is after it.
func closes(after string) bool {
	return after == "" || !isWordByte(after[0]) && after[0] < 0x80 && after[0] != '\\' || isEscapedSpace(after[:min(2, len(after))])
}
