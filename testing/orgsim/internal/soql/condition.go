package soql

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// condition reads what follows WHERE or stands in parentheses: a NOT, or terms
// joined all by AND or all by OR. Mixing the two needs parentheses.
func (p *parser) condition() (Condition, *Error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, p.unexpected()
	}
	if p.accept("NOT") {
		term, err := p.term()
		if err != nil {
			return nil, err
		}
		return &Not{term}, nil
	}
	first, err := p.term()
	if err != nil {
		return nil, err
	}
	operator := strings.ToUpper(p.peek().text)
	if !p.peek().is("AND") && !p.peek().is("OR") {
		return first, nil
	}
	terms := []Condition{first}
	for p.accept(operator) {
		term, err := p.term()
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return &Logical{operator, terms}, nil
}

// term reads a comparison or a condition in parentheses.
func (p *parser) term() (Condition, *Error) {
	if !p.acceptSymbol("(") {
		return p.comparison()
	}
	inner, err := p.condition()
	if err != nil {
		return nil, err
	}
	if err := p.expectSymbol(")"); err != nil {
		return nil, err
	}
	return inner, nil
}

func (p *parser) comparison() (Condition, *Error) {
	field, err := p.name()
	if err != nil {
		return nil, err
	}
	function := ""
	if p.acceptSymbol("(") {
		function = strings.ToUpper(field.Text)
		if field, err = p.name(); err != nil {
			return nil, err
		}
		if err := p.expectSymbol(")"); err != nil {
			return nil, err
		}
	}
	operator, list, err := p.operator()
	if err != nil {
		return nil, err
	}
	comparison := &Comparison{Field: field, Function: function, Operator: operator}
	if !list {
		value, err := p.value()
		if err != nil {
			return nil, err
		}
		comparison.Values = []Value{value}
		return comparison, nil
	}
	if err := p.expectSymbol("("); err != nil {
		return nil, err
	}
	for {
		value, err := p.value()
		if err != nil {
			return nil, err
		}
		comparison.Values = append(comparison.Values, value)
		if !p.acceptSymbol(",") {
			break
		}
	}
	if err := p.expectSymbol(")"); err != nil {
		return nil, err
	}
	return comparison, nil
}

// operator reads a comparison operator and says whether it takes a list.
func (p *parser) operator() (operator Operator, list bool, err *Error) {
	t := p.peek()
	if t.kind == symbolToken {
		switch t.text {
		case "=", "!=", "<", "<=", ">", ">=":
			p.next++
			return Operator(t.text), false, nil
		case "<>":
			p.next++
			return NotEqual, false, nil
		}
		return "", false, p.unexpected()
	}
	switch {
	case p.accept("LIKE"):
		return Like, false, nil
	case p.accept("IN"):
		return In, true, nil
	case p.accept("INCLUDES"):
		return Includes, true, nil
	case p.accept("EXCLUDES"):
		return Excludes, true, nil
	case p.accept("NOT"):
		if !p.accept("IN") {
			return "", false, p.unexpected()
		}
		return NotIn, true, nil
	}
	return "", false, p.unexpected()
}

func (p *parser) value() (Value, *Error) {
	t := p.peek()
	value := Value{Text: t.text, Pos: t.pos}
	switch t.kind {
	case stringToken:
		value.Kind = StringValue
		var err *Error
		if value.Text, value.LikeText, err = p.unescape(t); err != nil {
			return Value{}, err
		}
	case numberToken:
		value.Kind = NumberValue
		value.Number, _ = strconv.ParseFloat(t.text, 64)
	case dateTimeToken:
		value.Kind = DateTimeValue
		value.Time, _ = parseDateTime(t.text)
	case dateToken:
		value.Kind = DateValue
		value.Time, _ = time.Parse(time.DateOnly, t.text)
	case wordToken:
		return p.wordValue()
	default:
		return Value{}, p.unexpected()
	}
	p.next++
	return value, nil
}

// wordValue reads NULL, TRUE, FALSE or a date literal.
func (p *parser) wordValue() (Value, *Error) {
	t := p.peek()
	value := Value{Text: strings.ToUpper(t.text), Pos: t.pos}
	switch {
	case t.is("NULL"):
		value.Kind = NullValue
	case t.is("TRUE"), t.is("FALSE"):
		value.Kind = BooleanValue
		value.Boolean = t.is("TRUE")
	case isDateLiteral(value.Text):
		value.Kind = DateLiteralValue
	case isCountedDateLiteral(value.Text):
		value.Kind = DateLiteralValue
		p.next++
		if err := p.expectSymbol(":"); err != nil {
			return Value{}, err
		}
		days, err := p.count()
		if err != nil {
			return Value{}, err
		}
		value.Days = *days
		return value, nil
	default:
		return Value{}, p.unexpected()
	}
	p.next++
	return value, nil
}

func isDateLiteral(word string) bool {
	switch word {
	case "YESTERDAY", "TODAY", "TOMORROW", "LAST_WEEK", "THIS_WEEK", "LAST_MONTH", "THIS_MONTH", "LAST_90_DAYS":
		return true
	}
	return false
}

func isCountedDateLiteral(word string) bool {
	return word == "LAST_N_DAYS" || word == "N_DAYS_AGO" || word == "NEXT_N_DAYS"
}

// unescape resolves the escapes of a string, once for comparison and once for
// LIKE, where an escaped wildcard must stay apart from a real one.
func (p *parser) unescape(t token) (plain, like string, err *Error) {
	var plainText, likeText strings.Builder
	for i := 0; i < len(t.text); i++ {
		c := t.text[i]
		if c != '\\' {
			plainText.WriteByte(c)
			likeText.WriteByte(c)
			continue
		}
		i++
		resolved, ok := escaped(t.text[i])
		if !ok {
			return "", "", &Error{Locate(p.text, t.pos, fmt.Sprintf(
				`Invalid string literal '%s'. Illegal character sequence '\%c' in string literal.`, t.text, t.text[i]))}
		}
		plainText.WriteByte(resolved)
		if resolved == '_' || resolved == '%' || resolved == '\\' {
			likeText.WriteByte('\\')
		}
		likeText.WriteByte(resolved)
	}
	return plainText.String(), likeText.String(), nil
}

func escaped(c byte) (byte, bool) {
	switch c {
	case 'n', 'N':
		return '\n', true
	case 'r', 'R':
		return '\r', true
	case 't', 'T':
		return '\t', true
	case 'b', 'B':
		return '\b', true
	case 'f', 'F':
		return '\f', true
	case '"', '\'', '\\', '_', '%':
		return c, true
	}
	return 0, false
}
