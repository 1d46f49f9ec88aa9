package ecs

import (
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

func TestAnUnknownEventTypeArrivesWhole(t *testing.T) {
	file := LogFile{
		EventType:  "IdpEventV2",
		FieldNames: []string{"SCORE", "COUNT", "BIG", "IS_OK", "SEEN", "OTHER", "CPU_TIME", "CUT"},
		FieldTypes: []string{"Number", "Integer", "Double", "Boolean", "DateTime", "String", "String", "Numb"}, // cut
	}
	event := mapNewRow(t, file, map[string]string{
		"EVENT_TYPE": "IdpEventV2", "USER_ID": "005Qy00000Wz9Lm", "RUN_TIME": "142", "CPU_TIME": "61", "REQUEST_STATUS": "F",
		"CLIENT_IP": "203.0.113.27", "SCORE": "0.5", "COUNT": "7.0", "BIG": "12345678901234567890", "IS_OK": "1",
		"SEEN": "2026-01-05T03:10:20Z", "OTHER": "7", "CUT": "9", "NO_TYPE": "8", "URI": "IDP-LOG", "": "nameless", "A.B": "dotted",
		"SUCCESS": "true", "USER_AGENT": "13013200",
	})
	wantLeaves(t, event, map[string]any{
		"event.code": "IdpEventV2", "event.dataset": "salesforce.idp_event_v2", "event.action": "idp-event-v2",
		"event.category": nil, "event.type": nil, "event.outcome": "success", "event.duration": int64(142e6),
		"user.id": "005Qy00000Wz9LmIAJ", "source.ip": "203.0.113.27",
		"salesforce.idp_event_v2": map[string]any{
			"score": 0.5, "count": int64(7), "big": 12345678901234567890.0, "is_ok": true,
			"seen": "2026-01-05T03:10:20Z", "other": "7", "cut": "9", "no_type": "8", "unnamed": "nameless", "a_b": "dotted",
			// These are of columns that most event types have: their types are known.
			"uri": "IDP-LOG", "success": true,
		},
		"salesforce.run_time": int64(142), "salesforce.cpu_time": int64(61), "salesforce.request_status": "F", "salesforce.user_agent_code": "13013200",
		"salesforce.unparsed": nil, "error.message": nil,
	})
}

func TestSupportThatLogsInIsTheActorThoughNoTableKnowsTheEventType(t *testing.T) {
	event := mapNewRow(t, LogFile{EventType: "SalesforceLoginAs"}, map[string]string{
		"USER_ID": "005Qy00000Wz9Lm", "ACTUAL_USER_ID": "005Qy00000Bb8Cc", "OPERATION": "login", "IP_ADDRESS": "203.0.113.27", "CASE_ID": "12345",
	})
	wantLeaves(t, event, map[string]any{
		"user": map[string]any{"id": "005Qy00000Bb8CcIAJ", "effective": map[string]any{"id": "005Qy00000Wz9LmIAJ"}}, "source.ip": "203.0.113.27",
		"salesforce.operation": "login", "salesforce.salesforce_login_as": map[string]any{"case_id": "12345"}, "error": nil,
	})
	wantLeaves(t, mapRecord(t, "SalesforceLoginAsEventLog", `{"ActualUserIdentifier": "005Qy00000Bb8Cc", "IpAddress": "203.0.113.27", "OperationType": "login"}`), map[string]any{
		"user.id": "005Qy00000Bb8CcIAJ", "source.ip": "203.0.113.27", "salesforce.operation": "login", "error": nil,
	})
}

func TestUnknownColumnsOfAKnownEventType(t *testing.T) {
	file := LogFile{EventType: "Logout", FieldNames: []string{"NEW_NUMBER", "NEW_FLAG", "NEW_ID"}, FieldTypes: []string{"Number", "Boolean", "Id"}}
	event := mapNewRow(t, file, map[string]string{
		"NEW_NUMBER": "1.25", "NEW_FLAG": "false", "NEW_ID": "005Qy00000Wz9Lm", "NEW": "7", "DB_TOTAL_TIME": "48210377", "SESSION_TYPE": "A",
	})
	wantLeaves(t, event, map[string]any{
		"salesforce.logout": map[string]any{
			"new_number": 1.25, "new_flag": false, "new_id": "005Qy00000Wz9LmIAJ", "new": "7",
			"session_type": "A", "session_type_name": "API",
		},
		"salesforce.db_total_time": int64(48210377),
		"error.message":            nil,
	})
}

func TestAFieldWithARuleOfItsObjectIsKnown(t *testing.T) {
	// The rules of both objects have both spellings; the catalog has one of each.
	for object, record := range map[string]string{
		"LoginEvent":   `{"AuthenticationServiceId": "0SOQy0000000001"}`,
		"LoginHistory": `{"AuthServiceId": "0SOQy0000000001"}`,
	} {
		event := mapRecord(t, object, record)
		wantLeaves(t, event, map[string]any{"salesforce.login.authentication_service_id": "0SOQy0000000001OAA", "error": nil})
	}
	event := mapRecord(t, "LoginEventLog", `{"Id": "0LoQy0000000001"}`)
	wantLeaves(t, event, map[string]any{"salesforce.login.id": "0LoQy0000000001", "error": nil})
}

func TestAnUnknownColumnThatDoesNotFitItsType(t *testing.T) {
	file := LogFile{EventType: "New", FieldNames: []string{"A", "B", "C"}, FieldTypes: []string{"Number", "Boolean", "Double"}}
	event := mapNewRow(t, file, map[string]string{"A": "many", "B": "perhaps", "C": "NaN", "CPU_TIME": "61 ms"})
	wantLeaves(t, event, map[string]any{
		"salesforce.new":      nil,
		"salesforce.unparsed": map[string]any{"a": "many", "b": "perhaps", "c": "NaN", "cpu_time": "61 ms"},
		"error.message": []string{
			"a: not a number", "b: neither true nor false", "c: not a number", "cpu_time: not a whole number",
		},
	})
	event = mapNewRecord(t, "New__c", `{"A": 1e400}`)
	wantLeaves(t, event, map[string]any{
		"salesforce.new__c": nil, "salesforce.unparsed": map[string]any{"a": "1e400"}, "error.message": []string{"a: not a number"},
	})
}

func TestAnUnknownColumnDoesNotTakeTheNameOfADeclaredField(t *testing.T) {
	file := LogFile{EventType: "Login", FieldNames: []string{"STATUS_NAME"}, FieldTypes: []string{"Number"}}
	event := mapNewRow(t, file, map[string]string{
		"LOGIN_STATUS": "LOGIN_NO_ERROR", "STATUS_NAME": "7", "OPTIONS_IS_GET": "x",
	})
	wantLeaves(t, event, map[string]any{
		"salesforce.login":    map[string]any{"status": "LOGIN_NO_ERROR", "status_name": "successful login"},
		"salesforce.unparsed": map[string]any{"status_name": "7", "options_is_get": "x"},
		"error.message":       []string{"options_is_get: " + nameTaken, "status_name: " + nameTaken},
	})

	event = mapNewRecord(t, "LoginEvent", `{"StatusName": {"A": "b"}, "OptionsIsGet": ["1"], "OptionsIsPost": 1, "AuthenticationMethodReference": false}`)
	wantLeaves(t, event, map[string]any{
		"salesforce.login": nil,
		"salesforce.unparsed": map[string]any{
			"status_name": `{"A": "b"}`, "options_is_get": `["1"]`, "options_is_post": "1", "authentication_method_reference": "false",
		},
	})
	if messages, _ := leaf(event, "error.message").([]string); len(messages) != 4 {
		t.Errorf("error.message %q", messages)
	}
}

func TestAnUnknownColumnDoesNotTakeTheNameOfAGroup(t *testing.T) {
	declared := names{}
	declared.add("salesforce.new.place.city", true)
	mapper := &Mapper{declared: declared}
	event := mapper.Rows(testOrg, LogFile{EventType: "New"}, []string{"PLACE", "CITY"}).Map([]string{"here", "Porto"}, "1", nil)
	wantLeaves(t, event, map[string]any{
		"salesforce.new": map[string]any{"city": "Porto"}, "salesforce.unparsed": map[string]any{"place": "here"},
		"error.message": []string{"place: " + nameTaken},
	})
}

func TestAnUnknownEventTypeDoesNotTakeTheNameOfADeclaredField(t *testing.T) {
	for _, eventType := range []string{"Object", "Unparsed", "ExtraText", "LoginKey"} {
		event := mapNewRow(t, LogFile{EventType: eventType, FieldNames: []string{"A"}, FieldTypes: []string{"Number"}}, map[string]string{"A": "1"})
		wantLeaves(t, event, map[string]any{"salesforce.unparsed": map[string]any{"a": "1"}, "error.message": []string{"a: " + nameTaken}})
	}
	event := mapNewRow(t, LogFile{EventType: "LogFile", ID: "0AT"}, map[string]string{"ID": "1", "A": "2"})
	wantLeaves(t, event, map[string]any{
		"salesforce.log_file.id": "0AT", "salesforce.log_file.a": "2", "salesforce.unparsed": map[string]any{"id": "1"},
	})
}

func TestTwoUnknownColumnsOfOneName(t *testing.T) {
	event := mapNewRow(t, LogFile{EventType: "New"}, map[string]string{"A.B": "1", "A_B": "2"})
	wantLeaves(t, event, map[string]any{
		"salesforce.new": map[string]any{"a_b": "1"}, "salesforce.unparsed": map[string]any{"a_b": "2"},
		"error.message": []string{"a_b: two columns have that name"},
	})
}

func TestAnObjectThatIsNotInTheCatalog(t *testing.T) {
	event := mapNewRecord(t, "Audit__c", `{"Id": "a0BQy0000000001", "UserId": "005Qy00000Wz9Lm", "City": "Porto",
		"SystemModstamp": "2026-01-05T05:00:00.000+0000", "CreatedDate": "2026-01-05T04:00:00.000+0000",
		"Amount__c": 12345678901234567890, "Count__c": 7.0, "Share__c": 0.25, "Done__c": false, "Text__c": "7", "Note__c": " ",
		"Nothing__c": null, "Tags__c": ["a", 1, null, {"b": [2]}], "Empty__c": [],
		"Owner": {"attributes": {"type": "User"}, "Name": "Ana", "Profile": {"Name": "Admin", "Level": 3}, "None": null},
		"Bare": {}, "attributes": "not an object"}`)
	if want := time.Date(2026, 1, 5, 4, 0, 0, 0, time.UTC); !event.Timestamp.Equal(want) {
		t.Errorf("@timestamp %v, want that of CreatedDate", event.Timestamp)
	}
	wantLeaves(t, event, map[string]any{
		"event.dataset": "salesforce.audit__c", "event.code": "Audit__c", "event.id": "record-1", "user.id": "005Qy00000Wz9LmIAJ",
		"source": nil, "error": nil,
		"salesforce.audit__c": map[string]any{
			"id": "a0BQy0000000001", "city": "Porto", "amount__c": 12345678901234567890.0, "count__c": int64(7), "share__c": 0.25,
			"done__c": false, "text__c": "7", "tags__c": []string{"a", "1", `{"b": [2]}`}, "attributes": "not an object",
			"owner": map[string]any{"name": "Ana", "profile": map[string]any{"name": "Admin", "level": "3"}},
		},
		"salesforce.system_modstamp": time.Date(2026, 1, 5, 5, 0, 0, 0, time.UTC),
		"salesforce.created_date":    time.Date(2026, 1, 5, 4, 0, 0, 0, time.UTC),
	})
}

func TestUnknownFieldsOfAKnownObject(t *testing.T) {
	event := mapNewRecord(t, "LoginEvent", `{"EvaluationTime": 1.5, "New": 2, "NewFlag": true, "NewText": "x", "User": {"Alias": "ana", "Age": 3}}`)
	wantLeaves(t, event, map[string]any{
		"salesforce.login": map[string]any{
			"new": int64(2), "new_flag": true, "new_text": "x", "user": map[string]any{"alias": "ana", "age": "3"},
		},
		"error": nil,
	})
}

func TestLongTextOfUnknownColumnsIsText(t *testing.T) {
	longest, long := strings.Repeat("x", longestKeyword), strings.Repeat("x", longestKeyword+1)
	event := mapNewRow(t, LogFile{EventType: "Login"}, map[string]string{"NEW": long, "FITS": longest, "CPU_TIME": long, "STATUS_NAME": long})
	wantLeaves(t, event, map[string]any{
		"salesforce.extra_text": map[string]any{"new": long, "cpu_time": long, "status_name": long},
		"salesforce.login":      map[string]any{"fits": longest},
		"salesforce.unparsed":   nil,
		"error.message":         []string{"cpu_time: not a whole number", "status_name: " + nameTaken},
	})
	event = mapNewRecord(t, "New__c", `{"A": "`+long+`", "B": ["`+long+`", "short"], "C": {"D": "`+long+`"}}`)
	wantLeaves(t, event, map[string]any{
		"salesforce.extra_text": map[string]any{"a": long, "b": long, "d": long},
		"salesforce.new__c":     map[string]any{"b": []string{"short"}},
	})
}

func TestOnlyWhatStandsForUnknownFieldsIsDynamic(t *testing.T) {
	dynamic := 0
	for _, field := range Fields() {
		if field.Type == TypeDynamic {
			dynamic++
		}
	}
	if dynamic != 1 || declared.all["salesforce.*"] != TypeDynamic || declared.own["salesforce.*"] != "" {
		t.Errorf("%d dynamic fields", dynamic)
	}
}

func TestARuleReadsAnUnlistedColumnButDoesNotDeclareIt(t *testing.T) {
	for name, tt := range map[string]struct {
		kind  kind
		value string
		want  any
	}{
		"keyword":           {keyword, "1", "1"},
		"text":              {text, "1", "1"},
		"long":              {long, "1", int64(1)},
		"double":            {double, "1.5", 1.5},
		"boolean":           {boolean, "1", true},
		"date":              {date, "2026-01-05T03:10:20Z", "2026-01-05T03:10:20Z"},
		"epochMilliseconds": {epochMilliseconds, "1767582620117", "1767582620117"},
		"coded":             {coded, "1", "1"},
		"named":             {named, "1", "1"},
		"flattened":         {flattened, `{"a": 1}`, `{"a": 1}`},
		"id18":              {id18, "005Qy00000Wz9Lm", "005Qy00000Wz9LmIAJ"},
	} {
		c := (&Mapper{}).newCompiler("new")
		before := len(c.declared)
		set := c.compile(source{Column: catalog.Column{Name: "NEW"}, field: "new"}, rule{kind: tt.kind})
		b := newTemplate(c.layout, nil).builder()
		set(b, tt.value)
		event := b.finish(c.shared, "", time.Time{})
		if len(c.declared) != before {
			t.Errorf("%s declares a field", name)
		}
		wantLeaves(t, event, map[string]any{"salesforce.new.new": tt.want})
	}
}
