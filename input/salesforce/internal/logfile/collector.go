package logfile

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
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

// LogInterval says which of the org's log files are collected.
type LogInterval string

// The log intervals: hourly files where the org has them of an event type and else daily
// ones; one of the two; or hourly files for speed and daily files for completeness.
const (
	LogIntervalAuto   LogInterval = "auto"
	LogIntervalHourly LogInterval = "hourly"
	LogIntervalDaily  LogInterval = "daily"
	LogIntervalBoth   LogInterval = "both"
)

// Org is the part of a Salesforce org that is needed to collect its log files.
type Org interface {
	// Query starts a SOQL query.
	Query(ctx context.Context, query string) (*rest.Page, error)
	// Next continues one.
	Next(ctx context.Context, page *rest.Page) (*rest.Page, error)
	// Open starts the download of a log file's body.
	Open(ctx context.Context, path string) (*rest.Body, error)
	// Token returns the session's token, which names the org.
	Token(ctx context.Context) (oauth.Token, error)
	poll.Clock
}

// Config says what to collect.
type Config struct {
	// Query lists the files to collect, instead of EventTypes, LogInterval and
	// InitialInterval; nil if the user gives none.
	Query *querytemplate.Query
	// EventTypes to collect; empty for all.
	EventTypes []string
	// ExcludeEventTypes are left out.
	ExcludeEventTypes []string
	// LogInterval chooses hourly or daily files.
	LogInterval LogInterval
	// InitialInterval is how far back, by CreatedDate, a first run goes.
	InitialInterval time.Duration
	// Lookback is how far before the newest collected file each listing starts.
	Lookback time.Duration
	// Settle is how old a file must be before it is downloaded.
	Settle time.Duration
	// Workers is how many files are downloaded at once.
	Workers int
	// Relist returns how long a poll goes on while downloads run: after it, the poll ends,
	// and the next one lists the files and goes on with the downloads. Nil for no bound. A
	// collector that has it must be stopped; see Collector.Stop.
	Relist func() time.Duration
	// Room reports whether there are requests for what has a priority; nil if there always
	// are. Files for which there are none wait.
	Room func(budget.Priority) bool
	// Metrics counts what is collected; nil for nobody.
	Metrics *metrics.Set
	// Coverage notes the files that are done with; nil for nobody.
	Coverage *coverage.Ledger
}

// Priority returns that of looking for the files: the one of what is selected that comes
// first.
func (c Config) Priority() budget.Priority {
	if len(c.EventTypes) == 0 {
		return budget.First
	}
	first := budget.Last
	for _, eventType := range c.EventTypes {
		first = min(first, budget.OfEventType(eventType))
	}
	return first
}

// Collector collects the event log files of one org. It is used by one goroutine, and is
// to be stopped at last.
type Collector struct {
	config  Config
	org     Org
	mapper  *ecs.Mapper
	log     poll.Logger
	listing listing
	state   state.LogFiles
	first   time.Time // when the first run began, until it has listed its files
	beyond  string    // the id after which a query with a LIMIT goes on; see goOn
	tries   map[state.LogFile]*tries
	drift   ecs.Drift
	catchUp catchUp
	ahead   poll.Ahead
	// whole counts the files that were collected: as long as it grows, the org
	// gives log files.
	whole int

	// What a poll leaves to the next if downloads run.
	downloads *downloads
	backlog   []file
	lastScope scope
	orgInfo   ecs.Org
	// audit is the comparison of a day with the org that is in progress, if there is one.
	audit *dayAudit
	// listedAt is when a poll has listed the files; zero if none has since the process began.
	listedAt time.Time
}

// New returns a collector that goes on from start; a zero start is a first run.
func New(config Config, org Org, mapper *ecs.Mapper, start state.LogFiles, log poll.Logger) *Collector {
	c := &Collector{
		config:  config,
		org:     org,
		mapper:  mapper,
		log:     log,
		listing: listing{org: org, eventTypes: config.EventTypes, exclude: config.ExcludeEventTypes, log: log},
		state:   start,
		tries:   make(map[state.LogFile]*tries),
		catchUp: catchUp{CatchUp: poll.CatchUp{What: "event log files", Log: log}},
		ahead:   poll.Ahead{What: "event log files"},

		downloads: newDownloads(),
	}
	if config.LogInterval == LogIntervalAuto {
		c.listing.onlyDaily = onlyDailyOf(start.Selections)
	}
	return c
}

// Select changes which event types are collected, before the next poll. One that was not
// selected before starts at its own initial interval.
func (c *Collector) Select(eventTypes []string) {
	if !slices.Equal(eventTypes, c.config.EventTypes) {
		c.listing.recheck, c.backlog = time.Time{}, nil
	}
	c.config.EventTypes, c.listing.eventTypes = eventTypes, eventTypes
}

// Stop ends what the last poll has left in progress.
func (c *Collector) Stop() {
	c.downloads.stop()
	c.backlog = nil
}

// Busy reports whether the last poll has left something in progress.
func (c *Collector) Busy() bool { return len(c.downloads.running) > 0 }

// Poll lists and collects what is new; see poll.Collector. The error joins those
// of the files that failed. Downloads that go on after it need ctx.
func (c *Collector) Poll(ctx context.Context, out publisher.Publisher) (ready time.Duration, err error) {
	r := &run{Collector: c, out: out, scope: c.lastScope, passed: c.state.Watermark, queue: c.backlog}
	whole := false
	defer func() {
		// After a panic, the state need not have the rows that were published.
		if !whole {
			c.Stop()
		}
	}()
	ready, err = r.poll(ctx)
	if whole = !stopped(ctx, err); whole {
		r.keepBacklog()
	}
	return ready, err
}

