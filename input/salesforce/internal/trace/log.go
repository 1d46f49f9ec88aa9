package trace

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
)

// queued is how many requests and answers wait for the disk at most.
const queued = 256

// Options say where and how a Log writes.
type Options struct {
	// Path of the file.
	Path string
	// MaxBytes is how large the file gets before it is rotated.
	MaxBytes int64
	// MaxAge is how long rotated files are kept; 0 for ever.
	MaxAge time.Duration
	// MaxBackups is how many rotated files are kept; 0 for all.
	MaxBackups int
	// LocalTime names rotated files by the host's time instead of UTC.
	LocalTime bool
	// Compress compresses rotated files.
	Compress bool
	// Secrets are texts that must not be in the file, whatever they are in.
	Secrets []string
}

// Logger is told, once, that the file cannot be written.
type Logger interface {
	Warnf(format string, arguments ...any)
}

// Log is a trace. It writes as long as somebody has joined it; what comes at other times
// is left out. It may be used from many goroutines.
type Log struct {
	options Options
	dropped atomic.Int64 // notes that found no room, until a line tells of them

	mu      sync.RWMutex // guards all below
	members int
	queue   chan *note // nil if nobody has joined
	done    chan struct{}
}

// New returns a Log. Nothing is written before somebody joins it.
func New(options Options) *Log { return &Log{options: options} }

// Join makes the log write until leave is called; the last to leave waits until all is
// written.
func (l *Log) Join(warn Logger) (leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.members++; l.members == 1 {
		queue, done := make(chan *note, queued), make(chan struct{})
		l.queue, l.done = queue, done
		go func() {
			defer close(done)
			err := guard.Run("writing the request trace", func() error {
				l.write(queue, warn)
				return nil
			})
			if err != nil {
				warn.Warnf("the request trace is not written any more: %v", err)
			}
		}()
	}
	return l.leave
}

func (l *Log) leave() {
	l.mu.Lock()
	l.members--
	queue, done := l.queue, l.done
	if l.members > 0 {
		l.mu.Unlock()
		return
	}
	l.queue = nil
	close(queue)
	l.mu.Unlock()
	<-done
}

func (l *Log) running() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.queue != nil
}

// add hands over what is to be written, and never waits.
func (l *Log) add(n *note) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.queue == nil {
		return
	}
	select {
	case l.queue <- n:
	default:
		l.dropped.Add(1)
	}
}

// write makes lines of what comes until the queue is closed.
func (l *Log) write(queue <-chan *note, warn Logger) {
	file := &rotatingFile{Options: l.options}
	secrets := newSecrets(l.options.Secrets)
	warned := false
	check := func(err error) {
		if err != nil && !warned {
			warned = true
			warn.Warnf("the request trace cannot be written, and goes on where it can be again: %v", err)
		}
	}
	for n := range queue {
		if left := l.dropped.Swap(0); left > 0 {
			check(file.write(leftOut(n.at, left)))
		}
		check(file.write(n.line(secrets)))
	}
	check(file.close())
}
