package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// coverage runs "salesforce coverage" and returns what it prints.
func (b *beat) coverage(arguments ...string) string {
	b.t.Helper()
	output, err := b.Command(context.Background(), append([]string{"salesforce", "coverage"}, arguments...)...).Output()
	if err != nil {
		b.t.Fatalf("salesforce coverage %q: %v\n%s", arguments, err, output)
	}
	return string(output)
}

// ledger returns what the command says, as held by hour.
func (b *beat) ledger() tally {
	b.t.Helper()
	output, err := b.Command(context.Background(), "salesforce", "coverage", "--format", "json", "--since", "60d").Output()
	if err != nil {
		return nil // there is none yet
	}
	var document struct {
		Sources []struct {
			Series []struct {
				EventType string `json:"event_type"`
				Object    string
				Hours     []struct {
					Hour      time.Time
					Files     int
					Sequences []int
					Rows      int
				}
			}
		}
	}
	if err := json.Unmarshal(output, &document); err != nil {
		b.t.Fatalf("%v\n%s", err, output)
	}
	all := make(tally)
	for _, source := range document.Sources {
		for _, series := range source.Series {
			for _, hour := range series.Hours {
				if hour.Rows > 0 || hour.Files > 0 {
					all[fmt.Sprintf("%s%s %s %d", series.EventType, series.Object, hour.Hour.Format(time.RFC3339), hour.Sequences)] = hour.Rows
				}
			}
		}
	}
	return all
}

// heldByHour counts what the org has in the same way.
func heldByHour(truth orgsim.Truth) tally {
	sequences, all := make(map[string][]int), make(tally)
	rows := make(tally)
	for _, file := range truth.LogFiles {
		if file.Interval == orgsim.Hourly {
			key := file.EventType + " " + file.LogDate.UTC().Format(time.RFC3339)
			sequences[key] = append(sequences[key], file.Sequence)
			rows[key] += len(file.Rows)
		}
	}
	for key, numbers := range sequences {
		slices.Sort(numbers)
		all[fmt.Sprintf("%s %d", key, numbers)] = rows[key]
	}
	times := map[string]string{"LoginHistory": "LoginTime", "SetupAuditTrail": "CreatedDate"}
	for _, object := range objects {
		field, named := times[object]
		if !named {
			field = "EventDate"
		}
		for _, record := range truth.Records[object] {
			at := record[field].(time.Time).UTC().Truncate(time.Hour)
			all[fmt.Sprintf("%s %s []", object, at.Format(time.RFC3339))]++
		}
	}
	return all
}

func TestAfterCrashesTheLedgerHasWhatTheOrgHas(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 31, Now: standing(), Days: 3, RowsPerHour: 60, DailyDelay: -1})
	b := newBeat(t, org.everything("hourly"))
	total := held(org.Truth(), orgsim.Hourly).sum()
	want := heldByHour(org.Truth())
	for n := range 4 {
		b.Start()
		point := total * (n + 1) / 6
		b.waitFor(fmt.Sprintf("%d events", point), func() bool { return b.count() >= point })
		b.Kill()
		for key, rows := range b.ledger() {
			// All of a file is acknowledged before the ledger has it, and some of the hour's
			// files, or records, may be.
			if key, _, _ := strings.Cut(key, " ["); rows > sumOf(want, key) {
				t.Errorf("after %d crashes the ledger has %d of %s, and the org %d", n+1, rows, key, sumOf(want, key))
			}
		}
	}
	b.Start()
	if !b.settles(patience, func() bool { return b.count() >= total && cmp.Equal(want, b.ledger()) }) {
		t.Errorf("while it runs (-org +ledger):\n%.3000s", cmp.Diff(want, b.ledger()))
	}
	b.Stop()
	if diff := cmp.Diff(want, b.ledger()); diff != "" {
		t.Fatalf("what the org has and what the ledger has differ (-org +ledger):\n%.3000s", diff)
	}

	// A rewind collects again, and counts nothing twice.
	b.mustState("rewind", "--all", "--to", "1d", "--yes")
	before := b.count()
	b.Start()
	b.waitFor("what comes again", func() bool { return b.count() > before })
	b.settles(patience, func() bool { return b.idle() })
	b.Stop()
	if diff := cmp.Diff(want, b.ledger()); diff != "" {
		t.Errorf("after a rewind (-org +ledger):\n%.3000s", diff)
	}
	// What is forgotten, and begins again, has been acknowledged all the same.
	b.mustState("forget", "--all", "--yes")
	if diff := cmp.Diff(want, b.ledger()); diff != "" {
		t.Errorf("after forgetting (-org +ledger):\n%.3000s", diff)
	}
}

