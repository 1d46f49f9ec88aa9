package record

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

const (
	// maxRecords is how many new records a window may return before it is split. It
	// bounds what is repeated after a crash and what is remembered of a window. Three
	// quarters of it, which windows aim at, are just under eight pages.
	maxRecords = 21_000
	// firstWindow is the length of the first window of a catch-up.
	firstWindow = time.Hour
	// longestWindow bounds how long quiet times make the windows.
	longestWindow = 31 * 24 * time.Hour
	// shortestWindow ends the splitting: most objects have whole seconds.
	shortestWindow = time.Second
	// restarts is how often a window is started again in one poll because its
	// pages could not be had.
	restarts = 5
	// lost is after how many of them a window of several pages is made smaller: where
	// sessions end soon, one that is long enough never comes to its last page.
	lost = 2
	// edge is how far the windows of queries of the user's own overlap, so that it
	// does not matter on which side they say "or equal".
	edge = time.Millisecond
)

// Org is the part of a Salesforce org that is needed to collect records.
type Org interface {
	// Query starts a SOQL query.
	Query(ctx context.Context, query string) (*rest.Page, error)
	// Next continues one.
	Next(ctx context.Context, page *rest.Page) (*rest.Page, error)
	// Describe returns the fields of an object.
	Describe(ctx context.Context, object string) (*rest.Description, error)
	// Token returns the session's token, which names the org.
	Token(ctx context.Context) (oauth.Token, error)
	poll.Clock
}

// Config says what to collect.
type Config struct {
	// Object is the name of the object.
	Object string
	// Query asks for the records of a window, or of what follows the last run, instead
	// of all records of Object; nil if the user gives none.
	Query *querytemplate.Query
	// LongestWindow bounds the windows, as long as a page does not hold what is new in
	// a longer one; 0 for no bound.
	LongestWindow time.Duration
	// InitialInterval is how far back a first run goes.
	InitialInterval time.Duration
	// Delay is how far the end of a window stays behind the org's clock.
	Delay time.Duration
	// Lookback is how far before the end of the last window the next one begins.
	Lookback time.Duration
	// Metrics counts what is collected; nil for nobody.
	Metrics *metrics.Set
	// Coverage notes the windows that are finished; nil for nobody.
	Coverage *coverage.Ledger
	// MaxAuditRequests bounds the requests of comparing one day with the org once.
	MaxAuditRequests int
}

// Collector collects the records of one object. It is used by one goroutine.
type Collector struct {
	config Config
	org    Org
	mapper *ecs.Mapper
	log    poll.Logger
	drift  ecs.Drift
	way    catchUp
	state  state.Records
	shape  shape
	// unhelpful is when a description was asked for that did not help; zero for never.
	unhelpful time.Time
	length    time.Duration // of the next window
	// floor is how long a window that asks for a lookback again is at least: shorter
	// ones would cost more than they spare. It is the lookback, unless the org was too
	// slow for that.
	floor time.Duration
	limit int // of new records in a window
	// joint is how many new records a window may have that is longer than LongestWindow:
	// those of a page, so that it costs less than the windows that it stands for.
	joint int
	// doubtful is set as long as the org announces far more records than come.
	doubtful bool
	// target is what the poll collects up to, and early the first page of a window of it.
	target time.Time
	ahead  poll.Ahead
	early  prefetch
	waits  bool // the pipeline waited for the last page, and not the page for it
	// unfinished is a window of which records are published and that could not be
	// finished in its poll. The state does not change as long as there is one.
	unfinished *pass
	// sentRecords are the records that were published of a window that was then given up
	// for smaller ones, until these have come to its end.
	sentRecords map[uint64]bool
	sentUntil   time.Time
	// audit is the comparison of a day that is in progress, if there is one.
	audit *dayAudit
}

