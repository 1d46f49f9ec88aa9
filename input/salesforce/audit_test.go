package salesforce

import (
	"path/filepath"
	"testing"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// audited returns a stanza with ages of audits.
func audited(t *testing.T, from *conf.C, ages string) *conf.C {
	t.Helper()
	with, err := conf.MergeConfigs(from, stanzatest.Parse(t, "audit.after: "+ages))
	if err != nil {
		t.Fatal(err)
	}
	return with
}

// What shows after its day was collected is behind the lookback: only an audit finds it.
func TestAuditCollectsWhatShowsDaysLateOnce(t *testing.T) {
	yesterday := time.Now().UTC().Truncate(24 * time.Hour).Add(-24 * time.Hour)
	org, from := testOrg(t, orgsim.Options{Empty: true, EventTypes: []string{"Login"}}, `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [SetupAuditTrail, LoginEvent, RestApiEventLog], interval: 20ms, initial_interval: 7d}
`)
	add := func(hour int) {
		t.Helper()
		at := yesterday.Add(time.Duration(hour) * time.Hour)
		for object, field := range map[string]string{"SetupAuditTrail": "CreatedDate", "LoginEvent": "EventDate", "RestApiEventLog": "Timestamp"} {
			if _, err := org.AddRecordAt(time.Now(), object, map[string]any{field: at}); err != nil {
				t.Fatal(err)
			}
		}
		_, err := org.AddLogFile(orgsim.LogFileSpec{
			EventType: "Login", Columns: []string{"EVENT_TYPE", "REQUEST_ID"}, Rows: [][]string{{"Login", at.String()}},
			LogDate: at, CreatedDate: at, VisibleAt: time.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for hour := range 20 {
		if hour != 3 {
			add(hour)
		}
	}
	registry := newRegistry()
	e := newEnvironment(t, registry, true)
	folder := filepath.Join(t.TempDir(), "ledgers")
	stop := e.startIn(folder, audited(t, from, "[20d]"))
	e.waitFor("what is on time", func() bool { return len(e.events()) == 4*19 })
	stop()

	add(3)
	e.statuses = nil
	stop = e.startIn(folder, audited(t, from, "[1s]"))
	e.waitFor("what is late", func() bool { return len(e.events()) == 4*20 })
	stop()
	late, ids := 0, make(map[any]bool)
	for _, event := range e.events() {
		id, _ := event.GetValue("@metadata._id")
		if ids[id] {
			t.Errorf("the id %v comes twice", id)
		}
		ids[id] = true
		if value, err := event.GetValue("salesforce.audit.late"); err == nil && value == true {
			late++
		}
	}
	if late != 4 {
		t.Errorf("%d events are marked as late, want 4", late)
	}
}
