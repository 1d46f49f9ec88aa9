package salesforce

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// seedsVariable says how many random mixtures of faults are tried.
const seedsVariable = "FAULT_SEEDS"

// heldBy counts the rows and records of an org that filesAndTrail collects.
func heldBy(truth orgsim.Truth) map[string]int {
	all := make(map[string]int)
	for _, file := range truth.LogFiles {
		if file.Interval == orgsim.Hourly {
			for _, row := range file.Rows {
				all[file.ID+" "+strings.Join(row, "\x1f")]++
			}
		}
	}
	for _, record := range truth.Records["SetupAuditTrail"] {
		all[fmt.Sprint("SetupAuditTrail ", record["Id"])]++
	}
	return all
}

// tallyOf counts events in the same way.
func tallyOf(events []beat.Event) map[string]int {
	all := make(map[string]int)
	for _, event := range events {
		if object, err := event.Fields.GetValue("salesforce.object"); err == nil {
			id, _ := event.Fields.GetValue("event.id")
			all[fmt.Sprint(object, " ", id)]++
			continue
		}
		file, _ := event.Fields.GetValue("salesforce.log_file.id")
		original, _ := event.Fields.GetValue("event.original")
		cells, err := csv.NewReader(strings.NewReader(fmt.Sprint(original))).Read()
		if err != nil {
			cells = []string{err.Error()}
		}
		all[fmt.Sprint(file, " ", strings.Join(cells, "\x1f"))]++
	}
	return all
}

// mixture returns random faults without those after which the input waits for minutes,
// as it should: sessions that die one after another, and files that are not there.
func mixture(seed int64) []orgsim.Fault {
	return slices.DeleteFunc(orgsim.RandomFaults(seed, 0.2), func(fault orgsim.Fault) bool {
		return slices.Contains([]orgsim.FaultKind{orgsim.SessionExpired, orgsim.SessionDeath, orgsim.Vanish}, fault.Kind)
	})
}

func TestFaultsAndLateDataLoseNothingAndRepeatNothing(t *testing.T) {
	seeds := 6
	if text := os.Getenv(seedsVariable); text != "" {
		var err error
		if seeds, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", seedsVariable, err)
		}
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			// Files and records show up to some seconds late, and out of order.
			late := orgsim.Delay{Random: 3 * time.Second}
			org, stanza := testOrg(t, orgsim.Options{
				Seed: int64(seed), Days: 1, RowsPerHour: 8, EventTypes: []string{"Login", "Logout", "API", "URI"},
				FileDelay: -1, PageSize: 200, ShortPages: true,
				FileVisibility: late, RecordVisibility: late,
				Faults: mixture(int64(seed)),
			}, `
  event_log_file: {interval: 100ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [SetupAuditTrail], interval: 100ms, delay: 500ms, lookback: 1m, initial_interval: 7d}
`)
			if err := stanza.SetBool("preserve_original_event", -1, true); err != nil {
				t.Fatal(err)
			}
			org.Grow(5)
			e := newEnvironment(t, newRegistry(), true)
			e.patience = time.Minute
			stop := e.start(stanza)
			for range 3 {
				e.waitFor("the next events", func() bool { return len(e.events()) > 0 })
				org.Grow(30)
			}
			want := heldBy(org.TruthAt(time.Now().Add(time.Minute)))
			total := 0
			for _, count := range want {
				total += count
			}
			e.settle(func() bool { return len(e.events()) >= total })
			stop()
			if diff := cmp.Diff(want, tallyOf(e.events())); diff != "" {
				t.Errorf("after the faults %v (-org +events):\n%.3000s", org.Fired(), diff)
			}
		})
	}
}
