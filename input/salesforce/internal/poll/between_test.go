package poll_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
)

type collectorFunc func() (time.Duration, error)

func (c collectorFunc) Poll(context.Context, publisher.Publisher) (time.Duration, error) { return c() }

func TestWorkBetweenPollsDelaysNone(t *testing.T) {
	failure := errors.New("the poll failed")
	for _, tt := range []struct {
		name        string
		ready       time.Duration
		failure     error
		takes, want time.Duration
		works       bool
	}{
		{name: "nothing to do", works: true},
		{name: "some work", takes: 30 * time.Second, want: 270 * time.Second, works: true},
		{name: "until the end", takes: time.Hour, want: 150 * time.Second, works: true},
		{name: "something is ready sooner", ready: 20 * time.Second, takes: time.Hour, want: 10 * time.Second, works: true},
		{name: "the poll failed", failure: failure},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				worked := false
				between := poll.Between{
					Collector: collectorFunc(func() (time.Duration, error) { return tt.ready, tt.failure }),
					Interval:  5 * time.Minute,
					Work: func(_ context.Context, _ publisher.Publisher, until time.Time) error {
						worked = true
						time.Sleep(min(tt.takes, time.Until(until)))
						return nil
					},
				}
				got, err := between.Poll(context.Background(), nil)
				if got != tt.want || !errors.Is(err, tt.failure) || worked != tt.works {
					t.Errorf("ready in %v, %v, worked %v; want %v, %v, %v", got, err, worked, tt.want, tt.failure, tt.works)
				}
			})
		})
	}
}

func TestWorkThatStopsEndsThePoll(t *testing.T) {
	between := poll.Between{
		Collector: collectorFunc(func() (time.Duration, error) { return 0, nil }), Interval: time.Minute,
		Work: func(context.Context, publisher.Publisher, time.Time) error { return poll.ErrStopped },
	}
	if _, err := between.Poll(context.Background(), nil); !errors.Is(err, poll.ErrStopped) {
		t.Errorf("got %v", err)
	}
}
