package coverage

import (
	"fmt"
	"slices"
	"time"
)

// Cell is what was collected of an hour, or of a day where files are daily.
type Cell struct {
	// Hour is where it begins.
	Hour time.Time
	// Files are those of the hour, by sequence.
	Files []File
	// Rows are those of files, or records.
	Rows  int64
	Bytes int64
	// Windows are those that had a part of the hour.
	Windows int64
	// First and Last are when the first and the last of it was acknowledged.
	First, Last time.Time

	earlier int64 // records that were counted before the hour came again
	lowest  int   // the number from which on files must have been collected
	spans   []span
}

// span is a part of an hour, in time.
type span struct{ from, to time.Time }

// created returns when the first of the files was created; zero if that is not known.
func (c *Cell) created() time.Time {
	var first time.Time
	for _, f := range c.Files {
		if !f.Created.IsZero() && (first.IsZero() || f.Created.Before(first)) {
			first = f.Created
		}
	}
	return first
}

func (c *Cell) seen(l *line) {
	if c.First.IsZero() || l.first().Before(c.First) {
		c.First = l.first()
	}
	c.Last = newer(c.Last, l.At)
}

// newest returns when the last of the files was created; zero if that is not known.
func (c *Cell) newest() time.Time {
	var newest time.Time
	for _, f := range c.Files {
		newest = newer(newest, f.Created)
	}
	return newest
}

// cover adds a span to those that are there, which stay apart and in order.
func (c *Cell) cover(added span) {
	kept := c.spans[:0]
	for _, s := range c.spans {
		if s.to.Before(added.from) || added.to.Before(s.from) {
			kept = append(kept, s)
			continue
		}
		added = span{older(s.from, added.from), newer(s.to, added.to)}
	}
	c.spans = append(kept, added)
	slices.SortFunc(c.spans, func(a, b span) int { return a.from.Compare(b.from) })
}

// Sequences returns the numbers of the files.
func (c *Cell) Sequences() []int {
	var all []int
	for _, f := range c.Files {
		all = append(all, f.Sequence)
	}
	return slices.Compact(all)
}

// MissingSequences returns the numbers below the greatest one that no file has. Numbers
// that may be older than what was asked for are not among them.
func (c *Cell) MissingSequences() []int {
	have := c.Sequences()
	var missing []int
	for number := c.lowest; len(have) > 0 && number < min(have[len(have)-1], maxSequences); number++ {
		if _, ok := slices.BinarySearch(have, number); !ok {
			missing = append(missing, number)
		}
	}
	return missing
}

// maxSequences bounds what is said of numbers that no hour has.
const maxSequences = 1000

// With returns how many of the files had an outcome.
func (c *Cell) With(outcome Outcome) int {
	count := 0
	for _, f := range c.Files {
		if f.Outcome == outcome {
			count++
		}
	}
	return count
}

// Replaced returns how many files were replaced by others.
func (c *Cell) Replaced() int {
	count := 0
	for _, f := range c.Files {
		count += f.Replaced
	}
	return count
}

// covered returns how much of the hour was collected.
func (c *Cell) covered() time.Duration {
	total := time.Duration(0)
	for _, s := range c.spans {
		total += s.to.Sub(s.from)
	}
	return total
}

func (c *Cell) version() string {
	return fmt.Sprintf("%d/%d/%d/%d/%d/%d", len(c.Files), c.Bytes, c.Rows, c.Replaced(), c.With(Gone), c.With(Quarantined))
}
