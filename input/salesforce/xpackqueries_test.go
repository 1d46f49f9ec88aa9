package salesforce

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The queries that users have, written down from what is known of them: the forms of
// each release of the integration, for log files and for objects.

// filesStanza lists log files by the conditions of a first run and of later ones.
func filesStanza(first, then, types, order string) string {
	return fmt.Sprintf(`
  event_log_file:
    enabled: true
    interval: 20ms
    query:
      default: "SELECT Id,CreatedDate,LogDate,LogFile FROM EventLogFile WHERE %s %s %s"
      value: "SELECT Id,CreatedDate,LogDate,LogFile FROM EventLogFile WHERE %s %s %s"
    cursor:
      field: "CreatedDate"
    settle: 0s
`, first, types, order, then, types, order)
}

// objectStanza asks for an object's records.
func objectStanza(object, first, then, order, field, rest string) string {
	where := func(condition string) string {
		if condition != "" {
			condition = " WHERE " + condition
		}
		return condition
	}
	return fmt.Sprintf(`
  object:
    enabled: true
    interval: 20ms
    query:
      default: "SELECT FIELDS(STANDARD) FROM %s%s %s"
      value: "SELECT FIELDS(STANDARD) FROM %s%s %s"
    cursor:
      field: %q
    delay: 0s
%s
`, object, where(first), order, object, where(then), order, field, rest)
}

const (
	weekBack    = ` > [[ (formatTime (now.Add (parseDuration \"-168h\")) \"RFC3339\") ]]`
	dayBack     = ` > [[ formatTime (now.Add (parseDuration \"-7d\")) \"CustomRFC3339Like\" ]]`
	filesLast   = "CreatedDate > [[ .cursor.event_log_file.last_event_time ]]"
	filesTie    = `([[ if index .cursor.event_log_file \"last_event_id\" ]]CreatedDate > [[ .cursor.event_log_file.last_event_time ]] OR (CreatedDate = [[ .cursor.event_log_file.last_event_time ]] AND Id > '[[ index .cursor.event_log_file \"last_event_id\" ]]')[[ else ]]CreatedDate > [[ .cursor.event_log_file.last_event_time ]][[ end ]])`
	apexTypes   = "AND (EventType = 'ApexCallout' OR EventType = 'ApexExecution' OR EventType = 'ApexRestApi' OR EventType = 'ApexSoap' OR EventType = 'ApexTrigger' OR EventType = 'ExternalCustomApexCallout')"
	oldOrder    = "ORDER BY LogDate ASC NULLS FIRST"
	newOrder    = "ORDER BY CreatedDate ASC NULLS FIRST, Id ASC"
	inBatches   = " > [[ .cursor.object.batch_start_time ]] AND %[1]s <= [[ .cursor.object.batch_end_time ]]"
	objectBatch = "    batch: {enabled: true, initial_interval: 72h, window: 15m, max_windows_per_run: 12}"
)

// xpackQueries are the stanzas by stream and release. Each collects the event type or
// the object that it is named for.
func xpackQueries() map[string]string {
	all := map[string]string{
		"login/object/1.8":           objectStanza("LoginEvent", "EventDate"+weekBack, "EventDate > [[ .cursor.object.first_event_time ]]", "", "EventDate", ""),
		"login/object/documentation": objectStanza("LoginEvent", "", "EventDate > [[ .cursor.object.first_event_time ]]", "", "EventDate", ""),
		"logout/object/1.8":          objectStanza("LogoutEvent", "EventDate"+weekBack, "EventDate > [[ .cursor.object.first_event_time ]]", "", "EventDate", ""),
		"aura/object/1.10":           objectStanza("AuraRequestEventLog", "Timestamp"+weekBack, "Timestamp > [[ .cursor.object.last_event_time ]]", "ORDER BY Timestamp ASC NULLS FIRST", "Timestamp", ""),
		"setupaudittrail/object/1.8": objectStanza("SetupAuditTrail", "CreatedDate"+weekBack, "CreatedDate > [[ .cursor.object.last_event_time ]]", "ORDER BY CreatedDate ASC NULLS FIRST", "CreatedDate", ""),
		"setupaudittrail/object/1.9": objectStanza("SetupAuditTrail", "CreatedDate"+dayBack, strings.ReplaceAll(filesTie, "event_log_file", "object"), newOrder, "CreatedDate", ""),
		"login/object/1.11":          objectStanza("LoginEvent", "EventDate"+weekBack, "EventDate"+fmt.Sprintf(inBatches, "EventDate"), "ORDER BY EventDate DESC", "EventDate", objectBatch),
		"logout/object/1.11":         objectStanza("LogoutEvent", "EventDate"+weekBack, "EventDate"+fmt.Sprintf(inBatches, "EventDate"), "ORDER BY EventDate DESC", "EventDate", objectBatch),
		"aura/object/1.11":           objectStanza("AuraRequestEventLog", "Timestamp"+weekBack, "Timestamp"+fmt.Sprintf(inBatches, "Timestamp"), "ORDER BY Timestamp ASC NULLS FIRST", "Timestamp", objectBatch),
	}
	for stream, types := range map[string]string{
		"login": "AND EventType = 'Login'", "logout": "AND EventType = 'Logout'", "aura": "AND EventType = 'AuraRequest'", "apex": apexTypes,
	} {
		for _, interval := range []string{"Hourly", "Daily", ""} {
			pinned := "Interval = '" + interval + "' AND "
			if interval == "" {
				pinned = "Sequence = 0 AND "
			}
			all[stream+"/files/1.8/"+interval] = filesStanza(pinned+"LogDate"+weekBack, pinned+filesLast, types, oldOrder)
			all[stream+"/files/1.9/"+interval] = filesStanza(pinned+"CreatedDate"+weekBack, pinned+filesTie, types, newOrder)
		}
	}
	return all
}

