package drain

import (
	"io"
	"sync/atomic"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
)

// Patience is how long a pipeline waits for its output before it closes, unless
// filebeat.shutdown_timeout is longer. With a second each of Beats and of the sources after it,
// it leaves room within the ten seconds after which container runtimes kill a process.
const Patience = 5 * time.Second

// Creator returns a creator whose Filebeat empties its queue before it stops.
func Creator(next beat.Creator) beat.Creator {
	return func(b *beat.Beat, section *config.C) (beat.Beater, error) {
		if closer, ok := b.Publisher.(io.Closer); ok {
			b.Publisher = newPipeline(b.Publisher, closer, patience(section), b.Info.Logger)
		}
		return next(b, section)
	}
}

// patience reads how long the Filebeat of a configuration waits.
func patience(section *config.C) time.Duration {
	var from struct {
		ShutdownTimeout time.Duration `config:"shutdown_timeout"`
	}
	if err := section.Unpack(&from); err != nil {
		return Patience // Filebeat itself says what is wrong
	}
	return max(from.ShutdownTimeout, Patience)
}

// pipeline is Beats' pipeline, which knows how many events are in flight: on their way into the
// queue, in it, or at the output.
type pipeline struct {
	beat.Pipeline
	closer   io.Closer
	patience time.Duration
	log      *logp.Logger

	active  atomic.Int64
	emptied chan struct{} // has room for one; is told when nothing is in flight while the queue is drained

	draining atomic.Bool // nothing new gets in
	closing  atomic.Bool // acknowledgments mean nothing any more
	closed   chan struct{}
}

func newPipeline(of beat.Pipeline, closer io.Closer, patience time.Duration, log *logp.Logger) *pipeline {
	return &pipeline{
		Pipeline: of, closer: closer, patience: patience, log: log,
		emptied: make(chan struct{}, 1), closed: make(chan struct{}),
	}
}

// Connect implements beat.Pipeline.
func (p *pipeline) Connect() (beat.Client, error) { return p.ConnectWith(beat.ClientConfig{}) }

// ConnectWith implements beat.Pipeline.
func (p *pipeline) ConnectWith(config beat.ClientConfig) (beat.Client, error) {
	config.EventListener = acknowledgments{config.EventListener, p}
	if others := config.ClientListener; others != nil {
		config.ClientListener = &beat.CombinedClientListener{A: others, B: publications{p}}
	} else {
		config.ClientListener = publications{p}
	}
	connected, err := p.Pipeline.ConnectWith(config)
	if err != nil {
		return nil, err
	}
	return client{connected, p}, nil
}

// Close implements io.Closer. Beats calls it once, before it stops the inputs.
func (p *pipeline) Close() error {
	defer close(p.closed)
	p.draining.Store(true)
	p.drain()
	p.closing.Store(true)
	return p.closer.Close()
}

// drain waits until nothing is in flight, as long as the pipeline is patient.
func (p *pipeline) drain() {
	if waiting := p.active.Load(); waiting > 0 {
		p.log.Infof("Waiting up to %v for the output to acknowledge %d events.", p.patience, waiting)
	}
	deadline := time.After(p.patience)
	for p.active.Load() > 0 {
		select {
		case <-p.emptied:
		case <-deadline:
			p.log.Warnf("The output has not acknowledged %d events within %v. They are sent again after the next start, with the same ids.", p.active.Load(), p.patience)
			return
		}
	}
}

// change counts events that come into flight, or leave it.
func (p *pipeline) change(by int) {
	if p.active.Add(int64(by)) <= 0 && p.draining.Load() {
		select {
		case p.emptied <- struct{}{}:
		default:
		}
	}
}

// client holds back its events while the queue is drained. Then they get to the closed
// pipeline, which drops them.
type client struct {
	beat.Client
	pipeline *pipeline
}

// Publish implements beat.Client.
func (c client) Publish(event beat.Event) {
	defer c.enter()()
	c.Client.Publish(event)
}

// PublishAll implements beat.Client.
func (c client) PublishAll(events []beat.Event) {
	defer c.enter()()
	c.Client.PublishAll(events)
}

// enter counts what is on its way into the queue, until leave is called.
func (c client) enter() (leave func()) {
	c.pipeline.change(1) // before the look at draining, so that Close waits for what passes it
	if !c.pipeline.draining.Load() {
		return c.leave
	}
	c.leave()
	<-c.pipeline.closed
	return func() {}
}

func (c client) leave() { c.pipeline.change(-1) }

// publications counts what the queue takes.
type publications struct{ pipeline *pipeline }

func (p publications) Published() { p.pipeline.change(1) }

func (publications) Closing()                    {}
func (publications) Closed()                     {}
func (publications) NewEvent()                   {}
func (publications) Filtered()                   {}
func (publications) DroppedOnPublish(beat.Event) {}

// acknowledgments tells a client's own listener what the output acknowledges, until the
// pipeline closes: from then on dropped events are reported as acknowledged.
type acknowledgments struct {
	next     beat.EventListener // nil for none
	pipeline *pipeline
}

func (a acknowledgments) AddEvent(event beat.Event, published bool) {
	if a.next != nil {
		a.next.AddEvent(event, published)
	}
}

func (a acknowledgments) ACKEvents(n int) {
	if a.next != nil && !a.pipeline.closing.Load() {
		a.next.ACKEvents(n)
	}
	a.pipeline.change(-n)
}

func (a acknowledgments) ClientClosed() {
	if a.next != nil {
		a.next.ClientClosed()
	}
}
