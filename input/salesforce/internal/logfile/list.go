package logfile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// listRestarts is how often one listing is started again because its locator died.
const listRestarts = 3

const (
	// hourlyRecheck is how long an org, or an event type, that has no hourly files is taken
	// to have none.
	hourlyRecheck = 24 * time.Hour
	// failedRecheck is when it is asked again which event types have none, after that failed.
	failedRecheck = time.Hour
	// recentFiles is how old the daily files are, by CreatedDate, that tell of event types
	// without hourly files: older than a recheck, so that none is missed.
	recentFiles = 2 * hourlyRecheck
	// typesAtOnce is how many files one look for event types lists.
	typesAtOnce = 1000
)

// listing asks the org which files there are.
type listing struct {
	org        Org
	eventTypes []string // nil for all
	exclude    []string
	log        poll.Logger
	// positionField is what a query of the user's own counts by; "" for CreatedDate.
	positionField string

	// noInterval is set for an org without hourly files, where the columns Interval
	// and Sequence do not exist.
	noInterval bool
	// checked is when it was last found out which intervals the org has.
	checked time.Time
	found   []string

	// onlyDaily are the event types that have daily files only, in an org that has hourly
	// ones of others; for auto. They begin with those that the state knows of. recheck is
	// when they are to be looked for again.
	onlyDaily []string
	recheck   time.Time
}

// intervals returns the intervals that are to be collected: those that mode names
// or, for auto, hourly files where the org has some and daily files where not.
func (l *listing) intervals(ctx context.Context, mode LogInterval) ([]string, error) {
	if l.found != nil && (slices.Contains(l.found, Hourly) || time.Since(l.checked) < hourlyRecheck) {
		return l.found, nil
	}
	var found []string
	switch mode {
	case LogIntervalHourly:
		found = []string{Hourly}
	case LogIntervalBoth:
		found = []string{Hourly, Daily}
	default:
		found = []string{Daily}
	}
	hourly := false
	if mode != LogIntervalDaily {
		var err error
		if hourly, err = l.hasHourly(ctx); err != nil {
			return nil, err
		}
	}
	if mode == LogIntervalAuto && hourly {
		found = []string{Hourly}
	}
	if l.noInterval {
		found = []string{Daily}
	}
	// While an org has no files at all yet, auto has to ask again with each poll.
	if mode == LogIntervalAuto && !hourly && !l.noInterval {
		any, err := l.any(ctx, l.filter("", l.eventTypes))
		if err != nil || !any {
			return found, err
		}
	}
	if !slices.Equal(l.found, found) {
		l.log.Infof("collecting %s event log files (log_interval: %s)", strings.ToLower(strings.Join(found, " and ")), mode)
	}
	if l.noInterval && mode != LogIntervalAuto && mode != LogIntervalDaily {
		l.log.Warnf("log_interval is %s, but this org has no hourly event log files: collecting daily ones", mode)
	}
	l.found, l.checked = found, time.Now()
	return found, nil
}

func (l *listing) hasHourly(ctx context.Context) (bool, error) {
	l.noInterval = false
	has, err := l.any(ctx, l.filter(Hourly, l.eventTypes))
	if rest.ClassOf(err) == rest.InvalidField {
		l.noInterval = true
		return false, nil
	}
	return has, err
}

// findOnlyDaily finds out, now and then, which event types have daily files only, where auto
// takes the hourly files. since is from when on files may be wanted. Hourly files of an event
// type come hours after its events and daily ones a day, so what has a daily file and no
// hourly one will not have one either. That it could not be found out holds nothing up: the
// other files are those that matter.
func (l *listing) findOnlyDaily(ctx context.Context, since time.Time) {
	if time.Now().Before(l.recheck) { // this process's clock, which nobody sets
		return
	}
	recently := l.org.Now().Add(-recentFiles)
	if recently.Before(since) {
		since = recently
	}
	found, err := l.withoutHourly(ctx, since, recently)
	if err != nil {
		l.log.Warnf("cannot tell which event types have daily files only, so those found since the last look are not collected yet; next try in %v: %v", failedRecheck, err)
		l.recheck = time.Now().Add(failedRecheck)
		return
	}
	if len(found) > 0 && !slices.Equal(found, l.onlyDaily) {
		l.log.Infof("collecting the daily event log files of %s, of which there are no hourly ones (log_interval: auto)", strings.Join(found, ", "))
	}
	l.onlyDaily, l.recheck = found, time.Now().Add(hourlyRecheck)
}

