package salesforce

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/beats/v7/libbeat/monitoring/inputmon"
	"github.com/elastic/beats/v7/libbeat/publisher/pipetool"
	pubtest "github.com/elastic/beats/v7/libbeat/publisher/testing"
	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/beats/v7/libbeat/statestore/storetest"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/monitoring"
	"github.com/elastic/go-concert/unison"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/command/doctor"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/delivery"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

// Idle connections to an org end with its server, so that leaks show at the end.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// environment runs the input as Filebeat does, with a registry in memory and an
// output that acknowledges only what it is told to.
type environment struct {
	t       *testing.T
	store   *memoryStore
	log     *logp.Logger
	metrics *monitoring.Registry // of all inputs

	mu      sync.Mutex
	arrived *sync.Cond
	// published is all that came, markers without fields as well, in its order.
	published []publication
	acked     int // of them
	ackAll    bool
	statuses  []string

	patience time.Duration
	ledgers  *coverage.Ledgers // nil for none
	// hold, if set, is called before an event is taken, as a queue that is full is.
	hold func()
	// now is what the inputs take as the host's clock; nil for the right one.
	now func() time.Time
}

type publication struct {
	event    beat.Event
	listener beat.EventListener // nil for a marker, which no output acknowledges
}

type memoryStore struct{ registry *statestore.Registry }

func (s *memoryStore) StoreFor(string) (*statestore.Store, error) {
	return s.registry.Get("filebeat")
}

func (s *memoryStore) CleanupInterval() time.Duration { return time.Hour }

func newEnvironment(t *testing.T, registry *memoryStore, ackAll bool) *environment {
	e := &environment{
		t: t, store: registry, log: logp.NewLogger("test"), metrics: monitoring.NewRegistry(),
		ackAll: ackAll, patience: 2 * time.Minute,
	}
	e.arrived = sync.NewCond(&e.mu)
	return e
}

func newRegistry() *memoryStore {
	return &memoryStore{statestore.NewRegistry(storetest.NewMemoryStoreBackend())}
}

// start runs the stanzas of a process until the returned function is called.
func (e *environment) start(stanzas ...*conf.C) (stop func()) {
	e.t.Helper()
	manager := plugin(stanza.Name, e.log, e.store, oauth.NewBroker(), budget.NewLedger(orgclient.NewSpentRequests(e.store, e.log)), e.ledgers, new(delivery.Allowance)).Manager.(*manager)
	manager.now = e.now
	var group unison.TaskGroup
	if err := manager.Init(&group); err != nil {
		e.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, len(stanzas))
	for n, stanza := range stanzas {
		in, err := manager.create(stanza)
		if err != nil {
			e.t.Fatal(err)
		}
		go func() {
			ended <- e.runInput(in, fmt.Sprint("test ", n), ctx)
		}()
	}
	return func() {
		cancel()
		for range stanzas {
			select {
			case err := <-ended:
				if err != nil && !errors.Is(err, context.Canceled) {
					e.t.Errorf("the input ended with %v", err)
				}
			case <-time.After(10 * time.Second):
				e.t.Error("the input did not end within 10s")
			}
		}
		if err := group.Stop(); err != nil {
			e.t.Error(err)
		}
	}
}

// runInput runs an input until it is canceled.
func (e *environment) runInput(in v2.Input, id string, cancelation v2.Canceler) error {
	defer inputmon.CancelMetricsRegistry(id, stanza.Name, e.metrics, e.log)
	return in.Run(e.context(id, cancelation), e.connector())
}

// context is what Beats gives an input.
func (e *environment) context(id string, cancelation v2.Canceler) v2.Context {
	return runContext(e.log, id, cancelation, e.metrics).WithStatusReporter(e)
}

func runContext(log *logp.Logger, id string, cancelation v2.Canceler, metrics *monitoring.Registry) v2.Context {
	return v2.Context{
		Logger: log, ID: id, IDWithoutName: id, Name: stanza.Name, Cancelation: cancelation,
		MetricsRegistry: inputmon.NewMetricsRegistry(id, stanza.Name, metrics, log),
	}
}

// run runs one stanza until the returned function is called.
func (e *environment) run(inputs v2.InputManager, stanza *conf.C) (stop func()) {
	e.t.Helper()
	in, err := inputs.(*manager).create(stanza)
	if err != nil {
		e.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- e.runInput(in, "test", ctx)
	}()
	return func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			e.t.Errorf("the input ended with %v", err)
		}
	}
}

