package logfile

import (
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// catchUp counts what is collected on the way to what is new. Over several polls of
// one way it goes on.
type catchUp struct {
	poll.CatchUp
	files, rows int
	bytes       int64                   // of files that are done
	reading     map[state.LogFile]int64 // bytes of those in progress
	dueFiles    int                     // that were to be had, together with those done
	dueBytes    int64
}

// plan says what is to be collected now.
func (c *catchUp) plan(now, from time.Time, due []file) {
	if !c.Underway() {
		c.files, c.rows, c.bytes = 0, 0, 0
	}
	c.reading = make(map[state.LogFile]int64)
	c.dueFiles, c.dueBytes = c.files+len(due), c.bytes
	for _, f := range due {
		c.dueBytes += max(f.length, 0)
	}
	start := from.UTC().Format(time.RFC3339) + " on"
	if from.Equal(unknown()) {
		start = "what the query begins with"
	}
	c.Begin(now, fmt.Sprintf("collecting from %s: %s, the oldest created %s, %s together, with about %s",
		start, poll.Count(len(due), "file"), due[0].createdDate.UTC().Format(time.RFC3339), poll.Megabytes(c.dueBytes-c.bytes), poll.Count(len(due), "request")))
}

// took notes a batch.
func (c *catchUp) took(now time.Time, b batch) {
	c.rows += len(b.events)
	switch key := b.file.key(); {
	case b.whole || b.err != nil:
		delete(c.reading, key)
		if b.whole {
			c.files++
			c.bytes += max(b.file.length, 0)
		}
	default:
		c.reading[key] = b.read
	}
	if !c.Due(now) {
		return
	}
	read := c.bytes
	for _, bytes := range c.reading {
		read += bytes
	}
	share := float64(c.files) / float64(max(c.dueFiles, 1))
	if c.dueBytes > 0 {
		share = min(float64(read)/float64(c.dueBytes), 1)
	}
	c.Step(now, share, fmt.Sprintf("%d of %s, %s, %s of %s",
		c.files, poll.Count(c.dueFiles, "file"), poll.Count(c.rows, "row"), poll.Megabytes(read), poll.Megabytes(c.dueBytes)))
}

// end says that all is collected that was to be had.
func (c *catchUp) end(now time.Time) {
	if c.Underway() {
		c.End(now, fmt.Sprintf("%s, %s, %s", poll.Count(c.files, "file"), poll.Count(c.rows, "row"), poll.Megabytes(c.bytes)))
	}
}
