package ecs

import (
	"net/url"
	"strings"
)

// userAgent is for user agent strings, in which Salesforce escapes some
// characters. Old files, and some columns, have a number there instead; it is a
// code without a list and stays under salesforce.
func userAgent(c *compiler, src source, _ rule) setter {
	to := c.declare(Field{Name: "user_agent.original", Type: typeKeyword})
	code := keyword(c, src, rule{})
	return func(b *builder, value string) {
		if isNumber(value) {
			code(b, value)
			return
		}
		if strings.Contains(value, "%") {
			if plain, err := url.PathUnescape(value); err == nil {
				value = strings.ToValidUTF8(plain, "\uFFFD")
			}
		}
		b.put(to, value)
	}
}

// browser is for "Chrome 77": a name with a version.
func browser(c *compiler, _ source, _ rule) setter {
	name := c.declare(Field{Name: "user_agent.name", Type: typeKeyword})
	version := c.declare(Field{Name: "user_agent.version", Type: typeKeyword})
	return func(b *builder, value string) {
		n, v := splitVersion(value)
		b.put(name, n)
		b.putNonEmpty(version, v)
	}
}

// platform is for "Windows 10": an operating system with a version.
func platform(c *compiler, _ source, _ rule) setter {
	name := c.declare(Field{Name: "user_agent.os.name", Type: typeKeyword})
	version := c.declare(Field{Name: "user_agent.os.version", Type: typeKeyword})
	full := c.declare(Field{Name: "user_agent.os.full", Type: typeKeyword})
	return func(b *builder, value string) {
		n, v := splitVersion(value)
		b.put(name, n)
		b.putNonEmpty(version, v)
		b.put(full, value)
	}
}

// splitVersion parts a name from the version that follows it, which begins with a
// digit.
func splitVersion(value string) (name, version string) {
	i := strings.LastIndexByte(value, ' ')
	if i <= 0 || i == len(value)-1 || !isDigit(value[i+1]) {
		return value, ""
	}
	return strings.TrimRight(value[:i], " "), value[i+1:]
}

func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) && s[i] != '.' {
			return false
		}
	}
	return s != ""
}
