package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// serveMetrics makes a beat that is not running yet serve its metrics, and returns how
// to get those of its salesforce inputs, by id.
func (b *beat) serveMetrics() func() map[string]map[string]any {
	b.t.Helper()
	base := b.serveHTTP()
	return func() map[string]map[string]any {
		b.t.Helper()
		var all []map[string]any
		if !b.get(base+"/inputs/?type=salesforce", &all) {
			return nil
		}
		byID := make(map[string]map[string]any)
		for _, one := range all {
			byID[one["id"].(string)] = one
		}
		return byID
	}
}

// serveHTTP makes a beat that is not running yet serve its metrics, and returns the URL.
func (b *beat) serveHTTP() string {
	b.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	if err := listener.Close(); err != nil {
		b.t.Fatal(err)
	}
	path := filepath.Join(b.Home, "filebeat.yml")
	config, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	config = append(config, fmt.Sprintf("http.enabled: true\nhttp.port: %d\n", address.Port)...)
	config = []byte(strings.Replace(string(config), "  metrics.enabled: false\n", "  metrics: {enabled: true, period: 1s, namespaces: [stats, dataset]}\n", 1))
	if err := os.WriteFile(path, config, 0o600); err != nil {
		b.t.Fatal(err)
	}
	return "http://" + address.String()
}

// get decodes what a beat answers, and reports whether it did: at first it is not
// listening, or not yet for this.
func (b *beat) get(url string, to any) bool {
	b.t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return false
	}
	if err := json.NewDecoder(answer.Body).Decode(to); err != nil {
		b.t.Fatal(err)
	}
	return true
}

func TestMetricsSayWhatWasCollected(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 31, Now: standing(), Days: 2, RowsPerHour: 20, DailyDelay: -1})
	b := newBeat(t, org.hourly())
	scrape := b.serveMetrics()
	files, rows, length := 0, 0, 0
	var created, happened time.Time
	for _, file := range org.Truth().LogFiles {
		if file.Interval == orgsim.Hourly {
			files, rows, length = files+1, rows+len(file.Rows), length+file.Length
			if file.CreatedDate.After(created) {
				created = file.CreatedDate
			}
		}
	}
	total := 0
	for _, n := range held(org.Truth(), orgsim.Hourly) {
		total += n
	}
	b.Start()
	b.waitForEvents(total)
	host := strings.TrimPrefix(org.url, "http://")
	number := func(of, name string) float64 {
		value, ok := scrape()[of][name].(float64)
		if !ok {
			t.Fatalf("%s has no number %s: %v", of, name, scrape()[of])
		}
		return value
	}
	source := "e2e::" + host + "::event_log_file"
	if !b.settles(patience, func() bool {
		return number(source, "events_acknowledged_total") == float64(rows) && number(source, "polls_total") > 0
	}) {
		t.Fatalf("of %d rows, %v: %v", rows, number(source, "events_acknowledged_total"), scrape()[source])
	}
	for _, one := range b.events() {
		if one.Salesforce.LogFile.ID != "" && one.Timestamp.After(happened) {
			happened = one.Timestamp
		}
	}
	requests := org.Requests()
	for of, want := range map[string]map[string]int{
		source: {
			"files_collected_total": files, "files_pending_gauge": 0, "files_listed_gauge": files, "files_failed_total": 0, "files_set_aside_total": 0,
			"rows_total": rows, "bytes_total": length, "records_total": 0,
			"events_published_total": rows, "events_unacknowledged_gauge": 0,
			"watermark_seconds_gauge": int(created.Unix()), "newest_event_seconds_gauge": int(happened.Unix()),
			"polls_failed_total": 0,
		},
		"e2e::" + host + "::LoginEvent": {
			"records_total": len(org.Truth().Records["LoginEvent"]), "events_published_total": len(org.Truth().Records["LoginEvent"]), "polls_total": 1,
		},
		"e2e": {
			"requests_query_total": requests[orgsim.RequestQuery], "requests_page_total": requests[orgsim.RequestQueryMore],
			"requests_body_total": requests[orgsim.RequestLogFile], "requests_body_failed_total": 0,
			"sign_ins_total": requests[orgsim.RequestToken], "session_generation_gauge": 1, "retries_total": 0,
		},
	} {
		for name, value := range want {
			if got := number(of, name); got != float64(value) {
				t.Errorf("%s of %s is %v, want %d", name, of, got, value)
			}
		}
	}
	if lag, want := number(source, "watermark_lag_seconds_gauge"), time.Since(created).Seconds(); lag < want-30 || lag > want+30 {
		t.Errorf("the watermark is %v seconds old, want %v", lag, want)
	}
	if used, limit, left := number("e2e", "api_requests_used_gauge"), number("e2e", "api_requests_limit_gauge"), number("e2e", "api_requests_left_gauge"); used < float64(files) || used+left != limit {
		t.Errorf("of %v requests %v are used and %v left", limit, used, left)
	}
	distribution, _ := scrape()[source]["file_bytes"].(map[string]any)
	sizes, _ := distribution["histogram"].(map[string]any)
	if sizes["count"] != float64(files) || sizes["sum"] != float64(length) {
		t.Errorf("sizes of files are %v", sizes)
	}
	if len(scrape()) != 2+len(objects) {
		t.Errorf("%d entries, want one for the input and each source", len(scrape()))
	}
	b.waitFor("metrics in the log", func() bool { return strings.Contains(b.Log(), `"events_acknowledged_total"`) })
	limit := fmt.Sprintf(`"api_requests_limit_gauge":%.0f`, number("e2e", "api_requests_limit_gauge"))
	b.waitFor("gauges in the log, as they are in each line", func() bool { return strings.Count(b.Log(), limit) > 1 })
	b.Stop()
}

