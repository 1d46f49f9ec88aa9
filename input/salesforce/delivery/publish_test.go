package delivery

import (
	"testing"
	"time"

	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// lastEvent is the last event that was published.
type lastEvent struct {
	event  beat.Event
	cursor any
}

func (l *lastEvent) Publish(event beat.Event, cursor any) error {
	l.event, l.cursor = event, cursor
	return nil
}

func TestAnEventIsPublishedWithItsIDAndCursor(t *testing.T) {
	last := &lastEvent{}
	at := time.Date(2026, 1, 5, 3, 10, 20, 0, time.UTC)
	out := publisherTo(last)
	if err := out.Publish(ecs.Event{Timestamp: at, ID: "id-1", Fields: mapstr.M{"a": "b"}}, state.Cursor{Version: 1, Position: "{}", Done: 7}); err != nil {
		t.Fatal(err)
	}
	if id, err := last.event.GetValue("@metadata._id"); err != nil || id != "id-1" || !last.event.Timestamp.Equal(at) || last.event.Fields["a"] != "b" {
		t.Errorf("published %+v", last.event)
	}
	// The registry gets it when the output has the event.
	if out.cursors.add(true); last.cursor != nil {
		t.Errorf("with the cursor %+v before it is acknowledged", last.cursor)
	}
	if out.cursors.acknowledge(1); last.cursor != (state.Cursor{Version: 1, Position: "{}", Done: 7}) {
		t.Errorf("with the cursor %+v", last.cursor)
	}
}

func TestAllocationsOfPublishing(t *testing.T) {
	const bound = 3 // the metadata, which are two, and its id
	out := publisherTo(&lastEvent{})
	fields := mapstr.M{"a": "b"}
	polltest.Allocations(t, 1, bound, func() {
		if err := out.Publish(ecs.Event{ID: "id-1", Fields: fields}, state.Cursor{Version: 1, Position: "{}", Done: 7}); err != nil {
			t.Fatal(err)
		}
	})
}

// publisherTo returns a publisher that counts nothing.
func publisherTo(pipeline cursor.Publisher) Publisher {
	events, _ := NewPublisher(pipeline, nil) // the error would be that it stops
	return events
}
