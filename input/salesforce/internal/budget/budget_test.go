package budget

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// takes makes requests as long as there is room for them, up to most.
func takes(a *Account, now time.Time, share float64, priority Priority, most int) (taken int, err error) {
	for taken < most {
		if err = a.Take(now, share, priority); err != nil {
			return taken, err
		}
		taken++
	}
	return taken, nil
}

func TestAShareIsNeverExceededInAny24Hours(t *testing.T) {
	a := &Account{}
	var made []time.Time
	for now := noon; now.Before(noon.Add(80 * time.Hour)); now = now.Add(7*time.Minute + 13*time.Second) {
		a.Told(now, Use{Used: 20, Max: 1000})
		for range 9 { // more than the share has in the long run
			if a.Take(now, 0.25, First) == nil {
				made = append(made, now)
			}
		}
	}
	most := 0
	for n, from := range made {
		count := 0
		for _, at := range made[n:] {
			if at.Sub(from) < 24*time.Hour {
				count++
			}
		}
		most = max(most, count)
	}
	if most != 250 {
		t.Errorf("%d requests in 24 hours, of 250", most)
	}
	if len(made) < 3*230 {
		t.Errorf("only %d requests in 80 hours: what is old does not make room", len(made))
	}
}

func TestWhatIsOfLessImportanceEndsFirst(t *testing.T) {
	a := &Account{}
	a.Told(noon, Use{Max: 1000})
	for _, tt := range []struct {
		priority Priority
		total    int64
		says     string
	}{{Last, 425, "security"}, {Second, 460, "security"}, {First, 500, "is used up"}} {
		_, err := takes(a, noon, 0.5, tt.priority, 1000)
		scarce := (*Scarce)(nil)
		if !errors.As(err, &scarce) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "500 of the org's 1000") {
			t.Fatalf("priority %d: %v", tt.priority, err)
		}
		if scarce.Standing.Spent != tt.total {
			t.Errorf("priority %d ends at %d, want %d", tt.priority, scarce.Standing.Spent, tt.total)
		}
		if scarce.Wait <= 0 || scarce.Wait > longestWait {
			t.Errorf("priority %d waits %v", tt.priority, scarce.Wait)
		}
	}
	// The last span still counts when the day is over, and no longer.
	if _, err := takes(a, noon.Add(24*time.Hour), 0.5, First, 1); err == nil {
		t.Error("what is 24 hours old does not count")
	}
	if taken, _ := takes(a, noon.Add(24*time.Hour+span), 0.5, First, 1000); taken != 500 {
		t.Errorf("%d requests on the next day", taken)
	}
}

func TestInputsOfASessionShareItsRequests(t *testing.T) {
	ledger := NewLedger(nil)
	first, second, other := ledger.Account("session"), ledger.Account("session"), ledger.Account("other")
	first.Told(noon, Use{Max: 100})
	other.Told(noon, Use{Max: 100})
	if taken, _ := takes(first, noon, 0.1, First, 100); taken != 10 {
		t.Errorf("the first made %d", taken)
	}
	if taken, _ := takes(second, noon, 0.3, First, 100); taken != 20 {
		t.Errorf("the second made %d, want those that its share has more", taken)
	}
	if taken, _ := takes(first, noon, 0.1, First, 100); taken != 0 {
		t.Errorf("the first made %d more", taken)
	}
	if taken, _ := takes(other, noon, 0.1, First, 100); taken != 10 {
		t.Errorf("another session made %d", taken)
	}
}

