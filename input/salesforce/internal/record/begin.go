package record

import (
	"context"
	"errors"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// missedBefore is how far back records are collected again if the windows were over
// another field: by that field many were missed.
const missedBefore = 7 * 24 * time.Hour

// Resume returns the state of an object's collector that goes on from a time, because
// what happened before it is collected.
func Resume(object string, from time.Time) state.Records {
	known, _ := catalog.ObjectByName(object)
	return state.Records{Field: known.TimeField, Through: from, Settled: from}
}

// begin finds out what the object looks like and where a first run starts.
func (c *Collector) begin(ctx context.Context, out publisher.Publisher) error {
	if err := c.learn(ctx); err != nil {
		return err
	}
	if c.state.Through.IsZero() {
		start := c.org.Now().Add(-c.config.InitialInterval).Truncate(time.Second)
		c.state = state.Records{Field: c.windowField(), Through: start, Settled: start}
		return advance(out, c.state.Cursor())
	}
	if !c.changeField() {
		return nil
	}
	c.unfinished = nil
	return advance(out, c.state.Cursor())
}

// learn learns the object's shape, and learns it again when it is old.
func (c *Collector) learn(ctx context.Context) error {
	now := c.org.Now()
	switch {
	case c.shape.object == "" && c.config.Query != nil:
		c.shape = shapeOf(c.config.Query)
		c.fitSpan()
	case c.shape.object == "":
		found, err := learnShape(ctx, c.org, c.config.Object, now)
		if err != nil {
			return err
		}
		c.shape = found
		c.fitSpan()
		c.warnLate()
	case c.stale(now):
		found, err := c.shape.refresh(ctx, c.org, now)
		if err != nil {
			c.log.Debugf("looking for new fields of %s: %v", c.config.Object, err)
			c.shape.learned = now // what is known still holds
			return nil
		}
		c.shape = found
	}
	return nil
}

// fitSpan makes the lookback, and a window in progress that an earlier version began, no
// longer than a query of the object may be.
func (c *Collector) fitSpan() {
	limit := maxSpan(c.shape.kind)
	if limit == 0 {
		return
	}
	c.config.Lookback = min(c.config.Lookback, limit/2) // the rest is for what is new
	c.floor = min(c.floor, c.config.Lookback)
	if window := c.state.Window; window != nil && window.End.Sub(window.Start) > limit {
		c.state.Window, c.state.Sent, c.state.Sum = nil, 0, 0
	}
}

// stale reports whether the object may have fields that are not known, and a window
// that is in progress would not change with them.
func (c *Collector) stale(now time.Time) bool {
	learned := c.shape.learned
	return !learned.IsZero() && now.Sub(learned).Abs() >= staleAfter && c.unfinished == nil && c.state.Window == nil && c.sentRecords == nil
}

func (c *Collector) warnLate() {
	if c.shape.mayBeLate() {
		c.log.Warnf("%s can be filtered only by %s, not by the date on which a record was created: records that Salesforce creates more than %v after that time are missed",
			c.shape.object, c.shape.timeField, c.config.Delay+c.config.Lookback)
	}
}

// windowField returns what the state says of its windows. What a custom query does with
// its bounds, nobody knows.
func (c *Collector) windowField() string {
	if c.config.Query != nil {
		return ""
	}
	return c.shape.timeField
}

// changeField makes a state of windows over another field one over the object's, and
// reports whether it did. So it does with a state of versions that took event log
// objects for no later than others. What was collected comes again with the same ids.
func (c *Collector) changeField() bool {
	field, was := c.windowField(), c.state.Field
	if field == "" || field == was {
		return false
	}
	unsaid := was == ""
	if unsaid {
		was = c.shape.windowedBefore
	}
	if was == field && c.shape.kind != catalog.EventLog {
		c.state.Field = field
		return false
	}
	start := c.state.Through.Add(-c.config.Lookback)
	if missed := c.org.Now().Add(-missedBefore).Truncate(time.Second); missed.Before(start) {
		start = missed
	}
	c.log.Infof("%s is now collected by %s instead of %s: collecting it again from %s, with the same ids",
		c.shape.object, field, was, start.UTC().Format(time.RFC3339))
	c.state, c.sentRecords = c.state.Over(field, start), nil
	return true
}

// contradicted reports whether an answer contradicts what was learned of the object.
func (c *Collector) contradicted(err error) bool {
	var refusal *rest.Error
	return c.config.Query == nil && invalidField(err) && errors.As(err, &refusal) && refusal.Code != "INVALID_TYPE" &&
		(c.unhelpful.IsZero() || c.org.Now().Sub(c.unhelpful).Abs() >= relearnAfter)
}

// learnAgain asks the org what the object looks like since an answer, refused, said that
// it is not as it was. It reports whether another query than before is to be asked.
func (c *Collector) learnAgain(ctx context.Context, refused error) (learned bool, err error) {
	now := c.org.Now()
	found, err := c.shape.relearn(ctx, c.org, now)
	if err != nil {
		return false, err // it says what was asked for
	}
	c.unhelpful = now
	if found.window(state.Window{}).String() == c.shape.window(state.Window{}).String() {
		return false, refused
	}
	c.log.Infof("the fields of %s have changed: %v", c.shape.object, refused)
	c.shape = found
	c.warnLate()
	return true, nil
}

// renewed returns the window to ask for after the object was learned again: the same one,
// unless windows are over another field now.
func (c *Collector) renewed(window *pass) *pass {
	if !c.changeField() {
		return window
	}
	return c.another(window)
}
