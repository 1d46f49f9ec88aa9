package ecs

import (
	"slices"
	"time"
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
	// TagQuarantined is for log files that could not be read after many tries.
	TagQuarantined = "salesforce_log_file_set_aside"
)

// AddProblem marks an event with a tag and says in error.message what is wrong.
func (e *Event) AddProblem(tag, message string) {
	if e.Fields == nil {
		e.Fields = map[string]any{}
	}
	inner, ok := e.Fields["error"].(map[string]any)
	if !ok {
		inner = map[string]any{}
		e.Fields["error"] = inner
	}
	messages, _ := inner["message"].([]string)
	inner["message"] = append(slices.Clip(messages), validText(message))

	tags, _ := e.Fields["tags"].([]string)
	if !slices.Contains(tags, tag) {
		e.Fields["tags"] = append(slices.Clip(tags), tag)
	}
}

// notice is what the input itself has to say about a log file.
type notice struct{ action, tag, message string }

var (
	failing     = notice{"log-file-failing", TagFailing, "cannot be collected so far, and is tried again"}
	quarantined = notice{"log-file-set-aside", TagQuarantined, "is quarantined"}
)

// Failing makes the event that says that a log file cannot be collected so far, and
// why, and that it is tried again. Like Quarantined's it happened now: there is no row
// that it could be about.
func (m *Mapper) Failing(org Org, file LogFile, id string, cause error, now time.Time) Event {
	return m.notice(failing, org, file, id, cause, now)
}

// Quarantined makes the event that says that a log file is given up, and why.
func (m *Mapper) Quarantined(org Org, file LogFile, id string, cause error, now time.Time) Event {
	return m.notice(quarantined, org, file, id, cause, now)
}

const noticeKind = "pipeline_error"

func (m *Mapper) notice(of notice, org Org, file LogFile, id string, cause error, now time.Time) Event {
	if m.options.Format == FormatMessage {
		return noticeMessage(of, file, id, cause, now)
	}
	class := classOf(canonicalEventType(file.EventType))
	class.kind = noticeKind
	class.action = of.action
	class.category, class.types, class.outcome, class.reason, class.detects = nil, nil, "", "", ""
	c := m.newCompiler(class.dataset)
	b := newTemplate(c.layout, c.rowConstants(org, file, class)).builder()
	b.errors = []string{validText(cause.Error())}
	b.tag(of.tag)
	event := b.finish(c.shared, id, now.UTC())
	event.Fields["message"] = validText("log file " + file.ID + " of event type " + file.EventType + " " + of.message)
	return event
}

// noticeMessage has the shape of a row, since those who take rows as JSON would refuse
// another message.
func noticeMessage(of notice, file LogFile, id string, cause error, now time.Time) Event {
	row := newRowMessage([]string{"ERROR_MESSAGE", "EVENT_TYPE", "LOG_FILE_ID", "TIMESTAMP_DERIVED"})
	cells := []string{cause.Error(), file.EventType, file.ID, now.UTC().Format("2006-01-02T15:04:05.000Z")}
	event := row.event(cells, id, now.UTC())
	event.Fields["event"].(map[string]any)["kind"] = noticeKind
	event.AddProblem(of.tag, cause.Error())
	return event
}
