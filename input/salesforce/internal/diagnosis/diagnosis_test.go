package diagnosis

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestTheChecksOfAHealthyOrgAreAllWellAndInOrder(t *testing.T) {
	o := newOrg(t, orgsim.Options{Seed: 1, Days: 2, RowsPerHour: 20, EventTypes: []string{"Login"}})
	var names []Name
	for _, c := range diagnose(t, o.input) {
		names = append(names, c.Name)
		if c.Status != OK {
			t.Errorf("%s %q is %s: %s", c.Name, c.Subject, c.Status, c.Found)
		}
	}
	want := []Name{Network, Credentials, Clock, SignIn, User, APIVersion, Permission, Permission, Permission, LogFiles, EventType, Record, APIRequests, Cost}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	if signIns := o.Requests()[orgsim.RequestToken]; signIns != 1 {
		t.Errorf("%d sign-ins, want 1", signIns)
	}
}

func TestClocks(t *testing.T) {
	for _, tt := range []struct {
		ahead  time.Duration
		status Status
		words  string
	}{
		{0, OK, "equal"},
		{30 * time.Second, OK, "behind the org's"},
		{5 * time.Minute, Warning, "5m behind the org's"},
		{-2 * time.Hour, Warning, "ahead of the org's"},
	} {
		o := newOrg(t, orgsim.Options{Empty: true, Now: func() time.Time { return time.Now().Add(tt.ahead) }})
		all := diagnose(t, o.input)
		all.of(t, Clock, "").says(t, tt.status, tt.words)
		all.of(t, SignIn, "").says(t, OK) // heeds the difference
	}
}

func TestTheUserMayBeHiddenAndThatIsNoFault(t *testing.T) {
	o := newOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 5})
	diagnose(t, o.input).of(t, User, "").says(t, OK, o.Username(), "Standard", `profile "Minimum Access`)

	o = newOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 5, Lacks: []orgsim.Permission{orgsim.ViewSetup}})
	if c := diagnose(t, o.input).of(t, User, ""); strings.Contains(c.Found, "profile") || c.Status != OK {
		t.Errorf("without the right to see profiles: %+v", c)
	}

	o.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.RawQuery, "FROM+User+") {
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`[{"message":"no access","errorCode":"INSUFFICIENT_ACCESS"}]`))
		return true
	})
	all := diagnose(t, o.input)
	all.of(t, User, "").says(t, Skipped, "may not be read", "INSUFFICIENT_ACCESS")
	all.of(t, APIVersion, "").says(t, OK)
}

func TestVersions(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true, NewestVersion: 62})
	for _, tt := range []struct {
		version string
		status  Status
		words   []string
	}{
		{"", OK, []string{"62.0, the newest", "31.0 to 62.0"}},
		{"58.0", OK, []string{"58.0 as configured"}},
		{"21.0", Failed, []string{"version 21.0", "retired", "remove version"}},
		{"67.0", Failed, []string{"version 67.0", "older than this version", "remove version"}},
	} {
		o.input.use(tt.version)
		all := diagnose(t, o.input)
		all.of(t, APIVersion, "").says(t, tt.status, tt.words...)
		if tt.status == Failed {
			all.of(t, Record, "SetupAuditTrail").says(t, Skipped, "the org does not have the API version")
			all.of(t, User, "").says(t, Skipped)
		}
	}
	o = newOrg(t, orgsim.Options{Empty: true, NewestVersion: 70})
	diagnose(t, o.input).of(t, APIVersion, "").says(t, OK, "67.0, the newest that this collector knows", "31.0 to 70.0")
}

