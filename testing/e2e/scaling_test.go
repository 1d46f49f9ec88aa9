package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// sharedInputs are the configurations of docs/scaling.md that share an org, for an org that
// is here.
func sharedInputs(t *testing.T, org *org) []string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "scaling.md"))
	if err != nil {
		t.Fatal(err)
	}
	var inputs []string
	for _, block := range regexp.MustCompile("(?s)```yaml\nfilebeat.inputs:\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		stanza := strings.NewReplacer(
			"https://acme.my.salesforce.com", org.url,
			"/etc/filebeat/salesforce.key", org.key,
			"  event_monitoring_method:", "  preserve_original_event: true\n  event_monitoring_method:",
		).Replace(block[1])
		// The org has one user.
		inputs = append(inputs, regexp.MustCompile(`filebeat-\d@acme.example`).ReplaceAllString(stanza, org.Username()))
	}
	return inputs
}

func TestThreeBeatsThatShareAnOrgCollectEverythingOnce(t *testing.T) {
	t.Setenv("SALESFORCE_CLIENT_ID", orgsim.DefaultClientID)
	org := startOrg(t, orgsim.Options{Seed: 41, Now: standing(), Days: 1, RowsPerHour: 100, FileDelay: -1, DailyDelay: -1})
	inputs := sharedInputs(t, org)
	if len(inputs) != 3 {
		t.Fatalf("the page has %d configurations, want 3", len(inputs))
	}
	var beats []*beat
	for _, input := range inputs {
		beats = append(beats, newBeat(t, input))
	}

	stdout, stderr, code := beats[0].test("--json", "--also", beats[1].Path("filebeat.yml"), "--also", beats[2].Path("filebeat.yml"))
	var document struct {
		Shared []struct {
			Inputs []string
			Checks []struct{ Name, Status, Found string }
		}
	}
	if err := json.Unmarshal([]byte(stdout), &document); err != nil || code != 0 || len(document.Shared) != 1 || len(document.Shared[0].Inputs) != 3 {
		t.Fatalf("code %d, error %v:\n%s\n%s", code, err, stderr, stdout)
	}
	for _, check := range document.Shared[0].Checks {
		if check.Name == "overlap" && check.Status != "ok" {
			t.Errorf("the doctor finds an overlap: %s", check.Found)
		}
	}

	// What the three ask for, of what the org has.
	truth := org.Truth()
	want := make(tally)
	for key, n := range held(orgsim.Truth{LogFiles: truth.LogFiles}, orgsim.Hourly) {
		want[key] = n
	}
	for object, records := range truth.Records {
		if object != "SetupAuditTrail" && object != "ListViewEvent" && !strings.Contains(object, "Anomaly") && object != "CredentialStuffingEventStore" && object != "SessionHijackingEventStore" {
			continue
		}
		for _, record := range records {
			want[object+" "+recordKey(object, record)]++
		}
	}
	for _, b := range beats {
		b.Start()
	}
	total := func() (n int) {
		for _, b := range beats {
			n += b.count()
		}
		return n
	}
	beats[0].settles(patience, func() bool { return total() >= want.sum() })
	var all []event
	for _, b := range beats {
		b.Stop()
		events := b.events()
		if len(events) == 0 {
			t.Error("one of them has collected nothing")
		}
		t.Logf("%d events", len(events))
		all = append(all, events...)
	}
	if diff := cmp.Diff(want, arrived(t, all)); diff != "" {
		t.Errorf("what the org holds and what the three have differ (-org +output):\n%.3000s", diff)
	}
	checkIdentities(t, all)
}

// reloading has the beat read its inputs from a folder, again and again.
const reloading = `filebeat.config.inputs: {enabled: true, path: '%s/*.yml', reload: {enabled: true, period: 1s}}`

func TestAnOrgComesAndGoesWithoutARestart(t *testing.T) {
	first := startOrg(t, orgsim.Options{Seed: 42, Now: standing(), Days: 1, RowsPerHour: 10, FileDelay: -1, DailyDelay: -1})
	second := startOrg(t, orgsim.Options{Seed: 43, Now: standing(), Days: 1, RowsPerHour: 10, FileDelay: -1, DailyDelay: -1})
	b := newBeat(t, "")
	folder := b.Path("inputs.d")
	config, err := os.ReadFile(b.Path("filebeat.yml"))
	if err != nil {
		t.Fatal(err)
	}
	b.Configure(strings.Replace(string(config), "filebeat.inputs:\n", strings.ReplaceAll(reloading, "%s", folder), 1))
	write := func(name string, org *org) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(org.hourly()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	write("first.yml", first)
	b.Start()
	want := held(first.Truth(), orgsim.Hourly)
	b.waitForEvents(want.sum())
	write("second.yml", second)
	for key, n := range held(second.Truth(), orgsim.Hourly) {
		want[key] += n
	}
	b.waitForEvents(want.sum())
	if err := os.Remove(filepath.Join(folder, "first.yml")); err != nil {
		t.Fatal(err)
	}
	b.waitFor("the end of the first input", func() bool { return strings.Contains(b.Log(), "stopped (runner)") })
	b.Stop()
	if diff := cmp.Diff(want, arrived(t, b.events())); diff != "" {
		t.Errorf("what the orgs hold and what arrived differ (-org +output):\n%.3000s", diff)
	}
}
