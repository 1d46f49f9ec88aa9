package engine

import (
	"slices"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

// checkBig applies the rules of big objects.
func (p *Plan) checkBig() *Error {
	if p.object.Kind != Big {
		return nil
	}
	if p.count || len(p.aggregates) > 0 {
		return refuse(BigObjectUnsupported, "Aggregate functions not supported")
	}
	if err := p.checkBigOrder(); err != nil {
		return err
	}
	if p.query.Where == nil {
		return nil
	}
	return p.checkBigWhere()
}

// checkBigOrder allows only the order of the index.
func (p *Plan) checkBigOrder() *Error {
	index := p.object.index()
	for i, key := range p.order {
		if i >= len(index) || index[i] != (IndexField{key.field.Name, key.descending}) {
			return refuse(BigObjectUnsupported, "ORDER BY %s is not supported on big object %s: "+
				"order only in the direction of the index, %s", key.field.Name, p.object.Name, index[0])
		}
	}
	return nil
}

// String returns the field as ORDER BY has it.
func (f IndexField) String() string {
	if f.Descending {
		return f.Name + " DESC"
	}
	return f.Name
}

// checkBigWhere allows only comparisons of the index, joined by AND.
func (p *Plan) checkBigWhere() *Error {
	comparisons, err := conjunction(p.query.Where)
	if err != nil {
		return err
	}
	equal := map[string]bool{}
	ranged := map[string]bool{}
	var fields []string
	for _, c := range comparisons {
		field, err := p.field(c.Field)
		if err != nil {
			return err
		}
		switch c.Operator {
		case soql.Equal:
			equal[field.Name] = true
		case soql.Less, soql.LessOrEqual, soql.Greater, soql.GreaterOrEqual:
			ranged[field.Name] = true
		default:
			return refuse(BigObjectUnsupported, "Operator %s is not supported in queries of big object %s", c.Operator, p.object.Name)
		}
		if !slices.Contains(fields, field.Name) {
			fields = append(fields, field.Name)
		}
	}
	index := p.index(fields)
	if index == nil {
		return refuse(BigObjectUnsupported, "Filters of big object %s may name only %s", p.object.Name, p.object.filters())
	}
	for _, name := range index[:len(index)-1] {
		if ranged[name] || !equal[name] {
			return refuse(BigObjectUnsupported, "Field %s of big object %s takes only = before a filter on %s", name, p.object.Name, index[len(index)-1])
		}
	}
	return nil
}

// index returns the filtered fields in the order of the index that serves
// them, or nil if none does: any number of its first fields.
func (p *Plan) index(fields []string) []string {
	var indexes [][]string
	var prefix []string
	for _, field := range p.object.index() {
		prefix = append(prefix, field.Name)
		indexes = append(indexes, slices.Clone(prefix))
	}
	if p.object.Name == "ReportEvent" {
		indexes = append(indexes, []string{"UserId"}, []string{"UserId", "EventDate"})
	}
	for _, index := range indexes {
		if len(index) == len(fields) && !slices.ContainsFunc(fields, func(field string) bool { return !slices.Contains(index, field) }) {
			return index
		}
	}
	return nil
}

// filters says which fields the index serves.
func (o *Object) filters() string {
	text, prefix := "", ""
	for i, field := range o.index() {
		if i > 0 {
			text += ", or "
			prefix += " and "
		}
		prefix += field.Name
		text += prefix
	}
	return text
}

// conjunction returns the comparisons of a condition that has no OR and no NOT.
func conjunction(condition soql.Condition) ([]*soql.Comparison, *Error) {
	switch condition := condition.(type) {
	case *soql.Comparison:
		return []*soql.Comparison{condition}, nil
	case *soql.Logical:
		if condition.Operator != "AND" {
			return nil, refuse(BigObjectUnsupported, "OR is not supported in queries of big objects")
		}
		var all []*soql.Comparison
		for _, term := range condition.Terms {
			comparisons, err := conjunction(term)
			if err != nil {
				return nil, err
			}
			all = append(all, comparisons...)
		}
		return all, nil
	}
	return nil, refuse(BigObjectUnsupported, "NOT is not supported in queries of big objects")
}
