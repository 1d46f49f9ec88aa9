package record

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// addDetection adds a threat detection about what happened at a moment. The record is
// created later; where dated, its EventDate has no time of day.
func (b *bench) addDetection(key string, created time.Time, lateness time.Duration, dated bool) {
	b.Helper()
	happened := created.Add(-lateness)
	if dated {
		happened = happened.UTC().Truncate(24 * time.Hour)
	}
	b.addShown("LoginAnomalyEventStore", key, created, map[string]any{"EventDate": happened, "CreatedDate": created, "EventIdentifier": key})
}

// addLog adds a row of an event log object that shows some time after it happened.
func (b *bench) addLog(key string, happened time.Time, lateness time.Duration) {
	b.Helper()
	b.addShown("RestApiEventLog", key, happened.Add(lateness), map[string]any{"Timestamp": happened, "RequestIdentifier": key})
}

func (b *bench) addShown(object, key string, shown time.Time, values map[string]any) {
	b.Helper()
	if _, err := b.org.AddRecordAt(shown, object, values); err != nil {
		b.Fatal(err)
	}
	b.want[key]++
}

// ofEachKind are objects of all kinds, with the delay and lookback that each needs.
func ofEachKind() []Config {
	late := 5 * time.Minute
	return []Config{
		{Object: "LoginEvent", Delay: time.Minute, Lookback: late},
		{Object: "LoginAnomalyEventStore", Delay: time.Minute, Lookback: late},
		eventLogConfig(),
	}
}

// addOfKind adds a record of the object that is collected. At is the date that windows
// are over, and late is how much later than others the record shows.
func (b *bench) addOfKind(key string, at time.Time, late time.Duration) {
	b.Helper()
	switch b.config.Object {
	case "LoginAnomalyEventStore":
		created, nth := at.Truncate(time.Second), len(b.want)
		happened := created.Add(-time.Duration(2+nth*97%1798) * time.Minute) // up to 30 hours
		if nth%3 == 0 {
			happened = happened.Truncate(24 * time.Hour)
		}
		b.addShown(b.config.Object, key, created.Add(late), map[string]any{"EventDate": happened, "CreatedDate": created, "EventIdentifier": key})
	case "RestApiEventLog":
		b.addLog(key, at, 25*time.Minute+min(4*late, 20*time.Minute))
	default:
		b.addAt(key, at, late)
	}
}

func TestDetectionsThatAreCreatedHoursAfterTheirEventDateAreCollectedOnce(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 5}, Config{Object: "LoginAnomalyEventStore", InitialInterval: time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		for n := range 90 {
			lateness := 2*time.Minute + time.Duration(n)*(30*time.Hour-2*time.Minute)/89
			b.addDetection(key(n), time.Now().Add(time.Duration(n*4)*time.Minute).Truncate(time.Second), lateness, n%3 == 0)
		}
		for range 80 {
			b.mustPoll()
			if len(b.registry.Events)%7 == 0 {
				b.restart()
			}
			time.Sleep(5 * time.Minute)
		}
		b.wantEach()
		// It is the time of what happened that the event has.
		for n, original := range b.registry.Originals() {
			record, _ := fieldsOf([]byte(original))
			if event := b.registry.Events[n]; !event.Timestamp.Equal(record.time("EventDate")) {
				t.Errorf("@timestamp %v of %s", event.Timestamp, original)
			}
			created, err := b.registry.Events[n].Fields.GetValue("salesforce.created_date")
			if err != nil || created == nil {
				t.Errorf("created_date %v, error %v", created, err)
			}
		}
	})
}

func TestRowsOfEventLogObjectsThatShowHalfAnHourLateAreCollectedOnce(t *testing.T) {
	rules := eventLogConfig()
	onBench(t, orgsim.Options{PageSize: 20}, rules, func(b *bench) {
		for n := range 200 {
			b.addLog(key(n), time.Now().Add(time.Duration(n)*90*time.Second), 25*time.Minute+time.Duration(n*7%21)*time.Minute)
		}
		for range 80 {
			b.mustPoll()
			if len(b.registry.Events)%7 == 0 {
				b.restart()
			}
			time.Sleep(5 * time.Minute)
		}
		b.wantEach()
	})
}

