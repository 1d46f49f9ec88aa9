package delivery

import (
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/beat/events"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Publisher hands events to Filebeat's pipeline. The cursors are values: they are
// read again when the output has acknowledged their events.
type Publisher struct{ cursors *cursors }

// NewPublisher returns the publisher of a source, which counts with counts. It tells the
// source's client whose it is; an error says that the input is being stopped.
func NewPublisher(pipeline cursor.Publisher, counts *metrics.Set) (Publisher, error) {
	p := Publisher{&cursors{registry: pipeline, acknowledged: make(chan struct{}, 1)}}
	return p, pipeline.Publish(naming(counts, p.cursors), nil)
}

// Bound bounds the bytes of events that are not acknowledged, of which a row has several
// copies; see allowance. It is called before the first event.
func (p Publisher) Bound(room *Allowance, limit, copies int64, ended <-chan struct{}) {
	p.cursors.bound(room, limit, copies, ended)
}

// Keep says which ledger the cursors are to cover. Nothing is noted in it before.
func (p Publisher) Keep(ledger *coverage.Ledger) { p.cursors.keep(ledger) }

// Leave is called when the source publishes nothing more. It waits for what the output is
// about to acknowledge.
func (p Publisher) Leave() { p.cursors.leave() }

// Saving returns a collector whose polls fail if progress cannot be saved.
func (p Publisher) Saving(collector poll.Collector) poll.Collector {
	return progressGuard{collector, p.cursors}
}

// Publish implements publisher.Publisher.
func (p Publisher) Publish(event ecs.Event, at state.Cursor) error {
	return p.cursors.publish(beatEvent(event), at, int64(event.Size))
}

// Tell publishes an event that no cursor comes with. What is to be done when it is
// acknowledged is done on another goroutine.
func (p Publisher) Tell(event ecs.Event, done func()) error {
	return p.cursors.tell(beatEvent(event), done)
}

func beatEvent(event ecs.Event) beat.Event {
	return beat.Event{
		Timestamp: event.Timestamp,
		Meta:      mapstr.M{events.FieldMetaID: event.ID},
		Fields:    event.Fields,
	}
}

// Advance implements publisher.Publisher. An event without fields is a marker, see
// markingClient.
func (p Publisher) Advance(at state.Cursor) error {
	return p.cursors.publish(beat.Event{}, at, 0)
}
