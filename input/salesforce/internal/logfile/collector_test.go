package logfile

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestTheFirstRunStartsAtTheInitialInterval(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{InitialInterval: 24 * time.Hour}, func(b *bench) {
		b.add("Login", "old", 2, 24*time.Hour+time.Second)
		b.add("Login", "first", 2, 24*time.Hour)
		b.add("Login", "new", 1, time.Minute)
		b.mustPoll()
		b.want(concat(lines("Login", "first", 2), lines("Login", "new", 1))...)
		b.mustPoll()
		b.want()
	})
}

func TestARestartCollectsNothingTwice(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		b.add("Login", "a", 3, time.Hour)
		b.add("Logout", "b", 3, time.Minute)
		b.mustPoll()
		b.registry.Events = nil
		for range 3 {
			b.restart()
			b.mustPoll()
			b.want()
		}
	})
}

func TestTheLogIntervalChoosesTheFiles(t *testing.T) {
	hourly, daily := lines("Login", "hourly", 1), lines("Login", "daily", 1)
	for _, tt := range []struct {
		name        string
		logInterval LogInterval
		options     orgsim.Options
		noHourly    bool // the org has none now, but could
		want        []string
		warning     string
	}{
		{"auto takes hourly files", LogIntervalAuto, orgsim.Options{}, false, hourly, ""},
		{"auto takes daily files where there are only those", LogIntervalAuto, orgsim.Options{}, true, daily, ""},
		{"auto in an org without the column Interval", LogIntervalAuto, orgsim.Options{NoHourlyFiles: true}, true, daily, ""},
		{"hourly", LogIntervalHourly, orgsim.Options{}, false, hourly, ""},
		{"hourly in an org without the column Interval", LogIntervalHourly, orgsim.Options{NoHourlyFiles: true}, true, daily, "no hourly event log files"},
		{"daily", LogIntervalDaily, orgsim.Options{}, false, daily, ""},
		{"daily in an org without the column Interval", LogIntervalDaily, orgsim.Options{NoHourlyFiles: true}, true, daily, ""},
		{"both", LogIntervalBoth, orgsim.Options{}, false, concat(hourly, daily), ""},
		{"both in an org without the column Interval", LogIntervalBoth, orgsim.Options{NoHourlyFiles: true}, true, daily, "no hourly event log files"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, tt.options, Config{LogInterval: tt.logInterval}, func(b *bench) {
				if !tt.noHourly {
					b.add("Login", "hourly", 1, 2*time.Hour)
				}
				b.addSpec(orgsim.LogFileSpec{EventType: "Login", Interval: Daily, Columns: columns(), Rows: rows("Login", "daily", 1)})
				b.mustPoll()
				b.want(tt.want...)
				b.mustPoll()
				b.want()
				if got := len(b.log.Warnings(tt.warning)); tt.warning != "" && got != 1 {
					t.Errorf("%d warnings %q", got, tt.warning)
				}
			})
		})
	}
}

func TestAutoNoticesWhenHourlyFilesBegin(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{LogInterval: LogIntervalAuto}, func(b *bench) {
		b.mustPoll() // nothing at all
		b.addSpec(orgsim.LogFileSpec{EventType: "Login", Interval: Daily, Columns: columns(), Rows: rows("Login", "daily", 1)})
		b.mustPoll()
		b.want(lines("Login", "daily", 1)...)
		time.Sleep(20 * time.Hour)
		b.add("Login", "hourly", 1, 0)
		b.mustPoll()
		b.want() // it is asked for once a day
		time.Sleep(5 * time.Hour)
		b.mustPoll()
		b.want(lines("Login", "hourly", 1)...)
	})
}

func TestAutoNoticesWhenTheOrgLosesItsHourlyFiles(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{LogInterval: LogIntervalAuto}, func(b *bench) {
		b.add("Login", "hourly", 1, 0)
		b.mustPoll()
		b.want(lines("Login", "hourly", 1)...)
		b.loseHourlyFiles()
		b.addSpec(orgsim.LogFileSpec{EventType: "Login", Interval: Daily, Columns: columns(), Rows: rows("Login", "daily", 1)})
		if _, err := b.poll(); err == nil {
			t.Fatal("the poll that finds it out is good")
		}
		b.mustPoll()
		b.want(lines("Login", "daily", 1)...)
	})
}

func TestFilesAreCollectedInTheOrderOfCreatedDateAndId(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 2}, Config{}, func(b *bench) {
		b.add("Login", "third", 1, time.Minute)
		b.add("Logout", "first", 2, time.Hour)
		b.add("API", "second", 2, time.Hour)
		b.add("Login", "fourth", 1, time.Minute)
		b.mustPoll()
		b.want(concat(lines("Logout", "first", 2), lines("API", "second", 2), lines("Login", "third", 1), lines("Login", "fourth", 1))...)
	})
}

