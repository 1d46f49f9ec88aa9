package orgsim_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// eventLogNames are the event log objects that Salesforce documents, without
// EventLog.
func eventLogNames() []string {
	return strings.Fields(`AnalyticsChange AnalyticsDownload AnalyticsInteract AnalyticsPerf ApexCallout ApexExecution
		ApexExtlCallout ApexRestApi ApexSoapApi ApexTrigger ApexUnexpectedExcp ApiTotalUsage AsyncReportRun AuraRequest BulkApi
		BulkApi2 ConcurApexLimit ContentTransfer DatabaseSave FlowNavMetric InsufficientAccess InvocableAction
		KnowledgeArticle LightningLogger LightningPageView Login LoginAs MetadataApiOp NamedCredential PackageInstall
		PermissionUpdate Report RestApi SandboxStatus Search SearchClick Site SoapApi TransactionSecurity
		UiAgentInteraction UniqueQuery Uri VisualforceRequest`)
}

// offered are the objects that describe global lists at a version, and whose
// name ends in EventLog.
func (c *client) offered(version string) []string {
	c.t.Helper()
	list, _ := c.get("/services/data/" + version + "/sobjects/").object(c.t)["sobjects"].([]any)
	var names []string
	for _, one := range list {
		if name, _ := one.(map[string]any)["name"].(string); strings.HasSuffix(name, "EventLog") {
			names = append(names, strings.TrimSuffix(name, "EventLog"))
		}
	}
	return names
}

func TestTheEventLogObjectsOfAnOrg(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, EventLogDelay: orgsim.NoDelay(), NewEventLogObjects: []string{"FooBarEventLog"}})
	want := append(eventLogNames(), "FooBar")
	slices.Sort(want)
	got := c.offered("v67.0")
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the org offers %q, want %q", got, want)
	}
	if older := c.offered("v63.0"); slices.Contains(older, "UniqueQuery") || slices.Contains(older, "DatabaseSave") || !slices.Contains(older, "SandboxStatus") {
		t.Errorf("at version 63 the org offers %q", older)
	}
	for _, name := range want {
		object := name + "EventLog"
		if _, err := c.org.AddRecord(object, map[string]any{"RequestIdentifier": "r-1"}); err != nil {
			t.Fatal(err)
		}
		response := c.get("/services/data/v67.0/query?q=SELECT+FIELDS(STANDARD)+FROM+" + object)
		if response.status != http.StatusOK || !strings.Contains(response.body, `"Id":"000000000000000AAA"`) ||
			!strings.Contains(response.body, `"Timestamp":"2026-03-18T12:30:15.250+0000"`) || strings.Contains(response.body, "CreatedDate") {
			t.Errorf("%s is answered with %d, %s", object, response.status, response.body)
		}
	}
	for name, options := range map[string]orgsim.Options{
		"off Hyperforce":         {Empty: true, NoEventLogObjects: true, NewEventLogObjects: []string{"FooBarEventLog"}},
		"without the permission": {Empty: true, Lacks: []orgsim.Permission{orgsim.ViewEventLogObjectData}},
	} {
		c := newClient(t, options)
		if got := c.offered("v67.0"); len(got) > 0 {
			t.Errorf("%s the org offers %q", name, got)
		}
		for _, object := range []string{"LoginEventLog", "ReportEventLog", "FooBarEventLog"} {
			response := c.query("SELECT Timestamp FROM " + object)
			if code, _ := response.refusal(t); code != "INVALID_TYPE" {
				t.Errorf("%s %s is refused with %s", name, object, code)
			}
			if status := c.get("/services/data/v67.0/sobjects/" + object + "/describe").status; status != http.StatusNotFound {
				t.Errorf("%s describing %s has status %d", name, object, status)
			}
		}
	}
	if _, err := orgsim.New(orgsim.Options{Empty: true, NewEventLogObjects: []string{"FooBar"}}); err == nil {
		t.Error("an event log object whose name does not end in EventLog was taken")
	}
}

func TestAWeekHasRowsOfEventLogObjects(t *testing.T) {
	c := newClient(t, orgsim.Options{Seed: 1})
	now := c.clock.Now()
	was, later := c.org.Truth(), c.org.TruthAt(now.Add(time.Hour))
	for _, name := range eventLogNames() {
		records := later.Records[name+"EventLog"]
		if len(records) < 5 {
			t.Errorf("%sEventLog has %d rows", name, len(records))
		}
		for _, record := range records {
			if record["RequestIdentifier"] == nil {
				t.Errorf("a row of %s has no RequestIdentifier: %v", name, record)
			}
		}
		for _, record := range was.Records[name+"EventLog"] {
			if late := now.Sub(record["Timestamp"].(time.Time)); late < 25*time.Minute {
				t.Errorf("a row of %s shows %s after it happened", name, late)
			}
		}
	}
}

