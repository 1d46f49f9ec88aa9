package ecstest

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Check returns what is wrong with the fields of an event, in the order of their
// names; nothing means that the event conforms. ecsFields and own give the type of
// every declared field by its full name. A name that ends in ".*" declares all
// fields below it that are not declared otherwise.
//
// Such a name of the type "dynamic" takes text, numbers and booleans, whatever the
// field is called. It would hide that a field was forgotten; leave it out of own
// where all fields should be known.
func Check(fields map[string]any, ecsFields, own map[string]string) []string {
	c := checker{ecs: ecsFields, own: own}
	c.object("", fields)
	slices.Sort(c.problems)
	return c.problems
}

// dynamic is the type of what can be text, a number or a boolean.
const dynamic = "dynamic"

type checker struct {
	ecs, own map[string]string
	groups   map[string]bool // that have declared fields below them, once asked for
	problems []string
}

func (c *checker) problem(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// typeOf returns the declared type of a field.
func (c *checker) typeOf(name string) (string, bool) {
	for _, declared := range []map[string]string{c.ecs, c.own} {
		if t, ok := declared[name]; ok {
			return t, true
		}
	}
	for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
		for _, declared := range []map[string]string{c.ecs, c.own} {
			if t, ok := declared[name[:i]+".*"]; ok {
				return t, t != dynamic || !c.isGroup(name)
			}
		}
	}
	return "", false
}

// isGroup reports whether there are declared fields below a name.
func (c *checker) isGroup(name string) bool {
	if c.groups == nil {
		c.groups = map[string]bool{}
		for _, declared := range []map[string]string{c.ecs, c.own} {
			for field := range declared {
				for i := strings.LastIndexByte(field, '.'); i > 0 && !c.groups[field[:i]]; i = strings.LastIndexByte(field[:i], '.') {
					c.groups[field[:i]] = true
				}
			}
		}
	}
	return c.groups[name]
}

func (c *checker) object(prefix string, object map[string]any) {
	if len(object) == 0 && prefix != "" {
		c.problem("%s is an empty object", strings.TrimSuffix(prefix, "."))
	}
	for key, value := range object {
		name := prefix + key
		if key == "" || strings.ContainsRune(key, '.') {
			c.problem("%s has the key %q, which is empty or has a dot", name, key)
			continue
		}
		c.value(name, value)
	}
}

func (c *checker) value(name string, value any) {
	// An inner object has no type of its own, except by a declaration that is
	// exactly its name. A scalar where others declare an object has none either.
	if inner, ok := value.(map[string]any); ok {
		switch t := c.exactType(name); t {
		case "geo_point":
			c.geoPoint(name, inner)
		case "flattened":
			c.plain(name, inner)
		case "", "object", "group":
			c.object(name+".", inner)
		default:
			c.problem("%s is an object, but is declared as %s", name, t)
		}
		return
	}
	t, ok := c.typeOf(name)
	if !ok {
		c.problem("%s is not declared", name)
		return
	}
	if list, ok := value.([]string); ok {
		if len(list) == 0 {
			c.problem("%s is an empty list", name)
		}
		for _, element := range list {
			c.scalar(name, t, element)
		}
		return
	}
	c.scalar(name, t, value)
}

func (c *checker) exactType(name string) string {
	if t, ok := c.ecs[name]; ok {
		return t
	}
	return c.own[name]
}

// scalar checks one value against a type.
func (c *checker) scalar(name, mapping string, value any) {
	ok := false
	switch v := value.(type) {
	case string:
		ok = c.text(name, mapping, v)
	case bool:
		ok = mapping == "boolean" || mapping == dynamic
	case int64:
		ok = isNumeric(mapping)
	case float64:
		ok = isFraction(mapping) && !math.IsNaN(v) && !math.IsInf(v, 0)
	case time.Time:
		ok = mapping == "date" && v.Year() >= 0 && v.Year() <= 9999
	default:
		c.problem("%s has the Go type %T, which Beats would have to convert", name, value)
		return
	}
	if !ok {
		c.problem("%s is declared as %s, but is %T %v", name, mapping, value, value)
	}
}

func (c *checker) text(name, mapping, value string) bool {
	if !utf8.ValidString(value) {
		c.problem("%s is not valid UTF-8", name)
	}
	switch mapping {
	case "keyword", "constant_keyword", "wildcard", "text", "match_only_text", "flattened", dynamic:
		return true
	case "ip":
		addr, err := netip.ParseAddr(value)
		return err == nil && addr.Zone() == ""
	case "date":
		// As the outputs write a time, and no other form.
		_, err := time.Parse("2006-01-02T15:04:05.000Z", value)
		return err == nil
	}
	return false
}

// geoPoint checks a point that is written as an object.
func (c *checker) geoPoint(name string, point map[string]any) {
	lat, ok1 := point["lat"].(float64)
	lon, ok2 := point["lon"].(float64)
	if !ok1 || !ok2 || len(point) != 2 || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		c.problem("%s is declared as geo_point, but is %v", name, point)
	}
}

// plain checks the values of a flattened object, which may nest.
func (c *checker) plain(name string, object map[string]any) {
	for key, value := range object {
		switch v := value.(type) {
		case map[string]any:
			c.plain(name+"."+key, v)
		case []string:
			for _, element := range v {
				c.scalar(name+"."+key, "flattened", element)
			}
		default:
			c.scalar(name+"."+key, "flattened", v)
		}
	}
}

func isNumeric(mapping string) bool {
	switch mapping {
	case "long", "integer", "short", "byte", "unsigned_long":
		return true
	}
	return isFraction(mapping)
}

func isFraction(mapping string) bool {
	switch mapping {
	case "double", "float", "half_float", "scaled_float", dynamic:
		return true
	}
	return false
}
