package salesforce

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/delivery"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/health"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// life is an input in a bubble where hours take no time: all of it but what is Beats',
// whose goroutines do not end with a test.
type life struct {
	t   *testing.T
	org *polltest.Org

	mu     sync.Mutex // guards all below
	events []beat.Event
}

// Publish implements the publisher of input-cursor.
func (l *life) Publish(event beat.Event, _ any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if event.Fields != nil {
		l.events = append(l.events, event)
	}
	return nil
}

func (l *life) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.events)
}

type soundCredentials struct{}

func (soundCredentials) Inspect(time.Time) (oauth.Credentials, error) {
	return oauth.Credentials{}, nil
}

// live runs an input while during runs, with the defaults of the stanza but for how
// far back it goes.
func live(t *testing.T, org *polltest.Org, initial time.Duration, objects []string, during func(*life)) *life {
	t.Helper()
	files, records := stanza.DefaultEventLogFile(), stanza.DefaultObject()
	files.LogInterval, files.InitialInterval = string(logfile.LogIntervalHourly), schema.Duration(initial)
	records.InitialInterval = schema.Duration(initial)
	in := &input{config: stanza.Config{PreserveOriginalEvent: true}, client: org.Client, credentials: &credentialsWatch{credentials: soundCredentials{}}, health: health.New()}
	in.sources = append(in.sources, &stanza.Source{Label: stanza.EventLogFile, Interval: time.Duration(files.Interval), LogFiles: files.CollectorConfig()})
	for _, object := range objects {
		in.sources = append(in.sources, &stanza.Source{Label: object, Interval: time.Duration(records.Interval), Records: records.CollectorConfig(object)})
	}
	l := &life{t: t, org: org}
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for _, s := range in.sources {
		running.Go(func() {
			in.run(ctx, s, position{isNew: true}, newPublisher(l), nil, logp.NewLogger("test"), func(status.Status, string) {})
		})
	}
	during(l)
	cancel()
	running.Wait()
	return l
}

// await lets time pass until so many events are there, or for as long as that.
func (l *life) await(count int, longest time.Duration) {
	for until := time.Now().Add(longest); l.count() < count && time.Now().Before(until); {
		time.Sleep(time.Minute)
	}
}

// wantOnce checks that all that the org holds came once, or under one identity where clocks
// were wrong.
func (l *life) wantOnce(wrongClocks bool, objects ...string) {
	l.t.Helper()
	came := undamaged(l.events)
	if wrongClocks {
		came = distinct(came)
	}
	if diff := cmp.Diff(holdings(l.org.Truth(), objects...), tallyOf(came)); diff != "" {
		l.t.Errorf("after the faults %v (-org +events):\n%.30000s", l.org.Fired(), diff)
	}
}

func sum(counts map[string]int) (total int) {
	for _, count := range counts {
		total += count
	}
	return total
}

// slowFaults are random faults, also those after which the input waits for minutes or
// hours: sessions that die one after another, files that are not there, now or for
// good, a quota that is used up, sign-ins that are refused.
func slowFaults(seed int64, began time.Time) []orgsim.Fault {
	// A file that is not there twice in a row is gone, as far as the input goes.
	faults := slices.DeleteFunc(orgsim.RandomFaults(seed, 0.3), func(fault orgsim.Fault) bool { return fault.Kind == orgsim.Vanish })
	outage := began.Add(time.Duration(seed%5) * 20 * time.Minute)
	return append(faults,
		orgsim.Fault{Kind: orgsim.Vanish, Form: "gone", Probability: 0.05, Seed: seed},
		orgsim.Fault{Kind: orgsim.Vanish, Form: "back", Probability: 0.1, Each: 3, Seed: seed},
		orgsim.Fault{Kind: orgsim.RequestLimit, After: outage, Until: outage.Add(10 * time.Minute)},
		orgsim.Fault{Kind: orgsim.SignInRefused, Form: "restricted", Times: 1 + int(seed%3)},
		orgsim.Fault{Kind: orgsim.SessionExpired, Times: 4, After: began.Add(30 * time.Minute)},
		orgsim.Fault{Kind: orgsim.Stall, For: 10 * time.Minute, Form: "body", Probability: 0.05, Each: 1, Seed: seed},
	)
}

