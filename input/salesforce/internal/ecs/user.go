package ecs

import "strings"

// userID is for a column with the id of the user who acted, in any form.
func userID(c *compiler, src source, _ rule) setter {
	return c.onlyUserIDs(src, func(b *builder, value string) { b.userIDShort = value })
}

// userIDDerived is for the column that has the id in 18 characters already. It
// wins over the other.
func userIDDerived(c *compiler, src source, _ rule) setter {
	return c.onlyUserIDs(src, func(b *builder, value string) { b.userID = value })
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
