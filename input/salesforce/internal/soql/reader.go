package soql

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// deepest is how many parentheses a condition may be in.
const deepest = 100

// reader walks the tokens of a query. It never goes past the endToken.
type reader struct {
	tokens    []token
	at        int
	statement Statement
}

func (r *reader) peek() token { return r.tokens[r.at] }

func (r *reader) take() token {
	taken := r.tokens[r.at]
	if taken.kind != endToken {
		r.at++
	}
	return taken
}

func (r *reader) accept(text string) bool {
	if r.peek().is(text) {
		r.at++
		return true
	}
	return false
}

func (r *reader) read() error {
	if !r.accept("SELECT") {
		return errors.New("it does not begin with SELECT")
	}
	if err := r.columns(); err != nil {
		return err
	}
	object := r.take()
	if object.kind != wordToken || !ValidName(object.text) {
		return fmt.Errorf("%q after FROM is not the name of an object", object.text)
	}
	r.statement.Object, r.statement.prefixes = object.text, []string{object.text}
	r.accept("AS")
	if alias := r.peek(); alias.kind == wordToken && !startsClause(alias) {
		r.statement.prefixes = append(r.statement.prefixes, r.take().text)
	}
	for r.peek().kind != endToken {
		if err := r.clause(); err != nil {
			return err
		}
	}
	return nil
}

// columns reads the SELECT list and the FROM after it.
func (r *reader) columns() error {
	start, depth, typeOf := r.peek().start, 0, false
	end := start
	for {
		t := r.take()
		switch {
		case t.kind == endToken:
			return errors.New("it has no FROM")
		case t.is("("):
			depth++
		case t.is(")"):
			if depth--; depth < 0 {
				return errors.New("it has a ) without its (")
			}
		case depth > 0:
		case t.is("TYPEOF"):
			typeOf = true // whose fields have commas between them
		case t.is("END"):
			typeOf = false
		case t.is(","), t.is("FROM"):
			if typeOf && t.is(",") {
				break
			}
			if typeOf {
				return errors.New("it has a TYPEOF without its END")
			}
			if end <= start {
				return fmt.Errorf("it selects nothing before %q", t.text)
			}
			r.statement.Columns = append(r.statement.Columns, r.statement.Text[start:end])
			if t.is("FROM") {
				r.statement.columnsEnd = end
				return nil
			}
			start = r.peek().start
		}
		end = t.end
	}
}

// startsClause reports whether a word begins what can follow an object.
func startsClause(t token) bool {
	for _, word := range []string{"USING", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL", "UPDATE", "SELECT"} {
		if t.is(word) {
			return true
		}
	}
	return false
}

// clause reads one clause after the object. What it does not know it passes over.
func (r *reader) clause() error {
	switch {
	case r.accept("WHERE"):
		from := len(r.statement.comparisons)
		return r.group(from, deepest)
	case r.accept("ORDER"):
		r.accept("BY")
		r.order()
	case r.accept("LIMIT"):
		limit, err := strconv.Atoi(r.take().text)
		if err != nil || limit < 0 {
			return errors.New("the LIMIT is not a number")
		}
		r.statement.Limit, r.statement.limited = limit, true
	case r.peek().is("("):
		return r.skip()
	case r.peek().is(")"):
		return errors.New("it has a ) without its (")
	case r.peek().is("SELECT"):
		return errors.New("it is more than one SELECT")
	default:
		t := r.take()
		r.statement.limited = r.statement.limited || t.is("OFFSET") || t.is("FOR") || t.is("ALL") || t.is("UPDATE")
	}
	return nil
}

// group reads conditions up to the end of their parenthesis, or of WHERE, and notes
// for those from a place on which hold for all of the result.
func (r *reader) group(from, left int) error {
	if left == 0 {
		return errors.New("its conditions are nested too deep")
	}
	for either, not := false, false; ; {
		t := r.peek()
		before := len(r.statement.comparisons)
		switch {
		case t.kind == endToken, t.is(")"), startsClause(t):
			if either {
				r.cannotCount(from)
			}
			return nil
		case r.accept("AND"):
			continue
		case r.accept("OR"):
			either = true
			continue
		case r.accept("NOT"):
			not = true
			continue
		case r.accept("("):
			if err := r.group(before, left-1); err != nil {
				return err
			}
			if !r.accept(")") {
				return errors.New("it has a ( without its )")
			}
		default:
			if err := r.comparison(); err != nil {
				return err
			}
		}
		if not {
			r.cannotCount(before)
		}
		not = false
	}
}

func (r *reader) cannotCount(from int) {
	for i := from; i < len(r.statement.comparisons); i++ {
		r.statement.comparisons[i].must = false
	}
}

func (r *reader) comparison() error {
	field := r.take()
	if field.kind != wordToken {
		return fmt.Errorf("%q stands where a condition should", field.text)
	}
	name := field.text
	if r.peek().is("(") { // a function of a field
		start := field.start
		if err := r.skip(); err != nil {
			return err
		}
		name = r.statement.Text[start:r.tokens[r.at-1].end]
	}
	operator := strings.ToUpper(r.take().text)
	if operator == "NOT" {
		operator += " " + strings.ToUpper(r.take().text)
	}
	if r.peek().is("(") { // a list or a sub-query
		r.statement.comparisons = append(r.statement.comparisons, comparison{name, operator, "", true})
		return r.skip()
	}
	value := r.take()
	if value.kind == endToken {
		return fmt.Errorf("the condition on %s has no value", name)
	}
	if r.accept(":") { // LAST_N_DAYS:3
		r.take()
	}
	r.statement.comparisons = append(r.statement.comparisons, comparison{name, operator, value.text, true})
	return nil
}

// skip passes over a parenthesis and what is in it.
func (r *reader) skip() error {
	for depth := 0; ; {
		switch t := r.take(); {
		case t.kind == endToken:
			return errors.New("it has a ( without its )")
		case t.is("("):
			depth++
		case t.is(")"):
			if depth--; depth == 0 {
				return nil
			}
		}
	}
}

func (r *reader) order() {
	for t := r.peek(); t.kind != endToken && !startsClause(t); t = r.peek() {
		r.take()
		last := len(r.statement.OrderBy) - 1
		switch {
		case t.is(","), t.is("ASC"), t.is("NULLS"), t.is("FIRST"), t.is("LAST"):
		case t.is("DESC"):
			if last >= 0 {
				r.statement.OrderBy[last].Descending = true
			}
		default:
			r.statement.OrderBy = append(r.statement.OrderBy, SortField{Field: r.statement.plain(t.text)})
		}
	}
}
