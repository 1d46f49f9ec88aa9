package salesforce

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// frugal runs inputs against an org with few requests, without a network, so that days
// take no time.
type frugal struct {
	*testing.T
	org *polltest.Org

	mu       sync.Mutex
	requests []time.Time       // those that count
	events   map[string]string // their datasets, by identity
	statuses []string
	want     int
}

const frugalStanza = `
url: http://localhost
auth.oauth2.client_credentials_flow: {client.id: key, client.secret: secret}
resource.api_share: 10%
event_monitoring_method:
  event_log_file: {interval: 10m, settle: 0s, initial_interval: 1h, log_interval: hourly}
  object: {names: [LoginEvent, ApiEvent], interval: 5m, delay: 0s, initial_interval: 1h}
`

// withFewRequests runs a test with an org that has a login and a call every 20 minutes of
// so many hours, and log files of two types every hour.
func withFewRequests(t *testing.T, daily, hours int, test func(f *frugal, start func(inputs int) (stop func()))) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		account := budget.NewLedger(nil).Account("session")
		f := &frugal{T: t, events: make(map[string]string)}
		f.org = polltest.NewOrg(t, orgsim.Options{Empty: true, DailyRequests: daily}, func(o *rest.Options) { o.Budget, o.Share = account, 0.1 })
		f.org.Hook(func(r *http.Request) *http.Response {
			f.mu.Lock()
			defer f.mu.Unlock()
			if orgsim.RequestKind(r) != orgsim.RequestToken {
				f.requests = append(f.requests, time.Now())
			}
			return nil
		})
		for hour := range hours {
			begin := time.Now().Add(time.Duration(hour) * time.Hour)
			for _, eventType := range []string{"Login", "ApexExecution"} {
				f.add(f.org.AddLogFile(orgsim.LogFileSpec{
					EventType: eventType, CreatedDate: begin.Add(time.Second), LogDate: begin.Add(-time.Hour).Truncate(time.Hour),
					Columns: []string{"EVENT_TYPE", "TIMESTAMP_DERIVED", "REQUEST_ID"},
					Rows:    [][]string{{eventType, begin.UTC().Format("2006-01-02T15:04:05.000Z"), fmt.Sprint(eventType, hour)}},
				}))
			}
			for n := range 3 {
				at := begin.Add(time.Duration(n) * 20 * time.Minute)
				for _, object := range []string{"LoginEvent", "ApiEvent"} {
					f.add(f.org.AddRecord(object, map[string]any{"EventDate": at, "CreatedDate": at, "EventIdentifier": fmt.Sprint(object, hour, n)}))
				}
			}
		}
		test(f, f.start)
	})
}

func (f *frugal) add(_ string, err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
	f.want++
}

// start runs as many inputs with one session.
func (f *frugal) start(inputs int) (stop func()) {
	ctx, cancel := context.WithCancel(f.Context())
	var sources sync.WaitGroup
	for n := range inputs {
		in, err := newInput(stanzatest.Parse(f.T, frugalStanza), oauth.NewBroker(), nil, nil)
		if err != nil {
			f.Fatal(err)
		}
		in.client = f.org.Client
		for _, s := range in.sources {
			sources.Go(func() {
				in.run(ctx, s, position{isNew: true}, newPublisher(frugalOutput{f, n}), metrics.NewSet(metrics.Source), logp.NewLogger("test"), f.update)
			})
		}
	}
	return func() {
		cancel()
		sources.Wait()
	}
}

// frugalOutput takes what one of the inputs publishes.
type frugalOutput struct {
	*frugal
	input int
}

// Publish implements the publisher of input-cursor.
func (f frugalOutput) Publish(event beat.Event, _ any) error {
	if event.Fields == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	dataset, _ := event.Fields.GetValue("event.dataset")
	if id := fmt.Sprint(f.input, " ", identityOf(event)); f.events[id] == "" {
		f.events[id] = fmt.Sprint(dataset)
	} else {
		f.Errorf("%s came twice", id)
	}
	return nil
}

func (f *frugal) update(state status.Status, message string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.statuses = append(f.statuses, fmt.Sprintf("%v %s", state, message))
}

// said reports whether a status had all of some words.
func (f *frugal) said(words ...string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.ContainsFunc(f.statuses, func(one string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(one, word) })
	})
}

func (f *frugal) state() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.statuses) == 0 {
		return ""
	}
	return f.statuses[len(f.statuses)-1]
}

// most returns how many requests were made in 24 hours at the most.
func (f *frugal) most() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	most := 0
	for n, from := range f.requests {
		count := 0
		for _, at := range f.requests[n:] {
			if at.Sub(from) < 24*time.Hour {
				count++
			}
		}
		most = max(most, count)
	}
	return most
}

