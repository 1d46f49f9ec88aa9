package salesforce

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/mapstr"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// with adds options to a stanza.
func with(t *testing.T, stanza *conf.C, options string) *conf.C {
	t.Helper()
	merged, err := conf.MergeConfigs(stanza, stanzatest.Parse(t, options))
	if err != nil {
		t.Fatal(err)
	}
	return merged
}

// collectAll runs a stanza until so many events came.
func collectAll(t *testing.T, stanza *conf.C, count int) []beat.Event {
	t.Helper()
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	defer stop()
	e.waitFor("all events", func() bool { return len(e.events()) >= count })
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.events()
}

func byID(events []beat.Event) map[string]beat.Event {
	all := make(map[string]beat.Event)
	for _, event := range events {
		id, _ := event.Meta.GetValue("_id")
		all[fmt.Sprint(id)] = event
	}
	return all
}

const loginsAndLogins = `
  event_log_file: {event_types: [Login], interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [LoginEvent], interval: 20ms, delay: 0s, initial_interval: 7d}
`

func TestMessagesHaveTheIdsAndTimesOfTheEvents(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 3, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}}, loginsAndLogins)
	truth := org.Truth()
	rows, records := make(map[string]bool), len(truth.Records["LoginEvent"])
	total := records
	for _, file := range truth.LogFiles {
		if file.Interval != orgsim.Hourly {
			continue
		}
		total += len(file.Rows)
		for _, row := range file.Rows {
			cells := make(map[string]string)
			for n, name := range file.Header {
				cells[name] = row[n]
			}
			text, _ := json.Marshal(cells)
			rows[string(text)] = true
		}
	}
	finished := byID(collectAll(t, stanza, total))
	messages := byID(collectAll(t, with(t, stanza, "event_format: message"), total))
	if len(messages) != len(finished) {
		t.Errorf("%d messages have other ids than %d events", len(messages), len(finished))
	}
	providers := make(map[any]int)
	for id, message := range messages {
		event, ok := finished[id]
		if !ok || !event.Timestamp.Equal(message.Timestamp) {
			t.Fatalf("%s: the message is of %v, the event of %v", id, message.Timestamp, event.Timestamp)
		}
		provider, _ := message.Fields.GetValue("event.provider")
		text, _ := message.Fields["message"].(string)
		if diff := cmp.Diff(mapstr.M{"message": text, "event": map[string]any{"provider": provider}}, message.Fields); diff != "" {
			t.Fatalf("the message has more than the two fields:\n%s", diff)
		}
		providers[provider]++
		if provider == "Object" {
			var record map[string]any
			if err := json.Unmarshal([]byte(text), &record); err != nil || record["attributes"] != nil || record["EventDate"] == nil {
				t.Fatalf("%q is not a record: %v", text, err)
			}
			continue
		}
		var cells map[string]string
		if err := json.Unmarshal([]byte(text), &cells); err != nil {
			t.Fatal(err)
		}
		if canonical, _ := json.Marshal(cells); !rows[string(canonical)] {
			t.Errorf("%q is no row of the org", text)
		}
	}
	if providers["Object"] != records || providers["EventLogFile"] == 0 {
		t.Errorf("the providers are %v, and there are %d records", providers, records)
	}
}

