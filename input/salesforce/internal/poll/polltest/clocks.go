package polltest

import (
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// Clocks are how wrong the clocks around an org are: this host's, and the Date headers of
// the answers. The org itself has the right time.
type Clocks struct{ Host, Date time.Duration }

// RandomClocks returns clocks that are wrong by seconds to years, or right.
func RandomClocks(rng *rand.Rand) Clocks {
	const year = 365 * 24 * time.Hour
	by := []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, time.Hour, 13 * time.Hour, 24 * time.Hour, 40 * 24 * time.Hour, 30 * year}[rng.IntN(8)]
	by += time.Duration(rng.Int64N(int64(by / 4)))
	if rng.IntN(2) == 0 {
		by = -by
	}
	switch rng.IntN(4) {
	case 0:
		return Clocks{Host: by}
	case 1:
		return Clocks{Date: by}
	case 2:
		return Clocks{Host: by, Date: by}
	}
	return Clocks{}
}

// Calls returns the change that makes the client of an org call by the host's clock.
func (c *Clocks) Calls() func(*rest.Options) {
	return func(calls *rest.Options) {
		calls.Now = func() time.Time { return time.Now().Add(c.Host) }
	}
}

// Stamp puts the Date header of the clock on an answer.
func (c *Clocks) Stamp(answer *http.Response) {
	answer.Header.Set("Date", time.Now().Add(c.Date).UTC().Format(http.TimeFormat))
}
