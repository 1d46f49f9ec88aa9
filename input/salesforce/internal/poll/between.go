package poll

import (
	"context"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
)

const (
	// betweenShare is which part of the time between two polls other work may take.
	betweenShare = 2
	// minWork is what it may take in any case: with short intervals nothing would ever be done.
	minWork = 2 * time.Second
	// unnoticed is how long that work may take without the next wait being shortened.
	unnoticed = time.Second
)

// Auditor is a collector that compares what it has collected with the org.
type Auditor interface {
	// Audit does what is due, until a time. It is called between polls, on the goroutine that
	// polls. Only an error that wraps ErrStopped or the context's error is returned.
	Audit(ctx context.Context, out publisher.Publisher, until time.Time) error
}

// Between is a collector that has other work to do in the time between its polls. The work
// delays no poll, unless the polls are less than four seconds apart: it ends in time, and the
// wait after it is as much shorter.
type Between struct {
	Collector
	// Interval between polls.
	Interval time.Duration
	// Work does what there is to do until a time, on the goroutine that polls. Only an error
	// that wraps ErrStopped or the context's error is returned.
	Work func(ctx context.Context, out publisher.Publisher, until time.Time) error
}

// Poll implements Collector. There is no time for other work after a poll that has failed, or
// that has left something in progress.
func (b Between) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	ready, err := b.Collector.Poll(ctx, out)
	if err != nil {
		return ready, err
	}
	wait := b.Interval
	if ready > 0 {
		wait = min(wait, ready)
	}
	began := time.Now()
	if err := b.Work(ctx, out, began.Add(max(wait/betweenShare, minWork))); err != nil {
		return 0, err
	}
	if spent := time.Since(began); spent > unnoticed {
		return max(wait-spent, time.Millisecond), nil
	}
	return ready, nil
}
