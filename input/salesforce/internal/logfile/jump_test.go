package logfile

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
)

// both are clocks that are wrong by the same: nothing shows it.
func both(by time.Duration) clocks { return clocks{host: by, date: by} }

// onJumps runs a test with clocks that become wrong after a poll, by hours to years, until
// the test sets them.
func onJumps(t *testing.T, config Config, test func(b *bench, now *clocks)) {
	t.Helper()
	for _, by := range []time.Duration{9 * year, 25 * time.Hour, 3 * time.Hour, -3 * time.Hour, -9 * year} {
		t.Run(by.String(), func(t *testing.T) {
			onClocks(t, config, func(b *bench, now *clocks) {
				b.mustPoll()
				*now = both(by)
				test(b, now)
			})
		})
	}
}

// pollAsALoop polls for some time, and no less often than once a minute.
func (b *bench) pollAsALoop(span time.Duration) error {
	b.Helper()
	for until := time.Now().Add(span); ; {
		ready, err := b.poll()
		wait := min(ready, time.Minute)
		if wait <= 0 {
			wait = time.Minute
		}
		if time.Now().Add(wait).Before(until) {
			time.Sleep(wait)
			continue
		}
		return err
	}
}

func TestPauseOfAFileIsNoLongerWhenTheClockIsSet(t *testing.T) {
	onJumps(t, Config{}, func(b *bench, now *clocks) {
		id := b.add("Login", "a", 2, time.Hour)
		b.refuse(id, unavailable)
		_ = b.pollAsALoop(6 * time.Hour)
		*now = clocks{}
		b.org.Hook(nil)
		if err := b.pollAsALoop(longestPause + 2*time.Minute); err != nil {
			b.Fatal(err)
		}
		b.want(lines("Login", "a", 2)...)
	})
}

func TestPauseOfAFileIsNoShorterWhenTheClockIsSet(t *testing.T) {
	onJumps(t, Config{}, func(b *bench, now *clocks) {
		id := b.add("Login", "a", 2, time.Hour)
		asked := 0
		b.refuse(id, func() *http.Response { asked++; return unavailable() })
		for range 24 { // set each hour: to the future, and back
			_ = b.pollAsALoop(time.Hour)
			now.host, now.date = -now.host, -now.date
		}
		if asked > 300 { // 24 pauses of an hour, with the tries of the client
			b.Errorf("the file was asked for %d times in a day", asked)
		}
	})
}

func TestFileThatIsGoneIsSkippedThoughTheClockIsSet(t *testing.T) {
	onJumps(t, Config{}, func(b *bench, now *clocks) {
		id := b.add("Login", "gone", 2, time.Hour)
		b.refuse(id, func() *http.Response { return polltest.Refusal(404, "NOT_FOUND", "not found") })
		_ = b.pollAsALoop(time.Minute)
		*now = clocks{}
		if got := len(b.log.Warnings("is gone")); got != 0 {
			b.Errorf("after a minute there are %d warnings that it is gone", got)
		}
		if err := b.pollAsALoop(missingFor + 2*longestMissingPause); err != nil {
			b.Error(err)
		}
		if got := len(b.log.Warnings("is gone")); got != 1 {
			b.Errorf("%d warnings that it is gone, want 1", got)
		}
	})
}

func TestFileIsNotGoneBecauseTheClockIsSet(t *testing.T) {
	onJumps(t, Config{}, func(b *bench, now *clocks) {
		id := b.add("Login", "a", 2, time.Hour)
		b.refuse(id, func() *http.Response { return polltest.Refusal(404, "NOT_FOUND", "not found") })
		_ = b.pollAsALoop(3 * time.Minute)
		now.host, now.date = 0, 0
		_ = b.pollAsALoop(3 * time.Minute)
		*now = both(9 * year)
		_ = b.pollAsALoop(5 * time.Minute)
		if got := len(b.log.Warnings("is gone")); got != 0 {
			b.Errorf("%d warnings that it is gone after 11 minutes", got)
		}
	})
}

func TestDownloadsThatAgreeAreTakenAsWholeThoughTheClockIsSet(t *testing.T) {
	onJumps(t, Config{}, func(b *bench, now *clocks) {
		b.addOfLength("a", 3, 5000)
		_ = b.pollAsALoop(time.Minute)
		*now = clocks{}
		if err := b.pollAsALoop(agreeAfter + 2*time.Minute); err != nil {
			b.Error(err)
		}
		b.wantAll(lines("Login", "a", 3)...)
	})
}

// TestClockThatIsSetSetsNoFileAsideEarlyOrNever fails a file in a clock that is wrong. It
// has its day, whatever the clock, and is set aside then.
func TestClockThatIsSetSetsNoFileAsideEarlyOrNever(t *testing.T) {
	onJumps(t, Config{Workers: 2}, func(b *bench, now *clocks) {
		id := b.add("Login", "poison", 3, 2*time.Hour)
		b.refuse(id, unavailable)
		live := func(hours int) {
			for range hours {
				b.add("Login", fmt.Sprint("good", time.Now().UnixNano()), 2, time.Minute)
				_ = b.pollAsALoop(time.Hour)
			}
		}
		live(12)
		*now = both(9 * year)
		live(2)
		*now = clocks{}
		live(6)
		if got := b.setAside(id); got != 0 {
			b.Errorf("%d events tell after 20 hours that it is set aside, want none", got)
		}
		live(10)
		if got := b.setAside(id); got != 1 {
			b.Errorf("%d events tell after 30 hours that it is set aside, want 1", got)
		}
	})
}

// TestTypesWithoutHourlyFilesAreLookedForDailyThoughTheClockIsSet has auto look once a day
// by this process's clock, also after one that was set ahead or back.
func TestTypesWithoutHourlyFilesAreLookedForDailyThoughTheClockIsSet(t *testing.T) {
	onJumps(t, Config{}, func(b *bench, now *clocks) {
		wrong := *now
		*now = clocks{}
		b.config.LogInterval = LogIntervalAuto
		b.restart()
		b.add("Login", "hourly", 1, 2*time.Hour)
		b.mustPoll()
		*now = wrong
		b.org.Queries()
		for range 30 {
			_ = b.pollAsALoop(time.Hour)
			if time.Sleep(time.Minute); now.host != 0 {
				now.host, now.date = -now.host, -now.date
			}
		}
		// A listing a poll, and a look at the types now and then.
		if asked, polls := len(b.org.Queries()), 30*60; asked > polls+100 {
			b.Errorf("%d queries in %d polls with clocks that are wrong", asked, polls)
		}
		*now = clocks{}
		b.addDaily("Sandbox", "daily", time.Minute)
		if err := b.pollAsALoop(hourlyRecheck + time.Hour); err != nil {
			b.Error(err)
		}
		b.wantAll(concat(lines("Login", "hourly", 1), lines("Sandbox", "daily", 1))...)
		// Of daily files another one.
		if asked, polls := len(b.org.Queries()), 25*60; asked > 2*polls+20 {
			b.Errorf("%d queries in %d polls", asked, polls)
		}
	})
}
