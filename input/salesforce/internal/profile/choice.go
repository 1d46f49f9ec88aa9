package profile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// Mature is how old a record an object has to hold before it takes the place of log
// files. Daily files come within a day and a half.
const Mature = 48 * time.Hour

// recently is how far back log files are looked for, only to say which there are none of.
const recently = 3 * 24 * time.Hour

// maxPages bounds that.
const maxPages = 10

// Org is the part of a Salesforce org that is needed to choose.
type Org interface {
	// Query starts a SOQL query.
	Query(ctx context.Context, query string) (*rest.Page, error)
	// Next continues one.
	Next(ctx context.Context, page *rest.Page) (*rest.Page, error)
	// Now is the org's clock.
	Now() time.Time
}

// Decision is what was chosen for a signal: an object, or event types of log files, each
// of which an event log object may replace, or nothing.
type Decision struct {
	Signal     string
	Object     string
	EventLogs  []string
	EventTypes []string
	// Unavailable are the objects that the org lacks or keeps from the user.
	Unavailable []string
	// Immature is an object that can be read, but does not hold enough yet.
	Immature string
	// NoEventLogs are the event log objects that the org lacks or keeps from the user.
	NoEventLogs []string
}

// Choice is what is collected of an org.
type Choice struct {
	Decisions []Decision
	// Silent are the chosen event types of which the org has no file of late.
	Silent []string
	// Partial is why the org said nothing of some objects, or nil.
	Partial error
}

// Objects returns the objects that were chosen.
func (c *Choice) Objects() []string {
	var all []string
	for _, d := range c.Decisions {
		if d.Object != "" {
			all = append(all, d.Object)
		}
		all = append(all, d.EventLogs...)
	}
	return all
}

// Has reports whether an object was chosen.
func (c *Choice) Has(object string) bool {
	return c != nil && slices.Contains(c.Objects(), object)
}

// EventTypes returns the event types that were chosen.
func (c *Choice) EventTypes() []string {
	var all []string
	for _, d := range c.Decisions {
		all = append(all, d.EventTypes...)
	}
	return all
}

// Choose asks the org what it offers, and chooses. An error says that the org could not
// be asked, never that it lacks something. A tolerant choice does without what the org
// cannot say of one object as long as it says something of others: the object's log
// files are chosen, or the object itself, which then says what is wrong with it.
//
// before is the choice that this one replaces, or nil. An event log object that it has
// stays chosen as long as it can be read: in a quiet month its old rows are deleted, and
// going back to the log files would collect its newest rows twice.
func Choose(ctx context.Context, org Org, wanted Selection, tolerant bool, before *Choice) (*Choice, error) {
	choice := &Choice{}
	var failed error
	answered := false
	for _, signal := range wanted.Signals() {
		decision, asked, err := decide(ctx, org, signal, before)
		if err != nil && !tolerant {
			return nil, fmt.Errorf("choosing the source for %s: %w", signal.Name, err)
		}
		failed = errors.Join(failed, err)
		answered = answered || asked
		choice.Decisions = append(choice.Decisions, decision)
	}
	if failed != nil && !answered {
		return nil, failed
	}
	choice.Partial = failed
	var err error
	if choice.Silent, err = silent(ctx, org, choice.EventTypes()); err != nil && !tolerant {
		return nil, err
	}
	return choice, nil
}

// decide chooses for a signal, and reports whether the org answered something. With an
// error it chooses what can be chosen without knowing.
func decide(ctx context.Context, org Org, signal catalog.Signal, before *Choice) (d Decision, answered bool, failed error) {
	d.Signal = signal.Name
	alternatives := len(signal.Objects) > 1 || len(signal.EventTypes)+len(signal.EventLogs) > 0
	last := ""
	for _, object := range signal.Objects {
		readable, mature, err := look(ctx, org, object)
		switch {
		case err != nil:
			last, failed = object, errors.Join(failed, err)
			continue
		case !readable:
			d.Unavailable = append(d.Unavailable, object)
		case mature || !alternatives:
			d.Object = object
			return d, true, nil
		default:
			last = object
		}
		answered = true
	}
	logsAnswered, err := d.decideLogs(ctx, org, signal, before)
	answered, failed = answered || logsAnswered, errors.Join(failed, err)
	if len(d.EventTypes)+len(d.EventLogs) > 0 {
		d.Immature = last
	} else {
		d.Object = last
	}
	return d, answered, failed
}

