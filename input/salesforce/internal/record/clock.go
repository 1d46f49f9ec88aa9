package record

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

const (
	// dateTolerance is how far after its answer's time a window may end: the Date header
	// has whole seconds, and clocks are not compared more exactly.
	dateTolerance = 5 * time.Second
	// maxCuts is how often a window is cut in one poll.
	maxCuts = 5
)

// tooLateError says that a window ends after what its answer can know.
type tooLateError struct{ end time.Time }

// Error says where the window has to end.
func (e *tooLateError) Error() string {
	return fmt.Sprintf("by the time of the answer, the window cannot end after %s", e.end.UTC().Format(time.RFC3339))
}

// answeredBy returns the time at which an answer to what was asked at asOf was complete, by
// the earlier of the clock and the answer's own time.
func answeredBy(page *rest.Page, asOf time.Time) time.Time {
	if latest := page.Answered.Add(time.Second); !page.Answered.IsZero() && latest.Before(asOf) {
		return latest
	}
	return asOf
}

// checkEnd returns a *tooLateError if the window ends later than its answer proves. What
// had not happened yet when the org answered must not count as collected.
func (p *pass) checkEnd(page *rest.Page) error {
	if page.Answered.IsZero() {
		return nil
	}
	end := page.Answered.Add(-p.config.Delay)
	if p.span.End.After(end.Add(dateTolerance)) {
		return &tooLateError{end}
	}
	return nil
}

// cut gives up a window that ends too late, and returns the one that ends in time, or nil
// if there is none.
func (c *Collector) cut(window *pass, tooLate *tooLateError) *pass {
	c.log.Debugf("cutting the window of %s %s: %v", c.config.Object, window, tooLate)
	c.giveUp(window)
	c.target = tooLate.end
	if !c.target.After(c.state.Through) {
		return nil
	}
	return c.another(window)
}

// checkPosition looks after a position that is not before the target: the clock may be
// behind, or was wrong when the position was saved. It returns how soon to look again. A
// *poll.FutureError says that the state went back.
func (c *Collector) checkPosition(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	if !c.target.Before(c.state.Through) {
		return 0, nil
	}
	wait, future, err := c.ahead.Check(ctx, c.org, c.state.Through, c.state.Marks, c.config.Lookback+c.config.InitialInterval)
	c.aim()
	if future == nil {
		return wait, err
	}
	c.log.Warnf("%v", future)
	c.state, c.unfinished, c.sentRecords = c.state.Back(future.To, c.config.Lookback), nil, nil
	if err := advance(out, c.state.Cursor()); err != nil {
		return 0, err
	}
	return 0, future
}

// aim sets what the poll collects up to.
func (c *Collector) aim() {
	c.target = c.org.Now().Add(-c.config.Delay).Truncate(time.Millisecond)
}

// isFuture reports whether an error says that the state went back, and nothing else.
func isFuture(err error) bool {
	var future *poll.FutureError
	return errors.As(err, &future)
}