// believedDates are Date headers that are wrong for so long, and by so little, that they are
// taken for the time: a proxy in another time zone.
func believedDates(seed int64, began time.Time) []orgsim.Fault {
	from := began.Add(time.Duration(seed%7) * 15 * time.Minute)
	return []orgsim.Fault{
		{Kind: orgsim.WrongDate, Form: "ahead", For: time.Duration(1+seed%14) * time.Hour, After: from, Until: from.Add(20 * time.Minute)},
		{Kind: orgsim.WrongDate, Form: "behind", For: time.Duration(1+seed%50) * time.Hour, After: from.Add(30 * time.Minute), Until: from.Add(40 * time.Minute)},
	}
}

func TestFaultsThatTakeTheirTimeLoseNothingAndRepeatNothing(t *testing.T) {
	objects := []string{"SetupAuditTrail", "LoginEvent", "LoginAnomalyEventStore", "ApiAnomalyEventStore", "RestApiEventLog"}
	for seed := range seeds(t, 4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				// Of two seeds, one has a host whose clock jumps, and dates that are believed.
				wrongClocks := seed%2 == 1
				faults, host := slowFaults(int64(seed), time.Now()), hostClock{}
				if wrongClocks {
					faults = append(faults, believedDates(int64(seed), time.Now())...)
				}
				org := polltest.NewRemoteOrg(t, orgsim.Options{
					Seed: int64(seed), Days: 1, RowsPerHour: 8, EventTypes: []string{"Login", "Logout", "API", "URI"},
					FileDelay: -1, PageSize: 20, ShortPages: true,
					// No later than the lookbacks reckon with.
					FileVisibility: orgsim.Delay{Random: 50 * time.Minute}, RecordVisibility: orgsim.Delay{Random: 4 * time.Minute},
					Faults: faults,
				}, func(calls *rest.Options) { calls.Now = host.now })
				all := live(t, org, 7*24*time.Hour, objects, func(l *life) {
					// What grows has happened since the last growth.
					for minute := range 120 {
						time.Sleep(time.Minute)
						org.Grow(1)
						if minute%10 != 0 {
							continue
						}
						if wrongClocks {
							host.jump(clockJumps()[(seed/2+minute/10)%len(clockJumps())])
						}
						for _, object := range objects {
							var values map[string]any
							if object == "RestApiEventLog" {
								values = map[string]any{"RequestIdentifier": fmt.Sprint("late", minute)}
							}
							if _, err := org.AddRecord(object, values); err != nil {
								t.Error(err)
							}
						}
					}
					host.jump(0)
					time.Sleep(31 * time.Hour) // until all shows
					// What is gone for good is not in the truth any more, once it was asked for.
					l.await(sum(holdings(org.Truth(), objects...)), 48*time.Hour)
					time.Sleep(3 * time.Hour) // for what should not come
				})
				all.wantOnce(wrongClocks, objects...)
				fired := org.Fired()
				for _, kind := range []orgsim.FaultKind{orgsim.Vanish, orgsim.RequestLimit, orgsim.SessionExpired} {
					if fired[kind] == 0 {
						t.Errorf("no fault of the kind %s happened", kind)
					}
				}
				t.Logf("%d events, faults %v", len(all.events), fired)
			})
		})
	}
}

// managerFor returns the manager of inputs that keep no ledgers.
func managerFor(log *logp.Logger, store statestore.States) v2.InputManager {
	return plugin(stanza.Name, log, store, oauth.NewBroker(), budget.NewLedger(orgclient.NewSpentRequests(store, log)), nil, new(delivery.Allowance)).Manager
}

// newPublisher returns a publisher that counts nothing.
func newPublisher(pipeline cursor.Publisher) delivery.Publisher {
	events, _ := delivery.NewPublisher(pipeline, nil) // the error would be that it stops
	return events
}