// truthOf returns the ids that a stanza is to bring: of records, or of files with the
// number of rows.
func truthOf(name string, truth orgsim.Truth) map[string]int {
	want := make(map[string]int)
	parts := strings.Split(name, "/")
	if parts[1] == "object" {
		object := map[string]string{"login": "LoginEvent", "logout": "LogoutEvent", "aura": "AuraRequestEventLog", "setupaudittrail": "SetupAuditTrail"}[parts[0]]
		want[object] = len(truth.Records[object])
		return want
	}
	types := map[string][]string{
		"login": {"Login"}, "logout": {"Logout"}, "aura": {"AuraRequest"},
		"apex": {"ApexCallout", "ApexExecution", "ApexRestApi", "ApexSoap", "ApexTrigger", "ExternalCustomApexCallout"},
	}[parts[0]]
	interval := parts[3]
	if interval == "" {
		interval = orgsim.Daily
	}
	for _, file := range truth.LogFiles {
		if file.Interval == interval && slices.Contains(types, file.EventType) {
			want[file.ID] += len(file.Rows)
		}
	}
	return want
}

func TestTheQueriesThatUsersHaveBringEverythingOnce(t *testing.T) {
	for name, methods := range xpackQueries() {
		t.Run(name, func(t *testing.T) {
			org, from := testOrg(t, orgsim.Options{
				Seed: 7, Days: 2, RowsPerHour: 40, FileDelay: -1,
				EventTypes: []string{"Login", "Logout", "AuraRequest", "ApexCallout", "ApexExecution", "ApexTrigger", "API"},
			}, methods)
			if err := stanza.ValidateStanza(from); err != nil {
				t.Fatal(err)
			}
			org.Grow(1) // or what grows below may have happened long before, since the hour began
			total := func() (count int) {
				for _, rows := range truthOf(name, org.Truth()) {
					count += rows
				}
				return count
			}
			if total() == 0 {
				t.Fatal("the org has nothing of it")
			}
			registry := newRegistry()
			e := newEnvironment(t, registry, true)
			stop := e.start(from)
			e.waitFor("what there is", func() bool { return len(e.events()) >= total() })
			stop()
			arrived := e.events()
			org.Grow(7) // while nobody looks
			e = newEnvironment(t, registry, true)
			stop = e.start(from)
			e.waitFor("what has grown", func() bool { return len(arrived)+len(e.events()) >= total() })
			for asked, polls := org.Requests()[orgsim.RequestQuery], 0; polls < 3 && !t.Failed(); {
				time.Sleep(5 * time.Millisecond) // it goes on asking, and finds nothing
				polls = org.Requests()[orgsim.RequestQuery] - asked
			}
			stop()
			arrived = append(arrived, e.events()...)
			counts := make(map[string]int)
			for _, event := range arrived {
				counts[identityOf(event)]++
			}
			if len(arrived) != total() || len(counts) != total() {
				t.Errorf("%d events with %d identities came, want %d", len(arrived), len(counts), total())
			}
			for _, count := range slices.Sorted(maps.Values(counts)) {
				if count > 1 {
					t.Errorf("an event came %d times", count)
				}
			}
		})
	}
}
