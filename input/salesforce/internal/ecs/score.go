package ecs

// Severities of detections, as Elastic's own rules have them.
const (
	severityLow      = int64(21)
	severityMedium   = int64(47)
	severityHigh     = int64(73)
	severityCritical = int64(99)
)

// score is for the score of a detection whose scale is not documented: it is kept
// as it is, and the severity is that of the class.
func score(c *compiler, src source, _ rule) setter {
	to := c.declare(Field{Name: "event.risk_score", Type: typeFloat})
	return func(b *builder, value string) {
		f, ok := parseDouble(value)
		if !ok || !fitsFloat(f) {
			b.misfit(c.shared, src.field, value, "not a number")
			return
		}
		b.put(to, f)
	}
}

// shareScore is for a score from 0 to 1, as far as it is one.
func shareScore(c *compiler, src source, r rule) setter {
	set := score(c, src, r)
	norm := c.declare(Field{Name: "event.risk_score_norm", Type: typeFloat})
	return func(b *builder, value string) {
		set(b, value)
		if f, ok := parseDouble(value); ok && f >= 0 && f <= 1 {
			b.put(norm, f*100)
		}
	}
}

// percentScore is for scores from 0 to 100. Salesforce raises a detection only
// for scores near the top, so one of at most 1 is a share of 1.
func percentScore(c *compiler, src source, r rule) setter {
	set := score(c, src, r)
	norm := c.declare(Field{Name: "event.risk_score_norm", Type: typeFloat})
	severity := c.declare(Field{Name: "event.severity", Type: typeLong})
	return func(b *builder, value string) {
		set(b, value)
		f, ok := parseDouble(value)
		if !ok || f < 0 || f > 100 {
			return
		}
		if f <= 1 {
			f *= 100
		}
		b.put(norm, f)
		b.put(severity, severityOf(f))
	}
}

func severityOf(percent float64) int64 {
	switch {
	case percent >= 90:
		return severityCritical
	case percent >= 75:
		return severityHigh
	case percent >= 50:
		return severityMedium
	}
	return severityLow
}

// fitsFloat reports whether Elasticsearch takes a number as a float.
func fitsFloat(f float64) bool {
	const largest = 3.4028234e38
	return f >= -largest && f <= largest
}
