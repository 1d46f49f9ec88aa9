package e2e

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// beforeVariable names a binary of an earlier version: of another Beats, or of another form of the
// state.
const beforeVariable = "SALESFORCEBEAT_BEFORE"

// An upgrade in the middle of files, a downgrade, and an upgrade again repeat nothing.
func TestStateContinuesThroughAnUpgradeAndADowngrade(t *testing.T) {
	before := os.Getenv(beforeVariable)
	if before == "" {
		t.Skipf("%s names no binary of an earlier version", beforeVariable)
	}
	org := bigOrg(t, bigFiles, bigRows)
	b := newBeat(t, strings.Replace(org.everything("hourly"), strings.Join(objects, ", "), "SetupAuditTrail", 1))
	const rows = bigFiles * bigRows
	middles := 0
	for n, use := range []string{before, binary, before, binary} {
		b.Use(use)
		b.Start()
		stopAt := rows * (n + 1) / 5
		b.waitFor("some more events", func() bool { return b.count() >= stopAt })
		b.Stop()
		if b.count() < rows {
			middles++
		}
		if n == 1 {
			if _, err := org.AddRecord("SetupAuditTrail", nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	if middles < 2 {
		t.Fatalf("only %d stops were in the middle", middles)
	}
	b.Start()
	want := held(org.Truth(), orgsim.Hourly)
	b.waitForEvents(want.sum())
	b.Stop()
	if diff := cmp.Diff(want, arrived(t, b.events())); diff != "" {
		t.Errorf("after %d changes of the binary in the middle (-org +output):\n%.2000s", middles, diff)
	}
}
