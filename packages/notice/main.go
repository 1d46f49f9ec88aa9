// Notice writes the NOTICE of the repository: its own terms, and the modules that a binary
// links, by license. "go tool mage update" runs it.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"text/template"

	"github.com/beats-contrib/filebeat-salesforce/packages/licenses"
)

//go:embed NOTICE.tmpl
var text string

// group are the modules that have the same terms.
type group struct {
	Expression string
	Modules    []string
}

// Line underlines the expression.
func (g group) Line() string { return strings.Repeat("-", len(g.Expression)) }

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run() error {
	out := flag.String("o", "", "file to write to")
	root := flag.String("root", "..", "root of the repository")
	platforms := flag.String("platforms", "", "platforms of the binary, such as linux/amd64,windows/amd64")
	flag.Parse()
	if *out == "" || *platforms == "" {
		return fmt.Errorf("-o and -platforms are needed")
	}
	groups, err := groupsOf(*root, strings.Split(*platforms, ","))
	if err != nil {
		return err
	}
	notice, err := template.New("NOTICE").Parse(text)
	if err != nil {
		return err
	}
	var written strings.Builder
	if err := notice.Execute(&written, groups); err != nil {
		return err
	}
	return os.WriteFile(*out, []byte(strings.TrimRight(written.String(), "\n")+"\n"), 0o644)
}

// groupsOf returns what is linked on any of the platforms, by license.
func groupsOf(root string, platforms []string) ([]group, error) {
	all, err := licenses.Of(root, platforms)
	if err != nil {
		return nil, err
	}
	byTerms := map[string]*group{}
	for _, terms := range all {
		one := byTerms[terms.Expression]
		if one == nil {
			one = &group{Expression: terms.Expression}
			byTerms[terms.Expression] = one
		}
		line := terms.Module.Path
		if terms.Reason != "" {
			line += " (" + terms.Reason + ")"
		}
		one.Modules = append(one.Modules, line)
	}
	var groups []group
	for _, expression := range slices.Sorted(maps.Keys(byTerms)) {
		groups = append(groups, *byTerms[expression])
	}
	return groups, nil
}
