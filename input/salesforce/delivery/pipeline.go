package delivery

import (
	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	conf "github.com/elastic/elastic-agent-libs/config"
)

// connectedInput is an input whose clients are connected by connector.
type connectedInput struct {
	v2.Input
	origin origin
}

// Connected returns an input of a stanza whose clients take markers, and events that need no
// normalization.
func Connected(in v2.Input, stanza *conf.C) v2.Input { return connectedInput{in, originOf(stanza)} }

// NewConnector returns a pipeline whose clients are those that an input of a stanza gets.
func NewConnector(pipeline beat.PipelineConnector, stanza *conf.C) beat.PipelineConnector {
	return connector{pipeline, originOf(stanza)}
}

// Run implements v2.Input.
func (c connectedInput) Run(ctx v2.Context, pipeline beat.PipelineConnector) error {
	return c.Input.Run(ctx, connector{pipeline, c.origin})
}

// connector connects clients without Beats' normalisation, which copies every map of
// an event to find values that no output could encode. That is a quarter of what an
// event costs, and ours are of such types only: a test holds them against the
// normalisation.
type connector struct {
	parent beat.PipelineConnector
	origin origin
}

// Connect implements beat.PipelineConnector.
func (c connector) Connect() (beat.Client, error) { return c.ConnectWith(beat.ClientConfig{}) }

// ConnectWith implements beat.PipelineConnector.
func (c connector) ConnectWith(config beat.ClientConfig) (beat.Client, error) {
	normalize := false
	config.Processing.EventNormalization = &normalize
	if c.origin.elsewhere {
		config.Processing.Private = NoHost{}
	}
	listener := &countingListener{EventListener: config.EventListener}
	config.EventListener = listener
	client, err := c.parent.ConnectWith(config)
	if err != nil {
		return nil, err
	}
	return &markingClient{Client: client, listener: listener, origin: c.origin}, nil
}

// markingClient keeps markers, which are events without fields that carry no more than
// a cursor, from the pipeline: it is the normalisation that would drop them. They are
// told of to the listener as the pipeline tells of an event that it drops, in the turn
// of the events before them, and so their cursor is stored when these are
// acknowledged. Events that a closing pipeline takes no more are never acknowledged,
// and a marker after them is not stored either.
type markingClient struct {
	beat.Client
	listener *countingListener
	origin   origin
}

// Publish implements beat.Client.
func (c *markingClient) Publish(event beat.Event) {
	switch {
	case event.Fields != nil:
		c.origin.mark(event.Fields)
		c.Client.Publish(event)
	case !c.listener.named(event) && !c.listener.made(event):
		c.listener.mark(event)
	}
}

// PublishAll implements beat.Client.
func (c *markingClient) PublishAll(events []beat.Event) {
	for _, event := range events {
		c.Publish(event)
	}
}
