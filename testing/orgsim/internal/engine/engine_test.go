package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

// now is a Wednesday.
func now() time.Time { return time.Date(2026, 3, 18, 12, 30, 0, 0, time.UTC) }

func plan(t *testing.T, text string, version int) (*engine.Plan, error) {
	t.Helper()
	objects, err := catalog.Objects(true)
	if err != nil {
		t.Fatal(err)
	}
	query, err := soql.Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	object := objects[query.From.Text]
	if object == nil {
		t.Fatalf("no object %q", query.From.Text)
	}
	return engine.NewPlan(query, object, version, now())
}

// loginIPs are records with ids of 1 to 5, of which the fourth has no times.
func loginIPs() []engine.Record {
	var records []engine.Record
	for i, source := range []string{"10.0.0.1", "10.0.0.2", "Salesforce.com IP", "", "50%_off\\"} {
		record := engine.Record{
			"Id":              fmt.Sprintf("7105j000000000%dAAA", i+1),
			"SourceIp":        source,
			"IsAuthenticated": i%2 == 0,
			"CreatedDate":     now().AddDate(0, 0, -i),
			"ChallengeMethod": "Email",
			"UsersId":         "0055j000000000BAAQ",
		}
		if i == 3 {
			record["SourceIp"], record["CreatedDate"] = nil, nil
		}
		records = append(records, record)
	}
	return records
}

func TestRun(t *testing.T) {
	tests := []struct {
		rest string // what follows SELECT Id FROM LoginIp
		want string // the digits of the ids
	}{
		{"", "12345"},
		{"WHERE SourceIp = '10.0.0.2'", "2"},
		{"WHERE SourceIp = 'SALESFORCE.COM ip'", "3"},
		{"WHERE SourceIp != '10.0.0.2'", "1345"},
		{"WHERE SourceIp = null", "4"},
		{"WHERE SourceIp != null", "1235"},
		{"WHERE SourceIp LIKE '10.%'", "12"},
		{"WHERE SourceIp LIKE '%.com __'", "3"},
		{`WHERE SourceIp LIKE '50\%\_off\\'`, "5"},
		{`WHERE SourceIp LIKE '%\_%'`, "5"},
		{"WHERE SourceIp LIKE ''", ""},
		{"WHERE (NOT SourceIp LIKE '10.%')", "345"},
		{"WHERE SourceIp IN ('10.0.0.1', '10.0.0.2')", "12"},
		{"WHERE SourceIp NOT IN ('10.0.0.1', '10.0.0.2')", "345"},
		{"WHERE SourceIp > '10.0.0.1' AND SourceIp < '50'", "2"},
		{"WHERE IsAuthenticated = TRUE", "135"},
		{"WHERE IsAuthenticated != true", "24"},
		{"WHERE Id > '7105j0000000003AAA' AND Id != '7105j0000000005'", "4"},
		{"WHERE UsersId = '0055j000000000B'", "12345"},
		{"WHERE UsersId = '0055j000000000b'", ""},
		{"WHERE CreatedDate >= 2026-03-17T12:30:00Z", "12"},
		{"WHERE CreatedDate > 2026-03-17T12:30:00.000Z", "1"},
		{"WHERE CreatedDate <= 2026-03-17T12:30:00+00:00", "235"},
		{"WHERE CreatedDate = 2026-03-17T13:30:00+0100", "2"},
		{"WHERE CreatedDate = TODAY", "1"},
		{"WHERE CreatedDate < TODAY", "235"},
		{"WHERE CreatedDate <= YESTERDAY", "235"},
		{"WHERE CreatedDate > YESTERDAY", "1"},
		{"WHERE CreatedDate >= YESTERDAY", "12"},
		{"WHERE CreatedDate != TODAY", "2345"},
		{"WHERE CreatedDate = LAST_N_DAYS:2", "123"},
		{"WHERE CreatedDate = N_DAYS_AGO:2", "3"},
		{"WHERE CreatedDate = THIS_WEEK", "123"},
		{"WHERE CreatedDate = LAST_WEEK", "5"},
		{"WHERE CreatedDate = THIS_MONTH", "1235"},
		{"WHERE CreatedDate = NEXT_N_DAYS:3", ""},
		{"WHERE SourceIp = '10.0.0.1' OR (IsAuthenticated = FALSE AND SourceIp != null)", "12"},
		{"ORDER BY CreatedDate", "45321"},
		{"ORDER BY CreatedDate ASC NULLS LAST", "53214"},
		{"ORDER BY CreatedDate DESC", "41235"},
		{"ORDER BY CreatedDate DESC NULLS LAST", "12354"},
		{"ORDER BY IsAuthenticated, Id DESC", "42531"},
		{"ORDER BY Id LIMIT 2 OFFSET 1", "23"},
		{"LIMIT 0", ""},
		{"OFFSET 9", ""},
	}
	for _, test := range tests {
		t.Run(test.rest, func(t *testing.T) {
			plan, err := plan(t, "SELECT Id FROM LoginIp "+test.rest, 62)
			if err != nil {
				t.Fatal(err)
			}
			result := plan.Run(loginIPs())
			got := ""
			for _, record := range result.Records {
				id, _ := record["Id"].(string)
				got += id[14:15]
			}
			if got != test.want || result.Total != len(test.want) {
				t.Errorf("records %q, total %d; want %q", got, result.Total, test.want)
			}
		})
	}
}

