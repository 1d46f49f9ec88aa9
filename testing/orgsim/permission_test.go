package orgsim_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestWithoutAPermissionAnObjectDoesNotShow(t *testing.T) {
	for _, tt := range []struct {
		lacks  []orgsim.Permission
		hidden []string
	}{
		{nil, nil},
		{[]orgsim.Permission{orgsim.ViewEventLogFiles}, nil}, // View All Data is for log files too
		{[]orgsim.Permission{orgsim.ViewEventLogFiles, orgsim.ViewAllData}, []string{"EventLogFile"}},
		{[]orgsim.Permission{orgsim.ViewRealTimeEvents}, []string{"LoginEvent", "LoginAnomalyEventStore"}},
		{[]orgsim.Permission{orgsim.ViewEventLogObjectData}, []string{"LoginEventLog"}},
		{[]orgsim.Permission{orgsim.ViewSetup}, []string{"SetupAuditTrail", "Profile"}},
		{[]orgsim.Permission{orgsim.ManageUsers}, []string{"LoginGeo"}},
	} {
		c := newClient(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 5, Lacks: tt.lacks})
		for _, object := range []string{"EventLogFile", "LoginEvent", "LoginAnomalyEventStore", "LoginEventLog", "SetupAuditTrail", "Profile", "LoginGeo", "User", "LoginHistory"} {
			query := c.get("/services/data/v62.0/query?q=" + url.QueryEscape("SELECT Id FROM "+object+" LIMIT 1"))
			described := c.get("/services/data/v62.0/sobjects/" + object + "/describe")
			if slices.Contains(tt.hidden, object) {
				if query.status != http.StatusBadRequest || !strings.Contains(query.body, "INVALID_TYPE") || !strings.Contains(query.body, "sObject type '"+object+"' is not supported") {
					t.Errorf("without %q a query of %s has status %d, %s", tt.lacks, object, query.status, query.body)
				}
				if described.status != http.StatusNotFound {
					t.Errorf("without %q describing %s has status %d", tt.lacks, object, described.status)
				}
				continue
			}
			if query.status != http.StatusOK || described.status != http.StatusOK {
				t.Errorf("without %q %s has status %d and %d", tt.lacks, object, query.status, described.status)
			}
		}
	}
}

func TestAUserSeesTheirOwnSignInsOnlyUnlessTheyMayMonitorThem(t *testing.T) {
	count := func(lacks ...orgsim.Permission) float64 {
		c := newClient(t, orgsim.Options{Seed: 1, Days: 1, RowsPerHour: 60, Lacks: lacks})
		total, _ := c.get("/services/data/v62.0/query?q=" + url.QueryEscape("SELECT Id FROM LoginHistory")).object(t)["totalSize"].(float64)
		return total
	}
	all := count()
	if own := count(orgsim.ManageUsers, orgsim.MonitorLoginHistory); own >= all {
		t.Errorf("%v records with and %v without the permissions", all, own)
	}
	if monitored := count(orgsim.ManageUsers); monitored != all {
		t.Errorf("%v records with both and %v with Monitor Login History", all, monitored)
	}
}

func TestWhatTheUserIsAndMay(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, Lacks: []orgsim.Permission{orgsim.ViewEventLogFiles}})
	get := func(query string) string { return c.get("/services/data/v62.0/query?q=" + url.QueryEscape(query)).body }
	if got := get("SELECT Username, IsActive FROM User WHERE Username = '" + c.org.Username() + "'"); !strings.Contains(got, `"IsActive":true`) {
		t.Errorf("the user is %s", got)
	}
	access := get("SELECT PermissionsApiEnabled, PermissionsViewEventLogFiles FROM UserPermissionAccess")
	if !strings.Contains(access, `"PermissionsApiEnabled":true,"PermissionsViewEventLogFiles":false`) || !strings.Contains(access, `"totalSize":1,`) {
		t.Errorf("the user may %s", access)
	}
	if described := c.get("/services/data/v62.0/sobjects/UserPermissionAccess/describe").body; !strings.Contains(described, `"label":"View Real-Time Event Monitoring Data"`) {
		t.Errorf("the fields have no labels: %s", described)
	}
	if _, err := c.org.AddRecord("UserPermissionAccess", nil); err == nil {
		t.Error("what the user may was added as a record")
	}
}

