package salesforce

import (
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/trace"
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

func (c *tracerConfig) on() bool {
	if c.Enabled == nil {
		return c.Filename != ""
	}
	return *c.Enabled
}

func (c *tracerConfig) check(m *mistakes) {
	const option = "resource.tracer.filename"
	switch {
	case c.Filename == "" && c.on():
		m.add(option, "is required: a file in the directory of Filebeat's logs, such as http-request-trace-*.ndjson")
	case c.Filename != "" && !withinLogs(c.path("")):
		m.add(option, "%q is outside of the directory of Filebeat's logs, path.logs: name a file in it, such as http-request-trace-*.ndjson", c.Filename)
	}
}

// path returns the file for an input: a relative name is below the directory salesforce
// of Filebeat's logs, and a * stands for the input's id.
func (c *tracerConfig) path(id string) string {
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

// tracer is the trace of an input, which writes as long as one of its sources runs.
type tracer struct {
	*trace.Log // nil if it is switched off
	path       string
	removal    sync.Once
}

// newTracer returns nil where the stanza says nothing of a trace.
func newTracer(c config, id string) *tracer {
	wanted := c.Resource.Tracer
	if wanted.Filename == "" {
		return nil
	}
	t := &tracer{path: wanted.path(id)}
	if !wanted.on() {
		return t
	}
	t.Log = trace.New(trace.Options{
		Path:       t.path,
		MaxBytes:   max(int64(wanted.MaxSize), 1) << 20,
		MaxAge:     time.Duration(wanted.MaxAge) * 24 * time.Hour,
		MaxBackups: wanted.MaxBackups,
		LocalTime:  wanted.LocalTime,
		Compress:   wanted.Compress,
		Secrets:    c.secrets(),
	})
	return t
}

// join adds a source, which calls leave when it ends. A trace that is switched off is
// deleted, once.
func (t *tracer) join(log *logp.Logger) (leave func()) {
	switch {
	case t == nil:
		return func() {}
	case t.Log != nil:
		return t.Join(log)
	}
	t.removal.Do(func() {
		if err := trace.Remove(t.path); err != nil {
			log.Warnf("resource.tracer is switched off, and its file cannot be deleted: %v", err)
		}
	})
	return func() {}
}

// secrets are the texts of the stanza that are sent to sign in, or to a proxy.
func (c *config) secrets() []string {
	var all []string
	add := func(secrets ...secret) {
		for _, one := range secrets {
			all = append(all, one.Reveal())
		}
	}
	oauth2 := c.Auth.OAuth2
	if block := oauth2.JWTBearer; block != nil {
		add(block.Client.Key, block.Client.KeyPassphrase)
	}
	if block := oauth2.UserPassword; block != nil {
		add(block.Client.Secret, block.Password, block.SecurityToken)
	}
	if block := oauth2.ClientCredentials; block != nil {
		add(block.Client.Secret)
	}
	if proxy := c.Resource.Transport.Proxy; proxy.URL != nil && proxy.URL.User != nil {
		password, _ := proxy.URL.User.Password()
		all = append(all, password)
	}
	return all
}
