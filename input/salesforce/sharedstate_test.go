package salesforce

import (
	"strings"
	"testing"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestTwoInputsMayNotShareAState(t *testing.T) {
	const trail, logins = "event_monitoring_method.object.names: [SetupAuditTrail, LoginEvent]", "event_monitoring_method.object.names: [LoginEvent]"
	for _, tt := range []struct {
		name          string
		first, second string
		want          string
	}{
		{"the same id", "id: acme\n" + trail, "id: acme\n" + logins, `two salesforce inputs with the id "acme" collect LoginEvent from acme.my.salesforce.com: they would share one state, and the second would wait for the first forever: give one of them another id, or merge them`},
		{"no ids", trail, "version: 62\n" + trail, `two salesforce inputs without an id collect SetupAuditTrail and LoginEvent from acme.my.salesforce.com: they would share one state, and the second would wait for the first forever: give each an id, or merge them`},
		{"the same org by another spelling", "id: a\n" + logins, "id: a\nurl: acme.my.salesforce.com/\n" + logins, `two salesforce inputs with the id "a" collect LoginEvent from acme.my.salesforce.com: they would share one state, and the second would wait for the first forever: give one of them another id, or merge them`},
		{"ids of their own", "id: a\n" + trail, "id: b\n" + trail, ""},
		{"one without an id", "id: a\n" + trail, trail, ""},
		{"different sources", "id: a\n" + logins, "id: a\nevent_monitoring_method.object.names: [LogoutEvent]", ""},
		{"the other name of the input", "id: a\n" + logins, "type: salesforce-events\nid: a\n" + logins, ""},
		{"another org", logins, "url: https://other.my.salesforce.com\n" + logins, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stanzas []*conf.C
			for _, yaml := range []string{tt.first, tt.second} {
				stanza, err := conf.MergeConfigs(stanzatest.Parse(t, stanzatest.Sound), stanzatest.Parse(t, yaml))
				if err != nil {
					t.Fatal(err)
				}
				stanzas = append(stanzas, stanza)
			}
			message := ""
			if err := stanza.ValidateStanzas(stanzas); err != nil {
				message = err.Error()
			}
			if message != tt.want {
				t.Errorf("got  %s\nwant %s", message, tt.want)
			}
		})
	}
}

// An input that is created while another runs, by a file of its own or by Agent, cannot
// be refused: it says that it waits, and for whom, until the other stops.
func TestAnInputThatWaitsForAnotherSaysSo(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 4, Days: 1, RowsPerHour: 4, EventTypes: []string{"Login"}, FileDelay: -1}, filesAndTrail)
	if err := stanza.SetString("id", -1, "acme"); err != nil {
		t.Fatal(err)
	}
	e := newEnvironment(t, newRegistry(), true)
	inputs := managerFor(e.log, e.store)
	first := e.run(inputs, stanza)
	e.waitFor("all events, and word of it", func() bool {
		return len(e.events()) == countOf(org.Truth()) && e.statuses[len(e.statuses)-1] == "Running collecting"
	})

	second := e.run(inputs, stanza)
	e.waitFor("word of the wait", func() bool {
		last := e.statuses[len(e.statuses)-1]
		return strings.HasPrefix(last, "Degraded ") && strings.Contains(last, `another input with the id "acme" collects the same`)
	})
	first()
	e.waitFor("the second at work", func() bool { return e.statuses[len(e.statuses)-1] == "Running collecting" })
	org.Grow(20)
	e.waitFor("what has grown", func() bool { return len(e.events()) == countOf(org.Truth()) })
	second()

	// One that starts again after both finds nobody in its way.
	before := len(e.statuses)
	third := e.run(inputs, stanza)
	e.waitFor("the third at work", func() bool { return e.statuses[len(e.statuses)-1] == "Running collecting" })
	third()
	for _, status := range e.statuses[before:] {
		if strings.Contains(status, "another input") {
			t.Errorf("status %q", status)
		}
	}
}

// Beats starts what is in files of their own, whatever enabled says.
func TestAStanzaThatIsSwitchedOffDoesNothing(t *testing.T) {
	e := newEnvironment(t, newRegistry(), true)
	in, err := managerFor(e.log, e.store).Create(stanzatest.Parse(t, "{type: salesforce, enabled: false, anything: wrong}"))
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Run(e.context("test", t.Context()), e.connector()); err != nil || len(e.statuses) > 0 {
		t.Errorf("%v, statuses %q", err, e.statuses)
	}
}
