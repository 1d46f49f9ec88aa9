package profile

import (
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// Selection is what a stanza says about what to choose.
type Selection struct {
	Profiles []string
	// NoLogFiles and NoObjects say that the stanza switches one of them off.
	NoLogFiles, NoObjects bool
	// EventTypes and Objects are those that the stanza names. They are collected anyway,
	// and whatever else tells the same is not chosen besides.
	EventTypes, Objects []string
	// AllEventTypes says that the stanza names every event type.
	AllEventTypes bool
	// Exclude are event types that are not to be collected.
	Exclude []string
}

// Signals returns the signals for which something is to be chosen, with what may be.
func (w Selection) Signals() []catalog.Signal {
	var wanted []catalog.Signal
	for _, signal := range catalog.SignalsOf(w.Profiles) {
		if w.names(signal) {
			continue
		}
		signal.EventTypes = slices.DeleteFunc(signal.EventTypes, func(name string) bool { return w.NoLogFiles || has(w.Exclude, name) })
		signal.EventLogs = slices.DeleteFunc(signal.EventLogs, func(name string) bool { return w.NoObjects || has(w.Exclude, eventTypeOf(name)) })
		if w.NoObjects {
			signal.Objects = nil
		}
		if len(signal.Objects)+len(signal.EventLogs)+len(signal.EventTypes) > 0 {
			wanted = append(wanted, signal)
		}
	}
	return wanted
}

// names reports whether the stanza names what tells of a signal.
func (w Selection) names(signal catalog.Signal) bool {
	return len(signal.EventTypes) > 0 && w.AllEventTypes ||
		slices.ContainsFunc(signal.EventTypes, func(name string) bool { return has(w.EventTypes, name) }) ||
		slices.ContainsFunc(slices.Concat(signal.Objects, signal.EventLogs), func(name string) bool { return has(w.Objects, name) })
}

// eventTypeOf returns the event type that has the same events as an event log object.
func eventTypeOf(log string) string {
	eventType, _ := catalog.EventTypeOfLog(log)
	return eventType
}

func has(names []string, name string) bool {
	return slices.ContainsFunc(names, func(one string) bool { return strings.EqualFold(one, name) })
}
