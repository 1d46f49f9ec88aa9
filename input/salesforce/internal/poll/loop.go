package poll

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/pause"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
)

// firstRetry is the wait after a first failed poll; it doubles with each further
// one, up to the interval.
const firstRetry = 5 * time.Second

// longestRetry bounds the wait after failed polls where the interval is longer.
const longestRetry = 10 * time.Minute

// ErrStopped is returned by a collector whose publisher refused an event: the
// input is being stopped.
var ErrStopped = errors.New("the input is stopping")

// Stopped wraps what a publisher said when it refused an event in ErrStopped.
func Stopped(err error) error { return fmt.Errorf("%w: %w", ErrStopped, err) }

// Collector collects what is new since its last poll.
type Collector interface {
	// Poll hands what is new to out. It returns how long to wait until something
	// is known to become ready, or 0 when nothing is.
	//
	// An error says that not everything could be collected, never that the
	// collector is at an end; the next poll tries again what is missing. Only an
	// error that wraps ErrStopped or the context's error ends the loop.
	Poll(ctx context.Context, out publisher.Publisher) (ready time.Duration, err error)
}

// Logger is the part of Filebeat's logger that collectors use.
type Logger interface {
	Debugf(format string, arguments ...any)
	Infof(format string, arguments ...any)
	Warnf(format string, arguments ...any)
}

// Loop polls a collector.
type Loop struct {
	Collector Collector
	// Interval between polls.
	Interval time.Duration
	// Health is told the outcome of each poll: nil, or what is wrong.
	Health func(error)
	// Pace, if not nil, makes a wait longer where requests are scarce.
	Pace func(wait time.Duration) time.Duration
	// Metrics counts the polls; nil for nobody.
	Metrics *metrics.Set
}

// Run polls until ctx ends or the publisher refuses an event. It returns no error:
// an input that is told to stop has not failed.
func (l Loop) Run(ctx context.Context, out publisher.Publisher) {
	for failures := 0; ; {
		begin := time.Now()
		ready, err := l.poll(ctx, out)
		if ctx.Err() != nil || errors.Is(err, ErrStopped) {
			return
		}
		l.count(begin, err)
		l.Health(err)
		wait := l.Interval
		if err != nil {
			failures++
			wait = l.retryWait(failures)
		} else {
			failures = 0
		}
		if ready > 0 && ready < wait {
			wait = ready
		}
		wait = l.pace(wait)
		// What is ready cannot be had either while the org has to be left alone.
		if alone := Patience(err); alone > 0 {
			wait = alone
		}
		if !pause.For(ctx, wait) {
			return
		}
	}
}

// pace returns the wait, made longer where requests are scarce.
func (l Loop) pace(wait time.Duration) time.Duration {
	paced := wait
	if l.Pace != nil && wait > 0 {
		paced = l.Pace(wait)
		l.Metrics.Put(metrics.PollStretch, int64(100*float64(paced)/float64(wait)))
	}
	return paced
}

func (l Loop) count(begin time.Time, err error) {
	l.Metrics.Took(metrics.PollDuration, begin)
	if err != nil {
		l.Metrics.Add(metrics.PollsFailed, 1)
	} else {
		l.Metrics.Add(metrics.Polls, 1)
	}
}

// poll polls once. A collector that panics has failed like any other: Filebeat
// would end the input, and nobody starts it again.
func (l Loop) poll(ctx context.Context, out publisher.Publisher) (ready time.Duration, err error) {
	err = guard.Run("collecting", func() (err error) {
		ready, err = l.Collector.Poll(ctx, out)
		return err
	})
	return ready, err
}

func (l Loop) retryWait(failures int) time.Duration {
	wait := longestRetry
	if failures < 10 {
		wait = min(firstRetry<<(failures-1), longestRetry)
	}
	// Inputs that failed together should not come back together.
	wait = wait/2 + rand.N(wait/2+1)
	return min(wait, l.Interval)
}
