package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAllEventTypesAreThereInTheOrderOfTheirNames(t *testing.T) {
	all := EventTypes()
	if len(all) != 75 {
		t.Errorf("%d event types, want 75: if you added one, change this number", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b EventType) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("event types are not in the order of their names")
	}
	for _, eventType := range all {
		seen := map[string]bool{}
		for _, column := range eventType.Columns {
			if seen[column.Name] {
				t.Errorf("%s has the column %s twice", eventType.Name, column.Name)
			}
			seen[column.Name] = true
			if column.Name != strings.ToUpper(column.Name) || strings.ContainsAny(column.Name, " .,") {
				t.Errorf("%s has the column %q, which is not named like one", eventType.Name, column.Name)
			}
		}
		for _, name := range []string{"EVENT_TYPE", "TIMESTAMP"} {
			if !seen[name] {
				t.Errorf("%s has no column %s", eventType.Name, name)
			}
		}
	}
}

func TestAnEventTypeIsFoundHoweverItsNameIsSpelled(t *testing.T) {
	for _, name := range []string{"CspViolation", "CSPViolation", "cspviolation"} {
		eventType, ok := EventTypeByName(name)
		if !ok || eventType.Name != "CspViolation" {
			t.Errorf("EventTypeByName(%q) = %q, %v", name, eventType.Name, ok)
		}
	}
	if eventType, ok := EventTypeByName("NoSuchType"); ok {
		t.Errorf("EventTypeByName(NoSuchType) = %v", eventType)
	}
}

func TestColumnsHaveTypesUnitsAndCodes(t *testing.T) {
	for _, want := range []struct {
		eventType string
		column    Column
	}{
		{"Login", Column{Name: "DB_TOTAL_TIME", Type: Number, Unit: Nanoseconds, Description: "Time spent on database round trips."}},
		{"ApexTrigger", Column{Name: "DB_TOTAL_TIME", Type: Number, Unit: Milliseconds, Description: "Time spent on database round trips."}},
		{"Login", Column{Name: "SOURCE_IP", Type: IP, Description: "Address from which the login reached Salesforce."}},
		{"Logout", Column{
			Name: "SESSION_LEVEL", Type: String, Description: "Security level of the session.",
			Codes: map[string]string{"1": "standard", "10": "high assurance"},
		}},
		{"LightningPageView", Column{Name: "PAGE_START_TIME", Type: Number, Unit: EpochMilliseconds, Description: "When the page was first loaded."}},
		{"ApexUnexpectedException", Column{Name: "STACK_TRACE", Type: Text}},
		{"InvocableAction", Column{Name: "DURATION", Type: Number, Unit: Nanoseconds, Description: "Time that the action took."}},
		{"Login", Column{
			Name: "USE_API_TOKEN", Type: String, Description: "What an API login proved itself with.",
			Codes: map[string]string{"P": "password", "T": "token"},
		}},
		{"AuraRequest", Column{Name: "EASY_SUITE_VALUE", Type: String}},
		{"RestApi", Column{Name: "API_VERSION"}},
	} {
		eventType, ok := EventTypeByName(want.eventType)
		if !ok {
			t.Errorf("no event type %s", want.eventType)
			continue
		}
		got, ok := eventType.Column(want.column.Name)
		if ok != (want.column.Type != "") {
			t.Errorf("%s.%s: found %v", want.eventType, want.column.Name, ok)
		}
		if want.column.Type == "" {
			continue
		}
		if diff := cmp.Diff(want.column, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", want.eventType, diff)
		}
	}
	login, _ := EventTypeByName("Login")
	status, _ := login.Column("LOGIN_STATUS")
	if len(status.Codes) < 110 || status.Codes["LOGIN_NO_ERROR"] == "" {
		t.Errorf("LOGIN_STATUS has %d codes", len(status.Codes))
	}
}

func TestCommonColumnsAreKnownWithoutAnEventType(t *testing.T) {
	column, ok := CommonColumn("REQUEST_STATUS")
	if !ok || column.Codes["F"] != "failure" {
		t.Errorf("CommonColumn(REQUEST_STATUS) = %v, %v", column, ok)
	}
	if _, ok := CommonColumn("LOGIN_STATUS"); ok {
		t.Error("LOGIN_STATUS belongs to Login alone")
	}
}

