package record

import (
	"fmt"
	"math/bits"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
)

// pageRecords is how many records Salesforce gives with one request.
const pageRecords = 2000

// catchUp counts what is collected on the way to what is new.
type catchUp struct {
	poll.CatchUp
	from, target time.Time
	records      int
}

// heading notes where a poll is heading.
func (c *catchUp) heading(from, target time.Time) {
	if !c.Underway() {
		c.from, c.records = from, 0
	}
	c.target = target
}

// plan says what is to be collected, as far as the first page of the first window
// tells: to count all of it, big objects cannot, and for the others it would be one
// more request that may take minutes.
func (c *catchUp) plan(now time.Time, p *pass) {
	found := p.fresh()
	span, all := p.span.End.Sub(c.from), c.target.Sub(c.from)
	from := c.from.UTC().Format(time.RFC3339)
	if span >= all || span <= 0 {
		c.Begin(now, fmt.Sprintf("collecting from %s on: %s, with %s", from, poll.Count(found, "record"), poll.Count(1+found/pageRecords, "request")))
		return
	}
	if found == 0 {
		c.Begin(now, fmt.Sprintf("collecting from %s on: no records in the first %v of %v, how many in the rest is not known", from, poll.Round(span), poll.Round(all)))
		return
	}
	expected := int(float64(found) * float64(all) / float64(span))
	windows := MinRequests(all) + expected/(maxRecords/2)
	c.Begin(now, fmt.Sprintf("collecting from %s on: %s in the first %v, about %d in all if the rest is like it, with about %s",
		from, poll.Count(found, "record"), poll.Round(span), expected, poll.Count(windows+expected/pageRecords, "request")))
}

// MinRequests is how many requests it takes to collect a length of time without a
// record: one for each window, which become longer.
func MinRequests(all time.Duration) int {
	return bits.Len64(uint64(all/firstWindow)) + int(all/longestWindow)
}

// finished notes a window.
func (c *catchUp) finished(now time.Time, p *pass, through time.Time) {
	c.records += p.fresh()
	if all := c.target.Sub(c.from); c.Due(now) && all > 0 {
		c.Step(now, float64(through.Sub(c.from))/float64(all), fmt.Sprintf("%s up to %s", poll.Count(c.records, "record"), through.UTC().Format(time.RFC3339)))
	}
}

// end says that all is collected up to where the poll was heading.
func (c *catchUp) end(now time.Time) {
	if c.Underway() {
		c.End(now, poll.Count(c.records, "record"))
	}
}
