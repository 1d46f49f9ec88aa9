package ecs

import (
	"testing"
)

// These tests are of what columns say about an event as a whole.

func TestWhatWasDone(t *testing.T) {
	for _, tt := range []struct {
		eventType, column, value, action string
		types                            []string
	}{
		{"ContentTransfer", "TRANSACTION_TYPE", "saveVersion", "file-upload", []string{"creation"}},
		{"ContentTransfer", "TRANSACTION_TYPE", "VersionRenditionDownload", "file-preview", []string{"access"}},
		{"ContentTransfer", "TRANSACTION_TYPE", "VersionDownloadAction", "file-download", []string{"access"}},
		{"ContentTransfer", "TRANSACTION_TYPE", "somethingNew", "file-transfer", []string{"access"}},
		{"PackageInstall", "OPERATION_TYPE", "UNINSTALL", "package-uninstall", []string{"deletion"}},
		{"PackageInstall", "OPERATION_TYPE", "INSTALL", "package-install", []string{"installation"}},
		{"GroupMembership", "OPERATION", "DeletedGroupMember", "group-member-remove", []string{"group", "change"}},
		{"BulkApi", "OPERATION_TYPE", "hardDelete", "bulk-delete", []string{"change"}},
		{"BulkApi2", "OPERATION_TYPE", "queryAll", "bulk-query", []string{"access"}},
		{"Report", "ORIGIN", "ReportRunFromLightning", "report-run", []string{"access"}},
		{"Report", "ORIGIN", "ReportExportedUsingExcelConnector", "report-export", []string{"access"}},
		{"Report", "RENDERING_TYPE", "X", "report-export", []string{"access"}},
		{"Report", "RENDERING_TYPE", "W", "report-run", []string{"access"}},
		{"PlatformEncryption", "ACTION", "TS Unwrapped", "key-unwrap", []string{"access"}},
		{"PlatformEncryption", "ACTION", "TS Destroyed", "key-destroy", []string{"deletion"}},
		{"CspViolation", "DISPOSITION", "report", "csp-violation-report", []string{"allowed"}},
		{"MetadataApiOperation", "OPERATION", "meta_retrieve", "metadata-retrieve", []string{"access"}},
		{"ExternalODataCallout", "ACTION", "upsert", "external-upsert", []string{"change", "connection"}},
	} {
		event := mapRow(t, LogFile{EventType: tt.eventType}, map[string]string{tt.column: tt.value})
		wantLeaves(t, event, map[string]any{"event.action": tt.action, "event.type": tt.types})
	}
}

func TestWhoActedAsWhom(t *testing.T) {
	for _, tt := range []struct {
		eventType string
		row       map[string]string
		user      map[string]any
	}{
		{"LoginAs", map[string]string{"USER_ID": "005Qy00000Wz9Lm", "DELEGATED_USER_ID": "005Qy00000Bb8Cc", "DELEGATED_USER_NAME": "root"}, map[string]any{
			"id": "005Qy00000Bb8CcIAJ", "name": "root", "effective": map[string]any{"id": "005Qy00000Wz9LmIAJ"},
		}},
		{"InsufficientAccess", map[string]string{"USER_ID": "005Qy00000Wz9Lm", "ACTUAL_LOGGED_IN_USER_ID": "005Qy00000Wz9Lm"}, map[string]any{
			"id": "005Qy00000Wz9LmIAJ",
		}},
		{"Dashboard", map[string]string{"USER_ID": "005Qy00000Wz9Lm", "VIEWING_USER_ID": "005Qy00000Bb8Cc"}, map[string]any{
			"id": "005Qy00000Bb8CcIAJ", "effective": map[string]any{"id": "005Qy00000Wz9LmIAJ"},
		}},
		{"GroupMembership", map[string]string{"USER_ID": "005Qy00000Wz9Lm", "MEMBER_ID": "00GQy00000Bb8Cc"}, map[string]any{
			"id": "005Qy00000Wz9LmIAJ", // a group joined a group
		}},
	} {
		wantLeaves(t, mapRow(t, LogFile{EventType: tt.eventType}, tt.row), map[string]any{"user": tt.user})
	}
	wantLeaves(t, mapRecord(t, "UserLogin", `{"UserId": "005Qy00000Wz9Lm", "LastModifiedById": "005Qy00000Bb8Cc", "IsFrozen": true}`), map[string]any{
		"user":                           map[string]any{"id": "005Qy00000Bb8CcIAJ", "target": map[string]any{"id": "005Qy00000Wz9LmIAJ"}},
		"related.user":                   []string{"005Qy00000Bb8CcIAJ", "005Qy00000Wz9LmIAJ"},
		"salesforce.last_modified_by_id": "005Qy00000Bb8CcIAJ",
	})
	event := mapRecord(t, "PermissionSetEventStore", `{"UserId": "005Qy00000Wz9Lm", "ImpactedUserIds": "005Qy00000Bb8Cc, 005Qy00000Bb8Cd"}`)
	wantLeaves(t, event, map[string]any{
		"user.target": nil,
		"salesforce.permission_set.impacted_user_ids": []string{"005Qy00000Bb8CcIAJ", "005Qy00000Bb8CdIAJ"},
		"related.user": []string{"005Qy00000Wz9LmIAJ", "005Qy00000Bb8CcIAJ", "005Qy00000Bb8CdIAJ"},
	})
}

