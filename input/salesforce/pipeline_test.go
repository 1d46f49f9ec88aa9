package salesforce

import (
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/common"
	"github.com/elastic/elastic-agent-libs/mapstr"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The pipeline is told not to normalise events, so there must be nothing to normalise
// in any of them: other types would get to the outputs as they are.
func TestNormalisationWouldChangeNothing(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 60}, `
  event_log_file: {interval: 1s, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [LoginEvent, LogoutEvent, ApiEvent, ReportEvent, LoginHistory, SetupAuditTrail, ApiAnomalyEventStore], interval: 1s, delay: 0s, initial_interval: 7d}
preserve_original_event: true
`)
	// Of the few detections that the org begins with, none may have been written by now.
	if _, err := org.AddRecord("ApiAnomalyEventStore", nil); err != nil {
		t.Fatal(err)
	}
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	want := rowsOf(org.Truth())
	e.waitFor("the rows of all log files, and records of all objects", func() bool {
		if len(e.published) < want {
			return false // looking at all of them again for each one takes long
		}
		objects := make(map[any]bool)
		for _, event := range e.events() {
			if object, err := event.Fields.GetValue("salesforce.object"); err == nil {
				objects[object] = true
			}
		}
		return e.rows() == want && len(objects) == 7
	})
	stop()
	converter := common.NewGenericEventConverter(false, e.log)
	for _, event := range e.events() {
		if diff := cmp.Diff(withOurTypes(converter.Convert(event.Fields)), event.Fields); diff != "" {
			t.Fatalf("normalisation changes an event (-with +without):\n%s", diff)
		}
	}
}

// withOurTypes gives the times and maps of an event the types that they have in ours.
// Every encoder of Beats writes both alike.
func withOurTypes(fields mapstr.M) mapstr.M {
	for key, value := range fields {
		switch value := value.(type) {
		case common.Time:
			fields[key] = time.Time(value)
		case mapstr.M:
			fields[key] = map[string]any(withOurTypes(value))
		}
	}
	return fields
}
