package stanza

import (
	"path/filepath"
	"strings"

	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// tracerConfig says whether and where requests are traced, as other inputs of Beats have it.
type tracerConfig struct {
	Enabled    *bool  `config:"enabled"`
	Filename   string `config:"filename"`
	MaxSize    int    `config:"maxsize"`    // in megabytes
	MaxAge     int    `config:"maxage"`     // in days
	MaxBackups int    `config:"maxbackups"` // files
	LocalTime  bool   `config:"localtime"`
	Compress   bool   `config:"compress"`
}

func (c *tracerConfig) On() bool {
	if c.Enabled == nil {
		return c.Filename != ""
	}
	return *c.Enabled
}

func (c *tracerConfig) validate(m *schema.Mistakes) {
	const option = "resource.tracer.filename"
	switch {
	case c.Filename == "" && c.On():
		m.Add(option, "is required: name a file in Filebeat's log directory, such as http-request-trace-*.ndjson")
	case c.Filename != "" && !withinLogs(c.Path("")):
		m.Add(option, "%q is outside of Filebeat's log directory, path.logs: name a file in it, such as http-request-trace-*.ndjson", c.Filename)
	}
}

// Path returns the file for an input: a relative name is below the directory salesforce
// of Filebeat's logs, and a * stands for the input's id.
func (c *tracerConfig) Path(id string) string {
	name := strings.ReplaceAll(c.Filename, "*", fileName(id))
	if !filepath.IsAbs(name) {
		name = filepath.Join(Name, name)
	}
	return filepath.Clean(paths.Resolve(paths.Logs, name))
}

// withinLogs reports whether a path is of a file below Filebeat's logs.
func withinLogs(path string) bool {
	relative, err := filepath.Rel(paths.Resolve(paths.Logs, ""), path)
	return err == nil && relative != "." && filepath.IsLocal(relative)
}

// fileName makes of an input's id what can be part of a file's name everywhere.
func fileName(id string) string {
	if id == "" {
		return Name
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '_'
	}, id)
}
