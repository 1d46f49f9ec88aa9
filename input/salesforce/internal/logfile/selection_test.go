package logfile

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// selecting restarts with other event types; none stands for all.
func (b *bench) selecting(types ...string) {
	b.Helper()
	b.config.EventTypes = types
	b.restart()
}

func TestAnEventTypeThatIsAddedLaterStartsAtTheInitialInterval(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{EventTypes: []string{"Login"}}, func(b *bench) {
		b.add("Login", "login", 1, 20*time.Hour)
		b.add("API", "before", 1, 25*time.Hour)
		b.add("API", "api", 1, 20*time.Hour)
		b.add("Login", "new", 1, time.Hour)
		b.mustPoll()
		b.want(concat(lines("Login", "login", 1), lines("Login", "new", 1))...)
		b.selecting("Login", "API")
		b.mustPoll()
		b.want(lines("API", "api", 1)...)
		b.restart()
		b.mustPoll()
		b.want()
		if behind := b.registry.LogFiles().Behind; behind != nil {
			t.Errorf("still behind: %v", behind)
		}
	})
}

func TestNamesAndAllTypesCanReplaceEachOther(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{EventTypes: []string{"Login"}}, func(b *bench) {
		b.add("Login", "login", 1, 20*time.Hour)
		b.add("API", "api", 1, 20*time.Hour)
		b.add("Login", "new", 1, time.Hour)
		b.mustPoll()
		b.want(concat(lines("Login", "login", 1), lines("Login", "new", 1))...)
		b.selecting()
		b.mustPoll()
		b.want(lines("API", "api", 1)...)
		b.selecting("API", "login")
		b.mustPoll()
		b.want()
		b.selecting()
		b.mustPoll()
		// API and Login are known; only what else there is would be collected.
		b.wantAll()
	})
}

func TestTypesThatAreCatchingUpSurviveAChange(t *testing.T) {
	for _, tt := range []struct {
		name                  string
		first, second, third  []string
		firstAcks, secondAcks int
	}{
		{"all types, then a name of them", []string{"Login"}, nil, []string{"Login", "API"}, 1, 2},
		{"a name, then all types", []string{"Login"}, []string{"Login", "API"}, nil, 1, 2},
		{"a name alone, then all types", []string{"Login"}, []string{"API"}, nil, 1, 2},
		{"a name in another spelling", []string{"Login"}, nil, []string{"api"}, 1, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{EventTypes: tt.first}, func(b *bench) {
				var want []string
				for n := range 6 {
					prefix := fmt.Sprint("api", n)
					b.add("API", prefix, 1, time.Duration(20-n)*time.Hour)
					want = append(want, lines("API", prefix, 1)...)
				}
				b.add("Login", "login", 1, time.Minute)
				b.mustPoll()
				b.want(lines("Login", "login", 1)...)
				// The second configuration gets no further than two files.
				b.selecting(tt.second...)
				b.registry.CrashAfter(3)
				b.mustPoll()
				b.selecting(tt.third...)
				b.mustPoll()
				got := b.registry.Originals()
				for _, one := range want {
					if !slices.Contains(got, one) {
						t.Errorf("row %s is lost", one)
					}
				}
				b.registry.Events = nil
				b.mustPoll()
				b.want()
			})
		})
	}
}

func TestACrashWhileATypeCatchesUpRepeatsNothing(t *testing.T) {
	for at := range 10 {
		onBench(t, orgsim.Options{}, Config{EventTypes: []string{"Login"}}, func(b *bench) {
			var want []string
			for n := range 5 {
				prefix := fmt.Sprint("api", n)
				// Two files have one date.
				b.add("API", prefix, 1, time.Duration(20-n/2)*time.Hour)
				want = append(want, lines("API", prefix, 1)...)
			}
			b.add("Login", "login", 1, time.Minute)
			b.mustPoll()
			b.selecting()
			b.registry.CrashAfter(at)
			b.mustPoll()
			b.restart()
			b.mustPoll()
			b.restart()
			b.mustPoll()
			b.wantAll(append(want, lines("Login", "login", 1)...)...)
		})
	}
}

func TestWhatWaitsInOneSelectionIsNotLeftBehindByAnother(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{EventTypes: []string{"Login"}, Lookback: time.Minute}, func(b *bench) {
		login := b.add("Login", "login", 2, 10*time.Hour)
		b.add("API", "early", 1, 15*time.Hour)
		b.add("API", "late", 1, time.Hour)
		b.refuse(login, unavailable)
		if _, err := b.poll(); err == nil {
			t.Fatal("no error")
		}
		b.selecting()
		if _, err := b.poll(); err == nil {
			t.Fatal("no error")
		}
		b.want(concat(lines("API", "early", 1), lines("API", "late", 1))...)
		b.org.Hook(nil)
		b.restart()
		b.mustPoll()
		b.want(lines("Login", "login", 2)...)
	})
}
