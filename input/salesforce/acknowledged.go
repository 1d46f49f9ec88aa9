package salesforce

import (
	"sync"

	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
)

// countingListener counts what the pipeline takes and the output acknowledges, on the
// way to the listener of the cursor manager, which alone is told of it, stores it and
// tells nobody.
//
// Each source has a client, but the manager that connects it does not say for which: the
// source does with a marker, see naming, before its first event.
type countingListener struct {
	beat.EventListener
	counts *metrics.Set // nil until then

	mu        sync.Mutex // guards all below
	published int64      // events that the output has or will have
	acked     int64
	next      []func() // to be done with the acknowledgement of the next event
	waiting   []waiting
}

// waiting is what is to be done when so many events are acknowledged.
type waiting struct {
	events int64
	do     func()
}

// acknowledged is a marker for something that is to be done when the event after it, and
// all before, are acknowledged, and before the cursor of that event is stored. It goes no
// further.
func acknowledged(do func()) beat.Event { return beat.Event{Private: do} }

// naming is a marker that tells the client whose it is. It goes no further.
func naming(counts *metrics.Set) beat.Event { return beat.Event{Private: counts} }

// took takes such a marker, and is false for any other event.
func (l *countingListener) took(event beat.Event) bool {
	switch private := event.Private.(type) {
	case *metrics.Set:
		l.counts = private
	case func():
		l.mu.Lock()
		defer l.mu.Unlock()
		l.next = append(l.next, private)
	default:
		return false
	}
	return true
}

// AddEvent implements beat.EventListener. What processors drop is not published.
func (l *countingListener) AddEvent(event beat.Event, published bool) {
	if published {
		l.counts.Add(metrics.Published, 1)
		l.counts.Add(metrics.Unacknowledged, 1)
	} else {
		l.counts.Add(metrics.Filtered, 1)
	}
	l.counts.Reach(metrics.NewestEvent, event.Timestamp)
	l.add(event, published)
}

// mark passes on a marker, which is no event to count.
func (l *countingListener) mark(event beat.Event) { l.add(event, false) }

func (l *countingListener) add(event beat.Event, published bool) {
	for _, do := range l.came(published) {
		do()
	}
	if l.EventListener != nil {
		l.EventListener.AddEvent(event, published)
	}
}

// ACKEvents implements beat.EventListener.
func (l *countingListener) ACKEvents(n int) {
	l.counts.Add(metrics.Acknowledged, int64(n))
	l.counts.Add(metrics.Unacknowledged, -int64(n))
	for _, do := range l.left(n) {
		do()
	}
	if l.EventListener != nil {
		l.EventListener.ACKEvents(n)
	}
}

// ClientClosed implements beat.EventListener.
func (l *countingListener) ClientClosed() {
	if l.EventListener != nil {
		l.EventListener.ClientClosed()
	}
}

// came counts an event, and returns what is to be done at once: one that is not published
// counts as acknowledged with the last one that was.
func (l *countingListener) came(published bool) []func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if published {
		l.published++
	}
	next := l.next
	if l.next = nil; len(next) == 0 || l.acked >= l.published {
		return next
	}
	for _, do := range next {
		l.waiting = append(l.waiting, waiting{l.published, do})
	}
	return nil
}

// left counts acknowledgements, and returns what is to be done with them.
func (l *countingListener) left(n int) []func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acked += int64(n)
	var due []func()
	for len(l.waiting) > 0 && l.waiting[0].events <= l.acked {
		due, l.waiting = append(due, l.waiting[0].do), l.waiting[1:]
	}
	return due
}
