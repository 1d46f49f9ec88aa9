package ecs

import "testing"

func TestUserIDIsOnlyEverTheIDOfAUser(t *testing.T) {
	const user, user18 = "005Qy00000Wz9Lm", "005Qy00000Wz9LmIAJ"
	for _, tt := range []struct {
		name, value string
		id          any
		unparsed    any
	}{
		{"15 characters", user, user18, nil},
		{"18 characters", user18, user18, nil},
		{"an address", "198.51.100.7", nil, "198.51.100.7"},
		{"a username", "ana@acme.example", nil, "ana@acme.example"},
		{"the id of something else", "00DQy00000Xk1Tb", nil, "00DQy00000Xk1Tb"},
		{"a part of an id", "005Qy00000Wz9L", nil, "005Qy00000Wz9L"},
		{"a character that no id has", "005Qy00000Wz9-m", nil, "005Qy00000Wz9-m"},
		{"a suffix that does not fit", "005Qy00000Wz9LmAAA", nil, "005Qy00000Wz9LmAAA"},
		{"an id and more", user18 + ",x", nil, user18 + ",x"},
		{"zeros", "000000000000000", nil, nil},
		{"18 zeros", "000000000000000AAA", nil, nil},
		{"null", "null", nil, nil},
		{"NULL", "NULL", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for column, unparsed := range map[string]string{"USER_ID": "user_id", "USER_ID_DERIVED": "user_id_derived"} {
				event := mapRow(t, LogFile{EventType: "Login"}, map[string]string{column: tt.value})
				wantLeaves(t, event, map[string]any{"user.id": tt.id, "salesforce.unparsed." + unparsed: tt.unparsed})
				if tt.id == nil {
					wantLeaves(t, event, map[string]any{"related.user": nil})
				}
			}
			event := mapRecord(t, "LoginEvent", `{"UserId": "`+tt.value+`"}`)
			wantLeaves(t, event, map[string]any{"user.id": tt.id, "salesforce.unparsed.user_id": tt.unparsed})
		})
	}
}

func TestOneUserIDOfTwoIsEnough(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "Login"}, map[string]string{"USER_ID": "005Qy00000Wz9Lm", "USER_ID_DERIVED": "198.51.100.7"})
	wantLeaves(t, event, map[string]any{
		"user.id": "005Qy00000Wz9LmIAJ", "salesforce.unparsed": map[string]any{"user_id_derived": "198.51.100.7"},
		"error.message": []string{"user_id_derived: not the id of a user"},
	})
}

// A row whose quotes are broken has its cells in other columns.
func TestShiftedCellsNeverBecomeIDs(t *testing.T) {
	const address = "198.51.100.7"
	for _, tt := range []struct{ eventType, column, path, unparsed string }{
		{"Login", "ORGANIZATION_ID", "organization.id", "organization_id"},
		{"Login", "USER_ID", "user.id", "user_id"},
		{"LoginAs", "DELEGATED_USER_ID", "user.effective.id", "delegated_user_id"},
		{"LoginAs", "DELEGATED_USER_ID", "user.id", "delegated_user_id"},
		{"GroupMembership", "GROUP_ID", "group.id", "group_id"},
		{"TransactionSecurity", "POLICY_ID", "rule.id", "policy_id"},
		{"Report", "REPORT_ID", "salesforce.report_id", "report_id"},
		{"URI", "URI_ID_DERIVED", "salesforce.uri_id", "uri_id_derived"},
	} {
		for _, value := range []string{address, "sample text", "x"} {
			event := mapRow(t, LogFile{EventType: tt.eventType}, map[string]string{tt.column: value})
			var want any
			if tt.path == "organization.id" {
				want = testOrg.ID // the file says whose it is
			}
			wantLeaves(t, event, map[string]any{tt.path: want, "salesforce.unparsed." + tt.unparsed: value})
		}
		event := mapRow(t, LogFile{EventType: tt.eventType}, map[string]string{tt.column: "000000000000000"})
		wantLeaves(t, event, map[string]any{"salesforce.unparsed": nil, "error": nil})
	}
	for _, tt := range []struct{ object, field, path string }{
		{"SetupAuditTrail", "CreatedById", "user.id"},
		{"UserLogin", "UserId", "user.target.id"},
		{"UserLogin", "LastModifiedById", "user.id"},
	} {
		event := mapRecord(t, tt.object, `{"`+tt.field+`": "`+address+`"}`)
		wantLeaves(t, event, map[string]any{tt.path: nil, "related": nil, "salesforce.unparsed." + snakeCase(tt.field): address})
	}
}

func TestUserNamesThatAreNoAddresses(t *testing.T) {
	for _, name := range []string{"@acme.example", "ana@", "ana", "Ana <ana@acme.example>"} {
		event := mapRow(t, LogFile{EventType: "Login"}, map[string]string{"USER_NAME": name})
		wantLeaves(t, event, map[string]any{"user.name": name, "user.domain": nil, "user.email": nil})
	}
	event := mapRow(t, LogFile{EventType: "Login"}, map[string]string{"USER_NAME": "a@b@acme.example"})
	wantLeaves(t, event, map[string]any{"user.domain": "acme.example", "user.email": "a@b@acme.example"})
}
