package salesforce

import (
	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
)

// countingListener counts what the output acknowledges, on the way to the listener of
// the cursor manager, which alone is told of it, stores it and tells nobody.
//
// Each source has a client, but the manager that connects it does not say for which: the
// source does with an introduction, before its first event.
type countingListener struct {
	beat.EventListener
	counts *metrics.Set // nil until the introduction
}

// introduction is a marker that tells the client whose it is. It goes no further.
func introduction(counts *metrics.Set) beat.Event { return beat.Event{Private: counts} }

// introduced takes an introduction, and is false for any other event.
func (l *countingListener) introduced(event beat.Event) bool {
	counts, is := event.Private.(*metrics.Set)
	if is {
		l.counts = counts
	}
	return is
}

// AddEvent implements beat.EventListener. What processors drop is not acknowledged.
func (l *countingListener) AddEvent(event beat.Event, published bool) {
	if published {
		l.counts.Add(metrics.Unacknowledged, 1)
	}
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
