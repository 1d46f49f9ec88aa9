package outputs

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// line is a line from the beat to a counterpart, which can be cut. While it is cut,
// nobody listens at first, and later who connects is turned away.
type line struct {
	t       *testing.T
	target  string
	address string

	mu         sync.Mutex
	listener   net.Listener
	open       map[net.Conn]bool
	cut        bool
	turnedAway int
}

// newLine returns a line to target.
func newLine(t *testing.T, target string) *line {
	t.Helper()
	l := &line{t: t, target: target, address: "127.0.0.1:0", open: make(map[net.Conn]bool)}
	l.listen()
	l.address = l.listener.Addr().String()
	t.Cleanup(l.hangUp)
	return l
}

func (l *line) listen() {
	l.t.Helper()
	listener, err := net.Listen("tcp", l.address)
	if err != nil {
		l.t.Fatal(err)
	}
	l.mu.Lock()
	l.listener = listener
	l.mu.Unlock()
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return // the line is hung up
			}
			l.connect(connection)
		}
	}()
}

// hangUp closes the listener and whatever is connected.
func (l *line) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.listener.Close() // it may be closed already
	for connection := range l.open {
		connection.Close()
	}
	clear(l.open)
}

func (l *line) connect(connection net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		l.turnedAway++
		connection.Close()
		return
	}
	counterpart, err := net.Dial("tcp", l.target)
	if err != nil {
		connection.Close()
		return
	}
	l.open[connection], l.open[counterpart] = true, true
	go pass(counterpart, connection)
	go pass(connection, counterpart)
}

func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from) // whatever ends it ends both directions
	to.Close()
	from.Close()
}

// outage cuts the line, for so long that the beat has to try more than once.
func (l *line) outage(b *beat) {
	l.t.Helper()
	l.mu.Lock()
	l.cut = true
	l.mu.Unlock()
	l.hangUp()
	time.Sleep(500 * time.Millisecond) // with nobody listening
	l.listen()
	b.waitFor("two connections that are turned away", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.turnedAway >= 2
	})
	l.mu.Lock()
	l.cut = false
	l.mu.Unlock()
}

// survives runs a beat against a counterpart that goes away in the middle, and checks
// that all rows arrive, and that after a clean stop none comes again.
func survives(t *testing.T, o *org, b *beat, received *inbox, outage func(*beat)) {
	t.Helper()
	b.Start()
	b.waitFor("the first rows", func() bool { return received.different() >= interruptAt })
	before := received.different()
	if before == len(o.requests) {
		t.Fatal("all rows came before the outage")
	}
	outage(b)
	b.waitFor("all rows", func() bool { return received.different() >= len(o.requests) })
	b.Stop()
	repeated := received.check(t, o)
	t.Logf("after an outage at %d rows of %d, %d were repeated", before, len(o.requests), repeated)
	if repeated > inFlight {
		t.Errorf("%d rows were repeated, more than the %d that can be under way", repeated, inFlight)
	}

	// All had arrived. A clean stop waits for the acknowledgments, so at most what a counterpart
	// does not acknowledge comes again.
	listed := o.Requests()["query"]
	b.Start()
	b.waitFor("two polls", func() bool { return o.Requests()["query"] >= listed+3 })
	b.Stop()
	if again := received.check(t, o) - repeated; again > inFlight {
		t.Errorf("%d rows came again after a restart", again)
	}
}

// inFlight is the most that one interruption may repeat: what the queue of 3,200 events
// and the output's batches held.
const inFlight = 3200 + 2*1600
