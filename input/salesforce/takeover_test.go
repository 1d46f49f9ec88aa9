package salesforce

import (
	"fmt"
	"testing"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// keep puts the state of the x-pack input into a registry, as that input stores it.
func keep(t *testing.T, registry *memoryStore, key string, cursor mapstr.M) {
	t.Helper()
	states, err := registry.StoreFor(stanza.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer states.Close()
	err = states.Set(key, mapstr.M{"ttl": int64(30 * time.Minute), "updated": []int64{0, time.Now().Unix()}, "cursor": cursor})
	if err != nil {
		t.Fatal(err)
	}
}

const trailOrLogins = `
  event_log_file: {interval: 50ms, settle: 0s, initial_interval: 7d, log_interval: hourly, event_types: [Login], lookback: 1h}
  object: {names: [%s], interval: 50ms, delay: 0s, lookback: 10m, initial_interval: 7d}
`

func TestTheStateOfElasticsInputIsTakenOver(t *testing.T) {
	for _, tt := range []struct {
		name, objects string
		key           func(url string) string
		object        func(at string) mapstr.M
		taken         bool // of the object
	}{
		{
			"with an id", "SetupAuditTrail", func(url string) string { return "salesforce::test::" + url },
			func(at string) mapstr.M { return mapstr.M{"first_event_time": at, "last_event_time": at} }, true,
		},
		{
			"with a slash after the url", "SetupAuditTrail", func(url string) string { return "salesforce::test::" + url + "/" },
			func(at string) mapstr.M { return mapstr.M{"last_event_time": at} }, true,
		},
		{
			"in the order newest first", "SetupAuditTrail", func(url string) string { return "salesforce::test::" + url },
			func(at string) mapstr.M {
				return mapstr.M{"first_event_time": orgTime(time.Now()), "last_event_time": at}
			}, true,
		},
		{
			"in batches", "SetupAuditTrail", func(url string) string { return "salesforce::test::" + url },
			func(at string) mapstr.M {
				return mapstr.M{"first_event_time": orgTime(time.Now().AddDate(0, 0, -3)), "progress_time": at}
			}, true,
		},
		{
			"for one of several objects", "SetupAuditTrail, LoginHistory", func(url string) string { return "salesforce::test::" + url },
			func(at string) mapstr.M { return mapstr.M{"last_event_time": at} }, false,
		},
		{
			"of another org", "SetupAuditTrail", func(string) string { return "salesforce::test::https://other.my.salesforce.com" },
			func(at string) mapstr.M { return mapstr.M{"last_event_time": at} }, false,
		},
		{
			"of another input", "SetupAuditTrail", func(url string) string { return "salesforce::other::" + url },
			func(at string) mapstr.M { return mapstr.M{"last_event_time": at} }, false,
		},
		{
			"that cannot be read", "SetupAuditTrail", func(url string) string { return "salesforce::test::" + url },
			func(string) mapstr.M { return mapstr.M{"last_event_time": "yesterday"} }, false,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			org, stanza := testOrg(t, orgsim.Options{Seed: 5, Days: 1, RowsPerHour: 4, EventTypes: []string{"Login"}, FileDelay: -1}, fmt.Sprintf(trailOrLogins, tt.objects))
			at := time.Now().Add(-6 * time.Hour).Truncate(time.Second)
			for n := range 40 {
				if _, err := org.AddRecord("SetupAuditTrail", map[string]any{"CreatedDate": at.Add(time.Duration(n-20) * time.Minute)}); err != nil {
					t.Fatal(err)
				}
			}
			url, err := stanza.String("url", -1)
			if err != nil {
				t.Fatal(err)
			}
			registry := newRegistry()
			keep(t, registry, tt.key(url), mapstr.M{"object": tt.object(orgTime(at)), "eventlogfile": mapstr.M{"last_event_time": orgTime(at)}})

			var begin time.Time
			if tt.taken {
				begin = at.Add(-10 * time.Minute)
			}
			want := 0
			for _, record := range org.Truth().Records["SetupAuditTrail"] {
				if !created(t, record).Before(begin) {
					want++
				}
			}
			e := newEnvironment(t, registry, true)
			stop := e.start(stanza)
			trail := func() (count int) { return countedBySource(e.events())["SetupAuditTrail"] }
			e.waitFor("the records", func() bool { return trail() >= want && countedBySource(e.events())["Login"] > 0 })
			e.waitForQuiet()
			stop()
			if got := trail(); got != want {
				t.Errorf("%d records came, want %d", got, want)
			}

			// What is stored is our own now, whatever becomes of the other.
			before := make(map[string]bool)
			for _, event := range e.events() {
				before[identityOf(event)] = true
			}
			count := len(e.events())
			keep(t, registry, tt.key(url), mapstr.M{"object": mapstr.M{"last_event_time": orgTime(at.AddDate(0, 0, -1))}})
			stop = e.start(stanza)
			time.Sleep(300 * time.Millisecond)
			stop()
			for _, event := range e.events()[count:] {
				if before[identityOf(event)] {
					t.Errorf("%v came again", event.Fields)
				}
			}
		})
	}
}

// Log files go on where the x-pack input was, and a query of the user's own is told that
// time in place of its first run.
func TestFilesAndQueriesGoOnWhereElasticsInputWas(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 5, Days: 2, RowsPerHour: 4, EventTypes: []string{"Login"}, FileDelay: -1}, `
  event_log_file: {interval: 50ms, settle: 0s, initial_interval: 7d, log_interval: hourly, event_types: [Login], lookback: 1h}
  object:
    interval: 50ms
    lookback: 1m
    query.default: SELECT FIELDS(STANDARD) FROM SetupAuditTrail
    query.value: SELECT FIELDS(STANDARD) FROM SetupAuditTrail WHERE CreatedDate > [[ .cursor.object.last_event_time ]] ORDER BY CreatedDate
    cursor.field: CreatedDate
`)
	at := time.Now().Add(-20 * time.Hour).Truncate(time.Second)
	for n := range 6 { // the org has none of some hours
		if _, err := org.AddRecord("SetupAuditTrail", map[string]any{"CreatedDate": at.Add(time.Duration(n-2) * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	url, err := stanza.String("url", -1)
	if err != nil {
		t.Fatal(err)
	}
	registry := newRegistry()
	keep(t, registry, "salesforce::test::"+url, mapstr.M{"object": mapstr.M{"last_event_time": orgTime(at)}, "eventlogfile": mapstr.M{"last_event_time": orgTime(at)}})
	rows, records := 0, 0
	for _, file := range org.Truth().LogFiles {
		if file.Interval == orgsim.Hourly && !file.CreatedDate.Before(at.Add(-time.Hour)) {
			rows += len(file.Rows)
		}
	}
	for _, record := range org.Truth().Records["SetupAuditTrail"] {
		if !created(t, record).Before(at.Add(-time.Minute)) {
			records++
		}
	}
	e := newEnvironment(t, registry, true)
	stop := e.start(stanza)
	e.settle(func() bool { return len(e.events()) >= rows+records })
	e.waitForQuiet()
	stop()
	got := countedBySource(e.events())
	if got["Login"] != rows || got["SetupAuditTrail"] != records || rows == 0 || records == 0 {
		t.Errorf("came %v, want %d rows and %d records", got, rows, records)
	}
}

// waitForQuiet waits until no further event has come for some polls.
func (e *environment) waitForQuiet() {
	for before := -1; ; time.Sleep(500 * time.Millisecond) {
		e.mu.Lock()
		now := len(e.events())
		e.mu.Unlock()
		if now == before {
			return
		}
		before = now
	}
}

// orgTime writes a time as Salesforce does, and the x-pack input keeps it.
func orgTime(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000-0700") }

func created(t *testing.T, record map[string]any) time.Time {
	t.Helper()
	switch at := record["CreatedDate"].(type) {
	case time.Time:
		return at
	case string:
		parsed, err := time.Parse("2006-01-02T15:04:05.000-0700", at)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	t.Fatalf("CreatedDate is %v", record["CreatedDate"])
	return time.Time{}
}
