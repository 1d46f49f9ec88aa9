package ecs

import (
	"slices"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"
)

// The tags of events that are not as they should be. error.message says what is
// wrong with each.
const (
	// TagRaggedRow is for rows with more or fewer cells than their header.
	TagRaggedRow = "salesforce_ragged_row"
	// TagMalformedRow is for rows that are not well-formed CSV.
	TagMalformedRow = "salesforce_malformed_row"
	// TagFailing is for log files that could not be read so far.
	TagFailing = "salesforce_log_file_failing"
	// TagSetAside is for log files that could not be read after many tries.
	TagSetAside = "salesforce_log_file_set_aside"
)

// AddProblem marks an event with a tag and says in error.message what is wrong.
func (e *Event) AddProblem(tag, message string) {
	if e.Fields == nil {
		e.Fields = mapstr.M{}
	}
	inner, ok := e.Fields["error"].(mapstr.M)
	if !ok {
		inner = mapstr.M{}
		e.Fields["error"] = inner
	}
	messages, _ := inner["message"].([]string)
	inner["message"] = append(slices.Clip(messages), validText(message))

	tags, _ := e.Fields["tags"].([]string)
	if !slices.Contains(tags, tag) {
		e.Fields["tags"] = append(slices.Clip(tags), tag)
	}
}

// Failing makes the event that says that a log file cannot be collected so far, and
// why, and that it is tried again. Like SetAside's it happened now: there is no row
// that it could be about.
func (m *Mapper) Failing(org Org, file LogFile, id string, cause error, now time.Time) Event {
	event := m.trouble(org, file, id, "log-file-failing", TagFailing, cause, now)
	event.Fields["message"] = validText("log file " + file.ID + " of event type " + file.EventType + " cannot be collected so far, and is tried again")
	return event
}

// SetAside makes the event that says that a log file is given up, and why.
func (m *Mapper) SetAside(org Org, file LogFile, id string, cause error, now time.Time) Event {
	event := m.trouble(org, file, id, "log-file-set-aside", TagSetAside, cause, now)
	event.Fields["message"] = validText("log file " + file.ID + " of event type " + file.EventType + " is set aside")
	return event
}

func (m *Mapper) trouble(org Org, file LogFile, id, action, tag string, cause error, now time.Time) Event {
	class := classOf(canonicalEventType(file.EventType))
	class.kind = "pipeline_error"
	class.action = action
	class.category, class.types, class.outcome, class.reason, class.detects = nil, nil, "", "", ""
	c := m.newCompiler(class.dataset)
	b := newTemplate(c.layout, c.rowConstants(org, file, class)).builder()
	b.errors = []string{validText(cause.Error())}
	b.tag(tag)
	return b.finish(c.shared, id, now.UTC())
}
