package polltest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// seedVariable says which random lives are tried: one seed, "17", or some, "0-999".
const seedVariable = "PROPERTY_SEED"

// EachSeed runs a property with the seeds that are asked for, or the first n, until one
// fails. Each property has a stream of its own, so that the same seed is another life
// for it.
func EachSeed(t *testing.T, stream, n uint64, property func(t *testing.T, rng *rand.Rand)) {
	t.Helper()
	first, last := uint64(0), n-1
	if text := os.Getenv(seedVariable); text != "" {
		from, to, several := strings.Cut(text, "-")
		if !several {
			to = from
		}
		var err, err2 error
		first, err = strconv.ParseUint(from, 10, 64)
		last, err2 = strconv.ParseUint(to, 10, 64)
		if err != nil || err2 != nil {
			t.Fatalf("%s is %q", seedVariable, text)
		}
	}
	for seed := first; seed <= last; seed++ {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Logf("again with %s=%d", seedVariable, seed)
				}
			}()
			property(t, rand.New(rand.NewPCG(seed, stream)))
		})
		if t.Failed() {
			return
		}
	}
}
