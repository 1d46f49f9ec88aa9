package record

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// soon is how far after the beginning of a run a record may be, by its own time, to be
// left to the next one.
const soon = time.Hour

// run is one run of a query that follows a cursor. Where it has to start again, the
// same run asks the same and knows what it sent.
//
// What is younger than the run, by an hour at the most, is left to the next one, and
// all of it as long as those records are awaited that were published before a crash.
// Without that a run that goes on would have records that it did not have before, and
// for queries that begin with the newest record they would come first.
type run struct {
	*Follower
	delivery
	at     time.Time            // when it began
	cursor querytemplate.Cursor // nil on a first run
	begin  time.Time            // where a first run begins, if its query says so
	from   time.Time            // what is older has no place in the result
	strays int                  // how many are
	asOf   time.Time            // when its first page was answered, at most: what is younger has a wrong date
	beyond string               // the Id that the run goes on after, or ""

	records, fresh              int  // in all, and new ones
	resumesCrash, leavesRecords bool // after a crash; and records to the next run
	first, last, lastID         string
	newest                      time.Time
	recent                      []recentRecord
	tally                       *tally // nil for queries that give everything with each run
}

// recentRecord is a record that the next run may have again.
type recentRecord struct {
	short uint64
	at    time.Time // zero if it has none
	text  string    // its cursor field, where that is no time
	stray bool      // it has no time that was asked for, so that it may come with any run
}

func newRun(f *Follower) *run {
	r := &run{Follower: f, at: f.org.Now().UTC().Round(0), cursor: f.cursor(), beyond: f.state.Beyond}
	if f.state.Run != nil {
		r.at, r.resumesCrash = *f.state.Run, true
	}
	if f.state.Begun.IsZero() {
		f.state.Begun = r.at
	}
	r.delivery = delivery{
		object:           f.shape.object,
		within:           f.state.Within(r.at),
		earlierRecords:   make(map[uint64]bool, len(f.state.Seen)),
		publishedRecords: make(map[uint64]bool),
		metrics:          f.config.Metrics,
		mapped:           func(event ecs.Event) { tellDrift(&f.drift, f.log, f.shape.object, event, f.org.Now()) },
		resume:           f.state.Sent, resumed: f.state.Sum,
	}
	for _, short := range f.state.Seen {
		r.earlierRecords[short] = true
	}
	if f.config.Query.FollowsCursor() {
		r.tally = newTally(f.config.Coverage, f.state.Seen)
	}
	f.state.Run, f.state.Sent, f.state.Sum = nil, 0, 0
	return r
}

