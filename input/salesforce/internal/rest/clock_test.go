package rest

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// clockBench is a client of an org whose clock is wrong, or is read on a host whose is.
type clockBench struct {
	*testing.T
	client *Client
	ahead  time.Duration // the Date header, of the right time
	host   time.Duration // the host's clock, of the right time
	header http.Header   // more headers
}

func onClockBench(t *testing.T, test func(b *clockBench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &clockBench{T: t, header: http.Header{}}
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(b.ahead).UTC().Format(http.TimeFormat))
			for name, values := range b.header {
				w.Header()[name] = values
			}
			says(200, lastPage)(w, r)
		})
		org.options.Now = func() time.Time { return time.Now().Add(b.host) }
		b.client = org.client()
		test(b)
	})
}

// ask asks some times, with a pause before each.
func (b *clockBench) ask(times int, pause time.Duration) {
	b.Helper()
	for range times {
		time.Sleep(pause)
		if _, err := b.client.Query(b.Context(), "SELECT Id FROM User"); err != nil {
			b.Fatal(err)
		}
	}
}

// wantNow checks by how much Now is ahead of the right time.
func (b *clockBench) wantNow(when string, want time.Duration) {
	b.Helper()
	if got := time.Until(b.client.Now()); (got - want).Abs() > time.Second {
		b.Errorf("%s: Now is ahead by %v, want %v", when, got, want)
	}
}

func (b *clockBench) wantTrouble(when, text string) {
	b.Helper()
	err := b.client.ClockTrouble()
	var trouble *ClockError
	switch {
	case text == "" && err != nil:
		b.Errorf("%s: the trouble is %v, want none", when, err)
	case text != "" && (!errors.As(err, &trouble) || !strings.Contains(err.Error(), text)):
		b.Errorf("%s: the trouble is %v, want one with %q", when, err, text)
	}
}

func TestClockMovesBackAtOnceAndForwardWhenConfirmed(t *testing.T) {
	const day = 24 * time.Hour
	for _, tt := range []struct {
		name        string
		ahead       time.Duration
		once, often time.Duration // what Now is ahead by, after one answer and after several
		trouble     string
	}{
		{"equal", 0, 0, 0, ""},
		{"ahead by too little to tell", time.Second, 0, 0, ""},
		{"ahead by minutes", 10 * time.Minute, 0, 10 * time.Minute, ""},
		{"ahead by a time zone", 14 * time.Hour, 0, 14 * time.Hour, ""},
		{"ahead by a day", day, 0, 0, "this host's clock is 24 hours behind the Date header"},
		{"ahead by years", 900 * day, 0, 0, "this host's clock is 900 days behind the Date header"},
		{"behind by minutes", -10 * time.Minute, -10 * time.Minute, -10 * time.Minute, ""},
		{"behind by a day", -day, -day, -day, "this host's clock is 24 hours ahead of the Date header"},
		{"behind by years", -900 * day, -900 * day, -900 * day, "this host's clock is 900 days ahead of the Date header"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onClockBench(t, func(b *clockBench) {
				b.ahead = tt.ahead
				b.ask(1, 0)
				b.wantNow("after one answer", tt.once)
				b.wantTrouble("after one answer", "")
				b.ask(5, time.Second)
				b.wantNow("after some answers within a short time", tt.once)
				b.ask(1, 10*time.Second)
				b.wantNow("after answers over some time", tt.often)
				b.wantTrouble("after answers over some time", tt.trouble)

				b.ahead = 0
				b.ask(3, 10*time.Second)
				b.wantNow("after it is right again", 0)
				b.wantTrouble("after it is right again", "")
			})
		})
	}
}

func TestClockIsNotMovedForwardByAnswersThatDisagree(t *testing.T) {
	onClockBench(t, func(b *clockBench) {
		for n := range 12 {
			b.ahead = time.Duration(n%3) * time.Hour
			b.ask(1, time.Minute)
			b.wantNow("after an answer", 0)
			if _, confirmed := b.client.ConfirmedNow(); confirmed {
				b.Error("what answers disagree on is confirmed")
			}
		}
	})
}

func TestClockFollowsAHostThatJumps(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for _, jump := range []time.Duration{time.Minute, time.Hour, 24 * time.Hour, year, -time.Minute, -time.Hour, -14 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			onClockBench(t, func(b *clockBench) {
				b.ask(4, 10*time.Second)
				b.host = jump
				b.ask(1, time.Second)
				if got := time.Until(b.client.Now()); got > time.Second {
					b.Errorf("after one answer Now is ahead by %v", got)
				}
				b.ask(3, 10*time.Second)
				b.wantNow("after some answers", 0)
				b.host = 0
				b.ask(1, time.Second)
				if got := time.Until(b.client.Now()); got > time.Second {
					b.Errorf("after the host was set back Now is ahead by %v", got)
				}
				b.ask(3, 10*time.Second)
				b.wantNow("at the end", 0)
			})
		})
	}
}

func TestClockIsNotReadFromACache(t *testing.T) {
	onClockBench(t, func(b *clockBench) {
		b.ahead = -time.Hour
		b.header.Set("Age", "60")
		b.ask(4, 10*time.Second)
		b.wantNow("after answers of a cache", 0)
	})
}

func TestConfirmedNowIsTheLatestThatItCanBe(t *testing.T) {
	const day = 24 * time.Hour
	for ahead, want := range map[time.Duration]time.Duration{0: 0, time.Hour: time.Hour, -time.Hour: -time.Hour, 2 * day: 2 * day, -2 * day: 0} {
		onClockBench(t, func(b *clockBench) {
			b.ahead = ahead
			b.ask(2, 10*time.Second)
			if _, confirmed := b.client.ConfirmedNow(); confirmed {
				b.Error("two answers confirm the clock")
			}
			b.ask(1, 10*time.Second)
			at, confirmed := b.client.ConfirmedNow()
			if got := time.Until(at); !confirmed || (got-want).Abs() > time.Second {
				b.Errorf("with a Date header ahead by %v it is ahead by %v, %v, want %v", ahead, got, confirmed, want)
			}
		})
	}
}

