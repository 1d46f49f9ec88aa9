package e2e

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// detections are the objects of the default stanza whose records are created hours after
// what they tell of.
var detections = []string{
	"ApiAnomalyEventStore", "CredentialStuffingEventStore", "GuestUserAnomalyEventStore",
	"LoginAnomalyEventStore", "ReportAnomalyEventStore", "SessionHijackingEventStore", "UniversalAnomalyEventStore",
}

var eventLogs = []string{"LoginEventLog", "RestApiEventLog"}

// lateOrg grows by records that Salesforce would have written just now.
type lateOrg struct {
	*org
	t      *testing.T
	random *rand.Rand
	want   map[string]int
}

// grow adds records of all objects, each as late as its kind is.
func (o *lateOrg) grow(count int) {
	o.t.Helper()
	between := func(least, most time.Duration) time.Duration {
		return least + time.Duration(o.random.Int64N(int64(most-least)))
	}
	for range count {
		now := time.Now()
		// The input stays a minute behind; records show up to five minutes late.
		created := now.Add(-between(65*time.Second, 4*time.Minute)).Truncate(time.Second)
		for _, object := range detections {
			happened := created.Add(-between(2*time.Minute, 30*time.Hour))
			if object == "LoginAnomalyEventStore" {
				happened = happened.UTC().Truncate(24 * time.Hour)
			}
			o.add(object, "EventIdentifier", map[string]any{"EventDate": happened, "CreatedDate": created, "SystemModstamp": created, "LastModifiedDate": created})
		}
		o.add("SetupAuditTrail", "", map[string]any{"CreatedDate": created})
		for _, object := range eventLogs {
			o.add(object, "RequestIdentifier", map[string]any{"Timestamp": now.Add(-between(26*time.Minute, 44*time.Minute))})
		}
	}
}

// add adds a record that shows from now on. Its key is in a field, or is its Id.
func (o *lateOrg) add(object, keyField string, values map[string]any) {
	o.t.Helper()
	if keyField != "" {
		values[keyField] = fmt.Sprint("key-", len(o.want))
	}
	id, err := o.AddRecordAt(time.Now(), object, values)
	if err != nil {
		o.t.Fatal(err)
	}
	if keyField != "" {
		id = fmt.Sprint(values[keyField])
	}
	o.want[object+" "+id]++
}

// recordKeys returns the ids of the events of each record.
func recordKeys(t *testing.T, events []event) map[string]map[string]bool {
	t.Helper()
	all := make(map[string]map[string]bool)
	for _, one := range events {
		var record struct{ EventIdentifier, RequestIdentifier, ID string }
		if err := json.Unmarshal([]byte(one.Event.Original), &record); err != nil {
			t.Fatal(err)
		}
		key := one.Salesforce.Object + " " + cmp.Or(record.EventIdentifier, record.RequestIdentifier, record.ID)
		if all[key] == nil {
			all[key] = make(map[string]bool)
		}
		all[key][one.Metadata.ID] = true
	}
	return all
}

func TestLateRecordsOfTheDefaultStanzaSurviveKills(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	o := &lateOrg{
		org: startOrg(t, orgsim.Options{Empty: true, PageSize: 7}), t: t,
		random: rand.New(rand.NewPCG(seed, 0)), want: make(map[string]int),
	}
	byDefault, _, _ := strings.Cut(o.stanza(""), "  event_monitoring_method:")
	logs := strings.Replace(o.stanza("    object:\n      names: ["+strings.Join(eventLogs, ", ")+"]\n"), "id: e2e", "id: logs", 1)
	b := newBeat(t, byDefault+logs)
	kills := 0
	for range 8 {
		o.grow(6)
		before := b.count()
		b.Start()
		point := before + 1 + o.random.IntN(40)
		b.waitFor(fmt.Sprintf("%d events", point), func() bool { return b.count() >= point })
		if o.random.IntN(4) == 0 {
			b.Stop()
			continue
		}
		b.Kill()
		kills++
	}
	o.grow(3)
	b.Start()
	b.waitFor("every record", func() bool { return b.count() >= len(o.want) && len(recordKeys(t, b.events())) >= len(o.want) })
	b.Stop()
	got := make(map[string]int)
	for key, ids := range recordKeys(t, b.events()) {
		got[key] = len(ids)
	}
	if diff := gocmp.Diff(o.want, got); diff != "" {
		t.Errorf("after %d kills (-org +output):\n%.3000s", kills, diff)
	}
	t.Logf("%d kills, %d records, %d events", kills, len(o.want), b.count())
}