func TestWaitsStretchBeforeAnythingStops(t *testing.T) {
	a := &Account{}
	a.Told(noon, Use{Max: 10_000})
	before := Standing{}
	for spent := range 1000 {
		if err := a.Take(noon, 0.1, First); err != nil {
			t.Fatalf("after %d: %v", spent, err)
		}
		standing := a.Standing(noon, 0.1, First)
		if standing.Stretch < before.Stretch {
			t.Fatalf("after %d: %v, and %v before", spent, standing.Stretch, before.Stretch)
		}
		before = standing
		switch spent {
		case 499:
			if standing.Stretch != 1 || standing.Notice() != nil {
				t.Errorf("stretched by %v too soon", standing.Stretch)
			}
		case 749:
			if last := a.Standing(noon, 0.1, Last); last.Stretch <= 3 || last.Closed {
				t.Errorf("the last priority: %+v", last)
			}
			if standing.Stretch < 1.99 || standing.Stretch > 2.01 || standing.Longer(5*time.Minute) < 9*time.Minute || standing.Notice() == nil {
				t.Errorf("with half of the rest used, stretched by %v: %v", standing.Stretch, standing.Notice())
			}
		}
	}
	if !a.Standing(noon, 0.1, First).Closed {
		t.Error("a share that is used up is open")
	}
	for _, tt := range []struct{ wait, want time.Duration }{{time.Second, 100 * time.Second}, {10 * time.Minute, time.Hour}, {2 * time.Hour, 2 * time.Hour}} {
		if got := (Standing{Stretch: 100}).Longer(tt.wait); got != tt.want {
			t.Errorf("%v becomes %v, want %v", tt.wait, got, tt.want)
		}
	}
}

// A load that is more than the share has settles near the limit, and next to nothing is
// refused.
func TestASteadyLoadSettles(t *testing.T) {
	a := &Account{}
	closed, polls := 0, 0
	for now := noon; now.Before(noon.Add(10 * 24 * time.Hour)); {
		a.Told(now, Use{Max: 1000})
		if a.Take(now, 0.1, First) != nil {
			closed++
		}
		polls++
		now = now.Add(a.Standing(now, 0.1, First).Longer(10 * time.Minute)) // 144 a day, of 100
	}
	if closed > polls/100 || polls < 700 {
		t.Errorf("%d of %d polls were refused", closed, polls)
	}
}

func TestTheLastRequestsOfAnOrgAreForOthers(t *testing.T) {
	for _, tt := range []struct {
		name string
		use  Use
		want [3]bool // which priorities may go on
	}{
		{"much left", Use{Used: 600, Max: 1000}, [3]bool{true, true, true}},
		{"little left", Use{Used: 900, Max: 1000}, [3]bool{true, true, false}},
		{"less left", Use{Used: 950, Max: 1000}, [3]bool{true, false, false}},
		{"nearly nothing left", Use{Used: 980, Max: 1000}, [3]bool{}},
		{"nothing left", Use{Used: 1000, Max: 1000}, [3]bool{}},
		{"more used than there is", Use{Used: 5000, Max: 1000}, [3]bool{}},
		{"the app's own limit", Use{Used: 10, Max: 1000, AppUsed: 95, AppMax: 100}, [3]bool{true, false, false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for priority, open := range tt.want {
				a := &Account{}
				a.Told(noon, tt.use)
				err := a.Take(noon, 1, Priority(priority))
				if (err == nil) != open {
					t.Errorf("priority %d: %v", priority, err)
				}
				if err != nil && !strings.Contains(err.Error(), "left to others") {
					t.Error(err)
				}
			}
		})
	}
}

func TestOneRequestIsMadeToHearWhetherAnOrgHasSomeAgain(t *testing.T) {
	a := &Account{}
	made := 0
	for now := noon; now.Before(noon.Add(55 * time.Minute)); now = now.Add(time.Minute) {
		if now.Equal(noon) {
			a.Told(now, Use{Used: 1000, Max: 1000})
		}
		if a.Take(now, 1, First) == nil {
			made++
			a.Told(now, Use{Used: 1000, Max: 1000})
		}
	}
	if made != 3 {
		t.Errorf("%d requests in 55 minutes", made)
	}
	a.Told(noon.Add(time.Hour), Use{Used: 10, Max: 1000})
	if err := a.Take(noon.Add(time.Hour), 1, First); err != nil {
		t.Errorf("after it healed: %v", err)
	}
	// What it said long ago says nothing.
	a.Told(noon, Use{Used: 1000, Max: 1000})
	if standing := a.Standing(noon.Add(3*time.Hour), 1, First); standing.Closed || standing.Max != 1000 {
		t.Errorf("after three hours: %+v", standing)
	}
	// As long as there is room for others, theirs tell.
	a.Told(noon, Use{Used: 960, Max: 1000})
	if err := a.Take(noon.Add(time.Hour), 1, Second); err == nil {
		t.Error("one that does not come first was made to ask")
	}
}

