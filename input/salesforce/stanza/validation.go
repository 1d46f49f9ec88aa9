package stanza

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/transport/tlscommon"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// oldestVersion is the first version of the API that has everything collected here:
// real-time event objects came with 46.
const oldestVersion = 46

// What Salesforce keeps at most: what is asked for less often, or later, is gone.
const (
	keepsFiles   = schema.Duration(30 * 24 * time.Hour)
	keepsRecords = schema.Duration(180 * 24 * time.Hour)
)

// validate returns all mistakes of a stanza that is normalized, each with its option, the
// value and what is allowed. It changes nothing.
func (c *Config) validate() error {
	var m schema.Mistakes
	validateUnique(&m, "profile", c.Profile)
	if c.URL == "" {
		m.Add("url", "is required: the org's My Domain URL, such as https://acme.my.salesforce.com")
	} else if _, err := oauth.BaseURL(c.URL, c.Resource.AllowHTTP); err != nil {
		m.Add("url", "%v", err)
	}
	if c.Version != "" {
		if number, _ := strconv.ParseFloat(string(c.Version), 64); number < oldestVersion {
			m.Add("version", "%s is too old: use %d or later", c.Version, oldestVersion)
		}
	}
	c.validateAuth(&m)
	c.validateMethods(&m)
	c.validateEvents(&m)
	c.validateCoverage(&m)
	c.validateAudit(&m)
	c.Resource.validate(&m)
	return errors.Join(m.Found...)
}

func (c *Config) validateMethods(m *schema.Mistakes) {
	const option = "event_monitoring_method"
	methods := c.EventMonitoringMethod
	if methods == nil {
		return
	}
	on := 0
	for n := range methods.EventLogFile {
		if block := &methods.EventLogFile[n]; enabled(block.Enabled) {
			on++
			block.validate(m, methods.EventLogFile.option(option+".event_log_file", n))
		}
	}
	for n := range methods.Object {
		if block := &methods.Object[n]; enabled(block.Enabled) {
			on++
			block.validate(m, methods.Object.option(option+".object", n))
		}
	}
	if on == 0 && len(c.Profile) == 0 && (methods.EventLogFile != nil || methods.Object != nil) {
		m.Add(option, "has no enabled block: enable event_log_file, object or both")
	}
	c.validateSources(m, option)
}

// validateSources refuses blocks that collect the same, because they would share a state.
func (c *Config) validateSources(m *schema.Mistakes, option string) {
	if len(m.Found) > 0 {
		return
	}
	seen := make(map[string]bool)
	for _, s := range c.sources("") {
		if key := strings.ToLower(s.Label); seen[key] {
			m.Add(option, "two blocks collect %s and would share one state: merge them into one block", s.What())
		} else {
			seen[key] = true
		}
	}
}

func (c *eventLogFileConfig) validate(m *schema.Mistakes, option string) {
	if c.Own.validate(m, option) {
		c.Own.refuseBeside(m, option, c.given...)
	} else {
		c.validateTypes(m, option)
	}
	validatePositive(m, option+".interval", c.Interval)
	validateNotNegative(m, option+".lookback", c.Lookback)
	validateNotNegative(m, option+".settle", c.Settle)
	validateKept(m, option+".interval", c.Interval, keepsFiles, "log files")
	validateKept(m, option+".settle", c.Settle, keepsFiles, "log files")
}

func (c *eventLogFileConfig) validateTypes(m *schema.Mistakes, option string) {
	if len(c.EventTypes) == 0 && !c.profiled {
		m.Add(option+".event_types", `must not be empty: list event types, or use "*" for all`)
	}
	if slices.Contains(c.EventTypes, "*") && len(c.EventTypes) > 1 {
		m.Add(option+".event_types", `"*" already means all event types and must be the only entry, got %q`, c.EventTypes)
	}
	validateNames(m, option+".event_types", c.EventTypes, "event type", "*")
	validateNames(m, option+".exclude_event_types", c.ExcludeEventTypes, "event type", "")
	if len(c.EventTypes) > 0 && c.EventTypes[0] != "*" && len(withoutNames(c.EventTypes, c.ExcludeEventTypes)) == 0 {
		m.Add(option+".exclude_event_types", "%q excludes everything in event_types, %q: nothing would be collected", c.ExcludeEventTypes, c.EventTypes)
	}
	validatePositive(m, option+".initial_interval", c.InitialInterval)
}

