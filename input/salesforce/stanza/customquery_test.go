package stanza

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

// Queries of users, for stanzas in one line each.
const (
	filesQuery   = `query: {default: "SELECT Id, CreatedDate, LogFile FROM EventLogFile WHERE Interval = 'Hourly'", value: "SELECT Id, CreatedDate, LogFile FROM EventLogFile WHERE Interval = 'Hourly' AND CreatedDate > [[ .cursor.event_log_file.last_event_time ]]"}, cursor.field: CreatedDate`
	trailQuery   = `query: {default: "SELECT FIELDS(STANDARD) FROM SetupAuditTrail", value: "SELECT FIELDS(STANDARD) FROM SetupAuditTrail WHERE CreatedDate > [[ .cursor.object.last_event_time ]]"}, cursor.field: CreatedDate`
	batchesQuery = `query: {default: "SELECT FIELDS(STANDARD) FROM LoginEvent", value: "SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > [[ .cursor.object.batch_start_time ]] AND EventDate <= [[ .cursor.object.batch_end_time ]]"}, cursor.field: EventDate`
	halfQuery    = `query: {default: "SELECT FIELDS(STANDARD) FROM LoginEvent", value: "SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > [[ .cursor.object.batch_start_time ]]"}, cursor.field: EventDate`
)

func filesBlock(options string) string {
	return stanzatest.SignIn + "event_monitoring_method.event_log_file: " + options
}

func objectBlock(options string) string {
	return stanzatest.SignIn + "event_monitoring_method.object: " + options
}

func TestAWrongQueryIsRefusedWithItsOptionAndValue(t *testing.T) {
	for name, tt := range map[string]struct {
		yaml string
		want []string
	}{
		"no default":                    {objectBlock(`{query.value: "SELECT Id FROM User", cursor.field: Id}`), []string{"event_monitoring_method.object.query.default: is required"}},
		"no cursor":                     {objectBlock(`{query: {default: "SELECT Id FROM User", value: "SELECT Id FROM User"}}`), []string{"event_monitoring_method.object.cursor.field: is required"}},
		"a cursor without a query":      {filesBlock(`{cursor.field: CreatedDate}`), []string{"event_log_file.cursor: requires a query"}},
		"no query":                      {objectBlock(`{query: {default: "Everything", value: "SELECT Id FROM User"}, cursor.field: Id}`), []string{`object.query.default: "Everything" is not a query that can be sent: it does not begin with SELECT`}},
		"a duration":                    {objectBlock(`{query: {default: "SELECT Id FROM User WHERE x > [[ now.Add (parseDuration '1y') ]]", value: "SELECT Id FROM User"}, cursor.field: Id}`), []string{`query.default`}},
		"a key that there is not":       {objectBlock(strings.Replace("{"+trailQuery+"}", "last_event_time", "last_time", 1)), []string{"object.query.value", ".cursor.object.last_time does not exist"}},
		"event types and a query":       {filesBlock("{event_types: [Login], " + filesQuery + "}"), []string{"event_log_file.event_types: cannot be combined with query", "remove one of them"}},
		"a log interval and a query":    {filesBlock("{log_interval: daily, initial_interval: 3d, " + filesQuery + "}"), []string{"log_interval: cannot be combined with query", "initial_interval: cannot be combined with query"}},
		"names and a query":             {objectBlock("{names: [LoginEvent], " + trailQuery + "}"), []string{"object.names: cannot be combined with query"}},
		"a first run said twice":        {objectBlock("{initial_interval: 3d, " + trailQuery + "}"), []string{"object.initial_interval: cannot be combined with query"}},
		"half a batch":                  {objectBlock("{" + halfQuery + "}"), []string{"object.query.value: must use both"}},
		"batches that are not asked":    {objectBlock("{batch.enabled: true, " + trailQuery + "}"), []string{"object.query.value: must use both"}},
		"batches that are switched off": {objectBlock("{batch.enabled: false, " + batchesQuery + "}"), []string{"object.batch.enabled: is false, but query.value uses"}},
		"batches of names":              {objectBlock("{names: [LoginEvent], batch.enabled: true}"), []string{"object.batch: requires a query"}},
		"batches that are none":         {objectBlock("{batch: {window: -5m, initial_interval: -1d, max_windows_per_run: 0}, " + batchesQuery + "}"), []string{"batch.window: must not be negative, got -5m0s", "batch.initial_interval: must not be negative, got -24h0m0s", "max_windows_per_run: must be at least 1, got 0"}},
		"a file's query for records":    {objectBlock("[{" + trailQuery + "}, {names: [], interval: 0s}]"), []string{"object.1.names: is required", "object.1.interval: must be greater than 0, got 0s"}},
		"the same object twice":         {objectBlock("[{names: [LoginEvent]}, {names: [loginevent]}]"), []string{"event_monitoring_method: two blocks collect loginevent"}},
		"the same query twice":          {objectBlock("[{" + trailQuery + "}, {interval: 1m, " + trailQuery + "}]"), []string{"two blocks collect SetupAuditTrail (query-"}},
		"all log files twice":           {filesBlock("[{event_types: [Login]}, {event_types: [API]}]"), []string{"two blocks collect event log files"}},
		"not even a block":              {objectBlock("LoginEvent"), []string{"object"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(stanzatest.Parse(t, tt.yaml))
			if err == nil {
				t.Fatal("the stanza was taken")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error does not say %q:\n%v", want, err)
				}
			}
		})
	}
}

