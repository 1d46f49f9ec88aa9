package ecs

import (
	"slices"
	"strings"
	"sync"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// unknowns is where columns and fields go that no table knows: salesforce.<dataset>
// too, with the type that Salesforce gives them.
//
// A name that is declared there belongs to its table. Something else of that name
// would be taken for it, or would not fit its mapping, for which Elasticsearch
// refuses the whole document.
type unknowns struct {
	shared        *commonSlots
	in            int             // the container salesforce.<dataset>
	declaredNames map[string]bool // the names that are declared in it
	closed        bool            // the dataset itself has the name of a declared field
}

func newUnknowns(l *layout, s *commonSlots, dataset string, declared names) unknowns {
	path := "salesforce." + dataset
	return unknowns{
		shared:        s,
		in:            l.container(path),
		declaredNames: declared[path],
		closed:        declared["salesforce"][dataset],
	}
}

// nameTaken is what is wrong with a value that unknowns cannot place.
const nameTaken = "no table knows it, and another field has its name"

// unknown is the setter for a column that no table knows.
func (c *compiler) unknown(src source, t catalog.Type) setter {
	c.containers[c.unknowns.in].size++
	if !slices.Contains(c.unlisted, src.Name) {
		c.unlisted = append(c.unlisted, src.Name)
	}
	u, name := c.unknowns, src.field
	switch t {
	case catalog.Number, catalog.Integer, catalog.Double:
		return func(b *builder, value string) { u.number(b, name, value) }
	case catalog.Boolean:
		return func(b *builder, value string) { u.boolean(b, name, value) }
	case catalog.ID:
		return func(b *builder, value string) { u.text(b, name, catalog.ID15To18(value)) }
	}
	return func(b *builder, value string) { u.text(b, name, value) }
}

func (u *unknowns) number(b *builder, name, value string) {
	if n, ok := parseLong(value); ok {
		u.put(b, name, value, n)
	} else if f, ok := parseDouble(value); ok {
		u.put(b, name, value, f)
	} else {
		b.misfit(u.shared, name, value, "not a number")
	}
}

func (u *unknowns) boolean(b *builder, name, value string) {
	if v, ok := parseBoolean(value); ok {
		u.put(b, name, value, v)
	} else {
		b.misfit(u.shared, name, value, "neither true nor false")
	}
}

func (u *unknowns) text(b *builder, name, value string) {
	if len(value) > longestKeyword && !u.isTaken(name) {
		b.putKeyword(u.shared, u.shared.extraText, name, value)
		return
	}
	u.put(b, name, value, value)
}

// put writes a value, of which text is what came.
func (u *unknowns) put(b *builder, name, text string, value any) {
	if u.isTaken(name) {
		b.misfit(u.shared, name, text, nameTaken)
		return
	}
	in := b.open(u.in)
	if _, twice := in[name]; twice {
		b.misfit(u.shared, name, text, "two columns have that name")
		return
	}
	in[name] = value
}

func (u *unknowns) isTaken(name string) bool {
	_, taken := u.declaredNames[name]
	return taken || u.closed
}

// names are all declared names, by the path of the group that they are in: true
// for a field, also for one that can have others below it, false for a group.
type names map[string]map[string]bool

var declaredNames = sync.OnceValue(func() names {
	all := names{}
	for _, field := range allFields() {
		all.add(strings.TrimSuffix(field.Name, ".*"), true)
	}
	return all
})

func (n names) add(path string, isField bool) {
	group, key := splitPath(path)
	if n[group] == nil {
		n[group] = map[string]bool{}
	}
	n[group][key] = isField
	if group != "" {
		n.add(group, false)
	}
}
