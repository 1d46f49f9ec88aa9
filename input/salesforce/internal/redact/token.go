package redact

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// redacted stands for a token, or for a text that cannot be cleaned in part.
const redacted = "[redacted]"

var (
	// session is a session id or access token, which begins with the id of its org.
	session = regexp.MustCompile(`00D[0-9A-Za-z]{9,15}(?:!|%21|\\u0021|&#33;)[0-9A-Za-z._~+/%=-]+`)
	// jwt is signed or encrypted, or has no signature.
	jwt = regexp.MustCompile(`eyJ[0-9A-Za-z_-]{8,}(?:\.[0-9A-Za-z_-]*)+`)
	// refresh is a refresh token.
	refresh = regexp.MustCompile(`5Aep[0-9A-Za-z._]{16,}`)
	// header is the value of an Authorization header.
	header = regexp.MustCompile(`(?i)\b(bearer|basic|oauth)((?:\s|%20|\+)+)([0-9A-Za-z._~+/=!%-]{8,})`)
	// parameter is name=value, member is "name":"value", each with a telling name.
	// The member may be in JSON that is in a text of JSON itself.
	parameter = regexp.MustCompile(`(?i)(\b` + telling + `(?:=|%3D)\s*)("[^"]*"?|[^&\s"<>;,]+)`)
	member    = regexp.MustCompile(`(?i)(` + telling + `\\*"\s*:\s*\\*")((?:[^"\\]|\\.)*\\?)`)
	// element is <name>value in XML, with a telling name.
	element = regexp.MustCompile(`(?i)(<(?:\w+:)?` + telling + `(?:\s[^<>]*)?>)[^<]+`)
	// pem is a private key, and may be cut off.
	pem = regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)`)
)

// telling is the name of what gives access.
const telling = `(?:sid|[\w.-]*(?:token|secret|passw(?:or)?d|pwd|passphrase|api_?key|private_?key|assertion|authorization|code_verifier|session_?id))`

// tellingWords are in all names that telling matches, and are looked for first.
var tellingWords = []string{"sid", "token", "secret", "passw", "pwd", "passphrase", "key", "assertion", "authorization", "verifier", "session"}

// withoutTokens hides tokens, credentials, and the values of parameters that are
// called like secrets.
func withoutTokens(text string) string {
	if strings.Contains(text, "00D") {
		text = session.ReplaceAllLiteralString(text, redacted)
	}
	if strings.Contains(text, "eyJ") {
		text = jwt.ReplaceAllLiteralString(text, redacted)
	}
	if strings.Contains(text, "5Aep") {
		text = refresh.ReplaceAllLiteralString(text, redacted)
	}
	if strings.Contains(text, "PRIVATE KEY-----") {
		text = pem.ReplaceAllLiteralString(text, redacted)
	}
	equals, colon := strings.Contains(text, "=") || strings.Contains(text, "%3"), strings.Contains(text, `"`) && strings.Contains(text, ":")
	tagged := strings.Contains(text, "<") && strings.Contains(text, ">")
	if (equals || colon || tagged) && containsAnyFold(text, tellingWords...) {
		if equals {
			text = parameter.ReplaceAllString(text, "${1}"+redacted)
		}
		if tagged {
			text = element.ReplaceAllString(text, "${1}"+redacted)
		}
		if colon {
			text = member.ReplaceAllString(text, "${1}"+redacted)
		}
	}
	return text
}

// withoutHeaders hides the credentials after the name of their scheme. A word that
// only follows it, as in "basic authentication", stays.
func withoutHeaders(text string) string {
	if !containsAnyFold(text, "bearer", "basic", "oauth") {
		return text
	}
	return header.ReplaceAllStringFunc(text, func(found string) string {
		parts := header.FindStringSubmatch(found)
		if !isCredential(parts[1], parts[3]) {
			return found
		}
		return parts[1] + parts[2] + redacted
	})
}

// wordLength is longer than the words that can follow the name of a scheme.
const wordLength = 24

func isCredential(scheme, text string) bool {
	if strings.EqualFold(scheme, "basic") {
		plain, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
		return err == nil && strings.Contains(string(plain), ":")
	}
	return len(text) >= wordLength || strings.ContainsAny(text, "0123456789")
}

// containsAnyFold reports whether one of the words, which are lower case, is in a text
// in whatever case.
func containsAnyFold(text string, words ...string) bool {
	for _, word := range words {
		if indexFold(text, word, 0) >= 0 {
			return true
		}
	}
	return false
}

// indexFold returns where a word of lower case letters is in a text, from a place on.
func indexFold(text, word string, from int) int {
	for at := from; at+len(word) <= len(text); at++ {
		if text[at]|0x20 == word[0] && strings.EqualFold(text[at:at+len(word)], word) {
			return at
		}
	}
	return -1
}
