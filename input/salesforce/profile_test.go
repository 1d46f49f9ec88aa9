package salesforce

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/elastic/beats/v7/libbeat/beat"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestAProfileBecomesSources(t *testing.T) {
	for _, tt := range []struct {
		name, yaml string
		want       []string // "?" for what may be chosen
	}{
		{"alone", "profile: [identity]", []string{
			"event_log_file ?", "LoginEvent ?", "LoginEventLog ?", "LogoutEvent ?", "IdentityVerificationEvent ?", "VerificationHistory ?", "IdentityProviderEventStore ?", "LoginAsEvent ?", "LoginAsEventLog ?",
		}},
		{"of objects only", "profile: [threat]\nevent_monitoring_method.event_log_file: {exclude_event_types: [TransactionSecurity]}", []string{
			"ApiAnomalyEventStore ?", "CredentialStuffingEventStore ?", "GuestUserAnomalyEventStore ?", "LoginAnomalyEventStore ?",
			"ReportAnomalyEventStore ?", "SessionHijackingEventStore ?", "UniversalAnomalyEventStore ?",
		}},
		{"of log files and their objects only", "profile: availability", []string{"event_log_file ?", "ApexUnexpectedExcpEventLog ?", "ConcurApexLimitEventLog ?"}},
		{"beside names", "profile: [identity]\nevent_monitoring_method: {object.names: [LoginEvent, Account], event_log_file.event_types: [Logout]}", []string{
			"event_log_file ?", "LoginEvent", "Account", "IdentityVerificationEvent ?", "VerificationHistory ?", "IdentityProviderEventStore ?", "LoginAsEvent ?", "LoginAsEventLog ?",
		}},
		{"beside all event types", "profile: [identity, availability]\nevent_monitoring_method.event_log_file.event_types: ['*']", []string{
			"event_log_file", "IdentityVerificationEvent ?", "VerificationHistory ?", "IdentityProviderEventStore ?",
		}},
		{"with settings only", "profile: [identity]\nevent_monitoring_method: {object.enabled: false, event_log_file.interval: 1m}", []string{"event_log_file ?"}},
		{"beside a query", `
profile: [privilege]
event_monitoring_method:
  event_log_file.enabled: false
  object: {cursor.field: CreatedDate, query: {default: SELECT CreatedDate FROM SetupAuditTrail, value: "SELECT CreatedDate FROM SetupAuditTrail WHERE CreatedDate > [[ .cursor.object.last_event_time ]]"}}`, []string{
			"SetupAuditTrail::query-*", "LoginAsEvent ?", "LoginAsEventLog ?", "PermissionSetEventStore ?", "PermissionUpdateEventLog ?",
			"InsufficientAccessEventLog ?", "MetadataApiOpEventLog ?", "PackageInstallEventLog ?", "SandboxStatusEventLog ?",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from, err := conf.MergeConfigs(stanzatest.Parse(t, stanzatest.Sound), stanzatest.Parse(t, tt.yaml))
			if err != nil {
				t.Fatal(err)
			}
			c, err := stanza.Read(from)
			if err != nil {
				t.Fatal(err)
			}
			sources, err := stanza.NewSources(c)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, s := range sources {
				name := strings.TrimPrefix(s.Label, "acme.my.salesforce.com::")
				if before, _, ok := strings.Cut(name, "query-"); ok {
					name = before + "query-*"
				}
				if s.Profiled {
					name += " ?"
				}
				names = append(names, name)
			}
			if diff := cmp.Diff(tt.want, names); diff != "" {
				t.Errorf("sources (-want +got):\n%s", diff)
			}
		})
	}
}

// countedBySource counts events by where they come from: objects, and event types of log files.
func countedBySource(events []beat.Event) map[string]int {
	counts := make(map[string]int)
	for _, event := range events {
		where, err := event.Fields.GetValue("salesforce.object")
		if err != nil {
			where, _ = event.Fields.GetValue("event.code")
		}
		counts[fmt.Sprint(where)]++
	}
	return counts
}

const quickProfile = `
  event_log_file: {interval: 50ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {interval: 50ms, delay: 100ms, lookback: 1m, initial_interval: 7d}
`

func TestAProfileCollectsOneSourceOfEachEvent(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 3, Days: 4, RowsPerHour: 40, EventTypes: []string{"Login", "Logout", "LoginAs"}, FileDelay: -1}, quickProfile)
	setString(t, stanza, "profile.0", "identity")
	// The org has no LogoutEvent, and at first it does not answer for LoginEvent either.
	var down atomic.Bool
	down.Store(true)
	org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		query := r.URL.Query().Get("q")
		switch {
		case strings.Contains(query, "FROM LogoutEvent"):
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `[{"errorCode": "INVALID_TYPE", "message": "sObject type 'LogoutEvent' is not supported."}]`)
		case strings.Contains(query, "FROM LoginEvent") && down.Load():
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			return false
		}
		return true
	})
	truth := org.Truth()
	want := make(map[string]int)
	for _, object := range []string{"LoginEvent", "IdentityVerificationEvent", "IdentityProviderEventStore", "LoginAsEvent"} {
		if count := len(truth.Records[object]); count > 0 {
			want[object] = count
		}
	}
	for _, file := range truth.LogFiles {
		if file.Interval == orgsim.Hourly && file.EventType == "Logout" {
			want["Logout"] += len(file.Rows)
		}
	}
	total := 0
	for _, count := range want {
		total += count
	}
	if want["LoginEvent"] == 0 || want["Logout"] == 0 {
		t.Fatalf("the org has %v", want)
	}
	registry := newRegistry()
	e := newEnvironment(t, registry, true)
	setString(t, stanza, "resource.retry.max_attempts", "1")
	stop := e.start(stanza)
	e.waitFor("word of the trouble", func() bool {
		return len(e.statuses) > 0 && strings.Contains(e.statuses[len(e.statuses)-1], "choosing the source for logins")
	})
	if len(e.events()) != 0 {
		t.Errorf("%d events before anything was chosen", len(e.events()))
	}
	down.Store(false)
	e.waitFor("all events", func() bool { return len(e.events()) >= total })
	stop()
	if diff := cmp.Diff(want, countedBySource(e.events())); diff != "" {
		t.Errorf("events by source (-org +got):\n%s", diff)
	}

	// After a restart the choice is the same, and the sources go on.
	again := newEnvironment(t, registry, true)
	stop = again.start(stanza)
	again.waitFor("the sources at work", func() bool {
		return len(again.statuses) > 0 && again.statuses[len(again.statuses)-1] == "Running collecting"
	})
	stop()
	if got := again.events(); len(got) != 0 {
		t.Errorf("after a restart came %v again", countedBySource(got))
	}
}
