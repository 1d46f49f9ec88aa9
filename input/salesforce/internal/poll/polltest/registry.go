package polltest

import (
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/elastic/beats/v7/libbeat/common/transform/typeconv"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// errStopping is how a pipeline refuses an event at shutdown.
var errStopping = errors.New("the pipeline is closed")

// Registry is a publisher whose output acknowledges one thing after the other.
type Registry struct {
	t testing.TB
	// Events are those that are acknowledged, over all runs.
	Events []ecs.Event
	// Advances counts the cursors that came without an event, over all runs.
	Advances int
	// OnPublish, if set, is told of each event that is taken.
	OnPublish func(ecs.Event)

	mu     sync.Mutex
	stored any // as Filebeat has it: maps and plain values; mu guards it
	left   int // acknowledgements until the crash; negative for no crash
	drain  bool
	busy   atomic.Bool
}

// NewRegistry returns an empty one.
func NewRegistry(t testing.TB) *Registry { return &Registry{t: t, left: -1} }

// StopAfter makes the pipeline refuse all that comes after n more acknowledgements.
func (r *Registry) StopAfter(n int) { r.left, r.drain = n, false }

// CrashAfter makes the pipeline take all that comes, and lose what comes after n
// more acknowledgements.
func (r *Registry) CrashAfter(n int) { r.left, r.drain = n, true }

// Restart ends a crash.
func (r *Registry) Restart() { r.left = -1 }

// Down reports whether the crash has happened.
func (r *Registry) Down() bool { return r.left == 0 }

// Cursor returns what is stored, as a new process reads it; false if there is none.
func (r *Registry) Cursor() (cursor state.Cursor, stored bool) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stored == nil {
		return state.Cursor{}, false
	}
	// The registry's file is JSON.
	text, err := json.Marshal(r.stored)
	if err != nil {
		r.t.Fatal(err)
	}
	var read any
	if err := json.Unmarshal(text, &read); err != nil {
		r.t.Fatal(err)
	}
	if err := typeconv.Convert(&cursor, read); err != nil {
		r.t.Fatal(err)
	}
	return cursor, true
}

// LogFiles returns the stored state.
func (r *Registry) LogFiles() state.LogFiles { return read(r, state.ReadLogFiles) }

// Records returns the stored state.
func (r *Registry) Records() state.Records { return read(r, state.ReadRecords) }

// Query returns the stored state.
func (r *Registry) Query() state.Query { return read(r, state.ReadQuery) }

func read[T any](r *Registry, from func(state.Cursor) (T, error)) T {
	r.t.Helper()
	cursor, stored := r.Cursor()
	if !stored {
		return *new(T)
	}
	value, err := from(cursor)
	if err != nil {
		r.t.Fatal(err)
	}
	return value
}

// Publish implements publisher.Publisher.
func (r *Registry) Publish(event ecs.Event, cursor state.Cursor) error {
	return r.take(cursor, func() {
		r.Events = append(r.Events, event)
	}, func() {
		if r.OnPublish != nil {
			r.OnPublish(event)
		}
	})
}

// Advance implements publisher.Publisher.
func (r *Registry) Advance(cursor state.Cursor) error {
	return r.take(cursor, func() { r.Advances++ }, func() {})
}

func (r *Registry) take(cursor state.Cursor, acknowledged, taken func()) error {
	// Two goroutines at once are a data race as well, for those who test with -race.
	if !r.busy.CompareAndSwap(false, true) {
		r.t.Error("two goroutines publish at once")
	}
	defer r.busy.Store(false)
	if !cursor.Encoded() {
		r.t.Error("a cursor without a document is published")
	}
	if r.left == 0 {
		if r.drain {
			return nil
		}
		return errStopping
	}
	r.left--
	taken()
	acknowledged()
	r.mu.Lock()
	defer r.mu.Unlock()
	// This is how Filebeat takes a value.
	if err := typeconv.Convert(&r.stored, cursor); err != nil {
		r.t.Fatal(err)
	}
	return nil
}

// Originals returns event.original of all events, in their order; "" where an event
// has none, such as the one of a file that was quarantined.
func (r *Registry) Originals() []string {
	var originals []string
	for _, event := range r.Events {
		value, err := event.Fields.GetValue("event.original")
		original, ok := value.(string)
		if err != nil || !ok {
			original = ""
		}
		originals = append(originals, original)
	}
	return originals
}

// Repeated returns how many events came although one with their id had come.
func (r *Registry) Repeated() int {
	seen := make(map[string]bool)
	repeated := 0
	for _, event := range r.Events {
		if seen[event.ID] {
			repeated++
		}
		seen[event.ID] = true
	}
	return repeated
}
