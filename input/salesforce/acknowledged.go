package salesforce

import (
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
}

// naming is a marker that tells the client whose it is. It goes no further.
func naming(counts *metrics.Set) beat.Event { return beat.Event{Private: counts} }

// named takes such a marker, and is false for any other event.
func (l *countingListener) named(event beat.Event) bool {
	counts, is := event.Private.(*metrics.Set)
	if is {
		l.counts = counts
	}
	return is
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
	if l.EventListener != nil {
		l.EventListener.AddEvent(event, published)
	}
}

// ACKEvents implements beat.EventListener.
func (l *countingListener) ACKEvents(n int) {
	l.counts.Add(metrics.Acknowledged, int64(n))
	l.counts.Add(metrics.Unacknowledged, -int64(n))
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
