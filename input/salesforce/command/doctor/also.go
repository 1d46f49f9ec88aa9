package doctor

import (
	"fmt"
	"path/filepath"

	"github.com/elastic/beats/v7/libbeat/common"
	"github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/beatconfig"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// inputs are stanzas, each with its name.
type inputs struct {
	stanzas []*config.C
	names   []string
}

func (i *inputs) add(stanzas []*config.C, file string) {
	for _, from := range stanzas {
		i.stanzas = append(i.stanzas, from)
		i.names = append(i.names, stanza.Title(from, file))
	}
}

// fileInputs reads the salesforce inputs of a configuration that another Filebeat has: a
// whole one, or a list of inputs.
func fileInputs(path string) ([]*config.C, error) {
	loaded, err := common.LoadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", path, err)
	}
	var stanzas []*config.C
	if loaded.IsArray() {
		var all []*config.C
		if err := loaded.Unpack(&all); err != nil {
			return nil, fmt.Errorf("reading %q: %w", path, err)
		}
		stanzas = beatconfig.Ours(all)
	} else {
		section := config.NewConfig()
		if loaded.HasField("filebeat") {
			if section, err = loaded.Child("filebeat", -1); err != nil {
				return nil, fmt.Errorf("reading %q: %w", path, err)
			}
		}
		if stanzas, err = beatconfig.StanzasIn(section, filepath.Dir(path)); err != nil {
			return nil, fmt.Errorf("reading %q: %w", path, err)
		}
	}
	if len(stanzas) == 0 {
		return nil, fmt.Errorf("%q has no enabled input of type salesforce", path)
	}
	for _, from := range stanzas {
		if err := stanza.ValidateStanza(from); err != nil {
			return nil, fmt.Errorf("%s: %w", stanza.Title(from, path), err)
		}
	}
	return stanzas, nil
}
