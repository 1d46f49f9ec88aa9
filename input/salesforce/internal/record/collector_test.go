package record

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestTheFirstRunStartsAtTheInitialInterval(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{InitialInterval: 24 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		b.add("old", 24*time.Hour+time.Millisecond, 0)
		delete(b.want, "old")
		b.add("first", 24*time.Hour, 0)
		b.add("last", time.Minute+time.Millisecond, 0)
		b.mustPoll()
		b.wantEach()
	})
}

func TestNoWindowEndsWithinTheDelay(t *testing.T) {
	for _, ahead := range []time.Duration{-10 * time.Minute, 0, 10 * time.Minute} {
		t.Run("the org's clock is ahead by "+ahead.String(), func(t *testing.T) {
			orgNow := func() time.Time { return time.Now().Add(ahead) }
			onBench(t, orgsim.Options{Now: orgNow}, Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
				b.addAt("old", orgNow().Add(-time.Minute-time.Millisecond), 0)
				b.addAt("too young", orgNow().Add(-time.Minute), 0)
				delete(b.want, "too young")
				for range 20 {
					b.mustPoll()
					for _, asked := range b.spans() {
						// The clock is known from headers, which have whole seconds.
						if limit := orgNow().Add(time.Second - time.Minute); asked.end.After(limit) {
							t.Fatalf("window to %v, after %v", asked.end, limit)
						}
					}
					time.Sleep(17 * time.Second)
					b.want["too young"] = 1
				}
				b.wantEach()
			})
		})
	}
}

func TestRecordsThatShowLateAndOutOfOrderAreFoundOnce(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 200}, Config{Delay: time.Minute, Lookback: 10 * time.Minute}, func(b *bench) {
		for n := range 1000 {
			// Each shows from at once to ten minutes late.
			b.addAt(key(n), time.Now().Add(time.Duration(n*7)*time.Second), time.Duration(n%11)*time.Minute)
		}
		for range 100 {
			time.Sleep(90 * time.Second)
			b.mustPoll()
			if b.Failed() {
				return
			}
			if at := len(b.registry.Events); at%3 == 0 {
				b.restart()
			}
		}
		b.wantEach()
	})
}

func TestAnEmptyWindowMovesTheCursorWithoutAnEvent(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		b.mustPoll()
		if through, want := b.registry.Records().Through, time.Now().Add(-time.Minute); !through.Equal(want) || len(b.registry.Events) != 0 {
			t.Errorf("through %v, want %v; %d events", through, want, len(b.registry.Events))
		}
	})
}

func TestAnIdlePollIsOneRequest(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		b.mustPoll()
		b.org.Queries()
		time.Sleep(5 * time.Minute)
		b.mustPoll()
		if got := b.org.Queries(); len(got) != 1 {
			t.Errorf("queries %q", got)
		}
		b.mustPoll() // not a moment later
		if got := b.org.Queries(); len(got) != 0 {
			t.Errorf("queries %q", got)
		}
	})
}

func TestCatchingUpWithQuietMonthsTakesFewRequests(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{InitialInterval: 180 * 24 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		for day := range 180 {
			b.add(key(day), time.Duration(day)*24*time.Hour+time.Hour, time.Second)
		}
		b.mustPoll()
		b.wantEach()
		if got := len(b.org.Queries()); got > 20 {
			t.Errorf("%d queries", got)
		}
	})
}

func TestWindowsFollowEachOtherWithoutAGap(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{InitialInterval: 30 * 24 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		var through time.Time
		for range 10 {
			b.mustPoll()
			for _, asked := range b.spans() {
				again := through.Sub(asked.start)
				if old := time.Since(through) > time.Hour; old && !through.IsZero() && again > 0 {
					t.Errorf("window from %v to %v asks for %v again", asked.start, asked.end, again)
				}
				if !through.IsZero() && (again < 0 || !asked.end.After(through)) {
					t.Errorf("window from %v to %v after one to %v", asked.start, asked.end, through)
				}
				through = asked.end
			}
			time.Sleep(3 * time.Minute)
		}
	})
}