// withoutHourly returns the event types that have daily files since some time and no hourly
// files. Those that are known stay until they have had hourly files for some time: until then
// the daily ones have rows that no hourly one has. They stay, too, if they are so rare that
// they have no file at all for long.
func (l *listing) withoutHourly(ctx context.Context, since, recently time.Time) ([]string, error) {
	known := make(map[string]string)
	for _, name := range l.selected(l.onlyDaily) {
		known[strings.ToLower(name)] = name
	}
	others, err := l.types(ctx, Daily, since)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(others, func(key, name string) bool { return known[key] != "" || !l.selects(name) })
	if len(others) > 0 {
		hourly, err := l.types(ctx, Hourly, recently)
		if err != nil {
			return nil, err
		}
		maps.DeleteFunc(others, func(key, _ string) bool { return hourly[key] != "" })
	}
	if err := l.dropHourly(ctx, others); err != nil {
		return nil, err
	}
	if err := l.dropHourly(ctx, known, "CreatedDate < "+soql.DateTime(recently)); err != nil {
		return nil, err
	}
	maps.Copy(known, others)
	var found []string
	for _, key := range slices.Sorted(maps.Keys(known)) {
		found = append(found, known[key])
	}
	return found, nil
}

// dropHourly takes those event types out that have hourly files, of which more may be
// demanded. A listing has a bound, so it is asked again for those that are left.
func (l *listing) dropHourly(ctx context.Context, names map[string]string, more ...string) error {
	for len(names) > 0 {
		before := len(names)
		query := soql.Query{
			Select: []string{"EventType"}, From: "EventLogFile",
			Where: append(l.filter(Hourly, slices.Sorted(maps.Values(names))), more...), Limit: typesAtOnce,
		}
		page, err := l.org.Query(ctx, query.String())
		if err != nil {
			return fmt.Errorf("looking for hourly event log files: %w", err)
		}
		for _, record := range page.Records {
			delete(names, strings.ToLower(eventTypeOf(record)))
		}
		if len(names) == before {
			return nil
		}
	}
	return nil
}

// types returns the event types that have files of an interval that were created at since
// or later, as the org spells them, by their names in lower case.
func (l *listing) types(ctx context.Context, interval string, since time.Time) (map[string]string, error) {
	query := soql.Query{
		Select: []string{"EventType"}, From: "EventLogFile",
		Where: append(l.filter(interval, l.eventTypes), "CreatedDate >= "+soql.DateTime(since)),
	}
	names := make(map[string]string)
	page, err := l.org.Query(ctx, query.String())
	for ; err == nil; page, err = l.org.Next(ctx, page) {
		for _, record := range page.Records {
			if name := eventTypeOf(record); name != "" {
				names[strings.ToLower(name)] = name
			}
		}
		if page.Done {
			return names, nil
		}
	}
	return nil, fmt.Errorf("looking for the event types of %s event log files: %w", strings.ToLower(interval), err)
}

// eventTypeOf returns the event type of a record; "" if it names none.
func eventTypeOf(record json.RawMessage) string {
	var file struct{ EventType string }
	if json.Unmarshal(record, &file) != nil {
		return ""
	}
	return file.EventType
}

func (l *listing) any(ctx context.Context, filter []string) (bool, error) {
	query := soql.Query{Select: []string{"Id"}, From: "EventLogFile", Where: filter, Limit: 1}
	page, err := l.org.Query(ctx, query.String())
	if err != nil {
		return false, fmt.Errorf("looking for event log files: %w", err)
	}
	return len(page.Records) > 0, nil
}

