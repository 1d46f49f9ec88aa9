package ecs

import (
	"maps"
	"testing"
)

func TestAUniqueQuery(t *testing.T) {
	const soql = "SELECT Id FROM Contact WHERE Email = 'secret@acme.example'"
	for _, tt := range []struct {
		identifier, kind string
		want             map[string]any
	}{
		{soql, "soql", map[string]any{"salesforce.query": soql, "event.action": "query", "salesforce.unique_query.query_type_name": "SOQL query"}},
		{"00OQy00000Ef2Gh", "report", map[string]any{"salesforce.report_id": "00OQy00000Ef2GhMAJ", "event.action": "report-run", "salesforce.query": nil}},
		{"00BQy00000Ab1Cd", "filter", map[string]any{"salesforce.unique_query.query_identifier": "00BQy00000Ab1CdMAJ", "event.action": "list-view"}},
	} {
		event := mapRow(t, LogFile{EventType: "UniqueQuery"}, map[string]string{
			"QUERY_IDENTIFIER": tt.identifier, "QUERY_TYPE": tt.kind, "SQL_ID": "8fq2", "BOT_IDENTIFIER": "0XxQy00000Ab1Cd",
			"BOT_SESSION_IDENTIFIER": "b-1", "PLANNER_IDENTIFIER": "16jQy00000Ab1Cd",
		})
		maps.Copy(tt.want, map[string]any{
			"salesforce.agent":               map[string]any{"id": "0XxQy00000Ab1CdKAJ", "session_id": "b-1", "planner_id": "16jQy00000Ab1CdIAJ"},
			"event.category":                 []string{"database"},
			"event.type":                     []string{"access"},
			"salesforce.unparsed":            nil,
			"salesforce.unique_query.sql_id": "8fq2",
		})
		wantLeaves(t, event, tt.want)
	}
}

func TestAnInvocableActionTookNanoseconds(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "InvocableAction"}, map[string]string{
		"ACTION_NAME": "sendQuote", "DURATION": "120481377", "RUN_TIME": "142", "REQUEST_COUNT": "3", "FLOW_VERSION_ID": "301Qy00000Ab1Cd",
	})
	wantLeaves(t, event, map[string]any{
		"event.duration": int64(120481377), "salesforce.invocable_action.duration": int64(120481377), "salesforce.run_time": int64(142),
		"salesforce.action_name": "sendQuote", "salesforce.invocable_action.request_count": int64(3),
	})
}

func TestColumnsOf2026(t *testing.T) {
	for _, tt := range []struct {
		eventType, column, value string
		want                     map[string]any
	}{
		{"Login", "COUNTRY_CODE", "us", map[string]any{"source.geo.country_iso_code": "US"}},
		{"Login", "COUNTRY_CODE", "Portugal", map[string]any{"source": nil, "salesforce.login.country_code": "Portugal"}},
		{"Login", "HTTP_REFERER", "https://portal.acme.example/start", map[string]any{"http.request.referrer": "https://portal.acme.example/start"}},
		{"Login", "USE_API_TOKEN", "T", map[string]any{"salesforce.login.use_api_token": "T", "salesforce.login.use_api_token_name": "token"}},
		{"Login", "LOGIN_SUB_TYPE", "oauthrefreshtoken", map[string]any{"salesforce.login_sub_type_name": "OAuth refresh token"}},
		{"Login", "AUTHENTICATION_CONTEXT_CLASS_REFERENCE", "urn:x", map[string]any{"salesforce.login.authentication_context_class_reference": "urn:x"}},
		{"AuraRequest", "ACTION_MESSAGE_LENGTH", "161", map[string]any{"salesforce.aura_request.action_message_length": int64(161)}},
		{"AuraRequest", "EASY_SUITE_VALUE", "x", map[string]any{"salesforce.aura_request.easy_suite_value": "x"}},
		{"NamedCredential", "BOT_IDENTIFIER", "0XxQy00000Ab1Cd", map[string]any{"salesforce.agent.id": "0XxQy00000Ab1CdKAJ"}},
		{"NamedCredential", "BOT_SESSION_IDENTIFIER", "b-1", map[string]any{"salesforce.agent.session_id": "b-1"}},
		{"BulkApi2", "RECORDS_PROCESSED", "250", map[string]any{"salesforce.rows_processed": int64(250)}},
		{"OneCommerceUsage", "RUN_TIME", "142", map[string]any{"event.dataset": "salesforce.one_commerce_usage", "salesforce.run_time": int64(142)}},
		{"ApexInline", "RUN_TIME", "142", map[string]any{"event.dataset": "salesforce.apex_inline"}},
	} {
		event := mapRow(t, LogFile{EventType: tt.eventType}, map[string]string{tt.column: tt.value})
		tt.want["salesforce.unparsed"] = nil
		wantLeaves(t, event, tt.want)
	}
	event := mapNewRecord(t, "ApexExecutionEventLog", `{"BotIdentifier": "0XxQy00000Ab1Cd", "BotSessionIdentifier": "b-1"}`)
	wantLeaves(t, event, map[string]any{"salesforce.agent": map[string]any{"id": "0XxQy00000Ab1CdKAJ", "session_id": "b-1"}, "error": nil})
}