func TestALateFileIsFoundByTheLookbackOnce(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Lookback: time.Hour}, func(b *bench) {
		b.add("Login", "newest", 1, 10*time.Minute)
		b.addSpec(orgsim.LogFileSpec{
			EventType: "Login", Columns: columns(), Rows: rows("Login", "late", 1), Sequence: 2,
			CreatedDate: time.Now().Add(-time.Hour), VisibleAt: time.Now().Add(time.Minute),
		})
		b.addSpec(orgsim.LogFileSpec{
			EventType: "Login", Columns: columns(), Rows: rows("Login", "too late", 1),
			CreatedDate: time.Now().Add(-71 * time.Minute), VisibleAt: time.Now().Add(time.Minute),
		})
		b.mustPoll()
		b.want(lines("Login", "newest", 1)...)
		time.Sleep(2 * time.Minute)
		b.mustPoll()
		b.want(lines("Login", "late", 1)...)
		b.restart()
		b.mustPoll()
		b.want()
	})
}

func TestADailyFileThatIsReplacedIsReadAgainWithTheSameIds(t *testing.T) {
	for _, tt := range []struct {
		name    string
		replace func(b *bench, old string, spec orgsim.LogFileSpec)
	}{
		{"under its old id", func(b *bench, old string, spec orgsim.LogFileSpec) {
			if err := b.org.ReplaceLogFile(old, spec); err != nil {
				b.Fatal(err)
			}
		}},
		{"under a new id", func(b *bench, _ string, spec orgsim.LogFileSpec) { b.addSpec(spec) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{LogInterval: LogIntervalDaily}, func(b *bench) {
				spec := orgsim.LogFileSpec{EventType: "Login", Interval: Daily, Columns: columns(), Rows: rows("Login", "day", 3)}
				id := b.addSpec(spec)
				b.mustPoll()
				first := ids(b.registry.Events)
				time.Sleep(10 * time.Hour)
				spec.Rows = append(rows("Login", "late", 1), spec.Rows...)
				tt.replace(b, id, spec)
				b.restart()
				b.mustPoll()
				second := ids(b.registry.Events)[len(first):]
				if diff := cmp.Diff(first, second[1:]); diff != "" {
					t.Errorf("ids of the rows (-first file +second file):\n%s", diff)
				}
				b.wantAll(concat(lines("Login", "day", 3), lines("Login", "late", 1), lines("Login", "day", 3))...)
				b.mustPoll()
				b.want()
			})
		})
	}
}

func ids(events []ecs.Event) []string {
	var all []string
	for _, event := range events {
		all = append(all, event.ID)
	}
	return all
}

func TestAFileWaitsUntilItIsSettled(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Settle: 2 * time.Minute}, func(b *bench) {
		b.add("Login", "young", 1, 30*time.Second)
		b.add("Login", "old", 1, time.Hour)
		ready := b.mustPoll()
		b.want(lines("Login", "old", 1)...)
		if ready != 90*time.Second {
			t.Errorf("ready in %v, want 90s", ready)
		}
		time.Sleep(ready)
		if ready := b.mustPoll(); ready != 0 {
			t.Errorf("ready in %v", ready)
		}
		b.want(lines("Login", "young", 1)...)
	})
}

func TestTheClockIsTheOrgs(t *testing.T) {
	for _, ahead := range []time.Duration{-10 * time.Minute, 10 * time.Minute} {
		t.Run(ahead.String(), func(t *testing.T) {
			orgNow := func() time.Time { return time.Now().Add(ahead) }
			onBench(t, orgsim.Options{Now: orgNow}, Config{Settle: 2 * time.Minute, InitialInterval: time.Hour}, func(b *bench) {
				b.add("Login", "before", 1, time.Hour+time.Second-ahead)
				b.add("Login", "first", 1, time.Hour-time.Minute-ahead)
				b.add("Login", "settled", 1, 3*time.Minute-ahead)
				b.add("Login", "young", 1, time.Minute-ahead)
				for range 3 { // a clock that is ahead has to be confirmed
					if err := b.org.ReadClock(b.Context()); err != nil {
						b.Fatal(err)
					}
					time.Sleep(5 * time.Second)
				}
				b.mustPoll()
				b.want(concat(lines("Login", "first", 1), lines("Login", "settled", 1))...)
			})
		})
	}
}

func TestOnlyTheEventTypesThatAreSelectedAreCollected(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{EventTypes: []string{"login", "API"}, ExcludeEventTypes: []string{"api"}}, func(b *bench) {
		b.add("Login", "a", 1, time.Hour)
		b.add("API", "b", 1, time.Hour)
		b.add("Logout", "c", 1, time.Hour)
		b.mustPoll()
		b.want(lines("Login", "a", 1)...)
	})
}

