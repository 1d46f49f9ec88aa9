package salesforce

import (
	"regexp"
	"strings"

	ucfg "github.com/elastic/go-ucfg"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

// reference is a variable that Beats puts a value in place of.
var reference = regexp.MustCompile(`\$\{[^{}]*\}`)

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

// warnOfDollars notes that a secret which is written in the configuration itself has a $.
// One that comes from a variable is not changed by Beats. The text is not repeated.
func (e *examination) warnOfDollars(block *conf.C, field, option string, value any) {
	if text, ok := value.(string); !ok || !strings.Contains(text, "$") {
		return
	}
	written, err := (*ucfg.Config)(block).String(field, -1, ucfg.PathSep("."), ucfg.ResolveNOOP, ucfg.VarExp)
	if err == nil && strings.Contains(reference.ReplaceAllString(written, ""), "$") {
		e.warnings = append(e.warnings, option+": contains a $, and Beats reads $$ as $ and $} as }: put the value into the keystore, or write each $ twice")
	}
}
