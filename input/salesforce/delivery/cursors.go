package delivery

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// cursors are those of a source's events that the output has not acknowledged yet.
//
// Given with each event, Beats would convert each cursor to what the registry stores, of
// which it then stores one for all that is acknowledged at once. Here only that one is
// given to it, when its event is acknowledged, with a marker that goes no further than the
// client. What Beats knows of the source is therefore what is stored. A source that ends
// hands over all cursors that still wait: an input that is created in its place begins after
// the last event of this one, and what is acknowledged until then is stored all the same.
//
// The lines of the coverage ledger that a cursor covers are written before it is stored.
//
// One goroutine publishes, and one tells of what is acknowledged.
type cursors struct {
	registry cursor.Publisher
	coming   pendingCursor // of the event that is being published

	storing         sync.Mutex       // held from what is to be stored becoming known until it is
	markerOperation operation        // by Beats, of the last marker
	ledger          *coverage.Ledger // nil for none

	// room bounds the bytes in flight, as room.take says; nil for no bound.
	room   *Allowance
	limit  int64
	copies int64           // of its row that an event holds
	ended  <-chan struct{} // ends the wait for room

	acknowledged chan struct{} // has room for one, and is told of what is acknowledged

	Mu        sync.Mutex
	Pending   []pendingCursor
	First     int // of pending that waits
	published int // that wait
	failure   error
}

const (
	// inFlight is how long an output may take for the events that it has, of which some
	// were acknowledged before, when a source ends.
	inFlight = time.Second
	// longestLeave bounds all of that.
	longestLeave = 5 * time.Second
)

// pendingCursor is a cursor whose event is not acknowledged.
type pendingCursor struct {
	cursor    state.Cursor
	noted     int64     // lines of the ledger that it covers
	operation operation // of it, once the source has left
	Done      func()    // is called in place of storing a cursor, if there is none
	size      int64     // bytes taken of room, given back when it is passed
	published bool      // not only passed in turn, as markers and what processors drop
}

// operation is what Beats makes of a cursor, and puts into its event. It stores the cursor, and
// is the last of n that end with it.
type operation interface{ Execute(n uint) }

// bound bounds the bytes of events that are not acknowledged. It is called before the
// first of them.
func (c *cursors) bound(room *Allowance, limit, copies int64, ended <-chan struct{}) {
	c.room, c.limit, c.copies, c.ended = room, limit, copies, ended
}

// publish publishes an event of size bytes with its cursor, when there is room for it. An
// event without fields carries only the cursor.
func (c *cursors) publish(event beat.Event, at state.Cursor, size int64) error {
	size *= c.copies
	if c.room == nil {
		size = 0
	} else if !c.room.Take(c.ended, size, c.limit) {
		return context.Canceled
	}
	c.coming = pendingCursor{cursor: at, noted: c.ledger.Noted(), size: size}
	if !at.Encoded() {
		c.fail(state.ErrUnencoded)
		c.coming = pendingCursor{Done: func() {}, size: size}
	}
	err := c.registry.Publish(event, nil)
	if c.coming.size > 0 {
		c.room.Give(c.coming.size) // a pipeline that closes does not take it
		c.coming.size = 0
	}
	return err
}

// tell publishes an event without a cursor.
func (c *cursors) tell(event beat.Event, done func()) error {
	c.coming = pendingCursor{Done: done}
	return c.registry.Publish(event, nil)
}

// keep says which ledger the cursors are to cover. Nothing is noted in it before.
func (c *cursors) keep(ledger *coverage.Ledger) {
	c.storing.Lock()
	defer c.storing.Unlock()
	c.ledger = ledger
}

// add takes the cursor of the event that is being published, in its turn.
func (c *cursors) add(published bool) {
	if published {
		c.Mu.Lock()
		defer c.Mu.Unlock()
		c.append(true)
		return
	}
	c.storing.Lock()
	defer c.storing.Unlock()
	c.Mu.Lock()
	c.append(false)
	none := c.published == 0
	c.Mu.Unlock()
	if none {
		c.store(0)
	}
}

