package coverage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

// maxUnwritten is how many bytes of lines are kept that could not be written.
const maxUnwritten = 1 << 20

// warnAgain is how long a ledger that cannot be written is not told of again.
const warnAgain = time.Hour

// Ledger is that of one source. A nil ledger takes everything and keeps nothing. File,
// Window and Tidy are for the goroutine of the source, the others for any.
type Ledger struct {
	path string
	now  func() time.Time
	// number is that of the last line that was handed over.
	number atomic.Int64

	mu        sync.Mutex // guards all below
	begun     bool
	header    Header
	retention time.Duration
	warn      func(format string, arguments ...any)
	pending   []line           // handed over and not acknowledged
	telling   map[place]string // summaries that are not acknowledged
	unwritten []byte
	warned    time.Time
	dirty     bool // not synced
	size      int64
	tidySize  int64
	tidied    time.Time
	written   int64 // number of the last line in the file
	settled   int64 // and of the last one at the poll before
	summed    int64 // and of the last one when no summary was owed; -1 if that is not known

	isNew           bool // the source had no cursor when it began
	schedule        audit.Schedule
	audits          audits
	auditSize       int64
	auditTidySize   int64
	unwrittenAudits []byte
	unkept          []Identity // that could not be written
}

// begin reads the ledger, unless this process has it already, and cuts off what the
// stored cursor does not cover.
func (l *Ledger) begin(with Begin) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.header, l.retention, l.warn, l.schedule = with.Header, with.Retention, with.Warn, with.Audits
	l.isNew = with.New
	l.header.Version = Version
	l.telling, l.summed = make(map[place]string), -1
	if l.begun {
		// What the source before handed over, and its pipeline did not take, comes again.
		if !with.New && with.Noted > 0 {
			l.pending = upTo(l.pending, with.Noted)
		}
		l.number.Store(max(l.number.Load(), with.Noted))
		return
	}
	l.begun = true
	found, err := read(l.path)
	changed := false
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err == nil && found.header.Key != with.Key:
		l.quarantine(fmt.Errorf("%w: it belongs to another source, %q", errForm, found.header.Key))
		found = content{}
	case err != nil:
		l.quarantine(err)
		found = content{}
	default:
		if found.damaged > 0 {
			l.quarantine(fmt.Errorf("%d of its lines cannot be read; the other lines are kept", found.damaged))
		}
		changed = found.damaged > 0 || found.torn || found.header != l.header
	}
	lines := found.lines
	if !with.New && with.Noted > 0 {
		if lines = upTo(lines, with.Noted); len(lines) != len(found.lines) {
			changed = true
		}
	}
	last := int64(1) // so that the first cursor covers something, and says so
	for n := range lines {
		last = max(last, lines[n].Number)
	}
	l.number.Store(max(last, with.Noted))
	l.written, l.settled = l.number.Load(), l.number.Load()
	l.size, l.tidySize, l.tidied = found.size, found.size, l.now()
	if kept := l.retained(lines); changed || len(kept) != len(lines) {
		l.rewrite(kept)
	}
	l.beginAudits()
}

// upTo returns the lines that a cursor covers, and those that no cursor does. What was
// put together of covered lines and others stays: it is better counted twice than lost.
func upTo(lines []line, noted int64) []line {
	var kept []line
	for _, l := range lines {
		if l.Number <= noted || (l.Window != nil && l.Number-l.Window.count() < noted) {
			kept = append(kept, l)
		}
	}
	return kept
}

// quarantine puts an unreadable ledger out of the way.
func (l *Ledger) quarantine(why error) {
	quarantined := l.path + ".unreadable-" + l.now().UTC().Format("20060102T150405Z")
	if err := os.Rename(l.path, quarantined); err != nil {
		l.warn("the coverage ledger %s: %v; quarantining it: %v", l.path, why, err)
		return
	}
	l.warn("the coverage ledger %s: %v; it is quarantined as %s, and collecting goes on", l.path, why, quarantined)
}

