package salesforce

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/elastic/beats/v7/libbeat/beat"
	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// seedsVariable says how many random mixtures of faults are tried.
const seedsVariable = "FAULT_SEEDS"

// heldBy counts the rows and records of an org that filesAndTrail collects.
func heldBy(truth orgsim.Truth) map[string]int { return holdings(truth, "SetupAuditTrail") }

// holdings counts the rows of an org's hourly files and the records of some objects.
func holdings(truth orgsim.Truth, objects ...string) map[string]int {
	all := make(map[string]int)
	for _, file := range truth.LogFiles {
		if file.Interval == orgsim.Hourly {
			for _, row := range file.Rows {
				all[rowKey(file.ID, row)]++
			}
		}
	}
	for _, object := range objects {
		for _, record := range truth.Records[object] {
			key := record["EventIdentifier"]
			if key == nil {
				key = record["Id"]
			}
			if key == catalog.EmptyKey {
				key = record["RequestIdentifier"] // of an event log object
			}
			all[fmt.Sprint(object, " ", key)]++
		}
	}
	return all
}

// rowKey is a row in a form in which the org's and the event's can be compared: an
// event has only valid UTF-8.
func rowKey(file string, cells []string) string {
	return file + " " + strings.ToValidUTF8(strings.Join(cells, "\x1f"), "\uFFFD")
}

// tallyOf counts events in the same way.
func tallyOf(events []beat.Event) map[string]int {
	all := make(map[string]int)
	for _, event := range events {
		if object, err := event.Fields.GetValue("salesforce.object"); err == nil {
			id, _ := event.Fields.GetValue("event.id")
			if strings.HasSuffix(fmt.Sprint(object), "EventLog") {
				var record struct{ RequestIdentifier string }
				original, _ := event.Fields.GetValue("event.original")
				_ = json.Unmarshal([]byte(fmt.Sprint(original)), &record)
				id = record.RequestIdentifier
			}
			all[fmt.Sprint(object, " ", id)]++
			continue
		}
		file, _ := event.Fields.GetValue("salesforce.log_file.id")
		original, _ := event.Fields.GetValue("event.original")
		reader := csv.NewReader(strings.NewReader(fmt.Sprint(original)))
		reader.FieldsPerRecord = -1
		cells, err := reader.Read()
		if err != nil {
			cells = []string{err.Error()}
		}
		all[rowKey(fmt.Sprint(file), cells)]++
	}
	return all
}

// mixture returns random faults without files that are not there, which the input gives
// minutes, as it should.
func mixture(seed int64) []orgsim.Fault {
	return slices.DeleteFunc(orgsim.RandomFaults(seed, 0.2), func(fault orgsim.Fault) bool { return fault.Kind == orgsim.Vanish })
}

// seeds is how many mixtures of faults are to be tried.
func seeds(t *testing.T, normal int) int {
	t.Helper()
	text := os.Getenv(seedsVariable)
	if text == "" {
		return normal
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", seedsVariable, err)
	}
	return n
}

func TestFaultsAndLateDataLoseNothingAndRepeatNothing(t *testing.T) {
	for seed := range seeds(t, 4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			// Files and records show up to some seconds late, and out of order.
			late := orgsim.Delay{Random: 3 * time.Second}
			org, stanza := testOrg(t, orgsim.Options{
				Seed: int64(seed), Days: 1, RowsPerHour: 8, EventTypes: []string{"Login", "Logout", "API", "URI"},
				FileDelay: -1, PageSize: 20, ShortPages: true,
				FileVisibility: late, RecordVisibility: late,
				Faults: mixture(int64(seed)),
			}, `
  event_log_file: {interval: 100ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [SetupAuditTrail], interval: 100ms, delay: 500ms, lookback: 1m, initial_interval: 7d}
`)
			setBool(t, stanza, "preserve_original_event", true)
			setString(t, stanza, "resource.idle_timeout", "500ms") // a body that drips is given up soon
			crowd(t, org)
			org.Grow(5)
			var host hostClock
			e := newEnvironment(t, newRegistry(), true)
			e.patience, e.now = 2*time.Minute, host.now
			stop := e.start(stanza)
			for n := range 3 {
				e.waitFor("the next events", func() bool { return len(e.events()) > 0 })
				if seed%2 == 1 {
					host.jump(clockJumps()[(seed/2+n)%len(clockJumps())])
				}
				org.Grow(30)
			}
			host.jump(0)
			want := heldBy(org.TruthAt(time.Now().Add(time.Minute)))
			e.settle(func() bool { return sum(tallyOf(undamaged(distinct(e.events())))) >= sum(want) })
			stop()
			came := e.events()
			if seed%2 == 1 {
				came = distinct(came) // what two wrong clocks made the input collect again
			}
			if diff := cmp.Diff(want, tallyOf(undamaged(came))); diff != "" {
				t.Errorf("after the faults %v (-org +events):\n%.3000s", org.Fired(), diff)
			}
		})
	}
}