func TestRowsOfEventLogObjectsShowLateAndGo(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	start := c.clock.Now()
	for range 200 {
		if _, err := c.org.AddRecord("LoginEventLog", nil); err != nil {
			t.Fatal(err)
		}
	}
	visibleAt := start.Add(time.Minute)
	if _, err := c.org.AddRecordAt(visibleAt, "ReportEventLog", nil); err != nil {
		t.Fatal(err)
	}
	count := func(object string) int { return len(c.records("SELECT Timestamp FROM " + object)) }
	c.clock.Advance(time.Minute)
	if got := count("ReportEventLog"); got != 1 {
		t.Errorf("%d rows show when they are to, want 1", got)
	}
	c.clock.Advance(23 * time.Minute)
	if got := count("LoginEventLog"); got != 0 {
		t.Errorf("%d rows show after 24 minutes", got)
	}
	c.clock.Advance(11 * time.Minute)
	if got := count("LoginEventLog"); got < 50 || got > 150 {
		t.Errorf("%d of 200 rows show after 35 minutes, want about half", got)
	}
	c.clock.Advance(10 * time.Minute)
	if got := count("LoginEventLog"); got != 200 {
		t.Errorf("%d of 200 rows show after 45 minutes", got)
	}
	c.clock.Set(start.Add(30*24*time.Hour + time.Second))
	c.token = c.signIn()
	if got := len(c.records("SELECT Timestamp FROM LoginEventLog WHERE Timestamp >= 2026-03-18T00:00:00Z")); got != 0 || len(c.org.Truth().Records["LoginEventLog"]) != 0 {
		t.Errorf("%d rows are there after 30 days, %d in the truth", got, len(c.org.Truth().Records["LoginEventLog"]))
	}
}

func TestQueriesOfEventLogObjects(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, EventLogDelay: orgsim.NoDelay()})
	// One row a day, of 12:30:15.250 each: the first of the 17th of February.
	for day := range 30 {
		if _, err := c.org.AddRecord("LoginEventLog", map[string]any{"Timestamp": c.clock.Now().AddDate(0, 0, day-29), "CpuTime": float64(day)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		rest  string
		first float64
		count int
	}{
		{"ORDER BY Timestamp", 14, 16},
		{"ORDER BY Timestamp DESC", 29, 16},
		{"ORDER BY Timestamp ASC NULLS FIRST", 14, 16},
		{"WHERE Timestamp >= 2026-02-20T00:00:00Z ORDER BY Timestamp", 3, 15},
		{"WHERE Timestamp < 2026-03-10T00:00:00Z ORDER BY Timestamp", 6, 15},
		{"WHERE Timestamp >= 2026-02-20T00:00:00Z AND Timestamp < 2026-03-07T00:00:00Z ORDER BY Timestamp", 3, 15},
		{"WHERE Timestamp = TODAY", 29, 1},
		{"WHERE Timestamp = LAST_N_DAYS:10 ORDER BY Timestamp", 19, 11},
		{"WHERE DAY_ONLY(Timestamp) = 2026-03-10", 21, 1},
		{"WHERE DAY_ONLY(Timestamp) >= 2026-03-10 AND DAY_ONLY(Timestamp) <= 2026-03-12 ORDER BY Timestamp", 21, 3},
		{"WHERE CpuTime = 20", 20, 1},
	} {
		records := c.records("SELECT CpuTime FROM LoginEventLog " + test.rest)
		if len(records) != test.count || records[0]["CpuTime"] != test.first {
			t.Errorf("%s gives %d rows from %v on, want %d from %v", test.rest, len(records), records[0]["CpuTime"], test.count, test.first)
		}
	}
	for rest, want := range map[string]string{
		"WHERE Timestamp >= 2026-02-20T00:00:00Z AND Timestamp < 2026-03-07T00:00:01Z":                                       "MALFORMED_QUERY: more than 15 days apart",
		"WHERE Timestamp = LAST_N_DAYS:20":                                                                                   "MALFORMED_QUERY: more than 15 days apart",
		"WHERE Timestamp > 2026-03-01T00:00:00Z AND Timestamp < 2026-03-03T00:00:00Z AND Timestamp <= 2026-03-02T00:00:00Z":  "MALFORMED_QUERY: no more than two filters",
		"WHERE Timestamp > 2026-03-01T00:00:00Z OR (Timestamp = 2026-03-01T00:00:00Z AND Timestamp < 2026-03-03T00:00:00Z )": "MALFORMED_QUERY: no more than two filters",
		"WHERE UserType != 'Standard'":                           "MALFORMED_QUERY: operator != is not supported",
		"LIMIT 1 OFFSET 1":                                       "MALFORMED_QUERY: OFFSET is not supported",
		"GROUP BY UserType HAVING COUNT(Id) > 1":                 "MALFORMED_QUERY: unexpected token: 'GROUP'",
		"WHERE User.Name = 'x'":                                  "INVALID_FIELD: Didn't understand relationship 'User'",
		"WHERE CALENDAR_YEAR(Timestamp) = 2026":                  "MALFORMED_QUERY: function CALENDAR_YEAR is not supported",
		"WHERE DAY_ONLY(Timestamp) = 2026-03-10T00:00:00Z":       "INVALID_FIELD: must be of type date",
		"WHERE Timestamp = 2026-03-10":                           "INVALID_FIELD: must be of type dateTime",
		"WHERE CreatedDate > 2026-03-10T00:00:00Z":               "INVALID_FIELD: No such column 'CreatedDate'",
		"WHERE UserType = 'Standard' ORDER BY RequestIdentifier": "INVALID_FIELD: can not be sorted",
	} {
		code, message := c.query("SELECT CpuTime FROM LoginEventLog " + rest).refusal(t)
		if wantCode, wantMessage, _ := strings.Cut(want, ": "); code != wantCode || !strings.Contains(message, wantMessage) {
			t.Errorf("%s is refused with %s, %q, want %s", rest, code, message, want)
		}
	}
}
