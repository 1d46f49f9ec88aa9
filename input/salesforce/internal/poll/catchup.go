package poll

import (
	"fmt"
	"time"
)

// tellEvery is how often a long catch-up is told of.
const tellEvery = time.Minute

// CatchUp tells in the log of a collector's way to what is new: what it will collect
// when the process has started, how far it is each minute, and that it is there. The
// usual poll, which takes less than a minute, says nothing.
type CatchUp struct {
	// What is collected, for people.
	What string
	Log  Logger

	planned  bool      // the plan has been told of
	beganAt  time.Time // the way in progress; zero for none
	loggedAt time.Time
	logged   bool // something was told of it
}

// Begin says, once in a process, what will be collected. A way that is in progress
// goes on.
func (c *CatchUp) Begin(now time.Time, plan string) {
	if c.beganAt.IsZero() {
		c.beganAt, c.loggedAt = now, now
	}
	if !c.planned {
		c.planned, c.logged = true, true
		c.Log.Infof("%s: %s", c.What, plan)
	}
}

// Idle says, if it is the first thing to be said, that there is nothing to collect.
func (c *CatchUp) Idle(nothing string) {
	if !c.planned {
		c.planned = true
		c.Log.Infof("%s: %s", c.What, nothing)
	}
}

// Due reports whether it is time to say how far it is.
func (c *CatchUp) Due(now time.Time) bool {
	return !c.beganAt.IsZero() && now.Sub(c.loggedAt).Abs() >= tellEvery
}

// Step says how far it is, as a share of 1.
func (c *CatchUp) Step(now time.Time, share float64, progress string) {
	c.loggedAt, c.logged = now, true
	left := ""
	if share > 0 && share <= 1 {
		spent := now.Sub(c.beganAt)
		left = fmt.Sprintf(", about %v left", Round(time.Duration(float64(spent)*(1-share)/share)))
	}
	c.Log.Infof("%s: catching up, %s, %.0f%% done%s", c.What, progress, 100*share, left)
}

// End says that it is there, if anything was said of the way.
func (c *CatchUp) End(now time.Time, total string) {
	if c.logged {
		c.Log.Infof("%s: caught up, %s in %v", c.What, total, Round(now.Sub(c.beganAt)))
	}
	c.beganAt, c.logged = time.Time{}, false
}

// Underway reports whether there is a way in progress.
func (c *CatchUp) Underway() bool { return !c.beganAt.IsZero() }

// Round rounds a duration to what people want to know of it.
func Round(d time.Duration) time.Duration {
	switch {
	case d >= time.Hour:
		return d.Round(time.Minute)
	case d >= time.Second:
		return d.Round(time.Second)
	}
	return d.Round(time.Millisecond)
}

// Count writes a number of things for people.
func Count(number int, thing string) string {
	if number == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", number, thing)
}

// Megabytes writes a number of bytes for people.
func Megabytes(bytes int64) string {
	if bytes > 0 && bytes < 50_000 {
		return fmt.Sprintf("%.3f MB", float64(bytes)/1e6)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}
