package outputs

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	kafkaTopic = "salesforce"
	kafkaKey   = "key: '%{[@metadata._id]}'"
)

func TestKafkaGetsAllRowsThroughAnOutage(t *testing.T) {
	o := startOrg(t)
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(3, kafkaTopic))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)

	// Producers are hung up on while there is an outage; the test's consumer is not.
	var cut atomic.Bool
	var hungUp atomic.Int64
	cluster.Control(func(request kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		if _, fetches := request.(*kmsg.FetchRequest); !cut.Load() || fetches {
			return nil, nil, false
		}
		hungUp.Add(1)
		return nil, errors.New("hung up"), true
	})

	var received inbox
	consume(t, cluster.ListenAddrs(), &received)
	output := fmt.Sprintf(`
output.kafka:
  hosts: ["%s"]
  topic: %s
  version: "2.0.0"
  %s
  required_acks: -1
`, cluster.ListenAddrs()[0], kafkaTopic, kafkaKey)
	survives(t, o, newBeat(t, o, output), &received, func(b *beat) {
		cut.Store(true)
		b.waitFor("requests that are hung up on", func() bool { return hungUp.Load() >= 3 })
		cut.Store(false)
	})
}

// consume reads the topic until the test ends. The key of a message is the event's id.
func consume(t *testing.T, brokers []string, received *inbox) {
	t.Helper()
	consumer, err := kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.ConsumeTopics(kafkaTopic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	t.Cleanup(func() {
		cancel()
		<-done
		consumer.Close()
	})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			consumer.PollFetches(ctx).EachRecord(func(record *kgo.Record) {
				received.add(record.Value, string(record.Key))
			})
		}
	}()
}
