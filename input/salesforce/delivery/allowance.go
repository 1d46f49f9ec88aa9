package delivery

import (
	"runtime"
	"sync"
)

// Allowance bounds the bytes of events that are published and not acknowledged. All
// inputs of a process share one, and each goes by a limit of its own. The queue of
// Filebeat counts events and knows nothing of their size.
//
// It may be used from many goroutines.
type Allowance struct {
	mu        sync.Mutex
	used      int64
	large     int64         // bytes of long events since garbage was collected
	roomGiven chan struct{} // closed when bytes are given back, if anybody waits for it
}

// Take waits until there is room for an event of size bytes, and takes it. An event
// larger than limit has room when nothing else is in flight. It reports false if done is
// closed before.
func (a *Allowance) Take(done <-chan struct{}, size, limit int64) bool {
	for {
		given, ok := a.try(size, limit)
		if ok {
			a.collect(size)
			return true
		}
		select {
		case <-given:
		case <-done:
			return false
		}
	}
}

func (a *Allowance) try(size, limit int64) (given <-chan struct{}, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.used == 0 || a.used+size <= limit {
		a.used += size
		return nil, true
	}
	if a.roomGiven == nil {
		a.roomGiven = make(chan struct{})
	}
	return a.roomGiven, false
}

// collect collects garbage now and then if events are long: an output leaves several times
// the size of each behind, and Go would wait until the heap has doubled.
func (a *Allowance) collect(size int64) {
	const long, often = 256 << 10, 4 << 20
	if size < long {
		return
	}
	a.mu.Lock()
	a.large += size
	due := a.large >= often
	if due {
		a.large = 0
	}
	a.mu.Unlock()
	if due {
		runtime.GC()
	}
}

// Give gives bytes back that were taken.
func (a *Allowance) Give(size int64) {
	if size == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.used -= size
	if a.roomGiven != nil {
		close(a.roomGiven)
		a.roomGiven = nil
	}
}