func TestPermissionsThatThisConfigurationNeeds(t *testing.T) {
	objects := []ObjectSource{
		{Name: "LoginEvent", Interval: time.Hour},
		{Name: "LoginHistory", Interval: time.Hour},
		{Name: "LoginGeo", Interval: time.Hour},
		{Name: "RestApiEventLog", Interval: time.Hour},
		{Name: "SetupAuditTrail", Interval: time.Hour},
		{Name: "ApiAnomalyEventStore", Interval: time.Hour, Optional: true},
	}
	for _, tt := range []struct {
		lacks  []orgsim.Permission
		label  string
		status Status
		words  []string
	}{
		{nil, apiEnabled, OK, nil},
		{nil, viewEventLogFiles, OK, []string{"event log files"}},
		{[]orgsim.Permission{orgsim.ViewEventLogFiles}, viewEventLogFiles, OK, []string{"by View All Data"}},
		{[]orgsim.Permission{orgsim.ViewEventLogFiles, orgsim.ViewAllData}, viewEventLogFiles, Failed, []string{"not granted", "give the user View Event Log Files"}},
		{nil, viewRealTimeEvents, OK, []string{"LoginEvent"}},
		{[]orgsim.Permission{orgsim.ViewRealTimeEvents}, viewRealTimeEvents, Failed, []string{"give the user View Real-Time Event Monitoring Data"}},
		{[]orgsim.Permission{orgsim.ViewEventLogObjectData}, viewEventLogObjects, Failed, []string{"RestApiEventLog"}},
		{[]orgsim.Permission{orgsim.ViewSetup}, viewSetup, Warning, []string{"SetupAuditTrail"}},
		{[]orgsim.Permission{orgsim.MonitorLoginHistory}, monitorLoginHistory, OK, []string{"by Manage Users"}},
		{[]orgsim.Permission{orgsim.MonitorLoginHistory, orgsim.ManageUsers}, monitorLoginHistory, Warning, []string{"no sign-ins but their own"}},
		{[]orgsim.Permission{orgsim.ManageUsers}, manageUsers, Warning, []string{"LoginGeo"}},
	} {
		o := newOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 5, Lacks: tt.lacks})
		o.input.Objects = objects
		diagnose(t, o.input).of(t, Permission, tt.label).says(t, tt.status, tt.words...)
	}
}

func TestPermissionsThatNobodyNeedsAreNotJudged(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true, Lacks: []orgsim.Permission{orgsim.ViewEventLogFiles, orgsim.ViewAllData, orgsim.ViewRealTimeEvents}})
	o.input.LogFiles = nil
	o.input.Objects = []ObjectSource{{Name: "LoginAnomalyEventStore", Interval: time.Hour, Optional: true}}
	all := diagnose(t, o.input)
	for _, c := range all {
		if c.Name == Permission && c.Subject != apiEnabled || c.Status == Failed {
			t.Errorf("judged: %+v", c)
		}
	}
	all.of(t, Record, "LoginAnomalyEventStore").says(t, Skipped, "the configuration does not name it")
}

func TestPermissionsThatTheOrgDoesNotNameCannotBeTold(t *testing.T) {
	var answer atomic.Int32
	answer.Store(http.StatusNotFound)
	o := newOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 5})
	o.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/UserPermissionAccess/describe") {
			return false
		}
		status := int(answer.Load())
		w.WriteHeader(status)
		if status == http.StatusNotFound {
			_, _ = w.Write([]byte(`[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`))
			return true
		}
		_, _ = w.Write([]byte(`{"name":"UserPermissionAccess","fields":[{"name":"Id","label":"Id"},{"name":"PermissionsViewSetup","label":"API enabled"}]}`))
		return true
	})
	all := diagnose(t, o.input)
	all.of(t, Permission, viewEventLogFiles).says(t, Skipped, "unknown")
	all.of(t, LogFiles, "").says(t, OK)

	// A field that the org does not have is not asked for: the query would fail. One
	// under another name is found by its label.
	answer.Store(http.StatusOK)
	all = diagnose(t, o.input)
	all.of(t, Permission, viewEventLogFiles).says(t, Skipped, "unknown")
	all.of(t, Permission, apiEnabled).says(t, OK, "granted")
}

func TestLogFilesOfEachKind(t *testing.T) {
	week := orgsim.Options{Seed: 1, Days: 3, RowsPerHour: 30, EventTypes: []string{"Login", "Logout", "API"}, DailyDelay: time.Second}
	noHourly := week
	noHourly.NoHourlyFiles = true
	for _, tt := range []struct {
		name     string
		options  orgsim.Options
		interval string
		types    []string
		status   Status
		words    []string
	}{
		{"hourly where there are some", week, "auto", nil, OK, []string{"hourly, "}},
		{"daily where asked for", week, "daily", nil, OK, []string{"daily as configured"}},
		{"both", week, "both", nil, OK, []string{"hourly and daily"}},
		{"daily where there is nothing else", noHourly, "auto", nil, OK, []string{"daily only"}},
		{"hourly where there are none", noHourly, "hourly", nil, Warning, []string{"no hourly files", "set log_interval to auto"}},
		{"none at all", orgsim.Options{Empty: true}, "auto", nil, Warning, []string{"none in the last 3 days", "Event Monitoring", "wait a day"}},
		{"none of the chosen types", week, "auto", []string{"Report"}, Warning, []string{"none in the last 3 days"}},
		{"hidden", orgsim.Options{Empty: true, Lacks: []orgsim.Permission{orgsim.ViewEventLogFiles, orgsim.ViewAllData}}, "auto", nil, Failed, []string{"'EventLogFile' is not supported", "hides them", "give the user View Event Log Files"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOrg(t, tt.options)
			o.input.LogFiles.LogInterval, o.input.LogFiles.EventTypes = tt.interval, tt.types
			all := diagnose(t, o.input)
			all.of(t, LogFiles, "").says(t, tt.status, tt.words...)
			all.of(t, Record, "SetupAuditTrail") // goes on
		})
	}
}

