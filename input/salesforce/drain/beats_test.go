package drain

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/outputs"
	"github.com/elastic/beats/v7/libbeat/publisher"
	beatspipeline "github.com/elastic/beats/v7/libbeat/publisher/pipeline"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
)

// silentOutput is an output that answers nothing. When its requests are canceled it gives the events
// back to be sent again, as that of Elasticsearch does.
type silentOutput struct{ busy chan struct{} }

func (h silentOutput) String() string { return "hanging" }
func (h silentOutput) Close() error   { return nil }

func (h silentOutput) Publish(ctx context.Context, batch publisher.Batch) error {
	h.busy <- struct{}{}
	<-ctx.Done()
	batch.Retry()
	return ctx.Err()
}

// hangingPipeline is Beats' own pipeline before that output, with a queue of 32 events.
func hangingPipeline(t *testing.T) (of *beatspipeline.Pipeline, busy <-chan struct{}) {
	t.Helper()
	var queue config.Namespace
	settings, err := config.NewConfigWithYAML([]byte("mem: {events: 32, flush.min_events: 1, flush.timeout: 0s}"), "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := settings.Unpack(&queue); err != nil {
		t.Fatal(err)
	}
	log := logp.NewNopLogger()
	output := silentOutput{busy: make(chan struct{}, 1)}
	of, err = beatspipeline.New(beat.Info{Logger: log}, beatspipeline.Monitors{Logger: log}, queue,
		outputs.Group{Clients: []outputs.Client{output}, BatchSize: 1}, beatspipeline.Settings{WaitClose: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return of, output.busy
}

// ackCounter counts what a client is told of.
type ackCounter struct{ acknowledged atomic.Int64 }

func (*ackCounter) AddEvent(beat.Event, bool) {}
func (a *ackCounter) ACKEvents(n int)         { a.acknowledged.Add(int64(n)) }
func (*ackCounter) ClientClosed()             {}

// This is why the package exists. If Beats no longer reports what it drops as acknowledged, the
// first case fails: see docs/beats-upgrade.md.
func TestDroppedEventsAreReportedAsAcknowledgedByBeatsAlone(t *testing.T) {
	for _, tt := range []struct {
		name    string
		drained bool
	}{{"Beats", false}, {"with Creator", true}} {
		t.Run(tt.name, func(t *testing.T) {
			of, busy := hangingPipeline(t)
			var connector beat.Pipeline = of
			closing := of.Close
			var draining *pipeline
			if tt.drained {
				draining = newPipeline(of, of, time.Millisecond, logp.NewNopLogger())
				connector, closing = draining, draining.Close
			}
			listener := &ackCounter{}
			c, err := connector.ConnectWith(beat.ClientConfig{EventListener: listener, PublishMode: beat.GuaranteedSend})
			if err != nil {
				t.Fatal(err)
			}
			c.Publish(anEvent())
			<-busy
			if err := closing(); err != nil {
				t.Fatal(err)
			}
			settled := func() bool { return listener.acknowledged.Load() > 0 }
			if tt.drained {
				settled = func() bool { return draining.active.Load() == 0 } // Beats has reported it
			}
			for deadline := time.Now().Add(time.Minute); !settled() && time.Now().Before(deadline); {
				time.Sleep(time.Millisecond)
			}
			if got := listener.acknowledged.Load(); (got > 0) == tt.drained || !settled() {
				t.Errorf("%d events that were dropped are reported as acknowledged", got)
			}
		})
	}
}

// A source that is stopped while its output stands still ends only once the queue has room, or
// closes: docs/beats-upgrade.md.
func TestPublishIntoAFullQueueOutlastsItsClient(t *testing.T) {
	of, busy := hangingPipeline(t)
	c, err := of.ConnectWith(beat.ClientConfig{PublishMode: beat.GuaranteedSend})
	if err != nil {
		t.Fatal(err)
	}
	var entered atomic.Int64
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for range 40 {
			c.Publish(anEvent())
			entered.Add(1)
		}
	}()
	<-busy
	for deadline := time.Now().Add(time.Minute); entered.Load() < 32; {
		if time.Now().After(deadline) {
			t.Fatalf("the queue took %d events", entered.Load())
		}
		time.Sleep(time.Millisecond)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
		t.Error("closing the client ends a Publish that waits for room")
	case <-time.After(100 * time.Millisecond):
	}
	if err := of.Close(); err != nil {
		t.Fatal(err)
	}
	<-ended // a queue that closes lets go
}
