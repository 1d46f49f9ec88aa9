package coverage

import (
	"math"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Status is what there is to say of an hour, or day.
type Status string

// The statuses.
const (
	// Whole hours are collected.
	Whole Status = "collected"
	// Missing hours are gaps.
	Missing Status = "missing"
	// Incomplete hours lack a file, or a part of the hour.
	Incomplete Status = "incomplete"
	// Due hours are too young to be expected.
	Due Status = "not due yet"
	// Quiet hours have no file, and nothing says that there should be one: Salesforce makes
	// none of an hour without events.
	Quiet Status = "quiet"
)

// Gap reports whether there is something to look into.
func (s Status) Gap() bool { return s == Missing || s == Incomplete }

// Hour is an hour, or day, of a series.
type Hour struct {
	*Cell
	Status Status
	// Why says what is missing; "" where nothing is.
	Why string
}

// How late files are. Hourly ones are made three to six hours after their hour, and daily
// ones on the day after.
const (
	hourlyLateness        = 6 * time.Hour
	longestHourlyLateness = 24 * time.Hour
	dailyLateness         = 24 * time.Hour
	longestDailyLateness  = 72 * time.Hour
	// lateness is that of what is there when it is due: a poll that failed for once.
	lateness = time.Hour
)

const (
	// around is how many hours, or days, on both sides of a hole tell whether it is one.
	around = 24
	// usual is the share of them that must have a file: of what is seldom, nothing can be
	// said.
	usual = 0.75
	// fewest of them say anything.
	fewest = 4
	// chance is how likely at most it is that hours with events are as usual as around it,
	// and none are in it.
	chance = 0.05
)

// Hours returns all hours of a series from its first one to now.
func (b *Book) Hours(s *Series, now time.Time) []Hour {
	if b.Kind == state.KindLogFiles {
		return b.fileHours(s, now)
	}
	return b.recordHours(s, now)
}

// from returns the beginnings of hours from the first that is known to now.
func (s *Series) from(now time.Time) []int64 {
	first, last := int64(0), now.Unix()
	for hour := range s.cells {
		if first == 0 || hour < first {
			first = hour
		}
		last = max(last, hour)
	}
	var hours []int64
	for hour := first; first != 0 && hour <= last; hour += int64(s.Step() / time.Second) {
		hours = append(hours, hour)
	}
	return hours
}

// at returns what is known of an hour, which is kept apart from the series if nothing is.
func (s *Series) at(hour int64) *Cell {
	if cell := s.cells[hour]; cell != nil {
		return cell
	}
	return &Cell{Hour: time.Unix(hour, 0).UTC()}
}

func (b *Book) fileHours(s *Series, now time.Time) []Hour {
	hours := s.from(now)
	due := b.dueBefore(s, now)
	holes := s.holes(hours, due)
	for hour := range b.all(s.Interval).holes(hours, due) {
		holes[hour] = "nothing of this hour was collected, of no event type"
	}
	var all []Hour
	for _, hour := range hours {
		next := Hour{Cell: s.at(hour), Status: Whole}
		switch {
		case len(next.Files) > 0:
			next.Status, next.Why = next.judge()
		case !next.Hour.Before(due):
			next.Status = Due
		case holes[hour] != "":
			next.Status, next.Why = Missing, holes[hour]
		default:
			next.Status = Quiet
		}
		all = append(all, next)
	}
	return all
}

// judge looks at what is there of an hour.
func (c *Cell) judge() (Status, string) {
	switch {
	case c.With(SetAside) > 0:
		return Incomplete, "a file was set aside, after failing too often"
	case c.With(Gone) > 0:
		return Incomplete, "a file that was listed was gone"
	case len(c.MissingSequences()) > 0:
		return Incomplete, "a sequence is missing"
	}
	return Whole, ""
}

// dueBefore returns the time of which, and of all before, there should be files. A series
// whose files are usually later is given that time.
func (b *Book) dueBefore(s *Series, now time.Time) time.Time {
	late, longest := hourlyLateness, longestHourlyLateness
	if s.Interval == Daily {
		late, longest = dailyLateness, longestDailyLateness
	}
	for _, cell := range s.cells {
		var first time.Time
		for _, f := range cell.Files {
			if !f.Created.IsZero() && (first.IsZero() || f.Created.Before(first)) {
				first = f.Created
			}
		}
		if !first.IsZero() {
			late = max(late, min(first.Sub(cell.Hour.Add(s.Step())), longest))
		}
	}
	return now.Add(-late - b.poll() - s.Step()).Add(time.Nanosecond)
}

// poll is how long it may take until what is there is collected.
func (b *Book) poll() time.Duration {
	return lateness + 2*time.Duration(b.PollSeconds)*time.Second
}

// all returns a series that has something where one of the interval has.
func (b *Book) all(interval string) *Series {
	union := &Series{Interval: interval, cells: make(map[int64]*Cell)}
	for _, s := range b.Series {
		if s.Interval == interval {
			for hour, cell := range s.cells {
				union.cells[hour] = cell
			}
		}
	}
	return union
}

// holes returns the hours that have no file, although it is unlikely that they had no events,
// by how many of the hours around them have a file: one hour alone is a hole where nearly
// all around it have one. Nights and weekends, which have none again and again, are no
// holes. The hours are in order; those from due on are left out.
func (s *Series) holes(hours []int64, due time.Time) map[int64]string {
	holes := make(map[int64]string)
	for len(hours) > 0 && !time.Unix(hours[len(hours)-1], 0).Before(due) {
		hours = hours[:len(hours)-1]
	}
	for n := 0; n < len(hours); n++ {
		begin := n
		for n < len(hours) && s.cells[hours[n]] == nil {
			n++
		}
		if n == begin {
			continue
		}
		have, of := 0, 0
		for k := max(begin-around, 0); k < min(n+around, len(hours)); k++ {
			if k < begin || k >= n {
				of++
				if s.cells[hours[k]] != nil {
					have++
				}
			}
		}
		share := float64(have) / float64(max(of, 1))
		if of < fewest || share < usual || math.Pow(1-share, float64(n-begin)) > chance {
			continue
		}
		for k := begin; k < n; k++ {
			if !s.often(hours, k, begin, n) {
				holes[hours[k]] = "the hours around it have files"
			}
		}
	}
	return holes
}

// often reports whether the same hour of the day before or after, or of the week before or
// after, has no file either, outside of the run of hours that it is in.
func (s *Series) often(hours []int64, of, begin, end int) bool {
	cycles := []int{24, 7 * 24}
	if s.Interval == Daily {
		cycles = []int{7}
	}
	for _, cycle := range cycles {
		for _, k := range []int{of - cycle, of + cycle} {
			if k >= 0 && k < len(hours) && (k < begin || k >= end) && s.cells[hours[k]] == nil {
				return true
			}
		}
	}
	return false
}

func (b *Book) recordHours(s *Series, now time.Time) []Hour {
	var all []Hour
	hours := s.from(now)
	var begin time.Time // of what is known to be collected
	for _, cell := range s.cells {
		for _, part := range cell.spans {
			if begin.IsZero() || part.from.Before(begin) {
				begin = part.from
			}
		}
	}
	for _, hour := range hours {
		next := Hour{Cell: s.at(hour), Status: Whole}
		end := next.Hour.Add(time.Hour)
		wanted := min(end.Sub(begin), time.Hour)
		switch {
		case begin.IsZero() || wanted <= 0: // a query that says itself where it goes on; late records
			if next.Rows == 0 {
				next.Status = Quiet
			}
		case next.covered() >= wanted:
		case end.After(now.Add(-b.poll())):
			next.Status = Due
		case next.covered() == 0:
			next.Status, next.Why = Missing, "it is not collected"
		default:
			next.Status, next.Why = Incomplete, "a part of it is not collected"
		}
		all = append(all, next)
	}
	return all
}
