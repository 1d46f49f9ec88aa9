package diagnosis

import (
	"slices"
	"strings"
	"time"
)

// typeFiles are the files of an event type.
type typeFiles struct {
	name   string // as the org spells it
	count  int
	newest time.Time
	perDay [listedDays]int // by age
}

// fileListing is what the org lists of the last days.
type fileListing struct {
	byType  map[string]*typeFiles // by name in lower case
	partial bool                  // there were too many pages
}

// withoutHourly returns the daily files of event types that have no hourly ones, which auto
// collects. Only types with a daily file of the last day count: the hourly files of older
// ones may have been made before the time that is listed begins.
func (l *fileListing) withoutHourly(hours *fileListing, now time.Time) *fileListing {
	only := &fileListing{byType: make(map[string]*typeFiles)}
	for key, files := range l.byType {
		if hours.byType[key] == nil && now.Sub(files.newest) < 24*time.Hour {
			only.byType[key] = files
		}
	}
	return only
}

// names returns the event types in order.
func (l *fileListing) names() []string {
	var names []string
	for _, files := range l.byType {
		names = append(names, files.name)
	}
	slices.Sort(names)
	return names
}

func (l *fileListing) add(eventType string, created, now time.Time) {
	key := strings.ToLower(eventType)
	files := l.byType[key]
	if files == nil {
		files = &typeFiles{name: eventType}
		l.byType[key] = files
	}
	files.count++
	if created.After(files.newest) {
		files.newest = created
	}
	files.perDay[min(max(int(now.Sub(created)/(24*time.Hour)), 0), listedDays-1)]++
}

// and returns what both listings have.
func (l *fileListing) and(other *fileListing) *fileListing {
	both := &fileListing{byType: make(map[string]*typeFiles), partial: l.partial || other.partial}
	for _, part := range []*fileListing{l, other} {
		for key, files := range part.byType {
			sum := both.byType[key]
			if sum == nil {
				sum = &typeFiles{name: files.name}
				both.byType[key] = sum
			}
			sum.count += files.count
			for day, n := range files.perDay {
				sum.perDay[day] += n
			}
			if files.newest.After(sum.newest) {
				sum.newest = files.newest
			}
		}
	}
	return both
}

// total returns how many files there are.
func (l *fileListing) total() int {
	total := 0
	for _, files := range l.byType {
		total += files.count
	}
	return total
}

// busiest returns the most files that came in a day.
func (l *fileListing) busiest() int {
	var perDay [listedDays]int
	for _, files := range l.byType {
		for day, n := range files.perDay {
			perDay[day] += n
		}
	}
	return slices.Max(perDay[:])
}
