package stanza

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// coverageConfig says what becomes of the ledger of what was collected.
type coverageConfig struct {
	Enabled   bool            `config:"enabled"`
	Events    bool            `config:"events"`
	Retention schema.Duration `config:"retention"`
}

// shortestRetention is the least: a day is what daily files are of, and they come late.
const shortestRetention = 7 * 24 * time.Hour

func defaultCoverage() coverageConfig {
	return coverageConfig{Enabled: true, Retention: schema.Duration(35 * 24 * time.Hour)}
}

func (c *Config) validateCoverage(m *schema.Mistakes) {
	if time.Duration(c.Coverage.Retention) < shortestRetention {
		m.Add("coverage.retention", "must be at least 7d, because daily log files arrive days late; got %v", c.Coverage.Retention)
	}
	if !c.Coverage.Events {
		return
	}
	if !c.Coverage.Enabled {
		m.Add("coverage.events", "requires coverage.enabled: true, because the events are made from the ledger")
	}
	if c.Events.Format == FormatMessage {
		m.Add("coverage.events", "requires event_format: ecs, because a summary is not a row or record")
	}
}
