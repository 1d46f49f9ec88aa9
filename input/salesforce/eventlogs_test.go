package salesforce

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

const allEventLogObjects = `
  object: {names: ["*EventLog"], interval: 50ms, initial_interval: 30d}
`

// eventLogsOf counts the rows of event log objects that an org shows by a time.
func eventLogsOf(org *orgsim.Org, at time.Time) map[string]int {
	counts := make(map[string]int)
	for object, records := range org.TruthAt(at).Records {
		if strings.HasSuffix(object, "EventLog") && len(records) > 0 {
			counts[object] = len(records)
		}
	}
	return counts
}

// Rows show 25 to 45 minutes after their Timestamp. FooBarEventLog is an object that the
// catalog does not know.
func TestAllEventLogObjectsAreCollectedOnce(t *testing.T) {
	clock := orgsim.NewClock(time.Now().Add(-2 * time.Hour).Truncate(time.Second))
	org, stanza := testOrg(t, orgsim.Options{
		Seed: 5, Days: 2, RowsPerHour: 20, Now: clock.Now, FileDelay: -1, EventTypes: []string{"Login", "Report"},
		EventLogDelay: orgsim.EventLogLateness(), NewEventLogObjects: []string{"FooBarEventLog", "BazEventLog"},
	}, allEventLogObjects)
	// Whether the seed gives new objects any rows depends on the hour.
	for _, object := range []string{"FooBarEventLog", "BazEventLog"} {
		if _, err := org.AddRecord(object, map[string]any{"Timestamp": clock.Now().Add(-5 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	registry := newRegistry()
	got := make(map[string]int)
	ids := make(map[string]bool)
	for round := range 4 {
		// What shows by an hour and a half after a round began is due.
		want := eventLogsOf(org, clock.Now())
		e := newEnvironment(t, registry, true)
		stop := e.start(stanza)
		e.waitFor("the rows of all event log objects", func() bool {
			counts := countedBySource(e.events())
			for object, count := range want {
				if counts[object]+got[object] < count {
					return false
				}
			}
			return true
		})
		stop()
		for object, count := range countedBySource(e.events()) {
			got[object] += count
		}
		for _, event := range e.events() {
			id, _ := event.GetValue("@metadata._id")
			if text, _ := id.(string); text == "" || ids[text] {
				t.Errorf("round %d: the id %q comes twice", round, text)
			} else {
				ids[text] = true
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("round %d: rows by object (-org +collected):\n%s", round, diff)
		}
		if round == 0 && (got["FooBarEventLog"] == 0 || got["BazEventLog"] == 0 || got["LoginEventLog"] == 0) {
			t.Fatalf("the org has %v", got)
		}
		clock.Advance(10 * time.Minute)
		org.Grow(60)
		clock.Advance(20 * time.Minute)
	}
}

func TestAnOrgWithoutEventLogObjectsIsAskedOnceForThem(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 5, Days: 1, RowsPerHour: 5, NoEventLogObjects: true}, `
  object: {names: ["*EventLog", SetupAuditTrail], interval: 20ms, initial_interval: 7d}
`)
	var listed, queried atomic.Int64
	org.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		switch {
		case strings.HasSuffix(strings.TrimSuffix(r.URL.Path, "/"), "/sobjects"):
			listed.Add(1)
		case strings.Contains(r.URL.Query().Get("q"), "EventLog "):
			queried.Add(1)
		}
		return false
	})
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	want := len(org.Truth().Records["SetupAuditTrail"])
	e.waitFor("the audit trail", func() bool {
		return len(e.events()) >= want && len(e.statuses) > 0 && e.statuses[len(e.statuses)-1] == "Running collecting"
	})
	stop()
	if listed.Load() != 1 || queried.Load() != 0 {
		t.Errorf("the org was asked %d times for its objects, and %d times for rows of event log objects that it has not", listed.Load(), queried.Load())
	}
}

func TestTheOfferOfEventLogObjects(t *testing.T) {
	now := time.Now()
	var names []string
	var refused error
	asked := 0
	o := newOffer(func(context.Context) ([]string, error) {
		asked++
		return names, refused
	})
	o.now = func() time.Time { return now }
	log := logp.NewLogger("test")
	expect := func(step string, calls int, want ...string) {
		t.Helper()
		got, err := o.eventLogs(t.Context(), log)
		if err != nil || !cmp.Equal(got, want) || asked != calls {
			t.Errorf("%s: %v, %v after %d calls, want %v after %d", step, got, err, asked, want, calls)
		}
	}
	refused = errors.New("down")
	if _, err := o.eventLogs(t.Context(), log); !errors.Is(err, refused) {
		t.Errorf("an org that never answered: %v", err)
	}
	names, refused = []string{"FooBarEventLog", "LoginEventLog"}, nil
	expect("the org answers", 2, names...)
	expect("within a day", 2, names...)
	now, refused = now.Add(offerLasts), errors.New("down")
	expect("a day later it does not answer", 3, names...)
	expect("at once again", 3, names...)
	before := names
	now, refused, names = now.Add(offerDoubted), nil, []string{"LoginEventLog", "NewEventLog"}
	expect("it answers", 4, names...)
	if others, err := o.others(t.Context(), log); err != nil || !cmp.Equal(others, []string{"NewEventLog"}) {
		t.Errorf("others than the catalog's: %v, %v", others, err)
	}
	names = before
	now = now.Add(offerDoubted)
	o.doubt(t.Context())
	expect("one of them was refused", 5, names...)
}

func TestWildcardsInNames(t *testing.T) {
	for _, tt := range []struct{ stanza, want string }{
		{"event_monitoring_method.object.names: ['*EventLog', LoginEventLog]", ""},
		{"event_monitoring_method.object.names: ['*']", `"*" is not a valid object name: the only wildcard is "*EventLog"`},
		{"event_monitoring_method.object.names: ['Login*']", `the only wildcard is "*EventLog"`},
		{"profile: [identity]\nevent_monitoring_method.object.names: ['*EventLog']", "cannot be combined with a profile"},
	} {
		from := stanzatest.Parse(t, stanzatest.Sound)
		if err := from.Merge(stanzatest.Parse(t, tt.stanza)); err != nil {
			t.Fatal(err)
		}
		err := stanza.ValidateStanza(from)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.stanza, err, tt.want)
		}
	}
}
