package ecs

import (
	"maps"
	"time"
)

const auditField = "salesforce.audit."

// lateFields are the fields of events that an audit has found.
func lateFields() []Field {
	return []Field{
		{Name: auditField + "late", Type: typeBoolean, Description: "True if the polls had passed the time of the event before it could be collected, and an audit has found it."},
		{Name: auditField + "lateness", Type: typeLong, Unit: "s", Description: "Seconds from the time of the event to when it could be collected, at most."},
	}
}

// MarkLate marks an event as one that an audit has found. Messages have no fields that could
// be marked.
func MarkLate(event Event, late time.Duration) {
	known, ok := event.Fields["salesforce"].(map[string]any)
	if !ok {
		return
	}
	marked := maps.Clone(known)
	marked["audit"] = map[string]any{"late": true, "lateness": int64(late / time.Second)}
	event.Fields["salesforce"] = marked
}
