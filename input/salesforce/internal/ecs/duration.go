package ecs

import (
	"math"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// duration is for the column that says how long the event took. Its value is kept
// in Salesforce's unit; event.duration is in nanoseconds.
func duration(c *compiler, src source, _ rule) setter {
	own := c.own(src)
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
