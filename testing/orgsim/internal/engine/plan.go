package engine

import (
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

const (
	// maxFieldsLimit is the largest LIMIT that FIELDS(ALL) goes with.
	maxFieldsLimit = 200
	// fieldsVersion is the API version that brought FIELDS().
	fieldsVersion = 51
	// maxOffset is the largest OFFSET.
	maxOffset = 2000
)

// A Plan is a query that has been checked against its object.
type Plan struct {
	query      *soql.Query
	object     *Object
	version    int
	fields     []Field
	aggregates []aggregate
	count      bool
	match      func(Record) bool
	order      []sortKey
	filtered   map[string]bool
	// comparisons are those of the WHERE clause.
	comparisons []*soql.Comparison
	// children are the queries of children.
	children []childPlan
}

// NewPlan checks a query against the object that it names. Date literals count
// from now. Its error, if any, is an *Error.
func NewPlan(query *soql.Query, object *Object, version int, now time.Time) (*Plan, error) {
	p := newPlan(query, object, version)
	if err := p.check(now); err != nil {
		return nil, err // an *Error that is nil would make an error that is not
	}
	return p, nil
}

func newPlan(query *soql.Query, object *Object, version int) *Plan {
	return &Plan{query: query, object: object, version: version, filtered: map[string]bool{}}
}

// check resolves the parts of the query and applies the rules of the object.
func (p *Plan) check(now time.Time) *Error {
	for _, check := range []func() *Error{
		p.checkObject, func() *Error { return p.checkSelect(now) }, func() *Error { return p.checkWhere(now) }, p.checkOrder,
		p.checkBig, func() *Error { return p.checkEventLog(now) }, p.checkOffset,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// Filters reports whether the WHERE clause names one of the fields.
func (p *Plan) Filters(fields ...string) bool {
	for _, field := range fields {
		if p.filtered[field] {
			return true
		}
	}
	return false
}

func (p *Plan) checkObject() *Error {
	if p.object.Kind == Stream {
		return refuse(InvalidTypeForOperation, "entity type %s does not support query", p.object.Name)
	}
	return nil
}

// checkSelect resolves the SELECT list.
func (p *Plan) checkSelect(now time.Time) *Error {
	if len(p.query.Select) == 1 && p.query.Select[0].Kind == soql.SelectCount {
		p.count = true
		return nil
	}
	seen := map[string]bool{}
	for _, item := range p.query.Select {
		switch item.Kind {
		case soql.SelectField:
			field, err := p.field(item.Name)
			if err != nil {
				return err
			}
			if seen[field.Name] {
				return refuse(InvalidField, "duplicate field selected: %s", field.Name)
			}
			seen[field.Name] = true
			p.fields = append(p.fields, field)
		case soql.SelectFields:
			fields, err := p.fieldGroup(item.Name)
			if err != nil {
				return err
			}
			for _, field := range fields {
				if seen[field.Name] {
					return refuse(InvalidField, "duplicate field selected: %s", field.Name)
				}
				seen[field.Name] = true
			}
			p.fields = append(p.fields, fields...)
		case soql.SelectCount:
			return p.malformed(item.Name.Pos, "unexpected token: 'COUNT'")
		case soql.SelectAggregate:
			if err := p.addAggregate(item); err != nil {
				return err
			}
		case soql.SelectChildren:
			if err := p.addChildren(item, now); err != nil {
				return err
			}
		}
	}
	if len(p.aggregates) > 0 && len(p.fields) > 0 {
		return p.malformed(p.query.Select[0].Name.Pos, "Field must be grouped or aggregated: "+p.fields[0].Name)
	}
	return nil
}

// fieldGroup returns the fields that FIELDS() stands for.
func (p *Plan) fieldGroup(group soql.Name) ([]Field, *Error) {
	if p.version < fieldsVersion {
		return nil, p.malformed(group.Pos, "unexpected token: '('")
	}
	switch group.Text {
	case "STANDARD":
	case "ALL", "CUSTOM":
		if p.query.Limit == nil || *p.query.Limit > maxFieldsLimit {
			return nil, refuse(MalformedQuery, "The SOQL FIELDS function must have a LIMIT of at most %d", maxFieldsLimit)
		}
	default:
		return nil, p.malformed(group.Pos, "unexpected token: '"+group.Text+"'")
	}
	var fields []Field
	for _, field := range p.object.Fields {
		if (group.Text == "ALL" || field.Custom == (group.Text == "CUSTOM")) && field.MinVersion <= p.version {
			fields = append(fields, field)
		}
	}
	return fields, nil
}

// field finds a field by name.
func (p *Plan) field(name soql.Name) (Field, *Error) {
	field, ok := p.object.Field(name.Text, p.version)
	if ok {
		return field, nil
	}
	message := "No such column '" + name.Text + "' on entity '" + p.object.Name + "'. If you are attempting to use a custom field, " +
		"be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
	if relation, _, path := strings.Cut(name.Text, "."); path {
		message = "Didn't understand relationship '" + relation + "' in field path. If you are attempting to use a custom relationship, " +
			"be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
	}
	return Field{}, &Error{InvalidField, soql.Locate(p.query.Text, name.Pos, message)}
}

// checkOrder resolves ORDER BY.
func (p *Plan) checkOrder() *Error {
	if p.count && len(p.query.OrderBy) > 0 {
		return p.malformed(p.query.OrderBy[0].Field.Pos, "Ordered field must be grouped or aggregated: "+p.query.OrderBy[0].Field.Text)
	}
	for _, key := range p.query.OrderBy {
		field, err := p.field(key.Field)
		if err != nil {
			return err
		}
		if !field.Sortable {
			return &Error{InvalidField, soql.Locate(p.query.Text, key.Field.Pos, "field '"+field.Name+"' can not be sorted in a query call")}
		}
		p.order = append(p.order, sortKey{field, key.Descending, key.NullsLast})
	}
	return nil
}

func (p *Plan) checkOffset() *Error {
	if p.query.Offset != nil && *p.query.Offset > maxOffset {
		return &Error{NumberOutOfRange, soql.Locate(p.query.Text, p.query.OffsetPos, "Maximum SOQL offset allowed is 2000")}
	}
	return nil
}

func (p *Plan) malformed(pos int, message string) *Error {
	return &Error{MalformedQuery, soql.Locate(p.query.Text, pos, message)}
}
