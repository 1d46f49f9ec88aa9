package record

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

const (
	// maxRecords is how many records a window may return before it is split. It
	// bounds what is repeated after a crash and what is remembered of a window.
	maxRecords = 10_000
	// firstWindow is the length of the first window of a catch-up.
	firstWindow = time.Hour
	// longestWindow bounds how long quiet times make the windows.
	longestWindow = 31 * 24 * time.Hour
	// shortestWindow ends the splitting: most objects have whole seconds.
	shortestWindow = time.Second
	// restarts is how often a window is started again in one poll because its
	// pages could not be had.
	restarts = 5
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
	// Now is the org's clock.
	Now() time.Time
}

// Config says what to collect.
type Config struct {
	// Object is the name of the object.
	Object string
	// InitialInterval is how far back a first run goes.
	InitialInterval time.Duration
	// Delay is how far the end of a window stays behind the org's clock.
	Delay time.Duration
	// Lookback is how far before the end of the last window the next one begins.
	Lookback time.Duration
}

// Collector collects the records of one object. It is used by one goroutine.
type Collector struct {
	config Config
	org    Org
	mapper *ecs.Mapper
	log    poll.Logger
	state  state.Records
	shape  shape
	length time.Duration // of the next window
	// broken is a window of which records are published and that could not be
	// finished in its poll.
	broken *pass
}

// New returns a collector that goes on from start; a zero start is a first run.
func New(config Config, org Org, mapper *ecs.Mapper, start state.Records, log poll.Logger) *Collector {
	return &Collector{config: config, org: org, mapper: mapper, state: start, log: log, length: firstWindow}
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
	org := ecs.Org{ID: token.OrgID, InstanceURL: token.InstanceURL}
	target := c.org.Now().Add(-c.config.Delay).Truncate(time.Millisecond)
	for c.broken != nil || c.state.Window != nil || target.After(c.state.Through) {
		window := c.broken
		if window == nil {
			window = newPass(c, out, org, c.next(target))
		}
		if c.broken, err = c.collect(ctx, window, target); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// begin finds out what the object looks like and where a first run starts.
func (c *Collector) begin(ctx context.Context, out publisher.Publisher) error {
	if c.shape.object == "" {
		found, err := findShape(ctx, c.org, c.config.Object)
		if err != nil {
			return err
		}
		c.shape = found
	}
	if !c.state.Through.IsZero() {
		return nil
	}
	start := c.org.Now().Add(-c.config.InitialInterval).Truncate(time.Second)
	c.state = state.Records{Begin: start, Through: start, AsOf: c.org.Now()}
	return advance(out, c.state.Cursor())
}

// next returns the window that follows the state and ends at target at the latest.
func (c *Collector) next(target time.Time) state.Window {
	if c.state.Window != nil {
		return *c.state.Window // it was in progress when the last run ended
	}
	end := target
	if limit := c.state.Through.Add(c.length); limit.Before(end) {
		end = limit
	}
	return state.Window{Start: c.start(), End: end}
}

// start returns where the next window starts: the lookback before the last one's
// end, unless that one was queried so late that all its records were visible.
func (c *Collector) start() time.Time {
	start := c.state.Through
	if c.state.AsOf.Sub(start) < c.config.Delay+c.config.Lookback {
		start = start.Add(-c.config.Lookback)
	}
	if start.Before(c.state.Begin) {
		return c.state.Begin
	}
	return start
}

// collect publishes a window, made smaller or started again as often as is needed.
// With an error it returns the window if some of its records are published.
func (c *Collector) collect(ctx context.Context, window *pass, target time.Time) (*pass, error) {
	for restarted := 0; ; {
		err := window.run(ctx)
		slow := rest.ClassOf(err) == rest.QueryTimeout
		tooMany := errors.Is(err, errTooMany)
		switch {
		case err == nil:
			c.adapt(window.total)
			return nil, nil
		case (slow || tooMany) && window.splittable(slow):
			c.shorten(window)
			c.log.Debugf("splitting the window of %s %s: %v", c.config.Object, window, err)
			window = newPass(c, window.out, window.org, c.next(target))
		case tooMany:
			window.limit = 0 // it cannot be made smaller
		case errors.Is(err, rest.ErrLocatorLost) && restarted < restarts:
			restarted++
			c.log.Debugf("starting the window of %s %s again: %v", c.config.Object, window, err)
		case invalidField(err) && !c.shape.described:
			if err := c.shape.describe(ctx, c.org); err != nil {
				return nil, err
			}
			window.query = c.shape.query(window.span)
		default:
			err = fmt.Errorf("collecting %s %s: %w", c.config.Object, window, err)
			if window.count == 0 {
				window = nil
			}
			return window, err
		}
	}
}

// shorten makes the next window fit for what a window that was too much returned.
func (c *Collector) shorten(window *pass) {
	span := window.span.End.Sub(c.state.Through)
	length := span / 2
	if window.total > maxRecords {
		length = min(length, time.Duration(float64(span)*maxRecords/2/float64(window.total)))
	}
	c.length = max(length.Truncate(time.Millisecond), shortestWindow)
}

// adapt chooses the length of the next window by how full the last one was.
func (c *Collector) adapt(total int) {
	switch {
	case total < maxRecords/4:
		c.length = min(2*c.length, longestWindow)
	case total > maxRecords*3/4:
		c.length = max(c.length/2, shortestWindow)
	}
}

func advance(out publisher.Publisher, cursor state.Cursor) error {
	if err := out.Advance(cursor); err != nil {
		return fmt.Errorf("%w: %w", poll.ErrStopped, err)
	}
	return nil
}
