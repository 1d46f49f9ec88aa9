package diagnosis

import (
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// With log_interval auto such a type is not collected, and nothing else says so.
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
	c.says(t, Warning, "hourly, 1 file", "daily files only of PackageInstall |", "log_interval to both")
	if collected != hours {
		t.Error("other files are said to be collected")
	}
	partial := listing(map[string]time.Duration{"Login": time.Hour})
	partial.partial = true
	_, c = e.chooseFiles(partial, days, true)
	c.says(t, OK, "hourly")
	e.LogFiles.LogInterval = "hourly"
	_, c = e.chooseFiles(hours, days, true)
	c.says(t, OK, "hourly")
}
