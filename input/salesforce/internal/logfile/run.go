package logfile

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// run is the work of one poll. The goroutine that polls publishes what the downloads hand
// over, also those that an earlier poll has left.
type run struct {
	*Collector
	out   publisher.Publisher
	scope scope
	// complete says that the files were listed. Until then, and if that fails, nothing is
	// listed and pending, so that no date of the state moves: only files and rows are added.
	complete bool
	// listed are the files in scope, in their order, without those at its begin that
	// the state has passed.
	listed []file
	// pending are those of them that are not done now; they hold the watermark.
	pending map[state.LogFile]bool
	// all is how many files were listed.
	all int64
	// passed is the watermark at the begin of the poll.
	passed time.Time
	// queue are the files that are to be downloaded, and waiting those that are too young
	// or have failed. The first of these is ready at the time nextReady.
	queue, waiting []file
	nextReady      time.Time
	// publishing is the id of the file whose last batch is being published.
	publishing string
	// until is when the poll ends although downloads run; zero for never.
	until time.Time
	// held says that files wait because requests are scarce.
	held bool
	// halted ends the handing out of files: the org gives none now, for the reasons in
	// refusals.
	halted   bool
	refusals []error
}

// publish hands a batch to the publisher. It returns an error only when the input
// is to stop.
func (r *run) publish(b batch) error {
	if news := r.drift.News(b.file.eventType, b.unknown, r.org.Now()); len(news) > 0 {
		r.log.Warnf("%s", ecs.DriftMessage(b.file.eventType, news))
	}
	if b.changed {
		r.log.Warnf("%s no longer begins with the %d rows that were published; its rows are published again from the first, with the same ids", b.file, r.state.Rows(b.file.key()))
		r.state = r.state.WithRows(b.file.key(), 0, "")
	}
	if len(b.events) > 0 {
		if err := r.publishRows(b); err != nil {
			return err
		}
	}
	r.catchUp.took(r.org.Now(), b)
	r.count(b)
	switch {
	case b.whole:
		return r.finish(b)
	case b.err != nil:
		return r.failed(b)
	}
	return nil
}

// publishRows publishes the rows of a batch. The last one of a file carries that the file
// is done.
func (r *run) publishRows(b batch) error {
	key, more := b.file.key(), len(b.events)
	sum := state.FormatSum(b.sums[more-1])
	after := r.state.WithRows(key, r.state.Rows(key)+int64(more), sum)
	cursor := r.state.Within(key)
	r.markMissed(b)
	for n, event := range b.events {
		cursor = cursor.After(int64(n+1), b.sums[n])
		if b.whole && n == more-1 {
			r.note(b, more, coverage.Collected)
			after = r.collected(b.file, after.Rows(key), sum, false)
			cursor = after.Cursor()
		}
		if err := r.out.Publish(event, cursor); err != nil {
			return poll.Stopped(err)
		}
	}
	r.state = after
	return nil
}

// finish notes that the file is done.
func (r *run) finish(b batch) error {
	if b.warning != "" {
		r.log.Warnf("%s: %s", b.file, b.warning)
	}
	r.whole++
	if len(b.events) == 0 { // else the last row carried it
		r.note(b, 0, coverage.Collected)
		if err := r.advance(r.collectedAsIs(b.file, false)); err != nil {
			return err
		}
	}
	// What the state has passed cannot hold it up again. Without this, each file of a
	// catch-up would cost a look at all before it.
	for len(r.listed) > 0 && !r.pending[r.listed[0].key()] {
		r.listed = r.listed[1:]
	}
	return nil
}

// hasRoom reports whether there are requests for a file's priority.
func (r *run) hasRoom(f file) bool {
	if r.config.Room == nil || r.config.Room(f.priority()) {
		return true
	}
	r.held = true
	return false
}

// collected returns the state after the file was finished with so many rows in all, which
// have that sum, or was set aside.
func (r *run) collected(f file, rows int64, sum string, setAside bool) state.LogFiles {
	delete(r.pending, f.key())
	delete(r.tries, f.key())
	done := r.state.WithCollected(state.CollectedFile{LogFile: f.key(), Rows: rows, Sum: sum, Quarantined: setAside})
	return r.scope.progress(done, r.listed, r.pending)
}

// collectedAsIs is collected with no more rows than the state knows of.
func (r *run) collectedAsIs(f file, setAside bool) state.LogFiles {
	return r.collected(f, r.state.Rows(f.key()), r.state.Sum(f.key()), setAside)
}

// advance stores a state that no event carries.
func (r *run) advance(to state.LogFiles) error {
	if cursor := to.Cursor(); cursor != r.state.Cursor() {
		if err := r.out.Advance(cursor); err != nil {
			return poll.Stopped(err)
		}
	}
	r.state = to
	return nil
}
