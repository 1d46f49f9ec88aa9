package record

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// maxAuditFailures is how often a day is begun again after a failure before the rest of it is
// left to the next age.
const maxAuditFailures = 5

// Audit compares days that are due with the org and publishes what was not collected, until a
// time. It is called between polls by the goroutine that polls. What is not compared by then
// is left to the next call. Only an error that wraps poll.ErrStopped or the context's error
// ends the source; every other failure is logged, and the day is compared again.
func (c *Collector) Audit(ctx context.Context, out publisher.Publisher, until time.Time) error {
	for time.Now().Before(until) {
		if c.unfinished != nil || c.state.Window != nil || c.shape.object == "" {
			return nil // a window is in progress, or nothing was collected yet
		}
		if c.audit == nil {
			task, ok := c.config.Coverage.Due(c.org.Now(), c.state.Through)
			if !ok {
				return nil
			}
			next, err := c.newAudit(ctx, task)
			if err != nil {
				return c.auditFailed(ctx, err)
			}
			c.audit = next
		}
		within, cancel := context.WithDeadline(ctx, until)
		done, err := c.audit.step(within, out)
		cancel()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, poll.ErrStopped):
			return err
		case err != nil:
			return c.auditFailed(ctx, err)
		case done:
			c.audit = nil
		}
	}
	return nil
}

// auditFailed notes a failure. The day starts over with the next call: what was found is known
// by then.
func (c *Collector) auditFailed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.log.Debugf("comparing %s with the org: %v", c.config.Object, err)
	if c.audit == nil || errors.Is(err, context.DeadlineExceeded) || rest.ClassOf(err) == rest.DailyLimit {
		return nil // it goes on with the next call
	}
	if c.audit.failures++; c.audit.failures < maxAuditFailures {
		c.audit.restart()
		return nil
	}
	c.log.Warnf("the audit of %s for %s is left to the next age, because the org cannot be asked: %v", c.config.Object, c.audit.task.Day.Format(time.DateOnly), err)
	c.audit.giveUpRest()
	return nil
}

// dayAudit is the comparison of one day with the org. Parts of it that differ are divided until
// they are small enough to be read.
type dayAudit struct {
	*Collector
	task    audit.Task
	token   oauth.Token
	known   *coverage.Known
	parts   []state.Window // that are still to be compared, the next one last
	result  coverage.Audit
	reading *reading // of a part; nil if none is in progress

	requests int
	failures int
	noCount  bool // the org does not count the records of the object
}

func (c *Collector) newAudit(ctx context.Context, task audit.Task) (*dayAudit, error) {
	token, err := c.org.Token(ctx)
	if err != nil {
		return nil, err
	}
	a := &dayAudit{Collector: c, task: task, token: token, result: coverage.NewAudit(task)}
	if a.known, err = c.config.Coverage.Known(task.Day); err != nil {
		return nil, fmt.Errorf("reading what was collected on %s: %w", task.Day.Format(time.DateOnly), err)
	}
	rows, err := c.config.Coverage.Rows(task.Day)
	if err != nil {
		return nil, fmt.Errorf("reading what was collected on %s: %w", task.Day.Format(time.DateOnly), err)
	}
	a.result.Ours = int64(a.known.Len())
	a.restart()
	if rows > a.result.Ours {
		// Identities of the day are lost. All that they were of would come again.
		a.giveUpRest()
	}
	return a, nil
}

// restart compares the whole day, without what was found already.
func (a *dayAudit) restart() {
	a.parts, a.reading = []state.Window{{Start: a.task.Day, End: a.task.End()}}, nil
	a.result.Recount()
}

// giveUpRest leaves what is not compared yet to the next age.
func (a *dayAudit) giveUpRest() { a.parts, a.reading, a.result.Unfinished = nil, nil, true }

// step does what takes one request, and reports whether the day is done.
func (a *dayAudit) step(ctx context.Context, out publisher.Publisher) (done bool, err error) {
	if a.requests >= a.config.MaxAuditRequests && (a.reading != nil || len(a.parts) > 0) {
		a.giveUpRest()
	}
	switch {
	case a.reading != nil:
		return false, a.read(ctx, out)
	case len(a.parts) > 0:
		return false, a.compare(ctx)
	}
	return true, a.finish(out)
}

