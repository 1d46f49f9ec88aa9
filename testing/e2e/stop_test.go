package e2e

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

const (
	bigFiles = 5
	bigRows  = 40_000 // of each
)

// bigOrg is an org with some files of many rows.
func bigOrg(t *testing.T, files, rows int) *org {
	t.Helper()
	org := startOrg(t, orgsim.Options{Empty: true})
	columns := []string{"EVENT_TYPE", "TIMESTAMP", "REQUEST_ID", "ORGANIZATION_ID", "USER_ID", "URI", "LOGIN_KEY", "TIMESTAMP_DERIVED", "USER_ID_DERIVED", "CLIENT_IP"}
	for file := range files {
		start := time.Now().UTC().Add(-time.Duration(3+file) * time.Hour).Truncate(time.Hour)
		spec := orgsim.LogFileSpec{EventType: "URI", LogDate: start, CreatedDate: time.Now().UTC().Add(-time.Hour), Columns: columns}
		for n := range rows {
			at := start.Add(time.Duration(n) * time.Hour / time.Duration(rows))
			spec.Rows = append(spec.Rows, []string{
				"URI", at.Format("20060102150405.000"), fmt.Sprintf("REQ%d%09d", file, n), org.ID()[:15], "0055j0000000001",
				"/lightning/page/home", "MH0ev7NNY9ngjBtC", at.Format("2006-01-02T15:04:05.000Z"), "0055j0000000001AAA", "203.0.113.7",
			})
		}
		if _, err := org.AddLogFile(spec); err != nil {
			t.Fatal(err)
		}
	}
	return org
}

// interruptions runs a beat that collects a big org, and ends it each time that it
// has published one of count random numbers of events. It returns the beat, running,
// and how often it was ended before all was there.
func interruptions(t *testing.T, org *org, count int, end func(*beat)) (b *beat, ended int) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	points := make([]int, count)
	for n := range points {
		points[n] = random.IntN(bigFiles * bigRows)
	}
	slices.Sort(points)
	b = newBeat(t, strings.Replace(org.everything("hourly"), strings.Join(objects, ", "), "SetupAuditTrail", 1))
	for _, point := range points {
		before := b.count()
		if before >= bigFiles*bigRows {
			break
		}
		b.Start()
		b.waitFor(fmt.Sprintf("%d events", point), func() bool { return b.count() >= point && b.count() > before })
		end(b)
		if b.count() < bigFiles*bigRows {
			ended++
		}
	}
	if ended == 0 {
		t.Error("the beat was never ended in the middle of its work")
	}
	b.Start()
	return b, ended
}

func TestACleanStopInTheMiddleOfFilesRepeatsNothing(t *testing.T) {
	org := bigOrg(t, bigFiles, bigRows)
	b, stops := interruptions(t, org, 10, func(b *beat) { b.Stop() })
	b.waitForEvents(bigFiles * bigRows)
	b.Stop()
	if diff := cmp.Diff(held(org.Truth(), orgsim.Hourly), arrived(t, b.events())); diff != "" {
		t.Errorf("after %d stops (-org +output):\n%.2000s", stops, diff)
	}
	t.Logf("%d stops in the middle", stops)
}

// inFlight is the most that one crash may repeat: what the queue of 3,200 events
// and the output's two batches of 1,600 held.
const inFlight = 3200 + 2*1600

func TestACrashInTheMiddleOfFilesLosesNothingAndRepeatsLittle(t *testing.T) {
	org := bigOrg(t, bigFiles, bigRows)
	b, crashes := interruptions(t, org, 30, func(b *beat) { b.Kill() })
	want := held(org.Truth(), orgsim.Hourly)
	b.waitFor("every row", func() bool {
		return b.count() >= bigFiles*bigRows && len(arrived(t, b.events())) == len(want)
	})
	b.Stop()
	events := b.events()
	checkSameIdentities(t, events)
	repeated := len(events) - bigFiles*bigRows
	t.Logf("%d crashes in the middle repeated %d rows", crashes, repeated)
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