func TestNoWindowOverAnEventLogObjectSpansMoreThanSalesforceAllows(t *testing.T) {
	for _, lookback := range []time.Duration{35 * time.Minute, 20 * 24 * time.Hour} {
		t.Run(lookback.String(), func(t *testing.T) {
			config := eventLogConfig()
			config.InitialInterval, config.Lookback = 90*24*time.Hour, lookback
			onBench(t, orgsim.Options{}, config, func(b *bench) {
				for n := range 29 {
					b.addLog(key(n), time.Now().Add(-time.Duration(n)*24*time.Hour-time.Hour), 0)
				}
				for range 40 {
					b.mustPoll()
					time.Sleep(12 * time.Hour)
				}
				longest := time.Duration(0)
				for _, asked := range b.spans() {
					longest = max(longest, asked.end.Sub(asked.start))
				}
				if longest > 15*24*time.Hour || longest < 12*24*time.Hour {
					t.Errorf("the longest window is %v", longest)
				}
				b.wantEach()
			})
		})
	}
}

func TestAWindowInProgressThatIsLongerThanAllowedIsGivenUp(t *testing.T) {
	onBench(t, orgsim.Options{}, eventLogConfig(), func(b *bench) {
		start := time.Now().Add(-29 * 24 * time.Hour)
		b.addLog("a", start.Add(time.Hour), 0)
		b.store(state.Records{Field: "Timestamp", Through: start, Settled: start}.Within(state.Window{Start: start, End: start.Add(20 * 24 * time.Hour)}).After(1, 5))
		b.mustPoll()
		b.wantEach()
	})
}

func eventLogConfig() Config {
	return Config{Object: "RestApiEventLog", InitialInterval: time.Hour, Delay: 25 * time.Minute, Lookback: 35 * time.Minute}
}

// store puts a state into the registry, as if a process before had done so.
func (b *bench) store(cursor state.Cursor) {
	b.Helper()
	if err := b.registry.Advance(cursor); err != nil {
		b.Fatal(err)
	}
	b.restart()
}

func TestWhatWindowsAreOverIsChosenByWhatTheOrgCanFilter(t *testing.T) {
	const stores = "ApiAnomalyEventStore"
	for _, tt := range []struct {
		object        string
		notFilterable []string
		notSortable   []string
		want          string // the query without its bounds
	}{
		{"LoginEvent", nil, nil, "EventDate ORDER BY EventDate DESC"},
		{"RestApiEventLog", nil, nil, "Timestamp ORDER BY Timestamp ASC"},
		{"FooBarEventLog", nil, nil, "Timestamp ORDER BY Timestamp ASC"},
		{"SetupAuditTrail", nil, nil, "CreatedDate ORDER BY CreatedDate ASC, Id ASC"},
		{"LoginHistory", nil, nil, "LoginTime ORDER BY LoginTime ASC, Id ASC"},
		{"LoginGeo", nil, nil, "CreatedDate ORDER BY CreatedDate ASC, Id ASC"},
		{"LoginGeo", []string{"CreatedDate", "SystemModstamp"}, nil, "LoginTime ORDER BY LoginTime ASC, Id ASC"},
		{"UserLogin", nil, nil, "LastModifiedDate ORDER BY LastModifiedDate ASC, Id ASC"},
		{"VerificationHistory", nil, nil, "CreatedDate ORDER BY CreatedDate ASC, Id ASC"},
		{stores, nil, nil, "CreatedDate ORDER BY CreatedDate ASC, EventIdentifier ASC"},
		{stores, nil, []string{"EventIdentifier"}, "CreatedDate ORDER BY CreatedDate ASC"},
		{stores, nil, []string{"CreatedDate"}, "CreatedDate"},
		{stores, []string{"CreatedDate"}, nil, "SystemModstamp ORDER BY SystemModstamp ASC, EventIdentifier ASC"},
		{stores, []string{"CreatedDate", "SystemModstamp", "LastModifiedDate"}, nil, "EventDate ORDER BY EventDate ASC, EventIdentifier ASC"},
		{"ActivityFieldHistory", nil, nil, "ChangedDate"},
		{"PermissionSetGroup", nil, nil, "CreatedDate ORDER BY CreatedDate ASC, Id ASC"},
	} {
		options := orgsim.Options{NewEventLogObjects: []string{"FooBarEventLog"}}
		for _, field := range tt.notFilterable {
			options.NotFilterable = append(options.NotFilterable, tt.object+"."+field)
		}
		for _, field := range tt.notSortable {
			options.NotSortable = append(options.NotSortable, tt.object+"."+field)
		}
		t.Run(fmt.Sprint(tt.object, tt.notFilterable, tt.notSortable), func(t *testing.T) {
			onBench(t, options, Config{Object: tt.object, Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
				b.mustPoll()
				query := b.org.Queries()[0]
				if _, bounds, _ := strings.Cut(query, " WHERE "); !askedFor(bounds, tt.want) {
					t.Errorf("query %q, want it by %s", query, tt.want)
				}
				late := len(b.log.Warnings("are missed")) > 0
				if want := strings.HasPrefix(tt.want, "EventDate") && tt.object == stores; late != want {
					t.Errorf("warned of records that are missed: %v, want %v", late, want)
				}
			})
		})
	}
}

