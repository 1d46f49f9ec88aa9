package stanza

import (
	"fmt"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/spelling"
)

// unknownTypes returns what to say of event types that no table knows. Salesforce adds some
// with each release, so that they are no mistake for certain.
func (c *eventLogFileConfig) unknownTypes() []string {
	var warnings []string
	for _, list := range []struct {
		option string
		names  []string
	}{{"event_types", c.EventTypes}, {"exclude_event_types", c.ExcludeEventTypes}} {
		for _, name := range list.names {
			if _, ok := catalog.EventTypeByName(name); ok || name == "*" {
				continue
			}
			warnings = append(warnings, fmt.Sprintf("%s: unknown event type %q%s: leave it only if Salesforce added it after this version was made", list.option, name, meant(name)))
		}
	}
	return warnings
}

// meant says which event type or object a name may have meant.
func meant(name string) string {
	if _, ok := catalog.ObjectByName(name); ok {
		return " (an object: put it under event_monitoring_method.object.names)"
	}
	if nearest := spelling.Nearest(name, catalog.EventTypeNames()); nearest != "" {
		return " (did you mean " + nearest + "?)"
	}
	return ""
}
