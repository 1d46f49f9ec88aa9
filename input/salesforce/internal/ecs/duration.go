package ecs

import (
	"math"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// nanoseconds is for times that are in milliseconds in some event types and in
// nanoseconds in the others.
func nanoseconds(c *compiler, src source, r rule) setter {
	if src.Unit != catalog.Milliseconds {
		return long(c, src, r)
	}
	to := c.slotFor(src, r, typeLong)
	return func(b *builder, value string) {
		n, ok := parseLong(value)
		if !ok || n > math.MaxInt64/1_000_000 || n < math.MinInt64/1_000_000 {
			b.misfit(c.shared, src.field, value, "not a whole number of milliseconds")
			return
		}
		b.put(to, n*1_000_000)
	}
}

// wholeDuration is for durations of real-time objects, which are in milliseconds
// although the catalog gives them no unit.
func wholeDuration(c *compiler, src source, r rule) setter {
	src.Unit = catalog.Milliseconds
	return duration(c, src, r)
}

// duration is for the column that says how long the event took. Its value is kept
// in Salesforce's unit; event.duration is in nanoseconds.
func duration(c *compiler, src source, r rule) setter {
	own := c.compile(src, rule{to: r.to})
	to := c.declare(Field{Name: "event.duration", Type: typeLong})
	scale := 1e6
	if src.Unit == catalog.Nanoseconds {
		scale = 1
	}
	return func(b *builder, value string) {
		own(b, value)
		if f, ok := parseDouble(value); ok && f >= 0 && f*scale < math.MaxInt64 {
			b.put(to, int64(math.Round(f*scale)))
		}
	}
}