func sourcesOf(t *testing.T, yaml string) []*Source {
	t.Helper()
	c, err := Read(stanzatest.Parse(t, yaml))
	if err != nil {
		t.Fatal(err)
	}
	sources, err := NewSources(c)
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

func TestEachBlockOfAListIsCollectedForItself(t *testing.T) {
	sources := sourcesOf(t, filesBlock("[{"+filesQuery+"}, {event_types: [Login]}, {enabled: false, event_types: [API]}]")+`
event_monitoring_method.object:
  - {`+trailQuery+`, interval: 1m}
  - {`+batchesQuery+`, batch: {enabled: true, initial_interval: 7d, window: 15m, max_windows_per_run: 1}}
  - {names: [LoginEvent, LogoutEvent], interval: 7m}
`)
	var got []string
	for _, s := range sources {
		got = append(got, strings.TrimPrefix(s.Name(), "acme.my.salesforce.com::"))
	}
	query := func(text string) string { return text[:strings.Index(text, "-")+1] }
	for n := range got {
		if strings.Contains(got[n], "query-") {
			got[n] = query(got[n])
		}
	}
	want := []string{"event_log_file::query-", "event_log_file", "SetupAuditTrail::query-", "LoginEvent::query-", "LoginEvent", "LogoutEvent"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	if batches := sources[3].Records; batches.LongestWindow != 15*time.Minute || batches.InitialInterval != 7*24*time.Hour || !batches.Query.InBatches() {
		t.Errorf("batches %+v", batches)
	}
	if sources[2].Interval != time.Minute || sources[5].Interval != 7*time.Minute {
		t.Error("the intervals are not those of the blocks")
	}
}

func TestAQueryThatIsEditedHasAStateOfItsOwn(t *testing.T) {
	before := sourcesOf(t, objectBlock("{"+trailQuery+"}"))[0].Name()
	for text, same := range map[string]bool{
		objectBlock("{interval: 1m, lookback: 1d, " + trailQuery + "}"):                                     true,
		objectBlock("{" + strings.Replace(trailQuery, "WHERE", "  WHERE  ", 1) + "}"):                       true,
		objectBlock("{" + strings.Replace(trailQuery, "WHERE", "WHERE Action = 'x' AND", 1) + "}"):          false,
		objectBlock("{" + strings.ReplaceAll(trailQuery, "SetupAuditTrail", "LoginHistory") + "}"):          false,
		objectBlock("{" + strings.ReplaceAll(trailQuery, "cursor.field: Created", "cursor.field: X") + "}"): false,
	} {
		if after := sourcesOf(t, text)[0].Name(); (after == before) != same {
			t.Errorf("%s\nhas the state %s, before %s", text, after, before)
		}
	}
}

func TestTheStanzaOfTheOtherInputIsTaken(t *testing.T) {
	// Blocks that it ignores, a version as text, and batches that are left off.
	for _, yaml := range []string{
		filesBlock("{enabled: true, batch: {window: 5m}, " + filesQuery + "}"),
		objectBlock("{enabled: true, batch: {window: 5m, initial_interval: 1h}, " + trailQuery + "}"),
		objectBlock("{enabled: true, batch: {enabled: true, window: 1d, initial_interval: 2w}, " + batchesQuery + "}"),
		objectBlock("{enabled: true, " + batchesQuery + ", initial_interval: 3d}"),
		stanzatest.SignIn + "version: v62.0", stanzatest.SignIn + "version: 58", stanzatest.SignIn + `version: "62.0"`,
	} {
		if _, err := Read(stanzatest.Parse(t, yaml)); err != nil {
			t.Errorf("%s\nis refused: %v", yaml, err)
		}
	}
}

func TestWhatIsNotGuardedIsTold(t *testing.T) {
	warnings, err := Warnings(stanzatest.Parse(t, objectBlock("[{lookback: 7m, "+trailQuery+"}, {"+batchesQuery+"}, {names: [LoginEvent]}]")))
	if err != nil || len(warnings) != 2 || !strings.HasPrefix(warnings[0], "SetupAuditTrail (query-") || !strings.Contains(warnings[0], "lookback of 7m0s") ||
		!strings.Contains(warnings[1], "audits do not cover a custom query") {
		t.Errorf("warnings %q, error %v", warnings, err)
	}
	if _, err := Warnings(stanzatest.Parse(t, "{}")); err == nil {
		t.Error("no error")
	}
}

func TestUnknownEventTypesAreToldWithTheOneThatWasMeant(t *testing.T) {
	stanza := filesBlock("{event_types: [Loginn, Logout, QuiteOther, LoginEvent, Login], exclude_event_types: [ApexExecutoin]}")
	warnings, err := Warnings(stanzatest.Parse(t, stanza))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`event log files: event_types: unknown event type "Loginn" (did you mean Login?): leave it only if Salesforce added it after this version was made`,
		`event log files: event_types: unknown event type "QuiteOther": leave it only if Salesforce added it after this version was made`,
		`event log files: event_types: unknown event type "LoginEvent" (an object: put it under event_monitoring_method.object.names): leave it only if Salesforce added it after this version was made`,
		`event log files: exclude_event_types: unknown event type "ApexExecutoin" (did you mean ApexExecution?): leave it only if Salesforce added it after this version was made`,
	}
	if diff := cmp.Diff(want, warnings); diff != "" {
		t.Error(diff)
	}
}

func FuzzOwnQuery(f *testing.F) {
	f.Add("SELECT Id, LogFile, CreatedDate FROM EventLogFile", "SELECT Id FROM [[ .cursor.object.batch_start_time ]]", "CreatedDate", true)
	f.Fuzz(func(t *testing.T, first, then, field string, batches bool) {
		for _, method := range []querytemplate.Method{querytemplate.EventLogFile, querytemplate.Object} {
			var m schema.Mistakes
			c := objectConfig{Batch: &batchConfig{Enabled: &batches}, Own: queryConfig{Query: &queryTexts{first, then}, Cursor: &cursorConfig{field}}}
			if strings.Contains(first+then, "define") || strings.Contains(first+then, "block") {
				t.Skip("templates that call each other take their time")
			}
			c.Own.read(method)
			if !c.Own.validate(&m, "o") || (c.Own.query == nil) != (len(m.Found) > 0) {
				t.Fatalf("query %v, mistakes %q", c.Own.query, m.Found)
			}
			c.validateQuery(&m, "o")
			c.Own.warnings(schema.Duration(time.Hour))
		}
	})
}
