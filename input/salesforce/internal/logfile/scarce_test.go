package logfile

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestWhatMattersMostIsFirstAndTheRestWaits(t *testing.T) {
	room := budget.Second
	config := Config{Workers: 1, Room: func(priority budget.Priority) bool { return priority <= room }}
	onBench(t, orgsim.Options{}, config, func(b *bench) {
		b.add("ApexExecution", "apex", 1, 5*time.Hour)
		b.add("Report", "report", 1, 4*time.Hour)
		b.add("Login", "login", 1, 3*time.Hour)
		b.add("SomethingNew", "new", 1, 2*time.Hour)
		b.add("PermissionUpdate", "permission", 1, time.Hour)
		b.mustPoll()
		want := slices.Concat(lines("Login", "login", 1), lines("PermissionUpdate", "permission", 1), lines("Report", "report", 1))
		if diff := cmp.Diff(want, b.registry.Originals()); diff != "" {
			t.Errorf("in this order (-want +got):\n%s", diff)
		}
		b.restart() // with what is stored
		b.mustPoll()
		if got := len(b.registry.Events); got != 3 {
			t.Errorf("%d events", got)
		}
		room = budget.Last
		b.mustPoll()
		want = slices.Concat(want, lines("ApexExecution", "apex", 1), lines("SomethingNew", "new", 1))
		if diff := cmp.Diff(want, b.registry.Originals()); diff != "" {
			t.Errorf("in the end (-want +got):\n%s", diff)
		}
	})
}

func TestFilesForWhichRequestsRunOutAreNoneThatFailed(t *testing.T) {
	account := &budget.Account{}
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		b.org = polltest.NewOrg(t, orgsim.Options{Empty: true, DailyRequests: 20}, func(o *rest.Options) { o.Budget, o.Share = account, 1 })
		b.config.Room = func(priority budget.Priority) bool { return !b.org.Standing(priority).Closed }
		b.restart()
		for n := range 30 {
			b.add("Login", string(rune('a'+n)), 1, time.Duration(60-n)*time.Minute)
		}
		if _, err := b.poll(); err != nil {
			t.Errorf("the first poll: %v", err)
		}
		some := len(b.registry.Events)
		if some < 10 || some > 18 {
			t.Errorf("%d of 30 files came, with 20 requests", some)
		}
		if _, err := b.poll(); rest.ClassOf(err) != rest.DailyLimit {
			t.Errorf("the second poll: %v", err)
		}
		for range 4 {
			time.Sleep(25 * time.Hour)
			if _, err := b.poll(); err != nil && rest.ClassOf(err) != rest.DailyLimit {
				t.Error(err)
			}
		}
		if got := len(b.registry.Events); got != 30 || b.registry.Repeated() != 0 {
			t.Errorf("%d of 30 events came, %d twice", got, b.registry.Repeated())
		}
		if failed := b.log.Warnings(""); len(failed) > 0 {
			t.Errorf("warnings %q", failed)
		}
	})
}