func TestWhatIsAddedTakesThePlaceOfWhatIsThere(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	get := func(query string) string { return c.get("/services/data/v62.0/query?q=" + url.QueryEscape(query)).body }
	const dashboards = "SELECT Title FROM Dashboard ORDER BY Id"
	before := get(dashboards)
	if !strings.Contains(before, `"totalSize":2,`) || !strings.Contains(before, `"Title":"Executive"`) {
		t.Fatalf("the dashboards are %s", before)
	}
	for _, values := range []map[string]any{{"Id": "01Z5j0000000001EAA", "Title": "Board"}, {"Title": "New"}} {
		if _, err := c.org.AddRecord("Dashboard", values); err != nil {
			t.Fatal(err)
		}
	}
	after := get(dashboards)
	if !strings.Contains(after, `"totalSize":3,`) || strings.Contains(after, "Executive") || !strings.Contains(after, `"Title":"Board"`) {
		t.Errorf("the dashboards are %s", after)
	}
}

func TestUsersHaveRolesAndGroupsThatAreThere(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	ids := func(field, object string) []string {
		var all []string
		records, _ := c.get("/services/data/v62.0/query?q=" + url.QueryEscape("SELECT "+field+" FROM "+object+" WHERE "+field+" != null")).object(t)["records"].([]any)
		for _, record := range records {
			all = append(all, record.(map[string]any)[field].(string))
		}
		if len(all) == 0 {
			t.Errorf("no %s has a %s", object, field)
		}
		return all
	}
	for _, link := range []struct{ field, of, to string }{
		{"ProfileId", "User", "Profile"},
		{"UserRoleId", "User", "UserRole"},
		{"AssigneeId", "PermissionSetAssignment", "User"},
		{"PermissionSetGroupId", "PermissionSetAssignment", "PermissionSetGroup"},
	} {
		there := ids("Id", link.to)
		for _, id := range ids(link.field, link.of) {
			if !slices.Contains(there, id) {
				t.Errorf("%s %s of a %s is no %s", link.field, id, link.of, link.to)
			}
		}
	}
}

func TestThePermissionsOfTheAPIAndOfItsLimits(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, Lacks: []orgsim.Permission{orgsim.ViewSetup}})
	if got := c.get("/services/data/v62.0/limits"); got.status != http.StatusForbidden || !strings.Contains(got.body, "INSUFFICIENT_ACCESS") {
		t.Errorf("the limits have status %d, %s", got.status, got.body)
	}
	c = newClient(t, orgsim.Options{Empty: true, Lacks: []orgsim.Permission{orgsim.APIEnabled}})
	if got := c.get("/services/data/v62.0/limits"); got.status != http.StatusForbidden || !strings.Contains(got.body, "API_CURRENTLY_DISABLED") {
		t.Errorf("without API Enabled the status is %d, %s", got.status, got.body)
	}
	if _, err := orgsim.New(orgsim.Options{Lacks: []orgsim.Permission{"Fly"}}); err == nil {
		t.Error("an unknown permission was taken")
	}
}

func TestAHiddenFieldDoesNotExistForTheUser(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	if err := c.org.HideFields("User.Email"); err != nil {
		t.Fatal(err)
	}
	code, message := c.query("SELECT Id, Email FROM User").refusal(t)
	if code != "INVALID_FIELD" || !strings.Contains(message, "No such column 'Email' on entity 'User'") {
		t.Errorf("the query is refused with %s, %q", code, message)
	}
	if code, _ := c.query("SELECT Id FROM User WHERE Email != null").refusal(t); code != "INVALID_FIELD" {
		t.Errorf("the condition is refused with %q", code)
	}
	shown := func() bool {
		return slices.ContainsFunc(c.describe("User"), func(f fieldDescription) bool { return f.Name == "Email" })
	}
	if shown() {
		t.Error("describe shows the field")
	}
	if _, ok := c.records("SELECT FIELDS(STANDARD) FROM User LIMIT 1")[0]["Email"]; ok {
		t.Error("FIELDS(STANDARD) has the field")
	}
	if err := c.org.HideFields(); err != nil || !shown() {
		t.Errorf("the field stays hidden, error %v", err)
	}
	if err := c.org.HideFields("User.Nope"); err == nil {
		t.Error("an unknown field was hidden")
	}
}