func TestEventsAreEnrichedOnceTheUsersAreKnown(t *testing.T) {
	org, from := testOrg(t, orgsim.Options{Empty: true, Seed: 4}, `
  object: {names: [LoginHistory, ReportEvent], interval: 20ms, delay: 0s, lookback: 1m, initial_interval: 1h}
`)
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(with(t, from, "enrich: {users: true, names: true}"))
	defer stop()
	find := func(path string) (event beat.Event, ok bool) {
		for _, event := range e.events() {
			if has, _ := event.Fields.HasKey(path); has {
				return event, true
			}
		}
		return beat.Event{}, false
	}
	for n := 0; ; n++ {
		for object, values := range map[string]map[string]any{
			"LoginHistory": {"UserId": "0055j0000000001AAA"},
			"ReportEvent":  {"UserId": "0055j0000000002AAA", "ReportId": "00O5j0000000003EAA"},
		} {
			if _, err := org.AddRecord(object, values); err != nil {
				t.Fatal(err)
			}
		}
		e.waitFor("the events", func() bool { return len(e.events()) >= 2*(n+1) })
		e.mu.Lock()
		login, ok := find("salesforce.user.active")
		report, named := find("salesforce.report_name")
		e.mu.Unlock()
		if !ok || !named {
			if n > 500 {
				t.Fatal("no event is enriched")
			}
			time.Sleep(10 * time.Millisecond)
			continue
		}
		if object, _ := login.Fields.GetValue("salesforce.object"); object == "LoginHistory" {
			want := map[string]any{
				"id": "0055j0000000001AAA", "name": "amxlie@orgsim.example", "domain": "orgsim.example", "email": "mail-amxlie@orgsim.example", "full_name": "Amélie Fournier",
				"roles": []string{"Minimum Access - API Only Integrations", "Sales", "Event Monitoring", "Data Exporters"},
			}
			if diff := cmp.Diff(want, login.Fields["user"]); diff != "" {
				t.Errorf("user (-want +got):\n%s", diff)
			}
		}
		if name, _ := report.Fields.GetValue("salesforce.report_name"); name != "Leavers" {
			t.Errorf("the report is called %v", name)
		}
		break
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	declared := stanza.DeclaredTypes()
	for _, event := range e.events() {
		for field := range event.Fields.Flatten() {
			if _, ok := declared[field]; !ok && !strings.HasPrefix(field, "source.geo.location.") {
				t.Errorf("%s is not declared", field)
			}
		}
	}
	if requests := org.Requests(); requests[orgsim.RequestQuery] < 8 {
		t.Errorf("the requests of enrichment are not counted: %v", requests)
	}
}

func TestAHangingUserQueryDelaysNoEvent(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 5, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}}, filesAndTrail)
	total := countOf(org.Truth())
	asked, released := make(chan struct{}, 1), make(chan struct{})
	org.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		if query := r.URL.Query().Get("q"); strings.Contains(query, " FROM User ") || strings.Contains(query, " FROM Profile") {
			select {
			case asked <- struct{}{}:
			default:
			}
			select {
			case <-r.Context().Done():
			case <-released:
			}
			return true
		}
		return false
	})
	defer close(released)
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(with(t, stanza, "enrich.users: true"))
	e.waitFor("all events", func() bool { return len(e.events()) >= total })
	select {
	case <-asked:
	case <-time.After(e.patience):
		t.Fatal("no user was asked for, so nothing was shown")
	}
	if _, err := org.AddRecord("SetupAuditTrail", map[string]any{"CreatedById": "0055j0000000001AAA"}); err != nil {
		t.Fatal(err)
	}
	e.waitFor("what happened since", func() bool { return len(e.events()) > total })
	began := time.Now()
	stop()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the input took %v to end", took)
	}
	for _, event := range e.events() {
		if has, _ := event.Fields.HasKey("salesforce.user"); has {
			t.Fatalf("an event was enriched: %v", event.Fields)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, status := range e.statuses {
		if strings.Contains(status, "DEGRADED") {
			t.Errorf("status %q", status)
		}
	}
}

func TestUsersThatMayNotBeReadDegradeAndDelayNothing(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 5, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}}, filesAndTrail)
	org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Query().Get("q"), " FROM User ") {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `[{"errorCode":"INVALID_TYPE","message":"sObject type 'User' is not supported."}]`)
		return true
	})
	total := countOf(org.Truth())
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(with(t, stanza, "enrich.users: true"))
	degraded := func() (found []string) {
		for _, status := range e.statuses {
			if strings.Contains(status, "enrichment: ") {
				found = append(found, status)
			}
		}
		return found
	}
	e.waitFor("all events and a status", func() bool { return len(e.events()) >= total && len(degraded()) > 0 })
	stop()
	if got := degraded(); len(slices.Compact(got)) != 1 || !strings.Contains(got[0], "reading User") {
		t.Errorf("the statuses are %q", got)
	}
}
