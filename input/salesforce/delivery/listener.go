package delivery

import (
	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
)

// countingListener counts what the pipeline takes and the output acknowledges, and has the
// cursors stored.
//
// Each source has a client, but the manager that connects it does not say for which: the
// source does with a marker, see naming, before its first event.
type countingListener struct {
	beat.EventListener // of the cursor manager, which is told nothing once there are cursors
	owner
}

// owner says whose a client is; its parts are nil until that is known.
type owner struct {
	counts  *metrics.Set
	cursors *cursors
}

// naming is a marker that tells the client whose it is. It goes no further.
func naming(counts *metrics.Set, cursors *cursors) beat.Event {
	return beat.Event{Private: owner{counts, cursors}}
}

// named takes such a marker, and is false for any other event.
func (l *countingListener) named(event beat.Event) bool {
	of, ok := event.Private.(owner)
	if ok {
		l.owner = of
	}
	return ok
}

// made takes a marker with what Beats made of a cursor.
func (l *countingListener) made(event beat.Event) bool {
	operation, ok := event.Private.(operation)
	if ok && l.cursors != nil {
		l.cursors.markerOperation = operation
		return true
	}
	return false
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
	if l.cursors != nil {
		l.cursors.add(published)
	} else if l.EventListener != nil {
		l.EventListener.AddEvent(event, published)
	}
}

// ACKEvents implements beat.EventListener. It runs on a goroutine of the pipeline, where a
// panic would end the process; it becomes an error of the source.
func (l *countingListener) ACKEvents(n int) {
	l.counts.Add(metrics.Acknowledged, int64(n))
	l.counts.Add(metrics.Unacknowledged, -int64(n))
	if l.cursors == nil {
		if l.EventListener != nil {
			l.EventListener.ACKEvents(n)
		}
		return
	}
	l.cursors.fail(guard.Run("saving progress", func() error {
		l.cursors.acknowledge(n)
		return nil
	}))
}

// ClientClosed implements beat.EventListener.
func (l *countingListener) ClientClosed() {
	if l.EventListener != nil {
		l.EventListener.ClientClosed()
	}
}
