package ecs

import (
	"strconv"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// list is for several names in one value: a JSON array, or text with commas,
// semicolons or, where there are none of these, spaces between them.
func list(c *compiler, src source, r rule) setter {
	return listOf(c, src, r, func(name string) string { return name })
}

// idList is for one id or several, which are given 18 characters each.
func idList(c *compiler, src source, r rule) setter {
	return listOf(c, src, r, catalog.ID15To18)
}

func listOf(c *compiler, src source, r rule, each func(string) string) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	to := c.slotFor(src, r, typeKeyword)
	return func(b *builder, value string) {
		names := splitNames(value)
		for i, name := range names {
			names[i] = each(name)
		}
		b.add(to, names)
	}
}

// add puts names beside those that are there already: an event can have several
// columns about the objects that it touched.
func (b *builder) add(to slot, names []string) {
	if before, ok := b.maps[to.container][to.key].([]string); ok {
		names = append(before, names...)
	}
	b.putList(to, unique(names))
}

// splitNames takes a value apart. Long values are not looked through for doubles,
// so that the cost stays in proportion.
func splitNames(value string) []string {
	value = strings.TrimSpace(value)
	if inner, ok := strings.CutPrefix(value, "["); ok && strings.HasSuffix(inner, "]") {
		if names, ok := jsonNames(value); ok {
			return names
		}
		value = inner[:len(inner)-1]
	}
	names := strings.FieldsFunc(value, func(c rune) bool { return c == ',' || c == ';' || c == '\n' })
	kept := names[:0]
	for _, name := range names {
		if name = strings.Trim(name, " \t\r\""); name != "" {
			kept = append(kept, name)
		}
	}
	return kept
}

// jsonNames reads a JSON array of scalars.
func jsonNames(value string) (names []string, ok bool) {
	ok = true
	err := eachElement([]byte(value), func(v jsonValue) error {
		switch {
		case v.isScalar() && !isBlank(v.text):
			names = append(names, v.text)
		case v.raw != nil:
			ok = false
		}
		return nil
	})
	return names, ok && err == nil
}

const maxCompared = 100

func unique(names []string) []string {
	if len(names) < 2 || len(names) > maxCompared {
		return names
	}
	kept := names[:0]
next:
	for _, name := range names {
		for _, before := range kept {
			if before == name {
				continue next
			}
		}
		kept = append(kept, name)
	}
	return kept
}

// words is for lists with spaces between the names.
func words(c *compiler, src source, r rule) setter {
	set := list(c, src, r)
	return func(b *builder, value string) {
		set(b, strings.Join(strings.Fields(value), ","))
	}
}

// total is for one number or several with spaces between them, of which the sum
// counts. A negative one says "not known".
func total(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.Number)
	}
	to := c.slotFor(src, r, typeLong)
	return func(b *builder, value string) {
		var sum int64
		known := false
		for _, part := range strings.Fields(value) {
			n, ok := parseLong(part)
			if !ok || n > 1<<53 {
				b.misfit(c.shared, src.field, value, "not a whole number")
				return
			}
			if n >= 0 {
				sum, known = sum+n, true
			}
		}
		if known {
			b.put(to, sum)
		}
	}
}

// features is for what a detection was made from: a JSON array of objects with a
// name each, which becomes an object by name, so that a rule can ask for one of
// them. Anything else is kept as it is.
func features(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	asObject := flattened(c, src, r)
	to := c.slotFor(src, r, typeFlattened)
	return func(b *builder, value string) {
		if !strings.HasPrefix(strings.TrimSpace(value), "[") {
			asObject(b, value)
			return
		}
		all := map[string]any{}
		err := eachElement([]byte(value), func(v jsonValue) error {
			number := strconv.Itoa(len(all))
			if v.kind != jsonObject {
				b.putText(c.shared, all, number, v, 1)
				return nil
			}
			name, rest := feature(b, c.shared, v)
			if _, twice := all[name]; twice || name == "" {
				name = number
			}
			if len(rest) > 0 {
				all[name] = rest
			}
			return nil
		})
		if err != nil {
			b.misfit(c.shared, src.field, value, "not JSON")
			return
		}
		if len(all) > 0 {
			b.put(to, all)
		}
	}
}

func feature(b *builder, s *commonSlots, v jsonValue) (name string, rest map[string]any) {
	rest = map[string]any{}
	_ = eachMember(v.raw, func(member string, v jsonValue) error { // it was checked already
		if strings.EqualFold(member, "featureName") && v.kind == jsonString {
			name = v.text
			return nil
		}
		b.putText(s, rest, snakeCase(member), v, 2)
		return nil
	})
	return name, rest
}