func TestThousandsOfRecordsWithOneTimeAreAllCollected(t *testing.T) {
	const count = 2345
	onBench(t, orgsim.Options{PageSize: 200, ShortPages: true}, Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		at := time.Now().Add(-30 * time.Minute)
		for n := range count {
			b.addAt(key(n), at, 0)
		}
		b.collector.limit = 1000
		b.mustPoll()
		b.wantEach()
	})
}

func TestAWindowWithTooManyRecordsIsSplitBeforeAnythingIsPublished(t *testing.T) {
	const count = 3000
	onBench(t, orgsim.Options{PageSize: 200}, Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
		for n := range count {
			b.add(key(n), 50*time.Minute-time.Duration(n)*750*time.Millisecond, 0)
		}
		b.collector.limit = 1000
		b.mustPoll()
		b.wantEach()
		if got := b.org.Requests()[orgsim.RequestQueryMore]; got > 2*count/200 {
			t.Errorf("%d further pages for %d records", got, count)
		}
		if got := len(b.org.Queries()); got > 25 {
			t.Errorf("%d queries", got)
		}
	})
}

func TestWindowsHaveThreeQuartersOfWhatTheyMayHave(t *testing.T) {
	const count, limit = 2880, 100
	onBench(t, orgsim.Options{PageSize: 2000}, Config{InitialInterval: 25 * time.Hour, Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
		for n := range count {
			b.add(key(n), 24*time.Hour+10*time.Minute-time.Duration(n)*30*time.Second, 0)
		}
		b.collector.limit = limit
		b.mustPoll()
		b.wantEach()
		if got, limit := len(b.org.Queries()), count/(limit*3/4)+6; got > limit {
			t.Errorf("%d queries, want at most %d", got, limit)
		}
	})
}

func TestABusyLookbackDoesNotMakeTheWindowsSmallerAndSmaller(t *testing.T) {
	for _, tt := range []struct {
		name    string
		limit   int
		queries int // at most
	}{
		{"the lookback has more than a window may have", 270, 1},
		{"what is new has as well", 130, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, orgsim.Options{PageSize: 2000}, Config{InitialInterval: 10 * time.Minute, Delay: time.Minute, Lookback: 10 * time.Minute}, func(b *bench) {
				for n := range 2000 {
					b.addAt(key(n), time.Now().Add(time.Duration(n-400)*1500*time.Millisecond), 0)
				}
				b.collector.limit = tt.limit
				b.mustPoll()
				b.org.Queries()
				for range 7 {
					time.Sleep(5 * time.Minute)
					b.mustPoll()
					if got := len(b.org.Queries()); got > tt.queries {
						t.Fatalf("%d queries for five minutes", got)
					}
				}
				time.Sleep(time.Hour)
				b.mustPoll()
				b.wantEach()
			})
		})
	}
}

func TestNothingComesTwiceWhereWindowsAreShorterThanTheLookback(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 2000}, Config{InitialInterval: 20 * time.Minute, Delay: time.Second, Lookback: 5 * time.Minute}, func(b *bench) {
		for n := range 1200 {
			b.add(key(n), 20*time.Minute-time.Duration(n)*time.Second, 0)
		}
		slow := true
		b.refuse(func(r *http.Request) *http.Response {
			if soql := r.URL.Query().Get("q"); slow && soql != "" {
				if asked := b.spanOf(soql); asked.end.Sub(asked.start) > time.Minute {
					return timeout()
				}
			}
			return nil
		})
		b.collector.length = 30 * time.Second
		_ = b.poll() // the lookback alone is too slow
		slow = false
		b.pollFor(20 * time.Minute)
		b.wantEach()
	})
}

func timeout() *http.Response {
	return polltest.Refusal(400, "QUERY_TIMEOUT", "Your query request was running for too long.")
}

func TestASlowQueryIsHalvedAndGrowsAgainInQuietTimes(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{InitialInterval: 50 * 24 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		for day := range 50 {
			b.add(key(day), time.Duration(day)*24*time.Hour+time.Hour, 0)
		}
		longest := time.Duration(0)
		b.refuse(func(r *http.Request) *http.Response {
			soql := r.URL.Query().Get("q")
			if soql == "" {
				return nil
			}
			asked := b.spanOf(soql)
			if length := asked.end.Sub(asked.start); asked.start.Before(time.Now().Add(-45*24*time.Hour)) && length > 20*time.Minute {
				return timeout()
			} else {
				longest = max(longest, length)
			}
			return nil
		})
		b.mustPoll()
		b.wantEach()
		if longest < 10*24*time.Hour {
			t.Errorf("the longest window is %v", longest)
		}
	})
}