func TestEventTypesAndTheirFiles(t *testing.T) {
	o := newOrg(t, orgsim.Options{Seed: 1, Days: 2, RowsPerHour: 30, EventTypes: []string{"Login", "Logout"}})
	o.input.LogFiles.EventTypes = []string{"login", "Report", "Logn", "CorsViolation", "QuiteOther"}
	all := diagnose(t, o.input)
	all.of(t, EventType, "Login").says(t, OK, "newest file")
	all.of(t, EventType, "Report").says(t, Warning, "no file", "license")
	all.of(t, EventType, "Logn").says(t, Warning, "unknown event type", "does not know the event type", "did you mean Login?")
	all.of(t, EventType, "QuiteOther").says(t, Warning, "unknown event type", "spelling")
	all.of(t, EventType, "CorsViolation").says(t, Warning, "no file", "need no add-on license")
	for _, c := range all {
		if (c.Subject == "Logn" || c.Subject == "CorsViolation") && strings.Contains(c.Remedy, "check the license") {
			t.Errorf("the license is not what is missing: %+v", c)
		}
		if c.Subject == "Logout" {
			t.Errorf("an event type that is not collected: %+v", c)
		}
	}
	o.input.LogFiles.EventTypes, o.input.LogFiles.ExcludeEventTypes = nil, []string{"LOGIN"}
	for _, c := range diagnose(t, o.input) {
		if c.Subject == "Login" {
			t.Errorf("an event type that is excluded: %+v", c)
		}
	}
}

func TestObjects(t *testing.T) {
	seeded := orgsim.Options{Seed: 1, Days: 2, RowsPerHour: 60, EventTypes: []string{"Login"}, DetectionDelay: orgsim.NoDelay()}
	hidden := seeded
	hidden.Lacks = []orgsim.Permission{orgsim.ViewRealTimeEvents, orgsim.ViewEventLogObjectData, orgsim.ViewSetup}
	none := orgsim.Options{Empty: true}
	undated := seeded
	for _, field := range []string{"CreatedDate", "SystemModstamp", "LastModifiedDate"} {
		undated.NotFilterable = append(undated.NotFilterable, "ApiAnomalyEventStore."+field)
	}
	for _, tt := range []struct {
		name     string
		options  orgsim.Options
		object   string
		optional bool
		status   Status
		words    []string
	}{
		{"big", seeded, "LoginEvent", false, OK, []string{"newest record", "by EventDate, delay 2m, lookback 7m, kept 180d"}},
		{"log", seeded, "RestApiEventLog", false, OK, []string{"newest record", "by Timestamp, delay 2m, lookback 7m, kept 30d, a query spans at most 15d"}},
		{"detections", seeded, "ApiAnomalyEventStore", false, OK, []string{"newest record", "by CreatedDate", "kept 180d"}},
		{"without a date of creation", undated, "ApiAnomalyEventStore", false, Warning, []string{"by EventDate", "set lookback"}},
		{"one date of many", seeded, "ActivityFieldHistory", false, OK, []string{"readable; collected by ChangedDate"}},
		{"not by time", seeded, "FieldHistoryArchive", false, Failed, []string{"cannot be collected by time", "FieldHistoryType", "remove it from names"}},
		{"standard", seeded, "LoginHistory", false, OK, []string{"newest record"}},
		{"not in the catalog", seeded, "User", false, OK, []string{"newest record"}},
		{"big and empty", none, "LoginEvent", false, Warning, []string{"empty", "Event Manager", "Enable Storage"}},
		{"threats and empty", none, "LoginAnomalyEventStore", false, OK, []string{"nothing was detected"}},
		{"standard and empty", none, "SetupAuditTrail", false, Warning, []string{"empty", viewSetup}},
		{"hidden", hidden, "LoginEvent", false, Failed, []string{"INVALID_TYPE", "hides it", viewRealTimeEvents, "Event Manager"}},
		{"hidden and optional", hidden, "LoginAnomalyEventStore", true, Skipped, []string{"skipped because"}},
		{"hidden setup", hidden, "SetupAuditTrail", false, Failed, []string{viewSetup}},
		{"hidden log", hidden, "LoginEventLog", false, Failed, []string{viewEventLogObjects}},
		{"misspelled", seeded, "LoginEvnt", false, Failed, []string{"NOT_FOUND", "check the name: did you mean LoginEvent?"}},
		{"a stream", seeded, "LoginEventStream", false, Failed, []string{"check the name"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOrg(t, tt.options)
			o.input.Objects = []ObjectSource{{Name: tt.object, Interval: time.Hour, Delay: 2 * time.Minute, Lookback: 7 * time.Minute, Optional: tt.optional}, {Name: "LoginHistory", Interval: time.Hour}}
			all := diagnose(t, o.input)
			all.of(t, Record, tt.object).says(t, tt.status, tt.words...)
			if c := all.of(t, Record, "LoginHistory"); c.Status == Skipped {
				t.Errorf("one object ended the rest: %+v", c)
			}
		})
	}
}