// Noted returns how many lines were handed over: the next cursor covers them.
func (l *Ledger) Noted() int64 {
	if l == nil {
		return 0
	}
	return l.number.Load()
}

// Source returns what the source is called.
func (l *Ledger) Source() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.header.Source
}

// File hands over a log file that the next cursor completes.
func (l *Ledger) File(file File) {
	if l == nil {
		return
	}
	file.EventType, file.Interval = bounded(file.EventType), bounded(file.Interval)
	step := time.Hour
	if file.Interval == Daily {
		step = 24 * time.Hour
	}
	file.Hour, file.Created = newer(encodable(file.Hour).Truncate(step), earliest), encodable(file.Created)
	next := line{File: &file}
	if file.IsDone() {
		next.identities = []Identity{IdentityAt(FileIdentity(file.ID, file.Created, file.Length), file.Hour)}
	}
	l.note(next)
}

// Window hands over a window that the next cursor completes.
func (l *Ledger) Window(window Window) {
	if l == nil {
		return
	}
	window.From, window.To = encodable(window.From), encodable(window.To)
	next := line{Window: &window, identities: window.Identities}
	window.Identities = nil
	l.note(next)
}

func (l *Ledger) note(next line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w := next.Window; w != nil && len(l.schedule) > 0 && l.audits.since.IsZero() && !w.From.IsZero() {
		l.startAudits(w.From)
	}
	next.identities = l.audited(next.identities)
	next.Number = l.number.Load() + 1
	l.pending = append(l.pending, next)
	l.number.Store(next.Number)
}

// Acknowledge writes the lines up to a number. It is called after the output has
// acknowledged what they tell of, and before the cursor that covers them is stored.
func (l *Ledger) Acknowledge(number int64) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	count := 0
	for count < len(l.pending) && l.pending[count].Number <= number {
		count++
	}
	if count == 0 {
		return
	}
	l.remember(l.pending[:count])
	l.acknowledgeAudits(l.pending[:count])
	l.append(l.pending[:count])
	l.written = l.pending[count-1].Number
	l.pending = append([]line(nil), l.pending[count:]...)
}

// append writes lines to the end of the file.
func (l *Ledger) append(lines []line) {
	now := l.now().UTC().Truncate(time.Second)
	for _, next := range lines {
		if next.isAudit() {
			continue
		}
		next.At = now
		l.unwritten = encode(l.unwritten, next)
	}
	if len(l.unwritten) == 0 {
		return
	}
	err := l.write()
	if errors.Is(err, plainfile.ErrKind) {
		l.quarantine(err)
		err = l.write()
	}
	if err != nil {
		l.warnUnwritten(err)
		if len(l.unwritten) > maxUnwritten {
			l.unwritten = nil
		}
	}
}

// warnUnwritten warns, now and then, that something could not be written.
func (l *Ledger) warnUnwritten(err error) {
	if now := l.now(); now.Sub(l.warned).Abs() >= warnAgain {
		l.warned = now
		l.warn("the coverage ledger cannot be written, and collecting goes on: %v", err)
	}
}

func (l *Ledger) write() error {
	size, err := appendTo(l.path, &l.header, l.unwritten)
	if err == nil {
		l.size, l.dirty, l.unwritten = size, true, nil
	}
	return err
}

// appendTo adds text to the end of a file, which is made if there is none and then begins with
// the header, if that is not nil. It returns the new size. A part of a line would spoil the next one, so after an error
// the file is as it was.
func appendTo(path string, header *Header, text []byte) (size int64, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return 0, err
	}
	file, err := plainfile.OpenOwn(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return 0, errors.Join(err, file.Close())
	}
	if info.Size() == 0 && header != nil {
		text = append(encode(nil, header), text...)
	}
	if _, err := file.Write(text); err != nil {
		return 0, errors.Join(err, file.Truncate(info.Size()), file.Close())
	}
	return info.Size() + int64(len(text)), file.Close()
}

// ignoreMissing returns nil for the error of a file that does not exist.
func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