func TestASlowQueryOfTheShortestWindowIsATroubleThatHeals(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{InitialInterval: time.Hour, Delay: time.Minute}, func(b *bench) {
		b.add("a", 30*time.Minute, 0)
		b.refuse(func(r *http.Request) *http.Response {
			if r.URL.Query().Get("q") != "" {
				return timeout()
			}
			return nil
		})
		if err := b.poll(); err == nil || !strings.Contains(err.Error(), "LoginEvent") {
			t.Fatalf("error %v", err)
		}
		b.org.Hook(nil)
		b.mustPoll()
		b.wantEach()
	})
}

func TestPagesThatAreLostStartTheWindowAgain(t *testing.T) {
	for _, tt := range []struct {
		name  string
		times int
		lose  func(b *bench) *http.Response
	}{
		{"the locator died", restarts, func(*bench) *http.Response {
			return polltest.Refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
		}},
		{"the session ended", 1, func(b *bench) *http.Response {
			b.org.RevokeSessions()
			return nil
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			counts := metrics.NewSet(metrics.Source)
			onBench(t, orgsim.Options{PageSize: 7}, Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute, Metrics: counts}, func(b *bench) {
				for n := range 100 {
					b.add(key(n), time.Hour-time.Duration(n)*time.Second, 0)
				}
				losses := 0
				b.refuse(func(r *http.Request) *http.Response {
					if orgsim.RequestKind(r) == orgsim.RequestQueryMore && strings.HasSuffix(r.URL.Path, fmt.Sprint("-", 7*(losses+2))) && losses < tt.times {
						losses++
						// What shows meanwhile must not shift the others.
						b.add(fmt.Sprint("late", losses), time.Hour-time.Duration(losses)*time.Minute, 0)
						return tt.lose(b)
					}
					return nil
				})
				b.mustPoll()
				b.wantEach()
				// One that keeps being lost is made smaller.
				restarted, split := counts.Value(metrics.WindowsRestarted), counts.Value(metrics.WindowsSplit)
				if losses != tt.times || restarted == 0 || restarted+split != int64(losses) {
					t.Errorf("%d losses; %d windows are counted as begun again and %d as split", losses, restarted, split)
				}
			})
		})
	}
}

func TestWindowsThatOutlastEverySessionAreMadeSmaller(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 7}, Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		for n := range 100 {
			b.add(key(n), time.Hour-time.Duration(n)*20*time.Second, 0)
		}
		if _, err := b.org.Inject(orgsim.Fault{Kind: orgsim.ShortSession, Number: 4}); err != nil {
			t.Fatal(err)
		}
		b.mustPoll()
		b.wantEach()
		if b.org.Fired()[orgsim.ShortSession] == 0 {
			t.Error("no session died")
		}
	})
}

func TestAWindowThatFailsInTheMiddleGoesOnInALaterPoll(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 10}, Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		for n := range 95 {
			b.add(key(n), time.Hour-time.Duration(n)*time.Second, 0)
		}
		failures := 0
		b.refuse(func(r *http.Request) *http.Response {
			if orgsim.RequestKind(r) == orgsim.RequestQueryMore && strings.HasSuffix(r.URL.Path, "-50") && failures < 3 {
				failures++
				return polltest.Refusal(403, "API_DISABLED_FOR_ORG", "no")
			}
			return nil
		})
		for n := range 3 {
			if err := b.poll(); err == nil || len(b.registry.Events) < 40 {
				t.Fatalf("error %v after %d events", err, len(b.registry.Events))
			}
			b.add(fmt.Sprint("late", n), time.Minute+time.Second, 0)
			time.Sleep(time.Minute)
		}
		b.mustPoll()
		b.wantEach()
	})
}