func TestObjectIsWellOnlyIfWhatItsCollectorAsksIsAnswered(t *testing.T) {
	o := newOrg(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 60, EventTypes: []string{"Login"}})
	o.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if query := r.URL.Query().Get("q"); !strings.Contains(query, "FROM LoginEvent") || strings.Contains(query, "SELECT EventDate FROM") {
			return false
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`[{"message":"too many fields","errorCode":"MALFORMED_QUERY"}]`))
		return true
	})
	o.input.Objects = []ObjectSource{{Name: "LoginEvent", Interval: time.Hour}}
	diagnose(t, o.input).of(t, Record, "LoginEvent").says(t, Failed, "too many fields")
}

func TestAPIRequestsThatAreLeft(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options orgsim.Options
		fault   string
		status  Status
		words   []string
	}{
		{"many", orgsim.Options{}, "", OK, []string{"left of 100,000"}},
		{"by the header", orgsim.Options{Lacks: []orgsim.Permission{orgsim.ViewSetup}}, "", OK, []string{"left of 100,000", "by the header"}},
		{"not told", orgsim.Options{Lacks: []orgsim.Permission{orgsim.ViewSetup}}, "limit-info:form=absent", Skipped, []string{"not known", viewSetup}},
		{"few", orgsim.Options{DailyRequests: 110}, "", Warning, []string{"soon refuse", "lengthen its intervals"}},
		{"none", orgsim.Options{}, "request-limit", Failed, []string{"0 left of 100,000", "used up"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.options.Empty = true
			o := newOrg(t, tt.options)
			inject(t, o, tt.fault)
			for range tt.options.DailyRequests - 15 {
				if _, err := o.input.Client.Limits(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			diagnose(t, o.input).of(t, APIRequests, "").says(t, tt.status, tt.words...)
		})
	}
}

func TestCost(t *testing.T) {
	for _, tt := range []struct {
		interval time.Duration
		requests int
		status   Status
		words    []string
	}{
		{time.Hour, 100_000, OK, []string{"about 48 requests a day", "less than 0.1 % of the org's", "24 to look for log files", "24 for 1 object"}},
		{time.Minute, 15_000, Warning, []string{"about 2,880 requests", "19 %", "raise event_log_file.interval, which is 1m"}},
		{time.Second, 100_000, Failed, []string{"about 172,800 requests", "173 %", "more than the org allows"}},
	} {
		o := newOrg(t, orgsim.Options{Empty: true, DailyRequests: tt.requests})
		o.input.LogFiles.Interval, o.input.Objects[0].Interval = tt.interval, tt.interval
		diagnose(t, o.input).of(t, Cost, "").says(t, tt.status, tt.words...)
	}
}

func TestTheShareThatTheInputMayMake(t *testing.T) {
	for _, tt := range []struct {
		share  float64
		status Status
		words  []string
	}{
		{0.5, Warning, []string{"about 2,880 requests", "other integrations"}},
		{0.1, Warning, []string{"about 2,880 requests", "resource.api_share lets it make 1,500", "polls become less frequent", "raise resource.api_share, or raise event_log_file.interval"}},
	} {
		o := newOrg(t, orgsim.Options{Empty: true, DailyRequests: 15_000})
		o.input.LogFiles.Interval, o.input.Objects[0].Interval, o.input.Share = time.Minute, time.Minute, tt.share
		all := diagnose(t, o.input)
		all.of(t, Cost, "").says(t, tt.status, tt.words...)
		all.of(t, APIRequests, "").says(t, OK, "of which resource.api_share lets this input make")
	}
}

func TestCostCountsTheFilesOfTheBusiestDay(t *testing.T) {
	o := newOrg(t, orgsim.Options{Seed: 1, Days: 3, RowsPerHour: 100, EventTypes: []string{"Login"}, FileDelay: time.Second})
	// One file an hour, and some late ones.
	diagnose(t, o.input).of(t, Cost, "").says(t, OK, "for log files")
	if c := diagnose(t, o.input).of(t, Cost, ""); strings.Contains(c.Found, " 0 for log files") {
		t.Errorf("no files: %+v", c)
	}
	o.input.LogFiles.LogInterval = "both"
	diagnose(t, o.input).of(t, Cost, "").says(t, OK, "48 to look for log files")
}

func TestARefusalThatMeetsEverythingBlocksWhatFollows(t *testing.T) {
	for _, tt := range []struct{ fault, reason string }{
		{"request-limit", "no more requests today"},
		{"session-not-for-rest", "does not accept the session"},
		{"session-expired", "does not accept the session"},
		{"forbidden:code=API_CURRENTLY_DISABLED", "may not use the API"},
		{"forbidden:code=API_DISABLED_FOR_ORG", "may not use the API"},
	} {
		o := newOrg(t, orgsim.Options{Empty: true})
		inject(t, o, tt.fault)
		all := diagnose(t, o.input)
		all.of(t, User, "").says(t, Failed)
		all.of(t, Record, "SetupAuditTrail").says(t, Skipped, tt.reason)
		if failed := all.count(Failed); failed > 2 { // the requests that are left may be another
			t.Errorf("%s: %d checks failed:\n%s", tt.fault, failed, all)
		}
	}
}

func TestAnotherOrgThanTheOneThatIsMeant(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	other := newOrg(t, orgsim.Options{Empty: true})
	o.input.URL = other.input.URL
	all := diagnose(t, o.input)
	all.of(t, SignIn, "").says(t, Warning, "regardless of url", "token_url")
	if n := all.named(Network); n != 2 {
		t.Errorf("%d hosts were looked at, want those of tokens and url:\n%s", n, all)
	}
}

// The instance that the token names is looked at before anything is asked of it.
func TestTheInstanceHostIsLookedAtToo(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true, InstanceURL: "https://instance.invalid"})
	all := diagnose(t, o.input)
	all.of(t, Network, "instance.invalid").says(t, Failed, "DNS")
	all.of(t, APIVersion, "").says(t, Skipped, "the org's host cannot be reached")
}

func TestTheEndOfTheContextEndsItAtOnce(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	ctx, cancel := context.WithCancel(t.Context())
	o.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		if orgsim.RequestKind(r) == orgsim.RequestLimits {
			cancel()
			<-r.Context().Done()
			return true
		}
		return false
	})
	var last Name
	began := time.Now()
	err := Run(ctx, o.input, func(c Check) { last = c.Name })
	if !errors.Is(err, context.Canceled) || last != Record || time.Since(began) > 5*time.Second {
		t.Errorf("it ended with %v after %v, the last check was %s", err, time.Since(began), last)
	}
}

func (all checks) count(status Status) int {
	n := 0
	for _, c := range all {
		if c.Status == status {
			n++
		}
	}
	return n
}

func (all checks) named(name Name) int {
	n := 0
	for _, c := range all {
		if c.Name == name {
			n++
		}
	}
	return n
}

func inject(t *testing.T, o *org, fault string) {
	t.Helper()
	if fault == "" {
		return
	}
	parsed, err := orgsim.ParseFault(fault, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Inject(parsed); err != nil {
		t.Fatal(err)
	}
}
