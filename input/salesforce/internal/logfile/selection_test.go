package logfile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// TestSelectionsNeverLoseAFile changes the event types, crashes and adds files at
// random: a type that was selected all the time since a file came must have it.
func TestSelectionsNeverLoseAFile(t *testing.T) {
	types := []string{"Login", "API", "Logout", "Report"}
	for seed := range uint64(25) {
		rng := rand.New(rand.NewPCG(seed, 1))
		onBench(t, orgsim.Options{}, Config{Workers: 1 + rng.IntN(4), EventTypes: types[:1], LogInterval: LogIntervalHourly}, func(b *bench) {
			wanted := make(map[string]string) // row by type, of files that are still owed
			b.mustPoll()
			for step := range 40 {
				selected := b.config.EventTypes
				if len(selected) == 0 {
					selected = types
				}
				for range rng.IntN(4) {
					eventType, prefix := types[rng.IntN(len(types))], fmt.Sprint("step", step, "-", rng.Uint64())
					b.add(eventType, prefix, 1, 0)
					if slices.Contains(selected, eventType) {
						wanted[line(eventType, prefix+"-0")] = eventType
					}
				}
				switch rng.IntN(4) {
				case 0:
					var next []string
					for _, n := range rng.Perm(len(types))[:rng.IntN(len(types))] {
						next = append(next, types[n])
					}
					for row, eventType := range wanted {
						if len(next) > 0 && !slices.Contains(next, eventType) {
							delete(wanted, row)
						}
					}
					b.selecting(next...)
				case 1:
					b.registry.CrashAfter(rng.IntN(4))
					b.mustPoll()
					b.restart()
				default:
					b.mustPoll()
				}
				time.Sleep(time.Duration(rng.IntN(60)) * time.Minute)
			}
			b.restart()
			b.mustPoll()
			got := b.registry.Originals()
			var lost []string
			for _, row := range sortedKeys(wanted) {
				if !slices.Contains(got, row) {
					lost = append(lost, row)
				}
			}
			if diff := cmp.Diff([]string(nil), lost); diff != "" {
				t.Fatalf("seed %d: lost rows:\n%s", seed, diff)
			}
			b.registry.Events = nil
			b.restart()
			b.mustPoll()
			b.want()
			if stored := b.registry.LogFiles(); stored.Behind != nil || len(stored.Partial) > 0 {
				t.Errorf("seed %d: at rest the state is %+v", seed, stored)
			}
		})
	}
}
