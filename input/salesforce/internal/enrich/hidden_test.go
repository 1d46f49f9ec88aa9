package enrich

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func hide(t *testing.T, org *polltest.Org, fields ...string) {
	t.Helper()
	if err := org.HideFields(fields...); err != nil {
		t.Fatal(err)
	}
}

// applied is what becomes of an event that has nothing but the id of the first user.
func applied(d *Directory) map[string]any {
	fields := map[string]any{"user": map[string]any{"id": firstUser}}
	d.Apply(fields)
	return fields
}

// lacking is what becomes of it if all fields of User are visible but some.
func lacking(names ...string) map[string]any {
	user := map[string]any{
		"id": firstUser, "name": "amxlie@orgsim.example", "domain": "orgsim.example", "email": "mail-amxlie@orgsim.example",
		"full_name": "Amélie Fournier", "roles": []string{"Minimum Access - API Only Integrations", "Sales", "Event Monitoring", "Data Exporters"},
	}
	own := map[string]any{"active": true, "type": "Standard"}
	fields := map[string]any{"user": user, "salesforce": map[string]any{"user": own}, "related": map[string]any{"user": []string{"amxlie@orgsim.example"}}}
	for _, name := range names {
		switch name {
		case "Username":
			delete(user, "name")
			delete(user, "domain")
			delete(fields, "related")
		case "Name":
			delete(user, "full_name")
		case "Email":
			delete(user, "email")
		case "UserType":
			delete(own, "type")
		case "IsActive":
			delete(own, "active")
		case "ProfileId":
			user["roles"] = user["roles"].([]string)[1:]
		}
	}
	if len(own) == 0 {
		delete(fields, "salesforce")
	}
	return fields
}

func TestHiddenFieldCostsOnlyItself(t *testing.T) {
	for _, hidden := range [][]string{{"Username"}, {"Name"}, {"Email"}, {"UserType"}, {"IsActive"}, {"ProfileId"}, {"Username", "Email", "UserType", "IsActive"}} {
		t.Run(strings.Join(hidden, " and "), func(t *testing.T) {
			onBench(t, orgsim.Options{}, func(t *testing.T, org *polltest.Org, d *Directory, log *polltest.Log) {
				hide(t, org, prefixed("User.", hidden)...)
				mustPoll(t, d)
				if diff := cmp.Diff(lacking(hidden...), applied(d)); diff != "" {
					t.Errorf("event (-want +got):\n%s", diff)
				}
				time.Sleep(time.Hour)
				mustPoll(t, d)
				warnings := log.Warnings("")
				if len(warnings) != 1 || !strings.Contains(warnings[0], "cannot see "+strings.Join(hidden, ", ")+" of User: events lack ") {
					t.Errorf("the warnings are %q", warnings)
				}
			})
		})
	}
}

func prefixed(prefix string, names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, prefix+name)
	}
	return all
}

func TestFieldsThatComeAndGo(t *testing.T) {
	onBench(t, orgsim.Options{}, func(t *testing.T, org *polltest.Org, d *Directory, log *polltest.Log) {
		mustPoll(t, d)
		for _, hidden := range [][]string{{"Email"}, {"Email", "Name"}, {"Name"}, {}, {"IsActive"}, {}} {
			hide(t, org, prefixed("User.", hidden)...)
			time.Sleep(time.Hour)
			mustPoll(t, d)
			if diff := cmp.Diff(lacking(hidden...), applied(d)); diff != "" {
				t.Errorf("with %q hidden, event (-want +got):\n%s", hidden, diff)
			}
		}
		if got := log.Warnings("cannot see"); len(got) != 4 {
			t.Errorf("the warnings are %q", got)
		}
		if got := strings.Join(log.Told(), "\n"); strings.Count(got, "the user can see User again") != 2 {
			t.Errorf("the log says %s", got)
		}
		org.Queries()
		time.Sleep(time.Hour)
		mustPoll(t, d)
		for _, query := range org.Queries() {
			if !strings.Contains(query, "SystemModstamp >= ") {
				t.Errorf("with nothing new it asks %q", query)
			}
		}
	})
}

