package logfile

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The conditions that users have in their queries.
const (
	sinceADay  = ` AND CreatedDate > [[ formatTime (now.Add (parseDuration "-24h")) "RFC3339" ]]`
	afterLast  = ` AND CreatedDate > [[ .cursor.event_log_file.last_event_time ]]`
	afterFirst = ` AND CreatedDate > [[ .cursor.event_log_file.first_event_time ]]`
	withTie    = ` AND (CreatedDate > [[ .cursor.event_log_file.last_event_time ]] OR (CreatedDate = [[ .cursor.event_log_file.last_event_time ]] AND Id > '[[ .cursor.event_log_file.last_event_id ]]'))`
	guardedTie = `[[ if index .cursor.event_log_file "last_event_id" ]]` + withTie + `[[ else ]]` + afterLast + `[[ end ]]`
	byCreated  = " ORDER BY CreatedDate ASC NULLS FIRST, Id ASC"
)

// listingOf makes a query for hourly files: what is asked for first, and then.
func listingOf(t testing.TB, first, then, cursorField string) *querytemplate.Query {
	t.Helper()
	text := "SELECT Id, CreatedDate, LogDate, SystemModstamp, LogFile FROM EventLogFile WHERE Interval = 'Hourly'"
	q, mistakes := querytemplate.New(querytemplate.Source{
		Method: querytemplate.EventLogFile, Default: text + first, Value: text + then, CursorField: cursorField,
	})
	if len(mistakes) > 0 {
		t.Fatalf("mistakes %q", mistakes)
	}
	return q
}

// eachQuery runs a test with each form of query that users have.
func eachQuery(t *testing.T, test func(t *testing.T, query *querytemplate.Query)) {
	t.Helper()
	for name, form := range map[string]struct{ first, then, field string }{
		"by time":                {sinceADay + byCreated, afterLast + byCreated, "CreatedDate"},
		"with a tie-break":       {sinceADay + byCreated, withTie + byCreated, "CreatedDate"},
		"with a guarded one":     {sinceADay + byCreated, guardedTie + byCreated, "createddate"},
		"ordered by LogDate":     {" ORDER BY LogDate ASC", afterLast + " ORDER BY LogDate ASC", "CreatedDate"},
		"newest first":           {sinceADay, afterFirst + " ORDER BY CreatedDate DESC", "CreatedDate"},
		"by LogDate":             {"", " AND LogDate > [[ .cursor.event_log_file.last_event_time ]]", "LogDate"},
		"by SystemModstamp":      {"", " AND SystemModstamp >= [[ .cursor.event_log_file.last_event_time ]]", "SystemModstamp"},
		"some at a time":         {sinceADay + byCreated + " LIMIT 2", withTie + byCreated + " LIMIT 2", "CreatedDate"},
		"all that there is, too": {"", "", "CreatedDate"},
	} {
		t.Run(name, func(t *testing.T) { test(t, listingOf(t, form.first, form.then, form.field)) })
	}
}

func TestACrashAtAnyPointOfAQueryLosesNothingAndRepeatsNothing(t *testing.T) {
	eachQuery(t, func(t *testing.T, query *querytemplate.Query) {
		for _, tt := range []struct {
			name    string
			stop    func(*polltest.Registry, int)
			workers int
			faulty  bool
		}{
			{"stopped with bad downloads", (*polltest.Registry).StopAfter, 4, true},
			{"crashed", (*polltest.Registry).CrashAfter, 1, false},
		} {
			t.Run(tt.name, func(t *testing.T) {
				for at, down := 0, true; down; at++ {
					config := Config{Workers: tt.workers, Query: query, Lookback: 2 * time.Hour}
					down = runAndCrash(t, config, tt.faulty, func(r *polltest.Registry) { tt.stop(r, at) })
					if at > 100 {
						t.Fatal("it never ends")
					}
				}
			})
		}
	})
}

func TestAQueryFindsFilesThatShowLate(t *testing.T) {
	eachQuery(t, func(t *testing.T, query *querytemplate.Query) {
		if query.Limited() {
			t.Skip("nothing guards a query with a LIMIT")
		}
		onBench(t, orgsim.Options{}, Config{Query: query, Lookback: 3 * time.Hour}, func(b *bench) {
			b.add("Login", "newest", 1, 10*time.Minute)
			b.addSpec(orgsim.LogFileSpec{
				EventType: "Login", Columns: columns(), Rows: rows("Login", "late", 1), Sequence: 2,
				CreatedDate: time.Now().Add(-time.Hour), VisibleAt: time.Now().Add(time.Minute),
			})
			b.mustPoll()
			b.want(lines("Login", "newest", 1)...)
			time.Sleep(time.Minute)
			b.restart()
			b.mustPoll()
			b.want(lines("Login", "late", 1)...)
			b.add("Login", "next", 1, 0)
			b.mustPoll()
			b.want(lines("Login", "next", 1)...)
			b.restart()
			b.mustPoll()
			b.want()
		})
	})
}

