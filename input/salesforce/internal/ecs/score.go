package ecs

// Severities of detections, as Elastic's own rules have them.
const (
	severityLow      = int64(21)
	severityMedium   = int64(47)
	severityHigh     = int64(73)
	severityCritical = int64(99)
)

// rawScore is for the score of a detection, on whatever scale.
func rawScore(c *compiler, src source, _ rule) setter {
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

// constantScore is for a score that is 1 in all detections of its kind. It says
// nothing of how severe one of them is, which is what the class says.
func constantScore(c *compiler, src source, r rule) setter {
	set := rawScore(c, src, r)
	norm := c.declare(Field{Name: "event.risk_score_norm", Type: typeFloat})
	return func(b *builder, value string) {
		set(b, value)
		if f, ok := parseDouble(value); ok && f >= 0 && f <= 1 {
			b.put(norm, f*100)
		}
	}
}

// percentScore is for scores that Salesforce documents as 0 to 1 in some places and as
// 0 to 100 in others. Only what differs much from the usual is a detection, so one of at
// most 1 is a share of 1: on the other scale it would be near nothing.
func percentScore(c *compiler, src source, r rule) setter { return scaledScore(c, src, r, 100) }

// deviationScore is for scores from 0 to 1. One that is larger is on a scale that is not
// documented, and says nothing of how severe the detection is.
func deviationScore(c *compiler, src source, r rule) setter { return scaledScore(c, src, r, 1) }

// scaledScore is for scores whose scale ends with most.
func scaledScore(c *compiler, src source, r rule, limit float64) setter {
	set := rawScore(c, src, r)
	norm := c.declare(Field{Name: "event.risk_score_norm", Type: typeFloat})
	severity := c.declare(Field{Name: "event.severity", Type: typeLong})
	return func(b *builder, value string) {
		set(b, value)
		f, ok := parseDouble(value)
		if !ok || f < 0 || f > limit {
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
