package salesforce

import (
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// eventPublisher hands events to Filebeat's pipeline. The cursors are values: the
// registry reads them again when the output has acknowledged their events.
type eventPublisher struct {
	pipeline cursor.Publisher
	counts   *metrics.Set
}

// Publish implements publisher.Publisher.
func (p eventPublisher) Publish(event ecs.Event, at state.Cursor) error {
	p.counts.Add(metrics.Published, 1)
	p.counts.Reach(metrics.NewestEvent, event.Timestamp)
	out := beat.Event{Timestamp: event.Timestamp, Fields: event.Fields}
	out.SetID(event.ID)
	return p.pipeline.Publish(out, at)
}

// Advance implements publisher.Publisher. The pipeline drops an event without
// fields and acknowledges it in its turn, which stores the cursor.
func (p eventPublisher) Advance(at state.Cursor) error {
	return p.pipeline.Publish(beat.Event{}, at)
}
