package enrich

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// TestNoClockThatIsSetKeepsUsersFromBeingRead has clocks that are wrong for some hours:
// the host's, and that of a proxy, which stamps its own Date. What changes meanwhile, and
// after it, is known within an interval, and groups that end are forgotten within a day.
func TestNoClockThatIsSetKeepsUsersFromBeingRead(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for _, by := range []time.Duration{9 * year, 25 * time.Hour, 3 * time.Hour, -3 * time.Hour, -25 * time.Hour, -9 * year} {
		for name, wrong := range map[string][2]time.Duration{"host": {by, 0}, "host and Date": {by, by}} {
			t.Run(name+" by "+by.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var host, date time.Duration
					org := polltest.NewOrg(t, orgsim.Options{Empty: true}, func(o *rest.Options) { o.Now = func() time.Time { return time.Now().Add(host) } })
					org.Change(func(_ *http.Request, answer *http.Response) {
						answer.Header.Set("Date", time.Now().Add(date).UTC().Format(http.TimeFormat))
					})
					d := New(everything, org, &polltest.Log{})
					change(t, org, "PermissionSetAssignment", map[string]any{"Id": "0Pa5j00000000ZZAAA", "AssigneeId": secondUser, "PermissionSetGroupId": "0PG5j0000000001AAA"})
					mustPoll(t, d)
					for n, now := range [][2]time.Duration{wrong, {}, {}} {
						host, date = now[0], now[1]
						time.Sleep(time.Hour)
						mustPoll(t, d)
						time.Sleep(30 * time.Minute)
						// A change while the clocks are wrong may be known only after it.
						full := "Renamed " + string(rune('A'+n))
						change(t, org, "User", map[string]any{"Id": secondUser, "Name": full})
						time.Sleep(30 * time.Minute)
						mustPoll(t, d)
						if got := nameOf(d, secondUser); got != full && now == [2]time.Duration{} {
							t.Errorf("step %d: the changed user is %v", n, got)
						}
						if n == 0 {
							change(t, org, "User", map[string]any{"Id": firstUser, "Name": "Meanwhile"})
						}
					}
					if got := nameOf(d, firstUser); got != "Meanwhile" {
						t.Errorf("the user who changed while the clocks were wrong is %v", got)
					}
					change(t, org, "PermissionSetAssignment", map[string]any{"Id": "0Pa5j00000000ZZAAA", "AssigneeId": firstUser, "PermissionSetGroupId": nil})
					time.Sleep(25 * time.Hour)
					mustPoll(t, d)
					if slices.Contains(rolesOf(d, secondUser), "Event Monitoring") {
						t.Error("the group that ended is still known")
					}
				})
			})
		}
	}
}
