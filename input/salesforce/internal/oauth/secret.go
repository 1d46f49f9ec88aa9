package oauth

import (
	"fmt"
	"io"
	"regexp"
)

const redacted = "[redacted]"

// Secret is text that shows itself only when asked by name. Formatting and
// marshaling it give a placeholder. The text is behind a pointer, because the
// fmt package looks into unexported fields without asking their methods.
type Secret struct {
	text *string
}

// NewSecret hides text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether there is no text.
func (s Secret) Empty() bool { return s.text == nil }

// Equal reports whether both hide the same text.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// String returns a placeholder, or nothing where there is no text.
func (s Secret) String() string {
	if s.Empty() {
		return ""
	}
	return redacted
}

// Format writes the placeholder for every verb.
func (s Secret) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, s.String())
}

// MarshalJSON returns the placeholder.
func (s Secret) MarshalJSON() ([]byte, error) {
	return []byte(`"` + s.String() + `"`), nil
}

// MarshalText returns the placeholder, for all encodings other than JSON.
func (s Secret) MarshalText() ([]byte, error) {
	return []byte(s.String()), nil
}

// tokenPattern finds access tokens (an org id, an exclamation mark and more), refresh
// tokens, and JWTs, signed or not.
var tokenPattern = regexp.MustCompile(`00D[0-9A-Za-z]{9,15}(!|%21)[0-9A-Za-z._~+/%=-]+|eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]+(\.[0-9A-Za-z_-]*)?|5Aep[0-9A-Za-z._]{16,}`)

// Redact removes from text what looks like a token or an assertion. It is for
// words that came from outside and might repeat what was sent.
func Redact(text string) string {
	return tokenPattern.ReplaceAllLiteralString(text, redacted)
}
