package record

import (
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
	kind      catalog.Kind
	timeField string // what windows are over
	// windowedBefore is what they were over in versions whose state does not say it.
	windowedBefore string
	keyField       string // "" where only its whole content tells a record from another
	orderBy        []string
	fields         []string
	learned        time.Time            // when the org described it; zero if it did not
	own            *querytemplate.Query // instead of orderBy and fields, or nil
	limit          int                  // of own; 0 for none
}

// shapeOf returns the shape of what a query of the user's own gives. Its key is what it
// selects of what could be one.
func shapeOf(query *querytemplate.Query) shape {
	found := shape{object: query.Object(), kind: catalog.KindOf(query.Object()), timeField: query.CursorField(), own: query, limit: query.Limit()}
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

// query returns the SOQL for a window.
func (s *shape) query(window state.Window, now time.Time) (string, error) {
	if s.own != nil {
		return s.ownQuery(window, now)
	}
	return s.window(window).String(), nil
}

// window returns the query for the records of a window.
func (s *shape) window(window state.Window) soql.Query {
	return soql.Query{
		Select: s.fields,
		From:   s.object,
		Where: []string{
			s.timeField + " >= " + soql.DateTime(window.Start),
			s.timeField + " < " + soql.DateTime(window.End),
		},
		OrderBy: s.orderBy,
	}
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
