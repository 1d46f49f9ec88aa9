package orgsim_test

import (
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// detections are the objects that hold threat detections.
func detections() []string {
	return []string{
		"ApiAnomalyEventStore", "CredentialStuffingEventStore", "GuestUserAnomalyEventStore", "LoginAnomalyEventStore",
		"ReportAnomalyEventStore", "SessionHijackingEventStore", "UniversalAnomalyEventStore",
	}
}

func TestDetectionsAreCreatedLongAfterTheirEventDate(t *testing.T) {
	c := newClient(t, orgsim.Options{Seed: 1, RowsPerHour: 400})
	now := c.clock.Now()
	later := c.org.TruthAt(now.Add(31 * time.Hour))
	hidden := 0
	for _, object := range detections() {
		var shortest, longest time.Duration
		for i, record := range later.Records[object] {
			happened, created := record["EventDate"].(time.Time), record["CreatedDate"].(time.Time)
			late := created.Sub(happened)
			if i == 0 || late < shortest {
				shortest = late
			}
			longest = max(longest, late)
			if !created.Equal(created.Truncate(time.Second)) || !created.Equal(record["SystemModstamp"].(time.Time)) {
				t.Fatalf("%s was created at %s, stamped %s; want the same whole second", object, created, record["SystemModstamp"])
			}
			if object == "LoginAnomalyEventStore" && !happened.Equal(happened.Truncate(24*time.Hour)) {
				t.Fatalf("%s has EventDate %s, want midnight", object, happened)
			}
			if created.After(now) {
				hidden++
			}
		}
		most := 30 * time.Hour
		if object == "LoginAnomalyEventStore" {
			most += 24 * time.Hour
		}
		if shortest < 2*time.Minute-time.Second || shortest > 10*time.Hour || longest > most || longest < 20*time.Hour {
			t.Errorf("%d records of %s are %s to %s late, want from minutes to %s", len(later.Records[object]), object, shortest, longest, most)
		}
	}
	before := 0
	for _, object := range detections() {
		before += len(later.Records[object]) - len(c.org.Truth().Records[object])
	}
	if hidden == 0 || before != hidden {
		t.Errorf("%d detections are yet to be created, and %d do not show", hidden, before)
	}
}

func TestADetectionShowsFromItsCreatedDateOn(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	now := c.clock.Now()
	happened, created := now.Add(-20*time.Hour), now.Add(time.Minute)
	if _, err := c.org.AddRecord("ApiAnomalyEventStore", map[string]any{"EventDate": happened, "CreatedDate": created}); err != nil {
		t.Fatal(err)
	}
	const query = "SELECT EventDate, CreatedDate FROM ApiAnomalyEventStore"
	if got := c.records(query); len(got) != 0 {
		t.Errorf("before its CreatedDate a detection shows: %v", got)
	}
	c.clock.Advance(time.Minute)
	const layout = "2006-01-02T15:04:05.000-0700"
	if got := c.records(query); len(got) != 1 || got[0]["EventDate"] != happened.Format(layout) || got[0]["CreatedDate"] != created.Format(layout) {
		t.Errorf("got %v, want one record with EventDate %s and CreatedDate %s", got, happened, created)
	}
}

func TestADetectionWithoutDatesIsCreatedNow(t *testing.T) {
	for name, values := range map[string]map[string]any{
		"no date":   nil,
		"EventDate": {"EventDate": newClock().Now().Add(-9 * time.Hour)},
	} {
		for _, object := range detections() {
			c := newClient(t, orgsim.Options{Empty: true})
			if _, err := c.org.AddRecord(object, values); err != nil {
				t.Fatal(err)
			}
			record := c.org.Truth().Records[object][0]
			happened, created := record["EventDate"].(time.Time), record["CreatedDate"].(time.Time)
			if !created.Equal(c.clock.Now().Truncate(time.Second)) || created.Sub(happened) < time.Minute {
				t.Errorf("%s with %s: CreatedDate %s, EventDate %s", object, name, created, happened)
			}
			if given, ok := values["EventDate"].(time.Time); ok && !happened.Equal(given) {
				t.Errorf("%s: EventDate is %s, want the one given, %s", object, happened, given)
			}
		}
	}
}

func TestOtherObjectsAreWrittenAtOnce(t *testing.T) {
	c := newClient(t, orgsim.Options{Seed: 1, Days: 2, RowsPerHour: 400})
	for _, object := range []string{"FileEventStore", "PermissionSetEventStore", "LoginEvent"} {
		records := c.org.Truth().Records[object]
		if len(records) == 0 {
			t.Errorf("no record of %s", object)
		}
		for _, record := range records {
			if late := record["CreatedDate"].(time.Time).Sub(record["EventDate"].(time.Time)); late > 5*time.Second {
				t.Fatalf("a record of %s is created %s after its EventDate", object, late)
			}
		}
	}
}

func TestADetectionMayBeCreatedAtOnce(t *testing.T) {
	c := newClient(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 400, DetectionDelay: orgsim.NoDelay()})
	for _, object := range detections() {
		for _, record := range c.org.Truth().Records[object] {
			if late := record["CreatedDate"].(time.Time).Sub(record["EventDate"].(time.Time)); late > 5*time.Second {
				t.Fatalf("a record of %s is created %s after its EventDate", object, late)
			}
		}
	}
}
