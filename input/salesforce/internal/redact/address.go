package redact

import (
	"regexp"
	"strings"
)

// scheme begins a URL. Slashes and the colon may be escaped.
var scheme = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*(?::|%3A)(?://|\\/\\/|%2F%2F)`)

// owner is the scheme of a URL, and who it is for.
var owner = regexp.MustCompile(`(?i)^([a-z][a-z0-9+.-]*(?::|%3A)(?://|\\/\\/|%2F%2F))(?:[^/\\?#%]|%[013-9a-f][0-9a-f]|%2[0-9a-e])*(?:@|%40)`)

// form is what a query of a URL is without its URL.
var form = regexp.MustCompile(`^\??[\w.%\[\]-]+=[^&\s]*(?:&[\w.%\[\]-]+=[^&\s]*)+$`)

// firstParameter is how a query of a URL begins.
var firstParameter = regexp.MustCompile(`^\?[\w.%\[\]-]+=`)

// withoutAddressQueries takes query, fragment and password out of a URL, or path of
// one, that a text is or has in it.
func withoutAddressQueries(text string) string {
	start := strings.TrimLeft(text, " \t\r\n")
	switch {
	case start == "":
		return text
	case isAddressStart(start):
		return cutAddress(text)
	case strings.Contains(start, "&") && form.MatchString(start), len(start) > 1 && start[0] == '?' && strings.Contains(start, "="):
		return placeholder
	}
	if !strings.ContainsAny(text, "?#%/") {
		return text // no query, and no password
	}
	if cut := queryStart(text); cut > 0 && cut < len(text)-1 && isBareAddress(text, cut) {
		return cutAddress(text)
	}
	return withoutInnerQueries(text)
}

// isAddressStart reports whether a text begins as a URL or an absolute path. It may
// have spaces further on: people and programs write such URLs.
func isAddressStart(text string) bool {
	if text[0] == '/' {
		return len(text) > 1 && (text[1] == '/' || isWordByte(text[1]) || text[1] == '?' || text[1] == '#' || text[1] == '%')
	}
	return strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../") || strings.ContainsAny(text, ":%") && scheme.MatchString(text)
}

// isBareAddress reports whether a text begins with an address that has neither a scheme
// nor a slash before it, such as acme.example?q=x, apex/page?id=1, aura?r=1 or
// acme.example/one.app#x. cut is where its query or fragment begins.
func isBareAddress(text string, cut int) bool {
	before := text[:cut]
	if strings.ContainsAny(text[:cut+2], " \t\r\n\"<>{") {
		return false
	}
	if text[cut] == '#' {
		return strings.Contains(before, ".") && strings.Contains(before, "/")
	}
	return text[cut] == '?' && (strings.ContainsAny(before, "./") || firstParameter.MatchString(text[cut:]))
}

// withoutInnerQueries cuts the URLs and paths that stand in a text between spaces,
// quotes or brackets.
func withoutInnerQueries(text string) string {
	var out strings.Builder
	for at := 0; at < len(text); {
		end := at
		for end < len(text) && strings.IndexByte(" \t\r\n\"<>", text[end]) < 0 {
			end++
		}
		if end == at {
			out.WriteByte(text[at])
			at++
			continue
		}
		word, tail := text[at:end], ""
		if end < len(text) && text[end] == '"' {
			bare := strings.TrimRight(word, `\`) // \" ends a text in a text
			word, tail = bare, word[len(bare):]
		}
		out.WriteString(cutInner(word))
		out.WriteString(tail)
		at = end
	}
	return out.String()
}

// cutInner cuts a word that is, or ends in, a URL or a path with a query.
func cutInner(word string) string {
	start := strings.Index(word, "://")
	for _, escaped := range []string{`:\/\/`, "%3a%2f%2f", ":%2f%2f"} {
		if at := indexFold(word, escaped, 0); at >= 0 && (start < 0 || at < start) {
			start = at
		}
	}
	cut := queryStart(word)
	switch {
	case start >= 0 && (cut < 0 || start < cut):
		first := start
		for first > 0 && (isWordByte(word[first-1]) || strings.IndexByte("+.-", word[first-1]) >= 0) {
			first--
		}
		return word[:first] + cutAddress(word[first:])
	case cut <= 0 || cut == len(word)-1:
		return word
	case isBareAddress(word, cut), strings.Contains(word[:cut], "/") && (strings.Contains(word[cut:], "=") || isAddressStart(strings.TrimLeft(word, "('"))):
		return word[:cut]
	}
	return word
}

// queryStart returns where the query or fragment of an address begins; -1 if it has
// none.
func queryStart(address string) int {
	cut := strings.IndexAny(address, "?#")
	for _, code := range []string{"%3f", "%23"} {
		if at := indexFold(address, code, 0); at >= 0 && (cut < 0 || at < cut) {
			cut = at
		}
	}
	return cut
}

// cutAddress takes query, fragment and who it is for out of an address.
func cutAddress(address string) string {
	if cut := queryStart(address); cut >= 0 {
		address = address[:cut]
	}
	if !strings.Contains(address, "@") && !strings.Contains(address, "%40") {
		return address
	}
	start := len(address) - len(strings.TrimLeft(address, " \t\r\n"))
	return address[:start] + owner.ReplaceAllString(address[start:], "$1")
}

func isWordByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_'
}