// An answer that says 1/2, of a proxy or by mistake, must not stop all requests for a day.
func TestALimitThatNoOrgHasIsAskedForAgain(t *testing.T) {
	a := &Account{}
	a.Told(noon, Use{Used: 1, Max: 2})
	if _, err := takes(a, noon, 0.5, First, 10); err == nil {
		t.Fatal("the limit is passed over")
	}
	var scarce *Scarce
	if err := a.Take(noon, 0.5, First); !errors.As(err, &scarce) || scarce.Wait > ProbeEvery {
		t.Errorf("got %v", err)
	}
	made := 0
	for now := noon; now.Before(noon.Add(55 * time.Minute)); now = now.Add(time.Minute) {
		if a.Take(now, 0.5, First) == nil {
			made++ // and no answer says another number
		}
	}
	if made != 3 {
		t.Errorf("%d requests in 55 minutes, want one every 15", made)
	}
	a.Told(noon.Add(time.Hour), Use{Used: 100, Max: 100_000})
	if taken, err := takes(a, noon.Add(time.Hour), 0.5, First, 1000); taken != 1000 {
		t.Errorf("after the org said better, %d requests and %v", taken, err)
	}
	// What an org can have is believed.
	believed := &Account{}
	believed.Told(noon, Use{Used: 1, Max: smallestOrg})
	_, _ = takes(believed, noon, 0.5, First, 1000)
	if err := believed.Take(noon.Add(time.Hour), 0.5, First); err == nil {
		t.Error("a share of an org was exceeded")
	}
}

func TestAnOrgThatDoesNotSayHowManyItHas(t *testing.T) {
	a := &Account{}
	asked := 0
	for n := range 100 {
		if a.Unsaid(noon.Add(time.Duration(n) * time.Minute)) {
			asked++
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times in 100 minutes", asked)
	}
	taken, err := takes(a, noon, 0.1, First, 2*Unknown)
	if taken != Unknown/10 || !strings.Contains(err.Error(), "does not say") {
		t.Errorf("%d requests, %v", taken, err)
	}
	a.Told(noon, Use{}) // is no word
	if a.Standing(noon, 0.1, First).Known {
		t.Error("nothing is taken for a number")
	}
}

func TestAClockThatIsSetBackForgetsNothing(t *testing.T) {
	a := &Account{}
	a.Told(noon, Use{Max: 10_000})
	taken, _ := takes(a, noon, 0.001, First, 100)
	more, _ := takes(a, noon.Add(-48*time.Hour), 0.001, First, 100)
	if taken != 10 || more != 0 {
		t.Errorf("%d, and %d more", taken, more)
	}
}

// TestClockThatIsSetSilencesNothing has an org whose requests were used up by a clock that
// was wrong.
func TestClockThatIsSetSilencesNothing(t *testing.T) {
	for _, by := range []time.Duration{-87600 * time.Hour, -48 * time.Hour, -3 * time.Hour, 87600 * time.Hour} {
		a := &Account{}
		a.Told(noon, Use{Used: 100_000, Max: 100_000})
		if a.Take(noon.Add(ProbeEvery), 1, First) != nil || a.Take(noon.Add(ProbeEvery), 1, First) == nil {
			t.Fatal("not exactly one request was made to ask")
		}
		for range silence {
			a.Unsaid(noon)
		}
		now := noon.Add(by)
		if err := a.Take(now, 1, First); err != nil {
			t.Errorf("clock set by %v: %v", by, err)
		}
		asked := false
		for range silence {
			asked = a.Unsaid(now) || asked
		}
		if !asked {
			t.Errorf("clock set by %v: the org's use is not asked for", by)
		}

		// The same for the requests that ask as long as the org has none.
		a.Told(now, Use{Used: 100_000, Max: 100_000})
		if standing := a.Standing(now.Add(-3*time.Hour), 1, First); standing.Closed {
			t.Errorf("clock set back again: %+v", standing)
		}
	}
}

func TestShares(t *testing.T) {
	for _, tt := range []struct {
		share float64
		most  int64
		want  int64
	}{{0.1, 5000, 500}, {0.29, 100, 29}, {1, 7, 7}, {0.001, 100, 1}} {
		if got := LimitOf(tt.share, tt.most); got != tt.want {
			t.Errorf("%v of %d is %d, want %d", tt.share, tt.most, got, tt.want)
		}
	}
}

func TestEachProfileHasAPriority(t *testing.T) {
	for _, profile := range catalog.Profiles() {
		if _, ok := profiles[profile]; !ok {
			t.Errorf("%s has none", profile)
		}
	}
	for name, want := range map[string]Priority{"Login": First, "login": First, "PermissionUpdate": First, "Report": Second, "ApexExecution": Last, "BrandNew": Last, "LightningError": Last} {
		if got := OfEventType(name); got != want {
			t.Errorf("%s has the priority %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]Priority{"LoginEvent": First, "loginAnomalyEventStore": First, "SetupAuditTrail": First, "ApiEvent": Second, "Account": Second} {
		if got := OfObject(name); got != want {
			t.Errorf("%s has the priority %d, want %d", name, got, want)
		}
	}
	if got := PriorityOf(WithPriority(context.Background(), Last)); got != Last {
		t.Error(got)
	}
}

func TestLongRequestsKeepToANumberAtATime(t *testing.T) {
	for _, tt := range []struct {
		name string
		use  Use
		want int
	}{{"an org that does not say", Use{}, 20}, {"a Developer Edition", Use{Max: 15_000}, 4}, {"an org", Use{Max: 100_000}, 20}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &Account{}
				a.Told(time.Now(), tt.use)
				const all = 50
				ended := make(chan struct{}, all)
				for n := range all {
					go func() {
						end, err := a.Begin(t.Context(), LongBody+Length(n%2))
						if err != nil {
							t.Error(err)
							return
						}
						long, _ := a.Running()
						time.Sleep(time.Second)
						if long > tt.want {
							t.Errorf("%d at a time", long)
						}
						end()
						ended <- struct{}{}
					}()
				}
				synctest.Wait()
				most, waiting := a.Running()
				if most != tt.want || waiting != all-tt.want {
					t.Errorf("%d run and %d wait", most, waiting)
				}
				for range all {
					<-ended
				}
				if long, waiting := a.Running(); long != 0 || waiting != 0 {
					t.Errorf("%d run and %d wait in the end", long, waiting)
				}
			})
		})
	}
}