func TestAWindowInProgressThatIsTooSlowIsSplit(t *testing.T) {
	for _, restart := range []bool{false, true} {
		t.Run(fmt.Sprint("after a restart: ", restart), func(t *testing.T) {
			onBench(t, orgsim.Options{PageSize: 10}, Config{InitialInterval: time.Hour, Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
				for n := range 95 {
					b.add(key(n), time.Hour-time.Duration(n)*30*time.Second, 0)
				}
				slow := false
				b.refuse(func(r *http.Request) *http.Response {
					if orgsim.RequestKind(r) == orgsim.RequestQueryMore && strings.HasSuffix(r.URL.Path, "-50") {
						slow = true
					}
					if soql := r.URL.Query().Get("q"); slow && soql != "" {
						if asked := b.spanOf(soql); asked.end.Sub(asked.start) > 10*time.Minute {
							return timeout()
						}
					}
					if slow && orgsim.RequestKind(r) == orgsim.RequestQueryMore && strings.HasSuffix(r.URL.Path, "-50") {
						return timeout()
					}
					return nil
				})
				if restart {
					b.registry.CrashAfter(30)
					_ = b.poll()
					b.restart()
				}
				b.mustPoll()
				if restart {
					b.wantAll()
				} else {
					b.wantEach()
				}
				time.Sleep(time.Hour)
				b.mustPoll()
				if b.collector.sentRecords != nil {
					t.Error("what was sent of the window is still remembered")
				}
			})
		})
	}
}

func TestBigObjectsAreAskedInTheOneFormTheyAllow(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Delay: time.Minute}, func(b *bench) {
		b.mustPoll()
		query := b.org.Queries()[0]
		where := query[strings.Index(query, " WHERE ")+7 : strings.Index(query, " ORDER BY ")]
		for _, condition := range strings.Split(where, " AND ") {
			if !strings.HasPrefix(condition, "EventDate >= ") && !strings.HasPrefix(condition, "EventDate < ") {
				t.Errorf("condition %q", condition)
			}
		}
		if !strings.HasSuffix(query, " ORDER BY EventDate DESC") {
			t.Errorf("query %q", query)
		}
	})
}

func TestOrdinaryObjectsAreCollectedByTheirOwnTimeAndKey(t *testing.T) {
	for object, timeField := range map[string]string{"SetupAuditTrail": "CreatedDate", "LoginHistory": "LoginTime", "loginhistory": "LoginTime"} {
		t.Run(object, func(t *testing.T) {
			onBench(t, orgsim.Options{PageSize: 3}, Config{Object: object, Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
				at := time.Now().Add(-time.Hour)
				for range 20 {
					id, err := b.org.AddRecord(map[bool]string{true: "SetupAuditTrail", false: "LoginHistory"}[object == "SetupAuditTrail"], map[string]any{timeField: at})
					if err != nil {
						t.Fatal(err)
					}
					b.want[id]++
				}
				b.mustPoll()
				b.wantEach()
			})
		})
	}
}

func TestEqualRecordsOfAnObjectWithoutAKeyStayTwo(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 3, EventLogDelay: orgsim.NoDelay()}, Config{Object: "LoginEventLog", InitialInterval: time.Hour, Delay: time.Minute, Lookback: 10 * time.Minute}, func(b *bench) {
		at := time.Now().Add(-2 * time.Minute)
		for n := range 12 {
			values := map[string]any{"Timestamp": at.Add(time.Duration(n/4) * time.Second), "RequestIdentifier": fmt.Sprint("r", n/4)}
			if _, err := b.org.AddRecord("LoginEventLog", values); err != nil {
				t.Fatal(err)
			}
		}
		for range 5 {
			b.mustPoll()
			time.Sleep(time.Minute)
		}
		b.restart()
		b.mustPoll()
		if len(b.registry.Events) != 12 || b.registry.Repeated() != 0 {
			t.Errorf("%d events, %d ids came twice; want 12 and none", len(b.registry.Events), b.registry.Repeated())
		}
	})
}

// custom answers for an object that the catalog does not know.
type custom struct {
	described []string
	records   []string
	describes int
	fail      bool
}

