package logfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"runtime/debug"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/identity"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/pause"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

const (
	// batchRows and batchBytes bound what all workers together hand over at once, and
	// leastRows what one of them does: enough to spare the cost of handing over, little
	// enough for the memory, in which a row takes some 10 KiB.
	batchRows  = 256
	batchBytes = 1 << 20
	leastRows  = 16
	// stalledDownloads is how many downloads in a row may break without bringing a
	// new row before the file is left to the next poll.
	stalledDownloads = 3
	// agreeAfter is how far apart two equal downloads of a file whose length is not
	// what Salesforce says must at least be, to be taken as whole. Its rows do not
	// wait for that, only its completion does.
	agreeAfter = 10 * time.Minute
	// downloadPause is the wait before a broken download is tried again.
	downloadPause = time.Second
)

// batch is what a worker hands to the goroutine that publishes.
type batch struct {
	file   file
	events []ecs.Event
	// sums has, for each event, the sum of the rows of the file up to it; see
	// state.Partial.
	sums []uint64
	// changed says that the body does not begin with the rows that were published before
	// this batch. The file starts over.
	changed bool
	// whole says that the events end the file.
	whole   bool
	warning string
	unknown []string // columns that no table knows
	read    int64    // bytes of the body, up to about here
	// malformed counts the events whose row does not fit its header.
	malformed int64
	// repeated counts the rows that had been sent before, and were passed over.
	repeated int64
	began    time.Time // when the file was begun with
	// err says that the file is left for now.
	err   error
	short *shortBody
}

// shortBody describes a body that did not have the length that it should have.
type shortBody struct {
	bytes   int64
	sum     uint64
	since   time.Time // when a body of these bytes was first seen
	agreeAt time.Time // when the same body again is taken as whole; zero for never
}

func (s *shortBody) same(other *shortBody) bool {
	return s != nil && other != nil && s.bytes == other.bytes && s.sum == other.sum
}

// fetch collects one file. It is used by one worker.
type fetch struct {
	org      Org
	mapper   *ecs.Mapper
	orgInfo  ecs.Org
	file     file
	sent     int64  // rows that are published or handed over
	sum      string // of those rows; see state.Partial
	previous *shortBody
	settle   time.Duration
	workers  int // how many share the memory, at least 1
	large    *largeRows

	out     chan<- batch
	unknown []string // columns that no table knows

	read      int64 // bytes of the body in progress
	malformed int64 // of the events that are held
	repeated  int64 // rows that were passed over since the last batch
	began     time.Time
	total     uint64      // the sum of the rows of the body in progress, up to the last that was read
	held      []ecs.Event // mapped and not handed over; the last of them may end the file
	heldSums  []uint64    // batch.sums of those
	size      int
}

// run downloads the file, again where a download breaks off, and ends with a batch
// that is whole or has an error. After ctx has ended it hands over nothing more.
func (f *fetch) run(ctx context.Context, out chan<- batch) {
	f.out, f.began = out, time.Now()
	defer func() {
		if v := recover(); v != nil {
			// The process must not die for one file; the file is set aside in the end.
			taken := f.takeHeld()
			taken.err = &panicError{v, debug.Stack()}
			_ = f.handOver(ctx, taken)
		}
	}()
	changed := false
	for stalled := 0; ; {
		before := f.sent
		last, err := f.download(ctx)
		if err == nil {
			_ = f.handOver(ctx, last) // the context has ended, or all is done
			return
		}
		if ctx.Err() != nil {
			return
		}
		// Once, so that a body that is another one each time is not sent without end.
		if errors.Is(err, errChanged) && !changed {
			changed = true
			if f.startOver(ctx) != nil {
				return
			}
			continue
		}
		if f.sent > before {
			stalled = 0
		}
		if stalled++; stalled >= stalledDownloads || !brokeOff(err) {
			_ = f.handOver(ctx, batch{err: err, short: last.short})
			return
		}
		if !pause.For(ctx, downloadPause) {
			return
		}
	}
}

// brokeOff reports whether a download ended in the middle, so that another may get
// further at once. Errors of the request itself have been retried already. A download that
// was too slow has kept its worker for minutes: other files come first.
func brokeOff(err error) bool {
	var broken *readError
	return errors.As(err, &broken) && !errors.Is(err, rest.ErrTooSlow)
}

// readError is an error while a body was read.
type readError struct{ error }

func (e *readError) Unwrap() error { return e.error }

