package catalog

import (
	_ "embed" // for the tables
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

//go:embed eventlogs.txt
var eventLogsText string

// An EventLog is an event log object whose fields come from the columns of a
// log file.
type EventLog struct {
	Object *engine.Object
	// EventType has the columns, and Columns is the column of each field but
	// Id and Timestamp.
	EventType EventType
	Columns   map[string]string
}

// EventLogs returns the event log objects that [Objects] lacks, by name. The
// names in added are objects that Salesforce does not have yet.
func EventLogs(types []EventType, added ...string) (map[string]EventLog, error) {
	logs := map[string]EventLog{}
	for line := range lines(eventLogsText) {
		words := strings.Fields(line)
		if len(words) < 3 || len(words) > 4 {
			return nil, fmt.Errorf("reading the event log objects: %q has %d words, not 3 or 4", line, len(words))
		}
		version, err := strconv.Atoi(words[1])
		if err != nil {
			return nil, fmt.Errorf("reading the event log objects: %w", err)
		}
		eventType := EventType{Name: words[2]}
		if len(words) == 4 {
			eventType.Columns = columns(words[3])
		} else if eventType, err = find(types, words[2]); err != nil {
			return nil, fmt.Errorf("reading the event log objects: %w", err)
		}
		name := words[0] + "EventLog"
		logs[name] = newEventLog(name, version, eventType)
	}
	for _, name := range added {
		logs[name] = newEventLog(name, 55, EventType{
			Name: strings.TrimSuffix(name, "EventLog"), Columns: columns("REQUEST_ID,USER_ID:Id,SESSION_KEY,LOGIN_KEY,CLIENT_IP,URI,RUN_TIME:Number"),
		})
	}
	return logs, nil
}

func find(types []EventType, name string) (EventType, error) {
	for _, eventType := range types {
		if eventType.Name == name {
			return eventType, nil
		}
	}
	return EventType{}, fmt.Errorf("no event type %q", name)
}

// newEventLog makes an object of the columns of an event type.
func newEventLog(name string, version int, eventType EventType) EventLog {
	log := EventLog{
		Object: &engine.Object{
			Name: name, Kind: engine.EventLog, TimeField: "Timestamp", IDField: "RequestIdentifier", MinVersion: version, CountsFields: true,
		},
		EventType: eventType, Columns: map[string]string{},
	}
	fields := []engine.Field{newField(log.Object, "Timestamp:Datetime")}
	for _, column := range eventType.Columns {
		if column.Name == "EVENT_TYPE" || column.Name == "TIMESTAMP" || column.Name == "ORGANIZATION_ID" || strings.HasSuffix(column.Name, "_DERIVED") {
			continue
		}
		field := newField(log.Object, eventLogField(column.Name)+":"+string(eventLogType(column)))
		if log.Columns[field.Name] != "" {
			continue
		}
		log.Columns[field.Name] = column.Name
		fields = append(fields, field)
	}
	slices.SortFunc(fields, func(a, b engine.Field) int { return strings.Compare(a.Name, b.Name) })
	log.Object.Fields = append([]engine.Field{newField(log.Object, "Id:Id")}, fields...)
	return log
}

func eventLogType(column Column) engine.FieldType {
	switch column.Type {
	case "Number", "Double":
		return engine.Decimal
	case "Boolean":
		return engine.Boolean
	}
	return engine.String
}

// eventLogField is the name of the field that has the values of a column.
func eventLogField(column string) string {
	if column == "ENTITY_NAME" {
		return "ObjectName"
	}
	column = strings.Replace(column, "DB_", "DATABASE_", 1)
	if base, ok := strings.CutSuffix(column, "_ID"); ok {
		column = base + "_IDENTIFIER"
	}
	if base, ok := strings.CutPrefix(column, "NUMBER_"); ok {
		column = strings.TrimSuffix(base, "S") + "_COUNT"
	}
	name := ""
	for word := range strings.SplitSeq(column, "_") {
		if word != "" {
			name += word[:1] + strings.ToLower(word[1:])
		}
	}
	return name
}
