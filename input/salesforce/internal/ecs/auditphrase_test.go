package ecs

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// auditSaid is what an audit text says: the username, full name and id of the user, and
// the values before and after.
type auditSaid struct{ name, full, id, before, after string }

var auditTexts = []struct {
	text string
	want auditSaid
}{
	// Profiles.
	{`Changed profile for user Dana O'Neill to "Read Only"`, auditSaid{full: "Dana O'Neill", after: "Read Only"}},
	{`Changed Profile for user Ana Diaz to Read Only`, auditSaid{full: "Ana Diaz", after: "Read Only"}},
	{`Changed profile for user Dana O'Neill from Standard User to System Administrator`, auditSaid{full: "Dana O'Neill", before: "Standard User", after: "System Administrator"}},
	{`Changed profile for user Ana Diaz (UserID: [005Qy00000Wz9Lm]) from "Read Only" to "Standard User"`, auditSaid{full: "Ana Diaz", id: "005Qy00000Wz9LmIAJ", before: "Read Only", after: "Standard User"}},
	{`Changed profile for user Ana Diaz from "Lead to Cash" to "Standard User"`, auditSaid{full: "Ana Diaz", before: "Lead to Cash", after: "Standard User"}},
	{`Changed profile for user Ana Diaz from Lead to Cash to Standard User`, auditSaid{full: "Ana Diaz"}},
	{`Changed profile for user Ana Diaz from Import from ERP to Standard User`, auditSaid{}},
	{`Changed profile for user ana.diaz@acme.example from Standard User to Minimum Access - Salesforce`, auditSaid{name: "ana.diaz@acme.example", before: "Standard User", after: "Minimum Access - Salesforce"}},

	// Roles.
	{`Changed role for user Ana Diaz from none to CEO`, auditSaid{full: "Ana Diaz", before: "none", after: "CEO"}},
	{`Changed role for user Ana Diaz from VP, North American Sales to none`, auditSaid{full: "Ana Diaz", before: "VP, North American Sales", after: "none"}},
	{`Changed role for user José María Núñez from  to Director`, auditSaid{full: "José María Núñez", after: "Director"}},
	{`For user ana.diaz@acme.example, changed role from CFO to CEO`, auditSaid{name: "ana.diaz@acme.example", before: "CFO", after: "CEO"}},

	// Addresses and names.
	{`changed email for user Ana Diaz from ana@acme.example to eve@evil.example`, auditSaid{full: "Ana Diaz", before: "ana@acme.example", after: "eve@evil.example"}},
	{`Changed email for user Ana Diaz (UserID: [005Qy00000Wz9Lm]) from ana@acme.example to eve@evil.example`, auditSaid{full: "Ana Diaz", id: "005Qy00000Wz9LmIAJ", before: "ana@acme.example", after: "eve@evil.example"}},
	{`For user ana@acme.example, changed the email from ana@acme.example to eve@evil.example`, auditSaid{name: "ana@acme.example", before: "ana@acme.example", after: "eve@evil.example"}},
	{`Changed username for user Dana O'Neill from dana@acme.example to dana.oneill@acme.example`, auditSaid{full: "Dana O'Neill", before: "dana@acme.example", after: "dana.oneill@acme.example"}},
	{`Changed username for 005Qy00000Wz9Lm from ana@acme.example to eve@evil.example`, auditSaid{id: "005Qy00000Wz9LmIAJ", before: "ana@acme.example", after: "eve@evil.example"}},
	{`Changed name for user Dana Smith from Dana Smith to Dana O'Neill`, auditSaid{full: "Dana Smith", before: "Dana Smith", after: "Dana O'Neill"}},
	{`Changed nickname for user Dana O'Neill from "dana" to "dee"`, auditSaid{full: "Dana O'Neill", before: "dana", after: "dee"}},
	{`Changed alias for user Dana O'Neill to "donei"`, auditSaid{full: "Dana O'Neill", after: "donei"}},

	// Other things that a user has.
	{`Changed federation ID for user Ana Diaz from ana to eve`, auditSaid{full: "Ana Diaz", before: "ana", after: "eve"}},
	{`Changed Service Cloud user checkbox for user Ana Diaz from off to on`, auditSaid{full: "Ana Diaz", before: "off", after: "on"}},
	{`Changed user license for user Ana Diaz from Salesforce to Chatter Free`, auditSaid{full: "Ana Diaz", before: "Salesforce", after: "Chatter Free"}},
	{`The manager for user Ana Diaz (UserID: [005Qy00000Wz9Lm]) changed from Bo to Cy`, auditSaid{full: "Ana Diaz", id: "005Qy00000Wz9LmIAJ", before: "Bo", after: "Cy"}},
	{`The delegated approver for user Dana O'Neill changed to Cy Young`, auditSaid{full: "Dana O'Neill", after: "Cy Young"}},
	{`For user Dana O'Neill, Jr., changed mobile phone from +1 555 0100 to +1 555 0199`, auditSaid{full: "Dana O'Neill, Jr.", before: "+1 555 0100", after: "+1 555 0199"}},
	{`For user ana@acme.example, changed the time zone to "Europe/Lisbon"`, auditSaid{name: "ana@acme.example", after: "Europe/Lisbon"}},

	// Passwords and logins.
	{`For user ana@acme.example, changed the password`, auditSaid{name: "ana@acme.example"}},
	{`For user ana@acme.example, Changed the password`, auditSaid{name: "ana@acme.example"}},
	{`For user ana@acme.example: changed`, auditSaid{name: "ana@acme.example"}},
	{`For user Dana O'Neill, reset the password`, auditSaid{full: "Dana O'Neill"}},
	{`Changed password for user Ana Diaz`, auditSaid{full: "Ana Diaz"}},
	{`Reset password for user ana@acme.example`, auditSaid{name: "ana@acme.example"}},
	{`Set new password for user Dana O'Neill`, auditSaid{full: "Dana O'Neill"}},
	{`Logged in using Login-As access for Dana O'Neill`, auditSaid{full: "Dana O'Neill"}},
	{`Logged out using Login-As access for Ana Diaz`, auditSaid{full: "Ana Diaz"}},
	{`Unlocked user ana@acme.example (UserID: [005Qy00000Wz9Lm])`, auditSaid{name: "ana@acme.example", id: "005Qy00000Wz9LmIAJ"}},
	{`Enrolled ana@acme.example in Lightning Login`, auditSaid{name: "ana@acme.example"}},
	{`Time-Based Token removed for ana@acme.example`, auditSaid{name: "ana@acme.example"}},
	{`One-Time Password App added for user Ana Diaz`, auditSaid{full: "Ana Diaz"}},
	{`Generated temporary verification code for user: Ana Diaz`, auditSaid{full: "Ana Diaz"}},

	// New, gone, frozen.
	{`Created new user Dana O'Neill`, auditSaid{full: "Dana O'Neill"}},
	{`Created new user van der Berg`, auditSaid{full: "van der Berg"}},
	{`Created new user Robert "Bob" Diaz, Jr.`, auditSaid{full: `Robert "Bob" Diaz, Jr.`}},
	{`Created new Customer User Ana Diaz`, auditSaid{full: "Ana Diaz"}},
	{`Created new Partner User ana@partner.example`, auditSaid{name: "ana@partner.example"}},
	{`Activated user Ana Diaz (UserID: [005Qy00000Wz9Lm])`, auditSaid{full: "Ana Diaz", id: "005Qy00000Wz9LmIAJ"}},
	{`Deactivated user Dana O'Neill`, auditSaid{full: "Dana O'Neill"}},
	{`Deactivated user Link to ERP`, auditSaid{full: "Link to ERP"}},
	{`Froze user account for Ana Diaz`, auditSaid{full: "Ana Diaz"}},
	{`Unfroze user account for Dana O'Neill`, auditSaid{full: "Dana O'Neill"}},

	// Permission sets, groups, licenses.
	{`Permission set Export: assigned to user Dana O'Neill (UserID: [005Qy00000Wz9Lm])`, auditSaid{full: "Dana O'Neill", id: "005Qy00000Wz9LmIAJ"}},
	{`Permission set Export: assigned to user Ana Diaz`, auditSaid{full: "Ana Diaz"}},
	{`Permission set Export: unassigned from user Ana Diaz (UserID: [005Qy00000Wz9LmIAJ])`, auditSaid{full: "Ana Diaz", id: "005Qy00000Wz9LmIAJ"}},
	{`Permission set Export: assigned to user Ana Diaz (UserID: [00DQy00000Wz9Lm])`, auditSaid{full: "Ana Diaz"}},
	{`Permission set Export: assigned to user Ana Diaz (UserID: [005Qy00000Wz9-m])`, auditSaid{full: "Ana Diaz"}},
	{`Permission set group Sales Ops: assigned to user Dana O'Neill`, auditSaid{full: "Dana O'Neill"}},
	{`Permission set license "CRM User": assigned to user Ana Diaz`, auditSaid{full: "Ana Diaz"}},
	{`Permission set Export assigned to user Ana Diaz (UserID: [005Qy00000Wz9Lm]): expiration was changed from Sat to Sun`, auditSaid{full: "Ana Diaz", id: "005Qy00000Wz9LmIAJ", before: "Sat", after: "Sun"}},
	{`Granted 1 User Package Licenses for User with ID: 005Qy00000Wz9Lm`, auditSaid{id: "005Qy00000Wz9LmIAJ"}},
	{`Added user Dana O'Neill to group Finance`, auditSaid{full: "Dana O'Neill"}},
	{`Removed user Ana Diaz from queue "Tier 2"`, auditSaid{full: "Ana Diaz"}},

	// Settings of nobody, with values.
	{`Changed Session Timeout from 2 hours to 12 hours`, auditSaid{before: "2 hours", after: "12 hours"}},
	{`Changed profile Sales User: tab visibility for Invoices was changed from Hidden to Default On`, auditSaid{before: "Hidden", after: "Default On"}},
	{`Changed tracking for user history from off to on`, auditSaid{before: "off", after: "on"}},
	{`Password expiration changed from 90 days to "Never expires"`, auditSaid{before: "90 days", after: "Never expires"}},
	{`Changed Login IP Range for profile Admin to "0.0.0.0 - 255.255.255.255"`, auditSaid{after: "0.0.0.0 - 255.255.255.255"}},

	// Nobody and nothing.
	{`Deleted UI login flow for Stormtrooper`, auditSaid{}},
	{`Record type Invoice added for Account`, auditSaid{}},
	{`Organization setup action: enabled API Access Control`, auditSaid{}},
	{`Created Group Finance`, auditSaid{}},
	{`For user `, auditSaid{}},
	{`Created new user `, auditSaid{}},
	{`Für Benutzer ana@acme.example`, auditSaid{}},
	{`Profil von Benutzer Ana Diaz von Standardbenutzer in Systemadministrator geändert`, auditSaid{}},
	{``, auditSaid{}},
}

