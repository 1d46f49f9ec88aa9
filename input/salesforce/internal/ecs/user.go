package ecs

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// userID is for a column with the id of the user who acted, in any form.
func userID(*compiler, source, rule) setter {
	return func(b *builder, value string) { b.userIDShort = value }
}

// userIDDerived is for the column that has the id in 18 characters already. It
// wins over the other.
func userIDDerived(*compiler, source, rule) setter {
	return func(b *builder, value string) { b.userID = value }
}

// organization is for the id of the org in a row, which is the org that it is of.
func organization(c *compiler, _ source, _ rule) setter {
	to := c.declare(Field{Name: "organization.id", Type: typeKeyword})
	return func(b *builder, value string) { b.putID(to, value) }
}

// id18 is for ids, which get 18 characters. Where a file has the same id in two
// columns, the one field has it, unless they say different things.
func id18(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.ID)
	}
	to := c.slotFor(src, r, typeKeyword)
	return func(b *builder, value string) {
		value = catalog.ID15To18(value)
		if before, ok := b.maps[to.container][to.key].(string); ok && before != value {
			b.misfit(c.shared, src.column(), value, "differs from the same id in another column")
			return
		}
		b.put(to, value)
	}
}

// userName is for usernames. They have the form of an e-mail address; whether
// mail arrives there is another matter, but it is the best guess there is.
func userName(*compiler, source, rule) setter {
	return func(b *builder, value string) { b.userName = value }
}

func (b *builder) putUserName(name, domain, email slot, value string) {
	boxed := any(value)
	b.put(name, boxed)
	b.relateUser(value)
	if d, ok := mailDomain(value); ok {
		b.put(domain, d)
		b.put(email, boxed)
	}
}

// mailDomain returns what follows the @ of something that looks like an e-mail
// address.
func mailDomain(value string) (string, bool) {
	i := strings.LastIndexByte(value, '@')
	if i <= 0 || i == len(value)-1 || strings.ContainsAny(value, " <>") {
		return "", false
	}
	return value[i+1:], true
}