// withoutNames returns the names that are not among others, whatever their case.
func withoutNames(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(others, func(other string) bool { return strings.EqualFold(name, other) })
	})
}

func (c *objectConfig) validate(m *schema.Mistakes, option string) {
	if c.Own.validate(m, option) {
		c.validateQuery(m, option)
	} else {
		if len(c.Names) == 0 && !c.profiled {
			m.Add(option+".names", "is required: list the objects to collect, such as LoginEvent or SetupAuditTrail")
		}
		validateNames(m, option+".names", c.Names, "object", anyEventLog)
		if c.allEventLogs() && c.profiled {
			m.Add(option+".names", "%q cannot be combined with a profile, which already chooses event log objects: list any others by name", anyEventLog)
		}
		for _, name := range c.Names {
			if reason := catalog.NotByTime(name); reason != "" {
				m.Add(option+".names", "%q cannot be collected by time: %s; use a query instead", name, reason)
			}
		}
		if c.Batch != nil && c.Batch.Enabled != nil && *c.Batch.Enabled {
			m.Add(option+".batch", "requires a query: objects in names are always collected in windows")
		}
	}
	validatePositive(m, option+".interval", c.Interval)
	validatePositive(m, option+".initial_interval", c.InitialInterval)
	validateKept(m, option+".interval", c.Interval, c.kept(), "records of events")
	if c.Delay != nil {
		validateNotNegative(m, option+".delay", *c.Delay)
		validateKept(m, option+".delay", *c.Delay, c.kept(), "records of events")
	}
	if c.Lookback != nil {
		validateNotNegative(m, option+".lookback", *c.Lookback)
	}
}

func (c *Resource) validate(m *schema.Mistakes) {
	if c.Transport.Timeout <= 0 {
		m.Add("resource.timeout", "must be greater than 0, got %v", c.Transport.Timeout)
	}
	validatePositive(m, "resource.idle_timeout", c.IdleTimeout)
	validatePositive(m, "resource.retry.wait_min", c.Retry.WaitMin)
	validatePositive(m, "resource.retry.wait_max", c.Retry.WaitMax)
	if c.Retry.WaitMax < c.Retry.WaitMin {
		m.Add("resource.retry.wait_max", "must be at least wait_min, %v, got %v", c.Retry.WaitMin, c.Retry.WaitMax)
	}
	if _, err := tlscommon.LoadTLSConfig(c.Transport.TLS, logp.NewNopLogger()); err != nil {
		m.Add("resource", "%v", err) // a file that cannot be read
	}
	c.Tracer.validate(m)
}

// validateNames refuses what cannot be a name in Salesforce, and names given twice.
func validateNames(m *schema.Mistakes, option string, names []string, what, except string) {
	for _, name := range names {
		switch {
		case name != "" && name == except, soql.ValidName(name):
		case except == anyEventLog && strings.Contains(name, "*"):
			m.Add(option, "%q is not a valid object name: the only wildcard is %q, for all event log objects", name, anyEventLog)
		default:
			m.Add(option, "%q is not a valid %s name", name, what)
		}
	}
	validateUnique(m, option, names)
}

func validateUnique(m *schema.Mistakes, option string, names []string) {
	seen := make(map[string]bool)
	for _, name := range names {
		if seen[strings.ToLower(name)] {
			m.Add(option, "%q is listed twice", name)
		}
		seen[strings.ToLower(name)] = true
	}
}

func validatePositive(m *schema.Mistakes, option string, value schema.Duration) {
	if value <= 0 {
		m.Add(option, "must be greater than 0, got %v", value)
	}
}

// validateKept refuses a wait at whose end what is waited for is gone.
func validateKept(m *schema.Mistakes, option string, value, kept schema.Duration, what string) {
	if value >= kept {
		m.Add(option, "%v is too long: Salesforce keeps %s for only %d days, and would delete some before they are collected", value, what, time.Duration(kept)/(24*time.Hour))
	}
}

func validateNotNegative(m *schema.Mistakes, option string, value schema.Duration) {
	if value < 0 {
		m.Add(option, "must not be negative, got %v", value)
	}
}
