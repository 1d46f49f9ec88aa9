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

// withAuditWarning adds to the warnings that a custom query is not audited, if that is so.
func (c *Config) withAuditWarning(warnings []string, query queryConfig, forLogFiles bool) []string {
	switch {
	case query.query == nil || len(c.Audits()) == 0:
		return warnings
	case forLogFiles:
		return append(warnings, "audits do not cover a custom query for log files")
	case !query.query.InBatches():
		return append(warnings, "audits do not cover a custom query without batch_start_time and batch_end_time")
	}
	return warnings
}
