package stanza

import (
	"fmt"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// secret is an option that no log may show.
type secret struct {
	oauth.Secret
	// problem says why the text is a guess, or missing, where YAML or an environment
	// variable took it for something else than text.
	problem string
}

// Equal reports whether both hide the same text.
func (s secret) Equal(other secret) bool {
	return s.Secret.Equal(other.Secret) && s.problem == other.problem
}

// Unpack implements the unpacking of go-ucfg. What is not text lost its spelling on
// the way here: 0123 arrives as 83, 1e5 as 100000, and a,b of an environment variable
// as a list. A password that is guessed could lock the user.
func (s *secret) Unpack(value any) error {
	*s = secret{}
	switch value := value.(type) {
	case string:
		s.Secret = oauth.NewSecret(value)
	case int64, uint64:
		s.problem = "was read as a number, so its exact spelling is lost: put the value in quotes, even inside an environment variable"
		s.Secret = oauth.NewSecret(fmt.Sprint(value))
	case []any:
		s.problem = "was read as a list because it contains commas: put the value in quotes, even inside an environment variable, or use the keystore"
		s.Secret = joined(value)
	default:
		s.problem = "must be text: put the value in quotes, even inside an environment variable"
	}
	return nil
}

// joined puts a key together again: PEM has no white space beside its commas.
func joined(list []any) oauth.Secret {
	parts := make([]string, len(list))
	for n, part := range list {
		parts[n] = fmt.Sprint(part)
	}
	text := strings.Join(parts, ",")
	if !strings.Contains(text, "-----BEGIN") {
		return oauth.Secret{}
	}
	return oauth.NewSecret(text)
}

// validate notes that the text is not known for certain.
func (s secret) validate(m *schema.Mistakes, option string) {
	if s.problem != "" {
		m.Add(option, "%s", s.problem)
	}
}
