package logfile

import (
	"context"
	"sync"
)

// downloads are the files in progress. They outlast the poll that began them if they take
// longer, so that a slow one does not keep the others from being listed. Everything but the
// workers belongs to the goroutine that polls.
type downloads struct {
	batches chan batch
	// running has one download per file id, because all versions of a file share their rows
	// in the state.
	running map[string]*download
	workers sync.WaitGroup
	large   *largeRows
}

type download struct {
	file   file
	cancel context.CancelFunc
	ended  chan struct{}
}

func newDownloads() *downloads {
	return &downloads{batches: make(chan batch), running: make(map[string]*download), large: newLargeRows()}
}

// start begins a download, which ends with its last batch, or with ctx.
func (d *downloads) start(ctx context.Context, f *fetch) {
	ctx, cancel := context.WithCancel(ctx)
	one := &download{file: f.file, cancel: cancel, ended: make(chan struct{})}
	d.running[f.file.id] = one
	d.workers.Go(func() {
		defer close(one.ended)
		defer cancel()
		f.run(ctx, d.batches)
	})
}

// took notes a batch that was received. After its last one a download has nothing to do.
func (d *downloads) took(b batch) {
	if b.whole || b.err != nil {
		delete(d.running, b.file.id)
	}
}

// drop ends the download of a file, if there is one, and waits for its end. Nothing comes
// from it afterwards.
func (d *downloads) drop(id string) {
	if one := d.running[id]; one != nil {
		one.cancel()
		<-one.ended
		delete(d.running, id)
	}
}

// stop ends all downloads and waits for their end.
func (d *downloads) stop() {
	for _, one := range d.running {
		one.cancel()
	}
	d.workers.Wait()
	clear(d.running)
}

// files returns the files in progress.
func (d *downloads) files() []file {
	files := make([]file, 0, len(d.running))
	for _, one := range d.running {
		files = append(files, one.file)
	}
	return files
}
