package logfile

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// addDaily adds a daily file that was created some time before now.
func (b *bench) addDaily(eventType, prefix string, age time.Duration) {
	b.Helper()
	b.addSpec(orgsim.LogFileSpec{
		EventType: eventType, Interval: Daily, Columns: columns(), Rows: rows(eventType, prefix, 1), CreatedDate: time.Now().Add(-age),
	})
}

// loseHourlyFiles makes the org one that has no hourly files, nor the columns for them.
func (b *bench) loseHourlyFiles() {
	b.org.Hook(func(r *http.Request) *http.Response {
		if strings.Contains(r.URL.Query().Get("q"), "Interval") {
			return polltest.Refusal(400, "INVALID_FIELD", "No such column 'Interval' on entity 'EventLogFile'")
		}
		return nil
	})
}

// onAuto runs a test with log_interval auto, in an org with hourly files of Login.
func onAuto(t *testing.T, config Config, test func(b *bench)) {
	t.Helper()
	config.LogInterval = LogIntervalAuto
	onBench(t, orgsim.Options{}, config, func(b *bench) {
		b.add("Login", "hourly", 1, 2*time.Hour)
		b.addDaily("Login", "daily", time.Hour)
		test(b)
	})
}

func TestAutoTakesTheDailyFilesOfTypesWithoutHourlyOnes(t *testing.T) {
	onAuto(t, Config{ExcludeEventTypes: []string{"Search"}}, func(b *bench) {
		b.addDaily("Sandbox", "daily", time.Hour)
		b.addDaily("Search", "daily", time.Hour) // excluded
		b.add("PackageInstall", "older hourly", 1, 10*24*time.Hour)
		b.addDaily("PackageInstall", "daily", time.Hour)
		b.mustPoll()
		b.want(concat(lines("Login", "hourly", 1), lines("Sandbox", "daily", 1))...)
		if diff := cmp.Diff([]string{"Hourly/*", "Daily/Sandbox"}, b.registry.LogFiles().Selections); diff != "" {
			t.Errorf("selections (-want +got):\n%s", diff)
		}
		b.restart()
		b.mustPoll()
		b.want()
		b.org.Queries()
		b.mustPoll()
		if got := len(b.org.Queries()); got != 2 {
			t.Errorf("%d queries of a poll with nothing to do, want one an interval", got)
		}
	})
}

func TestAutoTakesNoDailyFilesOfTypesThatAreNotChosen(t *testing.T) {
	onAuto(t, Config{EventTypes: []string{"Login", "PackageInstall"}}, func(b *bench) {
		b.addDaily("Sandbox", "daily", time.Hour)
		b.addDaily("PackageInstall", "daily", time.Hour)
		b.mustPoll()
		b.want(concat(lines("Login", "hourly", 1), lines("PackageInstall", "daily", 1))...)
		b.collector.Select([]string{"Login", "Sandbox"})
		b.mustPoll()
		b.want(lines("Sandbox", "daily", 1)...)
	})
}

// Once a day is often enough for a file that comes once a day, if none is left out.
func TestAutoFindsATypeWithoutHourlyFilesLaterAndMissesNothing(t *testing.T) {
	onAuto(t, Config{InitialInterval: 3 * time.Hour}, func(b *bench) {
		b.mustPoll()
		b.want(lines("Login", "hourly", 1)...)
		time.Sleep(time.Minute)
		b.addDaily("Sandbox", "first", 0)
		time.Sleep(hourlyRecheck - 2*time.Minute)
		b.mustPoll()
		b.want()
		time.Sleep(time.Hour)
		b.mustPoll()
		b.want(lines("Sandbox", "first", 1)...)
		// It is known from then on, also where it has no file for weeks.
		for range 5 {
			time.Sleep(5 * 24 * time.Hour)
			b.restart()
			b.mustPoll()
			b.want()
		}
		b.addDaily("Sandbox", "second", 0)
		time.Sleep(time.Hour)
		b.mustPoll()
		b.want(lines("Sandbox", "second", 1)...)
	})
}

func TestAutoFindsATypeWithoutHourlyFilesAfterALongStop(t *testing.T) {
	onAuto(t, Config{InitialInterval: 3 * time.Hour}, func(b *bench) {
		b.mustPoll()
		b.want(lines("Login", "hourly", 1)...)
		time.Sleep(time.Hour)
		b.addDaily("Sandbox", "first day", 0)
		time.Sleep(4 * 24 * time.Hour)
		b.add("Login", "new", 1, time.Hour)
		b.restart()
		b.mustPoll()
		b.want(concat(lines("Sandbox", "first day", 1), lines("Login", "new", 1))...)
	})
}

