package salesforce

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/elastic/beats/v7/libbeat/monitoring/inputmon"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// shown returns what Beats shows at /inputs/, by id.
func (e *environment) shown() map[string]map[string]any {
	e.t.Helper()
	text, err := inputmon.MetricSnapshotJSON(e.metrics)
	if err != nil {
		e.t.Fatal(err)
	}
	var all []map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		e.t.Fatal(err)
	}
	byID := make(map[string]map[string]any)
	for _, one := range all {
		byID[one["id"].(string)] = one
	}
	return byID
}

// documentedMetrics returns the names that docs/metrics.md has for an input or a source.
func documentedMetrics(of metrics.Of) []string {
	var names []string
	metrics.NewSet(of).Each(func(_ metrics.ID, metric metrics.Metric) {
		if metric.Kind == metrics.Moment {
			names = append(names, metric.Name+metrics.AtSuffix, metric.Name+metrics.LagSuffix)
			return
		}
		names = append(names, metric.Name)
	})
	for _, metric := range metrics.Pipeline {
		if metric.Of == of {
			names = append(names, metric.Name)
		}
	}
	slices.Sort(names)
	return names
}

func TestMetricsShownAreThoseDocumented(t *testing.T) {
	org, from := testOrg(t, orgsim.Options{Seed: 4, Days: 1, RowsPerHour: 4, EventTypes: []string{"Login"}, FileDelay: -1}, filesAndTrail)
	e := newEnvironment(t, newRegistry(), true)
	stop := e.run(managerFor(e.log, e.store), from)
	rows := 0
	for _, file := range org.Truth().LogFiles {
		if file.Interval == orgsim.Hourly { // from some hour of the day on there are daily ones, too
			rows += len(file.Rows)
		}
	}
	e.waitFor("all events", func() bool { return len(e.events()) == countOf(org.Truth()) })

	entries := e.shown()
	url, err := from.String("url", -1)
	if err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(url, "http://")
	source := "test::" + host + "::event_log_file"
	ids := []string{"test", "test::" + host + "::SetupAuditTrail", source}
	slices.Sort(ids)
	if got := slices.Sorted(maps.Keys(entries)); !slices.Equal(got, ids) {
		t.Fatalf("entries of %q, want %q", got, ids)
	}
	for id, entry := range entries {
		of := metrics.Source
		if id == "test" {
			of = metrics.Input
		}
		if entry["input"] != stanza.Name {
			t.Errorf("%s is of the input %v, want %s", id, entry["input"], stanza.Name)
		}
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(entry)), func(name string) bool { return name == "id" || name == "input" })
		if diff := cmp.Diff(documentedMetrics(of), names); diff != "" {
			t.Errorf("metrics of %s (-documented +shown):\n%s", id, diff)
		}
	}
	for _, name := range []string{"events_pipeline_total", "events_pipeline_published_total", "events_published_total"} {
		if got := entries[source][name]; got != float64(rows) {
			t.Errorf("%s is %v, want %d", name, got, rows)
		}
	}

	stop()
	if left := e.shown(); len(left) > 0 {
		t.Errorf("%q are shown after the input ended", slices.Collect(maps.Keys(left)))
	}
	e.statuses = nil
	stop = e.run(managerFor(e.log, e.store), from)
	e.waitFor("the input at work again", func() bool { return len(e.statuses) > 0 && strings.HasPrefix(e.statuses[len(e.statuses)-1], "Running") })
	if again := e.shown(); len(again) != len(ids) {
		t.Errorf("%q are shown after the input was started again", slices.Collect(maps.Keys(again)))
	}
	stop()
}