// aloneFaults are those that are tried one by one. ELSEWHERE is a host that is not the
// org's.
func aloneFaults() []string {
	return []string{
		// What log files can be like.
		"late-sequence:by=1h", "same-created-date", "late-file:by=1s,spread=2s", "empty-file:times=3", "header-only:times=3",
		"ragged-rows", "bom", "nul", "invalid-utf8", "crlf", "big-cell:times=2", "duplicate-column", "new-column",
		"duplicate-column:more=2", "wrong-length:by=1", "big-cell:bytes=102400,times=5", "half-written:downloads=2,length=final", "half-written:downloads=1,length=growing",
		"cut-body:framing=length,each=1,times=20", "cut-body:framing=chunked,each=1,times=20", "cut-body:framing=clean,each=1,times=20", "cut-body:framing=gzip,each=1,times=20",
		"poison:with=500,each=3", "poison:with=garbage,each=1", "changing-body:each=1",
		// What can happen to records and queries.
		"late-record:by=1s,spread=2s", "same-timestamp:object=SetupAuditTrail,span=1h", "query-timeout:window=6h,object=SetupAuditTrail",
		"wrong-total:each=1", "wrong-total:total=tenfold", "wrong-total:total=zero", "wrong-total:total=negative",
		"odd-locator:each=1", "odd-locator:to=unknown,each=1", "odd-locator:to=nowhere,each=1", "odd-locator:to=done",
		"odd-date:field=LogDate", "odd-date:field=CreatedDate,object=SetupAuditTrail", "future-file:times=3",
		"hidden-field:field=Display,object=SetupAuditTrail",
		"locator-death:each=1", "session-death:each=1,times=2", "short-page",
		// What can happen to any request.
		"session-expired:each=1,times=2", "short-session", "session-not-for-rest:times=3", "forbidden:times=3", "forbidden:code=API_CURRENTLY_DISABLED,times=3",
		"concurrent-limit:each=1", "not-acceptable:each=1", "no-route:each=1",
		"too-many-requests:each=1", "server-error:each=1", "server-error:format=html,each=1", "bad-gateway:each=1",
		"unavailable:each=1", "unavailable:format=html,each=1", "html-page:each=1", "reset:each=1,times=20,where=body", "slow-body:rate=100000",
		"reset:each=1", "stall:for=10s,times=5", "stall:for=10s,times=5,where=body", "stall:for=10s,times=5,where=body,on=logfile",
		"limit-info:form=per-app", "limit-info:form=absent", "answer:status=503,text=try again,each=1", "false-gzip:each=1,on=query",
		"drip:pause=300ms,each=1,times=5,on=logfile", "drip:pause=300ms,each=1,times=5,on=query",
		"wrong-date:by=20h,times=60", "wrong-date:direction=behind,by=20h,times=60", "wrong-date:direction=any,by=262800h,probability=0.5,each=2", "wrong-date:direction=none",
		// What can happen to the host and the session.
		"redirect:to=ELSEWHERE,times=3", "redirect:to=ELSEWHERE,status=307,times=1,on=logfile", "redirect:to=ELSEWHERE,status=301,times=1,on=queryMore",
		"token-limit",
	}
}

// faultsElsewhere are the kinds of faults that are not tried alone, and why.
func faultsElsewhere() map[orgsim.FaultKind]string {
	return map[orgsim.FaultKind]string{
		orgsim.ReplacedFile:  "is for daily files: TestADailyFileThatIsReplacedComesWhole",
		orgsim.Migrate:       "begins after the first sign-in: TestAnOrgThatMovesIsFollowed",
		orgsim.Vanish:        "takes minutes: TestFaultsThatTakeTheirTimeLoseNothingAndRepeatNothing",
		orgsim.RequestLimit:  "takes minutes: TestFaultsThatTakeTheirTimeLoseNothingAndRepeatNothing",
		orgsim.SignInRefused: "takes minutes: TestFaultsThatTakeTheirTimeLoseNothingAndRepeatNothing",
	}
}

func TestEveryKindOfFaultIsTried(t *testing.T) {
	tried := make(map[orgsim.FaultKind]bool)
	for _, text := range aloneFaults() {
		kind, _, _ := strings.Cut(text, ":")
		tried[orgsim.FaultKind(kind)] = true
	}
	elsewhere := faultsElsewhere()
	for _, kind := range orgsim.FaultKinds() {
		if _, reason := elsewhere[kind.Kind]; tried[kind.Kind] == reason {
			t.Errorf("%s: tried alone is %v, reason not to is %q", kind.Kind, tried[kind.Kind], elsewhere[kind.Kind])
		}
	}
}