func TestAnMCPAnomaly(t *testing.T) {
	event := mapRecord(t, "UniversalAnomalyEventStore", `{"AnomalySubType": "MCPAnomaly"}`)
	wantLeaves(t, event, map[string]any{"rule.category": "MCPAnomaly", "rule.name": "MCP Anomaly", "event.kind": "alert"})
	event = mapRecord(t, "UniversalAnomalyEventStore", `{"AnomalySubType": "NewAnomaly"}`)
	wantLeaves(t, event, map[string]any{"rule.category": "NewAnomaly", "rule.name": "Universal Anomaly"})
}

func TestCodesInOtherSpellings(t *testing.T) {
	for _, tt := range []struct{ column, value, field, code, meaning string }{
		{"SESSION_LEVEL", "10", "salesforce.session_level", "10", "high assurance"},
		{"SESSION_LEVEL", "HIGH_ASSURANCE(db=10,api=HIGH_ASSURANCE)", "salesforce.session_level", "10", "high assurance"},
		{"SESSION_LEVEL", "STANDARD(db=1,api=STANDARD)", "salesforce.session_level", "1", "standard"},
		{"SESSION_LEVEL", "HIGH_ASSURANCE", "salesforce.session_level", "10", "high assurance"},
		{"SESSION_LEVEL", "LOW(db=-1,api=LOW)", "salesforce.session_level", "LOW(db=-1,api=LOW)", ""},
		{"SESSION_LEVEL", "99", "salesforce.session_level", "99", ""},
		{"USER_TYPE", "S", "salesforce.user_type", "S", "standard user"},
		{"USER_TYPE", "Standard(db=S,api=Standard)", "salesforce.user_type", "S", "standard user"},
		{"USER_TYPE", "PowerPartner(db=P, api=PowerPartner)", "salesforce.user_type", "P", "partner"},
		{"USER_TYPE", "S(id=7)", "salesforce.user_type", "S", "standard user"},
		{"USER_TYPE", "(db=", "salesforce.user_type", "(db=", ""},
		{"USER_TYPE", "()", "salesforce.user_type", "()", ""},
		{"SESSION_TYPE", "U", "salesforce.logout.session_type", "U", "UI"},
		{"SESSION_TYPE", "UI", "salesforce.logout.session_type", "U", "UI"},
		{"SESSION_TYPE", "OAuth2", "salesforce.logout.session_type", "O", "OAuth 2"},
	} {
		event := mapRow(t, LogFile{EventType: "Logout"}, map[string]string{tt.column: tt.value})
		wantLeaves(t, event, map[string]any{tt.field: tt.code, tt.field + "_name": orNil(tt.meaning)})
	}
	event := mapRow(t, LogFile{EventType: "RestApi"}, map[string]string{"USER_TYPE": "Standard(db=S,api=Standard)"})
	wantLeaves(t, event, map[string]any{"salesforce.user_type": "Standard", "salesforce.user_type_name": "standard user"})
}

func TestANameOfTwoCodesIsNeither(t *testing.T) {
	codes := otherSpellings(map[string]string{"a": "The same", "b": "the_same", "c": "other"})
	for value, want := range map[string]string{"the same": "", "OTHER": "c", "x(db=b)": "b", "x(api=OTHER,db=none)": "c"} {
		if got := codes.code(value); got != want {
			t.Errorf("%q is %q, want %q", value, got, want)
		}
	}
}

func TestAgentActivityMovesToECSWithOneLine(t *testing.T) {
	rules, words := agentRules(true), agentWords(true)
	if got := rules["BOT_IDENTIFIER"].to; got != "gen_ai.agent.id" {
		t.Errorf("BOT_IDENTIFIER goes to %q", got)
	}
	if _, ok := words["agent.id"]; ok || len(words) != len(agentFields)-1 {
		t.Errorf("words %v", words)
	}
	for column, r := range rules {
		if _, ok := columnRules[column]; !ok {
			t.Errorf("no rule for %s", column)
		}
		if _, inECS := declared.ecs["gen_ai.agent.id"]; inECS != genAI && r.to == "gen_ai.agent.id" {
			t.Errorf("genAI is %v, but ECS says %v", genAI, inECS)
		}
	}
}
