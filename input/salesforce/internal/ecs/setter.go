package ecs

import (
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// setter writes one value, which is not blank, to the event.
type setter func(b *builder, value string)

// source is a column or field that is to be compiled.
type source struct {
	catalog.Column
	// field is what the column is called under salesforce.<dataset>.
	field string
	// listed says that a table has the column for this event type or object,
	// so that its field is declared in fields.yml.
	listed bool
}

// column is the name of the column or field itself, as a field name.
func (s source) column() string { return snakeCase(s.Name) }

// compiler compiles the columns of one header, or the fields of one object.
type compiler struct {
	*layout
	shared   *commonSlots
	dataset  string
	words    map[string]word
	written  map[string]bool // the words that have a column
	anyOrder bool            // values come in another order than that in which they are compiled
	memory   *memory
	unknowns unknowns
	unlisted []string // names that no table knows, see drift.go
}

func (m *Mapper) newCompiler(dataset string) *compiler {
	l := newLayout()
	s := declareCommon(l)
	s.memory = &m.memory
	return &compiler{
		layout: l, shared: s, dataset: dataset, words: vocabulary, written: map[string]bool{}, memory: &m.memory,
		unknowns: newUnknowns(l, s, dataset, m.declared),
	}
}

// rule says how a column is read and where it goes. The zero rule is the rule of
// its type.
type rule struct {
	kind kind
	// to is the ECS field or word of the vocabulary, for kinds that can write to
	// any; empty means salesforce.<dataset>.<field>.
	to string
	// field renames the column under salesforce.<dataset>.
	field string
}

type kind func(c *compiler, src source, r rule) setter

func (c *compiler) compile(src source, r rule) setter {
	if r.field != "" {
		src.field = r.field
	}
	w, isWord := c.said(r.to)
	if isWord && r.kind == nil {
		r.kind = w.kind
	}
	if r.kind == nil {
		return c.own(src)
	}
	set := r.kind(c, src, r)
	if isWord && !w.shared {
		set = c.once(src, r, set)
	}
	return set
}

// also makes a rule that does more with a value than another one.
func also(of rule, more func(b *builder, src source, value string)) rule {
	inner := of.kind
	of.kind = func(c *compiler, src source, r rule) setter {
		set := c.compile(src, rule{kind: inner, to: r.to})
		return func(b *builder, value string) {
			set(b, value)
			more(b, src, value)
		}
	}
	return of
}

// once keeps a second column from taking the place that another has.
func (c *compiler) once(src source, r rule, set setter) setter {
	first := !c.written[r.to]
	c.written[r.to] = true
	if first && !c.anyOrder {
		return set
	}
	parent, key := splitPath(r.to)
	at := slot{container: c.container(parent), key: key}
	return func(b *builder, value string) {
		if b.has(at) {
			b.misfit(c.shared, src.column(), value, "another column has its place")
			return
		}
		set(b, value)
	}
}

// own is the setter for salesforce.<dataset>.<field>, by the type of the column.
func (c *compiler) own(src source) setter {
	switch src.Type {
	case catalog.Boolean:
		return boolean(c, src, rule{})
	case catalog.DateTime:
		return date(c, src, rule{})
	case catalog.Double:
		return double(c, src, rule{})
	case catalog.Number, catalog.Integer:
		switch {
		case len(src.Codes) > 0:
			return coded(c, src, rule{})
		case src.Unit == catalog.EpochMilliseconds:
			return epochMilliseconds(c, src, rule{})
		}
		return long(c, src, rule{})
	case catalog.Text:
		return text(c, src, rule{})
	case catalog.ID:
		return id18(c, src, rule{})
	case catalog.Set:
		return list(c, src, rule{})
	case catalog.IP:
		return ip(c, src, rule{})
	}
	if len(src.Codes) > 0 {
		return coded(c, src, rule{})
	}
	return keyword(c, src, rule{})
}

// slotFor declares where a rule writes: its ECS field, or the column's own.
func (c *compiler) slotFor(src source, r rule, fieldType string) slot {
	if w, ok := c.said(r.to); ok {
		return c.declare(Field{Name: r.to, Type: w.fieldType, Unit: w.unit, Description: w.description})
	}
	switch {
	case strings.HasPrefix(r.to, ownGroup):
		return c.declareOwn(r.to, fieldType, describe(src))
	case r.to != "":
		return c.declare(Field{Name: r.to, Type: fieldType})
	}
	return c.ownSlot(src, fieldType)
}

// ownSlot declares salesforce.<dataset>.<field>, which is only for listed columns:
// the others are not in fields.yml.
func (c *compiler) ownSlot(src source, fieldType string) slot {
	return c.declare(Field{
		Name:        "salesforce." + c.dataset + "." + src.field,
		Type:        fieldType,
		Unit:        mappingUnit(src.Unit, fieldType),
		Description: describe(src),
	})
}

// nameSlot declares the field for the meaning of a code.
func (c *compiler) nameSlot(src source, r rule) slot {
	if name, ok := strings.CutPrefix(r.to, ownGroup); ok {
		return c.declareOwn(r.to+"_name", typeKeyword, "Meaning of "+name+".")
	}
	named := src
	named.field += "_name"
	named.Description = "Meaning of " + src.field + "."
	named.Unit = ""
	return c.ownSlot(named, typeKeyword)
}

// mappingUnit gives the unit in the words of Elasticsearch, which knows few.
func mappingUnit(unit, fieldType string) string {
	if fieldType != typeLong && fieldType != typeDouble {
		return ""
	}
	switch unit {
	case catalog.Milliseconds:
		return "ms"
	case catalog.Nanoseconds:
		return "nanos"
	case catalog.Seconds:
		return "s"
	case catalog.Bytes:
		return "byte"
	}
	return ""
}

// describe says what a field is, with units that Elasticsearch has no word for.
func describe(src source) string {
	description := src.Description
	if description == "" {
		description = src.Name + ", as Salesforce gives it."
	}
	switch src.Unit {
	case catalog.Percent:
		return description + " In percent."
	case catalog.Megabytes:
		return description + " In megabytes."
	case catalog.Blocks:
		return description + " In blocks."
	case catalog.RecordsPerSecond:
		return description + " In records a second."
	}
	return description
}

// without drops values that stand for "not known".
func without(of kind, values ...string) kind {
	return func(c *compiler, src source, r rule) setter {
		set := of(c, src, r)
		return func(b *builder, value string) {
			if !slices.Contains(values, value) {
				set(b, value)
			}
		}
	}
}

// known drops the words with which Salesforce says that there is no value.
func known(of kind) kind {
	return func(c *compiler, src source, r rule) setter {
		set := of(c, src, r)
		return func(b *builder, value string) {
			if !isUnknown(value) {
				set(b, value)
			}
		}
	}
}

func isUnknown(value string) bool {
	return strings.EqualFold(value, "unknown") || strings.EqualFold(value, "n/a")
}
