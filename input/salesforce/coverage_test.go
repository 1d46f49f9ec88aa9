package salesforce

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// startIn is start with ledgers in a folder.
func (e *environment) startIn(folder string, stanzas ...*conf.C) (stop func()) {
	e.ledgers = coverage.NewLedgers(folder)
	return e.start(stanzas...)
}

// noted counts what the ledgers of a folder have, by source, series and hour.
func noted(t *testing.T, folder string, now time.Time) map[string]int64 {
	t.Helper()
	books, err := coverage.ReadFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	counts := make(map[string]int64)
	for _, book := range books {
		for _, series := range book.Series {
			for _, hour := range book.Hours(series, now) {
				if hour.Rows > 0 || len(hour.Files) > 0 {
					counts[fmt.Sprintf("%s %s %s %v", series.Name, series.Interval, hour.Hour.Format("02T15"), hour.Sequences())] += hour.Rows
				}
			}
		}
	}
	return counts
}

// heldByHour is the same of what an org has and filesAndTrail collects.
func heldByHour(truth orgsim.Truth) map[string]int64 {
	type place struct {
		eventType string
		hour      time.Time
	}
	sequences, rows := make(map[place][]int), make(map[place]int64)
	for _, file := range truth.LogFiles {
		if file.Interval == orgsim.Hourly {
			at := place{file.EventType, file.LogDate}
			sequences[at] = append(sequences[at], file.Sequence)
			rows[at] += int64(len(file.Rows))
		}
	}
	counts := make(map[string]int64)
	for at, numbers := range sequences {
		slices.Sort(numbers)
		counts[fmt.Sprintf("%s Hourly %s %v", at.eventType, at.hour.UTC().Format("02T15"), numbers)] = rows[at]
	}
	for _, record := range truth.Records["SetupAuditTrail"] {
		counts[fmt.Sprintf("SetupAuditTrail  %s []", record["CreatedDate"].(time.Time).UTC().Format("02T15"))]++
	}
	return counts
}

func TestTheLedgerHasWhatTheOutputHadAcknowledgedAndNothingTwice(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login", "Logout", "API"}}, filesAndTrail)
	total := countOf(org.Truth())
	want := heldByHour(org.Truth())
	for _, acknowledged := range []int{0, 1, 17, total / 3, total - 1, total} {
		t.Run(fmt.Sprint(acknowledged, " of ", total), func(t *testing.T) {
			registry, folder := newRegistry(), filepath.Join(t.TempDir(), "ledgers")
			crashed := newEnvironment(t, registry, false)
			stop := crashed.startIn(folder, stanza)
			crashed.waitFor("all events", func() bool { return len(crashed.events()) == total })
			arrived := make(map[string]int64) // by file, and by object and hour
			crashed.mu.Lock()
			for n, seen := 0, 0; seen < acknowledged; n++ {
				if one := crashed.published[n]; one.event.Fields != nil {
					seen++
					arrived[seriesOf(one.event)]++
				}
				crashed.acknowledge(n + 1)
			}
			crashed.mu.Unlock()
			stop() // and nothing more is ever acknowledged
			for series, rows := range noted(t, folder, time.Now()) {
				if series, _, _ = strings.Cut(series, " ["); rows > arrived[series] {
					t.Errorf("the ledger has %d of %s, of which %d were acknowledged", rows, series, arrived[series])
				}
			}
			resumed := newEnvironment(t, registry, true)
			stop = resumed.startIn(folder, stanza)
			resumed.settle(func() bool {
				return len(resumed.events()) >= total-acknowledged && cmp.Equal(want, noted(t, folder, time.Now()))
			})
			stop()
			if diff := cmp.Diff(want, noted(t, folder, time.Now())); diff != "" {
				t.Errorf("what the org has and what the ledger has differ (-org +ledger):\n%.3000s", diff)
			}
		})
	}
}

// seriesOf returns what an event is counted under, without the sequence.
func seriesOf(event beat.Event) string {
	text := func(field string) string {
		value, err := event.Fields.GetValue(field)
		if err != nil {
			return ""
		}
		return fmt.Sprint(value)
	}
	if object := text("salesforce.object"); object != "" {
		return object + "  " + event.Timestamp.UTC().Format("02T15")
	}
	at, _ := time.Parse(time.RFC3339, text("salesforce.log_file.log_date"))
	return text("salesforce.log_file.event_type") + " " + text("salesforce.log_file.interval") + " " + at.Format("02T15")
}

func TestALedgerThatCannotBeWrittenStopsNothing(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}}, filesAndTrail)
	total := countOf(org.Truth())
	folder := filepath.Join(t.TempDir(), "ledgers")
	if err := os.WriteFile(folder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := newEnvironment(t, newRegistry(), true)
	stop := e.startIn(folder, stanza)
	e.waitFor("all events", func() bool { return len(e.events()) == total })
	stop()
}

