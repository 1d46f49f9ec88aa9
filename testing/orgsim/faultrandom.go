package orgsim

import (
	"strconv"
	"time"
)

// maxRandom is how often the faults of a random mixture happen to one request
// at most.
const maxRandom = 2

// RandomFaults is a mixture of the faults that pass. A request meets one of
// them about as often as intensity says, from 0 to 1, but no more than twice:
// who asks for the same again, after signing in or querying anew where that is
// what it takes, gets an answer in the end. The seed says which mixture.
func RandomFaults(seed int64, intensity float64) []Fault {
	mixture := []Fault{
		{Kind: SessionExpired},
		{Kind: SessionExpired, Form: "kept"},
		{Kind: ConcurrentLimit},
		{Kind: NotAcceptable},
		{Kind: NoRoute},
		{Kind: TooManyRequests},
		{Kind: TooManyRequests, For: time.Second},
		{Kind: ServerError},
		{Kind: ServerError, Form: "html"},
		{Kind: BadGateway},
		{Kind: Unavailable},
		{Kind: Unavailable, Form: "html"},
		{Kind: HTMLPage},
		{Kind: Reset},
		{Kind: Reset, Form: "body"},
		{Kind: Stall, For: 50 * time.Millisecond},
		{Kind: SlowBody, Number: 1 << 20},
		{Kind: SessionDeath},
		{Kind: LocatorDeath},
		{Kind: ShortPage},
		{Kind: Vanish, Form: "back"},
		{Kind: HalfWritten},
		{Kind: LimitInfo},
		{Kind: LimitInfo, Form: "absent"},
	}
	for _, framing := range []string{"length", "chunked", "gzip"} {
		mixture = append(mixture, Fault{Kind: CutBody, Form: framing, Requests: []string{AnyRequest}})
	}
	mixture = append(mixture, Fault{Kind: CutBody, Form: "clean"})
	for i := range mixture {
		mixture[i].Seed, mixture[i].Each = seed, maxRandom
		mixture[i].Group = "random " + strconv.FormatInt(seed, 10)
		// A probability of zero would stand for always.
		mixture[i].Probability = max(intensity/float64(len(mixture)), 1e-12)
	}
	return mixture
}