// UpdateStatus implements the status reporter.
func (e *environment) UpdateStatus(state status.Status, message string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.statuses = append(e.statuses, fmt.Sprintf("%v %s", state, message))
	e.arrived.Broadcast()
}

// connector connects as the input does, and sees the markers, which never get to the
// pipeline.
func (e *environment) connector() beat.PipelineConnector {
	ofHost := conf.MustNewConfigFrom("publisher_pipeline.disable_host: false") // events are as the input makes them
	pipeline := delivery.NewConnector(pubtest.FakeConnector{ConnectFunc: e.connect}, ofHost)
	return pipetool.WithClientWrapper(pipeline, func(client beat.Client) beat.Client { return markers{client, e} })
}

// markers notes the markers among the events that a client is given.
type markers struct {
	beat.Client
	environment *environment
}

func (m markers) Publish(event beat.Event) {
	m.Client.Publish(event)
	if event.Fields != nil || event.Private != nil {
		return
	}
	m.environment.mu.Lock()
	defer m.environment.mu.Unlock()
	m.environment.published = append(m.environment.published, publication{event: event})
	m.environment.arrived.Broadcast()
}

func (e *environment) connect(c beat.ClientConfig) (beat.Client, error) {
	return &pubtest.FakeClient{PublishFunc: func(event beat.Event) {
		if e.hold != nil {
			e.hold()
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		if c.ClientListener != nil {
			c.ClientListener.NewEvent()
			c.ClientListener.Published()
		}
		c.EventListener.AddEvent(event, true)
		e.published = append(e.published, publication{event, c.EventListener})
		if e.ackAll {
			e.acknowledge(len(e.published))
		}
		e.arrived.Broadcast()
	}}, nil
}

// acknowledge tells the input that the output has the first count of all that came.
func (e *environment) acknowledge(count int) {
	for ; e.acked < count; e.acked++ {
		if one := e.published[e.acked]; one.listener != nil {
			one.listener.ACKEvents(1)
		}
	}
}

// events returns what came, without markers.
func (e *environment) events() []beat.Event {
	var events []beat.Event
	for _, one := range e.published {
		if one.event.Fields != nil {
			events = append(events, one.event)
		}
	}
	return events
}

// rows counts the events that are rows of log files.
func (e *environment) rows() int {
	rows := 0
	for _, event := range e.events() {
		if has, err := event.Fields.HasKey("salesforce.log_file"); err == nil && has {
			rows++
		}
	}
	return rows
}

// waitFor waits until met, which is asked with the lock held.
func (e *environment) waitFor(what string, met func() bool) {
	e.t.Helper()
	if !e.settle(met) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.t.Fatalf("%s did not come; %d events, statuses %q", what, len(e.events()), e.statuses)
	}
}

// settle waits until met, or as long as the environment is patient.
func (e *environment) settle(met func() bool) bool {
	timeout := time.AfterFunc(e.patience, e.arrived.Broadcast)
	defer timeout.Stop()
	deadline := time.Now().Add(e.patience)
	e.mu.Lock()
	defer e.mu.Unlock()
	for !met() {
		if time.Now().After(deadline) {
			return false
		}
		e.arrived.Wait()
	}
	return true
}

// testOrg is a listening org with a stanza for it.
func testOrg(t *testing.T, options orgsim.Options, methods string) (*orgsim.Org, *conf.C) {
	t.Helper()
	org, url := orgtest.Start(t, options)
	return org, stanzatest.Parse(t, fmt.Sprintf(`
id: test
url: %s
auth.oauth2.jwt_bearer_flow:
  client.id: %s
  client.username: %s
  client.key_path: '%s'
  url: https://login.salesforce.com
  token_url: %s
resource.retry: {max_attempts: 2, wait_min: 1ms, wait_max: 2ms}
event_monitoring_method:
%s`, url, org.ClientID(), org.Username(), orgtest.KeyFile(t), url, methods))
}

const filesAndTrail = `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [SetupAuditTrail], interval: 20ms, delay: 0s, initial_interval: 7d}
`

func countOf(truth orgsim.Truth) int {
	return rowsOf(truth) + len(truth.Records["SetupAuditTrail"])
}

// rowsOf counts the rows of the hourly log files.
func rowsOf(truth orgsim.Truth) int {
	count := 0
	for _, file := range truth.LogFiles {
		if file.Interval == orgsim.Hourly {
			count += len(file.Rows)
		}
	}
	return count
}