func TestEachFaultAloneLosesNothingAndRepeatsNothing(t *testing.T) {
	stray := make(chan *http.Request, 1000)
	elsewhere := newStray(t, stray)
	t.Cleanup(func() {
		if n := len(stray); n > 0 {
			t.Errorf("%d requests went to a host that is not the org's", n)
		}
	})
	for _, fault := range aloneFaults() {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			org, stanza := testOrg(t, orgsim.Options{
				Seed: 1, Days: 1, RowsPerHour: 8, EventTypes: []string{"Login", "URI"}, FileDelay: -1, PageSize: 10,
			}, `
  event_log_file: {interval: 100ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [SetupAuditTrail], interval: 100ms, delay: 100ms, lookback: 1m, initial_interval: 7d}
`)
			crowd(t, org)
			inject(t, org, strings.ReplaceAll(fault, "ELSEWHERE", elsewhere))
			setBool(t, stanza, "preserve_original_event", true)
			for _, timeout := range []string{"resource.timeout", "resource.idle_timeout"} {
				setString(t, stanza, timeout, "500ms")
			}
			want := heldBy(org.TruthAt(time.Now().Add(time.Minute)))
			total := 0
			for _, count := range want {
				total += count
			}
			e := newEnvironment(t, newRegistry(), true)
			e.patience = 2 * time.Minute
			stop := e.start(stanza)
			happened := func() bool {
				return len(org.Fired()) > 0 || strings.HasPrefix(fault, string(orgsim.LimitInfo))
			}
			e.settle(func() bool { return len(undamaged(e.events())) >= total && happened() })
			stop()
			if diff := cmp.Diff(want, tallyOf(undamaged(e.events()))); diff != "" {
				t.Errorf("after the faults %v (-org +events):\n%.3000s", org.Fired(), diff)
			}
			if !happened() {
				t.Error("the fault did not happen")
			}
		})
	}
}

// inject makes a fault happen to an org from now on.
func inject(t *testing.T, org *orgsim.Org, text string) (remove func()) {
	t.Helper()
	fault, err := orgsim.ParseFault(text, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	remove, err = org.Inject(fault)
	if err != nil {
		t.Fatal(err)
	}
	return remove
}

// newStray is a host that is not the org's, and returns its URL. It tells of each
// request that it gets.
func newStray(t *testing.T, stray chan<- *http.Request) string {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case stray <- r:
		default: // it is known by now
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// crowd adds records of a few minutes, so that a window has several pages.
func crowd(t *testing.T, org *orgsim.Org) {
	t.Helper()
	at := time.Now().Add(-3 * time.Hour).Truncate(time.Second)
	for n := range 60 {
		if _, err := org.AddRecord("SetupAuditTrail", map[string]any{"CreatedDate": at.Add(time.Duration(n) * 10 * time.Second)}); err != nil {
			t.Fatal(err)
		}
	}
}

func setString(t *testing.T, stanza *conf.C, option, value string) {
	t.Helper()
	if err := stanza.SetString(option, -1, value); err != nil {
		t.Fatal(err)
	}
}

func setBool(t *testing.T, stanza *conf.C, option string, value bool) {
	t.Helper()
	if err := stanza.SetBool(option, -1, value); err != nil {
		t.Fatal(err)
	}
}

func TestAnIdlePollCostsOneRequestASource(t *testing.T) {
	const interval, rounds = 200 * time.Millisecond, 10
	org, stanza := testOrg(t, orgsim.Options{Seed: 9, Days: 1, RowsPerHour: 10, EventTypes: []string{"Login"}}, `
  event_log_file: {interval: 200ms, settle: 0s, initial_interval: 7d}
  object: {names: [SetupAuditTrail, LoginEvent], interval: 200ms, initial_interval: 7d}
`)
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	defer stop()
	// The records of a window without news are stored without an event, once a poll.
	idle := func() (polls int) {
		for n := len(e.published) - 1; n >= 0 && e.published[n].event.Fields == nil; n-- {
			polls++
		}
		return polls
	}
	total := countOf(org.Truth()) + len(org.Truth().Records["LoginEvent"])
	e.waitFor("all events, and some idle polls", func() bool { return len(e.events()) == total && idle() >= 6 })
	before, began := org.Requests(), time.Now()
	e.mu.Lock()
	start := idle()
	e.mu.Unlock()
	e.waitFor("ten rounds of two objects", func() bool { return idle() >= start+2*rounds })
	after := org.Requests()
	passed := int(time.Since(began)/interval) + 1
	for kind, count := range after {
		made := count - before[kind]
		if kind == orgsim.RequestQuery {
			if made > 3*(passed+1) || made < 3*(rounds-1) {
				t.Errorf("%d queries of 3 sources in %d rounds", made, passed)
			}
		} else if made != 0 {
			t.Errorf("%d requests of the kind %s", made, kind)
		}
	}
}