func TestSummariesArePublishedOnceAnHour(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login", "Logout"}}, filesAndTrail)
	if err := stanza.SetBool("coverage.events", -1, true); err != nil {
		t.Fatal(err)
	}
	want := heldByHour(org.Truth())
	now := time.Now().UTC().Format("02T15") // the hour that goes on
	for series := range want {
		if strings.HasPrefix(series, "SetupAuditTrail  "+now) {
			delete(want, series)
		}
	}
	registry, folder := newRegistry(), filepath.Join(t.TempDir(), "ledgers")
	summaries := func(e *environment) (counts map[string]int64, ids map[string]int) {
		counts, ids = make(map[string]int64), make(map[string]int)
		for _, event := range e.events() {
			if kind, _ := event.Fields.GetValue("event.kind"); kind != "metric" {
				continue
			}
			ids[fmt.Sprint(event.Meta["_id"])]++
			number := func(field string) int64 {
				value, _ := event.Fields.GetValue("salesforce.coverage." + field)
				count, _ := value.(int64)
				return count
			}
			text := func(field string) string {
				value, _ := event.Fields.GetValue("salesforce.coverage." + field)
				return fmt.Sprint(value)
			}
			at := event.Timestamp.UTC().Format("02T15")
			if number("rows") > 0 {
				counts[fmt.Sprintf("%s %s %s %s", text("event_type"), text("interval"), at, text("sequences"))] = number("rows")
			} else if number("records") > 0 {
				counts[fmt.Sprintf("%s  %s []", text("object"), at)] = number("records")
			}
		}
		return counts, ids
	}
	e := newEnvironment(t, registry, true)
	stop := e.startIn(folder, stanza)
	e.settle(func() bool { counts, _ := summaries(e); return len(counts) >= len(want) })
	stop()
	counts, ids := summaries(e)
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("(-org +summaries):\n%s", diff)
	}
	for id, times := range ids {
		if times != 1 {
			t.Errorf("%s came %d times", id, times)
		}
	}
	again := newEnvironment(t, registry, true)
	stop = again.startIn(folder, stanza)
	again.waitFor("some polls", func() bool { return len(again.published) > 10 })
	stop()
	if counts, _ := summaries(again); len(counts) > 0 {
		t.Errorf("after a restart these came again: %v", counts)
	}
}

func TestAWrongWayWithCoverageIsRefused(t *testing.T) {
	for yaml, want := range map[string]string{
		"coverage.retention: 1d":                             "coverage.retention: must be at least 7d, because daily log files arrive days late; got 24h0m0s",
		"coverage: {enabled: false, events: true}":           "coverage.events: requires coverage.enabled: true, because the events are made from the ledger",
		"event_format: message\ncoverage.events: true":       "coverage.events: requires event_format: ecs, because a summary is not a row or record",
		"coverage: {enabled: true, events: true, ledger: 1}": "coverage.ledger: ",
	} {
		_, err := stanza.Read(stanzatest.Parse(t, stanzatest.SignIn+yaml))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %q", yaml, err, want)
		}
	}
}

func TestWithoutCoverageThereIsNoLedger(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}}, filesAndTrail)
	if err := stanza.SetBool("coverage.enabled", -1, false); err != nil {
		t.Fatal(err)
	}
	total := countOf(org.Truth())
	folder := filepath.Join(t.TempDir(), "ledgers")
	e := newEnvironment(t, newRegistry(), true)
	stop := e.startIn(folder, stanza)
	e.waitFor("all events", func() bool { return len(e.events()) == total })
	stop()
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("there is a folder of ledgers: %v", err)
	}
}

// What the stored cursor does not cover comes again, so that a crash leaves none of it.
func TestTheLedgerIsCutBackToWhatTheRegistryCovers(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}}, filesAndTrail)
	registry, folder, total := newRegistry(), filepath.Join(t.TempDir(), "ledgers"), countOf(org.Truth())
	e := newEnvironment(t, registry, true)
	stop := e.startIn(folder, stanza)
	e.waitFor("all events", func() bool { return len(e.events()) == total })
	stop()
	paths, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(paths) != 2 {
		t.Fatalf("%d ledgers, %v", len(paths), err)
	}
	for _, path := range paths {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{
			`{"n":1000000,"at":"2026-03-04T12:00:00Z","file":{"event_type":"Ahead","interval":"Hourly","hour":"` + time.Now().UTC().Truncate(time.Hour).Format(time.RFC3339) + `","id":"x","rows":1}}`,
			`{"n":1000001,"at":"2026-03-04T12:00:00Z","window":{"from":"2026-03-04T11:00:00Z","to":"2026-03-04T12:00:00Z","records":{"1772622000":7}}}`,
		} {
			if _, err := fmt.Fprintln(file, line); err != nil {
				t.Fatal(err)
			}
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	again := newEnvironment(t, registry, true)
	stop = again.startIn(folder, stanza)
	again.waitFor("some polls", func() bool { return len(again.published) > 10 })
	stop()
	for series := range noted(t, folder, time.Now()) {
		if strings.HasPrefix(series, "Ahead ") || strings.HasSuffix(series, " 04T11 []") {
			t.Errorf("the ledger still has %s", series)
		}
	}
}
