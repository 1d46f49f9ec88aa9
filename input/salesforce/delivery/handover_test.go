package delivery

import (
	"testing"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// A summary has no cursor. If one was handed over for it, the registry would store it in
// place of the progress of the source.
func TestEventWithoutACursorHandsNoneOver(t *testing.T) {
	testInBubble(t, "a summary waits at the end", func(t *testing.T) {
		registry, kept := newRegistryOf()
		acknowledged := 0
		if err := kept.tell(beat.Event{}, func() { acknowledged++ }); err != nil {
			t.Fatal(err)
		}
		kept.add(true)
		if err := kept.publish(beat.Event{}, state.Cursor{Position: "{}", Done: 7}, 0); err != nil {
			t.Fatal(err)
		}
		kept.add(true)
		kept.leave()
		if registry.pending != 1 {
			t.Errorf("%d cursors were handed over, want 1", registry.pending)
		}
		kept.acknowledge(1)
		if acknowledged != 1 || len(registry.stored) > 0 {
			t.Errorf("after the summary: %d summaries acknowledged, %v stored; want 1 and none", acknowledged, registry.stored)
		}
		kept.acknowledge(1)
		if diff := cmp.Diff([]int64{7}, registry.stored); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
		if registry.pending != 0 {
			t.Errorf("%d operations were not executed", registry.pending)
		}
	})
}
