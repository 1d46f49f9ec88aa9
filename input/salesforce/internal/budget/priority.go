package budget

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// Priority says what comes first where requests are scarce.
type Priority int

// The priorities. The zero value is that of what everything else needs, too.
const (
	First  Priority = iota // sign-in, identity, permissions, threats
	Second                 // what leaves the org, what programs do, and what no table knows
	Last                   // performance and availability, and names to add to events
	Audits                 // comparing what was collected with the org
)

// profiles are the priorities of what the profiles of the catalog are about.
var profiles = map[string]Priority{
	catalog.Identity: First, catalog.Privilege: First, catalog.Threat: First,
	catalog.Exfiltration: Second, catalog.APIAbuse: Second,
	catalog.Availability: Last,
}

// bounds are the shares of what there is, of ours and of the whole org's, from which on
// a priority is stretched, and at which it ends. All are stretched from the same on, and
// those that come first by a lot before the others end: an hour later is better for all
// than never for some.
var bounds = [...]struct{ share, org [2]float64 }{
	First:  {share: [2]float64{0.5, 1}, org: [2]float64{0.75, 0.98}},
	Second: {share: [2]float64{0.5, 0.92}, org: [2]float64{0.75, 0.95}},
	Last:   {share: [2]float64{0.5, 0.85}, org: [2]float64{0.75, 0.90}},
	Audits: {share: [2]float64{0.5, 0.75}, org: [2]float64{0.75, 0.85}},
}

var ofSignals = sync.OnceValues(func() (objects, eventTypes map[string]Priority) {
	objects, eventTypes = make(map[string]Priority), make(map[string]Priority)
	for _, signal := range catalog.Signals() {
		best := Last
		for _, profile := range signal.Profiles {
			best = min(best, profiles[profile])
		}
		for _, name := range slices.Concat(signal.Objects, signal.EventLogs) {
			objects[strings.ToLower(name)] = best
		}
		for _, name := range signal.EventTypes {
			eventTypes[strings.ToLower(name)] = best
		}
	}
	return objects, eventTypes
})

// OfObject returns the priority of the records of an object.
func OfObject(name string) Priority {
	objects, _ := ofSignals()
	if priority, ok := objects[strings.ToLower(name)]; ok {
		return priority
	}
	if eventType, ok := catalog.EventTypeOfLog(name); ok {
		return OfEventType(eventType)
	}
	return Second
}

// OfEventType returns the priority of the log files of an event type. Those that are in
// no profile are about performance.
func OfEventType(name string) Priority {
	_, eventTypes := ofSignals()
	if priority, ok := eventTypes[strings.ToLower(name)]; ok {
		return priority
	}
	return Last
}

type priorityKey struct{}

// WithPriority returns a context for requests of a priority.
func WithPriority(ctx context.Context, priority Priority) context.Context {
	return context.WithValue(ctx, priorityKey{}, priority)
}

// PriorityOf returns the priority of a context.
func PriorityOf(ctx context.Context) Priority {
	priority, _ := ctx.Value(priorityKey{}).(Priority)
	return priority
}
