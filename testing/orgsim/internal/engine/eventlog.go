package engine

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

const (
	day = 24 * time.Hour
	// maxEventLogSpan is the most time between the bounds of a query of an
	// event log object, and eventLogLife is how long its rows are kept.
	maxEventLogSpan = 15 * day
	eventLogLife    = 30 * day
	// maxTimestampFilters is how many comparisons may name Timestamp.
	maxTimestampFilters = 2
)

// Kept reports whether a record of an object is still there at a moment.
func (o *Object) Kept(r Record, now time.Time) bool {
	if o.Kind != EventLog {
		return true
	}
	happened, ok := r[o.TimeField].(time.Time)
	return !ok || !happened.Before(now.Add(-eventLogLife))
}

// checkEventLog applies the rules of event log objects and bounds the query in
// time.
func (p *Plan) checkEventLog(now time.Time) *Error {
	if p.object.Kind != EventLog {
		return nil
	}
	if p.query.Offset != nil {
		return p.malformed(p.query.OffsetPos, "OFFSET is not supported in queries of event log object "+p.object.Name)
	}
	var from, to time.Time
	filters := 0
	for _, c := range p.comparisons {
		if c.Operator == soql.NotEqual {
			return p.malformed(c.Field.Pos, "operator != is not supported in queries of event log object "+p.object.Name)
		}
		if field, err := p.field(c.Field); err != nil || field.Name != p.object.TimeField {
			continue
		}
		if filters++; filters > maxTimestampFilters {
			return p.malformed(c.Field.Pos, "no more than two filters on Timestamp are supported in queries of event log object "+p.object.Name)
		}
		from, to = narrow(c, now, from, to)
	}
	from, to = withBounds(from, to, now)
	if to.Sub(from) > maxEventLogSpan {
		return refuse(MalformedQuery, "The filters on Timestamp of event log object %s must not be more than 15 days apart", p.object.Name)
	}
	match := p.match
	p.match = func(r Record) bool {
		happened, ok := r[p.object.TimeField].(time.Time)
		return ok && !happened.Before(from) && !happened.After(to) && match(r)
	}
	return nil
}

// narrow moves bounds, of which zero is none, to where a comparison has them.
func narrow(c *soql.Comparison, now, from, to time.Time) (newFrom, newTo time.Time) {
	for _, value := range c.Values {
		start, end := value.Time, value.Time
		switch value.Kind {
		case soql.DateValue, soql.DateLiteralValue:
			start, end = span(value, now)
		case soql.DateTimeValue:
		default:
			continue
		}
		switch c.Operator {
		case soql.Greater:
			from = latest(from, end)
		case soql.GreaterOrEqual:
			from = latest(from, start)
		case soql.Less:
			to = earliest(to, start)
		case soql.LessOrEqual:
			to = earliest(to, end)
		case soql.Equal:
			from, to = latest(from, start), earliest(to, end)
		}
	}
	return from, to
}

// withBounds sets the bounds that a query does not have.
func withBounds(from, to, now time.Time) (newFrom, newTo time.Time) {
	switch {
	case from.IsZero() && to.IsZero():
		return now.Add(-maxEventLogSpan), now
	case from.IsZero():
		return to.Add(-maxEventLogSpan), to
	case to.IsZero():
		return from, from.Add(maxEventLogSpan)
	}
	return from, to
}

func latest(a, b time.Time) time.Time {
	if a.IsZero() || b.After(a) {
		return b
	}
	return a
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
