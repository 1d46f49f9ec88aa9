package salesforce

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
)

// inspection is what an Inspect finds.
type inspection struct {
	times    int
	warnings []string
	err      error
}

func (i *inspection) Inspect(time.Time) (oauth.Credentials, error) {
	i.times++
	return oauth.Credentials{Warnings: i.warnings}, i.err
}

func TestCredentialsAreLookedAtDailyAndEachWarningIsLoggedOnce(t *testing.T) {
	found := &inspection{warnings: []string{"others can read it"}}
	watch := &credentialsWatch{credentials: found}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	step := func(what string, after time.Duration, collecting bool, times int, want ...string) {
		t.Helper()
		now = now.Add(after)
		log := &polltest.Log{}
		watch.look(now, collecting, log)
		if diff := cmp.Diff(want, log.Warnings("")); diff != "" || found.times != times {
			t.Errorf("%s: looked %d times, want %d; logged (-want +got):\n%s", what, found.times, times, diff)
		}
	}
	step("the first source", 0, false, 1, "credentials: others can read it")
	step("the next source", time.Second, false, 1)
	step("a poll", 23*time.Hour, true, 1)
	step("the next day", time.Hour, true, 2)
	found.warnings = append(found.warnings, "it ends in 30 days")
	step("a day on which there is more to say", 24*time.Hour, true, 3, "credentials: it ends in 30 days")
	found.warnings = nil
	step("a day on which all is well", 24*time.Hour, true, 4)
	found.warnings = []string{"others can read it"}
	step("a day on which it is back", 24*time.Hour, true, 5, "credentials: others can read it")
	found.warnings, found.err = nil, errors.New("no such file")
	step("a key that is gone, of an input with a session", 24*time.Hour, true, 6, "credentials: the next sign-in will fail: no such file")
	step("the same a day later", 24*time.Hour, true, 7)

	// Without a session, the sign-in itself has failed, and says so.
	watch = &credentialsWatch{credentials: found}
	step("a key that never was", 0, false, 8)
}
