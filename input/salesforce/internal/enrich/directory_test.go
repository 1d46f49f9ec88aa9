package enrich

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The first user of an org, who has both groups, and the second, who has none.
const (
	firstUser  = "0055j0000000001AAA"
	secondUser = "0055j0000000002AAA"
)

var everything = Options{Users: true, Names: true, Interval: time.Hour}

// onBench runs a test in a bubble where time stands still.
func onBench(t *testing.T, options orgsim.Options, test func(t *testing.T, org *polltest.Org, d *Directory, log *polltest.Log)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		options.Empty = true
		org, log := polltest.NewOrg(t, options), &polltest.Log{}
		if _, err := org.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		test(t, org, New(everything, org, log), log)
	})
}

func mustPoll(t *testing.T, d *Directory) {
	t.Helper()
	if _, err := d.Poll(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

func TestApply(t *testing.T) {
	d := New(everything, polltest.NewOrg(t, orgsim.Options{Empty: true}), &polltest.Log{})
	mustPoll(t, d)
	roles := []string{"Minimum Access - API Only Integrations", "Sales", "Event Monitoring", "Data Exporters"}
	for _, tt := range []struct {
		name     string
		in, want map[string]any
	}{
		{
			"a user of whom the event says the id alone",
			map[string]any{"user": map[string]any{"id": firstUser}, "related": map[string]any{"user": []string{firstUser}}, "salesforce": map[string]any{"x": 1}},
			map[string]any{
				"user": map[string]any{
					"id": firstUser, "name": "amxlie@orgsim.example", "domain": "orgsim.example", "email": "mail-amxlie@orgsim.example",
					"full_name": "Amélie Fournier", "roles": roles,
				},
				"related":    map[string]any{"user": []string{firstUser, "amxlie@orgsim.example"}},
				"salesforce": map[string]any{"x": 1, "user": map[string]any{"active": true, "type": "Standard"}},
			},
		},
		{
			"what the event says stays, but for an address that was guessed",
			map[string]any{"user": map[string]any{"id": firstUser[:15], "name": "old@orgsim.example", "email": "old@orgsim.example", "full_name": "A. Fournier", "domain": "d"}},
			map[string]any{
				"user": map[string]any{
					"id": firstUser[:15], "name": "old@orgsim.example", "email": "mail-amxlie@orgsim.example", "full_name": "A. Fournier", "domain": "d", "roles": roles,
				},
				"salesforce": map[string]any{"user": map[string]any{"active": true, "type": "Standard"}},
			},
		},
		{
			"an address that the event says stays",
			map[string]any{"user": map[string]any{"id": firstUser, "name": "n", "email": "said@orgsim.example", "full_name": "F", "roles": []string{"said"}}, "salesforce": map[string]any{"user": map[string]any{"active": false, "type": "Guest"}}},
			map[string]any{"user": map[string]any{"id": firstUser, "name": "n", "email": "said@orgsim.example", "full_name": "F", "roles": []string{"said"}}, "salesforce": map[string]any{"user": map[string]any{"active": false, "type": "Guest"}}},
		},
		{
			"whom it was done to, and whose rights were used",
			map[string]any{"user": map[string]any{"target": map[string]any{"id": secondUser}, "effective": map[string]any{"id": secondUser}}},
			map[string]any{
				"user": map[string]any{
					"target": map[string]any{
						"id": secondUser, "name": "bjxrn@orgsim.example", "domain": "orgsim.example", "email": "mail-bjxrn@orgsim.example",
						"full_name": "Björn Lindqvist", "roles": []string{"Minimum Access - API Only Integrations", "Support"},
					},
					"effective": map[string]any{
						"id": secondUser, "name": "bjxrn@orgsim.example", "domain": "orgsim.example", "email": "mail-bjxrn@orgsim.example",
						"full_name": "Björn Lindqvist", "roles": []string{"Minimum Access - API Only Integrations", "Support"},
					},
				},
				"related": map[string]any{"user": []string{"bjxrn@orgsim.example"}},
				"salesforce": map[string]any{"user": map[string]any{
					"target": map[string]any{"active": true, "type": "Standard"}, "effective": map[string]any{"active": true, "type": "Standard"},
				}},
			},
		},
		{
			"names",
			map[string]any{"salesforce": map[string]any{"report_id": "00O5j0000000001EAA", "dashboard_id": "01Z5j0000000002EAA", "connected_app_id": "0H45j0000000003CAA"}},
			map[string]any{"salesforce": map[string]any{
				"report_id": "00O5j0000000001EAA", "report_name": "Pipeline by Stage", "dashboard_id": "01Z5j0000000002EAA", "dashboard_name": "Service",
				"connected_app_id": "0H45j0000000003CAA", "connected_app_name": "Acme ETL",
			}},
		},
		{
			"a name that the event says stays",
			map[string]any{"salesforce": map[string]any{"connected_app_id": "0H45j0000000003CAA", "connected_app_name": "said"}},
			map[string]any{"salesforce": map[string]any{"connected_app_id": "0H45j0000000003CAA", "connected_app_name": "said"}},
		},
		{
			"what is not known",
			map[string]any{"user": map[string]any{"id": "0055j00000000ZZAAA"}, "salesforce": map[string]any{"report_id": "00O5j00000000ZZAAA", "dashboard_id": "x"}},
			map[string]any{"user": map[string]any{"id": "0055j00000000ZZAAA"}, "salesforce": map[string]any{"report_id": "00O5j00000000ZZAAA", "dashboard_id": "x"}},
		},
		{"an event with nothing of it", map[string]any{"user": "x"}, map[string]any{"user": "x"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d.Apply(tt.in)
			if diff := cmp.Diff(tt.want, tt.in); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
}

func TestApplyDoesNotWriteToSlices(t *testing.T) {
	onBench(t, orgsim.Options{}, func(t *testing.T, _ *polltest.Org, d *Directory, _ *polltest.Log) {
		mustPoll(t, d)
		shared := append(make([]string, 0, 8), "a")
		d.Apply(map[string]any{"user": map[string]any{"id": firstUser}, "related": map[string]any{"user": shared}})
		if got := shared[:2]; got[1] != "" {
			t.Errorf("the slice is now %q", got)
		}
	})
}

func nameOf(d *Directory, id string) any {
	fields := map[string]any{"user": map[string]any{"id": id}}
	d.Apply(fields)
	return fields["user"].(map[string]any)["full_name"]
}

func TestOnlyChangesAreReadLater(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 200}, func(t *testing.T, org *polltest.Org, d *Directory, _ *polltest.Log) {
		mustPoll(t, d)
		if first := org.Queries(); len(first) != 8 || !strings.Contains(first[4], "FROM User ORDER BY SystemModstamp DESC LIMIT 200000") {
			t.Fatalf("the first poll asks %q", first)
		}
		time.Sleep(30 * time.Minute)
		mustPoll(t, d)
		if early := org.Queries(); len(early) > 0 {
			t.Errorf("before its interval it asks %q", early)
		}
		change(t, org, "User", map[string]any{"Id": secondUser, "Username": "b@orgsim.example", "Name": "Björn Renamed", "IsActive": false})
		time.Sleep(30 * time.Minute)
		mustPoll(t, d)
		later := org.Queries()
		if len(later) != 8 {
			t.Errorf("the next poll asks %q", later)
		}
		for _, query := range later {
			if !strings.Contains(query, "SystemModstamp >= ") || !strings.HasSuffix(query, "ORDER BY SystemModstamp ASC") {
				t.Errorf("it asks %q for what has changed", query)
			}
		}
		if got := nameOf(d, secondUser); got != "Björn Renamed" {
			t.Errorf("the changed user is %v", got)
		}
		if got := nameOf(d, firstUser); got != "Amélie Fournier" {
			t.Errorf("the unchanged user is %v", got)
		}
	})
}

func change(t *testing.T, org *polltest.Org, object string, values map[string]any) {
	t.Helper()
	if _, err := org.AddRecord(object, values); err != nil {
		t.Fatal(err)
	}
}

func rolesOf(d *Directory, id string) []string {
	fields := map[string]any{"user": map[string]any{"id": id}}
	d.Apply(fields)
	roles, _ := fields["user"].(map[string]any)["roles"].([]string)
	return roles
}

func TestAGroupThatEndsIsForgottenWithinADay(t *testing.T) {
	onBench(t, orgsim.Options{}, func(t *testing.T, org *polltest.Org, d *Directory, _ *polltest.Log) {
		change(t, org, "PermissionSetAssignment", map[string]any{"Id": "0Pa5j00000000ZZAAA", "AssigneeId": secondUser, "PermissionSetGroupId": "0PG5j0000000001AAA"})
		mustPoll(t, d)
		if !slices.Contains(rolesOf(d, secondUser), "Event Monitoring") {
			t.Fatalf("the user has %q", rolesOf(d, secondUser))
		}
		change(t, org, "PermissionSetAssignment", map[string]any{"Id": "0Pa5j00000000ZZAAA", "AssigneeId": firstUser, "PermissionSetGroupId": nil})
		failing := true
		org.Hook(func(request *http.Request) *http.Response {
			if failing && strings.Contains(request.URL.Query().Get("q"), "FROM PermissionSetAssignment") {
				return polltest.Refusal(http.StatusBadRequest, "UNKNOWN_EXCEPTION", "broken")
			}
			return nil
		})
		time.Sleep(25 * time.Hour)
		if _, err := d.Poll(t.Context(), nil); err == nil {
			t.Error("the poll did not fail")
		}
		if !slices.Contains(rolesOf(d, secondUser), "Event Monitoring") {
			t.Error("a reading that failed took the groups away")
		}
		failing = false
		mustPoll(t, d)
		if slices.Contains(rolesOf(d, secondUser), "Event Monitoring") {
			t.Error("the user still has the group")
		}
	})
}

func TestWhatIsRefusedIsAskedOnceAnIntervalAndTheRestGoesOn(t *testing.T) {
	onBench(t, orgsim.Options{Lacks: []orgsim.Permission{orgsim.ViewSetup}}, func(t *testing.T, org *polltest.Org, d *Directory, _ *polltest.Log) {
		_, err := d.Poll(t.Context(), nil)
		for _, object := range []string{"Profile", "PermissionSetGroup", "PermissionSetAssignment", "ConnectedApplication"} {
			if err == nil || !strings.Contains(err.Error(), "reading "+object+": ") {
				t.Errorf("the error %v does not tell of %s", err, object)
			}
		}
		if got := nameOf(d, firstUser); got != "Amélie Fournier" {
			t.Errorf("the user is %v", got)
		}
		org.Queries()
		time.Sleep(10 * time.Second)
		if _, again := d.Poll(t.Context(), nil); again == nil || again.Error() != err.Error() || len(org.Queries()) > 0 {
			t.Errorf("ten seconds later it asks again, or says %v", again)
		}
		time.Sleep(time.Hour)
		if _, again := d.Poll(t.Context(), nil); again == nil || len(org.Queries()) != 8 {
			t.Errorf("an hour later it does not ask all, or says %v", again)
		}
	})
}

func TestWhatFailedIsReadAgainAlone(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 200}, func(t *testing.T, org *polltest.Org, d *Directory, _ *polltest.Log) {
		for n := range 300 {
			change(t, org, "User", map[string]any{"Name": fmt.Sprint("User ", n)})
		}
		failing := true
		org.Hook(func(request *http.Request) *http.Response {
			if failing && orgsim.RequestKind(request) == orgsim.RequestQueryMore {
				return polltest.Refusal(http.StatusBadRequest, "INVALID_QUERY_LOCATOR", "gone")
			}
			return nil
		})
		if _, err := d.Poll(t.Context(), nil); err == nil || isRefusal(err) {
			t.Fatalf("the poll ends with %v", err)
		}
		org.Queries()
		failing = false
		mustPoll(t, d)
		if again := org.Queries(); len(again) != 1 || !strings.Contains(again[0], "FROM User ") {
			t.Errorf("it asks %q again", again)
		}
		if got := d.users.count(); got != 313 {
			t.Errorf("%d users are known", got)
		}
	})
}

func TestTheDailyLimitEndsAPoll(t *testing.T) {
	onBench(t, orgsim.Options{}, func(t *testing.T, org *polltest.Org, d *Directory, _ *polltest.Log) {
		org.Hook(func(request *http.Request) *http.Response {
			if orgsim.RequestKind(request) == orgsim.RequestQuery {
				return polltest.Refusal(http.StatusForbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
			}
			return nil
		})
		if _, err := d.Poll(t.Context(), nil); rest.ClassOf(err) != rest.DailyLimit || len(org.Queries()) != 1 {
			t.Errorf("the poll ends with %v", err)
		}
	})
}

func TestOnlyWhatIsWantedIsRead(t *testing.T) {
	for _, tt := range []struct {
		options Options
		want    []string
	}{
		{Options{}, nil},
		{Options{Names: true}, []string{"Report", "Dashboard", "ConnectedApplication"}},
		{Options{Users: true}, []string{"Profile", "UserRole", "PermissionSetGroup", "PermissionSetAssignment", "User"}},
	} {
		if got := tt.options.Objects(); !slices.Equal(got, tt.want) {
			t.Errorf("%+v reads %q, want %q", tt.options, got, tt.want)
		}
	}
}

func TestACanceledPollEndsAtOnce(t *testing.T) {
	onBench(t, orgsim.Options{}, func(t *testing.T, org *polltest.Org, d *Directory, _ *polltest.Log) {
		ctx, cancel := context.WithCancel(t.Context())
		org.Hook(func(request *http.Request) *http.Response {
			if strings.Contains(request.URL.Query().Get("q"), "FROM User ") {
				cancel()
				<-request.Context().Done()
			}
			return nil
		})
		if _, err := d.Poll(ctx, nil); err != context.Canceled {
			t.Errorf("the poll ends with %v", err)
		}
	})
}
