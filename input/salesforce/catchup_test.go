package salesforce

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The requests of a catch-up are bounded by what there is to collect, not by the hours
// that it goes back: one a body; one a page of the listing; and for each object no more
// than windows that double from an hour to a month need, each with its pages.
func TestACatchUpOfSixMonthsTakesWhatComesOnceAndFewRequests(t *testing.T) {
	const days, page, windows = 180, 2000, 20
	objects := []string{"SetupAuditTrail", "LoginEvent"}
	synctest.Test(t, func(t *testing.T) {
		org := polltest.NewOrg(t, orgsim.Options{
			Seed: 8, Days: days, RowsPerHour: 2, EventTypes: []string{"Login"}, FileDelay: -1, Retention: 365 * 24 * time.Hour, PageSize: page,
		})
		truth := org.Truth()
		files, records := 0, 0
		for _, file := range truth.LogFiles {
			if file.Interval == orgsim.Hourly {
				files++
			}
		}
		for _, object := range objects {
			if len(truth.Records[object]) == 0 {
				t.Fatalf("the org has no records of %s", object)
			}
			records += len(truth.Records[object])
		}
		if files < 20*days {
			t.Fatalf("%d hourly files, want those of nearly every hour", files)
		}
		want := sum(holdings(truth, objects...))
		var requests map[string]int
		all := live(t, org, (days+1)*24*time.Hour, objects, func(l *life) {
			time.Sleep(3 * time.Minute) // its first poll, and the files that have to settle
			if got := l.count(); got < want {
				t.Errorf("%d of %d events came within minutes", got, want)
			}
			requests = org.Requests()
			l.await(want, time.Hour)
			time.Sleep(time.Hour) // for what should not come
		})
		all.wantOnce(false, objects...)
		t.Logf("%d files, %d records: requests %v", files, records, requests)
		for kind, most := range map[string]int{
			orgsim.RequestToken:     1,
			orgsim.RequestLogFile:   files,
			orgsim.RequestQuery:     2 + windows*len(objects),
			orgsim.RequestQueryMore: files/page + records/page,
		} {
			if requests[kind] > most {
				t.Errorf("%d requests of the kind %s, want at most %d", requests[kind], kind, most)
			}
		}
	})
}
