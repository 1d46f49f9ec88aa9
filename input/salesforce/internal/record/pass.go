package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/identity"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

var (
	errTooMany = errors.New("the window has too many records")
	// errRepeat restarts a window whose first records are not those that were
	// published before the restart of the process.
	errRepeat = fmt.Errorf("%w: the window's first records have changed", rest.ErrLocatorLost)
)

// pass collects one window. Where a window has to start again, the same pass runs
// again and knows what it sent.
type pass struct {
	*Collector
	out    publisher.Publisher
	org    ecs.Org
	mapper *ecs.RecordMapper
	span   state.Window
	query  string
	limit  int // of records in all; 0 for none
	total  int // of records, as the first page said

	within state.Cursor    // of this window
	seen   map[uint64]bool // records of the windows before
	done   map[uint64]bool // records of this window that are published
	count  int64
	sum    uint64
	// resume is how many records were published before this process began.
	resume int64

	held   *ecs.Event // to be published when it is known whether it is the last
	heldID uint64
	recent state.Identities // all records in the lookback before the window's end
	equal  map[string]int   // records of equal content, where there is no key
}

func newPass(c *Collector, out publisher.Publisher, org ecs.Org, span state.Window) *pass {
	p := &pass{
		Collector: c, out: out, org: org, span: span,
		mapper: c.mapper.Records(org, c.shape.object),
		query:  c.shape.query(span),
		within: c.state.Within(span),
		limit:  maxRecords,
		seen:   make(map[uint64]bool, len(c.state.Seen)),
		done:   make(map[uint64]bool),
	}
	for _, id := range c.state.Seen {
		p.seen[id] = true
	}
	if c.state.Window != nil {
		p.limit, p.resume = 0, c.state.Sent
	}
	return p
}

// run queries the window, publishes what is new in it and finishes it.
func (p *pass) run(ctx context.Context) error {
	p.held, p.recent, p.equal = nil, nil, make(map[string]int)
	asOf := p.Collector.org.Now()
	page, err := p.Collector.org.Query(ctx, p.query)
	if err != nil {
		return err
	}
	p.total = page.TotalSize
	if p.limit > 0 && p.total > p.limit && p.count == 0 {
		return errTooMany
	}
	for {
		for _, record := range page.Records {
			if err := p.record(record); err != nil {
				return err
			}
		}
		if page.Done {
			break
		}
		if page, err = p.Collector.org.Next(ctx, page); err != nil {
			return err
		}
	}
	if p.resume > 0 {
		p.resume = 0
		return errRepeat
	}
	return p.finish(asOf)
}

// record publishes one record, unless it was seen or sent before.
func (p *pass) record(raw json.RawMessage) error {
	id, at, err := p.identify(raw)
	if err != nil {
		return err
	}
	short := id.Short()
	if !at.Before(p.span.End.Add(-p.config.Lookback)) {
		p.recent = append(p.recent, short)
	}
	if p.seen[short] || p.done[short] || (p.held != nil && p.heldID == short) {
		return nil
	}
	if p.resume > 0 {
		return p.skip(short)
	}
	event, err := p.mapper.Map(raw, id.String())
	if err != nil {
		return fmt.Errorf("record %s: %w", id, err)
	}
	if err := p.publishHeld(); err != nil {
		return err
	}
	p.held, p.heldID = &event, short
	return nil
}

// skip passes over a record that the last run of the process seems to have
// published. Whether it has shows when all of them are there.
func (p *pass) skip(short uint64) error {
	p.done[short] = true
	p.count++
	p.sum ^= short
	if p.count < p.resume {
		return nil
	}
	p.resume = 0
	if p.sum == p.state.Sum {
		return nil
	}
	p.done, p.count, p.sum = make(map[uint64]bool), 0, 0
	return errRepeat
}

func (p *pass) publishHeld() error {
	if p.held == nil {
		return nil
	}
	p.done[p.heldID] = true
	p.count++
	p.sum ^= p.heldID
	if err := p.out.Publish(*p.held, p.within.After(p.count, p.sum)); err != nil {
		return fmt.Errorf("%w: %w", poll.ErrStopped, err)
	}
	p.held = nil
	return nil
}

// finish completes the window, with its last record if there is one.
func (p *pass) finish(asOf time.Time) error {
	finished := state.Records{Begin: p.state.Begin, Through: p.span.End, AsOf: asOf}
	if asOf.Sub(finished.Through) < p.config.Delay+p.config.Lookback {
		finished.Seen = p.recent
	}
	if p.held == nil {
		p.state = finished
		return advance(p.out, finished.Cursor())
	}
	last := *p.held
	p.state, p.held = finished, nil
	if err := p.out.Publish(last, finished.Cursor()); err != nil {
		return fmt.Errorf("%w: %w", poll.ErrStopped, err)
	}
	return nil
}

// identify returns the identity of a record and its time.
func (p *pass) identify(raw json.RawMessage) (identity.ID, time.Time, error) {
	fields, err := fieldsOf(raw)
	if err != nil {
		return identity.ID{}, time.Time{}, err
	}
	at := fields.time(p.shape.timeField)
	if key := fields.text(p.shape.keyField); key != "" {
		return identity.Record(p.org.ID, p.shape.object, key), at, nil
	}
	content := fields.content()
	p.equal[content]++
	return identity.Record(p.org.ID, p.shape.object, fmt.Sprintf("%s#%d", content, p.equal[content])), at, nil
}

// splittable reports whether a smaller window can be asked for. While records are
// published, or a stored window is gone on with, it cannot. A window that has a
// lookback is not made shorter than that to have fewer records.
func (p *pass) splittable(slow bool) bool {
	floor := shortestWindow
	if p.span.Start.Before(p.state.Through) && !slow {
		floor = max(floor, p.config.Lookback)
	}
	return p.state.Window == nil && p.count == 0 && p.span.End.Sub(p.state.Through) > floor
}

func (p *pass) String() string {
	const layout = "2006-01-02T15:04:05.000Z"
	return fmt.Sprintf("from %s to %s", p.span.Start.UTC().Format(layout), p.span.End.UTC().Format(layout))
}
