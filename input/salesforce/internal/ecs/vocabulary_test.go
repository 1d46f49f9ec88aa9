package ecs

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
)

// sameThing are columns and fields of one meaning, by their names in small letters, each
// with the field that has it, whatever the event type or object. Where a name means
// something else, that is said.
var sameThing = map[string]struct {
	names string
	other string // event types and objects, or with a slash one column of them
}{
	"organization.id":             {names: "organization_id"},
	"http.request.id":             {names: "request_id request_identifier"},
	"http.request.method":         {names: "method http_method request_method", other: "PlatformEncryption"},
	"http.request.bytes":          {names: "request_size"},
	"http.response.bytes":         {names: "response_size transfer_size"},
	"http.response.status_code":   {names: "status_code response_status", other: "ContinuationCalloutSummary"},
	"user.name":                   {names: "user_name username", other: "LoginAsEvent"},
	"source.ip":                   {names: "source_ip client_ip"},
	"network.forwarded_ip":        {names: "forwarded_for_ip"},
	"source.geo.country_iso_code": {names: "country_iso"},
	"tls.version":                 {names: "tls_protocol transport_layer_security_protocol"},
	"tls.cipher":                  {names: "cipher_suite"},
	"rule.id":                     {names: "policy_id"},
	"event.risk_score":            {names: "score"},

	"salesforce.login_key":            {names: "login_key"},
	"salesforce.session_key":          {names: "session_key"},
	"salesforce.session_level":        {names: "session_level session_security_level"},
	"salesforce.session_level_name":   {names: "session_level session_security_level"},
	"salesforce.login_type":           {names: "login_type"},
	"salesforce.login_type_name":      {names: "login_type"},
	"salesforce.user_type":            {names: "user_type"},
	"salesforce.user_type_name":       {names: "user_type"},
	"salesforce.login_history_id":     {names: "login_history_id"},
	"salesforce.login_geo_id":         {names: "login_geo_id"},
	"salesforce.uri_id":               {names: "uri_id"},
	"salesforce.api_type":             {names: "api_type"},
	"salesforce.client_name":          {names: "client_name client"},
	"salesforce.connected_app_id":     {names: "connected_app_id"},
	"salesforce.entity_name":          {names: "entity_name entity_type queried_entities requested_entities object_name"},
	"salesforce.query":                {names: "query soql_commands search_query", other: "Sites SiteEventLog VisualforceRequest VisualforceRequestEventLog"},
	"salesforce.rows_processed":       {names: "rows_processed row_count records_processed rows_fetched num_rows"},
	"salesforce.record_id":            {names: "record_id clicked_record_id"},
	"salesforce.report_id":            {names: "report_id report master_report_id"},
	"salesforce.dashboard_id":         {names: "dashboard_id"},
	"salesforce.policy_outcome":       {names: "policy_outcome"},
	"salesforce.cpu_time":             {names: "cpu_time"},
	"salesforce.run_time":             {names: "run_time"},
	"salesforce.db_total_time":        {names: "db_total_time database_total_time"},
	"salesforce.connection_type_name": {names: "connection_type"},
	"salesforce.sdk_app_type_name":    {names: "sdk_app_type"},
}

// TestTheSameThingHasTheSameField maps each column and field alone.
func TestTheSameThingHasTheSameField(t *testing.T) {
	fieldsOf := map[string][]string{} // by name
	exempt := map[string]string{}
	for field, thing := range sameThing {
		for name := range strings.FieldsSeq(thing.names) {
			fieldsOf[name] = append(fieldsOf[name], field)
			exempt[name] = thing.other
		}
	}
	seen := map[string]bool{}
	check := func(of, column string, event Event) {
		name := strings.TrimSuffix(snakeCase(column), "_derived")
		seen[name] = true
		if slices.Contains(strings.Fields(exempt[name]), of) {
			return
		}
		for _, field := range fieldsOf[name] {
			if leaf(event, field) == nil {
				t.Errorf("%s.%s is not in %s, but: %v", of, column, field, event.Fields)
			}
		}
	}
	mapper := NewMapper(Options{})
	for _, eventType := range catalog.EventTypes() {
		header, cells := sample.Row(eventType)
		rows := mapper.Rows(Org{}, LogFile{EventType: eventType.Name}, header)
		for i, name := range header {
			if told(eventType.Name, name, cells[i]) {
				one := make([]string, len(header))
				one[i] = cells[i]
				check(eventType.Name, name, rows.Map(one, "id", nil))
			}
		}
	}
	for _, object := range catalog.Objects() {
		var all map[string]json.RawMessage
		if err := json.Unmarshal(sample.Record(object), &all); err != nil {
			t.Fatal(err)
		}
		records := mapper.Records(Org{}, object.Name)
		for name, value := range all {
			if text := strings.Trim(string(value), `"`); told(object.Name, name, text) {
				event, err := records.Map(fmt.Appendf(nil, "{%q: %s}", name, value), "id")
				if err != nil {
					t.Fatal(err)
				}
				check(object.Name, name, event)
			}
		}
	}
	for name := range fieldsOf {
		if !seen[name] {
			t.Errorf("nothing is called %s", name)
		}
	}
}

