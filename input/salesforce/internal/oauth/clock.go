package oauth

import (
	"net/http"
	"time"
)

const (
	// minSkew is the difference below which clocks are taken as equal.
	minSkew = 2 * time.Second
	// slowAnswer is how long an answer may take to still tell the time.
	slowAnswer = 10 * time.Second
)

// ClockSkew returns how far the clock of who answered is ahead of ours, from the
// Date header of the answer and our times of asking and of its arrival. Equal
// clocks, which includes differences below two seconds, give 0. It reports false
// if the answer does not tell: no Date, a cache in between, too long a wait, or a clock
// of ours that was set meanwhile.
func ClockSkew(header http.Header, sent, received time.Time) (time.Duration, bool) {
	date, err := http.ParseTime(header.Get("Date"))
	// By the wall clock, because that is what was set, if it was.
	took := received.Round(0).Sub(sent.Round(0))
	if err != nil || header.Get("Age") != "" || took < 0 || took > slowAnswer {
		return 0, false
	}
	// The answer was written at some time from sent to received, when the other
	// clock showed something within the second that Date names.
	lowest, highest := date.Sub(received), date.Add(time.Second).Sub(sent)
	if lowest < minSkew && highest > -minSkew {
		return 0, true
	}
	return (lowest + highest) / 2, true
}