// askedFor reports whether the end of a query is over a field, and in an order.
func askedFor(bounds, want string) bool {
	field, order, _ := strings.Cut(want, " ")
	words := strings.Fields(bounds)
	return len(words) >= 7 && words[0] == field && words[4] == field && strings.Join(words[7:], " ") == order
}

func TestAnObjectThatCannotBeAskedForByTimeIsRefusedByName(t *testing.T) {
	for object, want := range map[string]string{
		"FieldHistoryArchive":    "FieldHistoryType and ParentId first",
		"UserPermissionAccess":   "none of its dates can be filtered, which are LastCacheUpdate",
		"PermissionSetGroup":     "none of its dates can be filtered, which are CreatedDate, LastModifiedDate, SystemModstamp",
		"ActivityFieldHistory":   "none of its dates",
		"NoSuchObject":           "NoSuchObject",
		"NoSuchObjectEventStore": "NoSuchObjectEventStore",
	} {
		options := orgsim.Options{NotFilterable: []string{
			"UserPermissionAccess.LastCacheUpdate", "ActivityFieldHistory.ChangedDate",
			"PermissionSetGroup.CreatedDate", "PermissionSetGroup.LastModifiedDate", "PermissionSetGroup.SystemModstamp",
		}}
		t.Run(object, func(t *testing.T) {
			onBench(t, options, Config{Object: object, Delay: time.Minute}, func(b *bench) {
				err := b.poll()
				if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), object) {
					t.Errorf("error %v, want %q", err, want)
				}
				var unwindowed *UnwindowedError
				if errors.As(err, &unwindowed) == strings.HasPrefix(object, "NoSuch") {
					t.Errorf("error %#v", err)
				}
				if got := b.org.Queries(); len(got) > 0 {
					t.Errorf("queries %q", got)
				}
			})
		})
	}
}

// oldState returns a state of a version that did not say what its windows are over.
func oldState(rng *rand.Rand, now time.Time) state.Cursor {
	through := now.Add(-upTo(rng, 12*24*time.Hour))
	records := state.Records{Through: through, Settled: through.Add(-upTo(rng, time.Hour))}
	for range rng.IntN(4) {
		records.Seen = append(records.Seen, rng.Uint64())
	}
	end := through.Add(time.Hour)
	if rng.IntN(2) == 0 || end.After(now.Add(-time.Minute)) {
		return records.Cursor()
	}
	return records.Within(state.Window{Start: through.Add(-time.Minute), End: end}).After(rng.Int64N(5), rng.Uint64())
}

