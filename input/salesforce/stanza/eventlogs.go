package stanza

import (
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/spelling"
)

// anyEventLog stands for every event log object of the org in a list of names.
const anyEventLog = "*EventLog"

// allEventLogs reports whether the block names every event log object.
func (c *objectConfig) allEventLogs() bool { return slices.Contains(c.Names, anyEventLog) }

// eventLogs returns the sources of all event log objects that the block does not name:
// one for each that the catalog knows, and one for all others. Beats wants to know them
// before the org can be asked which it has.
func (c *objectConfig) eventLogs(host string) []*Source {
	var sources []*Source
	for _, name := range catalog.EventLogs() {
		if !spelling.Contains(c.Names, name) {
			sources = append(sources, &Source{
				Label: host + "::" + name, Interval: time.Duration(c.Interval), Optional: true, Offered: true,
				Records: c.CollectorConfig(name), Warnings: c.warnings(name),
			})
		}
	}
	others := c.CollectorConfig(anyEventLog)
	return append(sources, &Source{
		Label: host + "::" + eventLogObjects, Interval: time.Duration(c.Interval), Optional: true, Offered: true, Unlisted: true,
		Records: others,
	})
}
