package stanza

import (
	"errors"
	"fmt"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// ValidateStanza returns all mistakes of a stanza. It asks nothing of the org.
func ValidateStanza(stanza *conf.C) error {
	_, err := Sources(stanza)
	return err
}

// ValidateStanzas returns all mistakes of the stanzas of a Filebeat: those of each, and
// those of two that would share a state.
func ValidateStanzas(stanzas []*conf.C) error {
	var mistakes []error
	for n, shared := range SharedStates(stanzas) {
		mistakes = append(mistakes, ValidateStanza(stanzas[n]), shared)
	}
	return errors.Join(mistakes...)
}

// SharedStates returns for each stanza an error if it collects what one before it
// collects, under the same key: Beats would let it wait for the other for ever. Wrong
// stanzas collect nothing.
func SharedStates(stanzas []*conf.C) []error {
	found := make([]error, len(stanzas))
	taken := make(map[string]bool)
	for n, stanza := range stanzas {
		sources, err := Sources(stanza)
		if err != nil {
			continue
		}
		var shared []*Source
		for _, s := range sources {
			if taken[s.Key] {
				shared = append(shared, s)
			}
		}
		for _, s := range sources {
			taken[s.Key] = true
		}
		if len(shared) > 0 {
			found[n] = sharedBy(shared)
		}
	}
	return found
}

// sharedBy says that two inputs share the states of sources.
func sharedBy(shared []*Source) error {
	what := make([]string, len(shared))
	for n, s := range shared {
		what[n] = s.What()
	}
	inputs, remedy := "two salesforce inputs without an id", "give each an id"
	if id := shared[0].Input; id != "" {
		inputs, remedy = fmt.Sprintf("two salesforce inputs with the id %q", id), "give one of them another id"
	}
	return fmt.Errorf("%s collect %s from %s: they would share one state, and the second would wait for the first forever: %s, or merge them", inputs, words.List(what, 0), shared[0].Host(), remedy)
}