func TestAuditTexts(t *testing.T) {
	if len(auditTexts) < 60 {
		t.Errorf("%d texts", len(auditTexts))
	}
	for _, tt := range auditTexts {
		event := mapRecord(t, "SetupAuditTrail", auditRecord(t, tt.text))
		if got, _ := leaf(event, "user.target.full_name").(string); got != tt.want.full {
			t.Errorf("%s\nfull name %q, want %q", tt.text, got, tt.want.full)
		}
		if got, _ := leaf(event, "user.target.id").(string); got != tt.want.id {
			t.Errorf("%s\nid %q, want %q", tt.text, got, tt.want.id)
		}
		got := readAuditText(tt.text)
		if strings.Contains(got.name, "@") != (tt.want.name != "") || tt.want.name != "" && leaf(event, "user.target.name") != tt.want.name {
			t.Errorf("%s\nname %q, want %q", tt.text, got.name, tt.want.name)
		}
		wantLeaves(t, event, map[string]any{
			"salesforce.setup_audit_trail.old_value": orNil(tt.want.before),
			"salesforce.setup_audit_trail.new_value": orNil(tt.want.after),
			"message":                                orNil(strings.TrimLeft(tt.text, "\x00")),
		})
	}
}

func auditRecord(t *testing.T, display string) string {
	t.Helper()
	text, err := json.Marshal(display)
	if err != nil {
		t.Fatal(err)
	}
	return `{"Display": ` + string(text) + `}`
}

