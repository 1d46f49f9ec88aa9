package diagnosis

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
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/spelling"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

const (
	hourly = "Hourly"
	daily  = "Daily"
	// listedDays is how far back log files are looked for: daily files come a day
	// late, and more.
	listedDays = 3
	// maxPages bounds the listing; an org with all event types has some pages a day.
	maxPages = 10
)

// logFiles says which event log files there are.
func (e *examination) logFiles(ctx context.Context) {
	if e.LogFiles == nil {
		return
	}
	var collected *fileListing
	e.ask(ctx, LogFiles, "", func(ctx context.Context) Check {
		hours, days, hasInterval, err := e.listBoth(ctx)
		if err != nil {
			return e.noLogFiles(err)
		}
		var c Check
		collected, c = e.chooseFiles(hours, days, hasInterval)
		e.filesKnown = true
		e.filesPerDay = collected.busiest()
		return c
	})
	if collected != nil {
		e.eventTypes(ctx, collected)
	}
}

// noLogFiles makes a check of a listing that failed. Salesforce hides the object
// from who lacks the permission, so what it says is not what is wrong.
func (e *examination) noLogFiles(err error) Check {
	c := e.refused(err)
	var refusal *rest.Error
	if errors.As(err, &refusal) && refusal.Code == "INVALID_TYPE" {
		c.Cause = "the org has no event log files, or hides them from the user"
		c.Remedy = "give the user View Event Log Files and API Enabled by a permission set; if it has both, the org lacks Event Monitoring (Salesforce Shield)"
	}
	return c
}

// chooseFiles says what there is, and returns the files that would be collected.
func (e *examination) chooseFiles(hours, days *fileListing, hasInterval bool) (*fileListing, Check) {
	wanted := e.LogFiles.LogInterval
	files := func(l *fileListing) string {
		text := words.Count(l.total(), "file", "files")
		if l.partial {
			text = "more than " + text
		}
		return text
	}
	collected, found := days, ""
	switch {
	case wanted == "both" && hasInterval:
		collected = hours.and(days)
		e.polledTwice = true
		found = fmt.Sprintf("hourly and daily, %s and %s", files(hours), files(days))
	case wanted == "hourly" && hasInterval:
		collected = hours
		found = "hourly, " + files(hours)
	case wanted == "auto" && hours.total() > 0:
		collected = hours
		found = "hourly, " + files(hours)
		if only := days.withoutHourly(hours, e.Client.Now()); only.total() > 0 && !hours.partial {
			collected = hours.and(only)
			e.polledTwice = true
			found += ", and daily of " + strings.Join(only.names(), ", ") + ", " + files(only)
		}
	case hours.total() > 0:
		found = "daily as configured, " + files(days)
	default:
		found = "daily only, " + files(days)
	}
	found += fmt.Sprintf(" in the last %d days", listedDays)
	switch {
	case hours.total()+days.total() == 0:
		return collected, warning(fmt.Sprintf("none in the last %d days", listedDays),
			"the org is about a day old, nothing has happened in it, or it has no Event Monitoring: then there are few event types, and files for one day only",
			"wait a day; if there are none then, check the org's license (Salesforce Shield or Event Monitoring) and Setup > Event Monitoring Settings")
	case !hasInterval && (wanted == "hourly" || wanted == "both"):
		return collected, warning(found, "this org has no hourly files, though log_interval is "+wanted,
			"set log_interval to auto or daily; hourly files come with Event Monitoring")
	case collected.total() == 0:
		return collected, warning(fmt.Sprintf("none of the %s files that log_interval asks for in the last %d days", wanted, listedDays),
			fmt.Sprintf("the org has %s by the hour and %s by the day", files(hours), files(days)), "set log_interval to auto")
	}
	return collected, ok(found)
}

// listBoth asks for the hourly and the daily files; an org that has no Interval has no
// hourly ones.
func (e *examination) listBoth(ctx context.Context) (hours, days *fileListing, hasInterval bool, err error) {
	now := e.Client.Now()
	interval := daily
	hours, err = e.list(ctx, hourly, now)
	if hasInterval = rest.ClassOf(err) != rest.InvalidField; !hasInterval {
		hours, interval, err = &fileListing{}, "", nil
	}
	if err == nil {
		days, err = e.list(ctx, interval, now)
	}
	return hours, days, hasInterval, err
}

