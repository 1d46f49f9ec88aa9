package logfile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

const (
	// listAgain is how soon the files are listed again after that failed, if downloads run.
	listAgain = time.Minute
	// maxBacklog is how many files of a listing may be begun with while the next one is
	// asked for. A listing itself is too large to keep two of them.
	maxBacklog = 256
	// atOnce is what a poll returns that ended although downloads run.
	atOnce = time.Millisecond
)

// plan decides what becomes of the listed files: they are done, in progress, to be
// downloaded, or have to wait.
func (r *run) plan(listed []file) {
	r.complete, r.listed, r.all = true, listed, int64(len(listed))
	r.passed = r.state.Watermark
	r.pending, r.queue, r.waiting, r.nextReady = make(map[state.LogFile]bool), nil, nil, time.Time{}
	done, current := r.state.Index(), r.current()
	for _, f := range listed {
		if done(f.key()) {
			continue
		}
		r.pending[f.key()] = true
		switch {
		case f.unreadable != nil:
			// It holds the watermark, so that a version that can read it finds it.
			continue
		case current[f.id].Equal(f.key()):
			continue
		case current[f.id].ID == "":
			// A version in progress that is listed no more makes way for this one.
			r.downloads.drop(f.id)
		}
		if wait := r.waitFor(f); wait > 0 {
			r.wait(f, wait)
		} else if r.hasRoom(f) {
			r.queue = append(r.queue, f)
		}
	}
	from := r.scope.startOf(r.state, "")
	switch {
	case len(r.queue) > 0:
		r.catchUp.plan(r.org.Now(), from, append(slices.Clip(r.queue), r.downloads.files()...))
		r.log.Debugf("collecting %d of %d new event log files", len(r.queue), len(r.pending))
	case len(r.downloads.running) == 0:
		r.catchUp.Idle(fmt.Sprintf("nothing to collect yet, from %s on", from.UTC().Format(time.RFC3339)))
	}
	if r.held {
		// Only then: as long as an old file waits, the state names all that are newer.
		slices.SortStableFunc(r.queue, func(a, b file) int { return int(a.priority() - b.priority()) })
	}
}

// current returns, by id, the files in progress that are listed.
func (r *run) current() map[string]state.LogFile {
	current := make(map[string]state.LogFile)
	if len(r.downloads.running) == 0 {
		return current
	}
	for _, f := range r.listed {
		if one := r.downloads.running[f.id]; one != nil && one.file.key().Equal(f.key()) {
			current[f.id] = f.key()
		}
	}
	return current
}

// bound sets when the poll ends although downloads run, so that the files are listed again.
// What the org gives none of for some time is not asked for before.
func (r *run) bound(err error) {
	if r.config.Relist == nil {
		return
	}
	last := r.config.Relist()
	if err != nil {
		last = max(min(last, listAgain), poll.Patience(err))
	}
	if until := time.Now().Add(last); until.After(r.until) {
		r.until = until
	}
}

