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
	// below it, which have the one type.
	Name string
	// Type is the mapping type in Elasticsearch.
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
	typeBoolean   = "boolean"
	typeDate      = "date"
	typeIP        = "ip"
	typeGeoPoint  = "geo_point"
	typeFlattened = "flattened"
)

// Fields returns every field outside ECS that an event can have, by name.
//
// Columns that no table knows are salesforce.extra.<column>, always keyword.
// Elasticsearch fixes the type of a field with the first value it sees and
// refuses later documents that do not fit; what Salesforce says about the type of
// such a column (LogFileFieldTypes) may be cut off in one file and be there in the
// next. A keyword takes them all, up to a length beyond which Elasticsearch refuses
// the document; longer values are under salesforce.extra_text instead. Where the
// value is known to be a number or a boolean it is there once more as such, under
// salesforce.extra_number or extra_boolean. Each of these has one type for all its
// fields. Moments need no such place: as text in ISO 8601 they sort as they should.
func Fields() []Field {
	var own []Field
	for _, field := range allFields() {
		if strings.HasPrefix(field.Name, "salesforce.") {
			own = append(own, field)
		}
	}
	return own
}

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
	mapper := NewMapper(Options{})
	for _, eventType := range catalog.EventTypes() {
		header := make([]string, len(eventType.Columns))
		for i, column := range eventType.Columns {
			header[i] = column.Name
		}
		add(mapper.Rows(Org{}, LogFile{EventType: eventType.Name}, header).layout)
	}
	for _, object := range catalog.Objects() {
		add(mapper.Records(Org{}, object.Name).layout)
	}
	return slices.SortedFunc(maps.Values(declared), func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
}
