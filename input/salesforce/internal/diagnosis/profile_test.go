package diagnosis

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// profiled is an org and an input that leaves the choice to a profile.
func profiled(t *testing.T, options orgsim.Options, names ...string) *org {
	t.Helper()
	o := newOrg(t, options)
	o.input.Objects = nil
	o.input.LogFiles.Profiled = true
	o.input.Profile = &ProfileSource{Selection: profile.Selection{Profiles: names}, ObjectInterval: time.Hour}
	return o
}

// subjects returns what the checks of a name are about.
func (all checks) subjects(name Name) []string {
	var subjects []string
	for _, c := range all {
		if c.Name == name {
			subjects = append(subjects, c.Subject)
		}
	}
	slices.Sort(subjects)
	return subjects
}

func TestTheChoiceOfAProfileIsShownAndExamined(t *testing.T) {
	options := orgsim.Options{Seed: 2, Days: 4, RowsPerHour: 40, EventTypes: []string{"Login", "Logout"}}
	options.Lacks, options.NoEventLogObjects = []orgsim.Permission{orgsim.ViewRealTimeEvents, orgsim.ManageUsers}, true
	o := profiled(t, options, "identity", "threat")
	all := diagnose(t, o.input)
	all.of(t, Profile, "identity, threat").says(t, OK, "log files Login, Logout, LoginAs, TransactionSecurity", "keeps from the user, LoginEvent", "no log files in the last 3 days of LoginAs")
	all.of(t, Profile, "single sign-on").says(t, Skipped, "IdentityProviderEventStore", "View Real-Time Event Monitoring Data")
	if diff := cmp.Diff([]string{"Login", "LoginAs", "Logout", "TransactionSecurity"}, all.subjects(EventType)); diff != "" {
		t.Errorf("event types (-want +got):\n%s", diff)
	}

	options.NoEventLogObjects = false
	o = profiled(t, options, "identity", "threat")
	diagnose(t, o.input).of(t, Profile, "identity, threat").says(t, OK, "the objects LoginEventLog, LoginAsEventLog, TransactionSecurityEventLog; collecting from log files Logout;")

	options.Lacks = nil
	o = profiled(t, options, "identity")
	o.input.LogFiles.EventTypes = []string{"Login"}
	o.input.Profile.EventTypes = []string{"Login"}
	all = diagnose(t, o.input)
	if got := all.subjects(Record); slices.Contains(got, "LoginEvent") || !slices.Contains(got, "LogoutEvent") {
		t.Errorf("objects %v, though Login is named", got)
	}
	if got := all.subjects(EventType); !slices.Contains(got, "Login") || slices.Contains(got, "Logout") {
		t.Errorf("event types %v", got)
	}
}

func TestAProfileThatCannotBeChosenIsNotTakenForEverything(t *testing.T) {
	o := profiled(t, orgsim.Options{Empty: true}, "identity")
	inject(t, o, "request-limit")
	all := diagnose(t, o.input)
	all.of(t, Profile, "identity").says(t, Skipped, "no more requests today")
	if got := all.subjects(LogFiles); len(got) != 0 {
		t.Errorf("log files are examined, of which none are known: %s", all)
	}
}
