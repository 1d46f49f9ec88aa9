package salesforce

import (
	"strings"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
)

// Source is what one source of an input is, for tools that look at its state.
type Source struct {
	// Input is the id of the input; "" where it has none.
	Input string
	// Key is that of the source's state in the registry.
	Key string
	// Host is the org's.
	Host string
	// What is collected, for people.
	What string
	// Object is the name of an object that is collected without a custom query, else "".
	Object string
	// LogFiles is true for the source of event log files, else it is one of records.
	LogFiles bool
	// Lookback and InitialInterval are those of the stanza.
	Lookback        time.Duration
	InitialInterval time.Duration
	// Follows is true for a query of the user's own that is told how far the last run
	// came, and ByTime if what it is told is a time.
	Follows, ByTime bool
	// Selections are the parts of the org's log files that the stanza names, for the
	// intervals that it allows.
	Selections []string
}

// Sources returns what a stanza collects. The error is that of CheckStanza.
func Sources(stanza *conf.C) ([]Source, error) {
	c, err := readConfig(stanza)
	if err != nil {
		return nil, stanzaError(stanza, err)
	}
	all, err := newSources(c)
	if err != nil {
		return nil, stanzaError(stanza, err)
	}
	id, _ := stanza.String("id", -1) // without one it is empty, as in the key
	sources := make([]Source, len(all))
	for n, s := range all {
		sources[n] = Source{Input: id, Key: s.key(kindOf(stanza), id), Host: s.host(), What: s.what()}
		if files := s.logFiles; files != nil {
			sources[n].LogFiles = true
			sources[n].Lookback, sources[n].InitialInterval = files.Lookback, files.InitialInterval
			sources[n].Selections = files.Selections()
		} else {
			sources[n].Lookback, sources[n].InitialInterval = s.records.Lookback, s.records.InitialInterval
			if s.records.Query == nil {
				sources[n].Object = s.records.Object
			}
			if query := s.records.Query; query != nil && !query.InBatches() {
				sources[n].Follows = true
				sources[n].ByTime = query.Uses(querytemplate.FirstEventTime, querytemplate.LastEventTime, querytemplate.ProgressTime)
			}
		}
	}
	return sources, nil
}

// kindOf returns under which of the input's names a stanza is.
func kindOf(stanza *conf.C) string {
	if kind, err := stanza.String("type", -1); err == nil && Named(kind) {
		return kind
	}
	return Name
}

// CutType takes the type off a state's key, and reports whether it is one of the input's.
func CutType(key string) (rest string, ours bool) {
	kind, rest, _ := strings.Cut(key, "::")
	return rest, Named(kind)
}

// ParseDuration reads a duration as a stanza has it, such as 90s, 36h, 7d or 2w.
func ParseDuration(text string) (time.Duration, error) { return parseDuration(text) }
