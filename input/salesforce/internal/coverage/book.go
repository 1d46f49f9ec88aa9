package coverage

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Book is what a ledger says, by series and hour.
type Book struct {
	Header
	// Series are by name and interval.
	Series            []*Series
	publishedVersions map[place]string
	last              time.Time // when something was acknowledged last
}

// Series is one event type of one interval, or one object.
type Series struct {
	// Name is the event type or the object.
	Name string
	// Interval is Hourly or Daily; "" for records.
	Interval string

	cells map[int64]*Cell // by the beginning of the hour or day
	// end is that of the last window, which may be before the end of others.
	end time.Time
}

// newBook reads lines in their order. They may be changed.
func newBook(header Header, lines []line) *Book {
	b := &Book{Header: header, publishedVersions: make(map[place]string)}
	series := make(map[place]*Series)
	of := func(name, interval string) *Series {
		key := place{eventType: name, interval: interval}
		if series[key] == nil {
			series[key] = &Series{Name: name, Interval: interval, cells: make(map[int64]*Cell)}
			b.Series = append(b.Series, series[key])
		}
		return series[key]
	}
	latest := make(map[place]line)
	var order []place
	for _, l := range lines {
		if l.Told == nil {
			b.last = newer(b.last, l.At)
		}
		switch {
		case l.File != nil:
			at := l.File.place()
			if before, ok := latest[at]; ok {
				l = l.replacing(&before)
			} else {
				order = append(order, at)
			}
			latest[at] = l
		case l.Window != nil:
			of(header.Object, "").window(&l, header.Kind)
		case l.Told != nil:
			b.publishedVersions[l.Told.place()] = l.Told.Summary
		}
	}
	for _, at := range order {
		l := latest[at]
		of(l.File.EventType, l.File.Interval).file(&l)
	}
	slices.SortFunc(b.Series, func(a, b *Series) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Interval, b.Interval))
	})
	for _, s := range b.Series {
		for _, cell := range s.cells {
			cell.Rows = max(cell.Rows, cell.earlier)
			slices.SortFunc(cell.Files, func(a, b File) int {
				return cmp.Or(cmp.Compare(a.Sequence, b.Sequence), cmp.Compare(a.ID, b.ID))
			})
		}
		s.findLowest()
	}
	return b
}

// cell returns the cell of a moment, which is new if there is none.
func (s *Series) cell(at time.Time) *Cell {
	at = at.UTC().Truncate(s.Step())
	if s.cells[at.Unix()] == nil {
		s.cells[at.Unix()] = &Cell{Hour: at}
	}
	return s.cells[at.Unix()]
}

// findLowest sets the numbers from which on files must have been collected. It is 1 for
// hours that ended after collecting began. Before, the first files of an hour may be older
// than what was asked for.
func (s *Series) findLowest() {
	var begin time.Time
	for _, cell := range s.cells {
		if created := cell.created(); begin.IsZero() || (!created.IsZero() && created.Before(begin)) {
			begin = created
		}
	}
	for _, cell := range s.cells {
		cell.lowest = 1
		if len(cell.Files) > 0 && cell.Hour.Add(s.Step()).Before(begin) {
			cell.lowest = cell.Files[0].Sequence
		}
	}
}

func (s *Series) file(l *line) {
	cell := s.cell(l.File.Hour)
	cell.Files = append(cell.Files, *l.File)
	cell.Rows += l.File.Rows
	cell.Bytes += l.File.Bytes
	cell.seen(l)
}

func (s *Series) window(l *line, kind state.Kind) {
	w := l.Window
	if w.From.Before(s.end) && !w.From.IsZero() {
		s.again(w.From)
	}
	s.end = w.To
	for hour, count := range w.Records {
		cell := s.cell(time.Unix(hour, 0))
		cell.Rows += count
		cell.seen(l)
		if kind != state.KindRecords {
			cell.Windows += w.count()
		}
	}
	if kind != state.KindRecords {
		return // a run says nothing of hours that it has no records of
	}
	from, to := w.near(l.At)
	for hour := from.Truncate(time.Hour); hour.Before(to); hour = hour.Add(time.Hour) {
		cell := s.cell(hour)
		cell.Windows += w.count()
		cell.seen(l)
		cell.cover(span{newer(from, hour), older(hour.Add(time.Hour), to)})
	}
}

// near returns the part of a window whose hours are worth a cell each: dates that are far
// from when it was acknowledged are wrong.
func (w *Window) near(at time.Time) (from, to time.Time) {
	return newer(w.From, at.Add(-stretch)), older(w.To, at.Add(24*time.Hour))
}

// again notes that what is from a time on comes again. Records are then not counted
// twice: the greater number holds, because the first hour does not come again whole.
func (s *Series) again(from time.Time) {
	for hour, cell := range s.cells {
		if hour >= hourOf(from) {
			cell.earlier, cell.Rows = max(cell.earlier, cell.Rows), 0
		}
	}
}

// FilesSince returns how many of the log files were created from a time on, with how many
// rows and bytes.
func (b *Book) FilesSince(from time.Time) (files, rows, bytes int64) {
	for _, s := range b.Series {
		for _, cell := range s.cells {
			for n := range cell.Files {
				if file := &cell.Files[n]; !file.Created.Before(from) {
					files, rows, bytes = files+1, rows+file.Rows, bytes+file.Bytes
				}
			}
		}
	}
	return files, rows, bytes
}

// Step is how long a cell of the series is.
func (s *Series) Step() time.Duration {
	if s.Interval == Daily {
		return 24 * time.Hour
	}
	return time.Hour
}

// hours returns the cells in order.
func (s *Series) hours() []*Cell {
	return slices.SortedFunc(maps.Values(s.cells), func(a, b *Cell) int { return a.Hour.Compare(b.Hour) })
}
