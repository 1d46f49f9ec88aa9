package delivery

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
)

// The goroutine that acknowledges is one of Beats: a panic there would end the process.
func TestPanicWhileProgressIsSavedFailsTheSourceOnly(t *testing.T) {
	_, kept := newRegistryOf()
	listener := &countingListener{owner: owner{cursors: kept}}
	events := Publisher{kept}
	if err := events.Tell(ecs.Event{Timestamp: time.Now(), ID: "id-1"}, func() { panic("broken") }); err != nil {
		t.Fatal(err)
	}
	listener.AddEvent(beat.Event{}, true)
	listener.ACKEvents(1)
	_, err := events.Saving(idlePoller{}).Poll(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "panic while saving progress") {
		t.Errorf("the poll after it ended with %v", err)
	}
	if _, err := events.Saving(idlePoller{}).Poll(t.Context(), nil); err != nil {
		t.Errorf("it is reported again: %v", err)
	}
}

// idlePoller is a collector of nothing.
type idlePoller struct{}

func (idlePoller) Poll(context.Context, publisher.Publisher) (time.Duration, error) { return 0, nil }
