package logfile

import (
	"context"
	"runtime"
	"sync/atomic"
)

const (
	// largeRow is from how many bytes on a row is handed over by itself.
	largeRow = 256 << 10
	// collectAfter is after how many bytes of large rows the garbage is collected. What a
	// row of megabytes leaves behind is many times its size, and Go would wait until the
	// heap has doubled. Such a row holds few pointers, so that looking at it costs little.
	collectAfter = 4 << 20
)

// largeRows lets one worker at a time make an event of a large row. Several of them would
// need room for as many rows, each several times: as bytes, as text and as fields.
type largeRows struct {
	turn  chan struct{} // holds one
	bytes atomic.Int64  // since garbage was collected
}

func newLargeRows() *largeRows { return &largeRows{turn: make(chan struct{}, 1)} }

// begin waits for the worker's turn. The error is the context's.
func (l *largeRows) begin(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// end ends the turn after a row of so many bytes was handed over.
func (l *largeRows) end(size int) {
	<-l.turn
	if sum := l.bytes.Add(int64(size)); sum >= collectAfter {
		l.bytes.Store(0)
		runtime.GC()
	}
}
