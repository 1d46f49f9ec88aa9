package record

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Describer is the part of an org that tells what an object is like.
type Describer interface {
	// Describe returns the fields of an object.
	Describe(ctx context.Context, object string) (*rest.Description, error)
}

const (
	// staleAfter is how long a description is used. Fields are added to objects.
	staleAfter = 24 * time.Hour
	// relearnAfter is how long to wait before a description is asked for again that did
	// not help.
	relearnAfter = 15 * time.Minute
)

// UnwindowedError says that an object cannot be collected in windows of time.
type UnwindowedError struct {
	// Object is its name.
	Object string
	// Reason is why.
	Reason string
}

// Error says so, and what to do.
func (e *UnwindowedError) Error() string {
	return fmt.Sprintf("object %s cannot be collected by time: %s; remove it from names, or collect it with a query", e.Object, e.Reason)
}

// learnShape finds out what an object looks like: from the catalog, and from the org
// where the catalog does not know it or where the org decides what can be filtered.
func learnShape(ctx context.Context, org Describer, object string, now time.Time) (shape, error) {
	s := shape{object: object, kind: catalog.KindOf(object), fields: []string{"FIELDS(STANDARD)"}}
	if reason := catalog.NotByTime(object); reason != "" {
		return s, &UnwindowedError{object, reason}
	}
	known, ok := catalog.ObjectByName(object)
	if ok {
		s.object, s.keyField = known.Name, known.KeyField
		s.timeField, s.windowedBefore = known.WindowFields[0], known.TimeField
		s.sort(nil)
		if known.Kind != catalog.Standard {
			return s, nil // it has one date that can be filtered
		}
	}
	description, err := org.Describe(ctx, s.object)
	switch {
	case ok && hidden(err):
		return s, nil // the query itself says what is wrong
	case err != nil:
		return s, err // it says what was asked for
	}
	if err := s.choose(description); err != nil {
		return s, err
	}
	s.learned = now
	if !ok {
		s.nameFields(description)
	}
	return s, nil
}

// hidden reports whether the org has no description of an object for this user.
func hidden(err error) bool {
	class := rest.ClassOf(err)
	return class == rest.NotFound || class == rest.Forbidden || class == rest.InvalidQuery
}

// relearn asks the org what the object looks like now, and names all its fields in
// queries: also for API versions that do not know FIELDS().
func (s shape) relearn(ctx context.Context, org Describer, now time.Time) (shape, error) {
	description, err := org.Describe(ctx, s.object)
	if err != nil {
		return s, err
	}
	if known, ok := catalog.ObjectByName(s.object); !ok || known.Kind == catalog.Standard {
		if err := s.choose(description); err != nil {
			return s, err
		}
	}
	s.nameFields(description)
	s.learned = now
	return s, nil
}

// refresh learns the object's shape again as it was learned before.
func (s shape) refresh(ctx context.Context, org Describer, now time.Time) (shape, error) {
	if _, ok := catalog.ObjectByName(s.object); ok && len(s.fields) == 1 {
		return learnShape(ctx, org, s.object, now)
	}
	return s.relearn(ctx, org, now)
}

// nameFields makes queries name the fields that can be read.
func (s *shape) nameFields(description *rest.Description) {
	s.fields = nil
	for _, field := range description.Fields {
		if !slices.Contains([]string{"base64", "address", "location"}, strings.ToLower(field.Type)) && !soql.IsStandingKey(field.Name) {
			s.fields = append(s.fields, field.Name)
		}
	}
}

