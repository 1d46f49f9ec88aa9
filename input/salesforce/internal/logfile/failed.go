package logfile

import (
	"errors"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/identity"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// failed decides what becomes of a file that could not be collected.
func (r *run) failed(b batch) error {
	now, known := time.Now(), r.triesOf(b.file)
	if r.complete && !r.pending[b.file.key()] && !ofOrg(b.err) {
		// It was replaced, or is gone, or not selected any more.
		r.log.Debugf("%s is left, it is listed no more: %v", b.file, b.err)
		return nil
	}
	if rest.ClassOf(b.err) == rest.NotFound {
		return r.missing(b, known, now)
	}
	if crash := (*panicError)(nil); errors.As(b.err, &crash) {
		r.log.Warnf("%s: %v\n%s", b.file, crash, crash.stack)
	}
	err := fmt.Errorf("collecting %s: %w", b.file, b.err)
	if scarce := (*budget.Scarce)(nil); errors.As(b.err, &scarce) {
		// Those that are left have no higher priority. What the org has for others, and
		// when to look again, shows when it is asked what there is.
		r.log.Debugf("%v", err)
		r.held, r.halted = true, true
		return nil
	}
	if ofOrg(b.err) {
		r.refusals, r.halted = append(r.refusals, err), true
		r.bound(err)
		return nil
	}
	if known.failed(b, r.whole, now) {
		return r.setAside(b, known, now)
	}
	known.err = err
	r.wait(b.file, known.next.Sub(now))
	return r.tell(b, known)
}

// tell publishes, once, that a file keeps failing while others do not. It is tried
// again all the same: the event is for those who would miss what is in it.
func (r *run) tell(b batch, known *tries) error {
	if known.told || known.failures < tellAfter || r.whole == known.atFirst {
		return nil
	}
	known.told = true
	event := r.mapper.Failing(r.orgInfo, b.file.provenance(), r.noticeID(b.file, "failing"), b.err, r.org.Now())
	if err := r.out.Publish(event, r.state.Cursor()); err != nil {
		return poll.Stopped(err)
	}
	return nil
}

// noticeID is the identity of an event about the file itself.
func (r *run) noticeID(f file, notice string) string {
	return identity.Notice(r.orgInfo.ID, notice+" "+f.id+" "+f.createdDate.UTC().Format(time.RFC3339)).String()
}

// missing skips a file that is gone. One answer does not prove that: what lists it may
// be ahead of what holds it. One that is listed no more is not asked for again.
func (r *run) missing(b batch, known *tries, now time.Time) error {
	if known.misses == 0 {
		known.missing = now
	}
	pause := min(missingPause<<min(known.misses, 20), longestMissingPause)
	known.misses++
	if known.misses < maxMisses || now.Sub(known.missing) < missingFor {
		known.next = now.Add(pause)
		r.wait(b.file, pause)
		return nil
	}
	r.config.Metrics.Add(metrics.FilesMissing, 1)
	r.log.Warnf("%s is gone, Salesforce keeps log files for a limited time: %v", b.file, b.err)
	r.note(b, 0, coverage.Gone)
	return r.advance(r.collectedAsIs(b.file, false))
}

// setAside gives a file up, with an event that says so.
func (r *run) setAside(b batch, known *tries, now time.Time) error {
	r.config.Metrics.Add(metrics.FilesQuarantined, 1)
	r.log.Warnf("%s is set aside, it failed for %v: %v", b.file, now.Sub(known.since).Round(time.Minute), b.err)
	event := r.mapper.Quarantined(r.orgInfo, b.file.provenance(), r.noticeID(b.file, "set aside"), b.err, r.org.Now())
	r.note(b, 0, coverage.Quarantined)
	done := r.collectedAsIs(b.file, true)
	if err := r.out.Publish(event, done.Cursor()); err != nil {
		return poll.Stopped(err)
	}
	r.state = done
	return nil
}