// compare compares the next part. If it differs it is divided, or read.
func (a *dayAudit) compare(ctx context.Context) error {
	part := a.parts[len(a.parts)-1]
	ours := a.known.Count(part.Start, part.End)
	switch {
	case a.shape.own != nil: // of which nothing but all can be asked for
	case a.shape.keyField != "" && (ours <= pageRecords || !a.countable()):
		return a.compareKeys(ctx, part, ours)
	case a.countable():
		return a.compareCount(ctx, part, ours)
	}
	a.startReading(part, false)
	return nil
}

// countable reports whether the org counts the records of the object. It does not for big
// objects.
func (a *dayAudit) countable() bool { return a.shape.kind.Rules().Countable && !a.noCount }

// compareCount compares numbers of records.
func (a *dayAudit) compareCount(ctx context.Context, part state.Window, ours int) error {
	query := a.shape.window(part)
	query.Select, query.OrderBy = []string{"COUNT()"}, nil
	page, err := a.ask(ctx, query.String())
	if err != nil {
		if class := rest.ClassOf(err); class == rest.InvalidQuery || class == rest.InvalidField {
			a.noCount = true
			return nil // the part is compared in another way
		}
		return err
	}
	switch total := page.TotalSize; {
	case total == ours:
		a.result.Org += int64(total)
		a.pop()
	case max(total, ours) <= pageRecords || !divisible(part):
		a.startReading(part, false)
	default:
		a.divide(part)
	}
	return nil
}

// compareKeys compares the keys of records, without their other fields.
func (a *dayAudit) compareKeys(ctx context.Context, part state.Window, ours int) error {
	query := a.shape.window(part)
	query.Select = []string{a.shape.keyField}
	if a.shape.keyField != a.shape.timeField {
		query.Select = append(query.Select, a.shape.timeField)
	}
	page, err := a.ask(ctx, query.String())
	if err != nil {
		return err
	}
	if total := page.TotalSize; !page.Done && total > len(page.Records) && total < maxTotal {
		if total == ours {
			a.result.Org += int64(total)
			a.pop()
			return nil
		}
		if divisible(part) {
			a.divide(part)
			return nil
		}
	}
	if !page.Done {
		// There is no total to believe, so all of it is read.
		a.startReading(part, false)
		return nil
	}
	a.compareSets(part, page)
	return nil
}

// compareSets compares what the org has of a part with what is known of it. Of what is missing
// only keys are known so far.
func (a *dayAudit) compareSets(part state.Window, page *rest.Page) {
	has := make(map[uint64]bool, len(page.Records))
	var first, last time.Time // of what is missing
	for _, raw := range page.Records {
		record, err := fieldsOf(raw)
		if err != nil {
			continue
		}
		id, ok := a.keyIdentity(record)
		if !ok {
			a.startReading(part, false)
			return
		}
		short := id.Short()
		has[short] = true
		if a.known.Has(short) {
			continue
		}
		at := record.time(a.shape.timeField)
		if !within(part, at) {
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	a.result.Org += int64(len(has))
	a.countDeleted(part, has)
	a.pop()
	if !first.IsZero() {
		missing := state.Window{Start: first, End: last.Add(time.Second).Truncate(time.Second)}
		if missing.End.After(part.End) {
			missing.End = part.End
		}
		a.parts = append(a.parts, missing)
		a.startReading(missing, true)
	}
}

// countDeleted counts the records of a part that were collected and that the org does not have.
func (a *dayAudit) countDeleted(part state.Window, has map[uint64]bool) {
	for _, identity := range a.known.Between(part.Start, part.End) {
		if !has[identity.Short] {
			a.result.Delete()
		}
	}
}

func (a *dayAudit) ask(ctx context.Context, query string) (*rest.Page, error) {
	a.requests++
	return a.org.Query(ctx, query)
}

// divide replaces the next part by its halves, of which the earlier one comes first.
func (a *dayAudit) divide(part state.Window) {
	middle := part.Start.Add(part.End.Sub(part.Start) / 2).Truncate(time.Second)
	a.pop()
	a.parts = append(a.parts, state.Window{Start: middle, End: part.End}, state.Window{Start: part.Start, End: middle})
}

func divisible(part state.Window) bool { return part.End.Sub(part.Start) >= 2*time.Second }

// finish hands the result over to the ledger, logs it and stores the cursor that covers it.
func (a *dayAudit) finish(out publisher.Publisher) error {
	a.config.Coverage.Audited(a.result, a.config.Metrics)
	if text := a.result.Summary("records"); text != "" {
		a.log.Infof("audit of %s: %s", a.shape.object, text)
	}
	return advance(out, a.state.Cursor())
}
