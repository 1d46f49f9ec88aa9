package redact

import "strings"

// isEscapedSpace reports whether a text ends in the \n of JSON and the like.
func isEscapedSpace(text string) bool {
	return len(text) > 1 && text[len(text)-2] == '\\' && strings.IndexByte("nrt", text[len(text)-1]) >= 0
}

// spaces are the ways in which white space is written.
var spaces = []string{" ", "\t", "\r", "\n", "+", "%20", "%09", "%0A", "%0D", "&nbsp;", `\n`, `\r`, `\t`}

func skipSpace(text string) string {
	for {
		before := len(text)
		for _, space := range spaces {
			if len(text) >= len(space) && strings.EqualFold(text[:len(space)], space) {
				text = text[len(space):]
			}
		}
		if len(text) == before {
			return text
		}
	}
}

func trimSpaceRight(text string) string {
	for {
		before := len(text)
		for _, space := range spaces {
			if hasSuffixFold(text, space) {
				text = text[:len(text)-len(space)]
			}
		}
		if len(text) == before {
			return text
		}
	}
}

func hasSuffixFold(text, suffix string) bool {
	return len(text) >= len(suffix) && strings.EqualFold(text[len(text)-len(suffix):], suffix)
}
