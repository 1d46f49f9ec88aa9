package reference

import (
	"bytes"
	"fmt"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

const referenceHead = `<!-- Generated from the table of options; run "go tool mage update" after changing it. -->

# Options of the salesforce input

A stanza stands under ` + "`filebeat.inputs`" + ` with ` + "`type: salesforce`" + `. Beside these options
it takes [those of every Filebeat input](#options-of-every-input). With nothing under
` + "`event_monitoring_method`" + ` the input collects all event log files, SetupAuditTrail, and the
threat detection objects that the user may read.

Exactly one block under ` + "`auth.oauth2`" + ` is in use; "required" is meant where a block is there.
A duration is a number with a unit: ` + "`90s`, `10m`, `24h`, `7d`, `2w`" + `. A share is a percentage
or a part of 1: ` + "`25%`, `0.25`" + `. A URL may lack its scheme, and end in a slash or in ` + "`/services/oauth2/token`" + `. A secret is text that no log
shows; put it in quotes where it has only digits, and an environment variable in quotes of
its own where its value has commas. The keystore needs neither.

White space around a consumer secret, a security token or a key is removed, and so are line ends
around a password or passphrase. Spaces around a password are sent, with a warning. Beats reads
` + "`$$`" + ` as ` + "`$`" + ` and ` + "`$}`" + ` as ` + "`}`" + ` in the configuration itself: write ` + "`$$`" + ` for each ` + "`$`" + ` of a secret, or
put the secret into the keystore, whose values are not changed. A secret with a ` + "`$`" + ` in the
configuration is a warning at load. References that nothing resolved, such as ` + "`${NAME}`" + `, ` + "`$(NAME)`" + `
or ` + "`%NAME%`" + `, are refused.

| option | value | default | what it does |
| --- | --- | --- | --- |
`

func referencePage() []byte {
	var text bytes.Buffer
	text.WriteString(referenceHead)
	for _, option := range schema.Options() {
		value := ""
		switch {
		case option.Required:
			value = "required"
		case option.Default != "":
			value = "`" + option.Default + "`"
		}
		fmt.Fprintf(&text, "| `%s` | %s | %s | %s |\n", option.Name, option.Takes(), value, option.Description)
	}
	profilesTail(&text)
	text.WriteString(referenceTail)
	text.WriteString("\n## Options of every input\n\nOptions that are here neither, and are not nearly named like one that is, are left to\nElastic Agent, which puts its own into a stanza. Inside the blocks above, options that are not\nknown are refused.\n\n")
	tableRow(&text, "option", "value", "default", "what it does")
	tableRow(&text, "---", "---", "---", "---")
	for _, option := range schema.CommonOptions() {
		value := ""
		if option.Default != "" {
			value = "`" + option.Default + "`"
		}
		tableRow(&text, "`"+option.Name+"`", option.Takes(), value, option.Description)
	}
	return text.Bytes()
}
