package oauth

import (
	"math/rand/v2"
	"time"
)

// span bounds a wait that doubles.
type span struct{ first, ceiling time.Duration }

// pauses are the waits after failed sign-ins. The ceiling of refusals means 12
// sign-ins an hour, of the 3,600 that Salesforce allows.
//
// A refused password is another matter: by default an org locks the user for 15
// minutes after 10 of them, and its strictest policy does so for good after 3. The
// waits double from 1 or 2 minutes, which makes 7 tries in an hour to mend the stanza,
// and the ceiling leaves the lock of a quarter of an hour time to end.
func (c Class) pauses() span {
	switch c {
	case Transient:
		return span{time.Second, time.Minute}
	case RateLimit:
		return span{time.Minute, 15 * time.Minute}
	case Lockout:
		return span{2 * time.Minute, time.Hour}
	}
	return span{5 * time.Second, 5 * time.Minute}
}

// pause returns the wait after so many failures in a row, at least half of it
// certain and the rest by chance, so that inputs that failed together do not
// return together.
func (s span) pause(failures int) time.Duration {
	wait := s.first
	for range failures - 1 {
		if wait >= s.ceiling {
			break
		}
		wait *= 2
	}
	wait = min(wait, s.ceiling)
	return wait/2 + rand.N(wait/2+1)
}

// Waits returns the bounds of the wait after a failed sign-in of this class: up to
// first after the first one, doubling up to longest.
func (c Class) Waits() (first, longest time.Duration) {
	pauses := c.pauses()
	return pauses.first, pauses.ceiling
}
