package publisher

import (
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Publisher takes events in order, from one goroutine a source.
//
// Once the output has acknowledged an event and all before it, the event's
// cursor is stored. Both methods may block for as long as the output does, and
// both return an error only when the input is to stop: the caller then returns
// without another call. The event may have been taken all the same.
type Publisher interface {
	// Publish hands over an event with the cursor that covers it.
	Publish(event ecs.Event, cursor state.Cursor) error
	// Advance stores a cursor, in its turn, without an event.
	Advance(cursor state.Cursor) error
}
