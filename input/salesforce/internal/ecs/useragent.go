package ecs

import (
	"net/url"
	"strings"

	"github.com/mileusna/useragent"
)

// userAgent is for user agent strings, in which Salesforce escapes some
// characters. Old files, and some columns, have a number there instead.
func userAgent(c *compiler, src source, _ rule) setter {
	original := c.declare(Field{Name: "user_agent.original", Type: typeKeyword})
	name := c.declare(Field{Name: "user_agent.name", Type: typeKeyword})
	version := c.declare(Field{Name: "user_agent.version", Type: typeKeyword})
	osName := c.declare(Field{Name: "user_agent.os.name", Type: typeKeyword})
	osVersion := c.declare(Field{Name: "user_agent.os.version", Type: typeKeyword})
	osFull := c.declare(Field{Name: "user_agent.os.full", Type: typeKeyword})
	device := c.declare(Field{Name: "user_agent.device.name", Type: typeKeyword})
	code := c.declareOwn("salesforce.user_agent_code", typeKeyword,
		"Client as a number of Salesforce, where that is all it gives.")
	memory := c.memory
	return func(b *builder, value string) {
		if isNumber(value) {
			b.put(code, value)
			if family, ok := agentCodes[value[:min(2, len(value))]]; ok && len(value) == agentCodeLength && !b.has(name) {
				b.put(name, family)
			}
			return
		}
		a := memory.agents.parse(value)
		b.put(original, a.original)
		for _, f := range [...]struct {
			to    slot
			value any
		}{{name, a.name}, {version, a.version}, {osName, a.osName}, {osVersion, a.osVersion}, {osFull, a.osFull}, {device, a.device}} {
			// A column of its own says it better than the parser.
			if f.value != nil && !b.has(f.to) {
				b.put(f.to, f.value)
			}
		}
	}
}

// agentCodes are the browsers of the first two digits of a code of eight. What
// the others mean is not documented for these columns.
var agentCodes = map[string]string{
	"10": "IE", "11": "Firefox", "13": "Chrome", "14": "Safari", "15": "Opera",
	"16": "Android WebKit", "17": "Netscape", "23": "BlackBerry", "24": "Good Access", "25": "Edge",
}

const agentCodeLength = 8

// agent is a user agent taken apart, as it is put into events; nil is not known.
type agent struct {
	original, name, version, osName, osVersion, osFull, device any
}

// agents keeps what was parsed.
type agents struct{ cache[string, *agent] }

const (
	// maxAgents is how many each half keeps.
	maxAgents = 512
	// longestAgent is how much of a user agent is parsed. Longer ones are not
	// kept, so that nobody can fill the memory with them.
	longestAgent = 512
)

func (a *agents) parse(value string) *agent {
	if len(value) > longestAgent {
		return parseAgent(value)
	}
	return a.get(value, maxAgents, func(value string) cacheEntry[string, *agent] {
		value = strings.Clone(value)
		return cacheEntry[string, *agent]{value, parseAgent(value)}
	})
}

func parseAgent(value string) *agent {
	if strings.Contains(value, "%") {
		if plain, err := url.PathUnescape(value); err == nil {
			value = strings.ToValidUTF8(plain, "\uFFFD")
		}
	}
	value = strings.Clone(value)
	parsed := useragent.Parse(strings.ToValidUTF8(value[:min(len(value), longestAgent)], ""))
	if parsed.Version == "" && strings.HasPrefix(value, "Mozilla/") {
		parsed.Name = "" // what follows Mozilla was no name
	}
	switch parsed.Name {
	case "Trident": // Internet Explorer 11, which does not say its name
		parsed.Name, parsed.Version = useragent.InternetExplorer, "11.0"
	case "Mozilla/5.0", "Mozilla":
		parsed.Name, parsed.Version = "", ""
	}
	parsed.Name, parsed.Version = browserSpelling(parsed.Name), unmaskedVersion(parsed.Version)
	parsed.OS, parsed.OSVersion = osSpelling(parsed.OS), unmaskedVersion(parsed.OSVersion)
	switch parsed.OS {
	case "Linux":
		parsed.OSVersion = "" // the parser gives the architecture
	case osWindows:
		parsed.OSVersion = windowsVersion(parsed.OSVersion)
	case osMac:
		if parsed.Device == "" {
			parsed.Device = deviceOf(osMac)
		}
	}
	return &agent{
		original: value, name: boxedOrNil(parsed.Name), version: boxedOrNil(parsed.Version),
		osName: boxedOrNil(parsed.OS), osVersion: boxedOrNil(parsed.OSVersion),
		osFull: boxedOrNil(strings.TrimSpace(parsed.OS + " " + parsed.OSVersion)),
		device: boxedOrNil(parsed.Device),
	}
}

func boxedOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) && s[i] != '.' {
			return false
		}
	}
	return s != ""
}
