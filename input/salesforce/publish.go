package salesforce

import (
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/beat/events"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// eventPublisher hands events to Filebeat's pipeline. The cursors are values: the
// registry reads them again when the output has acknowledged their events. It is used by
// one goroutine.
type eventPublisher struct {
	pipeline cursor.Publisher
	ledger   *coverage.Ledger // nil for none

	marked int64 // lines of the ledger that the listener knows of
	// The position of the last cursor, as it came and with the lines that it covers. It
	// is the same for many events.
	plain, noting string
	noted         int64
}

// Publish implements publisher.Publisher.
func (p *eventPublisher) Publish(event ecs.Event, at state.Cursor) error {
	return p.publish(beatEvent(event), at)
}

// Advance implements publisher.Publisher. An event without fields is a marker, see
// markingClient.
func (p *eventPublisher) Advance(at state.Cursor) error { return p.publish(beat.Event{}, at) }

func beatEvent(event ecs.Event) beat.Event {
	return beat.Event{
		Timestamp: event.Timestamp,
		Meta:      mapstr.M{events.FieldMetaID: event.ID},
		Fields:    event.Fields,
	}
}

func (p *eventPublisher) publish(event beat.Event, at state.Cursor) error {
	if p.ledger == nil {
		return p.pipeline.Publish(event, at)
	}
	noted := p.ledger.Noted()
	if noted > p.marked {
		p.marked = noted
		if err := p.pipeline.Publish(acknowledged(func() { p.ledger.Acknowledge(noted) }), nil); err != nil {
			return err
		}
	}
	if at.Position != p.plain || noted != p.noted {
		p.plain, p.noted, p.noting = at.Position, noted, at.Noting(noted).Position
	}
	at.Position = p.noting
	return p.pipeline.Publish(event, at)
}

// tell publishes an event that no cursor comes with. What is to be done when it is
// acknowledged is done on another goroutine.
func (p *eventPublisher) tell(event ecs.Event, done func()) error {
	if err := p.pipeline.Publish(acknowledged(done), nil); err != nil {
		return err
	}
	return p.pipeline.Publish(beatEvent(event), nil)
}
