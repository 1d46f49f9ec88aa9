package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The binary has to ask Beats' pipeline for it, which no input can do alone.
func TestEventsHaveNotTheHostOfTheCollector(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 3, Now: standing(), Days: 1, RowsPerHour: 2, EventTypes: []string{"Login"}, DailyDelay: -1, FileDelay: -1})
	files := "    event_log_file: {log_interval: hourly, interval: 1s, settle: 0s, initial_interval: 7d}\n"
	stanza := func(id, more string) string {
		plain := strings.Replace(org.stanza(files), "  preserve_original_event: true\n", "", 1)
		return strings.Replace(plain, "  id: e2e\n", "  id: "+id+"\n  fields.input: "+id+"\n"+more, 1)
	}
	b := newBeat(t, stanza("default", "")+stanza("message", "  event_format: message\n")+
		stanza("restored", "  publisher_pipeline.disable_host: false\n")+`
processors:
- add_host_metadata.when.not.contains.tags: forwarded
`)
	b.Start()
	total := 0
	for _, file := range org.Truth().LogFiles {
		if file.Interval == orgsim.Hourly {
			total += len(file.Rows)
		}
	}
	events := b.waitForEvents(3 * total)
	b.Stop()
	seen := make(map[string]int)
	for _, one := range events {
		input := one.Fields["fields"].(map[string]any)["input"]
		_, host := one.Fields["host"]
		seen[fmt.Sprint(input, " host ", host, " tags ", one.Fields["tags"])]++
	}
	for _, want := range []string{"default host false tags [forwarded]", "message host false tags [forwarded]", "restored host true tags <nil>"} {
		if seen[want] != total {
			t.Errorf("%d events are %q, want %d; all are %v", seen[want], want, total, seen)
		}
	}
}
