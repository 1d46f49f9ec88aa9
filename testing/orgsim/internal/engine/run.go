package engine

import (
	"slices"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

// A Result is the answer to a query.
type Result struct {
	Object *Object
	// Fields is what was selected, in order.
	Fields []Field
	// Records are all rows that match, sorted and cut by LIMIT and OFFSET. They
	// are the records given to Run, not copies.
	Records []Record
	// Total is the number of rows, also for COUNT(), which has no records.
	Total int
	// Aggregate is whether the one record holds the values of functions.
	Aggregate bool
}

// Run answers the query from records.
func (p *Plan) Run(records []Record) *Result {
	var matched []Record
	for _, record := range records {
		if p.match(record) {
			matched = append(matched, record)
		}
	}
	if keys := p.sortKeys(); len(keys) > 0 {
		slices.SortStableFunc(matched, func(a, b Record) int { return compareRecords(keys, a, b) })
	}
	if len(p.aggregates) > 0 {
		return p.aggregated(matched)
	}
	matched = p.cut(matched)
	result := &Result{Object: p.object, Fields: p.fields, Records: matched, Total: len(matched)}
	if p.count {
		result.Records = nil
	}
	return result
}

// sortKeys returns ORDER BY, or the order of a big object's index.
func (p *Plan) sortKeys() []sortKey {
	if p.object.Kind != Big {
		return p.order
	}
	var keys []sortKey
	for _, indexed := range p.object.index() {
		if field, ok := p.object.Field(indexed.Name, p.version); ok {
			keys = append(keys, sortKey{field: field, descending: indexed.Descending})
		}
	}
	return keys
}

func (p *Plan) cut(records []Record) []Record {
	if p.query.Offset != nil {
		records = records[min(*p.query.Offset, len(records)):]
	}
	if p.query.Limit != nil {
		records = records[:min(*p.query.Limit, len(records))]
	}
	return records
}

// An aggregate is a function of a field, in the SELECT list.
type aggregate struct {
	function string
	field    Field
}

func (p *Plan) addAggregate(item soql.SelectItem) *Error {
	field, err := p.field(item.Name)
	if err != nil {
		return err
	}
	if p.object.Kind != Big && !p.object.CountsFields {
		return p.malformed(item.Name.Pos, "field "+field.Name+" does not support aggregate operator "+item.Function)
	}
	p.aggregates = append(p.aggregates, aggregate{item.Function, field})
	return nil
}

// aggregated answers a query of aggregate functions with one record, whose
// fields are expr0, expr1 and so on.
func (p *Plan) aggregated(records []Record) *Result {
	result := &Result{Object: p.object, Total: 1, Aggregate: true}
	values := Record{}
	for i, aggregate := range p.aggregates {
		name := "expr" + string(rune('0'+i%10))
		field := Field{Name: name, Type: aggregate.field.Type}
		count, least, most := 0, any(nil), any(nil)
		for _, record := range records {
			value := record[aggregate.field.Name]
			if value == nil {
				continue
			}
			count++
			if least == nil || compare(aggregate.field.Type, value, least) < 0 {
				least = value
			}
			if most == nil || compare(aggregate.field.Type, value, most) > 0 {
				most = value
			}
		}
		switch aggregate.function {
		case "COUNT":
			field.Type, values[name] = Integer, count
		case "MIN":
			values[name] = least
		default:
			values[name] = most
		}
		result.Fields = append(result.Fields, field)
	}
	result.Records = []Record{values}
	return result
}
