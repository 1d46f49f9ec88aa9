package salesforce

import (
	"fmt"
	"testing"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// An app's sixth token for a user ends its first.
func TestManyInputsOfOneAppShareASession(t *testing.T) {
	const inputs = 10
	org, stanza := testOrg(t, orgsim.Options{
		Seed: 11, Days: 1, RowsPerHour: 5, EventTypes: []string{"Login"}, MaxTokensPerApp: 5,
	}, filesAndTrail)
	stanzas := make([]*conf.C, inputs)
	for n := range stanzas {
		stanzas[n] = conf.NewConfig()
		for _, with := range []any{stanza, map[string]any{"id": fmt.Sprint("input ", n)}} {
			if err := stanzas[n].Merge(with); err != nil {
				t.Fatal(err)
			}
		}
	}
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanzas...)
	e.waitFor("all events of all inputs", func() bool { return len(e.events()) == inputs*countOf(org.Truth()) })
	stop()
	if signIns := org.Requests()[orgsim.RequestToken]; signIns != 1 {
		t.Errorf("%d sign-ins for %d inputs, want 1", signIns, inputs)
	}
}

func TestAnOrgWhoseSessionsAreShortLosesNothing(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{
		Seed: 12, Days: 1, RowsPerHour: 8, EventTypes: []string{"Login", "Logout", "API", "URI"}, FileDelay: -1, PageSize: 200,
		Faults: []orgsim.Fault{{Kind: orgsim.ShortSession, Number: 10}},
	}, filesAndTrail)
	want := countOf(org.Truth())
	e := newEnvironment(t, newRegistry(), true)
	e.patience = time.Minute
	stop := e.start(stanza)
	e.waitFor("all events", func() bool { return len(e.events()) >= want })
	stop()
	arrived := make(map[string]int)
	for _, event := range e.events() {
		arrived[identityOf(event)]++
	}
	if len(arrived) != want || len(e.events()) != want {
		t.Errorf("%d events came, of %d kinds, want %d", len(e.events()), len(arrived), want)
	}
	// Requests that meet the death of one session are answered by one sign-in.
	deaths, signIns := org.Fired()[orgsim.ShortSession], org.Requests()[orgsim.RequestToken]
	if deaths < 8 || signIns > deaths+1 {
		t.Errorf("%d sign-ins for %d deaths", signIns, deaths)
	}
	t.Logf("%d sign-ins, %d sessions died", signIns, deaths)
}
