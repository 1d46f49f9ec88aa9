package ecs

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// Field is a field that events can have.
type Field struct {
	// Name is the full name. A name that ends in ".*" stands for all fields
	// below it that are not declared otherwise.
	Name string
	// Type is the mapping type in Elasticsearch, or TypeDynamic.
	Type string
	// Unit is a unit that Elasticsearch knows, or empty.
	Unit string
	// Description is a sentence.
	Description string
}

// The mapping types that are used.
const (
	typeKeyword   = "keyword"
	typeText      = "match_only_text"
	typeLongText  = "text"
	typeWildcard  = "wildcard"
	typeLong      = "long"
	typeDouble    = "double"
	typeFloat     = "float" // only where ECS has it
	typeBoolean   = "boolean"
	typeDate      = "date"
	typeIP        = "ip"
	typeGeoPoint  = "geo_point"
	typeFlattened = "flattened"
)

// TypeDynamic is the type of fields that are mapped as their first value wants
// it: text as keyword, any number as double, true and false as boolean.
const TypeDynamic = "dynamic"

// Fields returns every field outside ECS that an event can have, by name.
//
// Columns that no table knows are declared by the one name "salesforce.*". They
// are under salesforce.<dataset> like the others, so that a query goes on to work
// when a table learns of the column. The price is that Elasticsearch fixes the
// type of each with the first value that it sees, and refuses later documents that
// do not fit. So the type must not depend on the value: it is what Salesforce says
// (LogFileFieldTypes, the JSON of a record), text where it says nothing. All
// numbers are double, for a field that became long with a whole number would cut
// later fractions. Moments are text; in ISO 8601 it sorts as it should. Values
// beyond the length from which on Elasticsearch refuses a keyword are under
// salesforce.extra_text instead.
//
// LogFileFieldTypes is cut off, but at the same column in all files with the same
// header. After a change of the header a number may come as text, which a double
// takes, and so does a keyword a number. What is refused then is 0 and 1 as text
// by a field that became boolean before, and a word by one that became double.
func Fields() []Field {
	own := []Field{{
		Name: "salesforce.*",
		Type: TypeDynamic,
		Description: "Columns and fields that this version has no table for, under salesforce.<dataset>, " +
			"with the type that Salesforce gives them.",
	}}
	for _, field := range allFields() {
		if strings.HasPrefix(field.Name, "salesforce.") {
			own = append(own, field)
		}
	}
	return own
}

// Declared returns every field that an event can have, those of ECS too, by name.
func Declared() []Field { return allFields() }

// allFields returns all declarations of all event types and objects.
func allFields() []Field {
	declared := map[string]Field{}
	add := func(l *layout) {
		for name, field := range l.declared {
			if before, ok := declared[name]; !ok || before.Description == "" {
				declared[name] = field
			}
		}
	}
	for _, field := range slices.Concat(stepFields(), coverageFields(), lateFields()) {
		declared[field.Name] = field
	}
	mapper := &Mapper{} // the names that it should respect are those that it declares
	for _, eventType := range catalog.EventTypes() {
		header := make([]string, len(eventType.Columns))
		for i, column := range eventType.Columns {
			header[i] = column.Name
		}
		add(mapper.Rows(Org{}, LogFile{EventType: eventType.Name}, header).template.layout)
	}
	for _, object := range catalog.Objects() {
		add(mapper.Records(Org{}, object.Name).template.layout)
	}
	return slices.SortedFunc(maps.Values(declared), func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
}
