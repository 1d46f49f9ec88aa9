package stanza

import (
	"strings"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// stateKey is how Beats' input-cursor calls the state of a source, of an input of a type
// with an id, which may be empty.
func stateKey(kind, id, label string) string {
	if id == "" {
		return kind + "::" + label
	}
	return kind + "::" + id + "::" + label
}

// CutType takes the type off a state's key, and reports whether it is one of the input's.
func CutType(key string) (rest string, ours bool) {
	kind, rest, _ := strings.Cut(key, "::")
	return rest, Named(kind)
}

// ParseDuration reads a duration as a stanza has it, such as 90s, 36h, 7d or 2w.
func ParseDuration(text string) (time.Duration, error) { return schema.ParseDuration(text) }

// Name is the type of the input in a stanza.
const Name = "salesforce"

// AgentName is its type in the policy of an Elastic Agent, where Name is that of another
// input. It may be used in a stanza too, and has state of its own.
const AgentName = "salesforce-events"

// Named reports whether a stanza's type is that of the input.
func Named(kind string) bool { return kind == Name || kind == AgentName }

// Title is what a stanza is called in a sentence, with the file that it is in, if there
// are several.
func Title(stanza *conf.C, file string) string {
	name, err := stanza.String("id", -1)
	if err != nil || name == "" {
		name = "input without id"
	}
	if file != "" {
		name += " (" + file + ")"
	}
	return name
}