func TestObjects(t *testing.T) {
	type want struct {
		kind      Kind
		big       bool
		time, key string
	}
	for name, want := range map[string]want{
		"LoginEvent":                   {BigObject, true, "EventDate", "EventIdentifier"},
		"LogoutEvent":                  {BigObject, true, "EventDate", "EventIdentifier"},
		"SetupAuditTrail":              {Standard, false, "CreatedDate", "Id"},
		"setupaudittrail":              {Standard, false, "CreatedDate", "Id"},
		"LoginHistory":                 {Standard, false, "LoginTime", "Id"},
		"VerificationHistory":          {Standard, false, "VerificationTime", "Id"},
		"CredentialStuffingEventStore": {Standard, false, "EventDate", "EventIdentifier"},
		"FileEventStore":               {BigObject, true, "EventDate", "EventIdentifier"},
		"LoginEventLog":                {EventLog, false, "Timestamp", ""},
		"RestApiEventLog":              {EventLog, false, "Timestamp", ""},
	} {
		object, ok := ObjectByName(name)
		if !ok {
			t.Errorf("no object %s", name)
			continue
		}
		got := struct {
			kind      Kind
			big       bool
			time, key string
		}{object.Kind, object.Big, object.TimeField, object.KeyField}
		if got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if _, ok := ObjectByName("Account"); ok {
		t.Error("Account is no object of events")
	}
	all := Objects()
	if len(all) != 72 || !slices.IsSortedFunc(all, func(a, b Object) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("%d objects, want 72 in the order of their names", len(all))
	}
	for _, object := range all {
		for _, name := range []string{object.TimeField, object.KeyField} {
			if name != "" && !slices.ContainsFunc(object.Fields, func(f Field) bool { return f.Name == name }) {
				t.Errorf("%s has no field %s", object.Name, name)
			}
		}
	}
}

func TestListsAreTheCallersToChange(t *testing.T) {
	EventTypes()[0].Name = "changed"
	Objects()[0].Name = "changed"
	if EventTypes()[0].Name == "changed" || Objects()[0].Name == "changed" {
		t.Error("a caller changed the catalog")
	}
}

func TestID15To18(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"00DQy00000Xk1Tb", "00DQy00000Xk1TbMAJ"},
		{"005Qy00000Wz9Lm", "005Qy00000Wz9LmIAJ"},
		{"000000000000000", "000000000000000AAA"},
		{"AAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAA555"},
		{"005Qy00000Wz9LmIAJ", "005Qy00000Wz9LmIAJ"},
		{"", ""},
		{"short", "short"},
		{"005Qy00000Wz9L-", "005Qy00000Wz9L-"},
		{"005Qy00000Wz9é", "005Qy00000Wz9é"},
	} {
		if got := ID15To18(tt.in); got != tt.want {
			t.Errorf("ID15To18(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestParseType(t *testing.T) {
	for name, want := range map[string]Type{
		"Number": Double, "Double": Double, "boolean": Boolean, " DateTime": DateTime, "ID": ID, "Id": ID,
		"Reference": ID, "IP": IP, "Set": Set, "Text": Text, "EscapedString": EscapedString, "String": String,
		"Numb": String, "": String, "Picture": String,
	} {
		if got := ParseType(name); got != want {
			t.Errorf("ParseType(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestMistakesInTheTextsAreFound(t *testing.T) {
	for _, text := range []string{
		"type\tA\ntype\ta\n",
		"type\tA\n\tNOT_SHARED\n",
		"type\tA\n\tX\tColor\n",
		"shared\n\tX\tString\ntype\tA\n\tX\n\t\tc\tmeaning\n",
		"\tX\tString\n",
		"type\tA\textra\n",
		"type\tA\n\t\t\tdeep\n",
	} {
		if _, err := parseEventTypes(text); err == nil {
			t.Errorf("no error for the event types %q", text)
		}
	}
	for _, text := range []string{
		"object\tA\tbig\tT\tId\nobject\ta\tbig\tT\tId\n",
		"object\tA\tsmall\tT\tId\n",
		"object\tA\tbig\tT\n",
		"\tX\tString\n",
		"object\tA\tbig\tT\tId\n\tX\tColor\n",
		"object\tA\tbig\tT\tId\n\t\tc\tmeaning\n",
	} {
		if _, err := parseObjects(text); err == nil || !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("no error, or none with its line, for the objects %q: %v", text, err)
		}
	}
}

func TestCodesFollowTheirColumn(t *testing.T) {
	got, err := parseEventTypes("shared\n\tX\tString\n\t\t1\tone\ntype\tA\n\tX\n\tY\tString\t\tWhy.\n\t\t2\ttwo\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []EventType{{Name: "A", Columns: []Column{
		{Name: "X", Type: String, Codes: map[string]string{"1": "one"}},
		{Name: "Y", Type: String, Description: "Why.", Codes: map[string]string{"2": "two"}},
	}}}
	if diff := cmp.Diff(want, got.list); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
