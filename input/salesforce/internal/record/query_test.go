package record

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// form is a form in which users have their queries: the conditions of the first run
// and of the later ones, and the rest.
type form struct {
	object, first, then, rest, field string
}

func (f form) query(t testing.TB) *querytemplate.Query {
	t.Helper()
	text := func(where string) string {
		if where != "" {
			where = " WHERE " + where
		}
		return "SELECT FIELDS(STANDARD) FROM " + f.object + where + f.rest
	}
	q, mistakes := querytemplate.New(querytemplate.Source{
		Method: querytemplate.Object, Default: text(f.first), Value: text(f.then), CursorField: f.field,
	})
	if len(mistakes) > 0 {
		t.Fatalf("mistakes %q", mistakes)
	}
	return q
}

const (
	aDayBack  = ` > [[ formatTime (now.Add (parseDuration "-24h")) "RFC3339" ]]`
	afterTime = ` > [[ .cursor.object.last_event_time ]]`
	tieBreak  = `(CreatedDate > [[ .cursor.object.last_event_time ]] OR (CreatedDate = [[ .cursor.object.last_event_time ]] AND Id > '[[ .cursor.object.last_event_id ]]'))`
	ascending = " ORDER BY CreatedDate ASC NULLS FIRST, Id ASC"
)

// forms are those that follow a cursor, and those that ask for batches.
var forms = map[string]form{
	"newest first":         {"LoginEvent", "EventDate" + aDayBack, "EventDate > [[ .cursor.object.first_event_time ]]", "", "EventDate"},
	"newest first, from":   {"LoginEvent", "", "EventDate >= [[ .cursor.object.first_event_time ]]", " ORDER BY EventDate DESC", "eventdate"},
	"batches":              {"LoginEvent", "EventDate" + aDayBack, "EventDate > [[ .cursor.object.batch_start_time ]] AND EventDate <= [[ .cursor.object.batch_end_time ]]", " ORDER BY EventDate DESC", "EventDate"},
	"batches, from and to": {"LoginEvent", "EventDate" + aDayBack, "EventDate >= [[ .cursor.object.batch_start_time ]] AND EventDate < [[ .cursor.object.batch_end_time ]]", " ORDER BY EventDate DESC", "EventDate"},
	"batches, within":      {"LoginEvent", "EventDate" + aDayBack, "EventDate > [[ .cursor.object.batch_start_time ]] AND EventDate < [[ .cursor.object.batch_end_time ]]", "", "EventDate"},
	"batches, with both":   {"LoginEvent", "EventDate" + aDayBack, "EventDate >= [[ .cursor.object.batch_start_time ]] AND EventDate <= [[ .cursor.object.batch_end_time ]]", "", "EventDate"},
	"oldest first":         {"SetupAuditTrail", "CreatedDate" + aDayBack, "CreatedDate" + afterTime, " ORDER BY CreatedDate ASC NULLS FIRST", "CreatedDate"},
	"with a tie-break":     {"SetupAuditTrail", "CreatedDate" + aDayBack, tieBreak, ascending, "CreatedDate"},
	"some at a time":       {"SetupAuditTrail", "CreatedDate" + aDayBack, tieBreak, ascending + " LIMIT 3", "CreatedDate"},
	"by Id":                {"SetupAuditTrail", "", "Id > '[[ .cursor.object.last_event_id ]]'", " ORDER BY Id", "Id"},
}

// eachForm runs a test with each form.
func eachForm(t *testing.T, test func(t *testing.T, f form, config Config)) {
	t.Helper()
	for name, f := range forms {
		t.Run(name, func(t *testing.T) {
			test(t, f, Config{Query: f.query(t), Delay: time.Minute, Lookback: 5 * time.Minute, InitialInterval: 24 * time.Hour})
		})
	}
}

// guarded reports whether what shows late is found.
func (f form) guarded() bool { return f.field != "Id" && !strings.Contains(f.rest, "LIMIT") }

