package ecs

import (
	"strings"
	"sync"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// The kinds that read a value as a type, wherever it goes.

func keyword(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	to := c.slotFor(src, r, typeKeyword)
	return func(b *builder, value string) { b.putString(to, value) }
}

func text(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	to := c.slotFor(src, r, typeText)
	return func(b *builder, value string) { b.put(to, value) }
}

func long(c *compiler, src source, r rule) setter {
	return measured(src, parsed(c, src, r, catalog.Number, typeLong, parseLong, "not a whole number"))
}

func double(c *compiler, src source, r rule) setter {
	return measured(src, parsed(c, src, r, catalog.Double, typeDouble, parseDouble, "not a number"))
}

// measured leaves out what Salesforce writes for a time or size that is not known, -1
// mostly: neither is ever negative.
func measured(src source, set setter) setter {
	switch src.Unit {
	case catalog.Milliseconds, catalog.Nanoseconds, catalog.Bytes:
	default:
		return set
	}
	return func(b *builder, value string) {
		if strings.HasPrefix(value, "-") && isNumber(value[1:]) {
			return
		}
		set(b, value)
	}
}

func boolean(c *compiler, src source, r rule) setter {
	return parsed(c, src, r, catalog.Boolean, typeBoolean, parseBoolean, "neither true nor false")
}

func date(c *compiler, src source, r rule) setter {
	return parsed(c, src, r, catalog.String, typeDate, parseTime, "not a time")
}

// parsed is for what is read from its text. The column type is that of a column that no
// table knows.
func parsed[T any](c *compiler, src source, r rule, columnType catalog.Type, fieldType string, parse func(string) (T, bool), misfit string) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, columnType)
	}
	to := c.slotFor(src, r, fieldType)
	return func(b *builder, value string) {
		v, ok := parse(value)
		if !ok {
			b.misfit(c.shared, src.field, value, misfit)
			return
		}
		b.put(to, v)
	}
}

// epochOrDate is for a moment that log files have in milliseconds and objects in
// ISO 8601.
func epochOrDate(c *compiler, src source, r rule) setter {
	if src.Unit == catalog.EpochMilliseconds {
		return epochMilliseconds(c, src, r)
	}
	return date(c, src, r)
}

func epochMilliseconds(c *compiler, src source, r rule) setter {
	return parsed(c, src, r, catalog.String, typeDate, func(value string) (time.Time, bool) {
		n, ok := parseLong(value)
		t := time.UnixMilli(n).UTC()
		return t, ok && n >= 0 && t.Year() <= latestYear
	}, "not a time in milliseconds")
}

// coded keeps a code and adds what it means, where that is known.
func coded(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	to := c.slotFor(src, r, typeKeyword)
	if len(src.Codes) == 0 {
		return func(b *builder, value string) { b.putString(to, value) }
	}
	meaning, meanings := c.nameSlot(src, r), boxed(src.Codes)
	others := sync.OnceValue(func() spellings { return otherSpellings(src.Codes) }) // few files need them
	return func(b *builder, value string) {
		before := &b.before[meaning.number]
		if before.value == nil || before.text != value {
			known, ok := meanings[value]
			if !ok {
				known, ok = meanings[others().code(value)]
			}
			if !ok {
				known = &boxedCode{}
			}
			*before = cachedText{value, known}
		}
		known, _ := before.value.(*boxedCode)
		if known.code == nil {
			b.putString(to, value)
			return
		}
		b.put(to, known.code)
		b.put(meaning, known.meaning)
	}
}

// boxedCode is a code and its meaning; no code is one that nobody knows.
type boxedCode struct{ code, meaning any }

// boxed makes codes and their meanings interfaces beforehand, which spares
// allocations each time they are put into an event.
func boxed(values map[string]string) map[string]*boxedCode {
	m := make(map[string]*boxedCode, len(values))
	for code, meaning := range values {
		m[code] = &boxedCode{code, meaning}
	}
	return m
}
