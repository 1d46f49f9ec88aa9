package salesforce

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// idsByRow returns the ids of the events of some log files by the row that they are
// of, in order.
func idsByRow(events []beat.Event, of func(file string) bool) map[string][]string {
	ids := make(map[string][]string)
	for _, event := range events {
		file, _ := event.Fields.GetValue("salesforce.log_file.id")
		if !of(fmt.Sprint(file)) {
			continue
		}
		id, _ := event.Meta.GetValue("_id")
		eventType, _ := event.Fields.GetValue("salesforce.log_file.event_type")
		original, _ := event.Fields.GetValue("event.original")
		row := fmt.Sprint(eventType, " ", original)
		ids[row] = append(ids[row], fmt.Sprint(id))
	}
	for row := range ids {
		slices.Sort(ids[row])
	}
	return ids
}

func TestARowOfAnHourlyAndADailyFileHasOneId(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{
		Seed: 5, Days: 3, RowsPerHour: 12, EventTypes: []string{"Login", "Logout", "API"}, FileDelay: -1, DailyDelay: -1,
	}, `
  event_log_file: {interval: 50ms, settle: 0s, initial_interval: 7d, log_interval: both}
`)
	setBool(t, stanza, "preserve_original_event", true)
	truth := org.Truth()
	want, total := make(map[string]int), 0
	daily := make(map[string]orgsim.LogFile) // by event type and day
	key := func(file orgsim.LogFile) string { return file.EventType + file.LogDate.Format(time.DateOnly) }
	for _, file := range truth.LogFiles {
		if file.Interval == orgsim.Daily {
			daily[key(file)] = file
		}
		for _, row := range file.Rows {
			want[rowKey(file.ID, row)]++
			total++
		}
	}
	inDaily, isDaily := make(map[string]bool), make(map[string]bool)
	for _, file := range truth.LogFiles {
		isDaily[file.ID] = file.Interval == orgsim.Daily
		// What came after the daily file will be in the one that replaces it.
		inDaily[file.ID] = !isDaily[file.ID] && !file.CreatedDate.After(daily[key(file)].CreatedDate)
	}
	if len(daily) < 6 {
		t.Fatalf("%d daily files, want those of 3 event types and at least 2 days", len(daily))
	}
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	e.settle(func() bool { return len(e.events()) >= total })
	stop()
	if diff := cmp.Diff(want, tallyOf(e.events())); diff != "" {
		t.Fatalf("of all files (-org +events):\n%.3000s", diff)
	}
	// An hourly file may repeat a row of another one, with the same id, where the
	// daily file has it once.
	unique := func(ids map[string][]string) map[string][]string {
		for row := range ids {
			ids[row] = slices.Compact(ids[row])
		}
		return ids
	}
	ofHourly := unique(idsByRow(e.events(), func(file string) bool { return inDaily[file] }))
	ofDaily := unique(idsByRow(e.events(), func(file string) bool { return isDaily[file] }))
	if diff := cmp.Diff(ofHourly, ofDaily); diff != "" {
		t.Errorf("ids of the rows (-hourly +daily):\n%.3000s", diff)
	}
}

func TestADailyFileThatIsReplacedComesWhole(t *testing.T) {
	const count = 40
	for _, id := range []string{"same", "new"} {
		t.Run("under the "+id+" id", func(t *testing.T) {
			t.Parallel()
			fault, err := orgsim.ParseFault("replaced-file:fraction=0.5,after=3s,id="+id, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			org, stanza := testOrg(t, orgsim.Options{Empty: true, Faults: []orgsim.Fault{fault}}, `
  event_log_file: {interval: 50ms, settle: 0s, initial_interval: 7d, log_interval: daily}
`)
			setBool(t, stanza, "preserve_original_event", true)
			e := newEnvironment(t, newRegistry(), true)
			stop := e.start(stanza)
			e.waitFor("running", func() bool { return slices.Contains(e.statuses, "Running collecting") })
			for _, eventType := range []string{"Login", "API"} {
				var rows [][]string
				for n := range count {
					// Equal rows are told apart, in both files in the same way.
					rows = append(rows, []string{eventType, "2026-01-02T03:04:05.000Z", fmt.Sprint("request", n/3)})
				}
				if _, err := org.AddLogFile(orgsim.LogFileSpec{
					EventType: eventType, Interval: orgsim.Daily, Rows: rows,
					Columns: []string{"EVENT_TYPE", "TIMESTAMP_DERIVED", "REQUEST_ID"},
				}); err != nil {
					t.Fatal(err)
				}
			}
			before := org.Truth()
			short := 0
			for _, file := range before.LogFiles {
				short += len(file.Rows)
			}
			if len(before.LogFiles) != 2 || short != count {
				t.Fatalf("%d files with %d rows show at first, want the halves of 2", len(before.LogFiles), short)
			}
			e.waitFor("the short files", func() bool { return len(e.events()) >= short })
			e.mu.Lock()
			first := e.events()
			e.mu.Unlock()
			if len(first) != short {
				t.Fatalf("%d events came before the full files show, want %d", len(first), short)
			}
			e.settle(func() bool { return len(e.events()) >= short+2*count })
			stop()

			all := func(string) bool { return true }
			was, full := idsByRow(first, all), idsByRow(e.events()[short:], all)
			came, ids := 0, make(map[string]bool)
			for row, rowIDs := range full {
				came += len(rowIDs)
				for _, one := range rowIDs {
					ids[one] = true
				}
				for _, one := range was[row] {
					if !slices.Contains(rowIDs, one) {
						t.Errorf("row %s has the ids %q, in the first file it had %q", row, rowIDs, one)
					}
				}
			}
			if came != 2*count || len(ids) != 2*count {
				t.Errorf("%d rows with %d ids came after the first file, want %d", came, len(ids), 2*count)
			}
			for _, row := range slices.Sorted(maps.Keys(was)) {
				if full[row] == nil {
					t.Errorf("row %s did not come again", row)
				}
			}
			for _, file := range org.Truth().LogFiles {
				for _, row := range file.Rows {
					text := file.EventType + ` "` + strings.Join(row, `","`) + `"`
					if full[text] == nil {
						t.Errorf("row %s is missing", text)
					}
				}
			}
		})
	}
}