func TestChangesOfAUserAreInECS(t *testing.T) {
	for _, tt := range []struct {
		text string
		want map[string]any
	}{
		{`Changed email for user Ana Diaz from ana@acme.example to eve@evil.example`, map[string]any{
			"user.target.email": "ana@acme.example", "user.target.name": nil, "user.changes": map[string]any{"email": "eve@evil.example"},
			"related.user": []string{"Ana Diaz", "ana@acme.example", "eve@evil.example"},
		}},
		{`Changed username for 005Qy00000Wz9Lm from ana@acme.example to eve@evil.example`, map[string]any{
			"user.target.name": "ana@acme.example", "user.target.id": "005Qy00000Wz9LmIAJ", "user.changes": map[string]any{"name": "eve@evil.example"},
		}},
		{`Changed name for user Ana Diaz from Ana Diaz to Eve Diaz`, map[string]any{"user.changes": map[string]any{"full_name": "Eve Diaz"}}},
		{`Changed role for user Ana Diaz from CFO to CEO`, map[string]any{"user.changes": map[string]any{"roles": []string{"CEO"}}}},
		{`Changed role for user Ana Diaz from CFO to none`, map[string]any{"user.changes": nil}},
		{`Changed profile for user Ana Diaz from A to B`, map[string]any{"user.changes": nil}},
	} {
		event := mapRecord(t, "SetupAuditTrail", auditRecord(t, tt.text))
		wantLeaves(t, event, tt.want)
	}
}