// New returns a collector that goes on from start; a zero start is a first run.
func New(config Config, org Org, mapper *ecs.Mapper, start state.Records, log poll.Logger) *Collector {
	if config.LongestWindow <= 0 {
		config.LongestWindow = longestWindow
	}
	if config.Query != nil {
		config.Object = config.Query.Object()
		if config.Query.Limited() {
			config.Lookback = 0 // a window could have nothing but what was seen
		}
	}
	return &Collector{
		config: config, org: org, mapper: mapper, state: start, log: log,
		way:    catchUp{CatchUp: poll.CatchUp{What: config.Object, Log: log}},
		ahead:  poll.Ahead{What: config.Object},
		length: min(firstWindow, config.LongestWindow), floor: config.Lookback, limit: maxRecords, joint: pageRecords,
	}
}

// Poll collects window after window until it has caught up; see poll.Collector.
func (c *Collector) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	token, err := c.org.Token(ctx)
	if err != nil {
		return 0, err
	}
	if err := c.begin(ctx, out); err != nil {
		return 0, err
	}
	org := ecsOrg(token)
	c.aim()
	ready, future := c.checkPosition(ctx, out)
	if future != nil && !isFuture(future) {
		return 0, future
	}
	defer c.early.pages.stop()
	c.way.heading(c.state.Through, c.target)
	for c.unfinished != nil || c.state.Window != nil || c.target.After(c.state.Through) {
		window := c.unfinished
		if window == nil {
			window = newPass(c, c.next(c.target))
		}
		window.meet(c.mapper, out, org)
		if c.unfinished, err = c.collect(ctx, window); err != nil {
			return 0, errors.Join(future, err)
		}
	}
	c.way.end(c.org.Now())
	return ready, future
}

// collect publishes a window, made smaller or started again as often as is needed.
// With an error it returns the window if some of its records are published.
func (c *Collector) collect(ctx context.Context, window *pass) (*pass, error) {
	for restarted, cuts := 0, 0; ; {
		err := window.run(ctx)
		if c.contradicted(err) {
			var learned bool
			if learned, err = c.learnAgain(ctx, err); learned {
				window = c.renewed(window)
				continue
			}
		}
		var tooLate *tooLateError
		slow := rest.ClassOf(err) == rest.QueryTimeout
		tooMany := errors.Is(err, errTooMany)
		switch {
		case err == nil:
			c.unhelpful = time.Time{}
			c.adapt(window)
			c.config.Metrics.Add(metrics.Windows, 1)
			c.config.Metrics.Observe(metrics.WindowRecords, int64(window.total))
			c.config.Metrics.Reach(metrics.Watermark, c.state.Through)
			c.way.finished(c.org.Now(), window, c.state.Through)
			return nil, nil
		case errors.As(err, &tooLate) && cuts < maxCuts:
			cuts++
			if window = c.cut(window, tooLate); window == nil {
				return nil, nil
			}
		case slow && window.splittable(shortestWindow), tooMany && window.splittable(window.floor):
			c.log.Debugf("splitting the window of %s %s: %v", c.config.Object, window, err)
			window = c.split(window, slow)
		case tooMany:
			window.max = 0 // it cannot be made smaller
		case window.keepsBeingLost(err, restarted) && window.splittable(shortestWindow):
			c.log.Debugf("splitting the window of %s %s: %v", c.config.Object, window, err)
			window, restarted = c.split(window, true), 0
		case errors.Is(err, rest.ErrLocatorLost) && restarted < restarts:
			restarted++
			c.config.Metrics.Add(metrics.WindowsRestarted, 1)
			c.log.Debugf("restarting the window of %s %s: %v", c.config.Object, window, err)
		default:
			return window.ifStarted(), fmt.Errorf("collecting %s %s: %w", c.config.Object, window, err)
		}
	}
}

func advance(out publisher.Publisher, cursor state.Cursor) error {
	if err := out.Advance(cursor); err != nil {
		return poll.Stopped(err)
	}
	return nil
}