func (c *cursors) append(published bool) {
	if len(c.Pending) == cap(c.Pending) && c.First > len(c.Pending)/2 {
		c.Pending = slices.Delete(c.Pending, 0, c.First)
		c.First = 0
	}
	next := c.coming
	next.published, c.coming.size = published, 0
	c.Pending = append(c.Pending, next)
	if published {
		c.published++
	}
}

// acknowledge stores the cursor of the last of so many events, or of what follows it and
// was not published.
func (c *cursors) acknowledge(n int) {
	defer func() {
		select {
		case c.acknowledged <- struct{}{}:
		default:
		}
	}()
	c.storing.Lock()
	defer c.storing.Unlock()
	c.store(n)
}

// fail notes that progress could not be saved. It is reported with the next poll.
func (c *cursors) fail(err error) {
	if err == nil {
		return
	}
	c.Mu.Lock()
	defer c.Mu.Unlock()
	c.failure = err
}

// failed returns, once, why progress could not be saved.
func (c *cursors) failed() error {
	c.Mu.Lock()
	defer c.Mu.Unlock()
	failure := c.failure
	c.failure = nil
	return failure
}

// progressGuard is the collector of a source whose polls fail if its progress is not saved.
type progressGuard struct {
	poll.Collector
	cursors *cursors
}

// Poll implements the collector.
func (s progressGuard) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	ready, err := s.Collector.Poll(ctx, out)
	if failure := s.cursors.failed(); failure != nil {
		err = errors.Join(err, failure)
	}
	return ready, err
}

func (c *cursors) store(n int) {
	last, passed, done, size := c.pass(n)
	if size > 0 {
		c.room.Give(size)
	}
	for _, do := range done {
		do()
	}
	// The ledger is written first: it may be ahead of the registry, and never behind.
	c.ledger.Acknowledge(last.noted)
	switch {
	case passed == 0:
	case last.operation != nil:
		last.operation.Execute(passed)
	default:
		if made := c.hand(&last); made != nil {
			made.Execute(1)
		}
	}
}

// pass takes away the first n events that were published, and what else was passed with
// them. It returns the last cursor, how many these were, what is to be done besides, and
// how many bytes they have.
func (c *cursors) pass(n int) (last pendingCursor, passed uint, done []func(), size int64) {
	c.Mu.Lock()
	defer c.Mu.Unlock()
	for c.First < len(c.Pending) {
		next := &c.Pending[c.First]
		if next.published {
			if n == 0 {
				break
			}
			n--
			c.published--
		}
		size += next.size
		if next.Done != nil {
			done = append(done, next.Done)
		} else {
			last = *next
			passed++
		}
		*next = pendingCursor{}
		c.First++
	}
	if c.First == len(c.Pending) {
		c.Pending, c.First = c.Pending[:0], 0
	}
	return last, passed, done, size
}

// hand hands a cursor to Beats and returns what it made of it. The error of Publish says
// that the source is to stop, and not that there is none.
func (c *cursors) hand(of *pendingCursor) operation {
	c.markerOperation = nil
	_ = c.registry.Publish(beat.Event{}, of.cursor.Noting(of.noted))
	return c.markerOperation
}

// leave is called when the source publishes nothing more. A Filebeat that stops closes the
// registry when its inputs have ended, though an output may still be writing what it has.
// So that none of it comes again, what is acknowledged without a pause is waited for. Where the
// package drain is used, the output was waited for before the source was told to stop.
func (c *cursors) leave() {
	last := time.After(longestLeave)
	for paused := false; !paused && c.anyWaits(); {
		select {
		case <-c.acknowledged:
		case <-time.After(inFlight):
			paused = true
		case <-last:
			paused = true
		}
	}
	c.handAll()
}

func (c *cursors) anyWaits() bool {
	c.Mu.Lock()
	defer c.Mu.Unlock()
	return c.published > 0
}

// handAll hands over the cursors that still wait.
func (c *cursors) handAll() {
	c.storing.Lock()
	defer c.storing.Unlock()
	c.Mu.Lock()
	defer c.Mu.Unlock()
	for n := c.First; n < len(c.Pending); n++ {
		if size := c.Pending[n].size; size > 0 { // nothing may be told of them any more
			c.room.Give(size)
			c.Pending[n].size = 0
		}
		if next := &c.Pending[n]; next.Done == nil {
			next.operation = c.hand(next)
		}
	}
}
