package orgsim

import (
	"maps"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

// EventLogLateness is how much later than its Timestamp Salesforce shows a row
// of an event log object: from 25 to 45 minutes.
func EventLogLateness() Delay {
	return Delay{Fixed: 25 * time.Minute, Random: 20 * time.Minute}
}

// addEventLogs gives the org its event log objects, or takes those away that it
// has.
func (o *Org) addEventLogs(types []catalog.EventType) error {
	if o.options.NoEventLogObjects {
		maps.DeleteFunc(o.objects, func(_ string, object *engine.Object) bool { return object.Kind == engine.EventLog })
		return nil
	}
	logs, err := catalog.EventLogs(types, o.options.NewEventLogObjects...)
	if err != nil {
		return err
	}
	o.eventLogs = logs
	for name, log := range logs {
		o.objects[name] = log.Object
	}
	return nil
}

// eventLogDelay is how much later than its Timestamp the next row of an object
// shows, or 0 if it is not an event log object. The caller holds mu.
func (o *Org) eventLogDelay(object *engine.Object) time.Duration {
	if object.Kind != engine.EventLog {
		return 0
	}
	return o.options.EventLogDelay.of(o.luck("event log", object.Name, strconv.Itoa(len(o.records[object.Name]))))
}

// logged makes n rows within a span, of the event log objects whose fields come
// from log files. They have a source of chance of their own, so that the rest
// of the org is the same with and without them.
func (g *generator) logged(rng *rand.Rand, start, end time.Time, n int) {
	if len(g.eventLogs) == 0 {
		return
	}
	for range n {
		t := g.transaction(rng, start, end)
		g.addRecord(t, pick(rng, g.eventLogs))
	}
}

// cellValue reads the value of a field from the cell of a log file.
func cellValue(field engine.Field, cell string) any {
	switch field.Type {
	case engine.Decimal:
		number, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			return nil
		}
		return number
	case engine.Boolean:
		return cell == "1" || cell == "true"
	}
	return orNull(cell)
}