// panicError is what a panic becomes. The stack is for the log alone.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// download streams the body once and hands over the rows that were not sent yet.
// When the body is whole, the last of them are returned instead, because the last
// row carries the completion of its file.
func (f *fetch) download(ctx context.Context) (batch, error) {
	body, err := f.org.Open(budget.WithPriority(ctx, f.file.priority()), f.file.path)
	if err != nil {
		return batch{}, err
	}
	defer body.Close()
	received := newCounter(body, longest(f.file.length))
	last, err := f.rows(ctx, received)
	if err != nil {
		// What was read so far are whole rows: they need not be read again.
		return last, errors.Join(err, f.handOver(ctx, f.takeHeld()))
	}
	taken := f.takeHeld()
	last.events, last.sums, last.whole, f.read = taken.events, taken.sums, true, received.bytes
	return last, nil
}

func (f *fetch) rows(ctx context.Context, received *counter) (last batch, err error) {
	decode := newDecoder(received)
	var mapper *ecs.RowMapper
	var identities *identity.Rows
	accepted, columns := false, 0
	sent := f.sent // before this download
	f.total = 0
	for number := int64(0); ; number++ {
		record, err := decode.Read()
		if errors.Is(err, errUnterminated) {
			// All bytes have come, and of the last record nothing but its line feed is
			// missing: some write no last one.
			ends := len(record.cells) > 0 && len(record.cells) >= columns && decode.closed(record)
			if ends && number > 0 && record.malformed == nil && bytes.HasSuffix(record.raw, []byte(`"`)) {
				err = errNoLineFeed
			}
			if !ends || received.bytes != f.file.length {
				if last, err = f.verdict(received, number, err); err != nil {
					return last, err
				}
			}
			accepted = true
			decode.Accept()
			record, err = decode.Read()
		}
		switch {
		case errors.Is(err, io.EOF):
			if !accepted {
				if last, err = f.verdict(received, number, nil); err != nil {
					return last, err
				}
			}
			return last, f.checkEnd(number - 1)
		case errors.Is(err, errEndless):
			return batch{}, err
		case err != nil:
			return batch{}, &readError{fmt.Errorf("reading row %d: %w", number, err)}
		case number == 0:
			header := slices.Clone(record.cells)
			columns = len(header)
			if err := checkHeader(header); err != nil {
				return batch{}, err
			}
			mapper = f.mapper.Rows(f.orgInfo, f.file.provenance(), header)
			f.unknown = mapper.Unknown()
			identities = identity.NewRows(f.orgInfo.ID, f.file.eventType, header)
			continue
		}
		// Also the rows that were sent before have to be counted by their identity.
		id := identities.Next(record.cells)
		f.total ^= id.Short()
		if number <= sent {
			f.repeated++
			if err := f.checkSent(number); err != nil {
				return batch{}, err
			}
			continue
		}
		f.read = received.bytes
		if record.malformed != nil || len(record.cells) != columns {
			f.malformed++
		}
		if len(record.raw) >= largeRow {
			err = f.addLarge(ctx, mapper, record, id)
		} else {
			err = f.add(ctx, event(mapper, record, id), len(record.raw))
		}
		if err != nil {
			return batch{}, err
		}
	}
}

// verdict decides, at the end of a body of so many records, whether it is whole.
// The error is nil if it is; last then has a warning where there was doubt.
//
// Two downloads that agree are taken as whole only if one thing alone speaks against
// it: the announced length, or that the last record does not end although all
// announced bytes have come, which is so too while the org still writes the file and
// its length. A body that is short and ends in the middle of a record, or has no rows
// although it should, is not: something keeps cutting it. If no length was announced and
// only the last line feed is missing, two downloads may agree at once.
func (f *fetch) verdict(received *counter, records int64, end error) (last batch, err error) {
	announced := f.file.length
	if end == nil && (announced == unknownLength || received.bytes == announced) {
		return batch{}, nil
	}
	now := time.Now() // as in tries
	short := &shortBody{bytes: received.bytes, sum: received.sum.Sum64(), since: now}
	if short.same(f.previous) {
		short.since = f.previous.since
	}
	all := received.bytes == announced
	switch {
	case announced == unknownLength && errors.Is(end, errNoLineFeed):
		// No length speaks against it, and a body that is cut would most likely end within
		// its quotes.
		short.agreeAt = short.since
	case all || (end == nil && (records > 1 || received.bytes > announced)):
		short.agreeAt = short.since.Add(max(agreeAfter, f.settle))
	}
	if short.same(f.previous) && !short.agreeAt.IsZero() && !now.Before(short.agreeAt) {
		if announced == unknownLength {
			return batch{warning: fmt.Sprintf("taken as whole with %d bytes and no line feed at its end, because two downloads agree", received.bytes)}, nil
		}
		return batch{warning: fmt.Sprintf("taken as whole with %d of %d announced bytes, because downloads %v apart agree",
			received.bytes, announced, now.Sub(short.since).Round(time.Second))}, nil
	}
	if end == nil {
		end = errors.New("the body does not have the announced length")
	}
	if announced == unknownLength {
		return batch{short: short}, fmt.Errorf("%w: %d bytes", end, received.bytes)
	}
	return batch{short: short}, fmt.Errorf("%w: %d of %d announced bytes", end, received.bytes, announced)
}