func TestHowItEnded(t *testing.T) {
	for _, tt := range []struct{ eventType, column, value, outcome, reason string }{
		{"FlowExecution", "NUMBER_OF_ERRORS", "0", "success", ""},
		{"FlowExecution", "NUMBER_OF_ERRORS", "2", "failure", ""},
		{"FlowExecution", "NUMBER_OF_ERRORS", "-1", "", ""},
		{"WaveDownload", "DOWNLOAD_ERROR", "too many rows", "failure", "too many rows"},
		{"BulkApi2", "JOB_STATUS", "Aborted", "failure", "Aborted"},
		{"BulkApi2", "JOB_STATUS", "Uploaded", "", ""},
		{"HostnameRedirects", "IS_BLOCKED_REDIRECTION", "1", "failure", ""},
		{"HostnameRedirects", "IS_BLOCKED_REDIRECTION", "0", "success", ""},
		{"CspViolation", "DISPOSITION", "enforce", "failure", "resource was blocked"},
		{"CspViolation", "DISPOSITION", "report", "success", ""},
		{"CorsViolation", "ORIGIN", "https://evil.example", "failure", "origin is not in the CORS allowlist"},
		{"RestApi", "STATUS_CODE", "403", "failure", ""},
		{"RestApi", "STATUS_CODE", "302", "success", ""},
		{"InsufficientAccess", "ACCESS_ERROR", "NO_ACCESS", "failure", "access level too low"},
	} {
		event := mapRow(t, LogFile{EventType: tt.eventType}, map[string]string{tt.column: tt.value})
		if leaf(event, "event.outcome") != orNil(tt.outcome) || leaf(event, "event.reason") != orNil(tt.reason) {
			t.Errorf("%+v: outcome %v, reason %v", tt, leaf(event, "event.outcome"), leaf(event, "event.reason"))
		}
	}
	for record, want := range map[string]string{
		`{"OperationStatus": "Success", "PolicyOutcome": "Block"}`:          "failure",
		`{"OperationStatus": "Success", "PolicyOutcome": "NoAction"}`:       "success",
		`{"PolicyOutcome": "TwoFAReportedDenied"}`:                          "failure",
		`{"PolicyOutcome": "TwoFAFailedInvalidCode"}`:                       "failure",
		`{"OperationStatus": "Success", "PolicyOutcome": "TwoFASucceeded"}`: "success",
		`{"OperationStatus": "Initiated"}`:                                  "unknown",
	} {
		if got := leaf(mapRecord(t, "ApiEvent", record), "event.outcome"); got != want {
			t.Errorf("%s: %v, want %s", record, got, want)
		}
	}
}

func TestReadingWhatWasChangedChangesNothing(t *testing.T) {
	for call, want := range map[string]struct {
		action string
		types  []string
	}{
		"getDeleted":            {"api-read", []string{"access"}},
		"getUpdated":            {"api-read", []string{"access"}},
		"describeSearchLayouts": {"api-describe", []string{"access"}},
		"delete":                {"api-delete", []string{"change", "access"}},
		"undelete":              {"api-undelete", []string{"change", "access"}},
		"queryMore":             {"api-query", []string{"access"}},
	} {
		event := mapRow(t, LogFile{EventType: "API"}, map[string]string{"METHOD_NAME": call})
		wantLeaves(t, event, map[string]any{"event.action": want.action, "event.type": want.types, "salesforce.api.method_name": call})
	}
}

