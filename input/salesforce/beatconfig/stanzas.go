package beatconfig

import (
	"fmt"
	"path/filepath"

	"github.com/elastic/beats/v7/libbeat/cfgfile"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// section is the part of the configuration that names inputs: in itself, and in
// files of their own.
type section struct {
	Inputs []*config.C `config:"inputs"`
	Config struct {
		Inputs struct {
			Enabled *bool  `config:"enabled"`
			Path    string `config:"path"`
			Reload  struct {
				Enabled bool `config:"enabled"`
			} `config:"reload"`
		} `config:"inputs"`
	} `config:"config"`
}

// configFolder is where the relative paths of Filebeat's own configuration begin.
func configFolder() string { return paths.Resolve(paths.Config, "") }

// StanzasOf returns the enabled stanzas of salesforce inputs.
func StanzasOf(beat *config.C) ([]*config.C, error) {
	return StanzasIn(beat, configFolder())
}

// StanzasIn is StanzasOf for a configuration whose paths begin at a folder.
func StanzasIn(beat *config.C, folder string) ([]*config.C, error) {
	var from section
	if err := beat.Unpack(&from); err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	external, err := from.external(folder)
	return Ours(append(from.Inputs, external...)), err
}

// external reads the stanzas of all inputs that are in files of their own, whose paths
// begin at a folder.
func (s section) external(folder string) ([]*config.C, error) {
	from := s.Config.Inputs
	if from.Path == "" || (from.Enabled != nil && !*from.Enabled) {
		return nil, nil
	}
	pattern := from.Path
	if !filepath.IsAbs(pattern) {
		pattern = filepath.Join(folder, pattern)
	}
	files, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("filebeat.config.inputs.path %q: %w", from.Path, err)
	}
	var all []*config.C
	for _, file := range files {
		listed, err := cfgfile.LoadList(file, logp.NewNopLogger())
		if err != nil {
			return nil, fmt.Errorf("reading %q: %w", file, err)
		}
		all = append(all, listed...)
	}
	return all, nil
}

// Ours returns those of the stanzas that are enabled and of our type.
func Ours(all []*config.C) []*config.C {
	var stanzas []*config.C
	for _, from := range all {
		kind, err := from.String("type", -1)
		if err == nil && stanza.Named(kind) && from.Enabled() {
			stanzas = append(stanzas, from)
		}
	}
	return stanzas
}
