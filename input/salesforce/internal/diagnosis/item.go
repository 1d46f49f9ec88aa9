package diagnosis

import (
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// item is an event type of log files, or an object.
type item struct {
	name   string
	object bool
}

func (i item) is(other item) bool {
	return i.object == other.object && strings.EqualFold(i.name, other.name)
}

func (i item) compare(other item) int {
	if i.object != other.object {
		if other.object {
			return -1
		}
		return 1
	}
	return strings.Compare(strings.ToLower(i.name), strings.ToLower(other.name))
}

// inputSources is a part with everything it collects by name.
type inputSources struct {
	name  string
	items []item
	// queried are those that a query of the user's own asks for: which records, only the
	// query knows.
	queried []item
	// files is true if a query of the user's own lists log files.
	files bool
}

func (e inputSources) has(wanted item) bool {
	return slices.ContainsFunc(e.items, wanted.is)
}

// known are the event types that the collector knows.
func known() []item {
	var items []item
	for _, eventType := range catalog.EventTypes() {
		items = append(items, item{name: eventType.Name})
	}
	return items
}

// logFileOf returns the event type that has the same events as an event log object.
func logFileOf(log string) item {
	eventType, _ := catalog.EventTypeOfLog(log)
	return item{name: eventType}
}

// of returns those of the items that the part collects.
func (e inputSources) of(items []item) []item {
	return slices.DeleteFunc(slices.Clone(items), func(one item) bool { return !e.has(one) })
}

func objectsOf(signal catalog.Signal) []item {
	var items []item
	for _, name := range signal.Objects {
		items = append(items, item{name, true})
	}
	return items
}

func typesOf(signal catalog.Signal) []item {
	var items []item
	for _, name := range signal.EventTypes {
		items = append(items, item{name: name})
	}
	return items
}

// apart returns the names of event types and of objects.
func apart(items []item) (types, objects []string) {
	for _, one := range items {
		if one.object {
			objects = append(objects, one.name)
		} else {
			types = append(types, one.name)
		}
	}
	return types, objects
}

// listedItems names items in a sentence.
func listedItems(items []item) string {
	types, objects := apart(items)
	var parts []string
	if len(types) > 0 {
		parts = append(parts, "log files of "+listedTypes(types))
	}
	if len(objects) > 0 {
		parts = append(parts, strings.Join(objects, ", "))
	}
	return strings.Join(parts, "; ")
}

// listedTypes names event types, or those that are missing where these are fewer.
func listedTypes(types []string) string {
	all, missing := known(), []string{}
	for _, one := range all {
		if !slices.ContainsFunc(types, func(name string) bool { return strings.EqualFold(name, one.name) }) {
			missing = append(missing, one.name)
		}
	}
	switch {
	case len(missing) > len(all)/2:
		return strings.Join(types, ", ")
	case len(missing) > 0:
		return "all event types but " + strings.Join(missing, ", ")
	}
	return "all event types"
}
