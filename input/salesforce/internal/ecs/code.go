package ecs

import "strings"

// Some orgs write a code as HIGH_ASSURANCE(db=10,api=HIGH_ASSURANCE), or write its name
// (UI for U). spellings find the documented code in both.
type spellings struct {
	codes map[string]string // the documented ones
	names map[string]string // the codes of what they mean, in the form of plainName
}

func otherSpellings(codes map[string]string) spellings {
	s := spellings{codes: codes, names: make(map[string]string, len(codes))}
	for code, meaning := range codes {
		name := plainName(meaning)
		if _, twice := s.names[name]; twice {
			code = "" // it says nothing
		}
		s.names[name] = code
	}
	return s
}

// code returns the documented code of a value, or an empty one.
func (s spellings) code(value string) string {
	if name, rest, ok := strings.Cut(value, "("); ok && strings.HasSuffix(rest, ")") {
		for part := range strings.SplitSeq(strings.TrimSuffix(rest, ")"), ",") {
			key, inner, _ := strings.Cut(part, "=")
			if key = strings.TrimSpace(key); key != "db" && key != "api" {
				continue
			}
			if code := s.find(strings.TrimSpace(inner)); code != "" {
				return code
			}
		}
		value = name
	}
	return s.find(strings.TrimSpace(value))
}

func (s spellings) find(value string) string {
	if _, ok := s.codes[value]; ok {
		return value
	}
	return s.names[plainName(value)]
}

// plainName is a name without regard to case and to what is between its words.
func plainName(name string) string {
	plain := make([]byte, 0, len(name))
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_', c == ' ', c == '-':
		case isUpper(c):
			plain = append(plain, c+'a'-'A')
		default:
			plain = append(plain, c)
		}
	}
	return string(plain)
}
