package doctor

import (
	"fmt"
	"path/filepath"

	"github.com/elastic/beats/v7/libbeat/cfgfile"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce"
)

// section is the part of the configuration that names inputs: in itself, and in
// files of their own.
type section struct {
	Inputs []*config.C `config:"inputs"`
	Config struct {
		Inputs struct {
			Enabled *bool  `config:"enabled"`
			Path    string `config:"path"`
		} `config:"inputs"`
	} `config:"config"`
}

// StanzasOf returns the enabled stanzas of salesforce inputs.
func StanzasOf(beat *config.C) ([]*config.C, error) {
	return stanzasIn(beat, paths.Resolve(paths.Config, ""))
}

// stanzasIn is StanzasOf for a configuration whose paths begin at a folder.
func stanzasIn(beat *config.C, folder string) ([]*config.C, error) {
	var from section
	if err := beat.Unpack(&from); err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	all := from.Inputs
	external := from.Config.Inputs
	if external.Path != "" && (external.Enabled == nil || *external.Enabled) {
		pattern := external.Path
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(folder, pattern)
		}
		files, err := filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("filebeat.config.inputs.path %q: %w", external.Path, err)
		}
		for _, file := range files {
			listed, err := cfgfile.LoadList(file)
			if err != nil {
				return nil, fmt.Errorf("reading %q: %w", file, err)
			}
			all = append(all, listed...)
		}
	}
	return ours(all), nil
}

// ours returns those of the stanzas that are enabled and of our type.
func ours(all []*config.C) []*config.C {
	var stanzas []*config.C
	for _, stanza := range all {
		kind, err := stanza.String("type", -1)
		if err == nil && salesforce.Named(kind) && stanza.Enabled() {
			stanzas = append(stanzas, stanza)
		}
	}
	return stanzas
}
