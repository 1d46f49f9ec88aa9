package stanza

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// Sources returns what a stanza collects. The error is that of ValidateStanza.
func Sources(stanza *conf.C) ([]*Source, error) {
	c, err := Read(stanza)
	if err != nil {
		return nil, Error(stanza, err)
	}
	sources, err := NewSources(c)
	if err != nil {
		return nil, Error(stanza, err)
	}
	return sources, nil
}

// NewSources returns what a stanza collects.
func NewSources(c Config) ([]*Source, error) {
	base, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	sources := c.sources(base.Host)
	for _, s := range sources {
		s.Input, s.Key = c.ID, stateKey(c.Type, c.ID, s.Label)
	}
	c.warnUnaudited(sources)
	return sources, nil
}

// sources returns what the stanza collects, of the org at a host.
func (c Config) sources(host string) []*Source {
	methods := c.EventMonitoringMethod
	var sources []*Source
	for n := range methods.EventLogFile {
		if files := &methods.EventLogFile[n]; enabled(files.Enabled) && c.hasEventTypes(files) {
			sources = append(sources, &Source{
				Label:    files.Own.label(host + "::" + EventLogFile),
				Interval: time.Duration(files.Interval),
				Profiled: files.profiled,
				LogFiles: files.CollectorConfig(),
				Warnings: append(files.Own.warnings(files.Lookback), files.unknownTypes()...),
			})
		}
	}
	for n := range methods.Object {
		objects := &methods.Object[n]
		if !enabled(objects.Enabled) {
			continue
		}
		for _, name := range objects.objects() {
			sources = append(sources, &Source{
				Label:    objects.Own.label(host + "::" + name),
				Interval: time.Duration(objects.Interval),
				Optional: objects.optional,
				Records:  objects.CollectorConfig(name),
				Warnings: objects.warnings(name),
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

func (c *eventLogFileConfig) CollectorConfig() *logfile.Config {
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

func (c *objectConfig) CollectorConfig(object string) *record.Config {
	initial, window := c.InitialInterval, schema.Duration(0)
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
