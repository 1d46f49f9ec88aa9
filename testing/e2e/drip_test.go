package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The test is named in SECURITY.md.

func TestLogFileThatDripsHoldsUpNoOther(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	start := time.Now().UTC().Add(-3 * time.Hour).Truncate(time.Hour)
	want := map[string]int{}
	add := func(name string) (id string) {
		t.Helper()
		spec := orgsim.LogFileSpec{EventType: "Login", Sequence: len(want), LogDate: start, CreatedDate: time.Now().UTC(), Columns: []string{"EVENT_TYPE", "TIMESTAMP", "REQUEST_ID"}}
		for n := range 10 {
			request := fmt.Sprint(name, " ", n)
			spec.Rows = append(spec.Rows, []string{"Login", start.Format("20060102150405.000"), request})
			want[request]++
		}
		id, err := org.AddLogFile(spec)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	slow := add("slow")
	drip := func(pause time.Duration) (remove func()) {
		t.Helper()
		remove, err := org.Inject(orgsim.Fault{Kind: orgsim.Drip, Files: []string{slow}, For: pause})
		if err != nil {
			t.Fatal(err)
		}
		return remove
	}
	came := func(b *beat, name string) func() bool {
		return func() bool { return strings.Contains(strings.Join(requests(b), "\n"), name+" 9") }
	}
	stop := func(b *beat) {
		t.Helper()
		signaled := time.Now()
		b.Stop()
		if took := time.Since(signaled); took > 15*time.Second {
			t.Errorf("the beat took %v to stop", took)
		}
	}

	// The file drips all the time.
	remove := drip(20 * time.Second)
	stanza := strings.Replace(org.everything("hourly"), strings.Join(objects, ", "), "SetupAuditTrail", 1)
	b := newBeat(t, stanza+"  resource.idle_timeout: 60s\n")
	b.Start()
	b.waitFor("the file to drip", func() bool { return org.Fired()[orgsim.Drip] == 1 })
	for _, name := range []string{"first", "second"} {
		add(name)
		b.waitFor("the next file", came(b, name))
	}
	if n := org.Fired()[orgsim.Drip]; n != 1 {
		t.Errorf("the file that drips was asked for %d times", n)
	}
	stop(b)

	// With a short timeout it is given up soon, and somebody hears of it.
	remove()
	remove = drip(500 * time.Millisecond)
	b.configure(stanza + "  resource.idle_timeout: 1s\n")
	b.Start()
	b.waitFor("a word about the file", func() bool { return strings.Contains(b.Log(), "the answer arrives too slowly") })
	add("third")
	b.waitFor("the next file", came(b, "third"))
	stop(b)

	remove()
	b.Start()
	b.waitFor("the file that dripped", came(b, "slow"))
	stop(b)
	got := map[string]int{}
	for _, request := range requests(b) {
		got[request]++
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-org +output):\n%s", diff)
	}
}

// requests returns the REQUEST_ID of each row that arrived.
func requests(b *beat) []string {
	var list []string
	for _, one := range b.events() {
		cells := strings.Split(one.Event.Original, `","`)
		list = append(list, strings.Trim(cells[len(cells)-1], `"`))
	}
	return list
}
