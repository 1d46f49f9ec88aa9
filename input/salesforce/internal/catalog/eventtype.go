package catalog

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// EventType is one type of EventLogFile, such as Login or ApexCallout.
type EventType struct {
	Name    string
	Columns []Column // in the order of the file header, as far as it is known
}

// Column is a column of a log file.
type Column struct {
	Name        string
	Type        Type
	Unit        string            // one of the unit constants, or empty
	Codes       map[string]string // what each documented value means; nil for values that speak for themselves
	Description string            // a sentence, or empty
}

// Column returns the column of that name.
func (t EventType) Column(name string) (Column, bool) {
	for _, column := range t.Columns {
		if column.Name == name {
			return column, true
		}
	}
	return Column{}, false
}

// EventTypeByName returns the event type of that name. Salesforce does not
// always spell a name the same way (CspViolation, CSPViolation), so case does
// not count.
func EventTypeByName(name string) (EventType, bool) {
	all := eventTypes()
	i, ok := all.byName[strings.ToLower(name)]
	if !ok {
		return EventType{}, false
	}
	return all.list[i], true
}

// EventTypes returns all event types in the order of their names.
func EventTypes() []EventType {
	return slices.Clone(eventTypes().list)
}

// CommonColumn returns the column as it is in most event types. It is for
// columns like USER_ID in files of an event type that the catalog does not know.
func CommonColumn(name string) (Column, bool) {
	column, ok := eventTypes().shared[name]
	return column, ok
}

//go:embed eventtypes.txt
var eventTypesText string

type eventTypeTable struct {
	list   []EventType
	byName map[string]int // key in lower case
	shared map[string]Column
}

var eventTypes = sync.OnceValue(func() eventTypeTable {
	table, err := parseEventTypes(eventTypesText)
	if err != nil {
		panic("embedded eventtypes.txt: " + err.Error())
	}
	return table
})

// parseEventTypes reads the format that the head of eventtypes.txt describes.
func parseEventTypes(text string) (eventTypeTable, error) {
	table := eventTypeTable{byName: map[string]int{}, shared: map[string]Column{}}
	var sharedBlock bool
	var last Column

	err := eachLine(text, func(depth int, cells []string) error {
		switch {
		case depth == 0 && cells[0] == "shared":
			sharedBlock, last = true, Column{}
		case depth == 0 && cells[0] == "type" && len(cells) == 2:
			sharedBlock, last = false, Column{}
			name := strings.ToLower(cells[1])
			if _, dup := table.byName[name]; dup {
				return fmt.Errorf("event type %q is listed twice", cells[1])
			}
			table.byName[name] = len(table.list)
			table.list = append(table.list, EventType{Name: cells[1]})
		case depth == 1 && (sharedBlock || len(table.list) > 0):
			column, err := parseColumn(cells, table.shared)
			if err != nil {
				return err
			}
			if sharedBlock {
				table.shared[column.Name] = column
			} else {
				current := &table.list[len(table.list)-1]
				current.Columns = append(current.Columns, column)
			}
			last = column
			if len(cells) == 1 {
				last = Column{} // its codes are those of the shared block, not to be added to
			}
		case depth == 2 && len(cells) == 2 && last.Name != "":
			if last.Codes == nil {
				last.Codes = map[string]string{}
				table.setCodes(sharedBlock, last)
			}
			last.Codes[cells[0]] = cells[1]
		default:
			return fmt.Errorf("unexpected %q", cells)
		}
		return nil
	})
	return table, err
}

// setCodes gives the column that was read last its codes.
func (t *eventTypeTable) setCodes(sharedBlock bool, column Column) {
	if sharedBlock {
		t.shared[column.Name] = column
		return
	}
	columns := t.list[len(t.list)-1].Columns
	columns[len(columns)-1] = column
}

func parseColumn(cells []string, shared map[string]Column) (Column, error) {
	if len(cells) == 1 {
		column, ok := shared[cells[0]]
		if !ok {
			return Column{}, fmt.Errorf("column %q is not in the shared block", cells[0])
		}
		return column, nil
	}
	column := Column{Name: cells[0], Type: Type(cells[1])}
	if !column.Type.known() {
		return Column{}, fmt.Errorf("column %q has the unknown type %q", cells[0], cells[1])
	}
	if len(cells) > 2 {
		column.Unit = cells[2]
	}
	if len(cells) > 3 {
		column.Description = cells[3]
	}
	return column, nil
}

func (t Type) known() bool {
	switch t {
	case String, EscapedString, Text, Set, ID, IP, Boolean, DateTime, Number, Integer, Double:
		return true
	}
	return false
}
