package coverage

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Status is the status of an hour, or of a day.
type Status string

// The statuses.
const (
	// Whole hours are collected.
	Whole Status = "collected"
	// Missing hours are gaps.
	Missing Status = "missing"
	// Incomplete hours lack a file, or a part of the hour.
	Incomplete Status = "incomplete"
	// Due hours are too young to be expected, or are being caught up.
	Due Status = "not due yet"
	// Quiet hours have no file. Salesforce makes no file for an hour without events, so
	// nothing proves that there was one.
	Quiet Status = "quiet"
	// Unknown hours have no file either, but nothing was collected since their files were due.
	Unknown Status = "unknown"
)

// Gap reports whether something is missing for certain.
func (s Status) Gap() bool { return s == Missing || s == Incomplete }

// Hour is an hour, or day, of a series.
type Hour struct {
	*Cell
	Status Status
	// Why says what is missing or not known; empty otherwise.
	Why string
}

// How late files are. Hourly files are made three to six hours after their hour, and daily
// files on the day after.
const (
	hourlyLateness        = 6 * time.Hour
	longestHourlyLateness = 24 * time.Hour
	dailyLateness         = 24 * time.Hour
	longestDailyLateness  = 72 * time.Hour
	// lateness is how long due data may take: a poll may fail once.
	lateness = time.Hour
)

// stretch bounds how many hours without data are listed, and how many hours one window
// covers, so that a wrong date costs no memory. Ledgers are rarely kept for so long.
const stretch = 400 * 24 * time.Hour

// Hours returns the hours of a series, from the first one with data to now, and later ones
// that have data all the same.
func (b *Book) Hours(s *Series, now time.Time) []Hour {
	cells := s.through(now)
	hours := make([]Hour, 0, len(cells))
	judge := b.judgeRecords
	if b.Kind == state.KindLogFiles {
		judge = b.judgeFiles
	}
	verdict := judge(s, now)
	for _, cell := range cells {
		hour := Hour{Cell: cell, Status: Whole}
		hour.Status, hour.Why = verdict(cell)
		hours = append(hours, hour)
	}
	return hours
}

// through returns the cells to now, those without data among them, and the cells with data
// after now.
func (s *Series) through(now time.Time) []*Cell {
	known := s.hours()
	var cells []*Cell
	floor := now.Add(-stretch)
	for n, cell := range known {
		cells = append(cells, cell)
		next := now.Add(time.Nanosecond) // an hour that begins now is listed
		if n+1 < len(known) {
			next = older(next, known[n+1].Hour)
		}
		at := cell.Hour.Add(s.Step())
		if at.Before(floor) {
			at = newer(at, floor.Truncate(s.Step()))
		}
		for ; at.Before(next); at = at.Add(s.Step()) {
			cells = append(cells, &Cell{Hour: at})
		}
	}
	return cells
}

// judgeFiles judges hours of log files. An hour without a file is never a gap: only a hole
// in the numbers of its files, or a file that was listed and not collected, proves one.
func (b *Book) judgeFiles(s *Series, now time.Time) func(*Cell) (Status, string) {
	due := b.dueBefore(s, now)
	// Of what was due before something was collected last, it is known that it was not there.
	looked := b.dueBefore(s, b.last)
	settled := func(c *Cell) bool { // files need not come in the order of their numbers
		listed := !c.newest().After(now.Add(-hourlyLateness - b.poll()))
		return listed && !c.Last.After(now.Add(-b.poll()))
	}
	return func(c *Cell) (Status, string) {
		switch {
		case c.With(Quarantined) > 0:
			return Incomplete, "a file was quarantined after failing too often"
		case c.With(Gone) > 0:
			return Incomplete, "a file that was listed was gone"
		case len(c.MissingSequences()) > 0 && !settled(c):
			return Due, ""
		case len(c.MissingSequences()) > 0:
			return Incomplete, "a sequence is missing"
		case len(c.Files) > 0:
			return Whole, ""
		case !c.Hour.Before(due):
			return Due, ""
		case !c.Hour.Before(looked):
			return Unknown, "nothing was collected since " + b.last.UTC().Format("2006-01-02T15:04Z")
		}
		return Quiet, ""
	}
}

// dueBefore returns the time before which all hours should have their files at a time. A
// series whose files are usually later gets more time.
func (b *Book) dueBefore(s *Series, now time.Time) time.Time {
	late, longest := hourlyLateness, longestHourlyLateness
	if s.Interval == Daily {
		late, longest = dailyLateness, longestDailyLateness
	}
	for _, cell := range s.cells {
		if first := cell.created(); !first.IsZero() {
			late = max(late, min(first.Sub(cell.Hour.Add(s.Step())), longest))
		}
	}
	return now.Add(-late - b.poll() - s.Step()).Add(time.Nanosecond)
}

// poll is how long it may take until due data is collected.
func (b *Book) poll() time.Duration {
	return lateness + 2*time.Duration(b.PollSeconds)*time.Second
}

// judgeRecords judges hours of records. Windows follow each other without a hole, so time
// that no window has is not collected.
func (b *Book) judgeRecords(s *Series, now time.Time) func(*Cell) (Status, string) {
	var begin, end time.Time // of all windows
	for _, cell := range s.cells {
		for _, part := range cell.spans {
			if begin.IsZero() || part.from.Before(begin) {
				begin = part.from
			}
			end = newer(end, part.to)
		}
	}
	due := now.Add(-b.poll() - time.Duration(b.DelaySeconds)*time.Second)
	catchingUp := !b.last.Before(now.Add(-b.poll()))
	return func(c *Cell) (Status, string) {
		until := c.Hour.Add(time.Hour)
		wanted := min(until.Sub(begin), time.Hour)
		switch {
		case begin.IsZero() || wanted <= 0: // a query that follows its cursor; late records
			if c.Rows == 0 {
				return Quiet, ""
			}
			return Whole, ""
		case c.covered() >= wanted:
			return Whole, ""
		case until.After(due), until.After(end) && catchingUp && !c.holed(begin, end):
			return Due, ""
		case c.covered() == 0:
			return Missing, "no window has collected it"
		}
		return Incomplete, "no window has collected a part of it"
	}
}

// holed reports whether a cell lacks something between two times.
func (c *Cell) holed(from, to time.Time) bool {
	from, to = newer(from, c.Hour), older(to, c.Hour.Add(time.Hour))
	return c.covered() < to.Sub(from)
}
