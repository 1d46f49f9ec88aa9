package ecs

import (
	"slices"
	"testing"
	"time"
)

func TestARecordOfSetupAuditTrail(t *testing.T) {
	got := mapNewRecord(t, "SetupAuditTrail", `{
		"attributes": {"type": "SetupAuditTrail", "url": "/services/data/v62.0/sobjects/SetupAuditTrail/0YmQy00000Ht4RsKAJ"},
		"Id": "0YmQy00000Ht4RsKAJ", "Action": "changedpassword", "Section": "Manage Users",
		"Display": "For user ana.diaz@acme.example, changed the password", "CreatedDate": "2026-01-05T02:58:41.000+0000",
		"SystemModstamp": "2026-01-05T02:58:42.000+0000", "CreatedById": "005Qy00000Wz9LmIAJ",
		"CreatedBy": {"attributes": {"type": "User"}, "Username": "bob@acme.example", "Name": "Bob", "Alias": "bo"},
		"CreatedByContext": "Einstein", "CreatedByIssuer": "issuer", "DelegateUser": null, "ResponsibleNamespacePrefix": "ns"}`)
	want := Event{
		Timestamp: time.Date(2026, 1, 5, 2, 58, 41, 0, time.UTC),
		ID:        "record-1",
		Fields: map[string]any{
			"event": map[string]any{
				"kind": "event", "module": "salesforce", "provider": "Object", "dataset": "salesforce.setup_audit_trail",
				"action": "changedpassword", "code": "SetupAuditTrail", "id": "0YmQy00000Ht4RsKAJ",
				"category": []string{"configuration", "iam"}, "type": []string{"change", "user"},
			},
			"message":      "For user ana.diaz@acme.example, changed the password",
			"organization": map[string]any{"id": "00DQy00000Xk1TbMAJ"},
			"user": map[string]any{
				"id": "005Qy00000Wz9LmIAJ", "name": "bob@acme.example", "domain": "acme.example",
				"email": "bob@acme.example", "full_name": "Bob",
				"target": map[string]any{
					"name": "ana.diaz@acme.example", "domain": "acme.example", "email": "ana.diaz@acme.example",
				},
			},
			"related": map[string]any{"user": []string{"bob@acme.example", "ana.diaz@acme.example", "005Qy00000Wz9LmIAJ"}},
			"salesforce": map[string]any{
				"instance_url": "https://acme.my.example.com", "object": "SetupAuditTrail",
				"system_modstamp": time.Date(2026, 1, 5, 2, 58, 42, 0, time.UTC),
				"setup_audit_trail": map[string]any{
					"created_by": map[string]any{"alias": "bo"}, // not in a table
					"section":    "Manage Users", "display": "For user ana.diaz@acme.example, changed the password",
					"created_by_context": "Einstein", "created_by_issuer": "issuer", "responsible_namespace_prefix": "ns",
				},
			},
		},
	}
	compare(t, want, got)
}

func TestADelegateIsTheActor(t *testing.T) {
	event := mapRecord(t, "SetupAuditTrail", `{"Id": "0Ym", "Action": "suOrgAdminLogin", "CreatedDate": "2026-01-05T02:58:41.000+0000",
		"CreatedById": "005Qy00000Wz9Lm", "CreatedBy": {"Username": "ana.diaz@acme.example", "Name": "Ana Diaz"}, "DelegateUser": "support@example.com"}`)
	for path, want := range map[string]any{
		"user.id":                  nil,
		"user.name":                "support@example.com",
		"user.email":               "support@example.com",
		"user.full_name":           nil,
		"user.effective.id":        "005Qy00000Wz9LmIAJ",
		"user.effective.name":      "ana.diaz@acme.example",
		"user.effective.full_name": "Ana Diaz",
		"salesforce.setup_audit_trail.delegate_user": "support@example.com",
	} {
		if got := leaf(event, path); got != want {
			t.Errorf("%s = %v, want %v", path, got, want)
		}
	}
	if users := leaf(event, "related.user"); !slices.Equal(users.([]string), []string{"support@example.com", "ana.diaz@acme.example", "005Qy00000Wz9LmIAJ"}) {
		t.Errorf("related.user = %v", users)
	}
}

func TestAnAuditRecordIsSortedByActionAndSection(t *testing.T) {
	for _, tt := range []struct {
		action, section string
		category, types []string
	}{
		{"insertConnectedApplication", "Connected Apps", []string{"configuration"}, []string{"creation"}},
		{"PermSetCreate", "Manage Users", []string{"configuration", "iam"}, []string{"creation", "user"}},
		{"PermSetAssign", "", []string{"configuration", "iam"}, []string{"change", "user"}},
		{"deletedprofile", "", []string{"configuration", "iam"}, []string{"deletion", "user"}},
		{"createduser", "", []string{"configuration", "iam"}, []string{"creation", "user"}},
		{"deactivateduser", "", []string{"configuration", "iam"}, []string{"change", "user"}},
		{"createdgroup", "Groups", []string{"configuration", "iam"}, []string{"creation", "group"}},
		{"createdgroup", "Manage Users", []string{"configuration", "iam"}, []string{"creation", "group"}},
		{"updatedgroup", "Groups", []string{"configuration", "iam"}, []string{"change", "group"}},
		{"deletedgroup", "", []string{"configuration", "iam"}, []string{"deletion", "group"}},
		{"changedSomething", "Groups", []string{"configuration", "iam"}, []string{"change", "group"}},
		{"groupMembership", "Groups", []string{"configuration", "iam"}, []string{"change", "group"}},
		{"PermSetGroupCreate", "Manage Users", []string{"configuration", "iam"}, []string{"creation", "user"}},
		{"changedPublicGroup", "", []string{"configuration", "iam"}, []string{"change", "group"}},
		{"uninstalledPackage", "", []string{"configuration"}, []string{"deletion"}},
		{"installedPackage", "", []string{"configuration"}, []string{"creation"}},
		{"changedOrgDefault", "Company Information", []string{"configuration"}, []string{"change"}},
		{"", "", []string{"configuration"}, []string{"change"}},
		{"suOrgAdminLogin", "Manage Users", []string{"authentication", "session"}, []string{"start"}},
		{"suloginaccessused", "Manage Users", []string{"authentication", "session"}, []string{"start"}},
		{"suNetworkAdminLogout", "Manage Users", []string{"authentication", "session"}, []string{"end"}},
		{"supportaccessadmins", "", []string{"configuration"}, []string{"change"}},
	} {
		event := mapRecord(t, "SetupAuditTrail", `{"Action": "`+tt.action+`", "Section": "`+tt.section+`"}`)
		category, types := leaf(event, "event.category"), leaf(event, "event.type")
		if !slices.Equal(category.([]string), tt.category) || !slices.Equal(types.([]string), tt.types) {
			t.Errorf("%q in %q: %v, %v", tt.action, tt.section, category, types)
		}
	}
}