// poll lists the files and collects what is due.
func (r *run) poll(ctx context.Context) (time.Duration, error) {
	soon, full, err := r.look(ctx)
	if stopped(ctx, err) {
		return 0, errors.Join(err, ctx.Err())
	}
	listed, before := r.listed, r.passed
	if r.complete {
		r.bound(nil)
	} else {
		r.halted = r.halted || ofOrg(err)
		r.bound(err)
	}
	if err := r.work(ctx); err != nil {
		return 0, err
	}
	if !r.complete {
		return r.ready(), errors.Join(err, r.trouble())
	}
	trouble := r.end()
	if stopped(ctx, trouble) {
		return 0, trouble
	}
	r.countPending()
	ready := r.ready()
	if r.beyond = ""; full && trouble == nil && len(r.pending) == 0 {
		ready = r.goOn(listed, before)
	}
	if ready == 0 || soon > 0 && soon < ready {
		ready = soon
	}
	return ready, errors.Join(err, trouble)
}

// look finds out what there is to collect. Soon is when to look at the clock again, and full
// whether a query of the user's own has a LIMIT that left something out. The error can be
// that the watermark was in the future; the files are listed all the same.
func (r *run) look(ctx context.Context) (soon time.Duration, full bool, err error) {
	st := r.state // as it is now: meanwhile files and rows are added to the collector's
	var next scope
	var token oauth.Token
	err = r.meanwhile(ctx, func(ctx context.Context) error {
		var err error
		if token, err = r.org.Token(ctx); err == nil {
			next, err = r.Collector.scope(ctx, st)
		}
		return err
	})
	if err != nil {
		return 0, false, err
	}
	r.orgInfo = ecs.Org{ID: token.OrgID, InstanceURL: token.InstanceURL, UserID: token.UserID}
	r.scope, r.lastScope = next, next
	if begun, changed := r.scope.begin(r.state); changed {
		r.state = begun
		if err := r.out.Advance(r.state.Cursor()); err != nil {
			return 0, false, poll.Stopped(err)
		}
	}
	soon, future := r.checkPosition(ctx, r.out)
	if future != nil && !isFuture(future) {
		return 0, false, future
	}
	if future != nil {
		r.queue = nil
	}
	st = r.state
	var listed []file
	err = r.meanwhile(ctx, func(ctx context.Context) error {
		var err error
		listed, full, err = r.list(ctx, next, st)
		return err
	})
	if err != nil {
		return 0, false, errors.Join(future, err)
	}
	r.first, r.scope.now = time.Time{}, r.latest() // after an answer, which tells the time
	r.lastScope, r.listedAt = r.scope, r.scope.now
	r.plan(listed)
	return soon, full, future
}

// checkPosition looks after a watermark that is in the future: the clock may be behind, or
// was wrong when the watermark was saved, or a file of a wrong date took it there. It
// returns how soon to look again. A *poll.FutureError says that the state went back.
func (c *Collector) checkPosition(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	if !c.state.Watermark.After(c.org.Now()) {
		return 0, nil
	}
	wait, future, err := c.ahead.Check(ctx, c.org, c.state.Watermark, c.state.Marks, c.config.InitialInterval+c.config.Lookback)
	if future == nil {
		return wait, err
	}
	c.log.Warnf("%v", future)
	c.Stop() // what is in progress need not be in the state any more
	c.state = c.state.Back(future.To)
	if err := out.Advance(c.state.Cursor()); err != nil {
		return 0, poll.Stopped(err)
	}
	return 0, future
}

func isFuture(err error) bool {
	var future *poll.FutureError
	return errors.As(err, &future)
}

// latest returns the latest time that it can be: what is dated after it has a wrong date.
func (c *Collector) latest() time.Time {
	now := c.org.Now()
	if confirmed, ok := c.org.ConfirmedNow(); ok && confirmed.After(now) {
		return confirmed
	}
	return now
}

// scope returns what is selected.
func (c *Collector) scope(ctx context.Context, st state.LogFiles) (scope, error) {
	if c.config.Query != nil {
		return c.queryScope(st)
	}
	intervals, err := c.listing.intervals(ctx, c.config.LogInterval)
	if err != nil {
		return scope{}, err
	}
	scope := newScope(c.config, intervals, c.org.Now())
	if c.config.LogInterval == LogIntervalAuto && slices.Contains(intervals, Hourly) {
		wanted := scope.start
		if !st.Watermark.IsZero() {
			wanted = scope.startOf(st, "")
		}
		c.listing.findOnlyDaily(ctx, wanted)
		scope.addOnlyDaily(c.listing.selected(c.listing.onlyDaily), c.org.Now())
	}
	return scope, nil
}

// list returns the files in scope in their order, also those that are collected,
// and whether there are more than a query of the user's own wants at once. A file
// can come twice, when a listing took several pages.
func (c *Collector) list(ctx context.Context, scope scope, st state.LogFiles) (files []file, full bool, err error) {
	var all []file
	if c.config.Query != nil {
		all, full, err = c.listQuery(ctx, st)
	} else {
		for _, interval := range scope.intervals {
			var listed []file
			eventTypes := scope.eventTypes(interval, c.config.EventTypes)
			if listed, err = c.listing.list(ctx, interval, eventTypes, scope.oldest(st, interval)); err != nil {
				break
			}
			all = append(all, listed...)
		}
	}
	if err != nil {
		return nil, false, err
	}
	files = append(files, c.audit.missed(st)...)
	for _, f := range all {
		if f.position.IsZero() || !f.position.Before(scope.since(st, f)) {
			files = append(files, f)
		}
	}
	sortFiles(files)
	return slices.CompactFunc(files, func(a, b file) bool { return a.key().Equal(b.key()) }), full, nil
}
