package sample

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// Row returns the header of an event type and a row that has every column.
func Row(eventType catalog.EventType) (header, cells []string) {
	for _, column := range eventType.Columns {
		header = append(header, column.Name)
		cells = append(cells, cell(eventType.Name, column))
	}
	return header, cells
}

func cell(of string, column catalog.Column) string {
	if column.Name == "EVENT_TYPE" {
		return of
	}
	return value(of, column.Name, column.Type, column.Unit, column.Codes)
}

// Record returns a record of an object that has every field, as the REST API
// writes it.
func Record(object catalog.Object) json.RawMessage {
	return RecordOf(object, nil)
}

// RecordOf is Record with other values for some fields.
func RecordOf(object catalog.Object, other map[string]string) json.RawMessage {
	var out bytes.Buffer
	out.WriteString(`{"attributes":{"type":` + quote(object.Name) + `}`)
	for _, field := range object.Fields {
		text, ok := other[field.Name]
		if !ok {
			text = fieldValue(object, field)
		}
		out.WriteString("," + quote(field.Name) + ":" + literal(text, field.Type))
	}
	out.WriteByte('}')
	return out.Bytes()
}

// literal writes a value as JSON of its type. What does not look like its type is
// text.
func literal(text string, t catalog.Type) string {
	switch t {
	case catalog.Boolean, catalog.Number, catalog.Integer, catalog.Double:
		if json.Valid([]byte(text)) {
			return text
		}
	}
	return quote(text)
}

func quote(text string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // strings can always be encoded
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func fieldValue(object catalog.Object, field catalog.Field) string {
	if hasEmptyKey(object, field) {
		return catalog.EmptyKey
	}
	if cell, ok := logCell(object, field); ok {
		return inRecord(cell, field.Type)
	}
	return inRecord(value(object.Name, field.Name, field.Type, field.Unit, field.Codes), field.Type)
}

// logCell returns the value that the log file of an event log object has in the field's
// column, unless the object has values of its own.
func logCell(object catalog.Object, field catalog.Field) (string, bool) {
	if _, own := special[object.Name]; own || object.Kind != catalog.EventLog {
		return "", false
	}
	name, _ := catalog.EventTypeOfLog(object.Name)
	eventType, _ := catalog.EventTypeByName(name)
	for _, column := range eventType.Columns {
		if catalog.EventLogField(column.Name) == field.Name {
			return cell(name, column), true
		}
	}
	return "", false
}

// inRecord writes a value as records have it.
func inRecord(text string, t catalog.Type) string {
	switch t {
	case catalog.Boolean:
		return map[string]string{"1": "true", "0": "false"}[text]
	case catalog.DateTime:
		return strings.Replace(text, "Z", "+0000", 1)
	}
	return text
}

// Cells are values that a column of an event type can have: that of Row, its codes, and
// the one that it has in other event types.
func Cells(eventType catalog.EventType, column catalog.Column) []string {
	return append(slices.Sorted(maps.Keys(column.Codes)), cell(eventType.Name, column), common[column.Name])
}

// FieldValues are the same for a field of an object.
func FieldValues(object catalog.Object, field catalog.Field) []string {
	if hasEmptyKey(object, field) {
		return []string{catalog.EmptyKey}
	}
	return append(slices.Sorted(maps.Keys(field.Codes)), fieldValue(object, field), common[field.Name])
}

// Plain is a value of a column's type, whatever else it is.
func Plain(column catalog.Column) string { return plain(column.Name, column.Type) }

// PlainField is the same for a field.
func PlainField(object catalog.Object, field catalog.Field) string {
	if hasEmptyKey(object, field) {
		return catalog.EmptyKey
	}
	return inRecord(plain(field.Name, field.Type), field.Type)
}

// hasEmptyKey reports whether a field is the Id that is the same in all records.
func hasEmptyKey(object catalog.Object, field catalog.Field) bool {
	return field.Name == "Id" && object.KeyField != "Id" && object.Kind != catalog.Standard
}

// value is the value of a column or field: what the type or object has for it,
// else what all have, else something of its type.
func value(of, name string, t catalog.Type, unit string, codes map[string]string) string {
	for _, table := range []map[string]string{special[of], common} {
		if v, ok := table[name]; ok {
			return v
		}
	}
	if len(codes) > 0 {
		return slices.Sorted(maps.Keys(codes))[0]
	}
	if unit == catalog.EpochMilliseconds {
		return "1767582620117"
	}
	return plain(name, t)
}

// plain is something of a type.
func plain(name string, t catalog.Type) string {
	switch t {
	case catalog.Number, catalog.Integer:
		return "12"
	case catalog.Double:
		return "12.5"
	case catalog.Boolean:
		return "1"
	case catalog.DateTime:
		return "2026-01-05T03:10:20.117Z"
	case catalog.ID:
		return "a01Qy00000Ab1Cd"
	case catalog.IP:
		return "203.0.113.27"
	}
	return "sample " + strings.ToLower(strings.ReplaceAll(name, "_", " "))
}
