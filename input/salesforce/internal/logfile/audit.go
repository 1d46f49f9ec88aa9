package logfile

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// maxMissed is how many missed files are collected at once: all of them are in each cursor.
const maxMissed = 50

// dayAudit is the comparison of one day with the org. Files that were missed are collected by
// the polls, some at a time.
type dayAudit struct {
	task    audit.Task
	compare bool // the day is still to be compared
	result  coverage.Audit
	// left are the missed files that the polls do not collect yet, and current those that
	// they do, as long as the state has them as missed.
	left, current []file
}

// missed returns the files of the audit that are to be collected.
func (a *dayAudit) missed(st state.LogFiles) []file {
	if a == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(a.current), func(f file) bool { return !st.HasMissed(f.key()) })
}

// Audit compares days that are due with the org, until a time, and lets the next polls collect
// the log files that were missed. It is called between polls by the goroutine that polls. Only
// an error that wraps poll.ErrStopped or the context's error ends the source; every other failure
// is logged, and the day is compared again.
func (c *Collector) Audit(ctx context.Context, out publisher.Publisher, until time.Time) error {
	if c.config.Query != nil || c.config.Coverage == nil || c.listedAt.IsZero() {
		return nil
	}
	known := c.config.Coverage.Select(c.auditSelections(), c.state.Begin, c.org.Now())
	for len(known) > 0 && time.Now().Before(until) {
		if c.audit == nil {
			task, ok := c.config.Coverage.Due(c.org.Now(), c.listedAt)
			if !ok {
				return nil
			}
			c.audit = &dayAudit{task: task, compare: true}
		}
		if c.audit.compare {
			within, cancel := context.WithDeadline(ctx, until)
			err := c.compareDay(within, known)
			cancel()
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				c.log.Debugf("comparing the event log files of %s with the org: %v", c.audit.task.Day.Format(time.DateOnly), err)
				c.audit = nil
				return nil // the next call tries again
			}
		}
		collecting, err := c.collectMissed(out)
		if err != nil || collecting {
			return err
		}
		if err := c.finishAudit(out); err != nil {
			return err
		}
	}
	return nil
}

// auditSelections returns what is selected, in a form that changes whenever an event type may
// be new in it.
func (c *Collector) auditSelections() []string {
	excluded := slices.Clone(c.config.ExcludeEventTypes)
	slices.Sort(excluded)
	selections := make([]string, len(c.lastScope.selections))
	for n, selection := range c.lastScope.selections {
		selections[n] = strings.Join(append([]string{selection}, excluded...), "!")
	}
	return selections
}

// compareDay lists the log files of the day and finds those that were missed.
func (c *Collector) compareDay(ctx context.Context, known map[string]time.Time) error {
	a := c.audit
	listed, err := c.listDay(ctx, a.task.Day)
	if err != nil {
		return err
	}
	have, err := c.config.Coverage.Files(a.task.Day)
	if err != nil {
		return fmt.Errorf("reading what was collected: %w", err)
	}
	done, err := c.config.Coverage.Known(a.task.Day)
	if err != nil {
		return fmt.Errorf("reading what was collected: %w", err)
	}
	a.result = coverage.NewAudit(a.task)
	collected := make(map[string][]coverage.File)
	for _, f := range have {
		collected[f.ID] = append(collected[f.ID], f)
	}
	a.result.Ours = int64(len(collected))
	whole := 0
	for _, versions := range collected {
		if slices.ContainsFunc(versions, func(f coverage.File) bool { return f.IsDone() }) {
			whole++
		}
	}
	if done.Len() < whole {
		// Identities of the day are lost. All that they were of would come again.
		a.result.Unfinished, a.compare, a.left = true, false, nil
		return nil
	}
	inOrg, audited := make(map[string]bool), make(map[string]bool)
	a.left = nil
	for _, f := range listed {
		inOrg[f.id] = true
		if !c.isAudited(f, known) {
			continue
		}
		audited[f.id] = true
		if done.Has(coverage.FileIdentity(f.id, f.createdDate, f.length)) || c.state.Has(f.key()) {
			continue
		}
		cause := coverage.VisibleLate
		if len(collected[f.id]) > 0 {
			cause = coverage.FileReplaced
		}
		a.result.Miss(cause)
		a.left = append(a.left, f)
	}
	a.result.Org = int64(len(audited))
	for id := range collected {
		if !inOrg[id] {
			a.result.Delete()
		}
	}
	// What is in progress since before a restart comes first, so that it stays known.
	slices.SortStableFunc(a.left, func(x, y file) int { return c.rank(x) - c.rank(y) })
	a.compare = false
	return nil
}

