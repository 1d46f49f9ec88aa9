package coverage

import (
	"fmt"
	"hash/fnv"
	"maps"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
)

// FileIdentity returns the short identity of a version of a log file. A length that is not known
// is 0.
func FileIdentity(id string, created time.Time, length int64) uint64 {
	sum := fnv.New64a()
	_, _ = fmt.Fprintf(sum, "%s %d %d", id, created.UnixMilli(), max(length, 0)) // it never fails
	return sum.Sum64()
}

// Select notes which log files are selected, and from when on all that have the selection are
// known: first for the selections of a new source, and now for those that are added later or that
// a source had before it was audited.
// It returns these times by selection.
func (l *Ledger) Select(selections []string, first, now time.Time) map[string]time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.schedule) == 0 {
		return nil
	}
	begins := l.audits.since.IsZero()
	if !l.isNew {
		first = now
	}
	next := make(map[string]time.Time, len(selections))
	for _, selection := range selections {
		since, known := l.audits.selections[selection]
		switch {
		case known:
		case begins:
			since = first
		default:
			since = now
		}
		next[selection] = encodable(since)
	}
	if begins {
		l.startAudits(first)
	}
	if !maps.EqualFunc(next, l.audits.selections, time.Time.Equal) {
		l.audits.selections = next
		l.appendAudits(auditLine{Selections: next})
	}
	return maps.Clone(next)
}

// Files returns the log files of a UTC day, by their LogDate, that the ledger knows of, those
// that wait for their acknowledgment among them. Of a file that was replaced each version is
// there that the ledger still has.
func (l *Ledger) Files(day time.Time) ([]File, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, err := read(l.path)
	if err := ignoreMissing(err); err != nil {
		return nil, err
	}
	var files []File
	for _, lines := range [][]line{found.lines, l.pending} {
		for n := range lines {
			if f := lines[n].File; f != nil && audit.DayOf(f.Hour).Equal(day) {
				files = append(files, *f)
			}
		}
	}
	return files, nil
}
