package licenses

import (
	"fmt"
	"io"
	"strings"
)

// WriteTexts writes the texts of all licenses and notices, each text once, with the
// modules that it is from.
func WriteTexts(w io.Writer, all []Terms) error {
	type shared struct {
		modules []string
		content string
	}
	var order []string
	texts := map[string]*shared{}
	for _, terms := range all {
		for _, text := range terms.Texts {
			key := words(text.Content)
			if texts[key] == nil {
				texts[key] = &shared{content: text.Content}
				order = append(order, key)
			}
			texts[key].modules = append(texts[key].modules, fmt.Sprintf("%s: %s", terms.Module, text.Name))
		}
	}
	const line = "--------------------------------------------------------------------------------"
	if _, err := io.WriteString(w, "The licenses and notices of the modules that this program links. A text that several\nmodules share is here once.\n"); err != nil {
		return err
	}
	for _, key := range order {
		text := texts[key]
		if _, err := fmt.Fprintf(w, "\n%s\n%s\n%s\n\n%s\n", line, strings.Join(text.modules, "\n"), line, strings.TrimRight(text.content, "\n")); err != nil {
			return err
		}
	}
	return nil
}