func TestMetricsSayWhatFailed(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 32, Now: standing(), Days: 1, RowsPerHour: 5, DailyDelay: -1})
	var failing atomic.Int32
	failing.Store(3)
	org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if orgsim.RequestKind(r) != orgsim.RequestLogFile || failing.Add(-1) < 0 {
			return false
		}
		http.Error(w, "", http.StatusServiceUnavailable)
		return true
	})
	b := newBeat(t, strings.Replace(org.hourly(), "settle: 0s", "settle: 0s\n      workers: 1", 1))
	scrape := b.serveMetrics()
	b.Start()
	b.waitFor("the failures", func() bool {
		of := scrape()["e2e"]
		return of["requests_body_failed_total"] == 3.0 && of["requests_failed_transient_total"] == 3.0 && of["retries_total"] == 3.0
	})
	b.Stop()
}

func TestASignInThatIsRefusedIsCounted(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true, Faults: []orgsim.Fault{{Kind: orgsim.SignInRefused, Form: "authentication"}}})
	b := newBeat(t, org.hourly())
	scrape := b.serveMetrics()
	b.Start()
	b.waitFor("a sign-in that failed", func() bool { return scrape()["e2e"]["sign_ins_failed_total"] == 1.0 })
	if entry := scrape()["e2e"]; entry["sign_ins_total"] != 0.0 || entry["session_generation_gauge"] != 0.0 {
		t.Errorf("%v sign-ins, generation %v", entry["sign_ins_total"], entry["session_generation_gauge"])
	}
	b.Stop()
}

// movedElsewhere are metrics that take long to move, or an org that says what is no
// record, and the tests in which they do.
var movedElsewhere = map[string]string{
	"files_missing_total":    "logfile TestAFileThatIsGoneIsSkippedWithAWarning",
	"sign_ins_failed_total":  "TestASignInThatIsRefusedIsCounted",
	"files_set_aside_total":  "logfile TestAPoisonFileIsSetAsideWithAnEventAndHoldsUpNoOther",
	"records_left_out_total": "record TestARecordThatIsNoneDoesNotHoldUpTheOthers",

	"audit_found_total":             "record TestAuditFindsRecordsThatShowLaterThanTheLookback",
	"audit_windows_differing_total": "record TestAuditFindsRecordsThatShowLaterThanTheLookback",
}