func TestBodiesThatHangLeaveRoomForQueries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &Account{}
		a.Told(time.Now(), Use{Max: 5000})
		ctx, cancel := context.WithCancel(t.Context())
		for range 10 {
			go func() {
				if end, err := a.Begin(ctx, LongBody); err == nil {
					<-ctx.Done()
					end()
				}
			}()
		}
		synctest.Wait()
		if long, waiting := a.Running(); long != maxLongOfSmall-1 || waiting != 10-long {
			t.Errorf("%d bodies run and %d wait", long, waiting)
		}
		for range 20 {
			end, err := a.Begin(ctx, LongQuery)
			if err != nil {
				t.Fatal(err)
			}
			end()
		}
		cancel()
		synctest.Wait()
		if long, waiting := a.Running(); long != 0 || waiting != 0 {
			t.Errorf("%d run and %d wait in the end", long, waiting)
		}
	})
}

func TestWhoeverRunsFor20SecondsIsLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &Account{}
		a.Told(time.Now(), Use{Max: 15_000})
		var ends []func()
		for range 6 {
			end, err := a.Begin(t.Context(), Short)
			if err != nil {
				t.Fatal(err)
			}
			ends = append(ends, end)
		}
		if long, _ := a.Running(); long != 0 {
			t.Errorf("%d at once", long)
		}
		time.Sleep(LongAfter + time.Second)
		synctest.Wait()
		if long, _ := a.Running(); long != 6 {
			t.Errorf("%d after a while", long)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := a.Begin(ctx, LongQuery); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("one more began: %v", err)
		}
		for _, end := range ends[:3] {
			end()
		}
		if end, err := a.Begin(t.Context(), LongQuery); err != nil {
			t.Error(err)
		} else {
			end()
		}
		for _, end := range ends[3:] {
			end()
		}
		if long, waiting := a.Running(); long != 0 || waiting != 0 {
			t.Errorf("%d run and %d wait in the end", long, waiting)
		}
	})
}

