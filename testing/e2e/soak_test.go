package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// soakVariable says how long the soak takes, and soakSeedVariable chooses its data, faults
// and restarts.
const (
	soakVariable     = "SOAK_DURATION"
	soakSeedVariable = "SOAK_SEED"
)

const (
	shortSoak = 30 * time.Second
	// flatFrom is the shortest soak whose ends can be compared: a shorter one is all
	// warming up.
	flatFrom = 10 * time.Minute
	// mayGrow is by how much the memory of the last third of a soak may be above that
	// of the first: what the collection of garbage leaves to chance.
	mayGrow = 0.15
)

// Two beats collect one org that grows all the time, and whose answers and data have a
// random mixture of faults: also rows of some MiB, bodies that change and drip, and answers
// that are false, whose Date headers jump by seconds to years. The clock of the host cannot
// jump here: a process reads it without a library that could be put in between. The package
// of the input does that. One of the beats runs to the end, which is where a leak would
// show; the other is killed and stopped at random. Their sign-ins end each other's sessions.
func TestASoakOfFaultsAndRestartsLosesNothingAndStaysFlat(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("memory and open files of a process are read from /proc, which only Linux has")
	}
	lasts, seed := shortSoak, uint64(1)
	if text := os.Getenv(soakVariable); text != "" {
		var err error
		if lasts, err = time.ParseDuration(text); err != nil {
			t.Fatalf("%s: %v", soakVariable, err)
		}
	}
	if text := os.Getenv(soakSeedVariable); text != "" {
		if _, err := fmt.Sscan(text, &seed); err != nil {
			t.Fatalf("%s: %v", soakSeedVariable, err)
		}
	}
	t.Logf("%v with the seed %d", lasts, seed)
	s := startSoak(t, seed, min(lasts/10, 20*time.Second))
	for end := time.Now().Add(lasts); time.Now().Before(end) || s.kills == 0 || s.stops == 0; {
		s.grow()
		s.mayRestart()
		s.mayJump()
		s.steady.sample()
		s.restarted.sample()
		s.steady.settles(time.Second, func() bool { return false })
	}
	s.finish()
	s.steady.checkFlat(lasts)
	s.steady.checkResident()
	s.restarted.checkResident()
}

// soak is an org and the two beats that collect it.
type soak struct {
	t         *testing.T
	org       *org
	random    *rand.Rand
	steady    *observation
	restarted *observation
	// next is when the beat is restarted again, grown when the org next grows, and jumps
	// when the Date headers are next wrong for some answers.
	next, grown, jumps time.Time
	// right ends the latest of these jumps.
	right        func()
	apart        time.Duration // restarts, on average
	kills, stops int
}

func startSoak(t *testing.T, seed uint64, apart time.Duration) *soak {
	t.Helper()
	// Not files that are not there, which the input gives minutes, as it should.
	faults := slices.DeleteFunc(orgsim.RandomFaults(int64(seed), 0.1), func(fault orgsim.Fault) bool { return fault.Kind == orgsim.Vanish })
	late := orgsim.Delay{Random: 2 * time.Second}
	s := &soak{
		t: t, random: rand.New(rand.NewPCG(seed, 0)), apart: apart,
		org: startOrg(t, orgsim.Options{
			Seed: int64(seed), Days: 1, RowsPerHour: 20, EventTypes: []string{"Login", "Logout", "API", "URI"}, FileDelay: -1,
			PageSize: 50, ShortPages: true, FileVisibility: late, RecordVisibility: late, DailyRequests: 10_000_000,
			Faults: append(faults, orgsim.Fault{Kind: orgsim.BigCell, Number: 2 << 20, Probability: 0.005, Seed: int64(seed)}),
		}),
		right: func() {},
	}
	// What grows later is of the time since this growth, and so not older than the
	// lookback of the objects.
	s.org.Grow(10)
	// Known files are kept for the lookback, which is to be over long before the soak is.
	inputs := strings.Replace(impatient(s.org.everything("hourly")), "settle: 0s", "settle: 0s\n      lookback: 2m", 1)
	s.steady, s.restarted = watch(t, "steady", inputs), watch(t, "restarted", inputs)
	s.steady.Start()
	s.restarted.Start()
	s.next = time.Now().Add(s.pause())
	return s
}

// grow makes the org hold more, every few seconds, and now and then much more.
func (s *soak) grow() {
	now := time.Now()
	if now.Before(s.grown) {
		return
	}
	rows := 50 + s.random.IntN(300)
	if s.random.IntN(20) == 0 {
		rows *= 10
	}
	s.org.Grow(rows)
	s.grown = now.Add(time.Duration(2+s.random.IntN(6)) * time.Second)
}

// mayJump makes the Date headers of some answers wrong, about twice a minute.
func (s *soak) mayJump() {
	now := time.Now()
	if now.Before(s.jumps) {
		return
	}
	s.right()
	var err error
	s.right, err = s.org.Inject(orgsim.Fault{Kind: orgsim.WrongDate, Form: "any", For: 30 * 365 * 24 * time.Hour, Times: 1 + s.random.IntN(20), Seed: s.random.Int64()})
	if err != nil {
		s.t.Fatal(err)
	}
	s.jumps = now.Add(time.Duration(10+s.random.IntN(40)) * time.Second)
}

// pause is for how long a beat runs before it is ended.
func (s *soak) pause() time.Duration {
	return time.Duration(s.random.ExpFloat64() * float64(s.apart))
}

// mayRestart ends a beat when it is time, by a kill or a stop, and starts it again.
func (s *soak) mayRestart() {
	if time.Now().Before(s.next) {
		return
	}
	if s.random.IntN(2) == 0 { // in the middle of something, if there is something
		before := s.restarted.count()
		s.org.Grow(1000)
		s.restarted.settles(5*time.Second, func() bool { return s.restarted.count() > before })
	}
	if s.random.IntN(3) == 0 {
		// Before it listens, the beat may not heed the signal yet.
		s.restarted.waitFor("the beat to listen", s.restarted.listens)
		s.restarted.Stop()
		s.stops++
	} else {
		s.restarted.Kill()
		s.kills++
	}
	if s.random.IntN(4) == 0 {
		s.org.Grow(200) // while nothing runs
	}
	s.restarted.Start()
	s.next = time.Now().Add(s.pause())
}

// finish waits until both beats have all that the org holds, and compares what they have.
func (s *soak) finish() {
	s.t.Helper()
	want := held(s.org.TruthAt(time.Now().Add(time.Minute)), orgsim.Hourly)
	repeated := make(map[*observation]int)
	for _, b := range []*observation{s.steady, s.restarted} {
		var got arrivals
		b.settles(patience, func() bool {
			if b.count() < want.sum() {
				return false
			}
			got = b.arrivals()
			return got.all.sum() >= want.sum()
		})
		b.Stop()
		if diff := cmp.Diff(want, got.all); diff != "" {
			s.t.Errorf("%s, after the faults %v (-org +output):\n%.2000s", b.name, s.org.Fired(), diff)
		}
		repeated[b] = got.repeated
		s.t.Logf("%s: %d events, %d of them repeated, %d of no file; %s", b.name, b.count(), got.repeated, got.damaged, b.summary())
	}
	s.t.Logf("%d kills, %d stops; faults: %v", s.kills, s.stops, s.org.Fired())
	if repeated[s.steady] > 0 {
		s.t.Errorf("the beat that was not restarted repeated %d events", repeated[s.steady])
	}
	if most := s.kills * inFlight; repeated[s.restarted] > most {
		s.t.Errorf("%d kills repeated %d events, more than %d", s.kills, repeated[s.restarted], most)
	}
}
