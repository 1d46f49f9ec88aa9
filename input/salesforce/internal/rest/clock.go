package rest

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

const (
	// clockReadings is how many answers in a row must agree before the clock is moved
	// forward, and clockSpan is the time that they must span at least.
	clockReadings = 3
	clockSpan     = 10 * time.Second
	// clockTolerance is by how much two readings may differ and still agree: the Date
	// header has whole seconds, and an answer is on its way for some.
	clockTolerance = 5 * time.Second
	// longestSkew bounds how far the clock is moved forward. A wrong time zone is never
	// off by more than 14 hours. A difference of a day or more is a mistake of somebody.
	longestSkew = 15 * time.Hour
)

// ClockPause is how long to wait before the clock is read again, while it is in doubt.
const ClockPause = clockSpan / 2

// clock is how far the org's clock is ahead of this host's, as far as the answers prove
// it. One wrong answer, or a host clock that jumps, must not take a window into the
// future: what was not there yet would count as collected. So the clock is moved back at
// once, which only delays, and forward only by what several answers agree on.
type clock struct {
	skew  time.Duration // that is used
	known bool          // an answer told the time

	latest  time.Duration // the first of the latest readings that agree
	since   time.Time     // when that was
	count   int           // how many they are
	steady  bool          // they are enough
	settled time.Duration // the reading that was steady last
	dated   bool          // some answer had a Date header
}

// read takes a reading.
func (c *clock) read(skew time.Duration, at time.Time) {
	c.known = true
	if c.count == 0 || (skew-c.latest).Abs() > clockTolerance || at.Before(c.since) {
		c.latest, c.since, c.count = skew, at, 0
	}
	c.count++
	if c.steady = c.count >= clockReadings && at.Sub(c.since) >= clockSpan; c.steady {
		c.settled = c.latest
	}
	if skew <= c.skew || (c.steady && skew <= longestSkew) {
		c.skew = skew
	}
}

// readUndated takes an answer without a Date header. As long as none has one, this host's
// clock is all there is.
func (c *clock) readUndated(at time.Time) {
	if !c.dated {
		c.read(0, at)
	}
}

// now returns the time by the org's clock, given the host's. The token endpoint's clock
// stands in until an answer told the time; it moves the clock back only.
func (c *clock) now(host time.Time, signIn time.Duration) time.Time {
	if !c.known {
		return host.Add(min(signIn, 0))
	}
	return host.Add(c.skew)
}

// confirmed returns the time by all clocks that are known, the later of them if they are
// too far apart to tell which one is wrong. It is false as long as the answers disagree.
func (c *clock) confirmed(host time.Time) (time.Time, bool) {
	if c.latest < -longestSkew {
		return host, c.steady
	}
	return host.Add(c.latest), c.steady
}

// trouble returns what is wrong if the two clocks are too far apart, or nil.
func (c *clock) trouble() error {
	if c.settled.Abs() <= longestSkew {
		return nil
	}
	return &ClockError{Ahead: c.settled}
}

// ClockError says that the org's clock and this host's are too far apart.
type ClockError struct {
	// Ahead is how far the org's clock is ahead of this host's.
	Ahead time.Duration
}

// Error says how far they are apart and what to do.
func (e *ClockError) Error() string {
	side := "behind"
	if e.Ahead < 0 {
		side = "ahead of"
	}
	return fmt.Sprintf("this host's clock is %s %s the Date header of Salesforce's answers: set the host's clock, or find the proxy that changes the header",
		apart(e.Ahead.Abs()), side)
}

// apart writes how far clocks are apart.
func apart(skew time.Duration) string {
	const day = 24 * time.Hour
	if skew >= 2*day {
		return fmt.Sprintf("%d days", (skew+day/2)/day)
	}
	return fmt.Sprintf("%d hours", (skew+time.Hour/2)/time.Hour)
}

// Now returns the time by the org's clock: this host's, corrected by what the Date headers
// of the answers prove.
func (c *Client) Now() time.Time {
	c.mu.Lock()
	clock := c.clock
	c.mu.Unlock()
	signIn := time.Duration(0)
	if !clock.known {
		signIn = c.session.Skew()
	}
	return clock.now(c.hostNow(), signIn)
}

// hostNow is this host's clock as it shows. Differences of such times follow a clock that is
// set, as the skew does.
func (c *Client) hostNow() time.Time { return c.now().Round(0) }

// ConfirmedNow returns the latest time that it can be. It is false as long as the answers
// have not confirmed it, or contradict each other.
func (c *Client) ConfirmedNow() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock.confirmed(c.hostNow())
}

// ClockTrouble returns a *ClockError if the org's clock and this host's are so far apart
// that one of them must be wrong, or nil.
func (c *Client) ClockTrouble() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock.trouble()
}

// ReadClock asks the org for something that costs next to nothing, because any answer
// tells the time.
func (c *Client) ReadClock(ctx context.Context) error {
	_, err := c.Versions(ctx)
	switch ClassOf(err) {
	case NotFound, Forbidden: // of something that stands before the org; it has a Date too
		return nil
	}
	return err
}

// observeClock reads the time of an answer.
func (c *Client) observeClock(header http.Header, sent time.Time) {
	now := c.now()
	skew, ok := oauth.ClockSkew(header, sent, now)
	dated := !dateOf(header).IsZero()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock.dated = c.clock.dated || dated
	switch {
	case ok:
		c.clock.read(skew, now)
	case !dated:
		c.clock.readUndated(now)
	}
}

// dateOf returns the time in the Date header of an answer, or the zero time. Who answers
// from a cache sends the time at which the org did.
func dateOf(header http.Header) time.Time {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return date
}
