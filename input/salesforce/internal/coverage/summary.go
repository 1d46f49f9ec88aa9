package coverage

import (
	"maps"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Summary is what there is to say of one hour.
type Summary struct {
	Series *Series
	Cell   *Cell
	// Version is another one when something was added.
	Version string
}

func (b *Book) owed(limit int) []Summary {
	var owed []Summary
	for _, s := range b.Series {
		for _, cell := range s.hours() {
			if len(owed) == limit {
				return owed
			}
			if b.Kind != state.KindLogFiles && s.end.Before(cell.Hour.Add(time.Hour)) {
				continue
			}
			summary := Summary{Series: s, Cell: cell, Version: cell.version()}
			if b.publishedVersions[summary.place()] != summary.Version {
				owed = append(owed, summary)
			}
		}
	}
	return owed
}

func (s Summary) place() place {
	return place{eventType: s.Series.Name, interval: s.Series.Interval, hour: s.Cell.Hour.Unix()}
}

// Owed returns the hours that the ledger owes a summary of, at most so many. Hours of
// records are told of when they are collected to their end.
func (l *Ledger) Owed(limit int) ([]Summary, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.summed == l.written {
		return nil, nil
	}
	found, err := read(l.path)
	if err != nil {
		return nil, err
	}
	book := newBook(found.header, found.lines)
	maps.Copy(book.publishedVersions, l.telling)
	owed := book.owed(limit)
	if len(owed) == 0 && len(l.unwritten) == 0 {
		l.summed = l.written
	}
	return owed, nil
}

// Tell notes that a summary is being published. What it returns notes, on any goroutine,
// that the output has acknowledged it.
func (l *Ledger) Tell(summary Summary) (acknowledged func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := summary.place()
	l.telling[at] = summary.Version
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.telling[at] == summary.Version {
			delete(l.telling, at)
		}
		l.append([]line{{Told: &summaryLine{EventType: at.eventType, Interval: at.interval, Hour: summary.Cell.Hour, Summary: summary.Version}}})
	}
}
