package stanza

import (
	"slices"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// queryConfig is the part of a block in which users say themselves what is asked for.
type queryConfig struct {
	Query  *queryTexts   `config:"query"`
	Cursor *cursorConfig `config:"cursor"`

	query *querytemplate.Query    // what they say, or nil
	wrong []querytemplate.Mistake // what is wrong with it
}

type queryTexts struct {
	Default string `config:"default"`
	Value   string `config:"value"`
}

type cursorConfig struct {
	Field string `config:"field"`
}

type batchConfig struct {
	Enabled          *bool           `config:"enabled"`
	InitialInterval  schema.Duration `config:"initial_interval"`
	Window           schema.Duration `config:"window"`
	MaxWindowsPerRun *int            `config:"max_windows_per_run"`
}

// shortestBatch is the shortest window that Salesforce answers in less time than it has.
const shortestBatch = schema.Duration(10 * time.Second)

// read reads the query, if there is one.
func (c *queryConfig) read(method querytemplate.Method) {
	if c.Query == nil {
		return
	}
	source := querytemplate.Source{Method: method, Default: c.Query.Default, Value: c.Query.Value}
	if c.Cursor != nil {
		source.CursorField = c.Cursor.Field
	}
	c.query, c.wrong = querytemplate.New(source)
}

// validate reports whether the block has a query, and what is wrong with it.
func (c *queryConfig) validate(m *schema.Mistakes, option string) bool {
	if c.Query == nil {
		if c.Cursor != nil {
			m.Add(option+".cursor", "requires a query: it names the field that the query resumes from")
		}
		return false
	}
	for _, mistake := range c.wrong {
		m.Add(option+"."+mistake.Option, "%s", mistake.Text)
	}
	return true
}

// refuseBeside refuses options that say what is collected beside a query that does.
func (c *queryConfig) refuseBeside(m *schema.Mistakes, option string, names ...string) {
	for _, name := range names {
		m.Add(option+"."+name, "cannot be combined with query, which already says what to collect and from when: remove one of them")
	}
}

// validateQuery checks what goes with a query for records.
func (c *objectConfig) validateQuery(m *schema.Mistakes, option string) {
	beside := c.given
	if c.Own.query != nil && c.Own.query.InBatches() {
		beside = beside[:0:0]
		for _, name := range c.given {
			if name != "initial_interval" {
				beside = append(beside, name)
			}
		}
	}
	c.Own.refuseBeside(m, option, beside...)
	if c.Own.query != nil {
		c.validateBatches(m, option)
	}
	if c.Batch == nil {
		return
	}
	validateNotNegative(m, option+".batch.initial_interval", c.Batch.InitialInterval)
	validateNotNegative(m, option+".batch.window", c.Batch.Window)
	inBatches := c.Own.query == nil || c.Own.query.InBatches()
	if window := c.Batch.Window; inBatches && window > 0 && window < shortestBatch {
		m.Add(option+".batch.window", "must be at least %v, got %v: with a shorter window, each query takes longer than the time it covers and never catches up", shortestBatch, window)
	}
}

// validateBatches refuses a query that does not fit what is said of batches. Where
// nothing is said, the query decides.
func (c *objectConfig) validateBatches(m *schema.Mistakes, option string) {
	start, end := c.Own.query.Uses(querytemplate.BatchStartTime), c.Own.query.Uses(querytemplate.BatchEndTime)
	said := c.Batch != nil && c.Batch.Enabled != nil
	switch {
	case start != end, said && *c.Batch.Enabled && !start:
		m.Add(option+".query.value", "must use both .cursor.object.batch_start_time and .cursor.object.batch_end_time to collect in batches")
	case said && !*c.Batch.Enabled && start:
		m.Add(option+".batch.enabled", "is false, but query.value uses batch_start_time and batch_end_time: remove batch.enabled, or use last_event_time")
	}
}

// label returns the label of what a block collects: a query has one of
// its own.
func (c *queryConfig) label(base string) string {
	if c.query == nil {
		return base
	}
	return base + "::" + c.query.Name()
}

func (c *queryConfig) warnings(lookback schema.Duration) []string {
	if c.query == nil {
		return nil
	}
	return c.query.Warnings(time.Duration(lookback))
}

// Warnings returns what is doubtful in a stanza: options with their names, what cannot be
// guarded of its queries, and names that no table knows, each with its source. The error is
// that of ValidateStanza.
func Warnings(stanza *conf.C) ([]string, error) {
	c, err := Read(stanza)
	if err != nil {
		return nil, err
	}
	sources, err := NewSources(c)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(c.Warnings)
	for _, s := range sources {
		for _, warning := range s.Warnings {
			all = append(all, s.What()+": "+warning)
		}
	}
	return all, nil
}