func TestFilesOfOneMomentAreAllFound(t *testing.T) {
	eachQuery(t, func(t *testing.T, query *querytemplate.Query) {
		onBench(t, orgsim.Options{}, Config{Query: query}, func(b *bench) {
			b.config.Lookback = 0
			b.restart()
			at := time.Now().Truncate(time.Second)
			for n := range 5 {
				b.addSpec(orgsim.LogFileSpec{EventType: "Login", Columns: columns(), Rows: rows("Login", fmt.Sprint(n), 1), CreatedDate: at, LogDate: at.Add(-2 * time.Hour), Sequence: n + 1})
				for ready := nextList; ready == nextList; {
					ready = b.mustPoll()
				}
				b.want(lines("Login", fmt.Sprint(n), 1)...)
			}
		})
	})
}

func TestTheFirstRunOfAQueryUsesItsDefaultUntilItKnowsWhereItIs(t *testing.T) {
	for name, first := range map[string]string{"that says where it begins": sinceADay, "that does not": ""} {
		t.Run(name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{Query: listingOf(t, first, afterLast, "CreatedDate")}, func(b *bench) {
				begin := time.Now().Add(-24 * time.Hour).UTC()
				b.org.Hook(func(r *http.Request) *http.Response {
					if r.URL.Query().Get("q") != "" {
						return polltest.Refusal(403, "API_DISABLED_FOR_ORG", "no")
					}
					return nil
				})
				for range 2 {
					if _, err := b.poll(); err == nil {
						t.Fatal("no error")
					}
					time.Sleep(time.Hour)
				}
				b.org.Hook(nil)
				b.mustPoll() // it finds nothing
				for n, query := range b.org.Queries() {
					if strings.Contains(query, "CreatedDate > "+begin.Format(time.RFC3339)) != (first != "") {
						t.Errorf("query %d: %s", n, query)
					}
				}
				time.Sleep(12 * time.Hour)
				b.restart()
				b.add("Login", "a", 1, 38*time.Hour-time.Minute) // after the beginning of the first run
				b.mustPoll()
				b.want(lines("Login", "a", 1)...)
				query := b.org.Queries()[0]
				if got := strings.Contains(query, "CreatedDate > "+querytemplate.AsEvent(begin)); got != (first != "") {
					t.Errorf("query %s", query)
				}
			})
		})
	}
}

func TestAQueryWithALimitGoesOnAtOnce(t *testing.T) {
	query := listingOf(t, sinceADay+byCreated+" LIMIT 2", afterLast+byCreated+" LIMIT 2", "CreatedDate")
	onBench(t, orgsim.Options{}, Config{Query: query}, func(b *bench) {
		for n := range 5 {
			b.add("Login", fmt.Sprint(n), 1, time.Duration(10-n)*time.Minute)
		}
		polls := 0
		for ready := nextList; ready == nextList; polls++ {
			ready = b.mustPoll()
		}
		if polls > 8 {
			t.Errorf("%d polls", polls)
		}
		if len(b.registry.Events) != 5 {
			t.Errorf("%d events", len(b.registry.Events))
		}
	})
}

func TestAnIdlePollOfAQueryIsOneRequestAndStoresNothing(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Query: listingOf(t, sinceADay, afterLast, "CreatedDate")}, func(b *bench) {
		b.add("Login", "a", 1, time.Hour)
		b.mustPoll()
		b.org.Queries()
		advances := b.registry.Advances
		b.mustPoll()
		if got := b.org.Queries(); len(got) != 1 || b.registry.Advances != advances {
			t.Errorf("queries %q, %d advances", got, b.registry.Advances-advances)
		}
	})
}

func TestRowsOfAQuerySayWhatTheyAreOf(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Query: listingOf(t, sinceADay, afterLast, "CreatedDate")}, func(b *bench) {
		id := b.addSpec(orgsim.LogFileSpec{EventType: "Login", Columns: columns(), Rows: rows("Login", "a", 1), Sequence: 3, CreatedDate: time.Now().Add(-time.Hour)})
		b.mustPoll()
		for field, want := range map[string]any{"event_type": "Login", "id": id, "interval": "hourly", "sequence": int64(3)} {
			if got, err := b.registry.Events[0].Fields.GetValue("salesforce.log_file." + field); err != nil || !strings.EqualFold(fmt.Sprint(got), fmt.Sprint(want)) {
				t.Errorf("%s is %v, want %v; error %v", field, got, want, err)
			}
		}
	})
}

func TestAQueryThatTheOrgRefusesIsATrouble(t *testing.T) {
	onBench(t, orgsim.Options{NoHourlyFiles: true}, Config{Query: listingOf(t, sinceADay, afterLast, "CreatedDate")}, func(b *bench) {
		for range 2 {
			if _, err := b.poll(); err == nil || !strings.Contains(err.Error(), "Interval") {
				t.Fatalf("error %v", err)
			}
		}
	})
}
