package e2e

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// What of Beats itself the product is built around: docs/beats-upgrade.md says what depends on it.

// Beats' "test config" looks at no input, so the stanzas of this one are checked by the binary.
func TestBeatsTestsNoInputs(t *testing.T) {
	b := newBeat(t, "- {type: nosuch, id: x}")
	output, err := b.Command(t.Context(), "test", "config").CombinedOutput()
	if err != nil || !strings.Contains(string(output), "Config OK") {
		t.Errorf("%v\n%s", err, output)
	}
}

// An older Beats hung, even on SIGTERM, when a stanza ended it while it started.
func TestBeatsEndsOnAWrongStanzaOfAnotherInput(t *testing.T) {
	b := newBeat(t, "- {type: filestream, id: a, paths: ['/nothing/*.log']}\n- {type: nosuch, id: b}")
	for range 20 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // kills it
		err := b.Command(ctx, "run").Run()
		hung := ctx.Err() != nil
		cancel()
		if _, ended := err.(*exec.ExitError); hung || !ended {
			t.Fatalf("it ended with %v; killed after a minute: %v", err, hung)
		}
	}
}
