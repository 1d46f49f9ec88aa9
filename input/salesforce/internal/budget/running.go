package budget

import (
	"context"
	"slices"
	"time"
)

const (
	// LongAfter is after how long Salesforce counts a request as a long one.
	LongAfter = 20 * time.Second
	// maxLong is how many of the org's 25 long requests may be ours, and maxLongOfSmall
	// of the 5 that Developer Editions and trials have.
	maxLong        = 20
	maxLongOfSmall = 4
	// smallOrg is how many requests such an org has in 24 hours at the most.
	smallOrg = 15_000
)

// Length says what is known of how long a request lasts.
type Length int

// A request is short unless it turns out to be long. The others last long: bodies of log
// files, and queries of big objects.
const (
	Short Length = iota
	LongBody
	LongQuery
	lengths // how many there are
)

// longRequests are the requests that may be long, or are.
type longRequests struct {
	count   int
	of      [lengths]int
	waiting []turn // in the order of their coming
}

// turn is a request that waits.
type turn struct {
	length  Length
	granted chan struct{}
}

// Begin waits until a request that is known to last long may begin. Another one begins at
// once, and counts as well from LongAfter on. End has to be called, once, when its answer
// is there with its body. The error is the context's.
func (a *Account) Begin(ctx context.Context, length Length) (end func(), err error) {
	if a == nil {
		return func() {}, nil
	}
	if length != Short {
		if err := a.enter(ctx, length); err != nil {
			return nil, err
		}
		return func() { a.leave(length) }, nil
	}
	timer := time.AfterFunc(LongAfter, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.count(Short, 1)
	})
	return func() {
		if !timer.Stop() {
			a.leave(Short)
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

func (a *Account) enter(ctx context.Context, length Length) error {
	a.mu.Lock()
	if a.mayBegin(length) {
		a.count(length, 1)
		a.mu.Unlock()
		return nil
	}
	own := turn{length, make(chan struct{})}
	a.running.waiting = append(a.running.waiting, own)
	a.mu.Unlock()
	select {
	case <-own.granted:
		return nil
	case <-ctx.Done():
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	at := slices.Index(a.running.waiting, own)
	if at >= 0 {
		a.running.waiting = slices.Delete(a.running.waiting, at, at+1)
	} else {
		a.count(length, -1) // its turn came meanwhile
	}
	a.next()
	return ctx.Err()
}

func (a *Account) leave(length Length) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count(length, -1)
	a.next()
}

func (a *Account) count(length Length, more int) {
	a.running.count += more
	a.running.of[length] += more
}

// next lets those begin for whom there is room, in their order.
func (a *Account) next() {
	a.running.waiting = slices.DeleteFunc(a.running.waiting, func(next turn) bool {
		if !a.mayBegin(next.length) {
			return false
		}
		a.count(next.length, 1)
		close(next.granted)
		return true
	})
}

// mayBegin reports whether there is room. Bodies that hang leave some for queries, and
// queries for bodies. Who waits has no room, so nobody is passed by.
func (a *Account) mayBegin(length Length) bool {
	together := maxLong
	if a.max() <= smallOrg {
		together = maxLongOfSmall
	}
	return a.running.count < together && a.running.of[length] < together-1
}
