package poll

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
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

type exhaustion struct{ wait time.Duration }

func (exhaustion) Error() string         { return "exhausted" }
func (e exhaustion) Wait() time.Duration { return e.wait }

func TestAnErrorThatKnowsHowLongIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polls, _ := run(time.Minute, outcome{err: fmt.Errorf("listing: %w", exhaustion{15 * time.Minute})})
		if polls[1] != 15*time.Minute {
			t.Errorf("retried after %v, want 15m", polls[1])
		}
	})
}

func TestTheLongestPatienceCounts(t *testing.T) {
	short, long, endless := exhaustion{5 * time.Minute}, exhaustion{25 * time.Minute}, exhaustion{1000 * time.Hour}
	for _, tt := range []struct {
		name string
		outcome
		want time.Duration
	}{
		{"of several errors", outcome{err: errors.Join(errors.New("no"), short, fmt.Errorf("file: %w", long), short)}, 25 * time.Minute},
		{"whatever is ready sooner", outcome{ready: time.Second, err: long}, 25 * time.Minute},
		{"within bounds", outcome{err: endless}, longestPatience},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				polls, _ := run(time.Minute, tt.outcome)
				if polls[1] != tt.want {
					t.Errorf("retried after %v, want %v", polls[1], tt.want)
				}
			})
		})
	}
}

func TestWithoutRequestsForTheDayTheOrgIsLeftAlone(t *testing.T) {
	for _, tt := range []struct {
		name, retryAfter string
		want             time.Duration
	}{
		{"for a while", "", dailyLimitPause},
		{"as long as it says", "3600", time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := polltest.NewOrg(t, orgsim.Options{Empty: true})
				org.Hook(func(r *http.Request) *http.Response {
					if orgsim.RequestKind(r) != orgsim.RequestQuery {
						return nil
					}
					refusal := polltest.Refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
					refusal.Header.Set("Retry-After", tt.retryAfter)
					return refusal
				})
				_, err := org.Query(t.Context(), "SELECT Id FROM LoginEvent")
				polls, _ := run(time.Minute, outcome{ready: time.Second, err: errors.Join(errors.New("no"), err)})
				if polls[1] != tt.want {
					t.Errorf("retried after %v, want %v; %v", polls[1], tt.want, err)
				}
			})
		})
	}
}

func TestThePaceMakesEachWaitLongerButThoseForTheOrg(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		collector := &script{started: time.Now(), cancel: cancel, outcomes: []outcome{
			{}, {ready: 10 * time.Second}, {err: exhaustion{20 * time.Minute}},
		}}
		counts := metrics.NewSet(metrics.Source)
		Loop{
			Collector: collector, Interval: time.Minute, Health: func(error) {}, Metrics: counts,
			Pace: func(wait time.Duration) time.Duration { return 3 * wait },
		}.Run(ctx, nil)
		want := []time.Duration{0, 3 * time.Minute, 3*time.Minute + 30*time.Second, 23*time.Minute + 30*time.Second}
		if diff := cmp.Diff(want, collector.polls); diff != "" {
			t.Errorf("polls (-want +got):\n%s", diff)
		}
		if got := counts.Value(metrics.PollStretch); got != 300 {
			t.Errorf("stretched to %d %%", got)
		}
	})
}

type crashingPoller struct{ polls int }

func (c *crashingPoller) Poll(context.Context, publisher.Publisher) (time.Duration, error) {
	if c.polls++; c.polls == 1 {
		panic("a nil pointer")
	}
	return 0, ErrStopped
}

func TestAPanicIsAFailedPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		collector, health := &crashingPoller{}, []error(nil)
		Loop{Collector: collector, Interval: time.Minute, Health: func(err error) { health = append(health, err) }}.Run(t.Context(), nil)
		if collector.polls != 2 || len(health) != 1 || !strings.Contains(fmt.Sprint(health[0]), "a nil pointer") {
			t.Errorf("%d polls, health %v", collector.polls, health)
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
