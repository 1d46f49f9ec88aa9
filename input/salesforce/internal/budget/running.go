package budget

import (
	"context"
	"slices"
	"time"
)

const (
	// LongAfter is after how long Salesforce counts a request as a long one.
	LongAfter = 20 * time.Second
	// mostLong is how many of the org's 25 long requests may be ours, and mostLongOfSmall
	// of the 5 that Developer Editions and trials have.
	mostLong        = 20
	mostLongOfSmall = 4
	// smallOrg is how many requests such an org has in 24 hours at the most. One that
	// does not say how many it has may be one.
	smallOrg = 15_000
)

// running are the requests that may be long, or are.
type running struct {
	count   int
	waiting []chan struct{} // in the order of their coming
}

// Begin waits until a request that is known to last long, such as for a log file, may
// begin. Another one begins at once, and counts as well from LongAfter on. End has to be
// called, once, when its answer is there with its body. The error is the context's.
func (a *Account) Begin(ctx context.Context, long bool) (end func(), err error) {
	if a == nil {
		return func() {}, nil
	}
	if long {
		if err := a.enter(ctx); err != nil {
			return nil, err
		}
		return a.leave, nil
	}
	timer := time.AfterFunc(LongAfter, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.running.count++
	})
	return func() {
		if !timer.Stop() {
			a.leave()
		}
	}, nil
}

// Running returns how many requests count as long ones, and how many wait for them.
func (a *Account) Running() (long, waiting int) {
	if a == nil {
		return 0, 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.running.count, len(a.running.waiting)
}

func (a *Account) enter(ctx context.Context) error {
	a.mu.Lock()
	if a.running.count < a.most() && len(a.running.waiting) == 0 {
		a.running.count++
		a.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	a.running.waiting = append(a.running.waiting, turn)
	a.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	at := slices.Index(a.running.waiting, turn)
	if at >= 0 {
		a.running.waiting = slices.Delete(a.running.waiting, at, at+1)
	} else {
		a.running.count-- // its turn came meanwhile
	}
	a.next()
	return ctx.Err()
}

func (a *Account) leave() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running.count--
	a.next()
}

// next lets those begin for whom there is room.
func (a *Account) next() {
	for len(a.running.waiting) > 0 && a.running.count < a.most() {
		a.running.count++
		close(a.running.waiting[0])
		a.running.waiting = a.running.waiting[1:]
	}
}

func (a *Account) most() int {
	if a.use.Max <= smallOrg {
		return mostLongOfSmall
	}
	return mostLong
}
