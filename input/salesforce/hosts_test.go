package salesforce

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
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
			e := newEnvironment(t, newRegistry(), true)
			move := &move{moment: tt.moment, begin: func() { inject(t, org, fmt.Sprintf(tt.fault, alias)) }}
			org.Intercept(move.watch)
			want := heldBy(org.TruthAt(time.Now().Add(time.Minute)))
			total := 0
			for _, count := range want {
				total += count
			}
			stop := e.start(stanza)
			e.settle(func() bool { return len(e.events()) >= total && move.over() })
			stop()
			if diff := cmp.Diff(want, tallyOf(e.events())); diff != "" {
				t.Errorf("after the faults %v (-org +events):\n%.3000s", org.Fired(), diff)
			}
			old, other := strings.TrimPrefix(url, "http://"), strings.TrimPrefix(alias, "http://")
			served := move.calls()
			// Some calls may be under way at once: four downloads, and one a source.
			if served[old] == 0 || served[old] > 6 || served[other] == 0 {
				t.Errorf("data calls after the move: %v", served)
			}
		})
	}
}

// move makes the third request of a kind find the org gone, and counts the data calls by
// host from then on. The org's handlers may still run when the input has ended.
type move struct {
	moment string
	begin  func()

	mu     sync.Mutex
	asked  int
	moved  bool
	served map[string]int
}

func (m *move) watch(_ http.ResponseWriter, r *http.Request) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	kind := orgsim.RequestKind(r)
	if kind == m.moment && !m.moved {
		if m.asked++; m.asked == 3 {
			m.moved, m.served = true, make(map[string]int)
			m.begin()
		}
	}
	if m.moved && kind != orgsim.RequestToken {
		m.served[r.Host]++
	}
	return false
}

func (m *move) over() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.moved
}

func (m *move) calls() map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.served)
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
				return strings.Contains(e.statuses[len(e.statuses)-1], "the org moved to another host")
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
