package catalog

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// EmptyKey is the Id that Salesforce gives for rows that have none.
const EmptyKey = "000000000000000AAA"

// Object is an object whose records are events.
type Object struct {
	Name      string
	Kind      Kind
	TimeField string // when the event happened
	KeyField  string // what identifies a record, or empty where only the whole record does
	Big       bool   // whether the rules of big objects hold
	// WindowFields are the date-times that windows can be over, the best one first.
	// The best one says when the record came into existence. Which of them the org can
	// filter, its description tells.
	WindowFields []string
	// Retention is how long Salesforce keeps a record; 0 if it does not delete by age,
	// or nobody knows.
	Retention time.Duration
	Fields    []Field
}

// Field is a field of an object.
type Field struct {
	Name  string
	Type  Type
	Unit  string            // one of the unit constants, or empty
	Codes map[string]string // what each documented value means; nil for values that speak for themselves
}

// ObjectByName returns the object of that name. As in SOQL, case does not count.
func ObjectByName(name string) (Object, bool) {
	all := objects()
	i, ok := all.byName[strings.ToLower(name)]
	if !ok {
		return Object{}, false
	}
	return all.list[i], true
}

// Objects returns all objects in the order of their names.
func Objects() []Object {
	return slices.Clone(objects().list)
}

//go:embed objects.txt
var objectsText string

type objectTable struct {
	list   []Object
	byName map[string]int // key in lower case
}

var objects = sync.OnceValue(func() objectTable {
	table, err := parseObjects(objectsText)
	if err != nil {
		panic("embedded objects.txt: " + err.Error())
	}
	table.addEventLogs(EventLogs())
	return table
})

// parseObjects reads the format that the head of objects.txt describes.
func parseObjects(text string) (objectTable, error) {
	table := objectTable{byName: map[string]int{}}
	err := eachLine(text, func(depth int, cells []string) error {
		switch {
		case depth == 0 && cells[0] == "object" && len(cells) >= 5 && len(cells) <= 7:
			object, err := parseObject(cells)
			if err != nil {
				return err
			}
			name := strings.ToLower(object.Name)
			if _, dup := table.byName[name]; dup {
				return fmt.Errorf("object %q is listed twice", cells[1])
			}
			table.byName[name] = len(table.list)
			table.list = append(table.list, object)
		case depth == 1 && len(table.list) > 0 && len(cells) >= 2:
			field := Field{Name: cells[0], Type: Type(cells[1])}
			if !field.Type.known() {
				return fmt.Errorf("field %q has the unknown type %q", cells[0], cells[1])
			}
			if len(cells) > 2 {
				field.Unit = cells[2]
			}
			current := &table.list[len(table.list)-1]
			current.Fields = append(current.Fields, field)
		case depth == 2 && len(table.list) > 0 && len(cells) == 2:
			current := table.list[len(table.list)-1]
			if len(current.Fields) == 0 {
				return fmt.Errorf("code %q belongs to no field", cells[0])
			}
			field := &current.Fields[len(current.Fields)-1]
			if field.Codes == nil {
				field.Codes = map[string]string{}
			}
			field.Codes[cells[0]] = cells[1]
		default:
			return fmt.Errorf("unexpected %q", cells)
		}
		return nil
	})
	return table, err
}

// parseObject reads the line that begins an object.
func parseObject(cells []string) (Object, error) {
	object := Object{Name: cells[1], Kind: Kind(cells[2]), TimeField: cells[3], KeyField: cells[4]}
	switch object.Kind {
	case Standard, EventLog:
	case BigObject:
		object.Big = true
	default:
		return Object{}, fmt.Errorf("object %q has the unknown kind %q", cells[1], cells[2])
	}
	if object.KeyField == "-" {
		object.KeyField = ""
	}
	object.WindowFields, object.Retention = []string{object.TimeField}, object.Kind.Rules().Retention
	if len(cells) > 5 {
		object.WindowFields = strings.Split(cells[5], ",")
	}
	if len(cells) > 6 {
		days, err := strconv.Atoi(strings.TrimSuffix(cells[6], "d"))
		if err != nil || days <= 0 {
			return Object{}, fmt.Errorf("object %q is kept for %q, which is no number of days", cells[1], cells[6])
		}
		object.Retention = time.Duration(days) * day
	}
	return object, nil
}