// Users of the org choose the names and values in the text.
func TestHostileAuditTextsAreGivenUp(t *testing.T) {
	for _, text := range []string{
		"Changed " + strings.Repeat(" for user A from a to", 48),
		strings.Repeat("Permission set : assigned to user ", 30),
		strings.Repeat(" changed from ", 70), strings.Repeat(" to ", 250), strings.Repeat("x", longestAuditText+1),
	} {
		r := readAuditText(text)
		if len(r.name)+len(r.old)+len(r.new) > len(text) {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

func FuzzAuditText(f *testing.F) {
	for _, tt := range auditTexts {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		said := readAuditText(text)
		for _, part := range []string{said.name, said.id, said.old, said.new} {
			if !strings.Contains(text, part) {
				t.Errorf("%q is no part of the text", part)
			}
		}
		if said.id != "" && !isUserID(said.id) {
			t.Errorf("id %q", said.id)
		}
	})
}

func TestWhatDidNotFitLeavesNothingBehind(t *testing.T) {
	got := readAuditText("For user 005Qy00000Wz9Lm, Bo, changed the password")
	if want := (auditText{name: "005Qy00000Wz9Lm, Bo"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestFormsOfAuditTextsAreWellFormed(t *testing.T) {
	names := []string{"user", "person", "mail", "what", "change", "value", "quoted", "verb", "*"}
	for i, phrase := range compiledAuditPhrases {
		for n, part := range phrase.parts {
			last := n == len(phrase.parts)-1
			switch {
			case part.literal == "" && !slices.Contains(names, part.name):
				t.Errorf("%q has the part %q", auditPhrases[i].form, part.name)
			case part.literal == "" && !last && phrase.parts[n+1].literal == "":
				t.Errorf("%q has two parts with nothing between them", auditPhrases[i].form)
			case !last && slices.Contains([]string{"change", "value", "quoted"}, part.name):
				t.Errorf("%q goes on behind its value", auditPhrases[i].form)
			}
		}
	}
}
