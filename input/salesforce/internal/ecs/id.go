package ecs

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// The prefixes of the ids of some objects.
const (
	userPrefix  = "005"
	orgPrefix   = "00D"
	groupPrefix = "00G"
)

// idPrefixes are the ECS fields whose value must be an id of Salesforce, and the
// prefix that it must have. A row with broken quotes can have any cell in any
// column, and a rule that searches one of these fields must not find an address.
var idPrefixes = map[string]string{
	"group.id": groupPrefix,
	"rule.id":  "",
}

// isID reports whether a text has the form of an id: 15 or 18 letters and digits.
func isID(id string) bool {
	if len(id) != 15 && len(id) != 18 {
		return false
	}
	for i := range len(id) {
		if c := id[i]; !isDigit(c) && !isUpper(c) && !isLower(c) {
			return false
		}
	}
	return true
}

// isIDOf reports whether a text is an id with a prefix. The last three of 18 characters
// must follow from the others.
func isIDOf(prefix, id string) bool {
	return strings.HasPrefix(id, prefix) && isID(id) && (len(id) == 15 || catalog.IsID18(id))
}

// isUserID reports whether an id is one of a user.
func isUserID(id string) bool { return isIDOf(userPrefix, id) }

// isNoID reports whether Salesforce says with a value that there is no id.
func isNoID(value string) bool {
	if value == "" || value[0] != '0' {
		return strings.EqualFold(value, "null")
	}
	return value == catalog.EmptyKey || value == catalog.EmptyKey[:15]
}

// onlyIDs passes ids on to set. A value that says that there is none is dropped, and any
// other is kept as a misfit.
func (c *compiler) onlyIDs(src source, is func(id string) bool, problem string, set setter) setter {
	return func(b *builder, value string) {
		switch {
		case isNoID(value):
		case is(value):
			set(b, value)
		default:
			b.misfit(c.shared, src.column(), value, problem)
		}
	}
}

// onlyIDsOf is onlyIDs for ids with a prefix.
func (c *compiler) onlyIDsOf(prefix string, src source, set setter) setter {
	problem := "not an id"
	if prefix != "" {
		problem += " that begins with " + prefix
	}
	return c.onlyIDs(src, func(id string) bool { return isIDOf(prefix, id) }, problem, set)
}

// onlyUserIDs is onlyIDs for ids of users.
func (c *compiler) onlyUserIDs(src source, set setter) setter {
	return c.onlyIDs(src, isUserID, "not the id of a user", set)
}

// id18 is for ids, which get 18 characters. Where a file has the same id in two
// columns, the one field has it, unless they say different things.
func id18(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.ID)
	}
	to := c.slotFor(src, r, typeKeyword)
	set := func(b *builder, value string) {
		if isNoID(value) {
			return
		}
		value = catalog.ID15To18(value)
		if before, ok := b.maps[to.container][to.key].(string); ok && before != value {
			b.misfit(c.shared, src.column(), value, "differs from the same id in another column")
			return
		}
		b.put(to, value)
	}
	if prefix, ok := idPrefixes[r.to]; ok {
		return c.onlyIDsOf(prefix, src, set)
	}
	if strings.HasPrefix(r.to, ownGroup) {
		return c.onlyIDs(src, isID, "not an id", set)
	}
	return set
}

// organization is for the id of the org in a row, which is the org that it is of.
func organization(c *compiler, src source, _ rule) setter {
	to := c.declare(Field{Name: "organization.id", Type: typeKeyword})
	return c.onlyIDsOf(orgPrefix, src, func(b *builder, value string) { b.putID(to, value) })
}