func TestAnIdlePollIsOneRequestAndStoresNothing(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{LogInterval: LogIntervalAuto}, func(b *bench) {
		b.add("Login", "a", 1, time.Hour)
		b.mustPoll()
		b.org.Queries()
		advances := b.registry.Advances
		before := b.org.Requests()
		b.mustPoll()
		sum := func(counts map[string]int) (total int) {
			for _, count := range counts {
				total += count
			}
			return total
		}
		if got := sum(b.org.Requests()) - sum(before); got != 1 {
			t.Errorf("%d requests, want 1: %q", got, b.org.Queries())
		}
		if b.registry.Advances != advances {
			t.Error("the cursor was stored again")
		}
	})
}

func TestTheListingNeverFiltersOnId(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{LogInterval: LogIntervalBoth}, func(b *bench) {
		b.add("Login", "a", 1, time.Hour)
		b.mustPoll()
		b.mustPoll()
		for _, query := range b.org.Queries() {
			_, where, _ := strings.Cut(query, " WHERE ")
			if strings.Contains(where, "Id ") || !strings.Contains(where, "Interval = ") {
				t.Errorf("query %q", query)
			}
		}
	})
}

func TestAListingWhosePagesAreLostStartsAgain(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 1}, Config{}, func(b *bench) {
		var want []string
		for n := range 4 {
			prefix := string(rune('a' + n))
			b.add("Login", prefix, 1, time.Hour)
			want = append(want, lines("Login", prefix, 1)...)
		}
		lost := 0
		b.org.Hook(func(r *http.Request) *http.Response {
			if orgsim.RequestKind(r) == orgsim.RequestQueryMore && strings.HasSuffix(r.URL.Path, "-2") && lost < 2 {
				lost++
				return polltest.Refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
			}
			return nil
		})
		b.mustPoll()
		b.wantAll(want...)
		if lost != 2 {
			t.Errorf("%d pages were lost", lost)
		}
	})
}

func TestASessionThatEndsInTheMiddleOfAListingCostsNothing(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 1}, Config{}, func(b *bench) {
		b.add("Login", "a", 1, time.Hour)
		b.add("Login", "b", 1, time.Hour)
		revoked := false
		b.org.Hook(func(r *http.Request) *http.Response {
			if orgsim.RequestKind(r) == orgsim.RequestQueryMore && !revoked {
				revoked = true
				b.org.RevokeSessions()
			}
			return nil
		})
		b.mustPoll()
		b.want(concat(lines("Login", "a", 1), lines("Login", "b", 1))...)
	})
}

func TestAFileThatIsListedTwiceIsReadOnce(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 1}, Config{Workers: 4}, func(b *bench) {
		b.add("Login", "a", 3, time.Hour)
		b.org.Change(func(r *http.Request, response *http.Response) {
			if orgsim.RequestKind(r) == orgsim.RequestQuery {
				replaceBody(b.T, response, func(body string) string {
					record := body[strings.Index(body, "[")+1 : strings.LastIndex(body, "]")]
					return strings.Replace(body, record, record+","+record, 1)
				})
			}
		})
		b.mustPoll()
		b.want(lines("Login", "a", 3)...)
	})
}

func TestAPollThatIsCanceledSaysSo(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 2}, func(b *bench) {
		b.add("Login", "a", 1000, time.Hour)
		b.add("Login", "b", 1000, time.Hour)
		ctx, cancel := context.WithCancel(context.Background())
		b.registry.OnPublish = func(ecs.Event) {
			if len(b.registry.Events) == 100 {
				cancel()
			}
		}
		if _, err := b.collector.Poll(ctx, b.registry); err == nil || ctx.Err() == nil {
			t.Fatalf("error %v, context %v", err, ctx.Err())
		}
		b.registry.OnPublish = nil
		b.restart()
		b.mustPoll()
		b.wantAll(concat(lines("Login", "a", 1000), lines("Login", "b", 1000))...)
	})
}

func TestAPollNeedsASession(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		b.add("Login", "a", 1, time.Hour)
		b.org.Hook(func(r *http.Request) *http.Response {
			if orgsim.RequestKind(r) == orgsim.RequestToken {
				return polltest.Answer(400, `{"error":"invalid_grant","error_description":"inactive user"}`)
			}
			return nil
		})
		if _, err := b.poll(); err == nil {
			t.Fatal("no error")
		}
		b.org.Hook(nil)
		time.Sleep(10 * time.Minute)
		b.mustPoll()
		b.want(lines("Login", "a", 1)...)
	})
}
