package record

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// addForCrashes adds records of several windows and pages, some at one time, some
// that show late.
func (b *bench) addForCrashes() {
	b.Helper()
	for n := range 24 {
		b.addOfKind(key(n), time.Now().Add(time.Duration(n)*40*time.Minute-20*time.Hour), 0)
	}
	for n := range 10 {
		b.addOfKind(key(100+n), time.Now().Add(-3*time.Hour), 0)
	}
	for n := range 8 {
		b.addOfKind(key(200+n), time.Now().Add(time.Duration(n-10)*30*time.Second), time.Duration(n%4)*time.Minute)
	}
}

func TestACrashAtAnyPointLosesNothingAndRepeatsNothing(t *testing.T) {
	for _, tt := range []struct {
		name string
		stop func(*polltest.Registry, int)
		lose bool
	}{
		{"stopped", (*polltest.Registry).StopAfter, false},
		{"crashed, with pages that are lost", (*polltest.Registry).CrashAfter, true},
	} {
		for _, config := range ofEachKind() {
			t.Run(tt.name+" "+config.Object, func(t *testing.T) {
				config.InitialInterval = 24 * time.Hour
				everyPoint(t, config, tt.lose, tt.stop)
			})
		}
	}
}

// everyPoint ends a collector at each of its events in turn.
func everyPoint(t *testing.T, config Config, lose bool, stop func(*polltest.Registry, int)) {
	t.Helper()
	for at, down := 0, true; down; at++ {
		onBench(t, orgsim.Options{PageSize: 4}, config, func(b *bench) {
			b.addForCrashes()
			if lose {
				b.losePages()
			}
			stop(b.registry, at)
			// A process does not live on for long after its registry.
			for n := 0; n < 30 && !b.registry.Down(); n++ {
				_ = b.poll()
				time.Sleep(time.Minute)
			}
			down = b.registry.Down()
			b.restart()
			b.pollFor(2 * time.Hour)
			b.wantEach()
		})
		if at > 200 {
			t.Fatal("it never ends")
		}
	}
}

// losePages makes a page die with its locator now and then.
func (b *bench) losePages() {
	asked := 0
	b.refuse(func(r *http.Request) *http.Response {
		if orgsim.RequestKind(r) != orgsim.RequestQueryMore {
			return nil
		}
		if asked++; asked%13 == 0 {
			return polltest.Refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
		}
		return nil
	})
}

// crashEach polls, with a crash after each so many events, until nothing is new.
func (b *bench) crashEach(step int) {
	b.Helper()
	for n := 0; ; n++ {
		b.registry.CrashAfter(step)
		_ = b.poll()
		down := b.registry.Down()
		b.restart()
		if !down {
			return
		}
		if n > 200 {
			b.Fatal("it never ends")
		}
	}
}

func TestACrashAfterEachEventLosesNothing(t *testing.T) {
	for _, step := range []int{1, 2, 5} {
		for _, config := range ofEachKind() {
			t.Run(fmt.Sprint(step, config.Object), func(t *testing.T) {
				config.InitialInterval = 24 * time.Hour
				onBench(t, orgsim.Options{PageSize: 4}, config, func(b *bench) {
					b.addForCrashes()
					b.crashEach(step)
					b.pollFor(2 * time.Hour)
					b.wantEach()
				})
			})
		}
	}
}

func TestAStoredWindowThatHasChangedIsPublishedAgain(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(b *bench)
	}{
		{"by a record before those that were sent", func(b *bench) { b.add("new", 90*time.Minute, 0) }},
		{"by a record among them", func(b *bench) { b.add("new", 2*time.Hour-time.Second, 0) }},
		{"by one after them", func(b *bench) { b.add("new", 10*time.Hour, 0) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for at := 1; at < 12; at++ {
				onBench(t, orgsim.Options{PageSize: 4}, Config{InitialInterval: 11 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
					for n := range 10 {
						b.add(key(n), 2*time.Hour-time.Duration(n)*3*time.Second, 0)
					}
					b.collector.length = 24 * time.Hour
					b.registry.CrashAfter(at)
					_ = b.poll()
					b.restart()
					// What shows after the window is finished is the lookback's matter.
					if b.registry.Records().Window != nil {
						tt.change(b)
					}
					b.mustPoll()
					b.wantAll()
				})
			}
		})
	}
}

func TestAStoredWindowWhoseRecordsAreGoneLosesNoOther(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 4}, Config{InitialInterval: 3 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		for n := range 10 {
			b.add(key(n), 2*time.Hour-time.Duration(n)*3*time.Second, 0)
		}
		b.collector.length = 24 * time.Hour
		b.registry.CrashAfter(6)
		_ = b.poll()
		b.restart()
		// The org that the restarted process sees has three other records.
		b.org = polltest.NewOrg(t, orgsim.Options{Empty: true})
		for n := range 3 {
			b.add(fmt.Sprint("other", n), 2*time.Hour, 0)
		}
		b.restart()
		b.mustPoll()
		got := b.keys()
		for n := range 3 {
			if got[fmt.Sprint("other", n)] == 0 {
				t.Errorf("other%d is lost", n)
			}
		}
	})
}

func TestNothingIsStoredAheadOfWhatIsAcknowledged(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 4}, Config{Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		b.addForCrashes()
		for at := range 40 {
			b.registry = polltest.NewRegistry(t)
			b.restart()
			b.registry.CrashAfter(at)
			_ = b.poll()
			stored := b.registry.Records()
			within := 0
			for _, original := range b.registry.Originals() {
				record, err := fieldsOf([]byte(original))
				if err != nil {
					t.Fatal(err)
				}
				if !record.time("EventDate").Before(stored.Through) {
					within++
				}
			}
			if int(stored.Sent) != within {
				t.Errorf("%d acknowledged: the cursor counts %d records of the window, %d came", at, stored.Sent, within)
			}
		}
	})
}