// list asks for the files of an interval, or for all where the org knows none.
func (e *examination) list(ctx context.Context, interval string, now time.Time) (*fileListing, error) {
	query := soql.Query{
		Select:  []string{"EventType", "CreatedDate"},
		From:    "EventLogFile",
		Where:   []string{"CreatedDate >= " + soql.DateTime(now.AddDate(0, 0, -listedDays))},
		OrderBy: []string{"CreatedDate DESC"},
	}
	if interval != "" {
		query.Where = append(query.Where, "Interval = "+soql.Quote(interval))
	}
	listing := &fileListing{byType: make(map[string]*typeFiles)}
	page, err := e.Client.Query(ctx, query.String())
	for pages := 1; err == nil; pages++ {
		for _, record := range page.Records {
			var file struct{ EventType, CreatedDate string }
			if json.Unmarshal(record, &file) != nil {
				continue // the input leaves out such a one too
			}
			if created, err := soql.ParseDateTime(file.CreatedDate); err == nil && e.wanted(file.EventType) {
				listing.add(file.EventType, created, now)
			}
		}
		if page.Done || pages == maxPages {
			listing.partial = !page.Done
			return listing, nil
		}
		page, err = e.Client.Next(ctx, page)
	}
	return nil, err
}

// wanted reports whether an event type is collected.
func (e *examination) wanted(eventType string) bool {
	same := func(name string) bool { return strings.EqualFold(name, eventType) }
	types := e.LogFiles.EventTypes
	return (len(types) == 0 || slices.ContainsFunc(types, same)) && !slices.ContainsFunc(e.LogFiles.ExcludeEventTypes, same)
}

// eventTypes says how old the newest file of each event type is, and which of those
// that the configuration names have none.
func (e *examination) eventTypes(ctx context.Context, listing *fileListing) {
	now := e.Client.Now()
	var all []*typeFiles
	for _, files := range listing.byType {
		all = append(all, files)
	}
	for _, name := range e.LogFiles.EventTypes {
		if listing.byType[strings.ToLower(name)] == nil && e.wanted(name) {
			all = append(all, &typeFiles{name: name})
		}
	}
	// Those without any come last, where they are seen.
	slices.SortFunc(all, func(a, b *typeFiles) int {
		if (a.count == 0) != (b.count == 0) {
			return b.count - a.count
		}
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	for _, files := range all {
		e.ask(ctx, EventType, files.name, func(context.Context) Check {
			if files.count == 0 {
				return withoutFiles(files.name)
			}
			c := ok(fmt.Sprintf("newest file %s old, %s", words.Span(now.Sub(files.newest)), words.Count(files.count, "file", "files")))
			c.Age = now.Sub(files.newest)
			return c
		})
	}
}

// withoutFiles makes a check of an event type that is named and has no file.
func withoutFiles(name string) Check {
	found := fmt.Sprintf("no file in the last %d days", listedDays)
	switch _, ok := catalog.EventTypeByName(name); {
	case !ok:
		remedy := "check the spelling in event_types"
		if nearest := spelling.Nearest(name, catalog.EventTypeNames()); nearest != "" {
			remedy += ": did you mean " + nearest + "?"
		}
		return warning("unknown event type, and "+found, "this version does not know the event type, and the org has no file of it",
			remedy+"; if Salesforce added it after this version was released, leave it: its files are collected when they appear")
	case catalog.IsFree(name):
		return warning(found, "nothing of this kind happened: files of this type need no add-on license",
			"nothing, if you expect none; otherwise wait a day, and check Setup > Event Monitoring Settings")
	}
	return warning(found, "nothing of this kind happened, or the org's license does not include it: without Event Monitoring there are files for eight event types only",
		"nothing, if you expect none; otherwise check the license (Salesforce Shield or Event Monitoring)")
}
