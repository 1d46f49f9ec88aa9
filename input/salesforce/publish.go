package salesforce

import (
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/beat/events"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// eventPublisher hands events to Filebeat's pipeline. The cursors are values: they are
// read again when the output has acknowledged their events.
type eventPublisher struct{ cursors *cursors }

func newEventPublisher(pipeline cursor.Publisher) eventPublisher {
	return eventPublisher{&cursors{registry: pipeline, acknowledged: make(chan struct{}, 1)}}
}

// Publish implements publisher.Publisher.
func (p eventPublisher) Publish(event ecs.Event, at state.Cursor) error {
	return p.cursors.publish(beatEvent(event), at, int64(event.Size))
}

// tell publishes an event that no cursor comes with. What is to be done when it is
// acknowledged is done on another goroutine.
func (p eventPublisher) tell(event ecs.Event, done func()) error {
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
func (p eventPublisher) Advance(at state.Cursor) error {
	return p.cursors.publish(beat.Event{}, at, 0)
}
