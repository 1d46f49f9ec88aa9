package drain

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	pubtest "github.com/elastic/beats/v7/libbeat/publisher/testing"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

// output is a pipeline and its output, which acknowledges what it is told to.
type output struct {
	mu        sync.Mutex
	listeners []beat.EventListener // one for each event that the queue took
	dropped   int
	closed    bool
}

func (o *output) ConnectWith(c beat.ClientConfig) (beat.Client, error) {
	return &pubtest.FakeClient{PublishFunc: func(event beat.Event) {
		o.mu.Lock()
		defer o.mu.Unlock()
		c.EventListener.AddEvent(event, event.Fields != nil)
		switch {
		case event.Fields == nil:
			c.ClientListener.Filtered()
		case o.closed:
			o.dropped++
			c.ClientListener.DroppedOnPublish(event)
		default:
			o.listeners = append(o.listeners, c.EventListener)
			c.ClientListener.Published()
		}
	}}, nil
}

func (o *output) Connect() (beat.Client, error) { return o.ConnectWith(beat.ClientConfig{}) }

// Close reports what is still in the queue as acknowledged, as Beats does with what it drops.
func (o *output) Close() error {
	o.mu.Lock()
	o.closed = true
	left := len(o.listeners)
	o.mu.Unlock()
	o.acknowledge(left)
	return nil
}

// acknowledge acknowledges the oldest events.
func (o *output) acknowledge(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, listener := range o.listeners[:n] {
		listener.ACKEvents(1)
	}
	o.listeners = o.listeners[n:]
}

// callCounter is a listener of a client.
type callCounter struct{ added, acknowledged int }

func (c *callCounter) AddEvent(beat.Event, bool) { c.added++ }
func (c *callCounter) ACKEvents(n int)           { c.acknowledged += n }
func (c *callCounter) ClientClosed()             {}

func anEvent() beat.Event { return beat.Event{Fields: mapstr.M{"a": "b"}} }

// started returns a beat's publisher, as a creator leaves it, and its output.
func started(t *testing.T, yaml string) (beat.Pipeline, *output) {
	t.Helper()
	section, err := config.NewConfigWithYAML([]byte(yaml), "test")
	if err != nil {
		t.Fatal(err)
	}
	below := &output{}
	b := &beat.Beat{Publisher: below, Info: beat.Info{Logger: logp.NewNopLogger()}}
	create := Creator(func(*beat.Beat, *config.C) (beat.Beater, error) { return nil, nil })
	if _, err := create(b, section); err != nil {
		t.Fatal(err)
	}
	return b.Publisher, below
}

func closePipeline(t *testing.T, p beat.Pipeline) (took time.Duration) {
	t.Helper()
	began := time.Now()
	if err := p.(interface{ Close() error }).Close(); err != nil {
		t.Error(err)
	}
	return time.Since(began)
}

func TestPipelineStaysOpenUntilAllIsAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, below := started(t, "{}")
		own := &callCounter{}
		c, err := p.ConnectWith(beat.ClientConfig{EventListener: own})
		if err != nil {
			t.Fatal(err)
		}
		other, err := p.Connect()
		if err != nil {
			t.Fatal(err)
		}
		c.PublishAll([]beat.Event{anEvent(), anEvent(), {}})
		other.Publish(anEvent())
		go func() {
			time.Sleep(2 * time.Second)
			below.acknowledge(2)
			time.Sleep(2 * time.Second)
			if below.closed {
				t.Error("the pipeline closed before the last event was acknowledged")
			}
			below.acknowledge(1)
		}()
		if took := closePipeline(t, p); took != 4*time.Second {
			t.Errorf("it closed after %v, want as soon as all is acknowledged, after 4s", took)
		}
		if !below.closed || own.added != 3 || own.acknowledged != 2 {
			t.Errorf("closed %v, %+v", below.closed, own)
		}
	})
}

func TestPipelineClosesAtOnceIfNothingIsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, below := started(t, "shutdown_timeout: 1h")
		c, err := p.Connect()
		if err != nil {
			t.Fatal(err)
		}
		c.Publish(anEvent())
		below.acknowledge(1)
		if took := closePipeline(t, p); took != 0 || !below.closed {
			t.Errorf("it closed after %v, closed %v", took, below.closed)
		}
	})
}

func TestPipelineGivesUpAnOutputThatDoesNotAnswer(t *testing.T) {
	for yaml, want := range map[string]time.Duration{
		"{}": Patience, "shutdown_timeout: 30s": 30 * time.Second, "shutdown_timeout: 1s": Patience, "shutdown_timeout: x": Patience,
	} {
		synctest.Test(t, func(t *testing.T) {
			p, below := started(t, yaml)
			own := &callCounter{}
			c, err := p.ConnectWith(beat.ClientConfig{EventListener: own})
			if err != nil {
				t.Fatal(err)
			}
			c.Publish(anEvent())
			if took := closePipeline(t, p); took != want || !below.closed {
				t.Errorf("with %s it closed after %v, want %v; closed %v", yaml, took, want, below.closed)
			}
			if own.acknowledged != 0 {
				t.Errorf("%d dropped events were reported as acknowledged", own.acknowledged)
			}
		})
	}
}

func TestNothingGetsInWhileTheQueueIsDrained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, below := started(t, "{}")
		c, err := p.Connect()
		if err != nil {
			t.Fatal(err)
		}
		c.Publish(anEvent())
		published := make(chan struct{})
		go func() {
			time.Sleep(time.Second)
			c.Publish(anEvent())
			close(published)
		}()
		go func() {
			time.Sleep(3 * time.Second)
			select {
			case <-published:
				t.Error("an event got in while the queue was drained")
			default:
			}
			below.acknowledge(1)
		}()
		if took := closePipeline(t, p); took != 3*time.Second {
			t.Errorf("it closed after %v, want 3s", took)
		}
		<-published
		if below.dropped != 1 {
			t.Errorf("the closed pipeline dropped %d events, want the one that was held back", below.dropped)
		}
	})
}