func TestWithoutAnAccountThereIsRoom(t *testing.T) {
	var a *Account
	a.Told(noon, Use{Max: 1})
	end, err := a.Begin(t.Context(), LongQuery)
	if err != nil || a.Take(noon, 0, Last) != nil || a.Unsaid(noon) || a.Standing(noon, 0, Last).Longer(time.Minute) != time.Minute {
		t.Error("there is none", err)
	}
	end()
}

// memory is a store that loses nothing.
type memory struct {
	counts map[string]Counts
	saves  int
}

func (m *memory) Load(identity string) Counts { return m.counts[identity] }
func (m *memory) Save(identity string, counts Counts) {
	m.counts[identity] = counts
	m.saves++
}

func TestAShareIsNotExceededByRestarts(t *testing.T) {
	for _, tt := range []struct {
		name  string
		crash bool
		least int // that 20 lives, of 10 requests each where there is room, make of 100
	}{{"that are clean", false, 100}, {"that are crashes", true, 50}} {
		t.Run(tt.name, func(t *testing.T) {
			store := &memory{counts: make(map[string]Counts)}
			made := 0
			for life := range 20 {
				now := noon.Add(time.Duration(life) * time.Hour)
				a := NewLedger(store).Account("session")
				a.Told(now, Use{Max: 1000})
				taken, _ := takes(a, now, 0.1, First, 10)
				made += taken
				if !tt.crash {
					a.Settle()
				}
			}
			if made > 100 || made < tt.least {
				t.Errorf("%d requests, of 100", made)
			}
			later := NewLedger(store).Account("session")
			later.Told(noon, Use{Max: 1000})
			if taken, _ := takes(later, noon.Add(60*time.Hour), 0.1, First, 1000); taken != 100 {
				t.Errorf("%d requests two days later", taken)
			}
			if other := NewLedger(store).Account("other"); other.Standing(noon, 0.1, First).Spent != 0 {
				t.Error("another session has spent")
			}
		})
	}
}

func TestManyRequestsAreSavedSeldom(t *testing.T) {
	store := &memory{counts: make(map[string]Counts)}
	a := NewLedger(store).Account("session")
	a.Told(noon, Use{Max: 100_000})
	for n := range 1000 {
		if err := a.Take(noon.Add(time.Duration(n)*time.Second), 1, First); err != nil {
			t.Fatal(err)
		}
		saved := int64(0)
		for _, count := range store.counts["session"].Spans {
			saved += count
		}
		if spent := a.Standing(noon, 1, First).Spent; saved < spent || saved > spent+ahead {
			t.Fatalf("%d are saved, of %d", saved, spent)
		}
	}
	if store.saves > 1000/ahead+4 {
		t.Errorf("saved %d times", store.saves)
	}
}

func TestWhatIsStoredAndCannotBeRightIsLeftOut(t *testing.T) {
	for name, counts := range map[string]Counts{
		"nothing":           {},
		"negative counts":   {Newest: spanOf(noon), Spans: []int64{-5, -7}},
		"too many spans":    {Newest: spanOf(noon), Spans: make([]int64, 10*spans)},
		"an ancient number": {Newest: 1, Spans: []int64{1, 2, 3}},
		"a negative number": {Newest: -1 << 60, Spans: []int64{1}},
	} {
		t.Run(name, func(t *testing.T) {
			a := NewLedger(&memory{counts: map[string]Counts{"session": counts}}).Account("session")
			if spent := a.Standing(noon, 1, First).Spent; spent != 0 {
				t.Errorf("spent %d", spent)
			}
			if err := a.Take(noon, 1, First); err != nil {
				t.Error(err)
			}
		})
	}
	// One of a clock that was wrong heals in a day.
	a := NewLedger(&memory{counts: map[string]Counts{"session": {Newest: spanOf(noon.AddDate(10, 0, 0)), Spans: []int64{5000}}}}).Account("session")
	if a.Standing(noon, 1, First).Spent != 5000 || a.Standing(noon.Add(25*time.Hour), 1, First).Spent != 0 {
		t.Error("a clock that was wrong counts for ever")
	}
}
