package record

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// tally counts the records of a result for the ledger, by their time. A result that is
// asked for again has the same records, and those of the result before are not its own.
type tally struct {
	ledger *coverage.Ledger
	before map[uint64]bool
	times  map[uint64]int64 // by record, in milliseconds since 1970
}

func newTally(ledger *coverage.Ledger, before state.Identities) *tally {
	if ledger == nil {
		return nil
	}
	t := &tally{ledger: ledger, before: make(map[uint64]bool, len(before)), times: make(map[uint64]int64)}
	for _, id := range before {
		t.before[id] = true
	}
	return t
}

// count counts a record. One without a time counts where the result begins.
func (t *tally) count(short uint64, at, begin time.Time) {
	if t == nil || t.before[short] {
		return
	}
	if at.IsZero() {
		at = begin
	}
	t.times[short] = at.UnixMilli()
}

// note hands the result over to the ledger. The next cursor has to be the one that
// completes it.
func (t *tally) note(from, to time.Time) {
	if t == nil {
		return
	}
	window := coverage.Window{From: from, To: to, Records: make(map[int64]int64)}
	for short, milli := range t.times {
		identity := coverage.Identity{Short: short, Milli: milli}
		window.Records[identity.Time().Truncate(time.Hour).Unix()]++
		window.Identities = append(window.Identities, identity)
	}
	t.ledger.Window(window)
}