// do runs the query and publishes what is new in its result.
func (r *run) do(ctx context.Context) error {
	r.again()
	r.records, r.fresh, r.first, r.last, r.lastID, r.newest, r.recent = 0, 0, "", "", "", time.Time{}, nil
	r.leavesRecords = false
	query, err := r.shape.own.Render(r.at, r.cursor)
	if err != nil {
		return err
	}
	r.from, r.strays = query.BoundBelow(r.shape.timeField), 0
	switch {
	case r.cursor == nil:
		r.begin = r.from
	case r.from.IsZero() && !r.state.Newest.IsZero():
		r.from = r.state.Newest.Add(-r.config.Lookback - edge)
	}
	page, err := r.Follower.org.Query(ctx, query.Text)
	if err != nil {
		return err
	}
	r.asOf = answeredBy(page, r.at)
	r.way.Begin(r.at, fmt.Sprintf("collecting %s that the query gives, with %s", poll.Count(page.TotalSize, "record"), poll.Count(1+page.TotalSize/pageRecords, "request")))
	pages := ahead{org: r.Follower.org}
	defer pages.stop()
	for {
		pages.fetch(ctx, page)
		for _, record := range page.Records {
			if err := r.record(record); err != nil {
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
	if r.resume > 0 {
		return r.repeat()
	}
	return r.finish()
}

// record publishes one record, unless it was seen or sent before.
func (r *run) record(raw json.RawMessage) error {
	r.records++
	record, err := fieldsOf(raw)
	if err != nil {
		r.metrics.Add(metrics.RecordsLeftOut, 1)
		r.log.Warnf("skipped a record of %s: %v", r.shape.object, err)
		return nil
	}
	at := record.time(r.shape.timeField)
	if at.After(r.at) && (r.resume > 0 || !at.After(r.at.Add(soon))) {
		r.leavesRecords = true
		return nil
	}
	id := r.identify(record, r.shape.keyOf(record))
	r.note(record, at, id.Short())
	r.tally.count(id.Short(), at, r.at)
	return r.deliver(raw, id)
}

// note keeps of a record what the next run needs to know.
func (r *run) note(record fields, at time.Time, short uint64) {
	if !r.earlierRecords[short] {
		r.fresh++
	}
	one := recentRecord{short: short, at: at}
	if (at.IsZero() || at.Before(r.from)) && r.strays < maxRecords {
		one.stray = true
		r.strays++
	}
	if at.IsZero() {
		one.text = scalar(record.raw(r.shape.timeField))
	}
	if text := scalar(record.raw(r.shape.timeField)); text != "" {
		if r.first == "" {
			r.first = text
		}
		r.last = text
	}
	r.lastID = record.text("Id")
	if at.After(r.newest) {
		r.newest = at
	}
	if r.recent = append(r.recent, one); len(r.recent) >= 2*maxRecords && len(r.recent)%maxRecords == 0 {
		r.recent = slices.DeleteFunc(r.recent, r.old)
	}
}

// scalar returns a value as a template would write it into a query.
func scalar(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return strings.TrimSpace(string(raw))
}

// old reports whether the next run cannot have a record again.
func (r *run) old(one recentRecord) bool {
	if one.stray && (!one.at.IsZero() || r.timed()) {
		return false
	}
	if one.at.IsZero() {
		return one.text != r.last && one.text != r.first
	}
	return one.at.Before(r.collected().Add(-r.config.Lookback - edge))
}

// timed reports whether the records have times.
func (r *run) timed() bool { return !r.newest.IsZero() || !r.state.Newest.IsZero() }

// collected returns the newest time up to which all is collected: a record of the
// future must not take the query past those that are still to come.
func (r *run) collected() time.Time {
	newest := r.newest
	if newest.After(r.asOf) {
		newest = r.asOf
	}
	if newest.Before(r.state.Newest) {
		return r.state.Newest
	}
	return newest
}

// finish completes the run, with its last record if there is one.
func (r *run) finish() error {
	before := r.state
	before.Beyond = ""
	finished := before
	if finished.Begin.IsZero() {
		finished.Begin = r.begin
	}
	if finished.Newest = r.collected(); finished.Newest.After(before.Newest) {
		finished.Marks = before.Marks.With(state.Mark{Through: finished.Newest, AsOf: r.asOf})
	}
	// What comes again says nothing of how far it is.
	if r.fresh > 0 && r.last != "" {
		finished.First, finished.Last = r.first, r.last
	}
	if r.fresh > 0 && r.lastID != "" {
		finished.LastID = r.lastID
	}
	finished.Seen = r.remembered(finished)
	r.state = finished
	if r.pendingEvent == nil && finished.Cursor() == before.Cursor() && r.count == 0 {
		return nil
	}
	r.tally.note(before.Newest, finished.Newest)
	return r.end(finished.Cursor())
}

// remembered returns what the next run may have again. As long as nothing newer came,
// what the runs before had stays remembered: a result can lack it for once.
func (r *run) remembered(finished state.Query) state.Identities {
	if !r.config.Query.FollowsCursor() {
		return nil // everything comes with every run, as the user wants it
	}
	all := make(map[uint64]bool)
	if finished.Newest.Equal(r.state.Newest) && (!finished.Newest.IsZero() || finished.Last == r.state.Last) {
		for _, short := range r.state.Seen {
			all[short] = true
		}
	}
	for _, one := range r.recent {
		if !r.old(one) {
			all[one.short] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
