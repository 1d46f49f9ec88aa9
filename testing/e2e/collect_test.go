package e2e

import (
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// tally counts rows by the id of their log file and their cells, and records by
// their object and key.
type tally map[string]int

func rowKey(file string, cells []string) string {
	row := strings.Join(cells, "\x1f")
	if len(row) > longRow {
		row = fmt.Sprintf("%s... %x", row[:longRow/10], sha256.Sum256([]byte(row)))
	}
	return file + " " + row
}

// longRow is how many bytes of a row stand for themselves.
const longRow = 10_000

// held counts what the org holds and the input is to collect.
func held(truth orgsim.Truth, interval string) tally {
	all := make(tally)
	for _, file := range truth.LogFiles {
		if interval == "" || file.Interval == interval {
			for _, row := range file.Rows {
				all[rowKey(file.ID, row)]++
			}
		}
	}
	for _, object := range objects {
		for _, record := range truth.Records[object] {
			all[object+" "+recordKey(object, record)]++
		}
	}
	return all
}

func recordKey(object string, record map[string]any) string {
	if key, ok := record["EventIdentifier"].(string); ok && object != "SetupAuditTrail" {
		return key
	}
	return fmt.Sprint(record["Id"])
}

// arrived counts the events in the same way.
func arrived(t *testing.T, events []event) tally {
	t.Helper()
	all := make(tally)
	for _, one := range events {
		all[arrivedKey(t, one)]++
	}
	return all
}

func arrivedKey(t *testing.T, one event) string {
	t.Helper()
	if one.Salesforce.Object != "" {
		return one.Salesforce.Object + " " + one.Event.ID
	}
	cells, err := csv.NewReader(strings.NewReader(one.Event.Original)).Read()
	if err != nil {
		t.Fatalf("event.original %q: %v", one.Event.Original, err)
	}
	return rowKey(one.Salesforce.LogFile.ID, cells)
}

func (t tally) sum() int {
	total := 0
	for _, count := range t {
		total += count
	}
	return total
}

func TestAllRowsAndRecordsArriveExactlyOnce(t *testing.T) {
	for _, tt := range []struct {
		name, logInterval, collected string
		options                      orgsim.Options
	}{
		{"hourly files", "auto", orgsim.Hourly, orgsim.Options{Seed: 1, RowsPerHour: 40}},
		{"daily files", "daily", orgsim.Daily, orgsim.Options{Seed: 2, RowsPerHour: 40}},
		{"an org without hourly files", "auto", orgsim.Daily, orgsim.Options{Seed: 3, RowsPerHour: 20, NoHourlyFiles: true}},
		{"pages of few records", "hourly", orgsim.Hourly, orgsim.Options{Seed: 4, RowsPerHour: 20, Days: 3, PageSize: 200, ShortPages: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			org := startOrg(t, tt.options)
			b := newBeat(t, org.everything(tt.logInterval))
			want := held(org.Truth(), tt.collected)
			b.Start()
			events := b.waitForEvents(want.sum())
			if diff := cmp.Diff(want, arrived(t, events)); diff != "" {
				t.Fatalf("what the org holds and what arrived differ (-org +output):\n%.3000s", diff)
			}
			checkIdentities(t, events)
			t.Logf("%d events", len(events))
			b.Stop()
		})
	}
}

// checkIdentities checks that an id stands for one row or record, however many
// files deliver it: equal rows of one file have different ids, and a row that
// comes again in another file has the id that it had.
func checkIdentities(t *testing.T, events []event) {
	t.Helper()
	content := make(map[string]string)
	inFile := make(map[string]bool)
	most := make(map[string]int) // of equal rows in one file
	count := make(map[string]int)
	for _, one := range events {
		id, file := one.Metadata.ID, one.Salesforce.LogFile.ID
		what := one.Event.Original
		if file == "" {
			what = one.Salesforce.Object + " " + one.Event.ID
		}
		if before, ok := content[id]; id == "" || (ok && before != what) {
			t.Fatalf("@metadata._id %q is of %q and of %q", id, before, what)
		}
		content[id] = what
		if inFile[id+" "+file] {
			t.Fatalf("@metadata._id %q is twice in log file %q: %s", id, file, what)
		}
		inFile[id+" "+file] = true
		count[file+" "+what]++
		most[what] = max(most[what], count[file+" "+what])
	}
	want := 0
	for _, equal := range most {
		want += equal
	}
	if len(content) != want {
		t.Errorf("%d events have %d ids, want %d", len(events), len(content), want)
	}
}

func TestNothingComesAgainAfterACleanStop(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 5, RowsPerHour: 20, Days: 2, FileDelay: -1})
	b := newBeat(t, org.everything("hourly"))
	want := held(org.Truth(), orgsim.Hourly)
	b.Start()
	b.waitForEvents(want.sum())
	b.Stop()
	before := org.Requests()["query"]

	b.Start()
	// Each source asks for its files or records again; what it finds is known.
	b.waitFor("three polls of each source", func() bool { return org.Requests()["query"] >= before+3*(1+len(objects)) })
	b.Stop()
	if diff := cmp.Diff(want, arrived(t, b.events())); diff != "" {
		t.Fatalf("after the restart (-org +output):\n%.3000s", diff)
	}
}

func TestNewFilesAndRecordsAreCollectedWithinAnInterval(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 6, RowsPerHour: 20, Days: 1, FileDelay: -1})
	// What grows later is of the time since this growth, and so not older than the
	// lookback of the objects.
	org.Grow(10)
	b := newBeat(t, org.everything("hourly"))
	b.Start()
	b.waitForEvents(held(org.Truth(), orgsim.Hourly).sum())
	for range 3 {
		org.Grow(50)
		grown := time.Now()
		// Records become visible up to some seconds later, so the org is asked again.
		b.waitFor("what has grown", func() bool {
			return cmp.Equal(held(org.Truth(), orgsim.Hourly), arrived(t, b.events()))
		})
		// An interval of 1s, the delay of 1s, the time until records are visible, and
		// what the pipeline takes.
		if took := time.Since(grown); took > 10*time.Second {
			t.Errorf("new data took %v", took)
		}
	}
	b.Stop()
}