// decideLogs chooses the event types of a signal, and in place of each of them the event
// log object that has the same events, if it holds enough.
func (d *Decision) decideLogs(ctx context.Context, org Org, signal catalog.Signal, before *Choice) (answered bool, failed error) {
	d.EventTypes = slices.Clone(signal.EventTypes)
	for _, log := range signal.EventLogs {
		readable, mature, err := look(ctx, org, log)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		answered = true
		sameType := func(eventType string) bool { return strings.EqualFold(eventType, eventTypeOf(log)) }
		switch {
		case !readable:
			d.NoEventLogs = append(d.NoEventLogs, log)
		case mature || before.Has(log) || !slices.ContainsFunc(d.EventTypes, sameType):
			d.EventLogs = append(d.EventLogs, log)
			d.EventTypes = slices.DeleteFunc(d.EventTypes, sameType)
		}
	}
	return answered, failed
}

// look asks for a record of an object that is older than Mature.
func look(ctx context.Context, org Org, name string) (readable, mature bool, err error) {
	object, _ := catalog.ObjectByName(name)
	query := soql.Query{
		Select: []string{object.TimeField}, From: name, Limit: 1,
		Where: []string{object.TimeField + " < " + soql.DateTime(org.Now().Add(-Mature))},
		// The order that big objects take, and no other.
		OrderBy: []string{object.TimeField + " DESC"},
	}
	page, err := org.Query(ctx, query.String())
	switch {
	case err == nil:
		return true, len(page.Records) > 0, nil
	case Unavailable(err):
		return false, false, nil
	case rest.ClassOf(err) == rest.QueryTimeout:
		return true, true, nil // what takes so long to look through is not empty
	}
	return false, false, err
}

// Unavailable reports whether the org lacks what was asked for, or keeps it from the
// user.
func Unavailable(err error) bool {
	switch rest.ClassOf(err) {
	case rest.Forbidden, rest.NotFound, rest.InvalidQuery, rest.InvalidField:
		return true
	}
	return false
}

// silent returns the event types of which there is no file of late. An org that does
// not show its files says so when they are collected.
func silent(ctx context.Context, org Org, eventTypes []string) ([]string, error) {
	if len(eventTypes) == 0 {
		return nil, nil
	}
	recent := soql.Query{
		Select: []string{"EventType"}, From: "EventLogFile", Where: []string{
			"CreatedDate >= " + soql.DateTime(org.Now().Add(-recently)),
			soql.In("EventType", eventTypes),
		},
	}
	// Without a word on Interval or Sequence the org tells of daily files only. An org
	// without hourly files has neither column.
	both := recent
	both.Where = append(slices.Clone(recent.Where), "Sequence >= 0")
	heard := make(map[string]bool)
	page, err := org.Query(ctx, both.String())
	if rest.ClassOf(err) == rest.InvalidField {
		page, err = org.Query(ctx, recent.String())
	}
	for pages := 1; err == nil; pages++ {
		for _, record := range page.Records {
			var file struct{ EventType string }
			if json.Unmarshal(record, &file) == nil {
				heard[strings.ToLower(file.EventType)] = true
			}
		}
		if page.Done || pages == maxPages {
			return slices.DeleteFunc(slices.Clone(eventTypes), func(name string) bool { return heard[strings.ToLower(name)] }), nil
		}
		page, err = org.Next(ctx, page)
	}
	if Unavailable(err) {
		return nil, nil
	}
	return nil, fmt.Errorf("listing log files: %w", err)
}
