package salesforce

import (
	"context"
	"slices"
	"time"

	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
)

// placeProfile marks the blocks whose settings are those of what a profile chooses: the
// first of each method that has no query of its own.
func (c *config) placeProfile() {
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
func (c *config) completeProfile() {
	if c.EventMonitoringMethod == nil {
		c.EventMonitoringMethod = &methodConfig{}
	}
	methods := c.EventMonitoringMethod
	if !slices.ContainsFunc(methods.EventLogFile, func(files eventLogFileConfig) bool { return files.Own.Query == nil }) {
		files := defaultEventLogFile()
		files.EventTypes, files.profiled = nil, true
		methods.EventLogFile = append(methods.EventLogFile, files)
	}
	if !slices.ContainsFunc(methods.Object, func(objects objectConfig) bool { return objects.Own.Query == nil }) {
		objects := defaultObject()
		objects.profiled = true
		methods.Object = append(methods.Object, objects)
	}
}

// wanted returns what a profile chooses from.
func (c *config) wanted() profile.Wanted {
	wanted := profile.Wanted{Profiles: c.Profile, NoLogFiles: true, NoObjects: true}
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
func (c *config) candidates(host string, objects *objectConfig) []*Source {
	var sources []*Source
	for _, signal := range c.wanted().Signals() {
		alternatives := len(signal.Objects) > 1 || len(signal.EventTypes)+len(signal.EventLogs) > 0
		for _, name := range slices.Concat(signal.Objects, signal.EventLogs) {
			candidate := &Source{
				Label:    host + "::" + name,
				Interval: time.Duration(objects.Interval),
				Profiled: true,
				Records:  objects.collector(name),
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
func (c *config) hasEventTypes(files *eventLogFileConfig) bool {
	return !files.profiled || len(files.EventTypes) > 0 ||
		slices.ContainsFunc(c.wanted().Signals(), func(signal catalog.Signal) bool { return len(signal.EventTypes) > 0 })
}

// chosen collects what a profile has chosen, and nothing as long as it has not.
type chosen struct {
	poll.Collector
	chooser *profile.Chooser
	log     *logp.Logger
	object  string
	// files is the collector, if it is that of log files, and named are the event types
	// that it collects anyway.
	files *logfile.Collector
	named []string
}

func chosenBy(chooser *profile.Chooser, s *Source, collector poll.Collector, log *logp.Logger) poll.Collector {
	c := &chosen{Collector: collector, chooser: chooser, log: log}
	if files, is := collector.(*logfile.Collector); is {
		c.files, c.named = files, s.LogFiles.EventTypes
	} else {
		c.object = s.Records.Object
	}
	return c
}

// Poll implements the collector.
func (c *chosen) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	choice, err := c.chooser.Choice(ctx, c.log)
	if err != nil {
		return 0, err
	}
	if c.files != nil {
		types := slices.Concat(c.named, choice.EventTypes())
		if len(types) == 0 {
			c.files.Stop()
			return 0, nil // none would be all
		}
		c.files.Select(types)
	} else if !choice.Has(c.object) {
		return 0, nil
	}
	ready, err := c.Collector.Poll(ctx, out)
	if err != nil && c.files == nil && profile.Unavailable(err) {
		c.chooser.Doubt(ctx)
	}
	return ready, err
}
