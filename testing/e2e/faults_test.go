package e2e

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// seedVariable chooses another mixture of faults.
const seedVariable = "FAULT_SEED"

// The package of the input runs many seeds, without the process, and lets the host's clock
// jump: a process reads it without a library that could be put in between.
func TestARandomMixtureOfFaultsLosesNothingAndRepeatsNothing(t *testing.T) {
	seed := int64(1)
	if text := os.Getenv(seedVariable); text != "" {
		if _, err := fmt.Sscan(text, &seed); err != nil {
			t.Fatalf("%s: %v", seedVariable, err)
		}
	}
	t.Logf("seed %d", seed)
	// Not files that are not there, which the input gives minutes, as it should.
	faults := slices.DeleteFunc(orgsim.RandomFaults(seed, 0.1), func(fault orgsim.Fault) bool { return fault.Kind == orgsim.Vanish })
	late := orgsim.Delay{Random: 2 * time.Second}
	org := startOrg(t, orgsim.Options{
		Seed: seed, Days: 1, RowsPerHour: 20, EventTypes: []string{"Login", "Logout", "API", "URI"}, FileDelay: -1,
		PageSize: 20, ShortPages: true, FileVisibility: late, RecordVisibility: late,
		Faults: faults,
	})
	org.Grow(10)
	b := newBeat(t, impatient(org.everything("hourly")))
	b.Start()
	for range 3 {
		b.waitForEvents(1)
		org.Grow(30)
	}
	want := held(org.TruthAt(time.Now().Add(time.Minute)), orgsim.Hourly)
	b.settles(patience, func() bool { return b.count() >= want.sum() && b.arrivals().all.sum() >= want.sum() })
	b.Stop()
	came := b.arrivals()
	if diff := cmp.Diff(want, came.all); diff != "" || came.repeated > 0 {
		t.Errorf("seed %d, after the faults %v %d events are repeated (-org +output):\n%.2000s", seed, org.Fired(), came.repeated, diff)
	}
	t.Logf("faults: %v", org.Fired())
}

// impatient makes an input give up a body that drips within seconds.
func impatient(inputs string) string {
	return strings.ReplaceAll(inputs, "preserve_original_event: true", "preserve_original_event: true\n  resource.idle_timeout: 2s")
}
