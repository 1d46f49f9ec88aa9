package poll

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
)

// script is a collector whose polls end as it was told, and that notes when they
// began.
type script struct {
	started  time.Time
	polls    []time.Duration
	outcomes []outcome
	cancel   context.CancelFunc
}

type outcome struct {
	ready time.Duration
	err   error
}

func (s *script) Poll(context.Context, publisher.Publisher) (time.Duration, error) {
	s.polls = append(s.polls, time.Since(s.started))
	if len(s.polls) > len(s.outcomes) {
		s.cancel()
		return 0, context.Canceled
	}
	next := s.outcomes[len(s.polls)-1]
	return next.ready, next.err
}

func run(interval time.Duration, outcomes ...outcome) (polls []time.Duration, health []error) {
	ctx, cancel := context.WithCancel(context.Background())
	collector := &script{started: time.Now(), outcomes: outcomes, cancel: cancel}
	Loop{Collector: collector, Interval: interval, Health: func(err error) { health = append(health, err) }}.Run(ctx, nil)
	return collector.polls, health
}

func TestThePollsFollowInTheInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polls, health := run(time.Minute, outcome{}, outcome{}, outcome{})
		want := []time.Duration{0, time.Minute, 2 * time.Minute, 3 * time.Minute}
		if diff := cmp.Diff(want, polls); diff != "" {
			t.Errorf("polls (-want +got):\n%s", diff)
		}
		if len(health) != 3 {
			t.Errorf("health was told %d times, want 3: the canceled poll is no failure", len(health))
		}
	})
}

func TestACollectorIsPolledWhenItIsReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polls, _ := run(time.Hour, outcome{ready: time.Minute}, outcome{ready: 2 * time.Hour})
		want := []time.Duration{0, time.Minute, time.Minute + time.Hour}
		if diff := cmp.Diff(want, polls); diff != "" {
			t.Errorf("polls (-want +got):\n%s", diff)
		}
	})
}

func TestFailedPollsAreRetriedSoonerThanTheIntervalWithGrowingWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := outcome{err: errors.New("no")}
		outcomes := make([]outcome, 30)
		for n := range outcomes {
			outcomes[n] = failed
		}
		polls, health := run(time.Minute, outcomes...)
		for n, err := range health {
			if err == nil {
				t.Fatalf("health %d is good", n)
			}
		}
		first, last := polls[1]-polls[0], polls[30]-polls[29]
		if first > firstRetry {
			t.Errorf("first retry after %v", first)
		}
		if last != time.Minute {
			t.Errorf("last retry after %v, want the interval", last)
		}
	})
}

func TestTheLoopGoesOnInTheIntervalAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polls, health := run(time.Hour, outcome{err: errors.New("no")}, outcome{}, outcome{})
		if wait := polls[3] - polls[2]; wait != time.Hour {
			t.Errorf("wait after recovery is %v", wait)
		}
		if health[1] != nil {
			t.Errorf("health after recovery: %v", health[1])
		}
	})
}

type exhausted struct{ wait time.Duration }

func (exhausted) Error() string         { return "exhausted" }
func (e exhausted) Wait() time.Duration { return e.wait }

func TestAnErrorThatKnowsHowLongIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polls, _ := run(time.Minute, outcome{err: fmt.Errorf("listing: %w", exhausted{15 * time.Minute})})
		if polls[1] != 15*time.Minute {
			t.Errorf("retried after %v, want 15m", polls[1])
		}
	})
}

func TestTheLoopEndsWhenThePublisherSaysStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polls, health := run(time.Minute, outcome{err: fmt.Errorf("publishing: %w", ErrStopped)})
		if len(polls) != 1 || len(health) != 0 {
			t.Errorf("%d polls, health %v", len(polls), health)
		}
	})
}

func TestTheLoopEndsWithItsContextWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		collector := &script{started: time.Now(), outcomes: make([]outcome, 5), cancel: cancel}
		Loop{Collector: collector, Interval: time.Hour, Health: func(error) {}}.Run(ctx, nil)
		if waited := time.Since(collector.started); waited != time.Second {
			t.Errorf("ended after %v", waited)
		}
	})
}
