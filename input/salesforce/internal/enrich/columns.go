package enrich

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// column is a field that is read of an object.
type column struct {
	name string
	// gives is the field of events that it fills. It is empty if the object is of no use
	// without the column.
	gives string
}

// Source is an object that a Directory reads.
type Source struct {
	// Object is its name.
	Object string

	columns []column
	where   []string
}

// Query asks for the columns that are not hidden, of all records, in no order.
func (s Source) Query(hidden []string) soql.Query {
	query := soql.Query{From: s.Object, Where: s.where}
	for _, c := range s.columns {
		if !slices.Contains(hidden, c.name) {
			query.Select = append(query.Select, c.name)
		}
	}
	return query
}

// describer is the part of an org that tells what an object is like.
type describer interface {
	Describe(ctx context.Context, object string) (*rest.Description, error)
}

// HiddenBy returns the columns that the user cannot see after the org refused a query
// without the columns that were known to be hidden. It asks for a description of the
// object. If that does not explain the refusal, it takes the column that the refusal
// names. If it returns what was known, there is nothing that could be left out.
func (s Source) HiddenBy(ctx context.Context, org describer, refusal error, known []string) []string {
	hidden := known
	if description, err := org.Describe(ctx, s.Object); err == nil {
		if shown := s.hidden(description); len(shown) > 0 {
			hidden = shown
		}
	}
	if slices.Equal(hidden, known) {
		text := refusal.Error()
		for _, c := range s.columns {
			if c.gives != "" && !slices.Contains(known, c.name) && strings.Contains(text, "'"+c.name+"'") {
				hidden = append(slices.Clip(hidden), c.name)
			}
		}
	}
	if s.useless(hidden) {
		return known
	}
	return hidden
}

// hidden returns the columns that a description does not show.
func (s Source) hidden(description *rest.Description) []string {
	var hidden []string
	for _, c := range s.columns {
		if _, ok := description.Field(c.name); !ok && c.gives != "" {
			hidden = append(hidden, c.name)
		}
	}
	return hidden
}

// useless reports whether nothing would be left to read. Then the whole query is sent,
// and the org's answer says what is wrong.
func (s Source) useless(hidden []string) bool {
	optional := 0
	for _, c := range s.columns {
		if c.gives != "" {
			optional++
		}
	}
	return len(hidden) == optional
}

// Missing says which columns are hidden and which fields events lack for it.
func (s Source) Missing(hidden []string) string {
	var fields []string
	for _, c := range s.columns {
		if slices.Contains(hidden, c.name) && !slices.Contains(fields, c.gives) {
			fields = append(fields, c.gives)
		}
	}
	return fmt.Sprintf("the user cannot see %s of %s: events lack %s", strings.Join(hidden, ", "), s.Object, strings.Join(fields, ", "))
}

// Remedy says how the hidden columns become visible.
func (s Source) Remedy(hidden []string) string {
	return fmt.Sprintf("let the user read %s of %s, by field-level security", strings.Join(hidden, ", "), s.Object)
}

// Columns names what is read of the object, except for the Id, which everybody sees.
func (s Source) Columns() []string {
	var names []string
	for _, c := range s.columns {
		if c.name != "Id" {
			names = append(names, c.name)
		}
	}
	return names
}
