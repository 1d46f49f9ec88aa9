package salesforce

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
)

// eventLogObjects is the name of the source that collects all event log objects which the
// catalog does not know.
const eventLogObjects = "event_log_objects"

// eventLogFile is the name of the source that collects all event log files.
const eventLogFile = "event_log_file"

// source is one stream of events with a state of its own.
type source struct {
	// name is part of the state's key. It depends on what is collected only, not on
	// how, so that an edit of the stanza does not begin anew.
	name     string
	interval time.Duration
	optional bool
	profiled bool // a profile may choose it
	// offered says that it collects nothing as long as the org does not list the object.
	offered bool
	// unlisted says that records is for all event log objects that the catalog does not
	// know, and not for one.
	unlisted bool
	// warnings are what can make records be missed, and names that no table knows.
	warnings []string
	// One of the two is set.
	logFiles *logfile.Config
	records  *record.Config
}

// Name implements the source of input-cursor.
func (s *source) Name() string { return s.name }

// host returns the host of the org's URL.
func (s *source) host() string {
	host, _, _ := strings.Cut(s.name, "::")
	return host
}

// key is how Beats' input-cursor calls the state of the source, of an input of a kind with
// an id, which may be empty.
func (s *source) key(kind, id string) string {
	if id == "" {
		return kind + "::" + s.name
	}
	return kind + "::" + id + "::" + s.name
}

// what returns what the source collects, for people.
func (s *source) what() string {
	what := "event log files"
	if s.logFiles == nil {
		what = s.records.Object
	}
	if s.unlisted {
		what = "other event log objects"
	}
	if query := s.query(); query != nil {
		what += " (" + query.Name() + ")"
	}
	return what
}

// query returns the query of the user's own that the source runs, or nil.
func (s *source) query() *querytemplate.Query {
	if s.logFiles != nil {
		return s.logFiles.Query
	}
	return s.records.Query
}

func newSources(c config) ([]*source, error) {
	base, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	return c.sources(base.Host), nil
}

// sources returns what the stanza collects, of the org at a host.
func (c config) sources(host string) []*source {
	methods := c.EventMonitoringMethod
	var sources []*source
	for n := range methods.EventLogFile {
		if files := &methods.EventLogFile[n]; enabled(files.Enabled) && c.hasEventTypes(files) {
			sources = append(sources, &source{
				name:     files.Own.stateKey(host + "::" + eventLogFile),
				interval: time.Duration(files.Interval),
				profiled: files.profiled,
				logFiles: files.collector(),
				warnings: append(files.Own.warnings(files.Lookback), files.unknownTypes()...),
			})
		}
	}
	for n := range methods.Object {
		objects := &methods.Object[n]
		if !enabled(objects.Enabled) {
			continue
		}
		for _, name := range objects.objects() {
			sources = append(sources, &source{
				name:     objects.Own.stateKey(host + "::" + name),
				interval: time.Duration(objects.Interval),
				optional: objects.optional,
				records:  objects.collector(name),
				warnings: objects.warnings(name),
			})
		}
		if objects.allEventLogs() {
			sources = append(sources, objects.eventLogs(host)...)
		}
		if objects.profiled {
			sources = append(sources, c.candidates(host, objects)...)
		}
	}
	return sources
}

// objects returns the objects that the block says are collected.
func (c *objectConfig) objects() []string {
	if c.Own.query != nil {
		return []string{c.Own.query.Object()}
	}
	return slices.DeleteFunc(slices.Clone(c.Names), func(name string) bool { return name == anyEventLog })
}

func (c *eventLogFileConfig) collector() *logfile.Config {
	types := c.EventTypes
	if slices.Contains(types, "*") {
		types = nil
	}
	return &logfile.Config{
		Query:             c.Own.query,
		EventTypes:        types,
		ExcludeEventTypes: c.ExcludeEventTypes,
		LogInterval:       logfile.LogInterval(c.LogInterval),
		InitialInterval:   time.Duration(c.InitialInterval),
		Lookback:          time.Duration(c.Lookback),
		Settle:            time.Duration(c.Settle),
		Workers:           c.Workers,
	}
}

func (c *objectConfig) collector(object string) *record.Config {
	initial, window := c.InitialInterval, duration(0)
	if c.Batch != nil {
		window = c.Batch.Window
		if c.Batch.InitialInterval > 0 {
			initial = c.Batch.InitialInterval
		}
	}
	return &record.Config{
		Object:          object,
		Query:           c.Own.query,
		LongestWindow:   time.Duration(window),
		InitialInterval: time.Duration(initial),
		Delay:           time.Duration(c.delay(object)),
		Lookback:        time.Duration(c.lookback(object)),
	}
}
