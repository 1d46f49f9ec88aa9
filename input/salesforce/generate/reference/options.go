package reference

import (
	"bytes"
	"fmt"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

const referenceHead = `<!-- Generated from the table of options; run "go tool mage update" after changing it. -->

# Options of the salesforce input

Put each stanza under ` + "`filebeat.inputs`" + ` with ` + "`type: salesforce`" + `. Besides the options in this table,
a stanza accepts [the options of every Filebeat input](#options-of-every-input). If
` + "`event_monitoring_method`" + ` is empty, the input collects all event log files, SetupAuditTrail and
the threat detection objects that the user may read.

Enable exactly one block under ` + "`auth.oauth2`" + `. An option marked "required" is required only if its
block is present.

- **Duration:** a number with a unit: ` + "`90s`" + `, ` + "`10m`" + `, ` + "`24h`" + `, ` + "`7d`" + `, ` + "`2w`" + `.
- **Share:** a percentage or a fraction of 1: ` + "`25%`" + `, ` + "`0.25`" + `.
- **URL:** may omit the scheme, and may end in a slash or in ` + "`/services/oauth2/token`" + `.
- **Secret:** text that never appears in a log. Put it in quotes if it has only digits. If it comes
  from an environment variable and contains commas, put quotes inside the variable. Secrets in the
  keystore need no quotes.

The input removes white space around a consumer secret, a security token or a key, and line breaks
around a password or passphrase. It keeps spaces around a password, and warns about them.

In the configuration file, Beats reads ` + "`$$`" + ` as ` + "`$`" + ` and ` + "`$}`" + ` as ` + "`}`" + `. Write ` + "`$$`" + ` for each ` + "`$`" + ` in a
secret, or put the secret into the keystore, whose values are never changed. The input warns at
load if a secret in the configuration contains a ` + "`$`" + `. It rejects references that were not
resolved, such as ` + "`${NAME}`" + `, ` + "`$(NAME)`" + ` or ` + "`%NAME%`" + `.

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
	text.WriteString("\n## Options of every input\n\nOther top-level options are ignored, because Elastic Agent adds its own to a stanza. An option\nwhose name looks like a misspelled known option is rejected. Inside the blocks above, every\nunknown option is rejected.\n\n")
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