func TestAPolicyThatNotifiesWasTriggered(t *testing.T) {
	for result, want := range map[string][2]string{
		"TRIGGERED":     {"policy-triggered", "alert"},
		"Notified":      {"policy-triggered", "alert"},
		"Notification":  {"policy-triggered", "alert"},
		"Block":         {"policy-triggered", "alert"},
		"NOT_TRIGGERED": {"policy-not-triggered", "event"},
		"NoAction":      {"policy-evaluation", "event"},
	} {
		event := mapRow(t, LogFile{EventType: "TransactionSecurity"}, map[string]string{"RESULT": result})
		wantLeaves(t, event, map[string]any{"event.action": want[0], "event.kind": want[1]})
	}
}

func TestCallsOfOneContinuation(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "ContinuationCalloutSummary"}, map[string]string{
		"SUCCESS": "0", "STATUS_CODE": "200 2001 500", "URL": "https://a.example/x https://b.example/y https://a.example/z",
	})
	wantLeaves(t, event, map[string]any{
		"event.outcome": "failure", "event.reason": "connection failed",
		"salesforce.continuation_callout_summary.status_code":      []string{"200", "2001", "500"},
		"salesforce.continuation_callout_summary.status_code_name": []string{"success", "connection failed"},
		"url.original":  "https://a.example/x",
		"related.hosts": []string{"b.example", "a.example"},
	})
	event = mapRow(t, LogFile{EventType: "ContinuationCalloutSummary"}, map[string]string{"SUCCESS": "1", "STATUS_CODE": "200", "URL": "https://a.example/x"})
	wantLeaves(t, event, map[string]any{
		"event.outcome": "success", "event.reason": nil, "salesforce.continuation_callout_summary.status_code": "200", "related.hosts": []string{"a.example"},
	})
}

func TestScores(t *testing.T) {
	for _, tt := range []struct {
		object, score        string
		risk, norm, severity any
	}{
		{"ReportAnomalyEventStore", "95.0158", 95.0158, 95.0158, severityCritical},
		{"ReportAnomalyEventStore", "80", 80.0, 80.0, severityHigh},
		{"ReportAnomalyEventStore", "0.6", 0.6, 60.0, severityMedium},
		{"ReportAnomalyEventStore", "12", 12.0, 12.0, severityLow},
		{"ReportAnomalyEventStore", "812", 812.0, nil, severityHigh},
		{"ReportAnomalyEventStore", "-1", -1.0, nil, severityHigh},
		{"ReportAnomalyEventStore", "1e300", nil, nil, severityHigh},
		{"ApiAnomalyEventStore", "0.97", 0.97, 97.0, severityCritical},
		{"SessionHijackingEventStore", "0.93", 0.93, 93.0, severityCritical},
		{"SessionHijackingEventStore", "0.6", 0.6, 60.0, severityMedium},
		{"SessionHijackingEventStore", "8.6", 8.6, nil, severityHigh},
		{"CredentialStuffingEventStore", "1.0", 1.0, 100.0, severityHigh},
	} {
		event := mapRecord(t, tt.object, `{"Score": `+tt.score+`}`)
		wantLeaves(t, event, map[string]any{
			"event.kind": "alert", "event.risk_score": tt.risk, "event.risk_score_norm": tt.norm, "event.severity": tt.severity,
		})
	}
}

func TestLists(t *testing.T) {
	for value, want := range map[string]any{
		"Account":                   []string{"Account"},
		"Account, Contact,Account":  []string{"Account", "Contact"},
		"Account;Contact":           []string{"Account", "Contact"},
		"[Account, Contact]":        []string{"Account", "Contact"},
		`["Account", "A, B", null]`: []string{"Account", "A, B"},
		`[{"a": 1}]`:                []string{`{"a": 1}`},
		"[]":                        nil,
		" , ; ":                     nil,
	} {
		event := mapRow(t, LogFile{EventType: "RestApi"}, map[string]string{"ENTITY_NAME": value})
		wantLeaves(t, event, map[string]any{"salesforce.entity_name": want})
	}
}