func TestAStateOfEarlierVersionsIsContinuedWithoutAGap(t *testing.T) {
	polltest.EachSeed(t, 1, 60, func(t *testing.T, rng *rand.Rand) {
		config := []Config{
			{Object: "LoginAnomalyEventStore", Delay: time.Minute, Lookback: 5 * time.Minute},
			eventLogConfig(),
			{Object: "SetupAuditTrail", Delay: time.Minute, Lookback: 5 * time.Minute},
		}[rng.IntN(3)]
		onBench(t, orgsim.Options{PageSize: 1 + rng.IntN(40)}, config, func(b *bench) {
			b.store(oldState(rng, time.Now()))
			through := b.registry.Records().Through
			since := through.Add(-config.Lookback)
			if missed := time.Now().Add(-7 * 24 * time.Hour).Add(time.Second); missed.Before(since) && config.Object != "SetupAuditTrail" {
				since = missed
			}
			for n := range rng.IntN(60) {
				at := since.Add(upTo(rng, time.Since(since)+time.Hour))
				switch config.Object {
				case "SetupAuditTrail":
					// What came before is settled in some of the states.
					if at = at.Truncate(time.Second); at.Before(through.Add(time.Second)) {
						continue
					}
					id, err := b.org.AddRecordAt(at, config.Object, map[string]any{"CreatedDate": at})
					if err != nil {
						t.Fatal(err)
					}
					b.want[id]++
				case "RestApiEventLog":
					b.addLog(key(n), at, 25*time.Minute+upTo(rng, 20*time.Minute))
				default:
					b.addDetection(key(n), at, 2*time.Minute+upTo(rng, 30*time.Hour), rng.IntN(3) == 0)
				}
			}
			for range 6 {
				b.registry.CrashAfter(1 + rng.IntN(30))
				_ = b.poll()
				b.restart()
			}
			b.pollFor(3 * time.Hour)
			b.wantEach()
		})
	})
}

func TestAfterTheChangeOfFieldNothingIsCollectedASecondTime(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Object: "ApiAnomalyEventStore", Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		through := time.Now().Add(-time.Minute)
		b.store(state.Records{Through: through, Settled: through}.Cursor())
		b.mustPoll()
		asked := b.spans()
		if first := asked[0].start; time.Since(first) < 7*24*time.Hour || time.Since(first) > 7*24*time.Hour+time.Minute {
			t.Errorf("it began again at %v", first)
		}
		if got := b.registry.Records().Field; got != "CreatedDate" {
			t.Errorf("the state is over %q", got)
		}
		time.Sleep(5 * time.Minute)
		b.restart()
		b.mustPoll()
		for _, asked := range b.spans() {
			if time.Since(asked.start) > 15*time.Minute {
				t.Errorf("again a window from %v", asked.start)
			}
		}
	})
}

func TestADateThatCannotBeFilteredAnyMoreIsReplacedWithoutAGap(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Object: "ApiAnomalyEventStore", Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		b.mustPoll()
		gone := false
		b.org.Change(func(r *http.Request, response *http.Response) {
			if gone && strings.HasSuffix(r.URL.Path, "/describe") {
				*response = *polltest.Answer(200, `{"name":"ApiAnomalyEventStore","fields":[
					{"name":"Id","type":"id","filterable":true,"sortable":true},
					{"name":"EventDate","type":"datetime","filterable":true,"sortable":true},
					{"name":"EventIdentifier","type":"string","filterable":true,"sortable":true},
					{"name":"SystemModstamp","type":"datetime","filterable":true,"sortable":true}]}`)
			}
		})
		b.refuse(func(r *http.Request) *http.Response {
			if gone && strings.Contains(r.URL.Query().Get("q"), "CreatedDate >=") {
				return polltest.Refusal(400, "INVALID_FIELD", "field 'CreatedDate' can not be filtered in a query call")
			}
			return nil
		})
		gone = true
		created := time.Now().Add(-6 * 24 * time.Hour).Truncate(time.Second)
		b.addShown("ApiAnomalyEventStore", "a", created, map[string]any{"EventDate": created.Add(-time.Hour), "CreatedDate": created, "SystemModstamp": created, "EventIdentifier": "a"})
		time.Sleep(5 * time.Minute)
		b.mustPoll()
		b.wantEach()
		if got := b.registry.Records().Field; got != "SystemModstamp" {
			t.Errorf("the state is over %q", got)
		}
	})
}

