package engine

import (
	"fmt"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

// checkWhere turns the WHERE clause into p.match.
func (p *Plan) checkWhere(now time.Time) *Error {
	if p.query.Where == nil {
		p.match = func(Record) bool { return true }
		return nil
	}
	match, err := p.compile(p.query.Where, now)
	p.match = match
	return err
}

func (p *Plan) compile(condition soql.Condition, now time.Time) (func(Record) bool, *Error) {
	switch condition := condition.(type) {
	case *soql.Not:
		term, err := p.compile(condition.Term, now)
		if err != nil {
			return nil, err
		}
		return func(r Record) bool { return !term(r) }, nil
	case *soql.Logical:
		return p.compileLogical(condition, now)
	case *soql.Comparison:
		return p.compileComparison(condition, now)
	}
	return nil, refuse(MalformedQuery, "unexpected condition %T", condition)
}

func (p *Plan) compileLogical(logical *soql.Logical, now time.Time) (func(Record) bool, *Error) {
	terms := make([]func(Record) bool, len(logical.Terms))
	for i, term := range logical.Terms {
		match, err := p.compile(term, now)
		if err != nil {
			return nil, err
		}
		terms[i] = match
	}
	decisive := logical.Operator == "OR"
	return func(r Record) bool {
		for _, term := range terms {
			if term(r) == decisive {
				return decisive
			}
		}
		return !decisive
	}, nil
}

func (p *Plan) compileComparison(c *soql.Comparison, now time.Time) (func(Record) bool, *Error) {
	field, err := p.field(c.Field)
	if err != nil {
		return nil, err
	}
	p.filtered[field.Name] = true
	p.comparisons = append(p.comparisons, c)
	if !field.Filterable && p.object.Kind != Big {
		return nil, &Error{InvalidField, soql.Locate(p.query.Text, c.Field.Pos, "field '"+field.Name+"' can not be filtered in a query call")}
	}
	if err := p.checkFunction(field, c); err != nil {
		return nil, err
	}
	if err := p.checkOperator(field, c); err != nil {
		return nil, err
	}
	for _, value := range c.Values {
		if err := p.checkValue(field, c.Function, value); err != nil {
			return nil, err
		}
	}
	return matcher(field, c, now), nil
}

// checkFunction refuses functions but DAY_ONLY, which takes a dateTime.
func (p *Plan) checkFunction(field Field, c *soql.Comparison) *Error {
	switch {
	case c.Function == "", c.Function == "DAY_ONLY" && field.Type == Datetime && p.object.Kind != Big:
		return nil
	}
	return p.malformed(c.Field.Pos, "function "+c.Function+" is not supported on field "+field.Name+" of "+p.object.Name)
}

// checkOperator refuses operators that the field's type does not take.
func (p *Plan) checkOperator(field Field, c *soql.Comparison) *Error {
	refused := func(what string) *Error {
		return &Error{InvalidFilterOperator, soql.Locate(p.query.Text, c.Field.Pos, "invalid operator on "+what+" field")}
	}
	switch c.Operator {
	case soql.Includes, soql.Excludes:
		return refused("non-multipicklist")
	case soql.Like:
		if field.Type != String || field.NoLike {
			return refused(strings.ToLower(string(field.Type)))
		}
	case soql.Less, soql.LessOrEqual, soql.Greater, soql.GreaterOrEqual:
		if field.Type == Boolean {
			return refused("boolean")
		}
	}
	return nil
}

// checkValue refuses literals that are not of the field's type.
func (p *Plan) checkValue(field Field, function string, value soql.Value) *Error {
	if value.Kind == soql.NullValue {
		return nil
	}
	fits, name, quoted := false, "", "should not be enclosed in quotes"
	switch field.Type {
	case Datetime:
		fits, name = value.Kind == soql.DateTimeValue || value.Kind == soql.DateLiteralValue, "dateTime"
		if function != "" {
			fits, name = value.Kind == soql.DateValue || value.Kind == soql.DateLiteralValue, "date"
		}
	case Boolean:
		fits, name = value.Kind == soql.BooleanValue, "boolean"
	case Integer:
		fits, name = value.Kind == soql.NumberValue, "int"
	case Decimal:
		fits, name = value.Kind == soql.NumberValue, "double"
	case String, ID, Blob:
		fits, name, quoted = value.Kind == soql.StringValue, "string", "should be enclosed in quotes"
	}
	if !fits {
		return &Error{InvalidField, soql.Locate(p.query.Text, value.Pos, fmt.Sprintf(
			"value of filter criterion for field '%s' must be of type %s and %s", field.Name, name, quoted))}
	}
	if field.Type == ID && !id.Valid(value.Text) {
		return &Error{InvalidFilterOperator, soql.Locate(p.query.Text, value.Pos, "invalid ID field: "+value.Text)}
	}
	return nil
}

// matcher returns the test that a comparison makes.
func matcher(field Field, c *soql.Comparison, now time.Time) func(Record) bool {
	anyOf := func(r Record) bool {
		for _, value := range c.Values {
			if holds(soql.Equal, field, r[field.Name], value, now) {
				return true
			}
		}
		return false
	}
	switch c.Operator {
	case soql.In:
		return anyOf
	case soql.NotIn:
		return func(r Record) bool { return !anyOf(r) }
	case soql.Like:
		pattern := c.Values[0].LikeText
		return func(r Record) bool {
			text, ok := r[field.Name].(string)
			return ok && like(strings.ToLower(text), strings.ToLower(pattern))
		}
	}
	return func(r Record) bool { return holds(c.Operator, field, r[field.Name], c.Values[0], now) }
}

// holds applies a comparison operator. A null field equals only null, and is
// neither less nor greater than anything.
func holds(operator soql.Operator, field Field, have any, want soql.Value, now time.Time) bool {
	if have == nil || want.Kind == soql.NullValue {
		same := have == nil && want.Kind == soql.NullValue
		return operator == soql.Equal && same || operator == soql.NotEqual && !same
	}
	from, to := compareValue(field, have, want, now)
	switch operator {
	case soql.Equal:
		return from >= 0 && to <= 0
	case soql.NotEqual:
		return from < 0 || to > 0
	case soql.Less:
		return from < 0
	case soql.LessOrEqual:
		return to <= 0
	case soql.Greater:
		return to > 0
	case soql.GreaterOrEqual:
		return from >= 0
	}
	return false
}

// compareValue compares a field with the first and the last moment of a
// literal. Only days and date literals, which are spans, make the two differ.
func compareValue(field Field, have any, want soql.Value, now time.Time) (from, to int) {
	if want.Kind == soql.DateLiteralValue || want.Kind == soql.DateValue {
		moment, ok := have.(time.Time)
		if !ok {
			return -1, 1
		}
		start, end := span(want, now)
		return moment.Compare(start), moment.Compare(end.Add(-time.Nanosecond))
	}
	compared := 0
	switch field.Type {
	case Datetime:
		compared = compare(field.Type, have, want.Time)
	case Boolean:
		compared = compare(field.Type, have, want.Boolean)
	case Integer, Decimal:
		compared = compare(Decimal, number(have), want.Number)
	default:
		compared = compare(field.Type, have, want.Text)
	}
	return compared, compared
}

// span returns the days that a date or a date literal stands for, end excluded, in UTC,
// the time zone of the org's users.
func span(literal soql.Value, now time.Time) (start, end time.Time) {
	if literal.Kind == soql.DateValue {
		return literal.Time, literal.Time.AddDate(0, 0, 1)
	}
	today := now.UTC().Truncate(24 * time.Hour)
	month := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC)
	week := today.AddDate(0, 0, -int(today.Weekday()))
	switch literal.Text {
	case "YESTERDAY":
		return today.AddDate(0, 0, -1), today
	case "TOMORROW":
		return today.AddDate(0, 0, 1), today.AddDate(0, 0, 2)
	case "THIS_WEEK":
		return week, week.AddDate(0, 0, 7)
	case "LAST_WEEK":
		return week.AddDate(0, 0, -7), week
	case "THIS_MONTH":
		return month, month.AddDate(0, 1, 0)
	case "LAST_MONTH":
		return month.AddDate(0, -1, 0), month
	case "LAST_90_DAYS":
		return today.AddDate(0, 0, -90), today.AddDate(0, 0, 1)
	case "LAST_N_DAYS":
		return today.AddDate(0, 0, -literal.Days), today.AddDate(0, 0, 1)
	case "N_DAYS_AGO":
		return today.AddDate(0, 0, -literal.Days), today.AddDate(0, 0, -literal.Days+1)
	case "NEXT_N_DAYS":
		return today.AddDate(0, 0, 1), today.AddDate(0, 0, literal.Days+1)
	}
	return today, today.AddDate(0, 0, 1)
}

// like matches a pattern of LIKE: % is any text, _ any one character, and a
// backslash takes the next character as it is.
func like(text, pattern string) bool {
	for pattern != "" {
		switch pattern[0] {
		case '%':
			pattern = strings.TrimLeft(pattern, "%")
			for i := range len(text) + 1 {
				if like(text[i:], pattern) {
					return true
				}
			}
			return false
		case '_':
			if text == "" {
				return false
			}
			text, pattern = skipRune(text), pattern[1:]
		default:
			if pattern[0] == '\\' && len(pattern) > 1 {
				pattern = pattern[1:]
			}
			if text == "" || text[0] != pattern[0] {
				return false
			}
			text, pattern = text[1:], pattern[1:]
		}
	}
	return text == ""
}

func skipRune(text string) string {
	for i := range text {
		if i > 0 {
			return text[i:]
		}
	}
	return ""
}
