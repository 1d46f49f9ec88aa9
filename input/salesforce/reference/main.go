// Reference writes docs/reference.md from the table of options.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce"
)

const head = `<!-- Generated from the table of options; run "go tool mage update" after changing it. -->

# Options of the salesforce input

A stanza stands under ` + "`filebeat.inputs`" + ` with ` + "`type: salesforce`" + `. Beside these options
it takes those of every Filebeat input: ` + "`enabled`, `tags`, `fields`, `processors`, `index`" + `
and so on. With nothing under ` + "`event_monitoring_method`" + ` the input collects all event
log files, SetupAuditTrail, and the threat detection objects that the user may read.

A duration is a number with a unit: ` + "`90s`, `10m`, `24h`, `7d`, `2w`" + `.

| option | value | default | what it does |
| --- | --- | --- | --- |
`

func main() {
	output := flag.String("o", "docs/reference.md", "file to write")
	flag.Parse()
	if err := os.WriteFile(*output, reference(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "writing the reference:", err)
		os.Exit(1)
	}
}

func reference() []byte {
	var text bytes.Buffer
	text.WriteString(head)
	for _, option := range salesforce.Options() {
		value := ""
		switch {
		case option.Required:
			value = "required"
		case option.Default != "":
			value = "`" + option.Default + "`"
		}
		fmt.Fprintf(&text, "| `%s` | %s | %s | %s |\n", option.Name, option.Type, value, option.Description)
	}
	return text.Bytes()
}
