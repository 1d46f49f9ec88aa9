package redact

import "strings"

// placeholder stands for a literal.
const placeholder = "?"

// withoutLiterals replaces the string literals of a query. One that is cut off in the
// middle of a literal ends with it. What is no query is what somebody searched for, and
// is a literal as a whole, unless it is the id of a report or list view.
func withoutLiterals(query string) string {
	switch word, _, _ := strings.Cut(strings.TrimLeft(query, " \t\r\n("), " "); {
	case strings.EqualFold(firstLine(word), "select"):
		return replaceQuoted(query)
	case strings.EqualFold(firstLine(word), "find"):
		return replaceQuoted(replaceBraced(query))
	}
	if text := strings.TrimSpace(query); text == "" || isID(text) {
		return query
	}
	return placeholder
}

// isID reports whether a text is an id of a record: 15 or 18 letters and digits. Its
// type is in the first three of them, and begins with a digit or has one; words do not.
func isID(text string) bool {
	if len(text) != 15 && len(text) != 18 {
		return false
	}
	for n := range len(text) {
		if !isWordByte(text[n]) || text[n] == '_' {
			return false
		}
	}
	return strings.ContainsAny(text[:3], "0123456789") && strings.ContainsAny(text[3:], "0123456789")
}

// firstLine ends a word at any white space.
func firstLine(word string) string {
	if i := strings.IndexAny(word, "\t\r\n{'"); i >= 0 {
		return word[:i]
	}
	return word
}

// replaceQuoted replaces what is in single quotes, in which a backslash takes the next
// character along.
func replaceQuoted(query string) string {
	if strings.IndexByte(query, '\'') < 0 {
		return query
	}
	var out strings.Builder
	for i := 0; i < len(query); i++ {
		if query[i] != '\'' {
			out.WriteByte(query[i])
			continue
		}
		out.WriteString(placeholder)
		for i++; i < len(query) && query[i] != '\''; i++ {
			if query[i] == '\\' {
				i++
			}
		}
	}
	return out.String()
}

// replaceBraced replaces what SOSL searches for, in braces.
func replaceBraced(query string) string {
	open := strings.IndexByte(query, '{')
	if open < 0 {
		return query
	}
	for i := open + 1; i < len(query); i++ {
		switch query[i] {
		case '\\':
			i++
		case '}':
			return query[:open+1] + placeholder + query[i:]
		}
	}
	return query[:open+1] + placeholder
}

// withoutQuery cuts a URL before its query or fragment, and takes out who it is for
// (https://user:password@host).
func withoutQuery(address string) string {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		address = address[:i]
	}
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	host, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(host, '@')
	if at < 0 {
		return address
	}
	if len(path) < len(rest)-len(host) {
		path = "/" + path
	}
	return scheme + "://" + host[at+1:] + path
}
