package ecs

import (
	"math"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// nanoseconds is for times that are in milliseconds in some event types and in
// nanoseconds in the others. Where they are documented as milliseconds, some orgs were
// seen to write nanoseconds, so a number too large for milliseconds waits for the
// duration of the event to decide.
func nanoseconds(c *compiler, src source, r rule) setter {
	if src.Unit != catalog.Milliseconds {
		return long(c, src, r)
	}
	to := c.slotFor(src, r, typeLong)
	return func(b *builder, value string) {
		n, ok := parseLong(value)
		switch {
		case !ok:
			b.misfit(c.shared, src.field, value, "not a whole number of milliseconds")
		case n < 0: // not known
		case n < minNanoseconds:
			b.put(to, n*nanosecondsPerMillisecond)
		default:
			b.databaseTime, b.databaseSlot = n, to
		}
	}
}

const (
	nanosecondsPerMillisecond = 1_000_000
	// minNanoseconds is less than any round trip to a database takes.
	minNanoseconds = 10_000
	// maxMilliseconds is how long a transaction of Apex may take.
	maxMilliseconds = 600_000
)

// finishDatabaseTime decides on a time that may be in milliseconds or nanoseconds. The
// database cannot take much longer than the event that waited for it.
func (b *builder) finishDatabaseTime(s *commonSlots) {
	limit := int64(maxMilliseconds)
	if duration, ok := b.maps[s.duration.container][s.duration.key].(int64); ok && duration > 0 {
		limit = min(10*(duration/nanosecondsPerMillisecond), math.MaxInt64/nanosecondsPerMillisecond)
	}
	n := b.databaseTime
	if n <= limit {
		n *= nanosecondsPerMillisecond
	}
	b.put(b.databaseSlot, n)
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