func TestARestartGoesOnExactlyWhereTheOutputHadAcknowledged(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login", "Logout", "API"}}, filesAndTrail)
	total := countOf(org.Truth())
	for _, acknowledged := range []int{0, 1, 17, total / 3, total - 1, total} {
		t.Run(fmt.Sprint(acknowledged, " of ", total), func(t *testing.T) {
			registry := newRegistry()
			crashed := newEnvironment(t, registry, false)
			stop := crashed.start(stanza)
			crashed.waitFor("all events", func() bool { return len(crashed.events()) == total })
			arrived := make(map[string]int)
			crashed.mu.Lock()
			for n, seen := 0, 0; seen < acknowledged; n++ {
				if one := crashed.published[n]; one.event.Fields != nil {
					seen++
					arrived[identityOf(one.event)]++
				}
				crashed.acknowledge(n + 1)
			}
			crashed.mu.Unlock()
			stop() // and nothing more is ever acknowledged

			resumed := newEnvironment(t, registry, true)
			stop = resumed.start(stanza)
			idle := 0
			resumed.waitFor("the rest, and three polls that find nothing", func() bool {
				idle = 0
				for n := len(resumed.published) - 1; n >= 0 && resumed.published[n].event.Fields == nil; n-- {
					idle++
				}
				return len(resumed.events()) >= total-acknowledged && idle >= 3
			})
			stop()
			for _, event := range resumed.events() {
				arrived[identityOf(event)]++
			}
			for identity, times := range arrived {
				if times > 1 {
					t.Errorf("%s came %d times", identity, times)
				}
			}
			if len(arrived) != total {
				t.Errorf("%d of %d events came", len(arrived), total)
			}
		})
	}
}

// identityOf tells events apart: a row that two files deliver has one id.
func identityOf(event beat.Event) string {
	id, _ := event.Meta.GetValue("_id")
	file, _ := event.Fields.GetValue("salesforce.log_file.id")
	return fmt.Sprint(id, " ", file)
}

func TestOnlyTheNamedEventTypesAreCollected(t *testing.T) {
	for _, tt := range []struct {
		name, option string
		want         []string
	}{
		{"some", "event_types: [Login, API]", []string{"API", "Login"}},
		{"all", `event_types: ["*"]`, []string{"API", "Login", "Logout", "URI"}},
		{"all but some", "exclude_event_types: [API, login]", []string{"Logout", "URI"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			org, stanza := testOrg(t, orgsim.Options{Seed: 2, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login", "Logout", "API", "URI"}}, `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly, `+tt.option+"}\n")
			want := 0
			for _, file := range org.Truth().LogFiles {
				if file.Interval == orgsim.Hourly && slices.Contains(tt.want, file.EventType) {
					want += len(file.Rows)
				}
			}
			e := newEnvironment(t, newRegistry(), true)
			stop := e.start(stanza)
			e.waitFor("its rows", func() bool { return len(e.events()) >= want })
			stop()
			types := make(map[string]bool)
			for _, event := range e.events() {
				eventType, _ := event.Fields.GetValue("salesforce.log_file.event_type")
				types[fmt.Sprint(eventType)] = true
			}
			if diff := cmp.Diff(tt.want, slices.Sorted(maps.Keys(types))); diff != "" || len(e.events()) != want {
				t.Errorf("%d events, want %d; types (-want +got):\n%s", len(e.events()), want, diff)
			}
		})
	}
}

func TestTheSessionIsKeptAndRenewedWhenItEnds(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 3, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}, FileDelay: -1}, filesAndTrail)
	org.Grow(1)
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	defer stop()
	e.waitFor("all events", func() bool { return len(e.events()) == countOf(org.Truth()) })
	if signIns := org.Requests()[orgsim.RequestToken]; signIns != 1 {
		t.Errorf("%d sign-ins for two sources, want 1", signIns)
	}
	org.RevokeSessions()
	org.Grow(20)
	e.waitFor("what has grown", func() bool { return len(e.events()) == countOf(org.Truth()) })
	if signIns := org.Requests()[orgsim.RequestToken]; signIns != 2 {
		t.Errorf("%d sign-ins after the session was revoked, want 2", signIns)
	}
}

