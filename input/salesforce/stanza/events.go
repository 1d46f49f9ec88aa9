package stanza

import (
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/enrich"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/redact"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// The values of event_format.
const (
	formatECS     = "ecs"
	FormatMessage = "message"
)

// eventsConfig says what becomes of events.
type eventsConfig struct {
	Format string        `config:"event_format"`
	Enrich EnrichConfig  `config:"enrich"`
	Redact *redactConfig `config:"redact_fields"`
}

// EnrichConfig says what is added to events.
type EnrichConfig struct {
	Users    bool            `config:"users"`
	Names    bool            `config:"names"`
	Interval schema.Duration `config:"interval"`
}

type redactConfig struct {
	Key    secret   `config:"key"`
	Hash   []string `config:"hash"`
	Drop   []string `config:"drop"`
	Preset string   `config:"preset"`
}

// presetSecrets is the one preset there is.
const presetSecrets = "secrets"

// shortestKey is the least that is taken as the key of hashes: who can try all keys can
// try all usernames.
const shortestKey = 16

func defaultEvents() eventsConfig {
	return eventsConfig{Format: formatECS, Enrich: EnrichConfig{Interval: schema.Duration(15 * time.Minute)}}
}

// On reports whether anything is added.
func (c *EnrichConfig) On() bool { return c.Users || c.Names }

// Options returns what the directory of users and names is to know.
func (c *EnrichConfig) Options() enrich.Options {
	return enrich.Options{Users: c.Users, Names: c.Names, Interval: time.Duration(c.Interval)}
}

// validateEvents refuses what does not go together, rather than leave a part of it out.
func (c *Config) validateEvents(m *schema.Mistakes) {
	e := &c.Events
	validatePositive(m, "enrich.interval", e.Enrich.Interval)
	if e.Format == FormatMessage {
		const reason = "requires event_format: ecs, because a message has no fields to "
		if c.PreserveOriginalEvent {
			m.Add("preserve_original_event", "requires event_format: ecs, because a message is already the original: remove this option")
		}
		if e.Enrich.On() {
			m.Add("enrich", reason+"add to")
		}
		if e.Redact != nil {
			m.Add("redact_fields", reason+"redact")
		}
	}
	if e.Redact == nil {
		return
	}
	e.Redact.validate(m, "redact_fields")
	if c.PreserveOriginalEvent {
		m.Add("preserve_original_event", "would keep in event.original what redact_fields hides: remove one of the two options")
	}
}

func (c *redactConfig) validate(m *schema.Mistakes, option string) {
	if len(c.Hash)+len(c.Drop) == 0 && c.Preset == "" {
		m.Add(option, "has nothing to redact: set hash, drop or preset")
	}
	switch length := len(c.Key.Reveal()); {
	case c.Key.problem != "":
		m.Add(option+".key", "%s", c.Key.problem)
	case length == 0 && (len(c.Hash) > 0 || c.Preset != ""):
		m.Add(option+".key", "is required to compute the hashes; do not change it later, or equal values get different hashes")
	case length > 0 && length < shortestKey:
		m.Add(option+".key", "must have at least %d characters, or it can be guessed; got %d", shortestKey, length)
	}
	declared := DeclaredTypes()
	for n, field := range c.Hash {
		switch fieldType, isGroup := declared.find(field); {
		case slices.Contains(c.Hash[:n], field) || slices.Contains(c.Drop, field):
			m.Add(option+".hash", "%q is listed twice", field)
		case isGroup:
			m.Add(option+".hash", "%q is a group of fields, and only single fields can be hashed: list its fields, or move it to drop", field)
		case fieldType == "":
			m.Add(option+".hash", "%q is not an event field, see docs/fields.md", field)
		case !takesHash(fieldType):
			m.Add(option+".hash", "%q has the type %s, which cannot hold a hash: move it to drop", field, fieldType)
		}
	}
	for _, field := range c.Drop {
		if fieldType, isGroup := declared.find(field); fieldType == "" && !isGroup {
			m.Add(option+".drop", "%q is not an event field, see docs/fields.md", field)
		}
	}
}

// FieldTypes are the mapping types of fields, by their full names.
type FieldTypes map[string]string

// DeclaredTypes returns the types of all fields that events may have.
func DeclaredTypes() FieldTypes {
	types := make(FieldTypes)
	for _, field := range ecs.Declared() {
		types[field.Name] = field.Type
	}
	return types
}

// find returns the type of a field, and whether it is a group. A column that no table
// knows is under a dataset, and can be anything.
func (t FieldTypes) find(field string) (fieldType string, isGroup bool) {
	if known, ok := t[field]; ok {
		return known, false
	}
	for name := range t {
		if strings.HasPrefix(name, field+".") {
			return "", true
		}
	}
	if parts := strings.Split(field, "."); len(parts) > 2 && parts[0] == "salesforce" && !slices.Contains(parts, "") {
		return ecs.TypeDynamic, false
	}
	return "", false
}

// takesHash reports whether a field of a type can hold any text.
func takesHash(fieldType string) bool {
	return slices.Contains([]string{"keyword", "wildcard", "text", "match_only_text", ecs.TypeDynamic}, fieldType)
}

// Redactor returns what redacts events, or nil.
func (c *redactConfig) Redactor() *redact.Redactor {
	if c == nil {
		return nil
	}
	options := redact.Options{}
	if c.Preset == presetSecrets {
		var names []string
		for _, field := range ecs.Declared() {
			names = append(names, field.Name)
		}
		options = redact.Secrets(names)
	}
	// What the stanza says of a field goes before the preset.
	said := func(field string) bool { return slices.Contains(c.Hash, field) || slices.Contains(c.Drop, field) }
	options.Hash = append(slices.DeleteFunc(options.Hash, said), c.Hash...)
	options.Drop = append(slices.DeleteFunc(options.Drop, said), c.Drop...)
	options.Key = []byte(c.Key.Reveal())
	return redact.New(options)
}