func TestRunSelects(t *testing.T) {
	fields := func(text string, version int) (names []string, result *engine.Result) {
		t.Helper()
		plan, err := plan(t, text, version)
		if err != nil {
			t.Fatal(err)
		}
		result = plan.Run(loginIPs())
		for _, field := range result.Fields {
			names = append(names, field.Name)
		}
		return names, result
	}
	names, _ := fields("SELECT sourceip, ID FROM LoginIp", 62)
	if diff := cmp.Diff([]string{"SourceIp", "Id"}, names); diff != "" {
		t.Errorf("fields differ (-want +got):\n%s", diff)
	}
	names, _ = fields("SELECT FIELDS(STANDARD) FROM LoginIp", 62)
	if diff := cmp.Diff([]string{"Id", "ChallengeMethod", "ChallengeSentDate", "CreatedDate", "IsAuthenticated", "SourceIp", "UsersId"}, names); diff != "" {
		t.Errorf("fields differ (-want +got):\n%s", diff)
	}
	_, result := fields("SELECT COUNT() FROM LoginIp WHERE SourceIp != null LIMIT 3", 62)
	if result.Total != 3 || len(result.Records) != 0 {
		t.Errorf("COUNT() gives total %d and %d records, want 3 and none", result.Total, len(result.Records))
	}
	_, result = fields("SELECT COUNT(SourceIp), MIN(CreatedDate), MAX(Id) FROM LoginIp", 62)
	want := []engine.Record{{"expr0": 4, "expr1": now().AddDate(0, 0, -4), "expr2": "7105j0000000005AAA"}}
	if diff := cmp.Diff(want, result.Records); diff != "" || !result.Aggregate {
		t.Errorf("aggregates differ (-want +got):\n%s", diff)
	}
}

func TestBigObjectsComeNewestFirst(t *testing.T) {
	for _, text := range []string{
		"SELECT Id FROM LoginEvent", "SELECT Id FROM LoginEvent ORDER BY EventDate DESC, EventIdentifier ASC",
		"SELECT Id FROM LoginEvent WHERE EventDate > 2026-03-01T00:00:00Z AND EventDate <= 2026-03-19T00:00:00.000Z ORDER BY EventDate DESC",
		"SELECT Id FROM LoginEvent WHERE EventDate = LAST_N_DAYS:9",
	} {
		plan, err := plan(t, text, 62)
		if err != nil {
			t.Fatal(err)
		}
		result := plan.Run([]engine.Record{
			{"EventDate": now().Add(-time.Second), "EventIdentifier": "c"},
			{"EventDate": now(), "EventIdentifier": "b"},
			{"EventDate": now(), "EventIdentifier": "a"},
		})
		got := ""
		for _, record := range result.Records {
			got += fmt.Sprint(record["EventIdentifier"])
		}
		if got != "abc" {
			t.Errorf("%s gives %q, want %q", text, got, "abc")
		}
	}
}

func TestNewPlanAllows(t *testing.T) {
	for _, text := range []string{
		"SELECT Id FROM LoginEvent WHERE EventDate = 2026-03-01T00:00:00Z AND EventIdentifier > 'x'",
		"SELECT Id FROM LoginEvent WHERE EventDate = 2026-03-01T00:00:00Z AND EventIdentifier = 'x'",
		"SELECT Id FROM LoginEvent OFFSET 3",
		"SELECT Id FROM ReportEvent WHERE UserId = '0055j000000000B'",
		"SELECT Id FROM ReportEvent WHERE EventDate > 2026-03-01T00:00:00Z AND UserId = '0055j000000000B'",
		"SELECT FIELDS(ALL) FROM LoginEvent LIMIT 200",
		"SELECT Id FROM SetupAuditTrail WHERE Action = 'x' AND CreatedDate > 2026-03-01T00:00:00Z AND DelegateUser != null",
		"SELECT Id FROM LoginHistory WHERE SourceIp = '1.2.3.4' AND LoginTime > 2026-03-01T00:00:00Z",
		"SELECT Id FROM RestApiEventLog WHERE Timestamp > 2026-03-01T00:00:00Z ORDER BY Timestamp ASC NULLS FIRST",
		"SELECT Id FROM LoginAnomalyEventStore WHERE Score > 0.5 AND Username LIKE 'a%' ORDER BY EventDate ASC",
		"SELECT Id FROM EventLogFile WHERE LogFileLength > 0 AND Sequence >= 0 AND Interval IN ('Hourly','Daily') ORDER BY CreatedDate, Id",
	} {
		if _, err := plan(t, text, 62); err != nil {
			t.Errorf("%s is refused: %v", text, err)
		}
	}
}