func (c *custom) answer(r *http.Request) *http.Response {
	switch {
	case strings.HasSuffix(r.URL.Path, "/describe"):
		if c.describes++; c.fail {
			return polltest.Refusal(403, "API_DISABLED_FOR_ORG", "no")
		}
		var names []map[string]any
		for _, name := range c.described {
			kind := "string"
			switch {
			case name == "Where":
				kind = "address"
			case name == "Timestamp", strings.HasSuffix(name, "Date"):
				kind = "datetime"
			}
			names = append(names, map[string]any{"name": name, "type": kind, "filterable": true, "sortable": true})
		}
		text, _ := json.Marshal(map[string]any{"name": "Visit", "fields": names})
		return polltest.Answer(200, string(text))
	case r.URL.Query().Get("q") != "":
		records, total := strings.Join(c.records, ","), len(c.records)
		c.records = nil
		return polltest.Answer(200, fmt.Sprintf(`{"totalSize":%d,"done":true,"records":[%s]}`, total, records))
	}
	return nil
}

func TestAnObjectThatTheCatalogDoesNotKnowIsDescribed(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Object: "Visit", Delay: time.Minute}, func(b *bench) {
		visits := &custom{described: []string{"Id", "Where", "Place", "CreatedDate"}, records: []string{
			`{"Id":"a01","CreatedDate":"2000-01-01T00:00:00.000+0000"}`, `{"Id":"a02","CreatedDate":"2000-01-01T00:00:00.000+0000"}`,
		}}
		b.refuse(visits.answer)
		b.want = map[string]int{"a01": 1, "a02": 1}
		b.mustPoll()
		b.wantEach()
		query := b.org.Queries()[0]
		if !strings.HasPrefix(query, "SELECT Id, Place, CreatedDate FROM Visit WHERE CreatedDate >= ") {
			t.Errorf("query %q", query)
		}
		if visits.describes != 1 {
			t.Errorf("described %d times", visits.describes)
		}
	})
}

func TestStandingKeysOfAnObjectAreNotSelected(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Object: "OauthToken", Delay: time.Minute}, func(b *bench) {
		tokens := &custom{described: []string{"Id", "AccessToken", "AppName", "deletetoken", "RequestToken", "CreatedDate"}}
		b.refuse(tokens.answer)
		b.want = map[string]int{}
		b.mustPoll()
		if query := b.org.Queries()[0]; !strings.HasPrefix(query, "SELECT Id, AppName, CreatedDate FROM OauthToken ") {
			t.Errorf("query %q", query)
		}
	})
}

func TestTheEmptyIdOfAnUnknownObjectIsNoKey(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Object: "OtherEventLog", Delay: time.Minute}, func(b *bench) {
		const record = `{"Id":"000000000000000AAA","Timestamp":"2000-01-01T00:00:00.000+0000","RequestIdentifier":%q}`
		logs := &custom{described: []string{"Id", "Timestamp", "RequestIdentifier"}, records: []string{
			fmt.Sprintf(record, "a"), fmt.Sprintf(record, "b"), fmt.Sprintf(record, "b"),
		}}
		b.refuse(logs.answer)
		b.mustPoll()
		if len(b.registry.Events) != 3 || b.registry.Repeated() != 0 {
			t.Errorf("%d events, %d ids came twice", len(b.registry.Events), b.registry.Repeated())
		}
	})
}

func TestAnObjectWithoutATimeIsATrouble(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Object: "Visit"}, func(b *bench) {
		b.refuse((&custom{described: []string{"Id", "Place"}}).answer)
		if err := b.poll(); err == nil || !strings.Contains(err.Error(), "object Visit cannot be collected by time: it has no date") {
			t.Errorf("error %v", err)
		}
	})
}

func TestAnAPIThatDoesNotKnowFIELDSIsAskedByName(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
		b.add("a", time.Hour, 0)
		failing := true
		b.refuse(func(r *http.Request) *http.Response {
			if strings.Contains(r.URL.Query().Get("q"), "FIELDS(") {
				return polltest.Refusal(400, "INVALID_FIELD", "No such column 'FIELDS' on entity 'LoginEvent'")
			}
			if strings.HasSuffix(r.URL.Path, "/describe") && failing {
				return polltest.Refusal(403, "API_DISABLED_FOR_ORG", "no")
			}
			return nil
		})
		if err := b.poll(); err == nil || !strings.Contains(err.Error(), "describing LoginEvent") {
			t.Fatalf("error %v", err)
		}
		failing = false
		b.mustPoll()
		b.wantEach()
		b.org.Queries()
		time.Sleep(time.Hour)
		b.mustPoll()
		if got := b.org.Queries(); len(got) != 1 {
			t.Errorf("queries %q", got)
		}
	})
}

