package record

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// tally counts the records of a result by their hour, for the ledger. A result that is
// asked for again has the same records, and those of the result before are not its own.
type tally struct {
	ledger *coverage.Ledger
	before map[uint64]bool
	hours  map[uint64]int64 // by record
}

func newTally(ledger *coverage.Ledger, before state.Identities) *tally {
	if ledger == nil {
		return nil
	}
	t := &tally{ledger: ledger, before: make(map[uint64]bool, len(before)), hours: make(map[uint64]int64)}
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
	t.hours[short] = at.Truncate(time.Hour).Unix()
}

// note hands the result over to the ledger. The next cursor has to be the one that
// completes it.
func (t *tally) note(from, to time.Time) {
	if t == nil {
		return
	}
	window := coverage.Window{From: from, To: to, Records: make(map[int64]int64)}
	for _, hour := range t.hours {
		window.Records[hour]++
	}
	t.ledger.Window(window)
}
