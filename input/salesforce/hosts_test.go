package salesforce

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestAnOrgThatMovesIsFollowed(t *testing.T) {
	for _, tt := range []struct {
		name, fault string
		moment      string // the kind of request in whose place it moves
	}{
		{"before a listing, the old host refuses", "migrate:to=%s", orgsim.RequestQuery},
		{"between two pages, the old host refuses", "migrate:to=%s", orgsim.RequestQueryMore},
		{"before a download, the old host refuses", "migrate:to=%s", orgsim.RequestLogFile},
		{"before a download, the old host redirects", "migrate:to=%s,old=redirect", orgsim.RequestLogFile},
		{"between two pages, the old host redirects", "migrate:to=%s,old=redirect", orgsim.RequestQueryMore},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			org, stanza := testOrg(t, orgsim.Options{
				Seed: 6, Days: 1, RowsPerHour: 8, EventTypes: []string{"Login", "URI"}, FileDelay: -1, PageSize: 10,
			}, `
  event_log_file: {interval: 50ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [SetupAuditTrail], interval: 50ms, delay: 100ms, lookback: 1m, initial_interval: 7d}
`)
			crowd(t, org)
			setBool(t, stanza, "preserve_original_event", true)
			url, err := stanza.String("url", -1)
			if err != nil {
				t.Fatal(err)
			}
			alias := strings.Replace(url, "127.0.0.1", "localhost", 1)
			// Its third request of the kind finds the org gone.
			var moved bool
			asked, served := 0, make(map[string]int) // data calls by host, after the move
			e := newEnvironment(t, newRegistry(), true)
			org.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
				e.mu.Lock()
				defer e.mu.Unlock()
				kind := orgsim.RequestKind(r)
				if kind == tt.moment && !moved {
					if asked++; asked == 3 {
						moved = true
						inject(t, org, fmt.Sprintf(tt.fault, alias))
					}
				}
				if moved && kind != orgsim.RequestToken {
					served[r.Host]++
				}
				return false
			})
			want := heldBy(org.TruthAt(time.Now().Add(time.Minute)))
			total := 0
			for _, count := range want {
				total += count
			}
			stop := e.start(stanza)
			e.settle(func() bool { return len(e.events()) >= total && moved })
			stop()
			if diff := cmp.Diff(want, tallyOf(e.events())); diff != "" {
				t.Errorf("after the faults %v (-org +events):\n%.3000s", org.Fired(), diff)
			}
			old, other := strings.TrimPrefix(url, "http://"), strings.TrimPrefix(alias, "http://")
			// Some calls may be under way at once: four downloads, and one a source.
			if served[old] == 0 || served[old] > 6 || served[other] == 0 {
				t.Errorf("data calls after the move: %v", served)
			}
		})
	}
}

// A redirect is not followed: whoever can send one would get the token.
func TestATokenIsSentToNoOtherHost(t *testing.T) {
	for _, fault := range []string{"redirect:to=%s", "redirect:to=%s,status=307", "migrate:to=%s,old=redirect"} {
		t.Run(fault, func(t *testing.T) {
			stray := make(chan *http.Request, 100)
			elsewhere := newStray(t, stray)
			org, stanza := testOrg(t, orgsim.Options{Seed: 6, Days: 1, RowsPerHour: 8, EventTypes: []string{"Login"}, FileDelay: -1}, filesAndTrail)
			e := newEnvironment(t, newRegistry(), true)
			stop := e.start(stanza)
			e.waitFor("all events", func() bool { return len(e.events()) == countOf(org.Truth()) })
			remove := inject(t, org, fmt.Sprintf(fault, elsewhere))
			if strings.HasPrefix(fault, "migrate") {
				// A token that names another instance is what says where to send it.
				org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
					if orgsim.RequestKind(r) == orgsim.RequestToken {
						org.Serve(w, r)
						return true
					}
					return false
				})
			}
			org.Grow(20)
			e.waitFor("word of the move", func() bool {
				return strings.Contains(e.statuses[len(e.statuses)-1], "the org is on another host")
			})
			remove()
			e.waitFor("what has grown", func() bool { return len(e.events()) == countOf(org.Truth()) })
			stop()
			select {
			case r := <-stray:
				t.Errorf("a request for %s went to another host, with the header %v", r.URL.Path, r.Header)
			default:
			}
		})
	}
}
