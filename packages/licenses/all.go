package licenses

import (
	"fmt"
	"os/exec"
	"strings"
)

// StandardLibrary stands for the path of the module that Go itself is.
const StandardLibrary = "stdlib"

// Of returns the terms of Go's standard library and of all modules that the program in the
// folder root links on any of the platforms; see Linked.
func Of(root string, platforms []string, arguments ...string) ([]Terms, error) {
	goRoot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("asking for the folder of Go: %w", err)
	}
	standard, err := TermsOf(Module{Path: StandardLibrary, Root: strings.TrimSpace(string(goRoot))})
	if err != nil {
		return nil, err
	}
	modules, err := Linked(root, platforms, arguments...)
	if err != nil {
		return nil, err
	}
	all := []Terms{standard}
	for _, module := range modules {
		terms, err := TermsOf(module)
		if err != nil {
			return nil, err
		}
		all = append(all, terms)
	}
	return all, nil
}