// choose chooses what windows are over and what tells a record from others, by what can
// be filtered and sorted.
func (s *shape) choose(description *rest.Description) error {
	candidates := s.kind.Rules().WindowFields
	known, isKnown := catalog.ObjectByName(s.object)
	if isKnown {
		candidates = known.WindowFields
	} else {
		candidates = append(slices.Clone(candidates), catalog.Standard.Rules().WindowFields...)
	}
	var other []string // dates that cannot be filtered
	for _, field := range description.Fields {
		if !strings.EqualFold(field.Type, "datetime") {
			continue
		}
		if candidates = append(candidates, field.Name); !field.Filterable {
			other = append(other, field.Name)
		}
	}
	s.timeField = ""
	for _, name := range candidates {
		if field, ok := description.Field(name); ok && field.Filterable {
			s.timeField = field.Name
			break
		}
	}
	switch {
	case s.timeField == "" && len(other) > 0:
		return &UnwindowedError{s.object, "none of its dates can be filtered, which are " + strings.Join(other, ", ")}
	case s.timeField == "":
		return &UnwindowedError{s.object, "it has no date"}
	}
	if !isKnown {
		s.chooseUnknown(description)
	}
	s.sort(description)
	return nil
}

// chooseUnknown chooses what the catalog says of the objects that it knows.
func (s *shape) chooseUnknown(description *rest.Description) {
	first := func(names ...string) string {
		for _, name := range names {
			if field, ok := description.Field(name); ok {
				return field.Name
			}
		}
		return ""
	}
	s.windowedBefore = first("EventDate", "Timestamp", "LoginTime", "CreatedDate")
	s.keyField = first("EventIdentifier", "Id")
	switch {
	case s.timeField == "Timestamp":
		s.kind = catalog.EventLog
	case s.kind == catalog.EventLog:
		s.kind = catalog.Standard
	}
}

// sort chooses the order of a window's records, which matters only for what is repeated
// after a crash. Without a description all that the catalog names can be sorted. Where
// an object may be a big one that nobody knows, the order is left to the org.
func (s *shape) sort(description *rest.Description) {
	sortable := func(name string) bool {
		if description == nil {
			return true
		}
		field, ok := description.Field(name)
		return ok && field.Sortable
	}
	_, isKnown := catalog.ObjectByName(s.object)
	s.orderBy = nil
	switch {
	case isKnown && s.kind == catalog.BigObject:
		s.orderBy = []string{s.timeField + " DESC"} // they take no other
	case s.kind == catalog.BigObject, !sortable(s.timeField):
	case isKnown, s.kind == catalog.EventLog, s.timeField == "CreatedDate":
		s.orderBy = []string{s.timeField + " ASC"}
		if s.keyField != "" && s.kind != catalog.EventLog && sortable(s.keyField) {
			s.orderBy = append(s.orderBy, s.keyField+" ASC")
		}
	}
}

// mayBeLate reports whether windows are over when something happened, although the
// record can be created long after that.
func (s *shape) mayBeLate() bool {
	return s.own == nil && s.kind == catalog.Standard && s.timeField == "EventDate"
}

// Plan says how the records of an object are asked for.
type Plan struct {
	// Object is its name, as the org spells it.
	Object string
	// Kind says which rules hold.
	Kind catalog.Kind
	// WindowField is the date that windows are over.
	WindowField string
	// MayBeLate says that records can be created so long after their WindowField that
	// no lookback finds them.
	MayBeLate bool

	shape shape
}

// Learn returns how a collector of the object asks. The error is an *UnwindowedError or
// that of the org.
func Learn(ctx context.Context, org Describer, object string, now time.Time) (Plan, error) {
	s, err := learnShape(ctx, org, object, now)
	if err != nil {
		return Plan{}, err
	}
	return Plan{Object: s.object, Kind: s.kind, WindowField: s.timeField, MayBeLate: s.mayBeLate(), shape: s}, nil
}

// Sample returns the query of a window from start to end, for one record of it.
func (p Plan) Sample(start, end time.Time) string {
	query := p.shape.window(state.Window{Start: start, End: end})
	query.Limit = 1
	return query.String()
}

// Newest returns a query for the date of the newest record, and false if the object
// cannot be sorted by it.
func (p Plan) Newest() (query soql.Query, sortable bool) {
	field := p.shape.timeField
	return soql.Query{Select: []string{field}, From: p.shape.object, OrderBy: []string{field + " DESC"}}, len(p.shape.orderBy) > 0
}
