package ecs

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// class is how ECS sorts an event, where no column says otherwise.
type class struct {
	dataset  string // without "salesforce."; empty means by name
	action   string // empty means the dataset
	kind     string // empty means event
	category []string
	types    []string
	outcome  string // of all events of that kind
	reason   string // the same
	detects  string // what a detection is called, in rule.name
}

func is(category []string, types ...string) class { return class{category: category, types: types} }

func (c class) as(dataset, action string) class {
	c.dataset, c.action = dataset, action
	return c
}

func (c class) failing(reason string) class {
	c.outcome, c.reason = outcomeFailure, reason
	return c
}

// detection is Salesforce's own alerting.
func detection(name string, category ...string) class {
	return class{kind: "alert", detects: name, category: append([]string{"intrusion_detection"}, category...), types: []string{"info"}}
}

// detections are the names of the kinds of detections, in rule.name.
var detections = map[string]string{
	"ApiAnomaly":         "API Anomaly",
	"CredentialStuffing": "Credential Stuffing",
	"GuestUserAnomaly":   "Guest User Anomaly",
	"LoginAnomaly":       "Login Anomaly",
	"MCPAnomaly":         "MCP Anomaly",
	"ReportAnomaly":      "Report Anomaly",
	"SessionHijacking":   "Session Hijacking",
	"UniversalAnomaly":   "Universal Anomaly",
}

// anomalySubType is for the kind of a detection that an object of several kinds holds.
func anomalySubType(c *compiler, _ source, _ rule) setter {
	category := c.declare(Field{Name: "rule.category", Type: typeKeyword})
	name := c.declare(Field{Name: "rule.name", Type: typeKeyword})
	return func(b *builder, value string) {
		b.put(category, value)
		b.putNonEmpty(name, detections[value])
	}
}

// rulesetName is rule.ruleset of all detections.
const rulesetName = "Salesforce Threat Detection"

// classOf completes the class of an event type or object, known or not.
func classOf(name string) class {
	c, ok := classes[name]
	if !ok {
		c = classes[eventTypeOf(name)] // an event log object says what the log file says
	}
	if c.dataset == "" {
		c.dataset = snakeCase(subjectOf(eventTypeOf(name)))
	}
	if c.action == "" {
		c.action = strings.ReplaceAll(c.dataset, "_", "-")
	}
	if c.kind == "" {
		c.kind = "event"
	}
	return c
}

// eventTypeOf gives the event type whose log files have the same events as an event log
// object; all other names stay as they are.
func eventTypeOf(name string) string {
	if eventType, ok := catalog.EventTypeOfLog(name); ok {
		return eventType
	}
	return name
}

// subjectOf takes off what the names of real-time objects have behind what they
// are about, so that UriEvent has the dataset of URI.
func subjectOf(name string) string {
	for _, suffix := range []string{"EventStore", "EventStream", "Event"} {
		if subject, ok := strings.CutSuffix(name, suffix); ok && subject != "" {
			return subject
		}
	}
	return name
}
