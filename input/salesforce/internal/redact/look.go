package redact

import "slices"

// maxPasses bounds how often a text is looked at. What one rule takes out can uncover
// what another one is for; a text that is still changing then is hidden as a whole.
const maxPasses = 8

// marks are what a text must have for a rule to have something to do. Most values have
// none of them, so they cost one look at each byte.
type marks uint8

const (
	quoteMark   marks = 1 << iota // a quote, or what may be the code of one
	braceMark                     // { or its code
	addressMark                   // what begins a query, a fragment or follows a password
	tokenMark                     // what is in all tokens and parameters
	spaceMark                     // what is before the credentials of a header
)

var markOf = func() (table [256]marks) {
	for text, mark := range map[string]marks{
		`'\&%`:       quoteMark,
		`{%\`:        braceMark,
		"?#@%&":      addressMark,
		"!%.=:-&<\\": tokenMark,
		" \t\r\n+%":  spaceMark,
	} {
		for n := range len(text) {
			table[text[n]] |= mark
		}
	}
	return table
}()

func marksOf(text string) (found marks) {
	for n := range len(text) {
		found |= markOf[text[n]]
	}
	return found
}

// Clean takes out of a text what it looks like, whatever it is the value of: the
// literals of SOQL and SOSL, the query, fragment and password of URLs, tokens,
// credentials of headers, parameters that are called like secrets, and private keys.
// What is clean stays as it is.
func Clean(text string) string {
	for range maxPasses {
		found := marksOf(text)
		if found == 0 {
			return text
		}
		cleaned := text
		// First, because the others could take away one of two quotes.
		if found&(quoteMark|braceMark) != 0 {
			cleaned = withoutQueryLiterals(cleaned)
		}
		if found&tokenMark != 0 {
			cleaned = withoutTokens(cleaned)
		}
		if found&spaceMark != 0 {
			cleaned = withoutHeaders(cleaned)
		}
		if found&addressMark != 0 {
			cleaned = withoutAddressQueries(cleaned)
		}
		if cleaned == text {
			return text
		}
		text = cleaned
	}
	return redacted
}

// cleanAll cleans all texts of a value. Maps are the event's own, slices are not.
func cleanAll(value any) any {
	switch value := value.(type) {
	case string:
		return Clean(value)
	case []string:
		return cleanList(value)
	case []any:
		cleaned := make([]any, len(value))
		for n, one := range value {
			cleaned[n] = cleanAll(one)
		}
		return cleaned
	case []map[string]any:
		for _, one := range value {
			cleanMap(one)
		}
	case map[string]any:
		cleanMap(value)
	}
	return value
}

func cleanMap(fields map[string]any) {
	for name, value := range fields {
		switch value := value.(type) {
		case string:
			// Writing, and making an interface of it, only if it has changed.
			if cleaned := Clean(value); cleaned != value {
				fields[name] = cleaned
			}
		case map[string]any:
			cleanMap(value)
		case []string:
			if cleaned := cleanList(value); !slices.Equal(cleaned, value) {
				fields[name] = cleaned
			}
		case []any, []map[string]any:
			fields[name] = cleanAll(value)
		}
	}
}

// cleanList returns a list with clean texts; the list itself if they are.
func cleanList(list []string) []string {
	for n, text := range list {
		cleaned := Clean(text)
		if cleaned == text {
			continue
		}
		changed := slices.Clone(list)
		changed[n] = cleaned
		for n++; n < len(list); n++ {
			changed[n] = Clean(list[n])
		}
		return changed
	}
	return list
}
