package delivery

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// registryOf is what Beats does with cursors: it makes an operation of each, and the one
// that is executed is stored, for all that were made before it.
type registryOf struct {
	cursors *cursors
	pending uint // operations that are made and not executed
	stored  []int64
}

func newRegistryOf() (*registryOf, *cursors) {
	registry := &registryOf{}
	registry.cursors = publisherTo(registry).cursors
	return registry, registry.cursors
}

// testInBubble runs a test where time stands still.
func testInBubble(t *testing.T, name string, test func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}

type operationOf struct {
	*registryOf
	at state.Cursor
}

func (r *registryOf) Publish(_ beat.Event, at any) error {
	if at != nil {
		r.pending++
		r.cursors.markerOperation = operationOf{r, at.(state.Cursor)}
	}
	return nil
}

func (o operationOf) Execute(n uint) {
	o.pending -= n
	o.stored = append(o.stored, o.at.Done)
}

func TestTheCursorOfTheLastEventThatIsAcknowledgedIsStored(t *testing.T) {
	for name, tt := range map[string]struct {
		published string // e for an event, m for a marker or what is dropped, 1 to 9 for acknowledgements, x for the end
		want      []int64
	}{
		"one by one":                              {"e1e1e1", []int64{1, 2, 3}},
		"of several at once only the last":        {"eeee31", []int64{3, 4}},
		"markers alone at once":                   {"mm", []int64{1, 2}},
		"markers in their turn":                   {"emme1m1", []int64{3, 5}},
		"nothing without an acknowledgement":      {"eemx", nil},
		"what is acknowledged after the end":      {"eeeme2x12", []int64{2, 4, 5}},
		"all of that at once":                     {"eemx2", []int64{3}},
		"nothing is left at the end":              {"ee2x", []int64{2}},
		"room is used again, however much passes": {"eee2e2e1ee2ee2ee2", []int64{2, 4, 5, 7, 9, 11}},
	} {
		testInBubble(t, name, func(t *testing.T) {
			registry, kept := newRegistryOf()
			done, left := int64(0), int64(0)
			for _, step := range tt.published {
				switch step {
				case 'e', 'm':
					done++
					if err := kept.publish(beat.Event{}, state.Cursor{Position: "{}", Done: done}, 0); err != nil {
						t.Fatal(err)
					}
					kept.add(step == 'e')
				case 'x':
					left = int64(len(kept.Pending) - kept.First)
					kept.leave()
					if registry.pending != uint(left) {
						t.Errorf("%d of %d cursors were handed over at the end", registry.pending, left)
					}
				default:
					kept.acknowledge(int(step - '0'))
				}
			}
			if diff := cmp.Diff(tt.want, registry.stored); diff != "" {
				t.Errorf("stored (-want +got):\n%s", diff)
			}
			if waits := uint(len(kept.Pending) - kept.First); left > 0 && registry.pending != waits || left == 0 && registry.pending != 0 {
				t.Errorf("%d operations are left for %d cursors", registry.pending, waits)
			}
		})
	}
}

// TestProgressThatCannotBeEncodedIsNotStored publishes such a cursor between others.
func TestProgressThatCannotBeEncodedIsNotStored(t *testing.T) {
	registry, kept := newRegistryOf()
	for n, at := range []state.Cursor{{Position: "{}", Done: 1}, {Version: 1, Done: 2}, {Version: 1, Done: 3}, {Position: "{}", Done: 4}} {
		if err := kept.publish(beat.Event{}, at, 0); err != nil {
			t.Fatal(err)
		}
		kept.add(true)
		kept.acknowledge(1)
		failure := kept.failed()
		if wrong := at.Position == ""; wrong != errors.Is(failure, state.ErrUnencoded) {
			t.Errorf("cursor %d: the failure is %v", n, failure)
		}
	}
	for range 2 { // the last of a batch, and at the end of the source
		_ = kept.publish(beat.Event{}, state.Cursor{Version: 1, Done: 5}, 0)
		kept.add(true)
	}
	kept.acknowledge(1)
	kept.handAll()
	kept.acknowledge(1)
	if diff := cmp.Diff([]int64{1, 4}, registry.stored); diff != "" || registry.pending != 0 {
		t.Errorf("%d pending, stored (-want +got):\n%s", registry.pending, diff)
	}
}

// When a Filebeat stops, an output may have a batch that it still writes.
func TestWhatAnOutputIsWritingIsStoredBeforeTheSourceEnds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events int
		each   time.Duration // until one more is acknowledged
		stored int
		takes  time.Duration
	}{
		{"nothing waits", 0, time.Millisecond, 0, 0},
		{"all is acknowledged", 4, 900 * time.Millisecond, 4, 3600 * time.Millisecond},
		{"an output that hangs", 3, time.Hour, 0, time.Second},
		{"an output that goes on", 100, 600 * time.Millisecond, 8, 5 * time.Second},
	} {
		testInBubble(t, tt.name, func(t *testing.T) {
			registry, kept := newRegistryOf()
			for n := range tt.events {
				_ = kept.publish(beat.Event{}, state.Cursor{Position: "{}", Done: int64(n)}, 0)
				kept.add(true)
			}
			var output sync.WaitGroup
			left := make(chan struct{})
			output.Go(func() {
				for range tt.events {
					select {
					case <-left:
						return
					case <-time.After(tt.each):
						kept.acknowledge(1)
					}
				}
			})
			begin := time.Now()
			kept.leave()
			close(left)
			output.Wait()
			if took := time.Since(begin); took != tt.takes || len(registry.stored) != tt.stored {
				t.Errorf("%d of %d were stored, in %v", len(registry.stored), tt.events, took)
			}
		})
	}
}

func TestTheMemoryForCursorsDoesNotGrow(t *testing.T) {
	_, kept := newRegistryOf()
	for n := range 10_000 {
		_ = kept.publish(beat.Event{}, state.Cursor{Position: "{}", Done: int64(n)}, 0)
		kept.add(true)
		if n >= 100 {
			kept.acknowledge(1)
		}
	}
	if cap(kept.Pending) > 1000 {
		t.Errorf("room for %d cursors, of which 100 wait", cap(kept.Pending))
	}
}
