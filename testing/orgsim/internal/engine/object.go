package engine

import "strings"

// A Kind is a family of objects with rules of its own.
type Kind string

// The kinds of objects.
const (
	Standard Kind = "standard" // rows like any other
	Big      Kind = "big"      // a big object, such as those of real-time events
	EventLog Kind = "eventlog" // an event log object
	Stream   Kind = "stream"   // a platform event, which cannot be queried
)

// A FieldType is the type of a field's values.
type FieldType string

// The types of fields, and the Go type of a value in a Record.
const (
	String   FieldType = "String"   // string
	ID       FieldType = "Id"       // string, in the 18-character form
	Boolean  FieldType = "Boolean"  // bool
	Integer  FieldType = "Integer"  // int
	Decimal  FieldType = "Decimal"  // float64
	Datetime FieldType = "Datetime" // time.Time
	Blob     FieldType = "Blob"     // string, the URL of the contents
	Children FieldType = "Children" // *Result, or nil if there are none
)

// A Field is a field of an object.
type Field struct {
	Name string
	// Label is its name for people.
	Label string
	Type  FieldType
	// Filterable and Sortable say whether WHERE and ORDER BY may name it.
	Filterable, Sortable bool
	// NoLike is set where LIKE is refused although the field is a filterable
	// string.
	NoLike bool
	// MinVersion is the API version that brought the field.
	MinVersion int
	// Custom is whether FIELDS(CUSTOM) has it, and not FIELDS(STANDARD).
	Custom bool
}

// An Object is what can stand after FROM.
type Object struct {
	Name string
	Kind Kind
	// TimeField is when a record happened, IDField what tells it from others.
	TimeField, IDField string
	// KeyPrefix starts the ids of its records; big objects have none.
	KeyPrefix string
	// MinVersion is the API version that brought the object.
	MinVersion int
	// CountsFields is whether COUNT(field) and its kin work.
	CountsFields bool
	// Index is what a big object can be filtered and ordered by. Without one it
	// is that of real-time events.
	Index []IndexField
	// Children are the relationships to other objects, by name.
	Children map[string]Relationship
	// Fields are in the order in which FIELDS() and describe give them.
	Fields []Field
}

// A Relationship leads from a record to its children.
type Relationship struct {
	Object *Object
	// Field is the child's field that has the id of the record.
	Field string
}

// An IndexField is a field of a big object's index.
type IndexField struct {
	Name       string
	Descending bool
}

// index is the index of a big object.
func (o *Object) index() []IndexField {
	if o.Index != nil {
		return o.Index
	}
	return []IndexField{{"EventDate", true}, {"EventIdentifier", false}}
}

// Field returns the field of that name, whatever its case, if the object has
// it at the API version.
func (o *Object) Field(name string, version int) (Field, bool) {
	for _, field := range o.Fields {
		if strings.EqualFold(field.Name, name) && field.MinVersion <= version {
			return field, true
		}
	}
	return Field{}, false
}

// A Record maps the names of fields to values of the field's Go type, or nil.
type Record map[string]any
