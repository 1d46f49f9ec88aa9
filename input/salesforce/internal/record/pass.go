package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

var errTooMany = errors.New("the window has too many records")

// pass collects one window. Where a window has to start again, the same pass runs
// again and knows what it sent.
type pass struct {
	*Collector
	delivery
	span    state.Window
	after   time.Time        // the end of the window before
	max     int              // new records; 0 for any number
	floor   time.Duration    // how short the window may be made to have fewer records
	repeats int              // records of the lookback that the window has again
	total   int              // of records, as the first page said
	recent  state.Identities // all records in the lookback before the window's end
	edge    state.Identities // and those at its very end
	tally   *tally
}

// newPass begins a window. What it takes from the collector's state stays right,
// because the state changes only when a window is finished or given up.
func newPass(c *Collector, span state.Window) *pass {
	p := &pass{
		Collector: c, span: span, after: c.state.Through,
		delivery: delivery{
			object:           c.shape.object,
			within:           c.state.Within(span),
			earlierRecords:   make(map[uint64]bool, len(c.state.Seen)+len(c.sentRecords)),
			publishedRecords: make(map[uint64]bool),
			metrics:          c.config.Metrics,
			mapped:           func(event ecs.Event) { tellDrift(&c.drift, c.log, c.shape.object, event, c.org.Now()) },
		},
		max:     c.limit,
		floor:   shortestWindow,
		repeats: len(c.state.Seen),
		tally:   newTally(c.config.Coverage, c.state.Seen),
	}
	for _, id := range c.state.Seen {
		p.earlierRecords[id] = true
	}
	maps.Copy(p.earlierRecords, c.sentRecords)
	if span.Start.Before(c.state.Through) {
		p.floor = max(p.floor, c.floor)
	}
	if p.joins() {
		p.max = c.joint
	}
	if c.state.Window != nil {
		p.max, p.resume, p.resumed = 0, c.state.Sent, c.state.Sum
	}
	return p
}

// joins reports whether the window is longer than the user wants it, because little is
// expected of it.
func (p *pass) joins() bool { return p.span.End.Sub(p.after) > p.config.LongestWindow }

// fresh returns how many records of the window are not of the lookback.
func (p *pass) fresh() int { return max(0, p.total-p.repeats) }

// ifStarted returns the pass if some of its records are published, and else nil.
func (p *pass) ifStarted() *pass {
	if p.count == 0 {
		return nil
	}
	return p
}

// run queries the window, publishes what is new in it and finishes it.
func (p *pass) run(ctx context.Context) error {
	p.again()
	p.recent, p.edge = nil, nil
	asOf := p.Collector.org.Now()
	query, err := p.shape.query(p.span, asOf)
	if err != nil {
		return err
	}
	page, earlier, asked, err := p.early.take(query)
	p.waits = !asked || p.early.pages.waited
	if asked {
		asOf = earlier
	} else {
		page, err = p.Collector.org.Query(ctx, query)
	}
	if err != nil {
		return err
	}
	asOf = answeredBy(page, asOf)
	if err := p.checkEnd(page); err != nil {
		return err
	}
	announced, counted := page.TotalSize, 0
	p.total = p.believable(page)
	if p.max > 0 && p.count == 0 && (p.fresh() > p.max || p.cutOff()) {
		return errTooMany
	}
	p.way.plan(asOf, p)
	if p.cutOff() {
		p.log.Warnf("%s %s has at least as many records as the LIMIT of the query, %d, so some may be missed", p.shape.object, p, p.shape.limit)
	}
	pages := ahead{org: p.Collector.org}
	defer pages.stop()
	for {
		pages.fetch(ctx, page)
		p.askAhead(ctx, page, asOf)
		counted += len(page.Records)
		for _, record := range page.Records {
			if err := p.record(record); err != nil {
				return err
			}
		}
		if page.Done {
			break
		}
		if page, err = pages.take(); err != nil {
			return err
		}
		p.waits = pages.waited
	}
	p.compare(announced, counted)
	if p.resume > 0 {
		return p.repeat()
	}
	return p.finish(asOf)
}

// askAhead asks for the next window with the last page of this one. How long the next one
// is to be shows by then. Where the pages wait for the pipeline nothing would be gained, and
// a page more would be in memory. A query of the user's own can have the time in it, and is
// not asked before its turn.
func (p *pass) askAhead(ctx context.Context, page *rest.Page, asOf time.Time) {
	if !page.Done || !p.waits || p.resume > 0 || p.shape.own != nil {
		return
	}
	next, ok := p.following(p, asOf)
	if !ok {
		return
	}
	if query, err := p.shape.query(next, asOf); err == nil {
		p.early.ask(ctx, p.Collector.org, query)
	}
}

// cutOff reports whether the LIMIT of a query of the user's own seems to leave out
// records of the window.
func (p *pass) cutOff() bool { return p.shape.limit > 0 && p.total >= p.shape.limit }

// record publishes one record, unless it was seen or sent before.
func (p *pass) record(raw json.RawMessage) error {
	record, err := fieldsOf(raw)
	if err != nil {
		// There is nothing in it that could be an event, and it must not hold up
		// those that are.
		p.metrics.Add(metrics.RecordsLeftOut, 1)
		p.log.Warnf("skipped a record of %s %s: %v", p.shape.object, p, err)
		return nil
	}
	id, at := p.identify(record, p.shape.keyOf(record)), record.time(p.shape.timeField)
	p.tally.count(id.Short(), at, p.after)
	// One without a time may be anywhere in the window. One that has no place in it may
	// come again with the next.
	stray := at.IsZero() || at.Before(p.span.Start.Add(-edge))
	if stray || !at.Before(p.span.End.Add(-p.config.Lookback)) {
		p.recent = append(p.recent, id.Short())
	}
	if stray || !at.Before(p.span.End.Add(-edge)) {
		p.edge = append(p.edge, id.Short())
	}
	return p.deliver(raw, id)
}

// finish completes the window.
func (p *pass) finish(asOf time.Time) error {
	p.state = p.finished(asOf)
	p.tally.note(p.after, p.span.End)
	return p.end(p.state.Cursor())
}

// finished returns the state after the window.
func (p *pass) finished(asOf time.Time) state.Records {
	finished := state.Records{Field: p.state.Field, Through: p.span.End, Settled: p.state.Settled, Seen: p.recent}
	if asOf.Sub(p.span.End) >= p.config.Delay+p.config.Lookback {
		// It was asked for so late that all its records were visible. Only those that
		// the next window has as well, by how a query of the user's own is written,
		// are remembered.
		finished.Settled, finished.Seen = p.span.End, p.edge
	}
	finished.Marks = p.state.Marks.With(state.Mark{Through: finished.Through, AsOf: asOf})
	return finished
}

// keepsBeingLost reports whether a window should be made smaller because its pages
// were lost that often. One that was in progress when the process began is not: what
// is known of it holds for the whole of it.
func (p *pass) keepsBeingLost(err error, restarted int) bool {
	return errors.Is(err, rest.ErrLocatorLost) && !errors.Is(err, errRepeat) && restarted >= lost && p.resume == 0
}

// splittable reports whether a window not shorter than floor can be asked for
// instead.
func (p *pass) splittable(floor time.Duration) bool {
	return p.span.End.Sub(p.state.Through) > floor
}

func (p *pass) String() string {
	const layout = "2006-01-02T15:04:05.000Z"
	return fmt.Sprintf("from %s to %s", p.span.Start.UTC().Format(layout), p.span.End.UTC().Format(layout))
}
