package record

import (
	"maps"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// next returns the window that follows the state and ends at target at the latest.
func (c *Collector) next(target time.Time) state.Window {
	if c.state.Window != nil {
		return *c.state.Window // it was in progress when the last run ended
	}
	start, length, end := c.start(), c.length, target
	if start.Before(c.state.Through) {
		length = max(length, c.floor)
	}
	if limit := c.state.Through.Add(length).Truncate(time.Millisecond); limit.Before(end) {
		end = limit
	}
	if limit := maxSpan(c.shape.kind); limit > 0 && end.Sub(start) > limit {
		end = start.Add(limit)
	}
	return state.Window{Start: start, End: end}
}

// maxSpan returns how long a window over objects of a kind may be, with the lookback and
// the edges of custom queries; 0 for no bound.
func maxSpan(kind catalog.Kind) time.Duration {
	if limit := kind.Rules().MaxSpan; limit > 0 {
		return limit - time.Minute
	}
	return 0
}

// following returns the window that follows one when that is finished, if there is one.
func (c *Collector) following(window *pass, asOf time.Time) (next state.Window, ok bool) {
	then := Collector{
		config: c.config, shape: c.shape, limit: c.limit, length: c.length, floor: c.floor,
		state: window.finished(asOf),
	}
	then.adapt(window)
	return then.next(c.target), c.target.After(then.state.Through)
}

// start returns where the next window starts: the lookback before the last one's
// end, but not where nothing can become visible any more.
func (c *Collector) start() time.Time {
	start := c.state.Through.Add(-c.config.Lookback)
	if start.Before(c.state.Settled) {
		return c.state.Settled
	}
	return start
}

// split gives a window up and returns a smaller one.
func (c *Collector) split(window *pass, slow bool) *pass {
	c.giveUp(window)
	c.config.Metrics.Add(metrics.WindowsSplit, 1)
	c.shorten(window, slow)
	return c.another(window)
}

// giveUp gives a window up. What was published of it is dropped where it comes again; only
// what was published before the process began is not known and is published twice, with
// the same ids.
func (c *Collector) giveUp(window *pass) {
	if window.count > 0 && window.resume == 0 {
		if c.sentRecords == nil {
			c.sentRecords = make(map[uint64]bool)
		}
		maps.Copy(c.sentRecords, window.publishedRecords)
		// A window that is split again ends before the first one did.
		if c.sentUntil.Before(window.span.End) {
			c.sentUntil = window.span.End
		}
	}
	c.state.Window, c.state.Sent, c.state.Sum = nil, 0, 0
}

// another returns the next window in place of one that was given up.
func (c *Collector) another(window *pass) *pass {
	next := newPass(c, c.next(c.target))
	next.meet(c.mapper, window.out, window.orgInfo)
	return next
}

// shorten makes the next window fit for what a window that was too much returned.
func (c *Collector) shorten(window *pass, slow bool) {
	span := window.span.End.Sub(c.state.Through)
	length, floor, limit := span/2, window.floor, c.limit
	if window.joins() {
		limit, floor = c.joint, max(floor, min(length, c.config.LongestWindow))
	}
	if slow {
		floor = shortestWindow
		c.floor = min(c.floor, max(length, floor))
	}
	if fresh := window.fresh(); fresh > limit {
		length = min(length, time.Duration(float64(span)*float64(limit)/2/float64(fresh)))
	}
	c.length = max(length, floor)
}

// adapt chooses the length of the next window by how much was new in the last one, so
// that it has three quarters of what it may have: the first page of a window is waited
// for, so the fewer windows the better, but one that has too much is asked for in vain.
func (c *Collector) adapt(window *pass) {
	fresh := window.fresh()
	// fitting is the length with which a window has three quarters of what it may.
	fitting := func(limit int) time.Duration {
		if fresh == 0 {
			return min(2*c.length, longestWindow)
		}
		span := float64(window.span.End.Sub(window.after))
		return min(2*c.length, time.Duration(min(span*float64(limit)*3/4/float64(fresh), float64(longestWindow))))
	}
	longest := max(c.config.LongestWindow, fitting(c.joint))
	c.length = min(max(fitting(c.limit), c.length/2, window.floor), longest)
	if fresh < c.limit/4 {
		c.floor = min(2*c.floor, c.config.Lookback)
	}
	if !c.state.Through.Before(c.sentUntil) {
		c.sentRecords = nil
	}
}
