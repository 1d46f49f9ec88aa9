package logfile

import (
	"context"
	"errors"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

const (
	// maxTries is how often a file must have failed, and giveUpAfter for how long,
	// before it is set aside. What is set aside is lost, and waiting costs no more
	// than a request an hour.
	maxTries    = 10
	giveUpAfter = 24 * time.Hour
	// tellAfter is how often a file must have failed before an event says so.
	tellAfter = 5
	// firstPause is the wait after a file failed; it doubles with each failure.
	firstPause   = 2 * time.Second
	longestPause = time.Hour
	// perShortByte is how much longer a short body of that size is left alone: a second
	// a megabyte.
	perShortByte = time.Microsecond
	// missingPause is the wait after a file was not there; it doubles up to
	// longestMissingPause. A file that is listed and has not been there for
	// missingFor, as often as maxMisses, is taken as deleted.
	missingPause        = 10 * time.Second
	longestMissingPause = 5 * time.Minute
	missingFor          = 15 * time.Minute
	maxMisses           = 6
	// wrongDate is how far in the future a date is certainly wrong: a file of such a date
	// is not waited for.
	wrongDate = 24 * time.Hour
)

// tries is what is known of a file that could not be collected yet. It is not
// stored: after a restart a file gets all its tries again. Its times are this
// process's, by time.Now, and not the org's: setting a clock changes no pause.
type tries struct {
	counted  int       // failures that count against the file
	since    time.Time // of the first of them
	failures int       // in a row, for the pause
	next     time.Time
	short    *shortBody
	misses   int       // how often it was not there
	missing  time.Time // since when
	told     bool      // by an event
	atFirst  int       // how many files had been collected when this one first failed
	err      error     // the last failure, as it is told
	// whole is how many files the collector had collected at the last failure that
	// counts.
	whole int
}

// failed notes a failure and reports whether the file is to be set aside.
//
// It counts against the file only if another file could be collected since the
// last one that counts. Without that it may as well be the org that is in trouble,
// and an outage, of whatever kind, must never set a file aside. A body that grew
// is one that is still being written, and starts the count afresh; one that may be
// taken as whole soon is waited for.
func (t *tries) failed(b batch, whole int, now time.Time) (hopeless bool) {
	if t.failures == 0 && t.err == nil {
		t.atFirst = whole
	}
	pause := min(firstPause<<min(t.failures, 20), longestPause)
	waits := false
	if short := b.short; short != nil {
		if t.short != nil && short.bytes > t.short.bytes {
			t.counted, t.failures, pause = 0, 0, firstPause
		}
		if waits = short.same(t.short) && short.agreeAt.After(now); waits {
			// Until then it may have grown. A big one costs too much to look often.
			pause = min(max(pause, time.Duration(short.bytes)*perShortByte), short.agreeAt.Sub(now))
		}
		t.short = short
	}
	t.failures++
	t.next = now.Add(pause)
	if waits || passing(b.err) || (t.counted > 0 && whole == t.whole) {
		return false
	}
	if t.counted == 0 {
		t.since = now
	}
	t.counted++
	t.whole = whole
	return t.counted >= maxTries && now.Sub(t.since) >= giveUpAfter
}

func (r *run) triesOf(f file) *tries {
	if r.tries[f.key()] == nil {
		r.tries[f.key()] = &tries{}
	}
	return r.tries[f.key()]
}

// waitFor returns how long the file has to wait: it may be too young, because
// Salesforce lists files that are still being written, or have failed before.
func (r *run) waitFor(f file) time.Duration {
	now := r.org.Now()
	wait := f.createdDate.Add(r.config.Settle).Sub(now)
	if wait > r.config.Settle+wrongDate {
		wait = 0
	}
	if known := r.tries[f.key()]; known != nil {
		wait = max(wait, time.Until(known.next))
	}
	return wait
}

// forget drops what is known of files that are not listed any more.
func (r *run) forget() {
	for key := range r.tries {
		if !r.pending[key] {
			delete(r.tries, key)
		}
	}
}

// ofOrg reports whether an error says that no file at all can be had now: there is
// no session, no quota, no API.
func ofOrg(err error) bool {
	if signIn := (*oauth.Error)(nil); errors.As(err, &signIn) {
		return true
	}
	switch rest.ClassOf(err) {
	case rest.SessionExpired, rest.SessionUnusable, rest.DailyLimit, rest.Moved, rest.VersionRetired:
		return true
	}
	return false
}

// passing reports whether an error cannot be the file's fault, whatever else could
// be collected meanwhile.
func passing(err error) bool {
	return rest.ClassOf(err) == rest.Concurrency ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
