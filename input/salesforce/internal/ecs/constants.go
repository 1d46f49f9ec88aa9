package ecs

import "time"

// The values of event.provider, which say by what way an event came.
const (
	providerLogFile = "EventLogFile"
	providerObject  = "Object"
)

// constants are what is the same in all events of a file or object.
func (c *compiler) constants(org Org, cl class, provider, code string) []constant {
	var list []constant
	add := func(name, value string) {
		to := c.declare(Field{Name: name, Type: typeKeyword})
		if value != "" {
			list = append(list, constant{to, validText(value)})
		}
	}
	add("event.kind", cl.kind)
	add("event.module", "salesforce")
	add("event.provider", provider)
	add("event.dataset", "salesforce."+cl.dataset)
	add("event.action", cl.action)
	add("event.code", code)
	add("organization.id", org.ID)
	if cl.outcome != "" {
		list = append(list, constant{c.shared.outcome, cl.outcome})
	}
	if cl.reason != "" {
		list = append(list, constant{c.shared.reason, cl.reason})
	}
	if cl.detects != "" {
		add("rule.name", cl.detects)
		add("rule.ruleset", rulesetName)
		list = append(list, constant{c.declare(Field{Name: "event.severity", Type: typeLong}), severityHigh})
	}
	if len(cl.category) > 0 {
		list = append(list, constant{c.shared.category, cl.category}, constant{c.shared.eventType, cl.types})
	}
	c.declareOwn("salesforce.instance_url", typeKeyword, "Address of the org.")
	add("salesforce.instance_url", org.InstanceURL)
	return list
}

// rowConstants adds where a row comes from.
func (c *compiler) rowConstants(org Org, file LogFile, cl class) []constant {
	list := c.constants(org, cl, providerLogFile, file.EventType)
	add := func(name, fieldType, description string, value any, present bool) {
		to := c.declareOwn("salesforce.log_file."+name, fieldType, description)
		if text, ok := value.(string); ok {
			value = validText(text)
		}
		if present {
			list = append(list, constant{to, value})
		}
	}
	add("id", typeKeyword, "Id of the EventLogFile record.", file.ID, file.ID != "")
	add("event_type", typeKeyword, "Event type of the log file.", file.EventType, file.EventType != "")
	add("interval", typeKeyword, "Hourly or Daily.", file.Interval, file.Interval != "")
	add("sequence", typeLong, "Number of the file within its hour; 0 for a daily file.", int64(file.Sequence), true)
	add("log_date", typeDate, "Start of the hour or day that the file covers.", isoTime(file.LogDate), !file.LogDate.IsZero())
	add("created_date", typeDate, "When Salesforce made the file.", isoTime(file.CreatedDate), !file.CreatedDate.IsZero())
	add("api_version", typeKeyword, "API version in which the file was written.", file.APIVersion, file.APIVersion != "")
	return list
}

// recordConstants adds which object a record comes from.
func (c *compiler) recordConstants(org Org, cl class, object string) []constant {
	list := c.constants(org, cl, providerObject, object)
	to := c.declareOwn("salesforce.object", typeKeyword, "Object that the record comes from.")
	return append(list, constant{to, validText(object)})
}

func (c *compiler) declareOwn(name, fieldType, description string) slot {
	return c.declare(Field{Name: name, Type: fieldType, Description: description})
}

// isoTime writes a moment as the outputs write one. That is done once for all events of
// a file, and not for each.
func isoTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