func TestAnswersWithoutADateConfirmTheHostsClock(t *testing.T) {
	onClockBench(t, func(b *clockBench) {
		b.header["Date"] = nil
		b.ask(3, 10*time.Second)
		if at, confirmed := b.client.ConfirmedNow(); !confirmed || time.Until(at) != 0 {
			b.Errorf("confirmed is %v, %v", at, confirmed)
		}
	})
}

func TestPageSaysWhenItWasAnswered(t *testing.T) {
	onClockBench(t, func(b *clockBench) {
		b.ahead = time.Hour
		page, err := b.client.Query(b.Context(), "SELECT Id FROM User")
		if want := time.Now().Add(time.Hour).Truncate(time.Second); err != nil || !page.Answered.Equal(want) {
			b.Errorf("answered %v, error %v, want %v", page.Answered, err, want)
		}
	})
}

func TestReadingsAgreeWithinAFewSeconds(t *testing.T) {
	for apart, agree := range map[time.Duration]bool{4 * time.Second: true, 5 * time.Second: true, 8 * time.Second: false, 30 * time.Second: false} {
		onClockBench(t, func(b *clockBench) {
			for n := range 6 {
				b.ahead = time.Hour + time.Duration(n%2)*apart
				b.ask(1, 10*time.Second)
			}
			if _, confirmed := b.client.ConfirmedNow(); confirmed != agree {
				b.Errorf("readings %v apart: confirmed is %v", apart, confirmed)
			}
			if moved := time.Until(b.client.Now()) > time.Minute; moved != agree {
				b.Errorf("readings %v apart: the clock moved: %v", apart, moved)
			}
		})
	}
}

func TestFewAnswersWithinAShortTimeConfirmNothing(t *testing.T) {
	for _, ahead := range []time.Duration{0, time.Hour} {
		onClockBench(t, func(b *clockBench) {
			b.ahead = ahead
			b.ask(9, time.Second)
			if _, confirmed := b.client.ConfirmedNow(); confirmed {
				b.Errorf("answers of %v ahead within 8 seconds are confirmed", ahead)
			}
			b.ask(1, 3*time.Second)
			if _, confirmed := b.client.ConfirmedNow(); !confirmed {
				b.Errorf("answers of %v ahead over 11 seconds are not confirmed", ahead)
			}
		})
	}
}

// TestClockIsMovedByFifteenHoursAtMost has clocks a little nearer and farther than the bound.
func TestClockIsMovedByFifteenHoursAtMost(t *testing.T) {
	for ahead, want := range map[time.Duration]time.Duration{15*time.Hour - time.Minute: 15*time.Hour - time.Minute, 15*time.Hour + time.Minute: 0} {
		onClockBench(t, func(b *clockBench) {
			b.ahead = ahead
			b.ask(4, 10*time.Second)
			b.wantNow("ahead by "+ahead.String(), want)
			trouble := ""
			if want == 0 {
				trouble = "15 hours behind"
			}
			b.wantTrouble("ahead by "+ahead.String(), trouble)
		})
	}
}

// TestClocksThatAreSetTogetherAreConfirmedAgain sets the host and the Date header back
// by the same: the span of the readings must not be counted from a future one.
func TestClocksThatAreSetTogetherAreConfirmedAgain(t *testing.T) {
	onClockBench(t, func(b *clockBench) {
		b.host, b.ahead = 90000*time.Hour, 90000*time.Hour
		b.ask(4, 10*time.Second)
		b.host, b.ahead = 0, 0
		b.ask(4, 10*time.Second)
		if at, confirmed := b.client.ConfirmedNow(); !confirmed || time.Until(at).Abs() > time.Second {
			b.Errorf("confirmed is %v, %v", at, confirmed)
		}
	})
}

func TestAnswersWithoutADateChangeNothingOnceOneHadADate(t *testing.T) {
	onClockBench(t, func(b *clockBench) {
		b.ahead = time.Hour
		b.ask(4, 10*time.Second)
		b.header["Date"] = nil
		b.ask(4, 10*time.Second)
		b.wantNow("after answers without a Date", time.Hour)
		if _, confirmed := b.client.ConfirmedNow(); !confirmed {
			b.Error("what was confirmed is not any more")
		}
	})
}

func TestTroubleOfTheClockStaysTheSame(t *testing.T) {
	onClockBench(t, func(b *clockBench) {
		b.ahead = 36*time.Hour - 10*time.Minute - time.Second // on the edge of a rounded hour
		b.ask(4, 10*time.Second)
		var first, later *ClockError
		if !errors.As(b.client.ClockTrouble(), &first) {
			b.Fatal("no trouble")
		}
		b.ahead += 3 * time.Second
		b.ask(4, 10*time.Second)
		if !errors.As(b.client.ClockTrouble(), &later) || *later != *first {
			b.Errorf("the trouble is %v, and was %v", later, first)
		}
	})
}

// TestNowIsAWallClock holds that differences of Now follow a clock that is set. In a bubble
// of synctest, no time has a monotonic reading.
func TestNowIsAWallClock(t *testing.T) {
	c := New(Options{Session: newOrg(t, says(200, lastPage)).options.Session, HTTP: http.DefaultClient})
	confirmed, _ := c.ConfirmedNow()
	for _, at := range []time.Time{c.Now(), confirmed} {
		if text := at.String(); strings.Contains(text, " m=") {
			t.Errorf("%s has a monotonic reading", text)
		}
	}
}