// addOf adds a record of the form's object that happened some time ago and shows after
// a delay.
func (b *bench) addOf(f form, name string, age, delay time.Duration) {
	b.Helper()
	if f.object == "LoginEvent" {
		b.add(name, age, delay)
		return
	}
	happened := time.Now().Add(-age)
	id, err := b.org.AddRecordAt(happened.Add(delay), f.object, map[string]any{"CreatedDate": happened, "Action": name})
	if err != nil {
		b.Fatal(err)
	}
	b.want[id]++
}

// addOfAll adds records of many times and pages, some of one moment, some that show
// late.
func (b *bench) addOfAll(f form) {
	b.Helper()
	for n := range 6 {
		b.addOf(f, key(n), 20*time.Hour-time.Duration(n)*150*time.Minute, 0)
	}
	for n := range 4 {
		b.addOf(f, key(100+n), 3*time.Hour, 0)
	}
	for n := range 4 {
		late := time.Duration(n%4) * time.Minute
		if !f.guarded() {
			late = 0
		}
		b.addOf(f, key(200+n), time.Duration(10-n)*30*time.Second, late)
	}
}

func TestACrashAtAnyPointOfAQueryLosesNothingAndRepeatsNothing(t *testing.T) {
	eachForm(t, func(t *testing.T, f form, config Config) {
		for _, tt := range []struct {
			name string
			stop func(*polltest.Registry, int)
			lose bool
		}{
			{"stopped", (*polltest.Registry).StopAfter, false},
			{"crashed, with pages that are lost", (*polltest.Registry).CrashAfter, true},
		} {
			t.Run(tt.name, func(t *testing.T) {
				for at, down := 0, true; down; at++ {
					onBench(t, orgsim.Options{PageSize: 3}, config, func(b *bench) {
						b.addOfAll(f)
						if tt.lose {
							b.losePages()
						}
						tt.stop(b.registry, at)
						for n := 0; n < 30 && !b.registry.Down(); n++ {
							_ = b.poll()
							time.Sleep(time.Minute)
						}
						down = b.registry.Down()
						// What comes meanwhile is not to stand in for what was sent.
						b.addOf(f, "meanwhile", -time.Second, 0)
						time.Sleep(time.Minute)
						b.restart()
						b.pollFor(time.Hour)
						b.wantEach()
					})
					if at > 200 {
						t.Fatal("it never ends")
					}
				}
			})
		}
	})
}

func TestACrashAfterEachEventOfAQueryLosesNothing(t *testing.T) {
	eachForm(t, func(t *testing.T, f form, config Config) {
		onBench(t, orgsim.Options{PageSize: 3}, config, func(b *bench) {
			b.addOfAll(f)
			b.crashEach(1)
			b.pollFor(time.Hour)
			b.wantEach()
		})
	})
}

func TestAQueryFindsRecordsThatShowLateAndOutOfOrder(t *testing.T) {
	eachForm(t, func(t *testing.T, f form, config Config) {
		if !f.guarded() {
			t.Skip("nothing guards this form")
		}
		config.Lookback = 10 * time.Minute
		onBench(t, orgsim.Options{PageSize: 200}, config, func(b *bench) {
			for n := range 150 {
				b.addOf(f, key(n), -time.Duration(n*46)*time.Second, time.Duration(n%11)*time.Minute)
			}
			for n := range 90 {
				time.Sleep(90 * time.Second)
				b.mustPoll()
				if n%3 == 0 {
					b.restart()
				}
			}
			b.wantEach()
		})
	})
}

func TestAnIdleRunOfAQueryIsOneRequestAndStoresNothing(t *testing.T) {
	eachForm(t, func(t *testing.T, f form, config Config) {
		if config.Query.InBatches() {
			t.Skip("a window that is over is stored")
		}
		onBench(t, orgsim.Options{}, config, func(b *bench) {
			b.addOf(f, "a", time.Hour, 0)
			b.mustPoll()
			b.org.Queries()
			advances := b.registry.Advances
			for range 3 {
				time.Sleep(5 * time.Minute)
				b.mustPoll()
			}
			if got := b.org.Queries(); len(got) != 3 || b.registry.Advances != advances {
				t.Errorf("queries %q, %d advances", got, b.registry.Advances-advances)
			}
			b.wantEach()
		})
	})
}

