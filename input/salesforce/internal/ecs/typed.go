package ecs

import (
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
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.Number)
	}
	to := c.slotFor(src, r, typeLong)
	return func(b *builder, value string) {
		n, ok := parseLong(value)
		if !ok {
			b.misfit(c.shared, src.field, value, "not a whole number")
			return
		}
		b.put(to, n)
	}
}

func double(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.Double)
	}
	to := c.slotFor(src, r, typeDouble)
	return func(b *builder, value string) {
		f, ok := parseDouble(value)
		if !ok {
			b.misfit(c.shared, src.field, value, "not a number")
			return
		}
		b.put(to, f)
	}
}

func boolean(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.Boolean)
	}
	to := c.slotFor(src, r, typeBoolean)
	return func(b *builder, value string) {
		v, ok := parseBoolean(value)
		if !ok {
			b.misfit(c.shared, src.field, value, "neither true nor false")
			return
		}
		b.put(to, v)
	}
}

func date(c *compiler, src source, r rule) setter {
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	to := c.slotFor(src, r, typeDate)
	return func(b *builder, value string) {
		t, ok := parseTime(value)
		if !ok {
			b.misfit(c.shared, src.field, value, "not a time")
			return
		}
		b.put(to, t)
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
	if r.to == "" && !src.listed {
		return c.unknown(src, catalog.String)
	}
	to := c.slotFor(src, r, typeDate)
	return func(b *builder, value string) {
		n, ok := parseLong(value)
		t := time.UnixMilli(n).UTC()
		if !ok || n < 0 || t.Year() > latestYear {
			b.misfit(c.shared, src.field, value, "not a time in milliseconds")
			return
		}
		b.put(to, t)
	}
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
	return func(b *builder, value string) {
		before := &b.before[meaning.number]
		if before.value == nil || before.text != value {
			known, ok := meanings[value]
			if !ok {
				b.putString(to, value)
				return
			}
			*before = said{value, known}
		}
		known, _ := before.value.(*boxedCode)
		b.put(to, known.code)
		b.put(meaning, known.meaning)
	}
}

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
