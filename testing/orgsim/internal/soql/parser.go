package soql

import (
	"fmt"
	"strconv"
	"strings"
)

// maxDepth bounds how deep conditions nest; Salesforce calls a query beyond its
// bounds too complicated.
const maxDepth = 100

// Parse reads a query. Its error, if any, is an *Error.
func Parse(text string) (*Query, error) {
	if strings.TrimSpace(text) == "" {
		return nil, &Error{"SOQL statements cannot be empty or null"}
	}
	list, err := tokens(text)
	if err != nil {
		return nil, err
	}
	p := &parser{text: text, tokens: list}
	query, err := p.query()
	if err != nil {
		return nil, err // an *Error that is nil would make an error that is not
	}
	return query, nil
}

// A parser walks the tokens of a query. It never goes past the endToken.
type parser struct {
	text   string
	tokens []token
	next   int
	depth  int
	// prefixes are the object and its alias, which may stand before a field.
	prefixes []string
	// nested is set within a query of children.
	nested bool
}

func (p *parser) peek() token { return p.tokens[p.next] }

func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.kind != endToken {
		p.next++
	}
	return t
}

func (p *parser) accept(keyword string) bool {
	if p.peek().is(keyword) {
		p.next++
		return true
	}
	return false
}

func (p *parser) acceptSymbol(symbol string) bool {
	if p.peek().symbol(symbol) {
		p.next++
		return true
	}
	return false
}

func (p *parser) unexpected() *Error {
	t := p.peek()
	return &Error{Locate(p.text, t.pos, fmt.Sprintf("unexpected token: '%s'", t.describe()))}
}

func (p *parser) expectSymbol(symbol string) *Error {
	if !p.acceptSymbol(symbol) {
		return p.unexpected()
	}
	return nil
}

// query reads the whole text.
func (p *parser) query() (*Query, *Error) {
	query, err := p.statement()
	if err == nil && p.peek().kind != endToken {
		return nil, p.unexpected()
	}
	return query, err
}

// statement reads a SELECT statement.
func (p *parser) statement() (*Query, *Error) {
	query := &Query{Text: p.text}
	if !p.accept("SELECT") {
		return nil, p.unexpected()
	}
	var err *Error
	if query.Select, err = p.selectList(); err != nil {
		return nil, err
	}
	if !p.accept("FROM") {
		return nil, p.unexpected()
	}
	if query.From, err = p.from(); err != nil {
		return nil, err
	}
	if p.accept("WHERE") {
		if query.Where, err = p.condition(); err != nil {
			return nil, err
		}
	}
	if err := p.ending(query); err != nil {
		return nil, err
	}
	p.stripPrefixes(query)
	return query, nil
}

// ending reads ORDER BY, LIMIT and OFFSET, which come in this order.
func (p *parser) ending(query *Query) *Error {
	var err *Error
	if p.accept("ORDER") {
		if !p.accept("BY") {
			return p.unexpected()
		}
		if query.OrderBy, err = p.orderBy(); err != nil {
			return err
		}
	}
	if p.accept("LIMIT") {
		if query.Limit, err = p.count(); err != nil {
			return err
		}
	}
	if p.accept("OFFSET") {
		query.OffsetPos = p.peek().pos
		if query.Offset, err = p.count(); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) selectList() ([]SelectItem, *Error) {
	var list []SelectItem
	for {
		item, err := p.selectItem()
		if err != nil {
			return nil, err
		}
		list = append(list, item)
		if !p.acceptSymbol(",") {
			return list, nil
		}
	}
}

func (p *parser) selectItem() (SelectItem, *Error) {
	if p.peek().symbol("(") && !p.nested {
		return p.children()
	}
	name, err := p.name()
	if err != nil {
		return SelectItem{}, err
	}
	if !p.acceptSymbol("(") {
		return SelectItem{Kind: SelectField, Name: name}, nil
	}
	item := SelectItem{Name: name, Function: strings.ToUpper(name.Text)}
	switch item.Function {
	case "FIELDS":
		item.Kind = SelectFields
		group, err := p.name()
		if err != nil {
			return SelectItem{}, err
		}
		item.Name = Name{strings.ToUpper(group.Text), group.Pos}
	case "COUNT":
		if p.acceptSymbol(")") {
			item.Kind = SelectCount
			return item, nil
		}
		fallthrough
	case "MIN", "MAX":
		item.Kind = SelectAggregate
		if item.Name, err = p.name(); err != nil {
			return SelectItem{}, err
		}
	default:
		p.next--
		return SelectItem{}, p.unexpected()
	}
	return item, p.expectSymbol(")")
}

// children reads a query in parentheses, in which there is no other.
func (p *parser) children() (SelectItem, *Error) {
	p.next++
	p.nested = true
	query, err := p.statement()
	p.nested = false
	if err != nil {
		return SelectItem{}, err
	}
	return SelectItem{Kind: SelectChildren, Name: query.From, Children: query}, p.expectSymbol(")")
}

// from reads the object and an alias.
func (p *parser) from() (Name, *Error) {
	name, err := p.name()
	if err != nil {
		return Name{}, err
	}
	p.prefixes = []string{name.Text}
	if next := p.peek(); next.kind == wordToken && !isKeyword(next.text) {
		p.prefixes = append(p.prefixes, p.take().text)
	}
	return name, nil
}

// name reads an identifier that is not a keyword.
func (p *parser) name() (Name, *Error) {
	t := p.peek()
	if t.kind != wordToken || isKeyword(t.text) {
		return Name{}, p.unexpected()
	}
	p.next++
	return Name{t.text, t.pos}, nil
}

func isKeyword(word string) bool {
	switch strings.ToUpper(word) {
	case "SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "LIKE", "INCLUDES", "EXCLUDES",
		"ORDER", "BY", "LIMIT", "OFFSET", "GROUP", "HAVING", "WITH", "USING", "FOR", "NULL", "TRUE", "FALSE":
		return true
	}
	return false
}

func (p *parser) orderBy() ([]SortKey, *Error) {
	var keys []SortKey
	for {
		field, err := p.name()
		if err != nil {
			return nil, err
		}
		key := SortKey{Field: field}
		if !p.accept("ASC") {
			key.Descending = p.accept("DESC")
		}
		if p.accept("NULLS") {
			key.NullsLast = p.accept("LAST")
			if !key.NullsLast && !p.accept("FIRST") {
				return nil, p.unexpected()
			}
		}
		keys = append(keys, key)
		if !p.acceptSymbol(",") {
			return keys, nil
		}
	}
}

// count reads a whole number that is not negative.
func (p *parser) count() (*int, *Error) {
	t := p.peek()
	n, err := strconv.Atoi(t.text)
	if t.kind != numberToken || err != nil || n < 0 {
		return nil, p.unexpected()
	}
	p.next++
	return &n, nil
}

// stripPrefixes takes the object's name or alias off the fields.
func (p *parser) stripPrefixes(query *Query) {
	strip := func(name *Name) {
		for _, prefix := range p.prefixes {
			if len(name.Text) > len(prefix)+1 && name.Text[len(prefix)] == '.' && strings.EqualFold(name.Text[:len(prefix)], prefix) {
				name.Text = name.Text[len(prefix)+1:]
				return
			}
		}
	}
	for i := range query.Select {
		strip(&query.Select[i].Name)
	}
	for i := range query.OrderBy {
		strip(&query.OrderBy[i].Field)
	}
	Fields(query.Where, func(c *Comparison) { strip(&c.Field) })
}