func TestWhatSaysNotKnownIsLeftOut(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "ExternalODataCallout"}, map[string]string{"ROWS": "-1", "OFFSET": "-1", "ROWS_FETCHED": "-1", "BYTES": "-1"})
	wantLeaves(t, event, map[string]any{"salesforce.external_odata_callout": nil, "salesforce.rows_processed": nil, "http": nil, "error": nil})
	for eventType, columns := range map[string]map[string]string{
		"ApexCallout":         {"TIME": "-1", "RUN_TIME": "-1", "CPU_TIME": "-1", "REQUEST_SIZE": "-1", "RESPONSE_SIZE": "-1"},
		"ApexExecution":       {"EXEC_TIME": "-1", "DB_TOTAL_TIME": "-1", "CALLOUT_TIME": "-1"},
		"TransactionSecurity": {"EVALUATION_TIME_MS": "-1.0"},
		"Login":               {"DB_TOTAL_TIME": "-1", "RUN_TIME": "-1"},
	} {
		event := mapRow(t, LogFile{EventType: eventType}, columns)
		said := event.Fields["salesforce"].(map[string]any)
		delete(said, "log_file")
		delete(said, "instance_url")
		if len(said) > 0 || leaf(event, "event.duration") != nil || leaf(event, "http") != nil || leaf(event, "error") != nil {
			t.Errorf("%s: %v, duration %v", eventType, said, leaf(event, "event.duration"))
		}
	}
	event = mapRow(t, LogFile{EventType: "Logout"}, map[string]string{"API_VERSION": "9998.0", "CLIENT_VERSION": "9998", "RESOLUTION_TYPE": "9999"})
	wantLeaves(t, event, map[string]any{"salesforce.api_version": nil, "salesforce.client_version": nil, "salesforce.logout": nil})
}

func TestOneIDInTwoColumns(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "Report"}, map[string]string{"REPORT_ID": "00OQy00000Ef2Gh", "REPORT_ID_DERIVED": "00OQy00000Ef2GhMAJ"})
	wantLeaves(t, event, map[string]any{"salesforce.report_id": "00OQy00000Ef2GhMAJ", "error": nil})
	event = mapRow(t, LogFile{EventType: "Report"}, map[string]string{"REPORT_ID": "00OQy00000Ef2Gh", "REPORT_ID_DERIVED": "00OQy00000Xx2GhMAJ"})
	wantLeaves(t, event, map[string]any{
		"salesforce.report_id": "00OQy00000Ef2GhMAJ", "salesforce.unparsed": map[string]any{"report_id_derived": "00OQy00000Xx2GhMAJ"},
	})
}

func TestAPlaceIsTakenOnce(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "New"}, map[string]string{"CLIENT": "a", "CLIENT_NAME": "b"})
	wantLeaves(t, event, map[string]any{
		"salesforce.client_name": "a", "salesforce.unparsed": map[string]any{"client_name": "b"},
		"error.message": []string{"client_name: another column has its place"},
	})
}

func TestTimesOfTheDatabaseAreInOneUnit(t *testing.T) {
	for _, tt := range []struct {
		eventType string
		row       map[string]string
		want      int64
	}{
		{"Login", map[string]string{"DB_TOTAL_TIME": "48000000"}, 48e6},
		{"ApexSoap", map[string]string{"DB_TOTAL_TIME": "48"}, 48e6},
		{"ApexTrigger", map[string]string{"DB_TOTAL_TIME": "48.0"}, 48e6},
		{"ApexSoap", map[string]string{"DB_TOTAL_TIME": "39254335", "RUN_TIME": "101"}, 39254335},
		{"ApexSoap", map[string]string{"DB_TOTAL_TIME": "39254335"}, 39254335},
		{"ApexSoap", map[string]string{"DB_TOTAL_TIME": "9223372036854775807"}, 9223372036854775807},
		{"ApexSoap", map[string]string{"DB_TOTAL_TIME": "9223372036854775807", "RUN_TIME": "9223372036853"}, 9223372036854775807},
		{"ApexSoap", map[string]string{"DB_TOTAL_TIME": "15000", "RUN_TIME": "16000"}, 15000e6},
		{"ApexTrigger", map[string]string{"DB_TOTAL_TIME": "310000", "EXEC_TIME": "3"}, 310000},
		{"ApexExecution", map[string]string{"DB_TOTAL_TIME": "500000", "EXEC_TIME": "510000"}, 500000e6},
	} {
		wantLeaves(t, mapRow(t, LogFile{EventType: tt.eventType}, tt.row), map[string]any{"salesforce.db_total_time": tt.want})
	}
}
