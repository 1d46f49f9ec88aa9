package salesforce

import (
	"errors"
	"fmt"
	"strings"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

// CheckStanzas returns all mistakes of the stanzas of a Filebeat: those of each, and
// those of two that would share a state.
func CheckStanzas(stanzas []*conf.C) error {
	var mistakes []error
	for n, shared := range SharedStates(stanzas) {
		mistakes = append(mistakes, CheckStanza(stanzas[n]), shared)
	}
	return errors.Join(mistakes...)
}

// SharedStates returns for each stanza an error if it collects what one before it
// collects, under the same key: Beats would let it wait for the other for ever. Wrong
// stanzas collect nothing.
func SharedStates(stanzas []*conf.C) []error {
	found := make([]error, len(stanzas))
	holders := make(map[string]bool)
	for n, stanza := range stanzas {
		in, err := newInput(stanza, oauth.NewBroker(), nil, nil)
		if err != nil {
			continue
		}
		var shared []string
		kind := kindOf(stanza) + "::"
		for _, s := range in.sources {
			if holders[kind+in.stateKey(s)] {
				shared = append(shared, s.what())
			}
		}
		for _, s := range in.sources {
			holders[kind+in.stateKey(s)] = true
		}
		if len(shared) > 0 {
			found[n] = in.shares(shared)
		}
	}
	return found
}

func (in *input) shares(what []string) error {
	inputs, remedy := "two salesforce inputs without an id", "give each an id"
	if in.id != "" {
		inputs, remedy = fmt.Sprintf("two salesforce inputs with the id %q", in.id), "give one of them another id"
	}
	return fmt.Errorf("%s collect %s of %s: they would share a state, and the second would wait for the first for ever: %s, or put them into one", inputs, listed(what), in.host(), remedy)
}

// host is the host of the org's URL, which is part of the key of each state.
func (in *input) host() string {
	host, _, _ := strings.Cut(in.sources[0].name, "::")
	return host
}