func (f *frugal) made() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.requests)
}

func (f *frugal) collected() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.events)
}

// A stanza that needs 800 requests a day, more than twice of what it may have.
func TestAShareHoldsForDaysAndNothingIsLost(t *testing.T) {
	withFewRequests(t, 3600, 72, func(f *frugal, start func(int) func()) {
		stop := start(1)
		time.Sleep(96 * time.Hour) // what matters least may be a day late
		if most := f.most(); most > 360 || most < 250 {
			t.Errorf("%d requests in 24 hours, of 360", most)
		}
		if f.collected() != f.want {
			t.Errorf("%d of %d events came", f.collected(), f.want)
		}
		if !f.said("Degraded", "polls less often", "resource.api_share, 360 of the org's 3600", "raise resource.api_share") {
			t.Errorf("statuses %q", f.statuses)
		}
		stop()
	})
}

func TestInputsOfOneSessionShareItsRequests(t *testing.T) {
	withFewRequests(t, 3600, 24, func(f *frugal, start func(int) func()) {
		stop := start(3)
		time.Sleep(48 * time.Hour)
		if most := f.most(); most > 360 || most < 300 {
			t.Errorf("%d requests in 24 hours, of 360", most)
		}
		if f.collected() != 3*f.want {
			t.Errorf("%d of %d events came", f.collected(), 3*f.want)
		}
		stop()
	})
}

func TestWhenOthersUseUpTheOrgsRequestsItWaitsAndHeals(t *testing.T) {
	withFewRequests(t, 50_000, 30, func(f *frugal, start func(int) func()) {
		stop := start(1)
		time.Sleep(time.Hour)
		before := f.made()
		f.org.Change(func(_ *http.Request, answer *http.Response) {
			answer.Header.Set("Sforce-Limit-Info", "api-usage=49990/50000")
		})
		time.Sleep(12 * time.Hour)
		if made := f.made() - before; made > 4*12+10 {
			t.Errorf("%d requests in 12 hours without any", made)
		}
		if !f.said("Degraded", "used up, by all its clients", "left to others") {
			t.Errorf("statuses %q", f.statuses)
		}
		f.org.Change(nil)
		time.Sleep(18 * time.Hour)
		if f.collected() != f.want {
			t.Errorf("%d of %d events came", f.collected(), f.want)
		}
		if !strings.HasPrefix(f.state(), "Running") {
			t.Errorf("it did not heal: %q", f.state())
		}
		stop()
	})
}

// What the org has left is for sign-in, permissions and threats alone.
func TestWhatMattersToSecurityComesFirst(t *testing.T) {
	withFewRequests(t, 50_000, 30, func(f *frugal, start func(int) func()) {
		f.org.Change(func(_ *http.Request, answer *http.Response) {
			answer.Header.Set("Sforce-Limit-Info", "api-usage=48000/50000")
		})
		stop := start(1)
		time.Sleep(30 * time.Hour)
		counts := make(map[string]int)
		f.mu.Lock()
		for _, dataset := range f.events {
			counts[dataset]++
		}
		f.mu.Unlock()
		if logins := counts["salesforce.login"]; logins < 110 || len(counts) > 1 {
			t.Errorf("came %v, want nearly all of the 120 logins and nothing else", counts)
		}
		f.org.Change(nil)
		time.Sleep(3 * time.Hour)
		if f.collected() != f.want {
			t.Errorf("%d of %d events came in the end", f.collected(), f.want)
		}
		stop()
	})
}

func TestRequestsCountOverARestart(t *testing.T) {
	org, from := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}}, filesAndTrail)
	registry := newRegistry()
	for range 2 {
		e := newEnvironment(t, registry, true)
		stop := e.start(with(t, from, "event_monitoring_method: {event_log_file.interval: 1h, object.interval: 1h}"))
		e.waitFor("both sources", func() bool {
			return len(e.statuses) > 0 && strings.HasPrefix(e.statuses[len(e.statuses)-1], "Running")
		})
		stop()
	}
	made := int64(0)
	for kind, count := range org.Requests() {
		if kind != orgsim.RequestToken {
			made += int64(count)
		}
	}
	c, err := stanza.Read(from)
	if err != nil {
		t.Fatal(err)
	}
	// A third process.
	account := budget.NewLedger(orgclient.NewSpentRequests(registry, logp.NewLogger("test"))).Account(c.Flow().Identity())
	if spent := account.Standing(time.Now(), 1, budget.First).Spent; spent != made || made == 0 {
		t.Errorf("%d requests are known, of %d", spent, made)
	}
}