func TestMoreRecordsOfOneMomentThanTheLimitAreAllCollected(t *testing.T) {
	f := forms["some at a time"]
	onBench(t, orgsim.Options{}, Config{Query: f.query(t)}, func(b *bench) {
		for n := range 17 {
			b.addOf(f, key(n), 3*time.Hour, 0)
		}
		b.addOf(f, "later", time.Hour, 0)
		b.mustPoll()
		b.wantEach()
		b.restart()
		b.mustPoll()
		b.wantEach()
	})
}

func TestAWindowWithMoreThanTheLimitIsSplit(t *testing.T) {
	f := forms["batches"]
	f.rest = " ORDER BY EventDate DESC LIMIT 7"
	onBench(t, orgsim.Options{}, Config{Query: f.query(t), Lookback: time.Hour}, func(b *bench) {
		for n := range 100 {
			b.add(key(n), time.Duration(n+1)*9*time.Minute, 0)
		}
		b.mustPoll()
		b.wantEach()
		for n := range 8 {
			b.add(key(200+n), 0, 0)
		}
		time.Sleep(time.Minute)
		b.mustPoll()
		if got := len(b.log.Warnings("LIMIT")); got == 0 {
			t.Error("nothing is said of records that the LIMIT hides")
		}
	})
}

func TestABatchIsLongerThanTheWindowOnlyWhereAPageHoldsIt(t *testing.T) {
	config := Config{Query: forms["batches"].query(t), LongestWindow: 15 * time.Minute, InitialInterval: 7 * 24 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}
	for _, tt := range []struct {
		name        string
		every       time.Duration // a record, for the last two days
		least, most int           // batches
	}{
		{"nothing", 0, 8, 16},
		{"a page an hour", 6 * time.Minute, 48, 4*48 + 50},
		{"a page a quarter", 90 * time.Second, 4 * 48, 4*48 + 50},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, config, func(b *bench) {
				b.collector.joint = 10
				for n := 0; tt.every > 0 && time.Duration(n)*tt.every < 48*time.Hour; n++ {
					b.add(key(n), time.Duration(n+1)*tt.every+time.Minute, 0)
				}
				b.mustPoll()
				b.wantEach()
				spans := b.spans()
				if len(spans) < tt.least || len(spans) > tt.most {
					t.Errorf("%d batches, want %d to %d", len(spans), tt.least, tt.most)
				}
			})
		})
	}
}

func TestABatchThatIsTooLongForThePageIsMadeSmaller(t *testing.T) {
	config := Config{Query: forms["batches"].query(t), LongestWindow: time.Hour, InitialInterval: 10 * 24 * time.Hour}
	onBench(t, orgsim.Options{}, config, func(b *bench) {
		b.collector.joint = 10
		for n := range 100 { // after days without any
			b.add(key(n), time.Duration(n+1)*time.Minute, 0)
		}
		b.mustPoll()
		b.wantEach()
		spans := b.spans()
		for i, asked := range spans {
			count := 0
			for n := range 100 {
				if at := time.Now().Add(-time.Duration(n+1) * time.Minute); at.After(asked.start) && at.Before(asked.end) {
					count++
				}
			}
			if asked.end.Sub(asked.start) > time.Hour+edge && count > 10 && (i+1 == len(spans) || !spans[i+1].start.Equal(asked.start)) {
				t.Errorf("a batch of %v with %d records was taken", asked.end.Sub(asked.start), count)
			}
		}
		if len(spans) > 40 {
			t.Errorf("%d batches for 240 hours", len(spans))
		}
	})
}

