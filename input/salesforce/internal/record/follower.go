package record

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Follower collects what a query of the user's own gives that is told how far the
// last run came. It is used by one goroutine.
type Follower struct {
	config Config
	org    Org
	mapper *ecs.Mapper
	log    poll.Logger
	drift  ecs.Drift
	way    poll.CatchUp
	ahead  poll.Ahead
	state  state.Query
	shape  shape
	// unfinished is a run of which records are published and that could not be finished
	// in its poll.
	unfinished *run
}

// NewFollower returns a follower of config.Query that goes on from start; a zero start
// is a first run.
func NewFollower(config Config, org Org, mapper *ecs.Mapper, start state.Query, log poll.Logger) *Follower {
	if config.Query.Limited() {
		config.Lookback = 0 // the same records would come for ever
	}
	return &Follower{config: config, org: org, mapper: mapper, log: log, state: start, shape: shapeOf(config.Query), way: poll.CatchUp{What: config.Query.Object(), Log: log}, ahead: poll.Ahead{What: config.Query.Object()}}
}

// Poll runs the query; see poll.Collector. A query with a LIMIT runs until it gives
// nothing new, and a run that goes on after a crash is followed by another.
func (f *Follower) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	token, err := f.org.Token(ctx)
	if err != nil {
		return 0, err
	}
	ready, future := f.checkPosition(ctx, out)
	if future != nil && !isFuture(future) {
		return 0, future
	}
	records := 0
	for more := true; more; {
		current := f.unfinished
		if current == nil {
			current = newRun(f)
		}
		current.meet(f.mapper, out, ecsOrg(token))
		if f.unfinished, err = f.collect(ctx, current); err != nil {
			return 0, errors.Join(future, err)
		}
		records += current.records
		more = f.goOn(current)
	}
	f.config.Metrics.Reach(metrics.Watermark, f.state.Newest)
	f.way.End(f.org.Now(), fmt.Sprintf("%d records", records))
	return ready, future
}

// checkPosition looks after a position in the future; see Collector.checkPosition.
func (f *Follower) checkPosition(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	if !f.state.Newest.After(f.org.Now()) {
		return 0, nil
	}
	wait, future, err := f.ahead.Check(ctx, f.org, f.state.Newest, f.state.Marks, f.config.Lookback+f.config.InitialInterval)
	if future == nil {
		return wait, err
	}
	f.log.Warnf("%v", future)
	f.state, f.unfinished = f.state.Back(future.To, f.config.Lookback), nil
	if err := advance(out, f.state.Cursor()); err != nil {
		return 0, err
	}
	return 0, future
}

// collect finishes a run, started again as often as is needed. With an error it
// returns the run if some of its records are published.
func (f *Follower) collect(ctx context.Context, current *run) (*run, error) {
	for restarted := 0; ; restarted++ {
		err := current.do(ctx)
		switch {
		case err == nil:
			return nil, nil
		case errors.Is(err, rest.ErrLocatorLost) && restarted < restarts:
			f.log.Debugf("restarting the query of %s: %v", f.shape.object, err)
			continue
		case rest.ClassOf(err) == rest.QueryTimeout:
			err = fmt.Errorf("%w; a query that uses batch_start_time and batch_end_time would be split automatically", err)
		}
		if current.count == 0 {
			current = nil
		}
		return current, fmt.Errorf("collecting %s: %w", f.shape.object, err)
	}
}

// goOn reports whether there is more to have at once.
func (f *Follower) goOn(finished *run) bool {
	switch {
	case !f.config.Query.FollowsCursor():
		return false
	case finished.resumesCrash && finished.leavesRecords:
		return true
	case f.shape.limit == 0 || finished.records < f.shape.limit:
		return false
	case finished.fresh > 0:
		return !maps.Equal(f.cursor(), finished.cursor) // else the same would come for ever
	}
	// It gave nothing but what was seen: there are more records of one moment than the
	// LIMIT, and the next run goes on after the last of them.
	if finished.lastID == finished.beyond {
		return false
	}
	f.state.Beyond = finished.lastID
	return true
}

// cursor is what the templates are told of how far the last run came; nil before
// there was one. A time is less the lookback and a moment more, so that ">" leaves out
// nothing of that moment, and the Id is then before all others, so that a tie-break by
// it holds. What comes again is known by its identity.
//
// Both times are the newest that was collected: whichever of the first and the last
// record has it, by the order of the query, all before it was collected too.
func (f *Follower) cursor() querytemplate.Cursor {
	s := f.state
	if s.Last == "" && s.Begin.IsZero() {
		return nil
	}
	first, last, id := s.First, s.Last, catalog.EmptyKey
	if !s.Newest.IsZero() || s.Last == "" {
		at := s.Newest.Add(-f.config.Lookback - edge)
		if s.Beyond != "" {
			at, id = s.Newest, s.Beyond
		}
		if at.Before(s.Begin) {
			at = s.Begin
		}
		first = querytemplate.AsEvent(at)
		last = first
	}
	if f.countsByID() && s.LastID != "" {
		id = s.LastID
	}
	return querytemplate.Cursor{
		querytemplate.FirstEventTime: first,
		querytemplate.LastEventTime:  last,
		querytemplate.ProgressTime:   last,
		querytemplate.LastEventID:    id,
	}
}

// countsByID reports whether the query goes on by Id alone, or by something that is no
// time, so that there is no looking back.
func (f *Follower) countsByID() bool {
	timed := f.config.Query.Uses(querytemplate.FirstEventTime, querytemplate.LastEventTime, querytemplate.ProgressTime)
	return !timed || f.state.Newest.IsZero()
}
