package stanza

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// auditConfig says when what was collected is compared with the org.
type auditConfig struct {
	Enabled     bool              `config:"enabled"`
	After       []schema.Duration `config:"after"`
	MaxRequests int               `config:"max_requests"`
}

// shortestAudit is the least age, which is for tests: of a day that has just ended little is
// known.
const shortestAudit = time.Second

func defaultAudit() auditConfig {
	return auditConfig{
		Enabled:     true,
		After:       []schema.Duration{schema.Duration(6 * time.Hour), schema.Duration(audit.Day), schema.Duration(7 * audit.Day)},
		MaxRequests: 50,
	}
}

func (c *Config) validateAudit(m *schema.Mistakes) {
	for _, age := range c.Audit.After {
		switch {
		case time.Duration(age) < shortestAudit:
			m.Add("audit.after", "must be at least 1s, got %v", age)
		case time.Duration(age) > time.Duration(c.Coverage.Retention):
			m.Add("audit.after", "must be at most coverage.retention (%s), got %s", schema.Short(time.Duration(c.Coverage.Retention)), schema.Short(time.Duration(age)))
		}
	}
	if len(c.Audit.After) == 0 {
		m.Add("audit.after", "must have at least one age; to switch audits off, set audit.enabled: false")
	}
}

// Audits returns the ages at which days are compared with the org; none if audits are off.
func (c *Config) Audits() audit.Schedule {
	if !c.Audit.Enabled || !c.Coverage.Enabled {
		return nil
	}
	ages := make(audit.Schedule, len(c.Audit.After))
	for n, age := range c.Audit.After {
		ages[n] = time.Duration(age)
	}
	return ages
}

// unaudited says why an audit cannot compare what the source collects with the org; "" if it can.
func (s *Source) unaudited() string {
	switch query := s.Query(); {
	case query == nil:
		return ""
	case s.LogFiles != nil:
		return "audits do not cover a custom query for log files"
	case !query.InBatches():
		return "audits do not cover a custom query without batch_start_time and batch_end_time"
	}
	return ""
}

// AuditsOf returns the ages at which days of a source are compared with the org; none if audits
// are off or cannot compare what it collects.
func (c *Config) AuditsOf(s *Source) audit.Schedule {
	if s.unaudited() != "" {
		return nil
	}
	return c.Audits()
}

// warnUnaudited adds to the warnings of sources that audits do not cover them.
func (c *Config) warnUnaudited(sources []*Source) {
	if len(c.Audits()) == 0 {
		return
	}
	for _, s := range sources {
		if why := s.unaudited(); why != "" {
			s.Warnings = append(s.Warnings, why)
		}
	}
}
