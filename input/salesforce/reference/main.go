// Reference writes the pages of the documentation that say what tables in the code
// say: docs/reference.md, docs/troubleshooting.md and docs/metrics.md; the schema of the
// stanza for editors; and the configurations in which a user begins.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// pages are the pages, by name.
var pages = map[string]func() []byte{
	"reference":       referencePage,
	"troubleshooting": troubleshootingPage,
	"metrics":         metricsPage,
	"schema":          schemaPage,
	"configuration":   func() []byte { return configurationPage("filebeat.yml") },
	"all-options":     func() []byte { return configurationPage("filebeat.reference.yml") },
}

func main() {
	output := flag.String("o", "docs/reference.md", "`file` to write")
	name := flag.String("page", "reference", "page to write: "+strings.Join(slices.Sorted(maps.Keys(pages)), " or "))
	flag.Parse()
	if err := write(*name, *output); err != nil {
		fmt.Fprintf(os.Stderr, "writing %s: %v\n", *output, err)
		os.Exit(1)
	}
}

func write(name, path string) error {
	page, known := pages[name]
	if !known {
		return fmt.Errorf("there is no page %q", name)
	}
	return os.WriteFile(path, page(), 0o644)
}
