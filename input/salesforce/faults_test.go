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
				all[rowKey(file.ID, row)]++
			}
		}
	}
	for _, record := range truth.Records["SetupAuditTrail"] {
		all[fmt.Sprint("SetupAuditTrail ", record["Id"])]++
	}
	return all
}

// rowKey is a row in a form in which the org's and the event's can be compared: an
// event has only valid UTF-8.
func rowKey(file string, cells []string) string {
	return file + " " + strings.ToValidUTF8(strings.Join(cells, "\x1f"), "\uFFFD")
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
		reader := csv.NewReader(strings.NewReader(fmt.Sprint(original)))
		reader.FieldsPerRecord = -1
		cells, err := reader.Read()
		if err != nil {
			cells = []string{err.Error()}
		}
		all[rowKey(fmt.Sprint(file), cells)]++
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

func TestEachFaultAloneLosesNothingAndRepeatsNothing(t *testing.T) {
	for _, fault := range []string{
		// What log files can be like.
		"late-sequence:by=1h", "same-created-date", "late-file:by=1s,spread=2s", "empty-file:times=3", "header-only:times=3",
		"ragged-rows", "bom", "nul", "invalid-utf8", "crlf", "big-cell:times=2", "duplicate-column", "new-column",
		"wrong-length:by=1", "half-written:downloads=2,length=final", "half-written:downloads=1,length=growing",
		"cut-body:framing=length,each=1", "cut-body:framing=chunked,each=1", "cut-body:framing=clean,each=1", "cut-body:framing=gzip,each=1",
		// What can happen to records and queries.
		"late-record:by=1s,spread=2s", "same-timestamp:object=SetupAuditTrail,span=1h", "query-timeout:window=6h,object=SetupAuditTrail",
		"locator-death:each=1", "session-death:each=1,times=2", "short-page",
		// What can happen to any request.
		"session-expired:each=1,times=2", "concurrent-limit:each=1", "not-acceptable:each=1", "no-route:each=1",
		"too-many-requests:each=1", "server-error:each=1", "server-error:format=html,each=1", "bad-gateway:each=1",
		"unavailable:each=1", "unavailable:format=html,each=1", "html-page:each=1", "reset:each=1,where=body", "slow-body:rate=100000",
		"limit-info:form=per-app", "limit-info:form=absent",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			injected, err := orgsim.ParseFault(fault, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			org, stanza := testOrg(t, orgsim.Options{
				Seed: 1, Days: 1, RowsPerHour: 8, EventTypes: []string{"Login", "URI"}, FileDelay: -1, PageSize: 200,
				Faults: []orgsim.Fault{injected},
			}, `
  event_log_file: {interval: 100ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [SetupAuditTrail], interval: 100ms, delay: 100ms, lookback: 1m, initial_interval: 7d}
`)
			if err := stanza.SetBool("preserve_original_event", -1, true); err != nil {
				t.Fatal(err)
			}
			want := heldBy(org.TruthAt(time.Now().Add(time.Minute)))
			total := 0
			for _, count := range want {
				total += count
			}
			e := newEnvironment(t, newRegistry(), true)
			e.patience = time.Minute
			stop := e.start(stanza)
			e.settle(func() bool { return len(e.events()) >= total })
			stop()
			if diff := cmp.Diff(want, tallyOf(e.events())); diff != "" {
				t.Errorf("after the faults %v (-org +events):\n%.3000s", org.Fired(), diff)
			}
		})
	}
}

func TestAnIdlePollCostsOneRequestASource(t *testing.T) {
	const interval, rounds = 200 * time.Millisecond, 10
	org, stanza := testOrg(t, orgsim.Options{Seed: 9, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}}, `
  event_log_file: {interval: 200ms, settle: 0s, initial_interval: 7d}
  object: {names: [SetupAuditTrail, LoginEvent], interval: 200ms, initial_interval: 7d}
`)
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	defer stop()
	// The records of a window without news are stored without an event, once a poll.
	idle := func() (polls int) {
		for n := len(e.published) - 1; n >= 0 && e.published[n].event.Fields == nil; n-- {
			polls++
		}
		return polls
	}
	e.waitFor("all rows, and some idle polls", func() bool { return e.rows() == rowsOf(org.Truth()) && idle() >= 6 })
	before, began := org.Requests(), time.Now()
	e.mu.Lock()
	start := idle()
	e.mu.Unlock()
	e.waitFor("ten rounds of two objects", func() bool { return idle() >= start+2*rounds })
	after := org.Requests()
	passed := int(time.Since(began)/interval) + 1
	for kind, count := range after {
		made := count - before[kind]
		if kind == orgsim.RequestQuery {
			if made > 3*(passed+1) || made < 3*(rounds-1) {
				t.Errorf("%d queries of 3 sources in %d rounds", made, passed)
			}
		} else if made != 0 {
			t.Errorf("%d requests of the kind %s", made, kind)
		}
	}
}
