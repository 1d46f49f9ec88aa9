package schema

import (
	"regexp"
	"strings"

	conf "github.com/elastic/elastic-agent-libs/config"
	ucfg "github.com/elastic/go-ucfg"
)

// reference is a variable that Beats puts a value in place of.
var reference = regexp.MustCompile(`\$\{[^{}]*\}`)

// warnOfDollars notes that a secret which is written in the configuration itself has a $.
// One that comes from a variable is not changed by Beats. The text is not repeated.
func (e *validation) warnOfDollars(block *conf.C, field, option string, value any) {
	if text, ok := value.(string); !ok || !strings.Contains(text, "$") {
		return
	}
	written, err := (*ucfg.Config)(block).String(field, -1, ucfg.PathSep("."), ucfg.ResolveNOOP, ucfg.VarExp)
	if err == nil && strings.Contains(reference.ReplaceAllString(written, ""), "$") {
		e.Warnings = append(e.Warnings, option+": contains a $, and Beats reads $$ as $ and $} as }: put the value into the keystore, or write each $ twice")
	}
}