// work downloads and publishes what is due, until all of it is done or has failed, or the
// poll is to end.
func (r *run) work(ctx context.Context) error {
	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	for {
		r.wake()
		r.begin(ctx)
		if len(r.downloads.running) == 0 || r.isOver() {
			return ctx.Err()
		}
		var due <-chan time.Time
		if next := r.nextDue(); !next.IsZero() {
			alarm.Reset(time.Until(next))
			due = alarm.C
		}
		select {
		case received := <-r.downloads.batches:
			if err := r.receive(ctx, received); err != nil {
				return err
			}
		case <-due:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (r *run) isOver() bool { return !r.until.IsZero() && !time.Now().Before(r.until) }

// nextDue is when there is something to do without a batch; zero for never.
func (r *run) nextDue() time.Time {
	if r.nextReady.IsZero() || !r.until.IsZero() && r.until.Before(r.nextReady) {
		return r.until
	}
	return r.nextReady
}

// receive publishes a batch. If it is the last one of its file, the worker goes on with
// another file meanwhile.
func (r *run) receive(ctx context.Context, b batch) error {
	r.downloads.took(b)
	r.publishing = b.file.id
	if b.whole {
		r.begin(ctx)
	}
	err := r.publish(b)
	r.publishing = ""
	return err
}

// meanwhile asks the org for something and publishes what the downloads hand over until
// the answer is there.
func (r *run) meanwhile(ctx context.Context, ask func(context.Context) error) error {
	if len(r.downloads.running) == 0 && len(r.queue) == 0 {
		return ask(ctx)
	}
	asking, cancel := context.WithCancel(ctx)
	answered, ended := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(ended)
		answered <- guard.Run("asking for event log files", func() error { return ask(asking) })
	}()
	defer func() {
		cancel()
		<-ended
	}()
	for {
		r.begin(ctx)
		select {
		case err := <-answered:
			return err
		case received := <-r.downloads.batches:
			if err := r.receive(ctx, received); err != nil {
				return err
			}
		}
	}
}

// begin starts downloads of the queue as long as there are workers. What is known of a file
// is read here, before any of it changes.
func (r *run) begin(ctx context.Context) {
	most := max(r.config.Workers, 1)
	for n := 0; n < len(r.queue) && len(r.downloads.running) < most && !r.halted && ctx.Err() == nil; {
		f := r.queue[n]
		if r.downloads.running[f.id] != nil || r.publishing == f.id {
			n++ // another version of it is not done yet
			continue
		}
		share := min(most, len(r.downloads.running)+len(r.queue))
		if n == 0 {
			r.queue = r.queue[1:] // it may be a long one
		} else {
			r.queue = slices.Delete(r.queue, n, n+1)
		}
		r.downloads.start(ctx, &fetch{
			org: r.org, mapper: r.mapper, orgInfo: r.orgInfo, file: f,
			sent: r.state.Rows(f.key()), sum: r.state.Sum(f.key()), previous: r.triesOf(f).short, settle: r.config.Settle, workers: share, large: r.downloads.large,
		})
	}
}

// wait leaves a file alone for some time.
func (r *run) wait(f file, wait time.Duration) {
	r.waiting = append(r.waiting, f)
	if at := time.Now().Add(wait); r.config.Relist != nil && (r.nextReady.IsZero() || at.Before(r.nextReady)) {
		r.nextReady = at
	}
}

// wake queues the files that have waited long enough.
func (r *run) wake() {
	if r.nextReady.IsZero() || time.Now().Before(r.nextReady) {
		return
	}
	waiting := r.waiting
	r.waiting, r.nextReady = nil, time.Time{}
	for _, f := range waiting {
		if wait := r.waitFor(f); wait > 0 {
			r.wait(f, wait)
		} else if r.hasRoom(f) {
			r.queue = append(r.queue, f)
		}
	}
}

// ready returns how soon there is something to do; 0 if nothing is known to become ready.
func (r *run) ready() time.Duration {
	if len(r.downloads.running) > 0 {
		return atOnce
	}
	ready := time.Duration(0)
	for _, f := range r.waiting {
		if wait := max(r.waitFor(f), atOnce); ready == 0 || wait < ready {
			ready = wait
		}
	}
	return ready
}

// trouble returns what is wrong. A file that has failed is in trouble until it is collected,
// also in the polls in which it is left alone.
func (r *run) trouble() error {
	var all troubles
	for _, err := range r.refusals {
		all.add(err)
	}
	files := r.listed
	if !r.complete {
		files = r.waiting
	}
	for _, f := range files {
		known := r.tries[f.key()]
		switch {
		case r.complete && !r.pending[f.key()]:
		case f.unreadable != nil:
			all.add(fmt.Errorf("%s cannot be collected: %w", f, f.unreadable))
		case known != nil && known.err != nil:
			all.add(known.err)
		}
	}
	return all.err()
}

// end settles a poll that has listed the files.
func (r *run) end() error {
	if err := r.advance(r.scope.settled(r.state, r.listed, r.pending)); err != nil {
		return err
	}
	r.forget()
	err := r.trouble()
	if err == nil && !r.held && len(r.downloads.running) == 0 {
		r.catchUp.end(r.org.Now())
	}
	return err
}

// keepBacklog keeps some files that are to be downloaded for the time until the next listing.
func (r *run) keepBacklog() {
	r.backlog = nil
	if len(r.downloads.running) > 0 && !r.halted {
		r.backlog = slices.Clone(r.queue[:min(len(r.queue), maxBacklog)])
	}
}

// stopped reports whether the input is to stop.
func stopped(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, poll.ErrStopped)
}
