package salesforce

import (
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// An input that is created in place of one that has just ended, as when a stanza is edited,
// goes on after its last event, acknowledged or not; and what is acknowledged is stored
// whenever that is.
func TestAnInputInPlaceOfAnotherGoesOnAfterItsLastEvent(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 4, EventTypes: []string{"Login"}, FileDelay: -1}, filesAndTrail)
	total := countOf(org.Truth())
	registry := newRegistry()
	e := newEnvironment(t, registry, false)
	inputs := managerFor(e.log, e.store)
	stop := e.run(inputs, stanza)
	e.waitFor("all events", func() bool { return len(e.events()) == total })
	stop()
	stop = e.run(inputs, stanza)
	org.Grow(20)
	e.waitFor("what has grown", func() bool { return len(e.events()) == countOf(org.Truth()) })
	stop()
	tally := make(map[string]int)
	for _, event := range e.events() {
		tally[identityOf(event)]++
	}
	for identity, times := range tally {
		if times > 1 {
			t.Errorf("%s came %d times", identity, times)
		}
	}
	e.mu.Lock()
	e.acknowledge(len(e.published))
	e.mu.Unlock()

	resumed := newEnvironment(t, registry, true)
	stop = resumed.start(stanza)
	resumed.waitFor("three polls that find nothing", func() bool { return len(resumed.published) >= 3 })
	stop()
	if again := len(resumed.events()); again > 0 {
		t.Errorf("%d events came again although all were acknowledged", again)
	}
}
