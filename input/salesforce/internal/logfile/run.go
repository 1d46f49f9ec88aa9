package logfile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/identity"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// run is the work of one poll: the workers that download, and the goroutine that
// publishes what they send.
type run struct {
	*Collector
	out     publisher.Publisher
	scope   scope
	orgInfo ecs.Org
	// listed are the files in scope, in their order, without those at its begin that
	// the state has passed.
	listed []file
	// pending are those of them that are not done now; they hold the watermark.
	pending map[state.LogFile]bool
	// all is how many files were listed.
	all int64
	// passed is the watermark at the begin of the poll.
	passed time.Time
	// ready is when the next of them can be tried; 0 if none waits.
	ready time.Duration
	// held says that files wait because requests are scarce.
	held bool
	// halt ends the handing out of files: the org gives none now.
	halt     context.CancelFunc
	troubles troubles
}

// collect downloads and publishes what is due.
func (r *run) collect(ctx context.Context) (time.Duration, error) {
	var due []file
	for _, f := range r.listed {
		if r.state.Has(f.key()) {
			continue
		}
		r.pending[f.key()] = true
		if f.unreadable != nil {
			// It holds the watermark, so that a version that can read it finds it.
			r.troubles.add(fmt.Errorf("%s cannot be collected: %w", f, f.unreadable))
			continue
		}
		if wait := r.waitFor(f); wait > 0 {
			r.wait(f, wait)
		} else if r.hasRoom(f) {
			due = append(due, f)
		}
	}
	from := r.scope.startOf(r.state, "")
	if len(due) == 0 {
		r.catchUp.Idle(fmt.Sprintf("nothing to collect yet, from %s on", from.UTC().Format(time.RFC3339)))
	} else {
		r.catchUp.plan(r.org.Now(), from, due)
		r.log.Debugf("collecting %d of %d new event log files", len(due), len(r.pending))
		if r.held {
			// Only then: as long as an old file waits, the state names all that are newer.
			slices.SortStableFunc(due, func(a, b file) int { return int(a.priority() - b.priority()) })
		}
		if err := r.download(ctx, due); err != nil {
			return 0, err
		}
	}
	settled := r.scope.settled(r.state, r.listed, r.pending)
	if err := r.advance(settled); err != nil {
		return 0, err
	}
	r.forget()
	err := r.troubles.err()
	if err == nil && !r.held {
		r.catchUp.end(r.org.Now())
	}
	return r.ready, err
}

// download runs the workers and publishes what they send, until all files of due
// are done or have failed. It returns after its goroutines have ended.
func (r *run) download(ctx context.Context, due []file) error {
	working, cancel := context.WithCancel(ctx)
	defer cancel()
	handing, halt := context.WithCancel(working)
	defer halt()
	r.halt = halt
	jobs, batches := make(chan *fetch), make(chan batch)
	var workers sync.WaitGroup
	many := min(max(r.config.Workers, 1), len(due))
	for range many {
		workers.Go(func() {
			for next := range jobs {
				next.run(working, batches)
			}
		})
	}
	// What is known of each file is read here, before any of it changes.
	queue, large := make([]*fetch, len(due)), newLargeRows()
	for n, f := range due {
		queue[n] = &fetch{
			org: r.org, mapper: r.mapper, orgInfo: r.orgInfo, file: f,
			sent: r.state.Rows(f.key()), sum: r.state.Sum(f.key()), previous: r.triesOf(f).short, settle: r.config.Settle, workers: many, large: large,
		}
	}
	workers.Go(func() {
		defer close(jobs)
		for _, next := range queue {
			select {
			case jobs <- next:
			case <-handing.Done():
				return
			}
		}
	})
	go func() {
		workers.Wait()
		close(batches)
	}()
	var stopped error
	for received := range batches {
		if stopped != nil {
			continue // the workers are ending; what they still send is not wanted
		}
		if stopped = r.publish(received); stopped != nil {
			cancel()
		}
	}
	return errors.Join(stopped, ctx.Err())
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

// failed decides what becomes of a file that could not be collected.
func (r *run) failed(b batch) error {
	now, known := time.Now(), r.triesOf(b.file)
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
		r.held = true
		r.halt()
		return nil
	}
	if ofOrg(b.err) {
		r.troubles.add(err)
		r.halt()
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
	r.config.Metrics.Add(metrics.FilesSetAside, 1)
	r.log.Warnf("%s is set aside, it failed for %v: %v", b.file, now.Sub(known.since).Round(time.Minute), b.err)
	event := r.mapper.SetAside(r.orgInfo, b.file.provenance(), r.noticeID(b.file, "set aside"), b.err, r.org.Now())
	r.note(b, 0, coverage.SetAside)
	done := r.collectedAsIs(b.file, true)
	if err := r.out.Publish(event, done.Cursor()); err != nil {
		return poll.Stopped(err)
	}
	r.state = done
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
	done := r.state.WithCollected(state.Collected{LogFile: f.key(), Rows: rows, Sum: sum, SetAside: setAside})
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

// wait leaves a file to a later poll. What has failed is in trouble until it is
// collected, also in the polls in which it is left alone.
func (r *run) wait(f file, wait time.Duration) {
	if r.ready == 0 || wait < r.ready {
		r.ready = wait
	}
	if known := r.tries[f.key()]; known != nil && known.err != nil {
		r.troubles.add(known.err)
	}
}
