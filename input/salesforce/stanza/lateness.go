package stanza

import (
	"fmt"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// kindNames are what the kinds of objects are called in messages.
var kindNames = map[catalog.Kind]string{
	catalog.Standard:  "standard objects",
	catalog.BigObject: "big objects",
	catalog.EventLog:  "event log objects",
}

// delay returns how far to stay behind the org's clock, for an object.
func (c *objectConfig) delay(object string) schema.Duration {
	if c.Delay != nil {
		return *c.Delay
	}
	return schema.Duration(catalog.KindOf(object).Rules().Delay)
}

// lookback returns how far windows overlap, for an object.
func (c *objectConfig) lookback(object string) schema.Duration {
	if c.Lookback != nil {
		return *c.Lookback
	}
	return schema.Duration(catalog.KindOf(object).Rules().Lookback)
}

// kept returns how long Salesforce keeps the records that the block collects.
func (c *objectConfig) kept() schema.Duration {
	kept := keepsRecords
	for _, object := range c.objects() {
		if retention := catalog.KindOf(object).Rules().Retention; retention > 0 {
			kept = min(kept, schema.Duration(retention))
		}
	}
	return kept
}

// warnings returns what can make records of an object be missed.
func (c *objectConfig) warnings(object string) []string {
	all := append(c.Own.warnings(c.lookback(object)), c.lateWarnings(object)...)
	known, _ := catalog.ObjectByName(object)
	if query := c.Own.query; query != nil && known.Kind == catalog.Standard && known.WindowFields[0] != known.TimeField && strings.EqualFold(query.CursorField(), known.TimeField) {
		all = append(all, fmt.Sprintf("the query goes by %s, and Salesforce creates records of %s up to a day and more after it: records that come later than that are missed; use %s in the query and as cursor.field",
			known.TimeField, object, known.WindowFields[0]))
	}
	return all
}

// lateWarnings returns which options are less than the kind of an object needs, or more
// than it takes.
func (c *objectConfig) lateWarnings(object string) []string {
	var all []string
	kind := catalog.KindOf(object)
	rules := kind.Rules()
	if found := c.delay(object) + c.lookback(object); time.Duration(found) < rules.Lateness && (c.Delay != nil || c.Lookback != nil) {
		all = append(all, fmt.Sprintf("%s: a record of %s can be queried up to %v after its %s, and this finds it up to %v after: later records are missed; remove the options to get what %s need (delay %v, lookback %v)",
			c.givenLateness(), object, schema.Short(rules.Lateness), rules.WindowFields[0], schema.Short(time.Duration(found)), kindNames[kind], schema.Short(rules.Delay), schema.Short(rules.Lookback)))
	}
	if rules.MaxSpan == 0 {
		return all
	}
	if c.Lookback != nil && time.Duration(*c.Lookback) > rules.MaxSpan/2 {
		all = append(all, fmt.Sprintf("lookback: %v is shortened to %v, because a query of %s spans at most %v",
			schema.Short(time.Duration(*c.Lookback)), schema.Short(rules.MaxSpan/2), kindNames[kind], schema.Short(rules.MaxSpan)))
	}
	if c.Batch != nil && time.Duration(c.Batch.Window) > rules.MaxSpan {
		all = append(all, fmt.Sprintf("batch.window: %v is shortened to %v, the most that a query of %s may span",
			schema.Short(time.Duration(c.Batch.Window)), schema.Short(rules.MaxSpan), kindNames[kind]))
	}
	if query := c.Own.query; query != nil && !query.InBatches() && query.FollowsCursor() {
		all = append(all, fmt.Sprintf("a query of %s spans at most %v: if there was no record for longer than that, or the input did not run, the query fails or brings nothing; use batch_start_time and batch_end_time, whose windows are never longer",
			kindNames[kind], schema.Short(rules.MaxSpan)))
	}
	return all
}

// givenLateness names the options of lateness that the block sets.
func (c *objectConfig) givenLateness() string {
	var given []string
	if c.Delay != nil {
		given = append(given, fmt.Sprintf("delay: %v", schema.Short(time.Duration(*c.Delay))))
	}
	if c.Lookback != nil {
		given = append(given, fmt.Sprintf("lookback: %v", schema.Short(time.Duration(*c.Lookback))))
	}
	return strings.Join(given, ", ")
}