// Each metric that docs/metrics.md tells of can be read at /inputs/, and moves.
func TestEachMetricMoves(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "metrics.md"))
	if err != nil {
		t.Fatal(err)
	}
	wanted := make(map[string]bool)
	for _, found := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| (total|gauge|moment|distribution) ").FindAllStringSubmatch(string(page), -1) {
		if found[2] == "moment" {
			wanted[found[1]+"_seconds_gauge"], wanted[found[1]+"_lag_seconds_gauge"] = true, true
		} else {
			wanted[found[1]] = true
		}
	}
	if len(wanted) < 50 {
		t.Fatalf("the page tells of %d metrics", len(wanted))
	}
	once := func(kind orgsim.FaultKind, requests ...string) orgsim.Fault {
		return orgsim.Fault{Kind: kind, Requests: requests, Times: 1}
	}
	org := startOrg(t, orgsim.Options{
		Seed: 33, Days: 1, RowsPerHour: 40, EventTypes: []string{"Login", "URI"}, FileDelay: -1, DailyDelay: -1, PageSize: 20, DailyRequests: 5000,
		Faults: []orgsim.Fault{
			once(orgsim.ServerError, orgsim.RequestVersions), once(orgsim.ServerError, orgsim.RequestQuery),
			once(orgsim.ServerError, orgsim.RequestQueryMore), once(orgsim.ServerError, orgsim.RequestLogFile),
			once(orgsim.ConcurrentLimit), once(orgsim.SessionExpired),
			// Not of the poisoned file, of which no row comes before the cut.
			{Kind: orgsim.CutBody, EventTypes: []string{"Login"}, Fraction: 0.9, Times: 3},
			{Kind: orgsim.Poison, EventTypes: []string{"Logout"}},
			{Kind: orgsim.LocatorDeath, Objects: []string{"SetupAuditTrail"}, Times: 1},
			{Kind: orgsim.QueryTimeout, Objects: []string{"LoginEvent"}, Times: 1},
			{Kind: orgsim.Forbidden, Objects: []string{"LoginHistory"}},
			{Kind: orgsim.RaggedRows, EventTypes: []string{"URI"}},
		},
	})
	add := func(eventType string, age time.Duration) {
		t.Helper()
		created := time.Now().Add(-age).UTC()
		_, err := org.AddLogFile(orgsim.LogFileSpec{
			EventType: eventType, LogDate: created.Add(-time.Hour).Truncate(time.Hour), CreatedDate: created,
			Columns: []string{"EVENT_TYPE", "TIMESTAMP"}, Rows: [][]string{{eventType, created.Add(-time.Hour).Format("20060102150405.000")}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("Logout", 10*time.Minute) // which is poisoned
	for range 60 {
		if _, err := org.AddRecord("SetupAuditTrail", map[string]any{"CreatedDate": time.Now().Add(-50 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	stanza := strings.Replace(org.everything("hourly"), "settle: 0s", "settle: 1m\n      lookback: 6h", 1)
	stanza = strings.Replace(stanza, "  preserve_original_event", "  resource.retry: {wait_min: 10ms, wait_max: 50ms}\n  preserve_original_event", 1)
	b := newBeat(t, stanza+"\n  processors: [{drop_event: {when: {equals: {salesforce.object: SetupAuditTrail}}}}]")
	scrape := b.serveMetrics()
	b.Start()
	moved := make(map[string]bool)
	stays := func() []string {
		return slices.DeleteFunc(slices.Sorted(maps.Keys(wanted)), func(name string) bool { return moved[name] || movedElsewhere[name] != "" })
	}
	young, late, passed := time.Now(), false, false
	b.settles(patience, func() bool {
		if time.Since(young) > 5*time.Second {
			// A file that has to wait, and so is pending.
			if org.Grow(20) > 0 {
				young = time.Now()
			}
		}
		if passed && !late { // it is older than the watermark
			add("Login", 4*time.Hour)
			late = true
		}
		if slices.Equal(stays(), []string{"requests_failed_daily_limit_total", "requests_withheld_total"}) {
			// After this nothing is asked for a while.
			if _, err := org.Inject(once(orgsim.RequestLimit, orgsim.RequestQuery)); err != nil {
				t.Fatal(err)
			}
		}
		for _, entry := range scrape() {
			if lag, ok := entry["watermark_lag_seconds_gauge"].(float64); ok && entry["files_collected_total"] != 0.0 {
				passed = passed || lag > 0 && lag < 2*60*60
			}
			for name, value := range entry {
				if distribution, ok := value.(map[string]any); ok {
					value = distribution["histogram"].(map[string]any)["count"]
				}
				if number, ok := value.(float64); ok && number != 0 {
					moved[name] = true
				}
			}
		}
		return len(stays()) == 0
	})
	if left := stays(); len(left) > 0 {
		t.Errorf("these did not move: %q", left)
	}
	b.Stop()
}
