package ecs

import (
	"net/url"
	"strconv"
	"strings"
)

// uri is for what was requested: a path, or a whole URL. Some event types have a
// word there (CALLOUT-LOG) and their URL elsewhere; a word is no URL and stays
// under salesforce. The first URL of an event wins.
func uri(c *compiler, src source, _ rule) setter {
	own := keyword(c, src, rule{})
	return func(b *builder, value string) {
		if b.has(c.shared.urlOriginal) || !b.putURL(c.shared, value) {
			own(b, value)
		}
	}
}

// uris is for several addresses with spaces between them. The first is the URL of
// the event; where there are more, all are kept.
func uris(c *compiler, src source, r rule) setter {
	first, all := uri(c, src, r), words(c, src, rule{})
	return func(b *builder, value string) {
		if address, _, several := strings.Cut(strings.TrimSpace(value), " "); several {
			all(b, value)
			for _, other := range strings.Fields(value)[1:] {
				if parsed, err := url.Parse(other); err == nil {
					b.relateHostOf(parsed)
				}
			}
			value = address
			if b.has(c.shared.urlOriginal) || !b.putURL(c.shared, value) {
				return
			}
		} else {
			first(b, value)
		}
	}
}

// referrer is for the page that the request came from.
func referrer(c *compiler, _ source, _ rule) setter {
	to := c.declare(Field{Name: "http.request.referrer", Type: typeKeyword})
	return func(b *builder, value string) { b.put(to, unquote(value)) }
}

// host is for the host of the URL, where the URL is in another column, or is not
// there.
func host(c *compiler, src source, r rule) setter {
	own := keyword(c, src, rule{})
	return func(b *builder, value string) {
		if strings.ContainsAny(value, "/ \"") {
			own(b, value)
			return
		}
		if !b.has(c.shared.urlDomain) {
			b.put(c.shared.urlDomain, value)
		}
		b.relateHost(value)
	}
}

// otherHost is for a host that is not the one of the URL.
func otherHost(c *compiler, src source, r rule) setter {
	set := keyword(c, src, r)
	return func(b *builder, value string) {
		set(b, value)
		name := unquote(value)
		if _, rest, ok := strings.Cut(name, "://"); ok {
			name, _, _ = strings.Cut(rest, "/")
			name, _, _ = strings.Cut(name, ":")
		}
		if name != "" && !strings.ContainsAny(name, "/ \"") {
			b.relateHost(name)
		}
	}
}

// urlPath and urlQuery are for parts of the URL that come alone.
func urlPath(c *compiler, _ source, _ rule) setter {
	return func(b *builder, value string) {
		if !b.has(c.shared.urlPath) {
			b.put(c.shared.urlPath, value)
			b.putNonEmpty(c.shared.urlExtension, pathExtension(value))
		}
	}
}

func urlQuery(c *compiler, src source, _ rule) setter {
	own := keyword(c, src, rule{})
	return func(b *builder, value string) {
		if value = strings.TrimPrefix(value, "?"); b.has(c.shared.urlQuery) {
			own(b, value)
			return
		}
		b.put(c.shared.urlQuery, value)
	}
}

// resource is for what was called: a path, or the name of a method.
func resource(c *compiler, src source, r rule) setter {
	set := c.own(src)
	return func(b *builder, value string) {
		set(b, value)
		if strings.HasPrefix(value, "/") && !b.has(c.shared.urlOriginal) {
			b.putURL(c.shared, value)
		}
	}
}

// loginHost is for the host of the login page, which is mostly without a scheme.
func loginHost(c *compiler, src source, r rule) setter {
	asURL := uri(c, src, r)
	return func(b *builder, value string) {
		if strings.ContainsAny(value, "/ \"") {
			asURL(b, value)
			return
		}
		b.put(c.shared.urlDomain, value)
		b.relateHost(value)
	}
}

// putURL takes a URL apart. It reports false for what is none.
func (b *builder) putURL(s *commonSlots, original string) bool {
	whole := unquote(original)
	if strings.HasPrefix(whole, "/") {
		b.putString(s.urlOriginal, whole)
		b.putPath(s, whole)
		return true
	}
	scheme, rest, ok := strings.Cut(whole, "://")
	if !ok || !isScheme(scheme) || rest == "" {
		return false
	}
	b.put(s.urlOriginal, whole)
	parsed, err := url.Parse(whole)
	if err != nil {
		return true // url.original has it
	}
	b.put(s.urlScheme, parsed.Scheme)
	if host := b.relateHostOf(parsed); host != "" {
		b.put(s.urlDomain, host)
	}
	if port, err := strconv.ParseInt(parsed.Port(), 10, 64); err == nil {
		b.put(s.urlPort, port)
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		b.putPath(s, rest[i:])
	}
	return true
}

// relateHostOf relates the host of a URL, and returns it; "" where it has none.
func (b *builder) relateHostOf(parsed *url.URL) string {
	host := validText(parsed.Hostname()) // it was unescaped
	if host != "" {
		b.relateHost(host)
	}
	return host
}

// putPath takes apart what follows the host.
func (b *builder) putPath(s *commonSlots, rest string) {
	rest, fragment, _ := strings.Cut(rest, "#")
	path, query, _ := strings.Cut(rest, "?")
	b.putNonEmpty(s.urlPath, path)
	b.putNonEmpty(s.urlExtension, pathExtension(path))
	b.putNonEmpty(s.urlQuery, query)
	b.putNonEmpty(s.urlFragment, fragment)
}

// pathExtension returns the extension of what a path names. The number of a version
// (v62.0) is none.
func pathExtension(path string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	i := strings.LastIndexByte(name, '.')
	if i <= 0 || !isExtension(name[i+1:]) || isDigits(name[i+1:]) {
		return ""
	}
	return name[i+1:]
}

// unquote takes away the pair of quotes that Salesforce puts around values with
// special characters.
func unquote(value string) string {
	if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
		return value[1 : len(value)-1]
	}
	return value
}

func isScheme(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isUpper(c) && !isLower(c) && (i == 0 || !isDigit(c) && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return true
}
