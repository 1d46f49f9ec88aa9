package oauth

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// Hider hides secrets in words from outside, however their characters are written: as
// they are, or in the code of a URL, of HTML or of JSON, also mixed.
type Hider struct {
	patterns []*regexp.Regexp
	replacer *strings.Replacer // of those that are too long for a pattern, such as keys
}

// longestPattern is the longest secret that is looked for in all spellings.
const longestPattern = 256

// NewHider hides these texts. Empty ones are left out.
func NewHider(secrets ...string) *Hider {
	secrets = slices.Clone(secrets)
	// If one begins with another one, the longer one is to be hidden.
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	h := &Hider{}
	var pairs []string
	for _, secret := range slices.Compact(secrets) {
		switch {
		case secret == "":
		case len(secret) > longestPattern:
			pairs = append(pairs, secret, redacted, url.QueryEscape(secret), redacted, url.PathEscape(secret), redacted)
		default:
			h.patterns = append(h.patterns, regexp.MustCompile(spellings(secret)))
		}
	}
	h.replacer = strings.NewReplacer(pairs...)
	return h
}

// Hide returns the text without the secrets, and without what looks like a token.
func (h *Hider) Hide(text string) string {
	text = h.replacer.Replace(text)
	for _, pattern := range h.patterns {
		text = pattern.ReplaceAllLiteralString(text, redacted)
	}
	return Redact(text)
}

// spellings is a pattern of all ways in which a text can be written.
func spellings(text string) string {
	var pattern strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\ufffd") {
		// A letter or digit is written in code by those who write everything in code.
		ways := []string{"&#0*" + fmt.Sprint(int(r)) + ";?", "(?i:&#x0*" + fmt.Sprintf("%x", r) + ";?)"}
		if r < 0x20 || r == 0x7f {
			ways = append(ways, `\s`) // a line end can arrive as another space
		}
		var percent, units strings.Builder
		for _, c := range []byte(string(r)) {
			fmt.Fprintf(&percent, "%%(?:25)?%02x", c)
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&units, `\\+u%04x`, unit)
		}
		ways = append(ways, "(?i:"+percent.String()+")", "(?i:"+units.String()+")")
		if escaped := html.EscapeString(string(r)); escaped != string(r) {
			ways = append(ways, escaped, "(?:&amp;)"+strings.TrimPrefix(escaped, "&"))
		}
		switch r {
		case ' ':
			ways = append(ways, `\+`, "&nbsp;")
		case '"':
			ways = append(ways, "&quot;", `\\+"`)
		case '\'':
			ways = append(ways, "&apos;", `\\+'`)
		case '\\', '/':
			ways = append(ways, `\\+`+regexp.QuoteMeta(string(r)))
		case '\n':
			ways = append(ways, `\\+n`)
		case '\r':
			ways = append(ways, `\\+r`)
		case '\t':
			ways = append(ways, `\\+t`)
		case '\f':
			ways = append(ways, `\\+f`)
		case '\b':
			ways = append(ways, `\\+b`)
		}
		ways = append(ways, regexp.QuoteMeta(string(r))) // last, because codes begin with & or a backslash
		pattern.WriteString("(?:" + strings.Join(ways, "|") + ")")
	}
	return pattern.String()
}

// confident is a flow that has more secrets than its form shows each for itself.
type confident interface{ secrets() []string }

// signInForm is the form of a sign-in, with what may not be repeated of it.
type signInForm struct {
	url.Values
	hider *Hider
}

// newSent looks for secrets in a form and in its flow.
func newSent(form url.Values, flow Flow) signInForm {
	var secrets []string
	for name, values := range form {
		switch name {
		case "grant_type", "client_id", "username", "format":
		default:
			secrets = append(secrets, values...)
		}
	}
	if flow, ok := flow.(confident); ok {
		secrets = append(secrets, flow.secrets()...)
	}
	return signInForm{form, NewHider(secrets...)}
}
