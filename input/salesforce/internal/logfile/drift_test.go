package logfile

import (
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestNewColumnsAreWarnedOfOnceADay(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		add := func(eventType, request string) {
			b.addSpec(orgsim.LogFileSpec{
				EventType: eventType, Columns: append(columns(), "BRAND_NEW"), CreatedDate: time.Now().Add(-time.Minute),
				Rows: [][]string{{eventType, "1999-12-31T00:00:00.000Z", request, "x"}},
			})
			b.mustPoll()
		}
		warned := func(want int) {
			t.Helper()
			if got := b.log.Warnings("BRAND_NEW"); len(got) != want {
				t.Errorf("%d warnings, want %d: %q", len(got), want, got)
			}
		}
		add("Login", "first")
		warned(1)
		add("Login", "second")
		warned(1)
		add("Logout", "third")
		warned(2)
		time.Sleep(25 * time.Hour)
		add("Login", "fourth")
		warned(3)
	})
}