func TestNewPlanRefuses(t *testing.T) {
	const day = "2026-03-01T00:00:00Z"
	tests := []struct {
		query string
		code  string
		want  string
	}{
		{"SELECT Nope FROM LoginIp", engine.InvalidField, "\nSELECT Nope FROM LoginIp\n       ^\nERROR at Row:1:Column:8\nNo such column 'Nope' on entity 'LoginIp'."},
		{"SELECT Id, Id FROM LoginIp", engine.InvalidField, "duplicate field selected: Id"},
		{"SELECT CreatedBy.Name FROM SetupAuditTrail", engine.InvalidField, "Didn't understand relationship 'CreatedBy'"},
		{"SELECT Id FROM LoginIp ORDER BY Nope", engine.InvalidField, "No such column 'Nope'"},
		{"SELECT Id FROM LoginIp WHERE Nope = 1", engine.InvalidField, "No such column 'Nope'"},
		{"SELECT FIELDS(ALL) FROM LoginIp", engine.MalformedQuery, "must have a LIMIT of at most 200"},
		{"SELECT FIELDS(CUSTOM) FROM LoginIp LIMIT 201", engine.MalformedQuery, "must have a LIMIT of at most 200"},
		{"SELECT FIELDS(SOME) FROM LoginIp", engine.MalformedQuery, "unexpected token: 'SOME'"},
		{"SELECT COUNT(), Id FROM LoginIp", engine.MalformedQuery, "unexpected token: 'COUNT'"},
		{"SELECT COUNT(Id), Id FROM LoginIp", engine.MalformedQuery, "Field must be grouped or aggregated: Id"},
		{"SELECT COUNT(Id) FROM SetupAuditTrail", engine.MalformedQuery, "field Id does not support aggregate operator COUNT"},
		{"SELECT COUNT() FROM LoginIp ORDER BY Id", engine.MalformedQuery, "Ordered field must be grouped or aggregated"},
		{"SELECT Id FROM LoginIp WHERE CreatedDate > '" + day + "'", engine.InvalidField, "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes"},
		{"SELECT Id FROM LoginIp WHERE CreatedDate > 2026-03-01", engine.InvalidField, "must be of type dateTime"},
		{"SELECT Id FROM LoginIp WHERE SourceIp = 5", engine.InvalidField, "must be of type string and should be enclosed in quotes"},
		{"SELECT Id FROM LoginIp WHERE IsAuthenticated = 'true'", engine.InvalidField, "must be of type boolean and should not"},
		{"SELECT Id FROM EventLogFile WHERE Sequence = '1'", engine.InvalidField, "must be of type int and should not"},
		{"SELECT Id FROM EventLogFile WHERE LogFileLength = '1'", engine.InvalidField, "must be of type double and should not"},
		{"SELECT Id FROM LoginIp WHERE Id = 'x'", engine.InvalidFilterOperator, "invalid ID field: x"},
		{"SELECT Id FROM LoginIp WHERE Id LIKE '710%'", engine.InvalidFilterOperator, "invalid operator on id field"},
		{"SELECT Id FROM LoginIp WHERE IsAuthenticated > TRUE", engine.InvalidFilterOperator, "invalid operator on boolean field"},
		{"SELECT Id FROM LoginIp WHERE SourceIp INCLUDES ('x')", engine.InvalidFilterOperator, "invalid operator"},
		{"SELECT Id FROM LoginIp OFFSET 2001", engine.NumberOutOfRange, "Maximum SOQL offset allowed is 2000"},
		{"SELECT Id FROM LockoutEventStream", engine.InvalidTypeForOperation, "entity type LockoutEventStream does not support query"},
		{"SELECT Id FROM EventLogFile WHERE LogFileFieldNames != null", engine.InvalidField, "field 'LogFileFieldNames' can not be filtered in a query call"},
		{"SELECT Id FROM EventLogFile WHERE LogFileFieldTypes LIKE 'S%'", engine.InvalidField, "can not be filtered"},
		{"SELECT Id FROM EventLogFile ORDER BY LogFileFieldNames", engine.InvalidField, "can not be sorted"},
		{"SELECT Id FROM SetupAuditTrail WHERE Display = 'x'", engine.InvalidField, "field 'Display' can not be filtered in a query call"},
		{"SELECT Id FROM SetupAuditTrail WHERE Section = 'x'", engine.InvalidField, "can not be filtered"},
		{"SELECT Id FROM LoginHistory WHERE Status = 'Success'", engine.InvalidField, "can not be filtered"},
		{"SELECT Id FROM LoginHistory WHERE SourceIp LIKE '1%'", engine.InvalidFilterOperator, "invalid operator on string field"},
		{"SELECT COUNT() FROM LoginEvent", engine.BigObjectUnsupported, "Aggregate functions not supported"},
		{"SELECT MAX(EventDate) FROM LoginEvent", engine.BigObjectUnsupported, "Aggregate functions not supported"},
		{"SELECT Id FROM LoginEvent ORDER BY EventDate", engine.BigObjectUnsupported, "ORDER BY EventDate"},
		{"SELECT Id FROM LoginEvent ORDER BY EventDate ASC", engine.BigObjectUnsupported, "ORDER BY EventDate"},
		{"SELECT Id FROM LoginEvent ORDER BY EventIdentifier", engine.BigObjectUnsupported, "ORDER BY EventIdentifier"},
		{"SELECT Id FROM LoginEvent ORDER BY CreatedDate DESC", engine.InvalidField, "can not be sorted"},
		{"SELECT Id FROM LoginEvent WHERE UserId = '0055j000000000B'", engine.BigObjectUnsupported, "may name only EventDate"},
		{"SELECT Id FROM LoginEvent WHERE CreatedDate > " + day, engine.BigObjectUnsupported, "may name only EventDate"},
		{"SELECT Id FROM LoginEvent WHERE EventIdentifier = 'x'", engine.BigObjectUnsupported, "may name only EventDate"},
		{"SELECT Id FROM LoginEvent WHERE EventDate >= " + day + " AND EventIdentifier = 'x'", engine.BigObjectUnsupported, "takes only ="},
		{"SELECT Id FROM LoginEvent WHERE EventDate != " + day, engine.BigObjectUnsupported, "Operator !="},
		{"SELECT Id FROM LoginEvent WHERE EventDate IN (" + day + ")", engine.BigObjectUnsupported, "Operator IN"},
		{"SELECT Id FROM LoginEvent WHERE EventDate = " + day + " AND EventIdentifier LIKE 'x%'", engine.BigObjectUnsupported, "Operator LIKE"},
		{"SELECT Id FROM LoginEvent WHERE EventDate > " + day + " OR EventDate < " + day, engine.BigObjectUnsupported, "OR is not supported"},
		{"SELECT Id FROM LoginEvent WHERE NOT EventDate > " + day, engine.BigObjectUnsupported, "NOT is not supported"},
		{"SELECT Id FROM ReportEvent WHERE UserId != '0055j000000000B'", engine.BigObjectUnsupported, "Operator !="},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			_, err := plan(t, test.query, 62)
			var refused *engine.Error
			if !errors.As(err, &refused) {
				t.Fatalf("the query is answered with %v, want an *Error", err)
			}
			if refused.Code != test.code || !strings.Contains(refused.Message, test.want) {
				t.Errorf("the query is refused with %s %q, want %s %q", refused.Code, refused.Message, test.code, test.want)
			}
		})
	}
}

func TestOldVersionsLackNewFields(t *testing.T) {
	for version, want := range map[int]bool{36: false, 37: true} {
		_, err := plan(t, "SELECT Interval FROM EventLogFile WHERE Sequence = 0", version)
		if (err == nil) != want {
			t.Errorf("version %d has Interval: %t (%v), want %t", version, err == nil, err, want)
		}
	}
	for version, want := range map[int]bool{50: false, 51: true} {
		_, err := plan(t, "SELECT FIELDS(STANDARD) FROM EventLogFile", version)
		if (err == nil) != want {
			t.Errorf("version %d has FIELDS(): %t (%v), want %t", version, err == nil, err, want)
		}
	}
}

func TestFiltersNamesWhatWhereNames(t *testing.T) {
	plan, err := plan(t, "SELECT Id, Interval FROM EventLogFile WHERE (NOT sequence = 0) AND EventType = 'Login' ORDER BY Id", 62)
	if err != nil {
		t.Fatal(err)
	}
	if !plan.Filters("Interval", "Sequence") || plan.Filters("Interval", "Id") {
		t.Errorf("Filters says Sequence %t, Interval or Id %t; want true, false", plan.Filters("Sequence"), plan.Filters("Interval", "Id"))
	}
}
