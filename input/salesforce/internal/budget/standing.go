package budget

import (
	"fmt"
	"time"
)

// Standing is how a share stands, for a priority.
type Standing struct {
	// Limit is how many requests the share is, Spent how many of the last 24 hours count
	// against it, and Max how many the org has in all.
	Limit, Spent, Max int64
	// Known says that the org told how many it has.
	Known bool
	// Stretch is by how much waits between polls are to be longer; 1 for not at all.
	Stretch float64
	// Closed says that no request is to be made for this priority.
	Closed bool
	// OfOrg says that the whole org has little left, or the app by the org's limit for
	// it, rather than this share.
	OfOrg bool
}

// stretch returns by how much waits are longer where a share is used, and whether all
// of it is.
func stretch(used float64, bounds [2]float64) (times float64, closed bool) {
	begin, end := bounds[0], bounds[1]
	switch {
	case used >= end:
		return maxStretch, true
	case used <= begin:
		return 1, false
	}
	return min((end-begin)/(end-used), maxStretch), false
}

// Longer returns a wait between polls that is stretched, up to an hour, and never less
// than it was.
func (s Standing) Longer(wait time.Duration) time.Duration {
	if s.Stretch <= 1 {
		return wait
	}
	return max(min(time.Duration(float64(wait)*s.Stretch), longestWait), wait)
}

// Notice says that waits are much longer than the stanza has them, and why; nil if
// they are not.
func (s Standing) Notice() error {
	if s.Stretch < noticed {
		return nil
	}
	return notice(s)
}

// noticed is the stretch from which on somebody should know of it.
const noticed = 1.5

type notice Standing

// Error says why polls are rare. It does not change as long as the reason does not.
func (n notice) Error() string {
	return fmt.Sprintf("polls less often, up to once an hour: %s; %s", Standing(n).reason("nearly "), Standing(n).Remedy())
}

func (s Standing) reason(how string) string {
	if s.OfOrg {
		return fmt.Sprintf("the org's API requests of 24 hours are %sused up, by all its clients or by the org's limit for this app, and the last ones are left to others", how)
	}
	limit := fmt.Sprintf("%d of the org's %d", s.Limit, s.Max)
	if !s.Known {
		limit = fmt.Sprintf("%d of the %d that an org is taken to have that does not say how many", s.Limit, s.Max)
	}
	return fmt.Sprintf("resource.api_share, %s API requests of 24 hours, is %sused up", limit, how)
}

// Remedy says what to do about it.
func (s Standing) Remedy() string {
	if s.OfOrg {
		return "find what uses the org's requests (Setup > Company Information, or the event type ApiTotalUsage), or raise the org's limit; nothing is lost, and it heals by itself"
	}
	return "raise resource.api_share, lengthen the intervals or collect less; nothing is lost, and it heals by itself as requests get older than 24 hours"
}

// Scarce is the error of a request that was not made.
type Scarce struct {
	Standing Standing
	// Wait is when there may be room again.
	Wait time.Duration
}

// Error says what is used up.
func (s *Scarce) Error() string {
	if !s.Standing.OfOrg && s.Standing.Spent < s.Standing.Limit {
		return "not asked for: " + s.Standing.reason("nearly ") + ", and what is left is for types of more importance to security"
	}
	return "not asked for: " + s.Standing.reason("")
}