// age makes the ledgers say that everything was acknowledged earlier.
func (b *beat) age(by time.Duration) {
	b.t.Helper()
	paths, err := filepath.Glob(b.Path("data/salesforce-coverage/*.jsonl"))
	if err != nil || len(paths) == 0 {
		b.t.Fatalf("%d ledgers, %v", len(paths), err)
	}
	at := regexp.MustCompile(`"at":"[^"]*"`)
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			b.t.Fatal(err)
		}
		then := `"at":"` + time.Now().UTC().Add(-by).Format(time.RFC3339) + `"`
		if err := os.WriteFile(path, at.ReplaceAll(content, []byte(then)), 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
}

func sumOf(counts tally, prefix string) int {
	sum := 0
	for key, count := range counts {
		if strings.HasPrefix(key, prefix+" [") {
			sum += count
		}
	}
	return sum
}

// idle reports whether nothing has come for a while.
func (b *beat) idle() bool {
	before := b.count()
	return !b.settles(3*time.Second, func() bool { return b.count() > before })
}

func TestAGapOfTheOrgStandsOut(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	const hours = 40
	begin := time.Now().UTC().Truncate(time.Hour).Add(-hours * time.Hour)
	quiet, hole := begin.Add(20*time.Hour), begin.Add(25*time.Hour)
	for n := range hours {
		at := begin.Add(time.Duration(n) * time.Hour)
		for _, eventType := range []string{"URI", "Report"} {
			sequences := []int{1}
			switch {
			case eventType == "URI" && at.Equal(quiet):
				continue
			case eventType == "URI" && at.Equal(hole):
				sequences = []int{1, 3}
			}
			for _, sequence := range sequences {
				_, err := org.AddLogFile(orgsim.LogFileSpec{
					EventType: eventType, Interval: orgsim.Hourly, LogDate: at, Sequence: sequence, CreatedDate: at.Add(time.Hour),
					Columns: []string{"EVENT_TYPE", "TIMESTAMP"}, Rows: [][]string{{eventType, at.Format("20060102150405.000")}},
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	b := newBeat(t, org.everything("hourly"))
	b.Start()
	const files = 2 * hours
	b.waitForEvents(files)
	b.waitFor("the ledger", func() bool { return b.ledger().sum() >= files })
	b.Stop()
	if table := b.coverage(); strings.Contains(table, "INCOMPLETE URI") || strings.Contains(table, "MISSING URI") {
		t.Errorf("a file that may still be on its way is reported as a gap:\n%s", table)
	}
	b.age(2 * time.Hour)
	table := b.coverage()
	stamp := func(at time.Time) string { return at.Format("2006-01-02T15:04Z") }
	if want := "INCOMPLETE URI hourly from " + stamp(hole) + " to " + stamp(hole.Add(time.Hour)); !strings.Contains(table, want) {
		t.Errorf("the table does not say %q:\n%s", want, table)
	}
	if strings.Contains(table, "MISSING URI") || strings.Contains(table, "MISSING Report") || strings.Count(table, "INCOMPLETE") != 1 {
		t.Errorf("only one hour of log files has a gap, and a quiet hour is none:\n%s", table)
	}
	b.coverage("--source", "event_log_file", "--format", "html", "--output", b.Path("coverage.html"))
	page, err := os.ReadFile(b.Path("coverage.html"))
	if err != nil {
		t.Fatal(err)
	}
	if gaps, incomplete := strings.Count(string(page), `<td class="c g"`), strings.Count(string(page), `<td class="c i"`); gaps != 0 || incomplete != 1 {
		t.Errorf("%d cells of the heat map are missing and %d are incomplete, want 0 and 1", gaps, incomplete)
	}

	// A ledger that is damaged says so, and collecting goes on.
	ledgers, err := os.ReadDir(b.Path("data/salesforce-coverage"))
	if err != nil || len(ledgers) == 0 {
		t.Fatalf("%d ledgers, %v", len(ledgers), err)
	}
	for _, each := range ledgers {
		if err := os.WriteFile(b.Path("data/salesforce-coverage/"+each.Name()), []byte("\x00\x00"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.Start()
	at := begin.Add(hours * time.Hour)
	if _, err := org.AddLogFile(orgsim.LogFileSpec{
		EventType: "URI", Interval: orgsim.Hourly, LogDate: at, Sequence: 1, CreatedDate: time.Now(),
		Columns: []string{"EVENT_TYPE", "TIMESTAMP"}, Rows: [][]string{{"URI", at.Format("20060102150405.000")}},
	}); err != nil {
		t.Fatal(err)
	}
	b.waitForEvents(files + 1)
	b.waitFor("a new ledger", func() bool { return b.ledger().sum() == 1 })
	b.Stop()
	if log := b.Log(); !strings.Contains(log, "is quarantined as") {
		t.Errorf("the log does not tell of the ledger:\n%s", b.logTail())
	}
}