func TestTableThatCannotDoWithoutAFieldIsGivenUpAlone(t *testing.T) {
	for _, field := range []string{"PermissionSetAssignment.PermissionSetGroupId", "UserRole.Name", "Profile.SystemModstamp", "ConnectedApplication.Name"} {
		t.Run(field, func(t *testing.T) {
			onBench(t, orgsim.Options{}, func(t *testing.T, org *polltest.Org, d *Directory, _ *polltest.Log) {
				object, name, _ := strings.Cut(field, ".")
				hide(t, org, field)
				_, err := d.Poll(t.Context(), nil)
				for _, words := range []string{"reading " + object + ": ", "'" + name + "'", "by field-level security"} {
					if err == nil || !strings.Contains(err.Error(), words) {
						t.Errorf("the error %v does not say %q", err, words)
					}
				}
				if got := nameOf(d, firstUser); got != "Amélie Fournier" {
					t.Errorf("the user is %v", got)
				}
				hide(t, org)
				time.Sleep(time.Hour)
				mustPoll(t, d)
				if diff := cmp.Diff(lacking(), applied(d)); diff != "" {
					t.Errorf("event (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestRefusalThatTheDescriptionDoesNotExplain has an org that refuses a field which it
// describes, or that describes nothing.
func TestRefusalThatTheDescriptionDoesNotExplain(t *testing.T) {
	for _, described := range []bool{true, false} {
		onBench(t, orgsim.Options{}, func(t *testing.T, org *polltest.Org, d *Directory, log *polltest.Log) {
			org.Hook(func(request *http.Request) *http.Response {
				query := request.URL.Query().Get("q")
				switch {
				case strings.HasPrefix(query, "SELECT Id, Username, Name, Email,"):
					return polltest.Refusal(http.StatusBadRequest, "INVALID_FIELD", "No such column 'Email' on entity 'User'.")
				case !described && strings.HasSuffix(request.URL.Path, "/describe"):
					return polltest.Refusal(http.StatusNotFound, "NOT_FOUND", "not found")
				}
				return nil
			})
			for range 3 {
				mustPoll(t, d)
				time.Sleep(time.Hour)
			}
			if diff := cmp.Diff(lacking("Email"), applied(d)); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
			if got := log.Warnings("cannot see Email of User"); len(got) != 1 {
				t.Errorf("the warnings are %q", log.Warnings(""))
			}
			whole := 0
			for _, query := range org.Queries() {
				if strings.Contains(query, "FROM User ORDER BY SystemModstamp DESC") && !strings.Contains(query, "Email") {
					whole++
				}
			}
			if whole != 1 {
				t.Errorf("all users were read %d times", whole)
			}
		})
	}
}

func TestUsersOfWhomNothingCanBeSeenAreGivenUp(t *testing.T) {
	onBench(t, orgsim.Options{}, func(t *testing.T, org *polltest.Org, d *Directory, _ *polltest.Log) {
		hide(t, org, prefixed("User.", []string{"Username", "Name", "Email", "UserType", "IsActive", "ProfileId", "UserRoleId"})...)
		if _, err := d.Poll(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "let the user read Username, Name, Email") {
			t.Errorf("the poll ends with %v", err)
		}
	})
}

func TestRefusalThatNamesNoFieldIsExplainedByTheDescription(t *testing.T) {
	onBench(t, orgsim.Options{}, func(t *testing.T, org *polltest.Org, d *Directory, _ *polltest.Log) {
		hide(t, org, "User.Email", "User.Name", "User.IsActive")
		org.Hook(func(request *http.Request) *http.Response {
			if query := request.URL.Query().Get("q"); strings.Contains(query, "FROM User ") && strings.Contains(query, "Email") {
				return polltest.Refusal(http.StatusBadRequest, "INVALID_FIELD", "a field is wrong")
			}
			return nil
		})
		mustPoll(t, d)
		if diff := cmp.Diff(lacking("Email", "Name", "IsActive"), applied(d)); diff != "" {
			t.Errorf("event (-want +got):\n%s", diff)
		}
	})
}
