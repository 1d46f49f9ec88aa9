package record

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// shape is what has to be known of an object to ask for its records.
type shape struct {
	object    string
	timeField string
	keyField  string // "" where only its whole content tells a record from another
	orderBy   []string
	fields    []string
	described bool
}

// findShape looks the object up in the catalog, and describes it where the catalog
// does not know it.
func findShape(ctx context.Context, org Org, object string) (shape, error) {
	found := shape{object: object, fields: []string{"FIELDS(STANDARD)"}}
	known, ok := catalog.ObjectByName(object)
	if !ok {
		return found, found.describe(ctx, org)
	}
	found.object, found.timeField, found.keyField = known.Name, known.TimeField, known.KeyField
	switch {
	case known.Big:
		// Big objects can be sorted in this direction only.
		found.orderBy = []string{known.TimeField + " DESC"}
	case known.KeyField == "":
		found.orderBy = []string{known.TimeField + " ASC"}
	default:
		found.orderBy = []string{known.TimeField + " ASC", known.KeyField + " ASC"}
	}
	return found, nil
}

// describe takes the fields from the org's own description, for objects that the
// catalog does not know and API versions that do not know FIELDS(). The order is
// left to the org: it matters only for what is repeated after a crash.
func (s *shape) describe(ctx context.Context, org Org) error {
	description, err := org.Describe(ctx, s.object)
	if err != nil {
		return fmt.Errorf("describing %s: %w", s.object, err)
	}
	var names []string
	for _, field := range description.Fields {
		if !strings.EqualFold(field.Type, "base64") && !strings.EqualFold(field.Type, "address") && !strings.EqualFold(field.Type, "location") {
			names = append(names, field.Name)
		}
	}
	first := func(candidates ...string) string {
		for _, candidate := range candidates {
			if slices.Contains(names, candidate) {
				return candidate
			}
		}
		return ""
	}
	if s.timeField == "" {
		s.timeField = first("EventDate", "Timestamp", "LoginTime", "CreatedDate")
		s.keyField = first("EventIdentifier", "Id")
	}
	if s.timeField == "" {
		return fmt.Errorf("object %s has none of the fields EventDate, Timestamp, LoginTime, CreatedDate, so its records have no time", s.object)
	}
	s.fields, s.described = names, true
	return nil
}

// query returns the SOQL for a window.
func (s *shape) query(window state.Window) string {
	return soql.Query{
		Select: s.fields,
		From:   s.object,
		Where: []string{
			s.timeField + " >= " + soql.DateTime(window.Start),
			s.timeField + " < " + soql.DateTime(window.End),
		},
		OrderBy: s.orderBy,
	}.String()
}

func invalidField(err error) bool {
	class := rest.ClassOf(err)
	return class == rest.InvalidField || class == rest.InvalidQuery
}
