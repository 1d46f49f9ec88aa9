package record

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// A query with a LIMIT has no lookback, so only the edge keeps ">" from skipping the
// records of the last moment that the LIMIT cut off.
func TestRecordsOfTheLastMomentSurviveALimit(t *testing.T) {
	f := form{"SetupAuditTrail", "", "CreatedDate" + afterTime, ascending + " LIMIT 3", "CreatedDate"}
	onBench(t, orgsim.Options{}, Config{Query: f.query(t)}, func(b *bench) {
		b.addOf(f, "first", 4*time.Hour, 0)
		b.addOf(f, "second", 4*time.Hour, 0)
		for n := range 2 {
			b.addOf(f, key(n), 3*time.Hour, 0) // the first run returns only one of them
		}
		b.mustPoll()
		b.wantEach()
	})
}

// The resumed run leaves newer records alone, so the same poll must run the query again.
func TestPollAfterACrashAlsoCollectsWhatCameMeanwhile(t *testing.T) {
	f := forms["oldest first"]
	onBench(t, orgsim.Options{PageSize: 3}, Config{Query: f.query(t), Lookback: 5 * time.Minute}, func(b *bench) {
		for n := range 8 {
			b.addOf(f, key(n), time.Duration(10-n)*time.Hour, 0)
		}
		b.registry.CrashAfter(4)
		b.mustPoll()
		if !b.registry.Down() {
			t.Fatal("no crash")
		}
		time.Sleep(time.Minute)
		b.addOf(f, "meanwhile", 0, 0)
		time.Sleep(time.Minute)
		b.restart()
		b.mustPoll()
		b.wantEach()
	})
}

// The next run can return the first or the last record again, and none of the others.
func TestOnlyEdgesOfAResultWithoutTimesAreRemembered(t *testing.T) {
	for _, tt := range []struct{ name, then, order string }{
		{"ascending", "Action >= '[[ .cursor.object.last_event_time ]]'", " ORDER BY Action"},
		{"descending", "Action >= '[[ .cursor.object.first_event_time ]]'", " ORDER BY Action DESC"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := form{"SetupAuditTrail", "", tt.then, tt.order, "Action"}
			onBench(t, orgsim.Options{}, Config{Query: f.query(t)}, func(b *bench) {
				for n := range 8 {
					b.addOf(f, key(n), time.Hour, 0)
				}
				b.mustPoll()
				if got := len(b.registry.Query().Seen); got != 2 {
					t.Errorf("%d records are remembered, want the first and the last", got)
				}
				b.restart()
				b.mustPoll()
				b.wantEach()
				b.addOf(f, key(8), 0, 0)
				b.mustPoll()
				b.wantEach()
			})
		})
	}
}

func TestRecordWithoutATimeIsPublishedOnceAmongRecordsWithTimes(t *testing.T) {
	text := "SELECT Id, CreatedDate FROM Visit__c"
	q, mistakes := querytemplate.New(querytemplate.Source{
		Method: querytemplate.Object, Default: text, CursorField: "CreatedDate",
		Value: text + " WHERE CreatedDate > [[ .cursor.object.last_event_time ]] OR CreatedDate = null",
	})
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	onBench(t, orgsim.Options{}, Config{Query: q, Lookback: time.Minute}, func(b *bench) {
		polls := 0
		b.refuse(func(r *http.Request) *http.Response {
			if r.URL.Query().Get("q") == "" {
				return nil
			}
			timed := fmt.Sprintf(`{"Id":"b%02d","CreatedDate":%q}`, polls, time.Now().UTC().Format("2006-01-02T15:04:05.000+0000"))
			return polltest.Answer(200, `{"totalSize":2,"done":true,"records":[{"Id":"a01","CreatedDate":null},`+timed+`]}`)
		})
		for ; polls < 4; polls++ {
			b.want[fmt.Sprintf("b%02d", polls)] = 1
			b.mustPoll()
			b.restart()
			time.Sleep(5 * time.Minute)
		}
		b.want["a01"] = 1
		b.wantEach()
	})
}
