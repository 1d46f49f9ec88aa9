package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestEventLogObjectsAndTheirEventTypes(t *testing.T) {
	for object, want := range map[string]string{
		"LoginEventLog":              "Login",
		"loginEVENTLOG":              "Login",
		"SoapApiEventLog":            "API",
		"ApexSoapApiEventLog":        "ApexSoap",
		"ApexUnexpectedExcpEventLog": "ApexUnexpectedException",
		"ApexExtlCalloutEventLog":    "ExternalCustomApexCallout",
		"ConcurApexLimitEventLog":    "ConcurrentLongRunningApexLimit",
		"KnowledgeArticleEventLog":   "KnowledgeArticleView",
		"MetadataApiOpEventLog":      "MetadataApiOperation",
		"SandboxStatusEventLog":      "Sandbox",
		"SiteEventLog":               "Sites",
		"AnalyticsInteractEventLog":  "WaveInteraction",
		"AnalyticsPerfEventLog":      "WavePerformance",
		"UriEventLog":                "URI",
		"FooBarEventLog":             "FooBar", // that nobody knows yet
	} {
		if got, ok := EventTypeOfLog(object); !ok || got != want {
			t.Errorf("EventTypeOfLog(%s) = %q, %v, want %q", object, got, ok, want)
		}
	}
	for _, object := range []string{"EventLog", "LoginEvent", "EventLogFile", ""} {
		if got, ok := EventTypeOfLog(object); ok {
			t.Errorf("EventTypeOfLog(%q) = %q, want none", object, got)
		}
	}
	if got, ok := LogOfEventType("api"); !ok || got != "SoapApiEventLog" {
		t.Errorf("LogOfEventType(api) = %q, %v", got, ok)
	}
	if got, ok := LogOfEventType("Logout"); ok {
		t.Errorf("LogOfEventType(Logout) = %q, want none", got)
	}
}

func TestEveryEventLogObjectIsInTheCatalog(t *testing.T) {
	names := EventLogs()
	if len(names) != 43 {
		t.Errorf("%d event log objects, want 43", len(names))
	}
	for _, name := range names {
		object, ok := ObjectByName(name)
		if !ok || object.Kind != EventLog || object.TimeField != "Timestamp" || !slices.Equal(object.WindowFields, []string{"Timestamp"}) || object.Retention != 30*day {
			t.Errorf("%s: %v, %+v", name, ok, object)
		}
		for _, field := range []string{"Id", "Timestamp", "RequestIdentifier", "UserIdentifier"} {
			if !slices.ContainsFunc(object.Fields, func(f Field) bool { return f.Name == field }) {
				t.Errorf("%s lacks %s", name, field)
			}
		}
	}
}

func TestFieldsOfEventLogObjectsComeFromColumns(t *testing.T) {
	for column, want := range map[string]string{
		"USER_ID": "UserIdentifier", "REPORT_ID": "ReportIdentifier", "DB_TOTAL_TIME": "DatabaseTotalTime",
		"CPU_TIME": "CpuTime", "EVENT_TYPE": "", "TIMESTAMP_DERIVED": "", "USER_ID_DERIVED": "", "ORGANIZATION_ID": "", "URI": "Uri",
	} {
		if got := EventLogField(column); got != want {
			t.Errorf("EventLogField(%s) = %q, want %q", column, got, want)
		}
	}
}

func TestEventLogTableThatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"Login\nlogin\n":      "listed twice",
		"A\tLogin\nB\tLogin":  "listed twice",
		"Login\tLogin\tLogin": "unexpected",
	} {
		if _, err := parseEventLogs(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parseEventLogs(%q) = %v, want %q", text, err, want)
		}
	}
}