func event(mapper *ecs.RowMapper, record row, id identity.ID) ecs.Event {
	made := mapper.Map(record.cells, id.String(), record.raw)
	if record.malformed != nil {
		made.AddProblem(ecs.TagMalformedRow, record.malformed.Error())
	}
	made.Size = len(record.raw)
	return made
}

// addLarge makes the event of a large row and hands it over at once. It is not held back,
// so that if it is the last, its file is completed by a cursor without an event.
func (f *fetch) addLarge(ctx context.Context, mapper *ecs.RowMapper, record row, id identity.ID) error {
	if err := f.handOver(ctx, f.takeHeld()); err != nil {
		return err
	}
	if err := f.large.begin(ctx); err != nil {
		return err
	}
	defer f.large.end(len(record.raw))
	return f.handOver(ctx, batch{events: []ecs.Event{event(mapper, record, id)}, sums: []uint64{f.total}})
}

// add holds an event back until a later one shows that it is not the last, and
// hands over what has become a batch.
func (f *fetch) add(ctx context.Context, event ecs.Event, size int) error {
	rows := max(batchRows/f.workers, leastRows)
	if len(f.held) >= rows || f.size >= batchBytes/f.workers {
		if err := f.handOver(ctx, f.takeHeld()); err != nil {
			return err
		}
	}
	if f.held == nil {
		f.held, f.heldSums = make([]ecs.Event, 0, rows), make([]uint64, 0, rows)
	}
	f.held, f.heldSums = append(f.held, event), append(f.heldSums, f.total)
	f.size += size
	return nil
}

func (f *fetch) takeHeld() batch {
	taken := batch{events: f.held, sums: f.heldSums}
	f.held, f.heldSums, f.size = nil, nil, 0
	return taken
}

// handOver sends a batch, unless there is nothing in it. Its error is that the
// context has ended. From then on nothing may be sent any more: rows are counted by
// those that came before, and a batch after one that was not sent would stand for
// that one.
func (f *fetch) handOver(ctx context.Context, b batch) error {
	if len(b.events) == 0 && !b.changed && !b.whole && b.err == nil {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	b.file, b.unknown, b.read, b.began = f.file, f.unknown, f.read, f.began
	b.malformed, f.malformed = f.malformed, 0
	b.repeated, f.repeated = f.repeated, 0
	select {
	case f.out <- b:
		if sent := len(b.events); sent > 0 {
			f.sent, f.sum = f.sent+int64(sent), state.FormatSum(b.sums[sent-1])
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// counter counts and sums the bytes of a body.
type counter struct {
	reader io.Reader
	most   int64
	bytes  int64
	sum    maphash.Hash
}

// errEndless says that a body goes on long after its announced length. It is no broken
// download, which would be tried again at once.
var errEndless = errors.New("the body is many times as long as announced")

// longest returns how long a body may be. That LogFileLength counts its bytes is likely,
// not certain, so the bound is far off: it is there for bodies that never end.
func longest(announced int64) int64 {
	const times, more, unknown, largest = 64, 64 << 20, 1 << 30, 1 << 50
	if announced == unknownLength {
		announced = unknown
	}
	return times*min(max(announced, 0), largest) + more
}

// sumSeed makes the sums of one process comparable. A sum is never stored.
var sumSeed = maphash.MakeSeed()

func newCounter(body io.Reader, most int64) *counter {
	c := &counter{reader: body, most: most}
	c.sum.SetSeed(sumSeed)
	return c
}

func (c *counter) Read(to []byte) (int, error) {
	if c.bytes > c.most {
		return 0, fmt.Errorf("%w: %d bytes", errEndless, c.bytes)
	}
	n, err := c.reader.Read(to)
	c.bytes += int64(n)
	_, _ = c.sum.Write(to[:n]) // never fails
	return n, err
}
