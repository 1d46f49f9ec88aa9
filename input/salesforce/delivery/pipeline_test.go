package delivery

import (
	"fmt"
	"testing"

	"github.com/elastic/beats/v7/libbeat/beat"
	pubtest "github.com/elastic/beats/v7/libbeat/publisher/testing"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/google/go-cmp/cmp"
)

// listenerCalls is what a listener was told.
type listenerCalls struct {
	beat.EventListener
	events []string
}

func (l *listenerCalls) AddEvent(event beat.Event, published bool) {
	l.events = append(l.events, fmt.Sprint(event.Private, " ", published))
}

func TestAMarkerIsToldOfInItsTurnAndNotPublished(t *testing.T) {
	listener := &listenerCalls{}
	arrived := 0
	client, err := NewConnector(pubtest.FakeConnector{ConnectFunc: func(c beat.ClientConfig) (beat.Client, error) {
		if normalize := c.Processing.EventNormalization; normalize == nil || *normalize {
			t.Error("the pipeline would normalise")
		}
		return &pubtest.FakeClient{PublishFunc: func(event beat.Event) {
			arrived++
			c.EventListener.AddEvent(event, true)
		}}, nil
	}}, conf.NewConfig()).ConnectWith(beat.ClientConfig{EventListener: listener})
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]any{"a": "b"}
	client.PublishAll([]beat.Event{{Private: 1, Fields: fields}, {Private: 2}, {Private: 3, Fields: fields}})
	client.Publish(beat.Event{Private: 4})
	if diff := cmp.Diff([]string{"1 true", "2 false", "3 true", "4 false"}, listener.events); diff != "" || arrived != 2 {
		t.Errorf("%d events were published; the listener was told (-want +got):\n%s", arrived, diff)
	}
}