func (c *Collector) rank(f file) int {
	if c.state.HasMissed(f.key()) {
		return 0
	}
	return 1
}

// listDay returns the selected log files of a UTC day.
func (c *Collector) listDay(ctx context.Context, day time.Time) ([]file, error) {
	var all []file
	for _, interval := range c.lastScope.intervals {
		where := []string{"LogDate >= " + soql.DateTime(day), "LogDate < " + soql.DateTime(day.Add(audit.Day))}
		listed, err := c.listing.where(ctx, interval, c.lastScope.eventTypes(interval, c.config.EventTypes), where)
		if err != nil {
			return nil, fmt.Errorf("listing %s event log files: %w", strings.ToLower(interval), err)
		}
		all = append(all, listed...)
	}
	sortFiles(all)
	return slices.CompactFunc(all, func(a, b file) bool { return a.key().Equal(b.key()) }), nil
}

// isAudited reports whether a file should have been collected by now: it was selected when it
// was created, and the polls do not list it any more.
func (c *Collector) isAudited(f file, known map[string]time.Time) bool {
	// A file that is listed by one date and bears another one is not where it would be looked for.
	if !audit.DayOf(f.logDate).Equal(c.audit.task.Day) {
		return false
	}
	if f.unreadable != nil || c.org.Now().Sub(f.createdDate) < c.config.Settle || !f.position.Before(c.lastScope.since(c.state, f)) {
		return false
	}
	for selection, since := range known {
		name, _, _ := strings.Cut(selection, "!")
		if covers(name, f.interval+"/"+f.eventType) && !f.createdDate.Before(since) {
			return true
		}
	}
	return false
}

// collectMissed lets the polls collect the missed files, and reports whether they still do.
func (c *Collector) collectMissed(out publisher.Publisher) (collecting bool, err error) {
	a := c.audit
	if len(a.missed(c.state)) > 0 {
		return true, nil
	}
	count := min(len(a.left), maxMissed)
	a.current, a.left = a.left[:count], a.left[count:]
	keys := make([]state.LogFile, 0, count)
	for _, f := range a.current {
		keys = append(keys, f.key())
	}
	if count == 0 && len(c.state.Missed) == 0 {
		return false, nil
	}
	next := c.state.WithMissed(keys)
	if err := out.Advance(next.Cursor()); err != nil {
		return false, poll.Stopped(err)
	}
	c.state = next
	return count > 0, nil
}

// finishAudit hands the result over to the ledger, and logs it.
func (c *Collector) finishAudit(out publisher.Publisher) error {
	result := c.audit.result
	c.audit = nil
	c.config.Coverage.Audited(result, c.config.Metrics)
	c.config.Metrics.Add(metrics.AuditFound, result.Found)
	if text := result.Summary("files"); text != "" {
		c.log.Infof("audit of event log files: %s", text)
	}
	if err := out.Advance(c.state.Cursor()); err != nil {
		return poll.Stopped(err)
	}
	return nil
}

// markMissed marks the events of a file that an audit has found.
func (r *run) markMissed(b batch) {
	if len(r.state.Missed) == 0 || !r.state.HasMissed(b.file.key()) {
		return
	}
	late := max(r.org.Now().Sub(b.file.createdDate), 0)
	for _, event := range b.events {
		ecs.MarkLate(event, late)
	}
}
