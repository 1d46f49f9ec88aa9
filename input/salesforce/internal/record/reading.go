package record

import (
	"context"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// reading is a part that is being read.
type reading struct {
	delivery
	part    state.Window
	page    *rest.Page // the latest one
	seen    map[uint64]bool
	counted bool // what the org has of the part is counted already
}

// startReading begins to read the next part as a whole.
func (a *dayAudit) startReading(part state.Window, counted bool) {
	a.reading = &reading{part: part, seen: make(map[uint64]bool), counted: counted}
	a.reading.object = a.shape.object
	a.reading.again()
}

// read reads the next page of a part, and publishes what was not collected.
func (a *dayAudit) read(ctx context.Context, out publisher.Publisher) error {
	r := a.reading
	page, err := a.nextPage(ctx, r)
	if err != nil {
		return err
	}
	r.page = page
	r.meet(a.mapper, out, ecsOrg(a.token))
	for _, raw := range page.Records {
		record, err := fieldsOf(raw)
		if err != nil {
			continue // the poll has reported it
		}
		id := r.identify(record, a.shape.keyOf(record))
		at := record.time(a.shape.timeField)
		if !within(r.part, at) {
			continue // so are those that a custom query gives beyond what it is asked for
		}
		r.seen[id.Short()] = true
		if a.known.Has(id.Short()) {
			continue
		}
		if err := a.publish(r, record, raw, id, at); err != nil {
			return err
		}
	}
	if !page.Done {
		return nil
	}
	if !r.counted {
		a.result.Org += int64(len(r.seen))
		a.countDeleted(r.part, r.seen)
	}
	a.reading = nil
	a.pop()
	return nil
}

func (a *dayAudit) nextPage(ctx context.Context, r *reading) (*rest.Page, error) {
	a.requests++
	if r.page != nil {
		return a.org.Next(ctx, r.page)
	}
	query, err := a.shape.query(r.part, a.org.Now())
	if err != nil {
		return nil, err
	}
	return a.org.Query(ctx, query)
}

func (a *dayAudit) pop() { a.parts = a.parts[:len(a.parts)-1] }

// within reports whether a record is of the time of a part. One that has no date, or another
// one than it was found by, is not where it would be looked for.
func within(part state.Window, at time.Time) bool {
	return !at.Before(part.Start) && at.Before(part.End)
}
