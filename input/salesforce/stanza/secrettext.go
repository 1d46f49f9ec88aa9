package stanza

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

// trim takes off the white space that came along with a secret that has none: what
// Salesforce makes, such as a consumer secret, is of letters, digits and signs.
func (s *secret) trim() {
	s.Secret = oauth.NewSecret(strings.TrimSpace(s.Reveal()))
}

// trimLineEnds takes off the line ends around a secret that people make, such as a
// password: a file or a Kubernetes secret adds one. Spaces may belong to it.
func (s *secret) trimLineEnds() {
	s.Secret = oauth.NewSecret(strings.Trim(s.Reveal(), "\r\n"))
}

// warnings notes that a secret begins or ends with white space, which is sent.
func (s secret) warnings(option string) []string {
	if text := s.Reveal(); strings.TrimSpace(text) != text {
		return []string{option + ": begins or ends with white space, which is sent as a part of it: remove it if it does not belong there"}
	}
	return nil
}
