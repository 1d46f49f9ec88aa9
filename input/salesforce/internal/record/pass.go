package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
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
	most   int           // new records; 0 for any number
	floor  time.Duration // how short the window may be made to have fewer records
	known  int           // records of the lookback that the window has again
	total  int           // of records, as the first page said

	within state.Cursor    // of this window
	seen   map[uint64]bool // records of the windows before
	done   map[uint64]bool // records of this window that are published
	count  int64
	sum    uint64
	// resume is how many records were published before this process began.
	resume int64

	held   *ecs.Event // to be published when it is known whether it is the last
	heldID uint64
	recent state.Identities    // all records in the lookback before the window's end
	equal  map[identity.ID]int // records of equal content, where there is no key
}

// newPass begins a window. What it takes from the collector's state stays right,
// because the state changes only when a window is finished or given up.
func newPass(c *Collector, span state.Window) *pass {
	p := &pass{
		Collector: c, span: span,
		query:  c.shape.query(span),
		within: c.state.Within(span),
		most:   c.limit,
		floor:  shortestWindow,
		known:  len(c.state.Seen),
		seen:   make(map[uint64]bool, len(c.state.Seen)+len(c.sent)),
		done:   make(map[uint64]bool),
	}
	for _, id := range c.state.Seen {
		p.seen[id] = true
	}
	maps.Copy(p.seen, c.sent)
	if span.Start.Before(c.state.Through) {
		p.floor = max(p.floor, c.floor)
	}
	if c.state.Window != nil {
		p.most, p.resume = 0, c.state.Sent
	}
	return p
}

// meet tells the pass where its events go and what org they are from. A window can
// outlast a poll, and a sign-in that moved the org to another host.
func (p *pass) meet(out publisher.Publisher, org ecs.Org) {
	p.out = out
	if p.mapper == nil || p.org != org {
		p.org, p.mapper = org, p.Collector.mapper.Records(org, p.shape.object)
	}
}

// fresh returns how many records of the window are not of the lookback.
func (p *pass) fresh() int { return max(0, p.total-p.known) }

// ifStarted returns the pass if some of its records are published, and else nil.
func (p *pass) ifStarted() *pass {
	if p.count == 0 {
		return nil
	}
	return p
}

// run queries the window, publishes what is new in it and finishes it.
func (p *pass) run(ctx context.Context) error {
	p.held, p.recent, p.equal = nil, nil, make(map[identity.ID]int)
	asOf := p.Collector.org.Now()
	page, err := p.Collector.org.Query(ctx, p.query)
	if err != nil {
		return err
	}
	p.total = page.TotalSize
	if p.most > 0 && p.fresh() > p.most && p.count == 0 {
		return errTooMany
	}
	pages := ahead{org: p.Collector.org}
	defer pages.stop()
	for {
		pages.fetch(ctx, page)
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
	}
	if p.resume > 0 {
		return p.repeat()
	}
	return p.finish(asOf)
}

// record publishes one record, unless it was seen or sent before.
func (p *pass) record(raw json.RawMessage) error {
	id, at, err := p.identify(raw)
	if err != nil {
		// There is nothing in it that could be an event, and it must not hold up
		// those that are.
		p.log.Warnf("left out of %s %s: %v", p.config.Object, p, err)
		return nil
	}
	short := id.Short()
	// One without a time may be anywhere in the window.
	if at.IsZero() || !at.Before(p.span.End.Add(-p.config.Lookback)) {
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
	if p.sum == p.state.Sum {
		p.resume = 0
		return nil
	}
	return p.repeat()
}

// repeat gives up to find the records that the last run of the process published:
// those that were passed over may be others, and all are published.
func (p *pass) repeat() error {
	p.done, p.count, p.sum, p.resume = make(map[uint64]bool), 0, 0, 0
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
	finished := state.Records{Through: p.span.End, Settled: p.state.Settled, Seen: p.recent}
	if asOf.Sub(p.span.End) >= p.config.Delay+p.config.Lookback {
		// It was asked for so late that all its records were visible.
		finished.Settled, finished.Seen = p.span.End, nil
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
	key := fields.text(p.shape.keyField)
	if key != "" && key != catalog.EmptyKey {
		return identity.Record(p.org.ID, p.shape.object, key), at, nil
	}
	content := fields.content()
	same := identity.Record(p.org.ID, p.shape.object, content)
	p.equal[same]++
	return identity.Record(p.org.ID, p.shape.object, fmt.Sprintf("%s#%d", content, p.equal[same])), at, nil
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
