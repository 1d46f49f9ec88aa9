package publisher_test

import (
	"fmt"

	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// printer is a publisher that prints what it gets.
type printer struct{}

func (printer) Publish(event ecs.Event, _ state.Cursor) error {
	fmt.Println(event.ID, event.Fields["message"])
	return nil
}

func (printer) Advance(state.Cursor) error { return nil }

// A collector publishes events in order, and stops if Publish returns an error.
func ExamplePublisher() {
	var to publisher.Publisher = printer{}
	for _, id := range []string{"a", "b"} {
		if err := to.Publish(ecs.Event{ID: id, Fields: mapstr.M{"message": "login"}}, state.Cursor{}); err != nil {
			return
		}
	}
	// Output:
	// a login
	// b login
}