func TestTheFirstRunUsesTheDefaultAndAnEmptyOneIsNotForgotten(t *testing.T) {
	f := forms["newest first"]
	onBench(t, orgsim.Options{}, Config{Query: f.query(t), Lookback: time.Hour}, func(b *bench) {
		begin := time.Now().Add(-24 * time.Hour).UTC()
		b.mustPoll()
		time.Sleep(30 * time.Hour)
		b.restart()
		// A run that began anew would ask for a day only.
		b.add("a", 29*time.Hour, 0)
		b.mustPoll()
		b.wantEach()
		queries := b.org.Queries()
		for n, want := range []string{"EventDate > " + begin.Format(time.RFC3339), "EventDate > " + querytemplate.AsEvent(begin)} {
			if !strings.Contains(queries[n], want) {
				t.Errorf("query %s, want %s", queries[n], want)
			}
		}
	})
}

func TestARunThatFailsInTheMiddleGoesOnInALaterPoll(t *testing.T) {
	for _, name := range []string{"newest first", "with a tie-break"} {
		f := forms[name]
		onBench(t, orgsim.Options{PageSize: 10}, Config{Query: f.query(t), Lookback: 5 * time.Minute}, func(b *bench) {
			for n := range 35 {
				b.addOf(f, key(n), time.Duration(n+1)*time.Minute, 0)
			}
			failures := 0
			b.refuse(func(r *http.Request) *http.Response {
				if orgsim.RequestKind(r) == orgsim.RequestQueryMore && strings.HasSuffix(r.URL.Path, "-20") && failures < 3 {
					failures++
					return timeout()
				}
				return nil
			})
			for n := range 3 {
				if err := b.poll(); err == nil || !strings.Contains(err.Error(), "batch_start_time") {
					t.Fatalf("error %v", err)
				}
				b.addOf(f, key(100+n), 0, 0)
				time.Sleep(time.Minute)
			}
			b.mustPoll()
			b.mustPoll()
			b.wantEach()
		})
	}
}

func TestAQueryThatDoesNotFollowItsCursorGivesEverythingEachTime(t *testing.T) {
	f := form{"SetupAuditTrail", "", "", " LIMIT 2", "CreatedDate"}
	onBench(t, orgsim.Options{}, Config{Query: f.query(t), Lookback: time.Hour}, func(b *bench) {
		b.addOf(f, "a", time.Hour, 0)
		b.addOf(f, "b", 2*time.Hour, 0)
		for range 3 {
			b.mustPoll()
		}
		if len(b.registry.Events) != 6 || b.registry.Repeated() != 4 {
			t.Errorf("%d events, %d ids came again", len(b.registry.Events), b.registry.Repeated())
		}
	})
}

func TestARecordOfTheFutureDoesNotHideThoseBeforeIt(t *testing.T) {
	f := forms["oldest first"]
	onBench(t, orgsim.Options{}, Config{Query: f.query(t), Lookback: 5 * time.Minute}, func(b *bench) {
		b.addOf(f, "future", -100*time.Hour, -101*time.Hour)
		for n := range 20 {
			b.addOf(f, key(n), 0, 0)
			time.Sleep(time.Minute)
			b.mustPoll()
		}
		b.wantEach()
	})
}

func TestRelatedRecordsAndSubQueriesAreKept(t *testing.T) {
	q, mistakes := querytemplate.New(querytemplate.Source{
		Method:      querytemplate.Object,
		Default:     "SELECT Id, CreatedDate, CreatedBy.Username, Note, (SELECT Id FROM Lines) FROM Visit__c",
		Value:       "SELECT Id, CreatedDate, CreatedBy.Username, Note, (SELECT Id FROM Lines) FROM Visit__c WHERE CreatedDate > [[ .cursor.object.last_event_time ]]",
		CursorField: "CreatedDate",
	})
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	onBench(t, orgsim.Options{}, Config{Query: q, Lookback: time.Minute}, func(b *bench) {
		record := `{"attributes":{"type":"Visit__c"},"Id":"a01","CreatedDate":"1999-12-31T00:00:00.000+0000","Note":null,` +
			`"CreatedBy":{"attributes":{"type":"User"},"Username":"ann@example.com"},` +
			`"Lines":{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Line"},"Id":"b01"}]}}`
		b.refuse(func(r *http.Request) *http.Response {
			if r.URL.Query().Get("q") == "" {
				return nil
			}
			return polltest.Answer(200, `{"totalSize":1,"done":true,"records":[`+record+`]}`)
		})
		for range 3 {
			b.mustPoll()
		}
		b.want = map[string]int{"a01": 1}
		b.wantEach()
		if got := b.registry.Originals()[0]; got != record {
			t.Errorf("event.original is %s", got)
		}
		fields := b.registry.Events[0].Fields.StringToPrint()
		for _, part := range []string{"ann@example.com", "b01"} {
			if !strings.Contains(fields, part) {
				t.Errorf("the event lacks %s: %s", part, fields)
			}
		}
	})
}