// told reports whether a value of a sample says something: samples have those that do not.
func told(of, column, value string) bool {
	return value != "" && value != "9998.0" && value != "9998" && value != "N/A" && value != "-1" &&
		!(of == "Login" && column == "CLIENT_IP") && !strings.HasPrefix(column, "CreatedBy.")
}

// TestOneUserTypeHasOneName holds the letters of some event types against the words of
// the others.
func TestOneUserTypeHasOneName(t *testing.T) {
	word, _ := catalog.CommonColumn("USER_TYPE")
	for letter, meant := range map[string]string{"S": "Standard", "G": "Guest", "P": "PowerPartner", "F": "SelfService", "C": "CustomerSuccess", "n": "CsnOnly"} {
		for _, eventType := range catalog.EventTypes() {
			column, ok := eventType.Column("USER_TYPE")
			if name := column.Codes[letter]; ok && name != "" && name != word.Codes[meant] {
				t.Errorf("%s: %s is %q, and %s %q", eventType.Name, letter, name, meant, word.Codes[meant])
			}
		}
	}
}

// TestFieldsOfEventLogObjects has the names that Salesforce documents for objects whose
// log files call their columns otherwise.
func TestFieldsOfEventLogObjects(t *testing.T) {
	for _, tt := range []struct {
		object, record string
		want           map[string]any
	}{
		{"LoginAsEventLog", `{"UserIdentifier": "005Qy00000Wz9Lm", "DelegatedUserIdentifier": "005Qy00000Bb8Cc", "DelegatedUserName": "root"}`, map[string]any{
			"user": map[string]any{"id": "005Qy00000Bb8CcIAJ", "name": "root", "effective": map[string]any{"id": "005Qy00000Wz9LmIAJ"}},
		}},
		{"ReportEventLog", `{"ReportIdentifier": "00OQy00000Ef2Gh", "ColumnCount": 14, "RowCount": 20, "ObjectName": "Contact", "SortOrder": "Email;asc"}`, map[string]any{
			"salesforce.report_id": "00OQy00000Ef2GhMAJ", "salesforce.number_of_columns": int64(14), "salesforce.rows_processed": int64(20),
			"salesforce.entity_name": []string{"Contact"}, "salesforce.report.sort": "Email;asc",
		}},
		{"ApiTotalUsageEventLog", `{"ConnectedAppIdentifier": "0H4Qy000000Ab1C", "IsApiLimitCounted": true, "PlannerIdentifier": "16jQy00000Ab1Cd", "BotSessionIdentifier": "b-1"}`, map[string]any{
			"salesforce.connected_app_id": "0H4Qy000000Ab1CKAS", "salesforce.api_total_usage.counts_against_api_limit": true,
			"salesforce.agent.planner_id": "16jQy00000Ab1CdIAJ", "salesforce.agent.session_id": "b-1",
		}},
		{"LogoutEventLog", `{"IsUserInitiatedLogout": true, "SessionLevel": "1"}`, map[string]any{
			"event.reason": "user logged out", "salesforce.session_level_name": "standard",
		}},
		{"LoginEventLog", `{"LoginStatus": 0.0, "RequestStatus": "S"}`, map[string]any{"event.outcome": "unknown", "salesforce.login.status": "0.0"}},
		{"LoginEventLog", `{"LoginStatus": "LOGIN_NO_ERROR"}`, map[string]any{"event.outcome": "success"}},
	} {
		event := mapRecord(t, tt.object, tt.record)
		wantLeaves(t, event, tt.want)
		if got := leaf(event, "error"); got != nil {
			t.Errorf("%s: %v", tt.object, got)
		}
	}
}

// TestAPlaceIsTakenOnceInAnyOrder: the fields of a record may come in any order.
func TestAPlaceIsTakenOnceInAnyOrder(t *testing.T) {
	for _, record := range []string{`{"Client": "a", "ClientName": "b"}`, `{"ClientName": "b", "Client": "a"}`} {
		event := mapNewRecord(t, "New__c", record)
		name, _ := leaf(event, "salesforce.client_name").(string)
		unparsed, _ := leaf(event, "salesforce.unparsed").(map[string]any)
		kept := slices.Collect(maps.Values(unparsed))
		if len(kept) != 1 || kept[0] == name {
			t.Errorf("%s: client_name %q, unparsed %v", record, name, unparsed)
		}
	}
}
