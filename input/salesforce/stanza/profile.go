package stanza

import (
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
)

// placeProfile marks the blocks whose settings are those of what a profile chooses: the
// first of each method that has no query of its own.
func (c *Config) placeProfile() {
	methods := c.EventMonitoringMethod
	if len(c.Profile) == 0 || methods == nil {
		return
	}
	for n := range methods.EventLogFile {
		if files := &methods.EventLogFile[n]; files.Own.Query == nil && enabled(files.Enabled) {
			if !slices.Contains(files.given, "event_types") {
				files.EventTypes = nil // those of the profile, and not all
			}
			files.profiled = !slices.Contains(files.EventTypes, "*")
			break
		}
	}
	for n := range methods.Object {
		if objects := &methods.Object[n]; objects.Own.Query == nil && enabled(objects.Enabled) {
			objects.profiled = true
			break
		}
	}
}

// completeProfile adds the blocks that the stanza leaves out. A method that is switched
// off stays so.
func (c *Config) completeProfile() {
	if c.EventMonitoringMethod == nil {
		c.EventMonitoringMethod = &methodConfig{}
	}
	methods := c.EventMonitoringMethod
	if !slices.ContainsFunc(methods.EventLogFile, func(files eventLogFileConfig) bool { return files.Own.Query == nil }) {
		files := DefaultEventLogFile()
		files.EventTypes, files.profiled = nil, true
		methods.EventLogFile = append(methods.EventLogFile, files)
	}
	if !slices.ContainsFunc(methods.Object, func(objects objectConfig) bool { return objects.Own.Query == nil }) {
		objects := DefaultObject()
		objects.profiled = true
		methods.Object = append(methods.Object, objects)
	}
}

// Wanted returns what a profile chooses from.
func (c *Config) Wanted() profile.Selection {
	wanted := profile.Selection{Profiles: c.Profile, NoLogFiles: true, NoObjects: true}
	for _, files := range c.EventMonitoringMethod.EventLogFile {
		switch {
		case !enabled(files.Enabled) || files.Own.Query != nil:
			continue
		case slices.Contains(files.EventTypes, "*"):
			wanted.AllEventTypes = true
		default:
			wanted.EventTypes = append(wanted.EventTypes, files.EventTypes...)
		}
		if files.profiled {
			wanted.NoLogFiles, wanted.Exclude = false, files.ExcludeEventTypes
		}
	}
	for _, objects := range c.EventMonitoringMethod.Object {
		if !enabled(objects.Enabled) {
			continue
		}
		wanted.Objects = append(wanted.Objects, objects.objects()...)
		wanted.NoObjects = wanted.NoObjects && !objects.profiled
	}
	return wanted
}

// candidates are the sources that a profile may choose. They are there from the start,
// each with its state, because Beats wants to know the sources of an input before the
// org can be asked; those that are not chosen do nothing.
func (c *Config) candidates(host string, objects *objectConfig) []*Source {
	var sources []*Source
	for _, signal := range c.Wanted().Signals() {
		alternatives := len(signal.Objects) > 1 || len(signal.EventTypes)+len(signal.EventLogs) > 0
		for _, name := range slices.Concat(signal.Objects, signal.EventLogs) {
			candidate := &Source{
				Label:    host + "::" + name,
				Interval: time.Duration(objects.Interval),
				Profiled: true,
				Records:  objects.CollectorConfig(name),
				Warnings: objects.lateWarnings(name),
			}
			if alternatives {
				candidate.Records.InitialInterval = max(candidate.Records.InitialInterval, profile.Mature)
			}
			sources = append(sources, candidate)
		}
	}
	return sources
}

// hasEventTypes reports whether there are event types to collect.
func (c *Config) hasEventTypes(files *eventLogFileConfig) bool {
	return !files.profiled || len(files.EventTypes) > 0 ||
		slices.ContainsFunc(c.Wanted().Signals(), func(signal catalog.Signal) bool { return len(signal.EventTypes) > 0 })
}