func TestSubQueriesAreCollectedWithAllTheirPages(t *testing.T) {
	q, mistakes := querytemplate.New(querytemplate.Source{
		Method:      querytemplate.Object,
		Default:     "SELECT Id, CreatedDate, (SELECT Id FROM Lines) FROM Visit__c",
		Value:       "SELECT Id, CreatedDate, (SELECT Id FROM Lines) FROM Visit__c WHERE CreatedDate > [[ .cursor.object.last_event_time ]]",
		CursorField: "CreatedDate",
	})
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	onBench(t, orgsim.Options{}, Config{Query: q, Lookback: time.Minute}, func(b *bench) {
		b.refuse(func(r *http.Request) *http.Response {
			switch {
			case strings.HasSuffix(r.URL.Path, "/query/lines-1"):
				return polltest.Answer(200, `{"totalSize":2,"done":true,"records":[{"attributes":{"type":"Line"},"Id":"b02"}]}`)
			case r.URL.Query().Get("q") != "":
				return polltest.Answer(200, `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Visit__c"},"Id":"a01","CreatedDate":"1999-12-31T00:00:00.000+0000",`+
					`"Lines":{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/lines-1","records":[{"attributes":{"type":"Line"},"Id":"b01"}]}}]}`)
			}
			return nil
		})
		b.mustPoll()
		fields := b.registry.Events[0].Fields.StringToPrint()
		for _, part := range []string{"b01", "b02"} {
			if !strings.Contains(fields, part) {
				t.Errorf("the event lacks %s: %s", part, fields)
			}
		}
		for _, part := range []string{"false", "lines-1"} {
			if strings.Contains(fields, part) {
				t.Errorf("the event has %s: %s", part, fields)
			}
		}
	})
}

func TestAQueryForSomeFieldsTellsRecordsApart(t *testing.T) {
	text := "SELECT EventDate, Username FROM LoginEvent"
	q, mistakes := querytemplate.New(querytemplate.Source{
		Method: querytemplate.Object, Default: text, Value: text + " WHERE EventDate > [[ .cursor.object.first_event_time ]]", CursorField: "EventDate",
	})
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	onBench(t, orgsim.Options{PageSize: 3}, Config{Query: q, Lookback: time.Hour}, func(b *bench) {
		at := time.Now().Add(-time.Minute)
		for n := range 10 {
			if _, err := b.org.AddRecord("LoginEvent", map[string]any{"EventDate": at, "CreatedDate": at, "Username": fmt.Sprint(n / 4)}); err != nil {
				t.Fatal(err)
			}
		}
		for range 4 {
			b.mustPoll()
			b.restart()
		}
		if len(b.registry.Events) != 10 || b.registry.Repeated() != 0 {
			t.Errorf("%d events, %d ids came twice", len(b.registry.Events), b.registry.Repeated())
		}
	})
}

func TestTheStateOfAQueryHoldsTheLookbackOnly(t *testing.T) {
	f := forms["newest first"]
	onBench(t, orgsim.Options{}, Config{Query: f.query(t), Lookback: 10 * time.Minute}, func(b *bench) {
		for n := range 500 {
			b.add(key(n), time.Duration(n+1)*time.Minute, 0)
		}
		b.mustPoll()
		if got := len(b.registry.Query().Seen); got < 10 || got > 12 {
			t.Errorf("%d records are remembered", got)
		}
		if got := b.registry.Query(); got.First == got.Last || slices.Contains([]string{got.First, got.Last}, "") {
			t.Errorf("state %+v", got)
		}
	})
}
