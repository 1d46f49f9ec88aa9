package diagnosis

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// With log_interval auto the daily files of such a type are collected.
func TestAnEventTypeWithDailyFilesOnlyIsNamed(t *testing.T) {
	e := &examination{Input: newOrg(t, orgsim.Options{Empty: true}).input}
	now := e.Client.Now()
	listing := func(ages map[string]time.Duration) *fileListing {
		l := &fileListing{byType: make(map[string]*typeFiles)}
		for name, age := range ages {
			l.add(name, now.Add(-age), now)
		}
		return l
	}
	hours := listing(map[string]time.Duration{"Login": time.Hour})
	days := listing(map[string]time.Duration{"Login": 5 * time.Hour, "PackageInstall": 5 * time.Hour, "Sandbox": 30 * time.Hour})

	collected, c := e.chooseFiles(hours, days, true)
	c.says(t, OK, "hourly, 1 file, and daily of PackageInstall, 1 file in the last 3 days")
	if diff := cmp.Diff([]string{"Login", "PackageInstall"}, collected.names()); diff != "" {
		t.Errorf("event types that are said to be collected (-want +got):\n%s", diff)
	}
	if collected.busiest() != 2 || !e.polledTwice {
		t.Errorf("%d files a day, polled twice: %v; want 2 files, and one query an interval", collected.busiest(), e.polledTwice)
	}
	partial := listing(map[string]time.Duration{"Login": time.Hour})
	partial.partial = true
	_, c = e.chooseFiles(partial, days, true)
	c.says(t, OK, "hourly, more than 1 file in")
	e.LogFiles.LogInterval = "hourly"
	_, c = e.chooseFiles(hours, days, true)
	c.says(t, OK, "hourly, 1 file in")
}
