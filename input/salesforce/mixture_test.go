package salesforce

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/elastic/beats/v7/libbeat/beat"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// clockJumps are by how much a clock jumps.
func clockJumps() []time.Duration {
	const year = 365 * 24 * time.Hour
	return []time.Duration{
		time.Minute, -time.Minute, 24 * time.Hour, -24 * time.Hour, 30 * year, -30 * year,
		3 * time.Second, 13 * time.Hour, -3 * time.Second, -13 * time.Hour, 2 * year, -2 * year,
	}
}

// hostClock is the clock of this host, as the input sees it.
type hostClock struct{ wrong atomic.Int64 }

// now returns what the clock says. It has no monotonic reading, because a clock that is set
// does not heed it.
func (c *hostClock) now() time.Time { return time.Now().Add(time.Duration(c.wrong.Load())).Round(0) }

// jump sets how wrong the clock is.
func (c *hostClock) jump(by time.Duration) { c.wrong.Store(int64(by)) }

// distinct returns the first event of each identity. One that comes under another identity
// stays, and one of another file does.
func distinct(events []beat.Event) []beat.Event {
	seen := make(map[string]bool)
	var first []beat.Event
	for _, event := range events {
		if id := identityOf(event); !seen[id] {
			seen[id] = true
			first = append(first, event)
		}
	}
	return first
}

// undamaged returns the events that an org holds: without the rows of bodies that changed,
// and without what came again of these files, under the identity that it had.
func undamaged(events []beat.Event) []beat.Event {
	isDamaged := func(event beat.Event) bool {
		original, _ := event.Fields.GetValue("event.original")
		return strings.Contains(fmt.Sprint(original), orgsim.DamagedCell)
	}
	file := func(event beat.Event) string {
		id, err := event.Fields.GetValue("salesforce.log_file.id")
		if err != nil {
			return ""
		}
		return fmt.Sprint(id)
	}
	damaged, seen := make(map[string]bool), make(map[string]bool)
	for _, event := range events {
		if isDamaged(event) {
			damaged[file(event)] = true
		}
	}
	var kept []beat.Event
	for _, event := range events {
		if isDamaged(event) || damaged[file(event)] && seen[identityOf(event)] {
			continue
		}
		seen[identityOf(event)] = true
		kept = append(kept, event)
	}
	return kept
}

func TestWrongClocksLoseNothing(t *testing.T) {
	jumps := clockJumps()
	for seed := range seeds(t, 4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			org, stanza := testOrg(t, orgsim.Options{
				Seed: int64(seed), Days: 1, RowsPerHour: 8, EventTypes: []string{"Login", "URI"}, FileDelay: -1, PageSize: 20, ShortPages: true,
			}, `
  event_log_file: {interval: 100ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [SetupAuditTrail], interval: 100ms, delay: 500ms, lookback: 1m, initial_interval: 7d}
`)
			setBool(t, stanza, "preserve_original_event", true)
			var wrong atomic.Int64 // the Date header, by so many nanoseconds
			throughProxy(t, stanza, func(response *http.Response) error {
				response.Header.Set("Date", time.Now().Add(time.Duration(wrong.Load())).UTC().Format(http.TimeFormat))
				return nil
			})
			crowd(t, org)
			org.Grow(5) // what happened before now
			var host hostClock
			e := newEnvironment(t, newRegistry(), true)
			e.patience, e.now = 2*time.Minute, host.now
			stop := e.start(stanza)
			e.waitFor("the first events", func() bool { return len(e.events()) > 0 })
			asked := func() int { return org.Requests()[orgsim.RequestQuery] + org.Requests()[orgsim.RequestVersions] }
			for n := range 4 {
				switch jump := jumps[(seed+n)%len(jumps)]; (seed + n) % 3 {
				case 0:
					wrong.Store(int64(jump))
				case 1:
					host.jump(jump)
				case 2: // a proxy that has this host's clock
					wrong.Store(int64(jump))
					host.jump(jump)
				}
				before := asked()
				org.Grow(10)
				e.waitFor("some answers with a wrong date", func() bool {
					time.AfterFunc(20*time.Millisecond, e.arrived.Broadcast)
					return asked() > before+4
				})
				wrong.Store(0)
				host.jump(0)
			}
			want := heldBy(org.TruthAt(time.Now().Add(time.Minute)))
			e.settle(func() bool { return sum(tallyOf(undamaged(distinct(e.events())))) >= sum(want) })
			stop()
			if diff := cmp.Diff(want, tallyOf(distinct(e.events()))); diff != "" {
				t.Errorf("(-org +events):\n%.3000s", diff)
			}
		})
	}
}
