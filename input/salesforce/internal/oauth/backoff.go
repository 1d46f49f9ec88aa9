package oauth

import (
	"math/rand/v2"
	"time"
)

// span bounds a wait that doubles.
type span struct{ first, ceiling time.Duration }

// pauses are the waits after failed sign-ins. The ceiling of refusals means 12
// sign-ins an hour, of the 3,600 that Salesforce allows.
func (c Class) pauses() span {
	switch c {
	case Transient:
		return span{time.Second, time.Minute}
	case RateLimit:
		return span{time.Minute, 15 * time.Minute}
	}
	return span{5 * time.Second, 5 * time.Minute}
}

// pause returns the wait after so many failures in a row, at least half of it
// certain and the rest by chance, so that collectors that failed together do not
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