func TestAQueryThatIsRefusedEitherWayIsATrouble(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
		b.refuse(func(r *http.Request) *http.Response {
			if r.URL.Query().Get("q") != "" {
				return polltest.Refusal(400, "INVALID_FIELD", "No such column 'EventDate' on entity 'LoginEvent'")
			}
			return nil
		})
		for range 3 {
			if err := b.poll(); err == nil || !strings.Contains(err.Error(), "EventDate") {
				t.Fatalf("error %v", err)
			}
		}
		if got := b.org.Requests()[orgsim.RequestDescribe]; got != 1 {
			t.Errorf("described %d times", got)
		}
	})
}

func TestARecordThatIsNoneDoesNotHoldUpTheOthers(t *testing.T) {
	counts := metrics.NewSet(metrics.Source)
	onBench(t, orgsim.Options{}, Config{Object: "Visit", Delay: time.Minute, Metrics: counts}, func(b *bench) {
		visits := &custom{described: []string{"Id", "CreatedDate"}, records: []string{`null`, `7`, `{"Id":"a01"}`}}
		b.refuse(visits.answer)
		b.want = map[string]int{"a01": 1}
		b.mustPoll()
		b.wantEach()
		if got := len(b.log.Warnings("skipped a record")); got != 2 {
			t.Errorf("%d warnings, want 2", got)
		}
		if left, records := counts.Value(metrics.RecordsLeftOut), counts.Value(metrics.Records); left != 2 || records != 1 {
			t.Errorf("%d records are counted as left out and %d as published, want 2 and 1", left, records)
		}
	})
}

func TestARecordWithoutATimeComesOnce(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Object: "Visit", InitialInterval: time.Hour, Delay: time.Minute, Lookback: time.Hour}, func(b *bench) {
		visits := &custom{described: []string{"Id", "CreatedDate"}}
		b.refuse(visits.answer)
		b.want = map[string]int{"a01": 1}
		for range 5 {
			visits.records = []string{`{"Id":"a01","CreatedDate":null}`}
			b.mustPoll()
			time.Sleep(time.Minute)
		}
		b.wantEach()
	})
}

func TestThePublisherIsThatOfThePoll(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 10}, Config{InitialInterval: time.Hour, Delay: time.Minute}, func(b *bench) {
		for n := range 25 {
			b.add(key(n), time.Hour-time.Duration(n)*time.Second, 0)
		}
		failed := false
		b.refuse(func(r *http.Request) *http.Response {
			if orgsim.RequestKind(r) == orgsim.RequestQueryMore && !failed {
				failed = true
				return polltest.Refusal(403, "API_DISABLED_FOR_ORG", "no")
			}
			return nil
		})
		if err := b.poll(); err == nil {
			t.Fatal("no error")
		}
		first := b.registry
		b.registry = polltest.NewRegistry(t)
		b.mustPoll()
		if len(first.Events) != 9 || len(b.registry.Events) != 16 {
			t.Errorf("%d and %d events, want 9 and 16", len(first.Events), len(b.registry.Events))
		}
	})
}

func TestEventsCarryTheHostOfThePresentSession(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Delay: time.Minute}, func(b *bench) {
		b.add("a", time.Hour, 0)
		var events []ecs.Event
		b.registry.OnPublish = func(event ecs.Event) { events = append(events, event) }
		b.mustPoll()
		id, err := events[0].Fields.GetValue("organization.id")
		if diff := cmp.Diff(b.org.ID(), id); diff != "" || err != nil {
			t.Errorf("organization.id (-want +got):\n%s", diff)
		}
	})
}

func TestWarningsAreOfWhatIsLeftOutOnly(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Delay: time.Minute}, func(b *bench) {
		b.add("a", time.Hour, 0)
		b.mustPoll()
		if got := b.log.Warnings(""); len(got) != 0 {
			t.Errorf("warnings %q", got)
		}
		if !slices.Equal(sortedKeys(b.keys()), []string{"a"}) {
			t.Errorf("records %v", b.keys())
		}
	})
}
