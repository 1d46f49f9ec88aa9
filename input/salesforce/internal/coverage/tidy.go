package coverage

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

const (
	// tidyGrowth is how many bytes a ledger may grow beyond twice its size before it is
	// tidied.
	tidyGrowth = 256 << 10
	// tidyAfter is how long the oldest hours may stay beyond the retention.
	tidyAfter = 24 * time.Hour
)

// Tidy syncs what was written and, now and then, drops what is old and puts together what
// belongs together. It is called once a poll.
func (l *Ledger) Tidy() {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dirty {
		l.sync()
	}
	if l.auditSize > 2*l.auditTidySize+maxAuditGrowth {
		l.tidyAudits()
	}
	// What was there at the poll before is covered by the stored cursor by now.
	covered := l.settled
	l.settled = l.written
	if l.size <= 2*l.tidySize+tidyGrowth && l.now().Sub(l.tidied).Abs() < tidyAfter {
		return
	}
	l.tidied = l.now()
	l.removeDays()
	found, err := read(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	if err != nil {
		l.warn("the coverage ledger cannot be tidied, and collecting goes on: %v", err)
		return
	}
	l.rewrite(together(l.retained(found.lines), covered))
}

func (l *Ledger) sync() {
	file, err := plainfile.OpenOwn(l.path, os.O_WRONLY, 0)
	if err != nil {
		return // what is written next says why
	}
	_ = errors.Join(file.Sync(), file.Close()) // only a loss of power could tell
	l.dirty = false
}

// retained returns the lines less what is too old, and less those of files and summaries
// that later lines replace.
func (l *Ledger) retained(lines []line) []line {
	oldest := newestOf(lines, l.now()).Add(-l.retention)
	files := make(map[place]int)
	summaries := make(map[place]int)
	for n := range lines {
		if f := lines[n].File; f != nil {
			if before, ok := files[f.place()]; ok {
				lines[n] = lines[n].replacing(&lines[before])
			}
			files[f.place()] = n
		}
		if t := lines[n].Told; t != nil {
			summaries[t.place()] = n
		}
	}
	var kept []line
	for n, each := range lines {
		switch {
		case each.File != nil && (each.File.Hour.Before(oldest) || files[each.File.place()] != n):
		case each.Told != nil && (each.Told.Hour.Before(oldest) || summaries[each.Told.place()] != n):
		case each.Window != nil && !each.Window.To.IsZero() && each.Window.To.Before(oldest):
		default:
			kept = append(kept, each)
		}
	}
	return kept
}

// newestOf returns the newest hour that the lines tell of, of those before now; or now, if
// there is none. What is too old is measured by it: a clock that is ahead must not make
// everything old.
func newestOf(lines []line, now time.Time) time.Time {
	var newest time.Time
	for n := range lines {
		if at := lines[n].about(); at.After(newest) && !at.After(now) {
			newest = at
		}
	}
	if newest.IsZero() {
		return now
	}
	return newest
}

// about returns the time that a line tells of, or the zero time.
func (l *line) about() time.Time {
	switch {
	case l.File != nil:
		return l.File.Hour
	case l.Told != nil:
		return l.Told.Hour
	case l.Window != nil:
		return l.Window.To
	}
	return time.Time{}
}

// replacing returns a line of a file that takes the place of another line's.
func (l line) replacing(before *line) line {
	file := *l.File
	file.Replaced += before.File.Replaced
	if before.File.ID != file.ID || !before.File.Created.Equal(file.Created) {
		file.Replaced++
	}
	l.File, l.First = &file, older(before.first(), l.first())
	return l
}

// together puts windows together that follow each other in one hour, as far as a stored
// cursor covers them.
func together(lines []line, covered int64) []line {
	var kept []line
	for _, next := range lines {
		if len(kept) > 0 && next.Number <= covered {
			if last := &kept[len(kept)-1]; last.precedes(&next) {
				*last = last.with(&next)
				continue
			}
		}
		kept = append(kept, next)
	}
	return kept
}

func (l *line) precedes(next *line) bool {
	return l.Window != nil && next.Window != nil && l.Window.To.Equal(next.Window.From) && !next.Window.From.IsZero() &&
		hourOf(l.Window.From) == hourOf(next.Window.To.Add(-time.Nanosecond)) && l.Window.within() && next.Window.within()
}

// within reports whether a window has no records of other hours than its first: when those
// showed late is to stay known.
func (w *Window) within() bool {
	for hour := range w.Records {
		if hour != hourOf(w.From) {
			return false
		}
	}
	return true
}

func (l *line) with(next *line) line {
	records := make(map[int64]int64, len(l.Window.Records))
	for _, window := range []*Window{l.Window, next.Window} {
		for hour, count := range window.Records {
			records[hour] += count
		}
	}
	return line{
		Number: next.Number, First: l.first(), At: next.At,
		Window: &Window{From: l.Window.From, To: next.Window.To, Windows: l.Window.count() + next.Window.count(), Records: records},
	}
}

// rewrite replaces the file. It is a new one until it is whole.
func (l *Ledger) rewrite(lines []line) {
	text := encode(nil, l.header)
	for _, each := range lines {
		text = encode(text, each)
	}
	if err := replace(l.path, text); err != nil {
		l.warn("the coverage ledger cannot be tidied, and collecting goes on: %v", err)
		return
	}
	l.size, l.tidySize = int64(len(text)), int64(len(text))
}

func replace(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	whole := path + ".new"
	_ = os.Remove(whole) // what a crash has left; opening says what is wrong
	file, err := plainfile.OpenOwn(whole, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(whole, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(whole))
	}
	return nil
}
