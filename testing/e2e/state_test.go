package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// state runs "salesforce state" and returns what it prints.
func (b *beat) state(arguments ...string) (string, error) {
	b.t.Helper()
	command := b.Command(context.Background(), append([]string{"salesforce", "state"}, arguments...)...)
	output, err := command.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		output = append(output, exit.Stderr...)
	}
	return string(output), err
}

// youngFiles is how long after an hour its log files may be too young to be collected, as long
// as no stanza says otherwise.
const youngFiles = 5 * time.Minute

// standing is a clock that stands still: nothing shows while a test looks. It never stands just
// after an hour, when a test would have to wait for files to settle.
func standing() func() time.Time {
	now := time.Now()
	if hour := now.Truncate(time.Hour); now.Sub(hour) < youngFiles {
		now = hour.Add(-time.Second)
	}
	return func() time.Time { return now }
}

// mustState wants the command to succeed.
func (b *beat) mustState(arguments ...string) string {
	b.t.Helper()
	output, err := b.state(arguments...)
	if err != nil {
		b.t.Fatalf("salesforce state %q: %v\n%s", arguments, err, output)
	}
	return output
}

func TestARewoundSourceCollectsAgainWhatItIsToAndNothingElse(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 21, Now: standing(), Days: 2, RowsPerHour: 20, DailyDelay: -1})
	b := newBeat(t, org.everything("hourly"))
	want := held(org.Truth(), orgsim.Hourly)
	total := 0
	for _, n := range want {
		total += n
	}
	b.Start()
	b.waitForEvents(total)
	if output, err := b.state("list"); err == nil || !strings.Contains(output, "is running: stop it first") {
		t.Errorf("while it runs: %v\n%s", err, output)
	}
	b.Stop()
	before := b.events()
	t.Logf("state list:\n%s", b.mustState("list"))

	to := time.Now().UTC().Add(-24 * time.Hour).Truncate(time.Second)
	expected := make(map[string]int)
	for _, file := range org.Truth().LogFiles {
		if file.Interval == orgsim.Hourly && !file.CreatedDate.Before(to) {
			expected[file.ID] = len(file.Rows)
		}
	}
	again := 0
	for _, rows := range expected {
		again += rows
	}
	for _, one := range before {
		if one.Salesforce.Object == "LoginEvent" && !one.Timestamp.Before(to) {
			again++
		}
	}
	if again == 0 || again >= total {
		t.Fatalf("%d of %d events are to come again", again, total)
	}
	for _, source := range []string{"event_log_file", "LoginEvent"} {
		rewind := []string{"rewind", "--input", "e2e", "--source", source, "--to", to.Format(time.RFC3339)}
		if output := b.mustState(rewind...); !strings.Contains(output, "Nothing was changed") {
			t.Errorf("without --yes:\n%s", output)
		}
		t.Logf("state rewind:\n%s", b.mustState(append(rewind, "--yes")...))
	}
	b.Start()
	b.waitForEvents(total + again)
	b.Stop() // what comes until now would be seen below
	events := b.events()
	if len(events) != total+again {
		t.Errorf("%d events came again, want %d", len(events)-total, again)
	}
	times := make(map[string]int)
	files, records := make(map[string]int), 0
	for _, one := range events {
		// A row that Salesforce sends in two files has one id.
		once := one.Metadata.ID + one.Salesforce.LogFile.ID
		if times[once]++; times[once] != 2 {
			continue
		}
		switch {
		case one.Salesforce.LogFile.ID != "":
			files[one.Salesforce.LogFile.ID]++
		case one.Salesforce.Object != "LoginEvent", one.Timestamp.Before(to):
			t.Errorf("%s of %v came again", one.Salesforce.Object, one.Timestamp)
		default:
			records++
		}
	}
	if diff := cmp.Diff(expected, files); diff != "" {
		t.Errorf("rows by file (-want +got):\n%s", diff)
	}
	if records == 0 {
		t.Error("no record came again")
	}
	if len(times) != total {
		t.Errorf("%d different events came, want %d", len(times), total)
	}
}

func TestAForgottenSourceStartsAgain(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 22, Now: standing(), Days: 1, RowsPerHour: 5, DailyDelay: -1})
	b := newBeat(t, org.everything("hourly"))
	total := 0
	for _, n := range held(org.Truth(), orgsim.Hourly) {
		total += n
	}
	b.Start()
	b.waitForEvents(total)
	b.Stop()
	if output, err := b.state("forget", "--yes"); err == nil || !strings.Contains(output, "choose the sources") {
		t.Errorf("without a choice: %v\n%s", err, output)
	}
	t.Logf("state forget:\n%s", b.mustState("forget", "--all", "--yes"))
	b.Start()
	b.waitForEvents(2 * total)
	b.Stop()
	events := b.events()
	times := make(map[string]int)
	for _, one := range events {
		times[one.Metadata.ID+one.Salesforce.LogFile.ID]++
	}
	for id, n := range times {
		if n != 2 {
			t.Errorf("%s came %d times, want 2", id, n)
		}
	}
	if len(events) != 2*total {
		t.Errorf("%d events, want each of %d twice", len(events), total)
	}
	backups, err := filepath.Glob(filepath.Join(b.Home, "data", "registry-backup", "*", "filebeat", "meta.json"))
	if err != nil || len(backups) != 1 {
		t.Errorf("copies of the registry: %q, %v", backups, err)
	}
}

func TestTheStateOfElasticsInputIsGoneOnFrom(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 23, Now: standing(), Days: 2, RowsPerHour: 10, DailyDelay: -1})
	b := newBeat(t, org.stanza("    event_log_file: {log_interval: hourly, interval: 1s, settle: 0s, initial_interval: 30d, lookback: 2h}\n"))
	// A registry as the other Filebeat leaves it.
	other := filepath.Join(t.TempDir(), "filebeat")
	reached := time.Now().UTC().Add(-20 * time.Hour).Truncate(time.Second)
	entry := fmt.Sprintf(`{"k":"salesforce::apex::%s","v":{"ttl":1800000000000,"updated":[0,1790000000],"cursor":{"eventlogfile":{"first_event_time":%q,"last_event_time":%q}}}}`,
		org.url, reached.Format("2006-01-02T15:04:05.000+0000"), reached.Add(time.Hour).Format("2006-01-02T15:04:05.000+0000"))
	for name, text := range map[string]string{"meta.json": `{"version":"1"}`, "log.json": `{"op":"set","id":1}` + "\n" + entry + "\n"} {
		if err := os.MkdirAll(other, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(other, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if output, err := b.state("list"); err == nil || !strings.Contains(output, "has no registry") {
		t.Errorf("a beat that never ran: %v\n%s", err, output)
	}
	t.Logf("state import:\n%s", b.mustState("import", "--from", other, "--yes"))
	if output, err := b.state("import", "--from", other, "--yes"); err == nil || !strings.Contains(output, "already has a state") {
		t.Errorf("a second time: %v\n%s", err, output)
	}
	want, total := make(map[string]int), 0
	for _, file := range org.Truth().LogFiles {
		if file.Interval == orgsim.Hourly && !file.CreatedDate.Before(reached.Add(-2*time.Hour)) {
			want[file.ID] = len(file.Rows)
			total += len(file.Rows)
		}
	}
	b.Start()
	b.waitForEvents(total)
	b.Stop()
	got := make(map[string]int)
	for _, one := range b.events() {
		got[one.Salesforce.LogFile.ID]++
	}
	if diff := cmp.Diff(want, got); diff != "" || total == 0 {
		t.Errorf("rows by file (-want +got):\n%s", diff)
	}
}
