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
		name, declarations, ok := strings.Cut(line, " ")
		if !ok {
			return nil, fmt.Errorf("reading the event types: %q has no columns", line)
		}
		eventType := EventType{Name: name, Columns: columns(declarations)}
		for i, column := range eventType.Columns {
			if eventType.Columns[i].Codes = codes[name+"."+column.Name]; eventType.Columns[i].Codes == nil {
				eventType.Columns[i].Codes = codes["*."+column.Name]
			}
		}
		types = append(types, eventType)
	}
	return types, nil
}

// columns reads declarations of columns, NAME or NAME:Type, between commas.
func columns(declarations string) []Column {
	var list []Column
	for declaration := range strings.SplitSeq(declarations, ",") {
		column := Column{Name: declaration, Type: "String"}
		if name, kind, typed := strings.Cut(declaration, ":"); typed {
			column.Name, column.Type = name, kind
		}
		list = append(list, column)
	}
	return list
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
