package outputs

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// holdBulks lets bulk requests be stored and not answered until release is called. It waits for
// the first such request.
func (e *elasticsearch) holdBulks(b *beat) (release func()) {
	b.t.Helper()
	held := make(chan struct{})
	e.mu.Lock()
	e.hold = held
	before := len(e.documents)
	e.mu.Unlock()
	b.waitFor("a bulk request that is not answered", func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		return len(e.documents) > before
	})
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.hold = nil
		close(held)
	}
}

// stallBulks lets bulk requests wait, with nothing of them stored, until release is called. It
// waits for the first such request.
func (e *elasticsearch) stallBulks(b *beat) (release func()) {
	b.t.Helper()
	stall := make(chan struct{})
	e.mu.Lock()
	e.stall = stall
	e.mu.Unlock()
	b.waitFor("a bulk request that stalls", func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		return e.stalled > 0
	})
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.stall = nil
		close(stall)
	}
}

func (e *elasticsearch) conflicted() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.conflicts
}

// slowAnswer is longer than the second that Beats itself gives an output, and much shorter than
// the beat is patient.
const slowAnswer = 2500 * time.Millisecond

func TestCleanStopWaitsForASlowElasticsearch(t *testing.T) {
	o := startOrg(t)
	e, server := newElasticsearch(t)
	b := newBeat(t, o, fmt.Sprintf(dataStream, server.Listener.Addr()))
	b.Start()
	b.waitFor("the first rows", func() bool { return e.different() >= interruptAt })
	time.AfterFunc(slowAnswer, e.stallBulks(b))
	b.Stop()
	stopped := e.different()
	if stopped == len(o.requests) {
		t.Fatal("all rows came before the stop")
	}
	b.Start()
	b.waitFor("all rows", func() bool { return e.different() >= len(o.requests) })
	b.Stop()
	e.checkOnce(t, o)
	if again := e.conflicted(); again != 0 {
		t.Errorf("%d rows came again after a clean stop at %d rows", again, stopped)
	}
}

func TestStopLosesNothingOfAnElasticsearchThatDoesNotAnswer(t *testing.T) {
	for _, tt := range []struct {
		name  string
		block func(*elasticsearch, *beat) (release func())
		again bool // rows come again
	}{
		{"and has taken nothing", (*elasticsearch).stallBulks, false},
		{"and has taken all", (*elasticsearch).holdBulks, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := startOrg(t)
			e, server := newElasticsearch(t)
			b := newBeat(t, o, fmt.Sprintf(dataStream, server.Listener.Addr()))
			b.Start()
			b.waitFor("the first rows", func() bool { return e.different() >= interruptAt })
			release := tt.block(e, b)
			b.Stop() // fails if it takes too long
			if log := b.Log(); !strings.Contains(log, "They are sent again after the next start") {
				t.Error("the log does not say what becomes of the events in flight")
			}
			release()
			b.Start()
			b.waitFor("all rows", func() bool { return e.different() >= len(o.requests) })
			b.Stop()
			e.checkOnce(t, o)
			if again := e.conflicted(); (again > 0) != tt.again || again > inFlight {
				t.Errorf("%d rows came again, want any: %v", again, tt.again)
			}
		})
	}
}
