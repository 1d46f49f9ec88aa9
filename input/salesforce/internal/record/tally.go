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
	late   map[uint64]bool  // records of a time that was collected before
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

// count counts a record of a result that begins where the one before ended. A record without
// a time counts as one of that moment.
func (t *tally) count(short uint64, at, begin time.Time) {
	if t == nil || t.before[short] {
		return
	}
	switch {
	case at.IsZero():
		at = begin
	case at.Before(begin):
		if t.late == nil {
			t.late = make(map[uint64]bool)
		}
		t.late[short] = true
	}
	t.times[short] = at.UnixMilli()
}

// note hands the result, which was asked for at a time, over to the ledger. The next cursor
// has to be the one that completes it.
func (t *tally) note(from, to, asOf time.Time) {
	if t == nil {
		return
	}
	window := coverage.Window{From: from, To: to, Records: make(map[int64]int64)}
	var late []time.Duration
	for short, milli := range t.times {
		identity := coverage.Identity{Short: short, Milli: milli}
		window.Records[identity.Time().Truncate(time.Hour).Unix()]++
		window.Identities = append(window.Identities, identity)
		if t.late[short] {
			late = append(late, asOf.Sub(identity.Time()))
		}
	}
	t.ledger.Came(int64(len(t.times)), late...)
	t.ledger.Window(window)
}
