package record

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
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
	own       *querytemplate.Query // instead of orderBy and fields, or nil
	limit     int                  // of own; 0 for none
}

// findShape looks the object up in the catalog, and describes it where the catalog
// does not know it.
func findShape(ctx context.Context, org Org, config Config) (shape, error) {
	if config.Query != nil {
		return shapeOf(config.Query), nil
	}
	object := config.Object
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

// shapeOf returns the shape of what a query of the user's own gives. Its key is what it
// selects of what could be one.
func shapeOf(query *querytemplate.Query) shape {
	found := shape{object: query.Object(), timeField: query.CursorField(), own: query, limit: query.Limit()}
	if known, ok := catalog.ObjectByName(found.object); ok {
		found.object, found.keyField = known.Name, known.KeyField
	}
	return found
}

// keyOf returns the key of a record; "" where it has none.
func (s *shape) keyOf(record fields) string {
	if s.keyField != "" || s.own == nil {
		return record.text(s.keyField)
	}
	if key := record.text("EventIdentifier"); key != "" {
		return key
	}
	return record.text("Id")
}

// describe takes the fields from the org's own description, for objects that the
// catalog does not know and API versions that do not know FIELDS(). The order is
// left to the org: it matters only for what is repeated after a crash.
func (s *shape) describe(ctx context.Context, org Org) error {
	description, err := org.Describe(ctx, s.object)
	if err != nil {
		return err // it says what was asked for
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
func (s *shape) query(window state.Window, now time.Time) (string, error) {
	if s.own != nil {
		return s.ownQuery(window, now)
	}
	return soql.Query{
		Select: s.fields,
		From:   s.object,
		Where: []string{
			s.timeField + " >= " + soql.DateTime(window.Start),
			s.timeField + " < " + soql.DateTime(window.End),
		},
		OrderBy: s.orderBy,
	}.String(), nil
}

// ownQuery renders the query of the user's own for a window.
func (s *shape) ownQuery(window state.Window, now time.Time) (string, error) {
	start, end := querytemplate.Precise(window.Start.Add(-edge)), querytemplate.Precise(window.End)
	query, err := s.own.Render(now, querytemplate.Cursor{
		querytemplate.BatchStartTime: start,
		querytemplate.BatchEndTime:   end,
		querytemplate.ProgressTime:   start,
		querytemplate.FirstEventTime: querytemplate.AsEvent(window.Start.Add(-edge)),
		querytemplate.LastEventTime:  querytemplate.AsEvent(window.Start.Add(-edge)),
		querytemplate.LastEventID:    catalog.EmptyKey,
	})
	return query.Text, err
}

func invalidField(err error) bool {
	class := rest.ClassOf(err)
	return class == rest.InvalidField || class == rest.InvalidQuery
}
