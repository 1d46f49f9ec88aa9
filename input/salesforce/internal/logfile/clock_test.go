package logfile

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

const year = 365 * 24 * time.Hour

// clocks are how wrong the clocks around a bench are; the org itself has the right time.
type clocks struct{ host, date time.Duration }

// onClocks runs a test on a bench whose clocks can be wrong.
func onClocks(t *testing.T, config Config, test func(b *bench, wrong *clocks)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		wrong := &clocks{}
		b := &bench{T: t, registry: polltest.NewRegistry(t), log: &polltest.Log{}, config: config}
		b.org = polltest.NewOrg(t, orgsim.Options{Empty: true}, func(o *rest.Options) { o.Now = func() time.Time { return time.Now().Add(wrong.host) } })
		b.org.Change(func(_ *http.Request, answer *http.Response) {
			answer.Header.Set("Date", time.Now().Add(wrong.date).UTC().Format(http.TimeFormat))
		})
		b.config.LogInterval, b.config.InitialInterval, b.config.Lookback = LogIntervalHourly, 24*time.Hour, time.Hour
		b.restart()
		test(b, wrong)
	})
}

// addOdd adds a file of an odd date, which shows at once.
func (b *bench) addOdd(prefix string, created, logDate time.Time) []string {
	b.Helper()
	b.addSpec(orgsim.LogFileSpec{
		EventType: "Login", Columns: columns(), Rows: rows("Login", prefix, 1),
		CreatedDate: created, LogDate: logDate, VisibleAt: time.Now(), Sequence: 9,
	})
	return lines("Login", prefix, 1)
}

// wantAtLeast checks that all rows came, and that those that came twice have one id. Events
// about a file have no row.
func (b *bench) wantAtLeast(want ...string) {
	b.Helper()
	came := make(map[string]string) // ids, by row
	for n, original := range b.registry.Originals() {
		id := b.registry.Events[n].ID
		if before, again := came[original]; original != "" && again && before != id {
			b.Errorf("row %.100s came with the ids %s and %s", original, before, id)
		}
		came[original] = id
	}
	for _, row := range want {
		if came[row] == "" {
			b.Errorf("row %.100s did not come", row)
		}
	}
}

// byLogDate is a custom query that counts by LogDate.
func byLogDate(t *testing.T) *querytemplate.Query {
	return listingOf(t, "", " AND LogDate > [[ .cursor.event_log_file.last_event_time ]]", "LogDate")
}

func TestFileOfTheFutureDoesNotMoveTheWatermark(t *testing.T) {
	future := time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, query := range map[string]*querytemplate.Query{
		"by CreatedDate": nil, "by LogDate": byLogDate(t),
		"by LogDate, some at a time": listingOf(t, " ORDER BY LogDate ASC LIMIT 1", " AND LogDate > [[ .cursor.event_log_file.last_event_time ]] ORDER BY LogDate ASC LIMIT 1", "LogDate"),
	} {
		t.Run(name, func(t *testing.T) {
			onClocks(t, Config{Query: query}, func(b *bench, _ *clocks) {
				want := lines("Login", "first", 1)
				b.add("Login", "first", 1, 2*time.Hour)
				created, logDate := future, future
				if query != nil {
					created = time.Now().Add(-time.Hour)
				}
				if err := b.pollUntil(30 * time.Minute); err != nil {
					b.Fatal(err)
				}
				want = append(want, b.addOdd("odd", created, logDate)...)
				if err := b.pollUntil(30 * time.Minute); err != nil {
					b.Fatal(err)
				}
				if mark := b.watermark(); mark.After(time.Now()) {
					b.Errorf("the watermark is %v", mark)
				}
				b.org.Queries()
				for n := range 3 {
					prefix := fmt.Sprint("next", n)
					want = append(want, b.addOdd(prefix, time.Now(), time.Now().Truncate(time.Second))...)
					b.restart()
					if err := b.pollUntil(30 * time.Minute); err != nil {
						b.Fatal(err)
					}
				}
				if asked := len(b.org.Queries()); asked > 60 {
					b.Errorf("%d listings in 90 minutes", asked)
				}
				b.wantAll(want...)
			})
		})
	}
}

func TestSavedWatermarkInTheFutureIsReportedMovedBackAndListedAgain(t *testing.T) {
	for name, query := range map[string]*querytemplate.Query{"files": nil, "a query by LogDate": byLogDate(t)} {
		for _, marked := range []bool{true, false} {
			t.Run(fmt.Sprint(name, " with marks: ", marked), func(t *testing.T) {
				onClocks(t, Config{Query: query}, func(b *bench, _ *clocks) {
					now := time.Now()
					b.add("Login", "missed", 1, time.Hour)
					saved := state.LogFiles{Begin: now.Add(-48 * time.Hour), Watermark: now.Add(900 * 24 * time.Hour), Selections: []string{"Hourly/*"}}
					if query != nil {
						saved.Selections = []string{ownQuery}
					}
					if marked {
						saved.Marks = state.Marks{{Through: now.Add(-2 * time.Hour), AsOf: now.Add(-2 * time.Hour)}}
					}
					if err := b.registry.Advance(saved.Cursor()); err != nil {
						b.Fatal(err)
					}
					b.restart()
					reports := 0
					for range 10 {
						ready, err := b.poll()
						if isFuture(err) {
							reports++
						} else if err != nil {
							b.Fatal(err)
						}
						time.Sleep(max(ready, time.Second))
					}
					if told := len(b.log.Warnings("is in the future")); reports != 1 || told != 1 {
						b.Errorf("it was reported %d times and told %d times", reports, told)
					}
					if mark := b.watermark(); mark.After(now) || !marked && mark.Before(now.Add(-poll.FurthestBack-time.Hour)) {
						b.Errorf("the watermark is %v", mark)
					}
					b.wantAll(lines("Login", "missed", 1)...)
				})
			})
		}
	}
}

func TestNoClockThatJumpsLosesAFile(t *testing.T) {
	for _, jump := range []time.Duration{time.Minute, time.Hour, 24 * time.Hour, 50 * year} {
		for name, set := range map[string]clocks{
			"host ahead": {host: jump}, "host behind": {host: -jump}, "Date ahead": {date: jump}, "Date behind": {date: -jump},
		} {
			t.Run(name+" by "+jump.String(), func(t *testing.T) {
				onClocks(t, Config{Settle: 2 * time.Minute}, func(b *bench, wrong *clocks) {
					var want []string
					broken := true
					b.org.Hook(func(r *http.Request) *http.Response {
						if broken && orgsim.RequestKind(r) == orgsim.RequestLogFile {
							return unavailable()
						}
						return nil
					})
					for n := range 24 {
						prefix := fmt.Sprint("file", n)
						b.add("Login", prefix, 1, 0)
						want = append(want, lines("Login", prefix, 1)...)
						*wrong = clocks{}
						if n/4 == 2 {
							*wrong = set // for forty minutes
						}
						broken = n%3 == 0
						_ = b.pollUntil(9 * time.Minute)
						if mark := b.watermark(); mark.After(time.Now()) {
							b.Fatalf("the watermark is %v", mark)
						}
					}
					if err := b.pollUntil(time.Hour); err != nil {
						b.Fatal(err)
					}
					b.wantAtLeast(want...)
				})
			})
		}
	}
}
