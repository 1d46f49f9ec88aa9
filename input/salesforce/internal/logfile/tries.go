package logfile

import (
	"context"
	"errors"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

const (
	// maxTries is how often a file may fail before it is set aside.
	maxTries = 5
	// firstPause is the wait after a file failed; it doubles with each failure.
	firstPause = 2 * time.Second
	longPause  = time.Hour
)

// tries is what is known of a file that could not be collected yet. It is not
// stored: after a restart a file gets all its tries again.
type tries struct {
	count int
	next  time.Time
	short *shortBody
}

// failed notes a failure and reports whether the file is to be tried again. A body
// that grew is one that is still being written, and starts the count afresh.
func (t *tries) failed(short *shortBody, now time.Time) bool {
	if t.short != nil && short != nil && short.bytes > t.short.bytes {
		t.count = 0
	}
	t.short = short
	t.count++
	t.next = now.Add(min(firstPause<<min(2*(t.count-1), 20), longPause))
	return t.count < maxTries
}

func (r *run) triesOf(f file) *tries {
	if r.tries[f.key()] == nil {
		r.tries[f.key()] = &tries{}
	}
	return r.tries[f.key()]
}

// waitFor returns how long the file has to wait: it may be too young, because
// Salesforce lists files that are still being written, or have failed just now.
func (r *run) waitFor(f file) time.Duration {
	now := r.org.Now()
	wait := f.createdDate.Add(r.config.Settle).Sub(now)
	if known := r.tries[f.key()]; known != nil {
		wait = max(wait, known.next.Sub(now))
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

// ofFile reports whether an error counts against the file. What keeps the whole
// org from answering (no session, no quota, too many requests) does not.
func ofFile(err error) bool {
	if signIn := (*oauth.Error)(nil); errors.As(err, &signIn) {
		return false
	}
	switch rest.ClassOf(err) {
	case rest.SessionExpired, rest.SessionUnusable, rest.DailyLimit, rest.Concurrency, rest.Moved:
		return false
	}
	return !errors.Is(err, context.DeadlineExceeded)
}
