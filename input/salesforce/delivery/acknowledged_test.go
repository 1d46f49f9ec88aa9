package delivery

import (
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	pubtest "github.com/elastic/beats/v7/libbeat/publisher/testing"
	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
)

func TestWhatIsAcknowledgedIsCountedForItsSource(t *testing.T) {
	var listeners []beat.EventListener
	var reached []beat.Event
	pipeline := connector{parent: pubtest.FakeConnector{ConnectFunc: func(c beat.ClientConfig) (beat.Client, error) {
		listeners = append(listeners, c.EventListener)
		return &pubtest.FakeClient{PublishFunc: func(event beat.Event) {
			reached = append(reached, event)
			c.EventListener.AddEvent(event, event.Fields["dropped"] == nil)
		}}, nil
	}}}
	var sources []*metrics.Set
	for range 2 {
		client, err := pipeline.Connect()
		if err != nil {
			t.Fatal(err)
		}
		counts := metrics.NewSet(metrics.Source)
		sources = append(sources, counts)
		client.Publish(naming(counts, nil))
		client.PublishAll([]beat.Event{{Fields: mapstr.M{}, Timestamp: time.Unix(1000, 0)}, {}, {Fields: mapstr.M{}, Timestamp: time.Unix(900, 0)}, {Fields: mapstr.M{"dropped": true}}})
	}
	if len(reached) != 6 {
		t.Errorf("%d events reached the pipeline, want 3 of each source", len(reached))
	}
	listeners[0].ACKEvents(1)
	listeners[1].ACKEvents(2)
	listeners[1].ClientClosed()
	for n, want := range [][2]int64{{1, 1}, {2, 0}} {
		counts := sources[n]
		got := [2]int64{counts.Value(metrics.Acknowledged), counts.Value(metrics.Unacknowledged)}
		if got != want {
			t.Errorf("source %d has %d acknowledged and %d not, want %d", n, got[0], got[1], want)
		}
		if published, filtered := counts.Value(metrics.Published), counts.Value(metrics.Filtered); published != 2 || filtered != 1 {
			t.Errorf("source %d has %d published and %d filtered, want 2 and 1", n, published, filtered)
		}
		if got := counts.Value(metrics.NewestEvent); got != 1000 {
			t.Errorf("the newest event of source %d is of %d, want 1000", n, got)
		}
	}
}
