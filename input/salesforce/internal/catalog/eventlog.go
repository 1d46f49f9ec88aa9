package catalog

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// EventLogSuffix ends the name of every event log object.
const EventLogSuffix = "EventLog"

// EventTypeOfLog returns the event type of log files that has the same events as an event
// log object. The object need not be known: then the name without its suffix is used, as
// Salesforce does for most of them. It reports false for any other object.
func EventTypeOfLog(object string) (eventType string, ok bool) {
	if len(object) <= len(EventLogSuffix) || !strings.EqualFold(object[len(object)-len(EventLogSuffix):], EventLogSuffix) {
		return "", false
	}
	name := object[:len(object)-len(EventLogSuffix)]
	if same, ok := eventLogs().eventTypes[strings.ToLower(name)]; ok {
		name = same
	}
	if known, ok := EventTypeByName(name); ok {
		return known.Name, true
	}
	return name, true
}

// LogOfEventType returns the event log object that has the same events as the log files
// of an event type, if Salesforce documents one.
func LogOfEventType(eventType string) (object string, ok bool) {
	object, ok = eventLogs().objects[strings.ToLower(eventType)]
	return object, ok
}

// EventLogs returns the names of all event log objects, sorted.
func EventLogs() []string { return slices.Clone(eventLogs().names) }

//go:embed eventlogs.txt
var eventLogsText string

type eventLogTable struct {
	names      []string
	eventTypes map[string]string // by the object's name without its suffix, in lower case
	objects    map[string]string // by event type, in lower case
}

var eventLogs = sync.OnceValue(func() eventLogTable {
	table, err := parseEventLogs(eventLogsText)
	if err != nil {
		panic("embedded eventlogs.txt: " + err.Error())
	}
	return table
})

// parseEventLogs reads the format that the head of eventlogs.txt describes.
func parseEventLogs(text string) (eventLogTable, error) {
	table := eventLogTable{eventTypes: map[string]string{}, objects: map[string]string{}}
	err := eachLine(text, func(_ int, cells []string) error {
		name := cells[0]
		eventType := cells[len(cells)-1]
		if len(cells) > 2 {
			return fmt.Errorf("unexpected %q", cells)
		}
		if _, dup := table.eventTypes[strings.ToLower(name)]; dup {
			return fmt.Errorf("object %q is listed twice", name)
		}
		if _, dup := table.objects[strings.ToLower(eventType)]; dup {
			return fmt.Errorf("event type %q is listed twice", eventType)
		}
		table.eventTypes[strings.ToLower(name)] = eventType
		table.objects[strings.ToLower(eventType)] = name + EventLogSuffix
		table.names = append(table.names, name+EventLogSuffix)
		return nil
	})
	slices.Sort(table.names)
	return table, err
}

// addEventLogs adds the event log objects whose fields nobody has listed.
func (t *objectTable) addEventLogs(names []string) {
	for _, name := range names {
		if _, ok := t.byName[strings.ToLower(name)]; !ok {
			t.list = append(t.list, inferredEventLog(name))
		}
	}
	slices.SortFunc(t.list, func(a, b Object) int { return strings.Compare(a.Name, b.Name) })
	for at, object := range t.list {
		t.byName[strings.ToLower(object.Name)] = at
	}
}

// inferredEventLog makes an event log object of the columns that its events have in log
// files. The fields only say what a value means: queries do not name them.
func inferredEventLog(name string) Object {
	rules := EventLog.Rules()
	object := Object{
		Name: name, Kind: EventLog, TimeField: rules.WindowFields[0],
		WindowFields: rules.WindowFields, Retention: rules.Retention,
		Fields: []Field{{Name: "Id", Type: ID}, {Name: rules.WindowFields[0], Type: DateTime}},
	}
	eventTypeName, _ := EventTypeOfLog(name)
	eventType, ok := EventTypeByName(eventTypeName)
	if !ok {
		for _, column := range []string{"LOGIN_KEY", "REQUEST_ID", "SESSION_KEY", "USER_ID"} {
			eventType.Columns = append(eventType.Columns, Column{Name: column, Type: String})
		}
	}
	seen := map[string]bool{"Id": true, rules.WindowFields[0]: true}
	for _, column := range eventType.Columns {
		field := EventLogField(column.Name)
		if field == "" || seen[field] {
			continue
		}
		seen[field] = true
		object.Fields = append(object.Fields, Field{Name: field, Type: eventLogType(column.Type), Unit: column.Unit, Codes: column.Codes})
	}
	slices.SortFunc(object.Fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return object
}

func eventLogType(t Type) Type {
	switch t {
	case Number, Integer:
		return Integer
	case Double, Boolean, DateTime:
		return t
	}
	return String
}

// eventLogFields are the fields that are called otherwise than their column. All others
// differ in spelling only: LoginKey is LOGIN_KEY, and ReportIdentifier is REPORT_ID. They
// are those of the objects whose fields Salesforce lists.
var eventLogFields = map[string]string{
	"USER_ID":                         "UserIdentifier",
	"DB_TOTAL_TIME":                   "DatabaseTotalTime",
	"DB_CPU_TIME":                     "DatabaseCpuTime",
	"DB_BLOCKS":                       "DatabaseBlocks",
	"NUMBER_FIELDS":                   "FieldCount",
	"ENTITY_NAME":                     "ObjectName",
	"TLS_PROTOCOL":                    "TransportLayerSecurityProtocol",
	"AUTHENTICATION_METHOD_REFERENCE": "AuthenticatedMethodReference",
	"NUMBER_COLUMNS":                  "ColumnCount",
	"NUMBER_BUCKETS":                  "BucketCount",
	"NUMBER_EXCEPTION_FILTERS":        "ExceptionFilterCount",
	"SORT":                            "SortOrder",
	"USER_INITIATED_LOGOUT":           "IsUserInitiatedLogout",
	"COUNTS_AGAINST_API_LIMIT":        "IsApiLimitCounted",
}

// EventLogField returns the field of an event log object that has the values of a column,
// or "" for columns that say the same as the object itself or as another column.
func EventLogField(column string) string {
	switch {
	case column == "EVENT_TYPE", column == "TIMESTAMP", column == "ORGANIZATION_ID", strings.HasSuffix(column, "_DERIVED"):
		return ""
	}
	if field, ok := eventLogFields[column]; ok {
		return field
	}
	if base, ok := strings.CutSuffix(column, "_ID"); ok {
		column = base + "_IDENTIFIER"
	}
	var field strings.Builder
	for _, word := range strings.Split(column, "_") {
		if word != "" {
			field.WriteString(word[:1] + strings.ToLower(word[1:]))
		}
	}
	return field.String()
}
