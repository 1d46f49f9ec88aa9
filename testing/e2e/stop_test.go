package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// bigOrg is an org with one file of many rows, which takes the beat some seconds.
func bigOrg(t *testing.T, rows int) *org {
	t.Helper()
	org := startOrg(t, orgsim.Options{Empty: true})
	columns := []string{"EVENT_TYPE", "TIMESTAMP", "REQUEST_ID", "ORGANIZATION_ID", "USER_ID", "URI", "LOGIN_KEY", "TIMESTAMP_DERIVED", "USER_ID_DERIVED", "CLIENT_IP"}
	start := time.Now().UTC().Add(-3 * time.Hour).Truncate(time.Hour)
	spec := orgsim.LogFileSpec{EventType: "URI", LogDate: start, CreatedDate: time.Now().UTC().Add(-time.Hour), Columns: columns}
	for n := range rows {
		at := start.Add(time.Duration(n) * time.Hour / time.Duration(rows))
		spec.Rows = append(spec.Rows, []string{
			"URI", at.Format("20060102150405.000"), fmt.Sprintf("REQ%09d", n), org.ID()[:15], "0055j0000000001",
			"/lightning/page/home", "MH0ev7NNY9ngjBtC", at.Format("2006-01-02T15:04:05.000Z"), "0055j0000000001AAA", "203.0.113.7",
		})
	}
	if _, err := org.AddLogFile(spec); err != nil {
		t.Fatal(err)
	}
	return org
}

func TestACleanStopInTheMiddleOfAFileRepeatsNothing(t *testing.T) {
	const rows = 60_000
	org := bigOrg(t, rows)
	b := newBeat(t, strings.Replace(org.everything("hourly"), strings.Join(objects, ", "), "SetupAuditTrail", 1))
	stops := 0
	for _, at := range []int{1, rows / 4, rows / 2} {
		b.start()
		b.waitForEvents(at)
		b.stop()
		if b.count() < rows {
			stops++
		}
	}
	if stops == 0 {
		t.Error("no stop was in the middle of the file")
	}
	b.start()
	b.waitForEvents(rows)
	b.stop()
	if diff := cmp.Diff(held(org.Truth(), orgsim.Hourly), arrived(t, b.events())); diff != "" {
		t.Errorf("after %d stops (-org +output):\n%.2000s", stops, diff)
	}
}

// inFlight is the most that a crash may repeat: what the queue of 3,200 events and
// the output's batches held, and a file of each worker's batches.
const inFlight = 3200 + 2*1600

func TestACrashInTheMiddleOfAFileLosesNothingAndRepeatsLittle(t *testing.T) {
	const rows = 60_000
	org := bigOrg(t, rows)
	b := newBeat(t, strings.Replace(org.everything("hourly"), strings.Join(objects, ", "), "SetupAuditTrail", 1))
	crashes := 0
	for _, at := range []int{1, rows / 4, rows / 2} {
		b.start()
		b.waitFor(fmt.Sprintf("%d events", at), func() bool { return b.count() >= at })
		b.kill()
		if b.count() < rows {
			crashes++
		}
	}
	if crashes == 0 {
		t.Error("no crash was in the middle of the file")
	}
	b.start()
	want := held(org.Truth(), orgsim.Hourly)
	b.waitFor("every row", func() bool {
		return b.count() >= rows && len(arrived(t, b.events())) == len(want)
	})
	b.stop()
	events := b.events()
	checkSameIdentities(t, events)
	repeated := len(events) - rows
	t.Logf("%d crashes repeated %d rows", crashes, repeated)
	if repeated > crashes*inFlight {
		t.Errorf("%d crashes repeated %d rows, more than %d", crashes, repeated, crashes*inFlight)
	}
}

// checkSameIdentities checks that what came twice has the same id.
func checkSameIdentities(t *testing.T, events []event) {
	t.Helper()
	ids := make(map[string]string)
	for _, one := range events {
		if id, ok := ids[one.Event.Original]; ok && id != one.Metadata.ID {
			t.Fatalf("row %q came with the ids %q and %q", one.Event.Original, id, one.Metadata.ID)
		}
		ids[one.Event.Original] = one.Metadata.ID
	}
}
