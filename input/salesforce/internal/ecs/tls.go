package ecs

import "strings"

// tlsProtocol is for "TLSv1.2", "TLS 1.2" and "1.2".
func tlsProtocol(c *compiler, src source, _ rule) setter {
	protocol := c.declare(Field{Name: "tls.version_protocol", Type: typeKeyword})
	version := c.declare(Field{Name: "tls.version", Type: typeKeyword})
	src.Codes = nil
	own := keyword(c, src, rule{})
	return func(b *builder, value string) {
		if usual, ok := usualTLS[value]; ok {
			b.put(protocol, "tls")
			b.put(version, usual)
			return
		}
		name, number := splitTLS(value)
		if number == "" {
			own(b, value)
			return
		}
		b.put(protocol, name)
		b.put(version, number)
	}
}

// usualTLS are the values that there are in nearly all rows.
var usualTLS = map[string]any{"TLSv1.2": "1.2", "TLSv1.3": "1.3", "TLS 1.2": "1.2", "TLS 1.3": "1.3"}

func splitTLS(value string) (protocol, version string) {
	rest := strings.ToLower(strings.TrimSpace(value))
	protocol = "tls"
	if after, ok := strings.CutPrefix(rest, "ssl"); ok {
		protocol, rest = "ssl", after
	} else {
		rest = strings.TrimPrefix(rest, "tls")
	}
	version = strings.TrimLeft(rest, " v")
	if !isNumber(version) {
		return "", ""
	}
	return protocol, version
}
