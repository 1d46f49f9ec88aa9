package catalog

import (
	_ "embed" // for the tables
	"fmt"
	"iter"
	"strings"
)

//go:embed event_types.txt
var eventTypesText string

//go:embed event_codes.txt
var eventCodesText string

// A Column is a column of a log file.
type Column struct {
	Name string
	// Type is what LogFileFieldTypes says of it.
	Type string
	// Codes are the values it takes, if it takes only certain ones. A code that
	// is there more than once is the likelier.
	Codes []string
}

// An EventType is a kind of log file.
type EventType struct {
	Name string
	// Columns are in the order of the header.
	Columns []Column
}

// EventTypes returns the event types, sorted by name.
func EventTypes() ([]EventType, error) {
	codes := map[string][]string{}
	for line := range lines(eventCodesText) {
		column, values, ok := strings.Cut(line, " ")
		if !ok {
			return nil, fmt.Errorf("reading the codes: %q has no values", line)
		}
		codes[column] = strings.Split(values, "|")
	}
	var types []EventType
	for line := range lines(eventTypesText) {
		name, columns, ok := strings.Cut(line, " ")
		if !ok {
			return nil, fmt.Errorf("reading the event types: %q has no columns", line)
		}
		eventType := EventType{Name: name}
		for declaration := range strings.SplitSeq(columns, ",") {
			column := Column{Name: declaration, Type: "String"}
			if name, kind, typed := strings.Cut(declaration, ":"); typed {
				column.Name, column.Type = name, kind
			}
			column.Codes = codes[name+"."+column.Name]
			if column.Codes == nil {
				column.Codes = codes["*."+column.Name]
			}
			eventType.Columns = append(eventType.Columns, column)
		}
		types = append(types, eventType)
	}
	return types, nil
}

// lines yields the lines of a table that are not comments.
func lines(table string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimSuffix(line, "\n")
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}
