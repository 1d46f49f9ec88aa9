package salesforce

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
)

// eventLogFile is the name of the source that collects all event log files.
const eventLogFile = "event_log_file"

// source is one stream of events with a state of its own.
type source struct {
	// name is part of the state's key. It depends on what is collected only, not on
	// how, so that an edit of the stanza does not begin anew.
	name     string
	interval time.Duration
	optional bool
	// One of the two is set.
	logFiles *logfile.Config
	records  *record.Config
}

// Name implements the source of input-cursor.
func (s *source) Name() string { return s.name }

// what returns what the source collects, for people.
func (s *source) what() string {
	if s.logFiles != nil {
		return "event log files"
	}
	return s.records.Object
}

func newSources(c config) ([]*source, error) {
	base, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	var sources []*source
	if files := c.EventMonitoringMethod.EventLogFile; files != nil && enabled(files.Enabled) {
		sources = append(sources, &source{
			name:     base.Host + "::" + eventLogFile,
			interval: time.Duration(files.Interval),
			logFiles: files.collector(),
		})
	}
	if objects := c.EventMonitoringMethod.Object; objects != nil && enabled(objects.Enabled) {
		for _, name := range objects.Names {
			sources = append(sources, &source{
				name:     base.Host + "::" + name,
				interval: time.Duration(objects.Interval),
				optional: objects.optional,
				records:  objects.collector(name),
			})
		}
	}
	return sources, nil
}

func (c *eventLogFileConfig) collector() *logfile.Config {
	types := c.EventTypes
	if slices.Contains(types, "*") {
		types = nil
	}
	return &logfile.Config{
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
	return &record.Config{
		Object:          object,
		InitialInterval: time.Duration(c.InitialInterval),
		Delay:           time.Duration(c.Delay),
		Lookback:        time.Duration(c.Lookback),
	}
}