func TestAFirstRunOfAutoTakesDailyFilesThatAreOld(t *testing.T) {
	onAuto(t, Config{InitialInterval: 20 * 24 * time.Hour}, func(b *bench) {
		b.addDaily("Sandbox", "daily", 10*24*time.Hour)
		b.mustPoll()
		b.want(concat(lines("Sandbox", "daily", 1), lines("Login", "hourly", 1))...)
	})
}

// A type that is chosen begins where the choice begins, also if it has daily files only.
func TestATypeWithoutHourlyFilesThatIsChosenLaterStartsAtTheInitialInterval(t *testing.T) {
	onAuto(t, Config{EventTypes: []string{"Login"}, InitialInterval: 3 * time.Hour}, func(b *bench) {
		b.mustPoll()
		b.want(lines("Login", "hourly", 1)...)
		time.Sleep(30 * time.Hour)
		b.addDaily("Sandbox", "old", 5*time.Hour)
		b.addDaily("Sandbox", "new", time.Hour)
		b.selecting("Login", "Sandbox")
		b.mustPoll()
		b.want(lines("Sandbox", "new", 1)...)
	})
}

// The daily files that have what happened before the hourly ones began come after them.
func TestAutoTakesDailyFilesForSomeTimeOfATypeThatGetsHourlyOnes(t *testing.T) {
	onAuto(t, Config{}, func(b *bench) {
		b.addDaily("Sandbox", "daily", time.Hour)
		b.mustPoll()
		b.want(concat(lines("Login", "hourly", 1), lines("Sandbox", "daily", 1))...)
		b.add("Sandbox", "hourly", 1, 0)
		time.Sleep(hourlyRecheck)
		b.addDaily("Sandbox", "of that day", 0)
		time.Sleep(time.Hour)
		b.mustPoll()
		b.want(concat(lines("Sandbox", "hourly", 1), lines("Sandbox", "of that day", 1))...)
		time.Sleep(recentFiles)
		b.addDaily("Sandbox", "of another day", 0)
		time.Sleep(time.Hour)
		b.mustPoll()
		b.want()
		if diff := cmp.Diff([]string{"Hourly/*"}, b.registry.LogFiles().Selections); diff != "" {
			t.Errorf("selections (-want +got):\n%s", diff)
		}
	})
}

func TestAutoTakesAllDailyFilesWhenTheOrgLosesItsHourlyFiles(t *testing.T) {
	for _, restarted := range []bool{false, true} {
		onAuto(t, Config{}, func(b *bench) {
			b.addDaily("Sandbox", "daily", time.Hour)
			b.mustPoll()
			b.want(concat(lines("Login", "hourly", 1), lines("Sandbox", "daily", 1))...)
			b.loseHourlyFiles()
			if restarted {
				b.restart()
			} else if _, err := b.poll(); err == nil {
				t.Fatal("the poll that finds it out is good")
			}
			b.addDaily("API", "daily", 0)
			time.Sleep(time.Minute)
			b.mustPoll()
			b.wantAll(concat(lines("Login", "daily", 1), lines("API", "daily", 1))...)
		})
	}
}

// What is asked in addition may fail, and the hourly files are collected all the same.
func TestThatTypesCannotBeLookedForHoldsNothingUp(t *testing.T) {
	onAuto(t, Config{}, func(b *bench) {
		b.addDaily("Sandbox", "daily", time.Hour)
		refuse := func(r *http.Request) *http.Response {
			if strings.HasPrefix(r.URL.Query().Get("q"), "SELECT EventType FROM") {
				return polltest.Refusal(400, "MALFORMED_QUERY", "unexpected token")
			}
			return nil
		}
		b.org.Hook(refuse)
		b.mustPoll()
		b.want(lines("Login", "hourly", 1)...)
		b.org.Hook(nil)
		b.mustPoll()
		b.want()
		time.Sleep(failedRecheck)
		b.mustPoll()
		b.want(lines("Sandbox", "daily", 1)...)
		// What was known before is not forgotten, or it would come again.
		b.org.Hook(refuse)
		b.restart()
		b.addDaily("Sandbox", "next", 0)
		time.Sleep(time.Hour)
		b.mustPoll()
		b.want(lines("Sandbox", "next", 1)...)
	})
}