// list returns the files of an interval and of event types, or of all for none, that were
// created at since or later.
func (l *listing) list(ctx context.Context, interval string, eventTypes []string, since time.Time) ([]file, error) {
	files, err := l.query(ctx, interval, eventTypes, since)
	if rest.ClassOf(err) == rest.InvalidField && !l.noInterval && interval == Daily {
		l.noInterval = true
		files, err = l.query(ctx, interval, eventTypes, since)
	}
	if rest.ClassOf(err) == rest.InvalidField {
		l.found = nil // the org is not what it was, or not what it seemed
	}
	if err != nil {
		return nil, fmt.Errorf("listing %s event log files: %w", strings.ToLower(interval), err)
	}
	return files, nil
}

func (l *listing) query(ctx context.Context, interval string, eventTypes []string, since time.Time) ([]file, error) {
	return l.where(ctx, interval, eventTypes, []string{"CreatedDate >= " + soql.DateTime(since)})
}

// where returns the files of an interval and of event types, or of all for none, for which
// conditions hold.
func (l *listing) where(ctx context.Context, interval string, eventTypes, conditions []string) ([]file, error) {
	query := soql.Query{
		Select: []string{
			"Id", "EventType", "LogDate", "CreatedDate", "LogFileLength", "ApiVersion",
			"LogFile", "LogFileFieldNames", "LogFileFieldTypes",
		},
		From:    "EventLogFile",
		Where:   append(l.filter(interval, eventTypes), conditions...),
		OrderBy: []string{"CreatedDate ASC"},
	}
	if !l.noInterval {
		query.Select = append(query.Select, "Interval", "Sequence")
	}
	return l.run(ctx, query.String())
}

// run returns all files that a query lists.
func (l *listing) run(ctx context.Context, query string) ([]file, error) {
	for restart := 0; ; restart++ {
		files, err := l.pages(ctx, query)
		if errors.Is(err, rest.ErrLocatorLost) && restart < listRestarts {
			continue
		}
		return files, err
	}
}

func (l *listing) pages(ctx context.Context, query string) ([]file, error) {
	var files []file
	page, err := l.org.Query(ctx, query)
	for ; err == nil; page, err = l.org.Next(ctx, page) {
		for _, record := range page.Records {
			listed, err := parseFile(record)
			if err != nil {
				// No version of this program could ask for it, and the others are
				// not to wait for it.
				l.log.Warnf("left out of the event log files: %v", err)
				continue
			}
			if l.positionField != "" {
				listed.position = positionOf(record, l.positionField, listed.createdDate)
			}
			if !l.excluded(listed.eventType) {
				files = append(files, listed)
			}
		}
		if page.Done {
			return files, nil
		}
	}
	return nil, err
}

// filter pins the interval: without one Salesforce lists daily files only, and
// with any condition on Id it would list daily and hourly files together.
func (l *listing) filter(interval string, eventTypes []string) []string {
	var where []string
	if interval != "" && !l.noInterval {
		where = append(where, "Interval = "+soql.Quote(interval))
	}
	if len(eventTypes) > 0 {
		where = append(where, soql.In("EventType", eventTypes))
	}
	return where
}

// selects reports whether an event type is to be collected.
func (l *listing) selects(eventType string) bool {
	named := func(name string) bool { return strings.EqualFold(name, eventType) }
	return !l.excluded(eventType) && (len(l.eventTypes) == 0 || slices.ContainsFunc(l.eventTypes, named))
}

// selected returns those of some event types that are to be collected.
func (l *listing) selected(eventTypes []string) []string {
	return slices.DeleteFunc(slices.Clone(eventTypes), func(name string) bool { return !l.selects(name) })
}

func (l *listing) excluded(eventType string) bool {
	return slices.ContainsFunc(l.exclude, func(name string) bool { return strings.EqualFold(name, eventType) })
}
