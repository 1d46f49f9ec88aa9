package salesforce

import (
	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
)

// counting makes inputs whose sources learn how many of their events are acknowledged.
// Beats tells that to the cursor manager alone, which stores it and tells nobody.
type counting struct{ v2.InputManager }

// Create implements v2.InputManager.
func (m counting) Create(from *conf.C) (v2.Input, error) {
	in, err := m.InputManager.Create(from)
	if err != nil {
		return nil, err
	}
	return countingInput{in}, nil
}

type countingInput struct{ v2.Input }

// Run implements v2.Input.
func (in countingInput) Run(ctx v2.Context, pipeline beat.PipelineConnector) error {
	return in.Input.Run(ctx, countingPipeline{pipeline})
}

// countingPipeline connects clients that count what is acknowledged. Each source has a
// client, but the manager that connects it does not say for which: the source does, with
// the first event, see introduction.
type countingPipeline struct{ parent beat.PipelineConnector }

// Connect implements beat.PipelineConnector.
func (p countingPipeline) Connect() (beat.Client, error) {
	return p.ConnectWith(beat.ClientConfig{})
}

// ConnectWith implements beat.PipelineConnector.
func (p countingPipeline) ConnectWith(config beat.ClientConfig) (beat.Client, error) {
	if config.EventListener == nil {
		return p.parent.ConnectWith(config)
	}
	listener := &countingListener{EventListener: config.EventListener}
	config.EventListener = listener
	client, err := p.parent.ConnectWith(config)
	if err != nil {
		return nil, err
	}
	return countingClient{Client: client, listener: listener}, nil
}

// introduction is an event that tells the client whose it is. It goes no further. It
// has fields, because events without any are markers, which do not come to this client.
func introduction(counts *metrics.Set) beat.Event {
	return beat.Event{Fields: mapstr.M{}, Private: counts}
}

type countingClient struct {
	beat.Client
	listener *countingListener
}

// Publish implements beat.Client.
func (c countingClient) Publish(event beat.Event) {
	if counts, is := event.Private.(*metrics.Set); is {
		c.listener.counts = counts
		return
	}
	c.Client.Publish(event)
}

// PublishAll implements beat.Client.
func (c countingClient) PublishAll(events []beat.Event) {
	for _, event := range events {
		c.Publish(event)
	}
}

// countingListener counts on the way to the manager's listener. Its counts are set
// before the first event is published, and never again.
type countingListener struct {
	beat.EventListener
	counts *metrics.Set
}

// AddEvent implements beat.EventListener. Events that processors drop are not published.
func (l *countingListener) AddEvent(event beat.Event, published bool) {
	if published {
		l.counts.Add(metrics.Unacknowledged, 1)
	}
	l.EventListener.AddEvent(event, published)
}

// ACKEvents implements beat.EventListener.
func (l *countingListener) ACKEvents(n int) {
	l.counts.Add(metrics.Acknowledged, int64(n))
	l.counts.Add(metrics.Unacknowledged, -int64(n))
	l.EventListener.ACKEvents(n)
}