func TestAllCallsGoToTheInstanceThatTheTokenNames(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 4, Days: 1, RowsPerHour: 5, EventTypes: []string{"Login"}, LoginHosts: []string{"localhost"}}, filesAndTrail)
	url, err := stanza.String("url", -1)
	if err != nil {
		t.Fatal(err)
	}
	// The token is asked for at a host that refuses data calls.
	login := strings.Replace(url, "127.0.0.1", "localhost", 1)
	org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if orgsim.RequestKind(r) != orgsim.RequestToken {
			return false
		}
		answer := httptest.NewRecorder()
		org.Serve(answer, r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		fmt.Fprint(w, strings.ReplaceAll(answer.Body.String(), login, url))
		return true
	})
	if err := stanza.SetString("auth.oauth2.jwt_bearer_flow.token_url", -1, login); err != nil {
		t.Fatal(err)
	}
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	defer stop()
	e.waitFor("all events", func() bool { return len(e.events()) == countOf(org.Truth()) })
}

func TestTLSSettingsAreUsed(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Empty: true}, `
  object: {names: [SetupAuditTrail], interval: 1h}
`)
	secure := httptest.NewTLSServer(org)
	defer secure.Close()
	for _, option := range []string{"url", "auth.oauth2.jwt_bearer_flow.token_url"} {
		if err := stanza.SetString(option, -1, secure.URL); err != nil {
			t.Fatal(err)
		}
	}
	if failed := failures(t, stanza); len(failed) != 1 || !strings.Contains(failed[0], "unknown authority") {
		t.Errorf("with an unknown authority: %q", failed)
	}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	if err := stanza.SetString("resource.ssl.certificate_authorities", 0, string(authority)); err != nil {
		t.Fatal(err)
	}
	if failed := failures(t, stanza); len(failed) != 0 {
		t.Errorf("with the authority: %q", failed)
	}
}

// failures diagnoses a stanza and returns what failed.
func failures(t *testing.T, stanza *conf.C) []string {
	t.Helper()
	var failed []string
	err := doctor.Diagnose(t.Context(), stanza, oauth.NewBroker(), func(check diagnosis.Check) {
		if check.Status == diagnosis.Failed {
			failed = append(failed, fmt.Sprint(check.Name, ": ", check.Found))
		}
	})
	if err != nil {
		t.Error(err)
	}
	return failed
}

func TestTheWorstOfTheSourcesIsReported(t *testing.T) {
	_, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 5, EventTypes: []string{"Login"}}, `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 1d}
  object: {names: [NoSuchObject], interval: 20ms}
`)
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	defer stop()
	e.waitFor("events, and word of the object that does not exist", func() bool {
		return len(e.events()) > 0 && len(e.statuses) > 0 && strings.HasPrefix(e.statuses[len(e.statuses)-1], "Degraded NoSuchObject: ")
	})
}

func TestObjectsThatNobodyNamedMayBeMissing(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 5}, "  {}\n")
	asked := make(chan string, 100)
	org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if query := r.URL.Query().Get("q"); strings.Contains(query, "AnomalyEventStore") {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `[{"message":"sObject type 'ApiAnomalyEventStore' is not supported.","errorCode":"INVALID_TYPE"}]`)
			asked <- query
			return true
		}
		return false
	})
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	for range 4 { // objects whose name ends so
		<-asked
	}
	e.waitFor("running", func() bool { return slices.Contains(e.statuses, "Running collecting") })
	stop()
	for _, one := range e.statuses {
		if strings.HasPrefix(one, "Degraded") {
			t.Errorf("status %q", one)
		}
	}
}

func TestAStateThatCannotBeReadIsSaidAndKept(t *testing.T) {
	org, from := testOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 5, EventTypes: []string{"Login"}}, filesAndTrail)
	registry := newRegistry()
	store, err := registry.StoreFor(stanza.Name)
	if err != nil {
		t.Fatal(err)
	}
	url, err := from.String("url", -1)
	if err != nil {
		t.Fatal(err)
	}
	key := "salesforce::test::" + strings.TrimPrefix(url, "http://") + "::event_log_file"
	stored := map[string]any{"ttl": 0, "cursor": map[string]any{"version": 99, "position": "{}"}}
	if err := store.Set(key, stored); err != nil {
		t.Fatal(err)
	}
	e := newEnvironment(t, registry, true)
	stop := e.start(from)
	e.waitFor("the records of the other source, and the failure", func() bool {
		return len(e.events()) == len(org.Truth().Records["SetupAuditTrail"]) && len(e.statuses) > 0 &&
			strings.Contains(e.statuses[len(e.statuses)-1], "Failed event log files: stored state has version 99")
	})
	stop()
	var kept struct {
		Cursor struct{ Version int }
	}
	if err := store.Get(key, &kept); err != nil || kept.Cursor.Version != 99 {
		t.Errorf("the state became %+v, %v", kept, err)
	}
}
