package orgsim

import (
	"strconv"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

// DetectionLateness is how much later than its EventDate Salesforce creates a
// threat detection: from 2 minutes to 30 hours.
func DetectionLateness() Delay {
	const shortest = 2 * time.Minute
	return Delay{Fixed: shortest, Random: 30*time.Hour - shortest}
}

// isDetection reports whether the records of an object are threat detections,
// which a model writes after the fact.
func isDetection(object *engine.Object) bool {
	if object.Kind != engine.Standard {
		return false
	}
	switch name, ok := strings.CutSuffix(object.Name, "EventStore"); name {
	case "CredentialStuffing", "SessionHijacking":
		return ok
	default:
		return ok && strings.HasSuffix(name, "Anomaly")
	}
}

// detectedOn is the EventDate of a detection about what happened at a moment.
// LoginAnomalyEventStore sums up a day and has no time of day.
func detectedOn(object *engine.Object, when time.Time) time.Time {
	if object.Name == "LoginAnomalyEventStore" {
		return when.UTC().Truncate(24 * time.Hour)
	}
	return when
}

// detectionDelay is how much later than it happened the next record of an
// object is created, or 0 if the object has no threat detections. The caller
// holds mu.
func (o *Org) detectionDelay(object *engine.Object) time.Duration {
	if !isDetection(object) {
		return 0
	}
	return o.options.DetectionDelay.of(o.luck("detection", object.Name, strconv.Itoa(len(o.records[object.Name]))))
}

// fillDetection sets the dates of a detection that were left out: it is created
// now, and happened before that. The caller holds mu.
func (o *Org) fillDetection(object *engine.Object, values engine.Record, now time.Time) {
	lateness := o.detectionDelay(object)
	if lateness == 0 {
		return
	}
	happened, hasTime := values[object.TimeField].(time.Time)
	if _, ok := values["CreatedDate"]; !ok {
		created := now.Truncate(time.Second)
		if hasTime && happened.After(created) {
			created = happened.Truncate(time.Second)
		}
		values["CreatedDate"] = created
	}
	created, isTime := values["CreatedDate"].(time.Time)
	if _, ok := values[object.TimeField]; !ok && isTime {
		values[object.TimeField] = detectedOn(object, created.Add(-lateness))
	}
	for _, name := range []string{"SystemModstamp", "LastModifiedDate"} {
		if _, ok := values[name]; !ok && isTime {
			values[name] = created
		}
	}
}