func TestFieldsThatComeAndGoWhileTheInputRunsAreLearned(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Object: "Visit", Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
		visits := &custom{described: []string{"Id", "Place", "CreatedDate"}}
		b.refuse(func(r *http.Request) *http.Response {
			if query := r.URL.Query().Get("q"); query != "" {
				selected, _, _ := strings.Cut(strings.TrimPrefix(query, "SELECT "), " FROM ")
				for _, field := range strings.Split(selected, ", ") {
					if !slices.Contains(visits.described, field) {
						return polltest.Refusal(400, "INVALID_FIELD", "No such column '"+field+"' on entity 'Visit'")
					}
				}
			}
			return visits.answer(r)
		})
		b.mustPoll()
		asked := func(want string) {
			t.Helper()
			queries := b.org.Queries()
			if last := queries[len(queries)-1]; !strings.HasPrefix(last, "SELECT "+want+" FROM Visit") {
				t.Errorf("query %q, want %s", last, want)
			}
		}
		asked("Id, Place, CreatedDate")
		for _, tt := range []struct {
			described []string
			after     time.Duration
		}{
			{[]string{"Id", "CreatedDate"}, 5 * time.Minute},
			{[]string{"Id", "CreatedDate", "Reason"}, 25 * time.Hour}, // nothing says so
			{[]string{"Id", "CreatedDate", "Why"}, 5 * time.Minute},
			{[]string{"Id", "CreatedDate"}, 5 * time.Minute},
		} {
			visits.described = tt.described
			time.Sleep(tt.after)
			b.mustPoll()
			asked(strings.Join(tt.described, ", "))
		}
		described := visits.describes
		time.Sleep(time.Hour)
		b.mustPoll()
		if visits.describes != described {
			t.Errorf("described %d times for nothing", visits.describes-described)
		}
	})
}

func TestHistoryOfActivitiesHasTheTimeOfTheChange(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Object: "ActivityFieldHistory", InitialInterval: time.Hour, Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
		changed := time.Now().Add(-10 * time.Minute).Truncate(time.Second)
		id, err := b.org.AddRecord("ActivityFieldHistory", map[string]any{"ChangedDate": changed, "CreatedDate": changed.Add(time.Minute)})
		if err != nil {
			t.Fatal(err)
		}
		b.want[id]++
		b.mustPoll()
		b.wantEach()
		if got := b.registry.Events[0].Timestamp; !got.Equal(changed) {
			t.Errorf("@timestamp %v, want %v", got, changed)
		}
	})
}

func TestBatchesOfACustomQueryOverAnEventLogObjectSpanNoMoreThanAllowed(t *testing.T) {
	config := eventLogConfig()
	config.Object, config.InitialInterval, config.LongestWindow = "", 90*24*time.Hour, 40*24*time.Hour
	config.Query = form{
		"RestApiEventLog", "Timestamp" + aDayBack,
		"Timestamp > [[ .cursor.object.batch_start_time ]] AND Timestamp <= [[ .cursor.object.batch_end_time ]]", "", "Timestamp",
	}.query(t)
	onBench(t, orgsim.Options{}, config, func(b *bench) {
		for n := range 29 {
			b.addLog(key(n), time.Now().Add(-time.Duration(n)*24*time.Hour-time.Hour), 0)
		}
		b.mustPoll()
		b.wantEach()
		longest := time.Duration(0)
		for _, asked := range b.spans() {
			longest = max(longest, asked.end.Sub(asked.start))
		}
		if longest > 15*24*time.Hour || longest < 12*24*time.Hour {
			t.Errorf("the longest window is %v", longest)
		}
		if got := b.registry.Records().Field; got != "" {
			t.Errorf("the state says that the query's windows are over %s", got)
		}
	})
}

func TestAStateThatIsTakenOverGoesBackOnlyWhereItsDateIsAnother(t *testing.T) {
	for object, want := range map[string]time.Duration{"RestApiEventLog": time.Hour + 35*time.Minute, "SetupAuditTrail": time.Hour, "ApiAnomalyEventStore": 7 * 24 * time.Hour} {
		config := eventLogConfig()
		config.Object = object
		onBench(t, orgsim.Options{}, config, func(b *bench) {
			b.store(Resume(object, time.Now().Add(-time.Hour)).Cursor())
			b.mustPoll()
			if got := time.Since(b.spans()[0].start); got < time.Hour || got > want+time.Second {
				t.Errorf("%s goes on from %v ago, want %v", object, got, want)
			}
		})
	}
}

func TestAnObjectWithMoreFieldsThanAURLHoldsIsCollected(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 3}, Config{Object: "Wide__c", Delay: time.Minute, Lookback: time.Minute}, func(b *bench) {
		for n := range 10 {
			id, err := b.org.AddRecord("Wide__c", map[string]any{"CreatedDate": time.Now().Add(-time.Duration(10+n) * time.Minute)})
			if err != nil {
				t.Fatal(err)
			}
			b.want[id]++
		}
		b.mustPoll()
		b.restart()
		b.pollFor(15 * time.Minute)
		b.wantEach()
	})
}
