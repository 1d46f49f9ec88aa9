package coverage

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

// Cause is why an audit found something that was not collected.
type Cause string

// The causes.
const (
	CreatedLate  Cause = "created_late"  // Salesforce created the record long after its time
	VisibleLate  Cause = "visible_late"  // it could not be queried, or was not listed, in time
	FileReplaced Cause = "file_replaced" // another file took its place
	DeletedSince Cause = "deleted_since" // it was collected and is not there any more
)

// Audit is the result of comparing a day of a source with the org.
type Audit struct {
	// Day is the beginning of the UTC day.
	Day time.Time `json:"day"`
	// AgeSeconds is the age at which it was compared, from the end of the day.
	AgeSeconds int64 `json:"age_seconds"`
	// At is when the output had acknowledged what was found.
	At time.Time `json:"at"`
	// Org and Ours are how many records or files each had before anything was collected.
	Org  int64 `json:"org"`
	Ours int64 `json:"ours"`
	// Found are those of the org that were not collected, and Deleted those that were and
	// are not there any more.
	Found   int64 `json:"found,omitempty"`
	Deleted int64 `json:"deleted,omitempty"`
	// Causes counts them.
	Causes map[Cause]int64 `json:"causes,omitempty"`
	// Unfinished says that the requests did not suffice.
	Unfinished bool `json:"unfinished,omitempty"`
}

// Age returns the age at which the day was compared.
func (a *Audit) Age() time.Duration { return time.Duration(a.AgeSeconds) * time.Second }

// auditLine is a line of the file of audits; it has one of these.
type auditLine struct {
	// Since is the time from which on the ledger knows every record.
	Since time.Time `json:"since,omitzero"`
	Audit *Audit    `json:"audit,omitempty"`
	// Selections replaces what was selected before, with the time from which on all of it
	// is known.
	Selections map[string]time.Time `json:"selections,omitempty"`
}

// audits is what the file of audits says.
type audits struct {
	since      time.Time
	results    []Audit
	selections map[string]time.Time
}

const (
	auditExtension = ".audit"
	// maxAuditGrowth is how many bytes the file of audits may grow beyond twice its size
	// before it is tidied.
	maxAuditGrowth = 128 << 10
	// maxAuditFile bounds what is read of it.
	maxAuditFile = 64 << 20
)

func auditPath(ledger string) string { return strings.TrimSuffix(ledger, extension) + auditExtension }

// readAudits reads a file of audits. Lines that cannot be read are left out: what they say
// is found out again.
func readAudits(path string) (a audits, size int64, err error) {
	file, err := plainfile.OpenOwn(path, os.O_RDONLY, 0)
	if err != nil {
		return a, 0, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxAuditFile))
	if err != nil {
		return a, 0, err
	}
	for next := range bytes.Lines(text) {
		var l auditLine
		if json.Unmarshal(next, &l) != nil {
			continue
		}
		switch {
		case l.Audit != nil:
			a.results = append(a.results, *l.Audit)
		case l.Selections != nil:
			a.selections = l.Selections
		case !l.Since.IsZero():
			a.since = l.Since
		}
	}
	return a, int64(len(text)), nil
}

// beginAudits reads what earlier audits have found out.
func (l *Ledger) beginAudits() {
	found, size, err := readAudits(auditPath(l.path))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		// Nothing is known of what was collected, so nothing is taken for missing.
		l.warn("the audits of the coverage ledger cannot be read and start over: %v", err)
		_ = os.Remove(auditPath(l.path)) // what is written next says what is wrong
	}
	l.audits, l.auditSize = found, size
	if l.auditSize > maxAuditGrowth {
		l.tidyAudits()
	}
}

// tidyAudits drops the audits of days that are older than the retention, and puts the rest
// together.
func (l *Ledger) tidyAudits() {
	oldest := l.now().Add(-l.retention)
	l.audits.results = slices.DeleteFunc(l.audits.results, func(a Audit) bool { return a.Day.Before(oldest) })
	var text []byte
	if !l.audits.since.IsZero() {
		text = encode(text, auditLine{Since: l.audits.since})
	}
	for n := range l.audits.results {
		text = encode(text, auditLine{Audit: &l.audits.results[n]})
	}
	if len(l.audits.selections) > 0 {
		text = encode(text, auditLine{Selections: l.audits.selections})
	}
	if err := replace(auditPath(l.path), text); err != nil {
		l.warnUnwritten(err)
		return
	}
	l.auditSize, l.auditTidySize = int64(len(text)), int64(len(text))
}

// startAudits notes that every record is known from a time on.
func (l *Ledger) startAudits(since time.Time) {
	since = encodable(since)
	l.audits.since = since
	l.appendAudits(auditLine{Since: since})
}

func (l *Ledger) appendAudits(lines ...auditLine) {
	for n := range lines {
		l.unwrittenAudits = encode(l.unwrittenAudits, lines[n])
	}
	size, err := appendTo(auditPath(l.path), nil, l.unwrittenAudits)
	if err == nil {
		l.auditSize, l.unwrittenAudits = size, nil
		return
	}
	l.warnUnwritten(err)
	if len(l.unwrittenAudits) > maxUnwritten {
		l.unwrittenAudits = nil
	}
}

// acknowledgeAudits writes the results of audits among acknowledged lines.
func (l *Ledger) acknowledgeAudits(lines []line) {
	var written []auditLine
	for n := range lines {
		if lines[n].audit == nil {
			continue
		}
		result := *lines[n].audit
		result.At = l.now().UTC().Truncate(time.Second)
		l.audits.results = append(l.audits.results, result)
		written = append(written, auditLine{Audit: &result})
	}
	if len(written) > 0 {
		l.appendAudits(written...)
	}
}

// Found hands over a record that an audit has found. The next cursor has to be that of its
// event.
func (l *Ledger) Found(identity Identity) {
	l.note(line{identities: []Identity{identity}})
}

// Audited hands over the result of comparing a day, and counts it. The next cursor completes
// what was found.
func (l *Ledger) Audited(result Audit, counts *metrics.Set) {
	switch {
	case result.Unfinished:
	case result.Found > 0:
		counts.Add(metrics.AuditWindowsDiffering, 1)
	default:
		counts.Add(metrics.AuditWindowsVerified, 1)
	}
	l.note(line{audit: &result})
}

// Due returns the next day to be compared, of a source that has collected through a time. On
// nil, and as long as the ledger does not know every record from some time on, there is none.
func (l *Ledger) Due(now, through time.Time) (audit.Task, bool) {
	if l == nil {
		return audit.Task{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.audits.since.IsZero() {
		return audit.Task{}, false
	}
	return l.schedule.Next(now, l.audits.since, through, func(day time.Time) (time.Duration, bool) {
		age, found := time.Duration(0), false
		look := func(a *Audit) {
			if a.Day.Equal(day) {
				age, found = max(age, a.Age()), true
			}
		}
		for n := range l.audits.results {
			look(&l.audits.results[n])
		}
		for n := range l.pending { // acknowledged soon
			if a := l.pending[n].audit; a != nil {
				look(a)
			}
		}
		return age, found
	})
}
