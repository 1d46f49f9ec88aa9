package orgsim

import (
	"sync"
	"time"
)

// A Clock is a clock that a test moves: its Now is an org's [Options.Now]. It
// is safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	// at is the time that the clock showed when the real one showed since.
	at, since time.Time
	rate      float64
}

// NewClock returns a clock that stands still at a moment.
func NewClock(at time.Time) *Clock { return &Clock{at: at} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.rate == 0 {
		return c.at
	}
	return c.at.Add(time.Duration(float64(time.Since(c.since)) * c.rate))
}

// Set sets the clock, which may be set back.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = at, time.Now()
}

// Advance moves the clock and returns what it shows then.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = c.now().Add(d), time.Now()
	return c.at
}

// Run makes the clock go, at a rate of one as real time does, and at a rate of
// zero not at all.
func (c *Clock) Run(rate float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since, c.rate = c.now(), time.Now(), rate
}
