package coverage

import "time"

// Lateness is how late the records or files of a source became visible, as a histogram.
type Lateness struct {
	// Total counts all of them.
	Total int64 `json:"total"`
	// Late counts those that were later than the first window of their time, by the
	// smallest edge that is not below their lateness; see latenessEdge.
	Late []int64 `json:"late,omitempty"`
}

const (
	// latenessEdges is how many edges there are: from a minute to more than eleven days.
	latenessEdges = 15
	// acceptedShare is which part of all may be later than what is learned: one of so many.
	acceptedShare = 200
	// maxLatenessTotal is where the counts are halved, so that what is learned follows the org.
	maxLatenessTotal = 1 << 20
)

// latenessEdge returns the upper end of a class of the histogram.
func latenessEdge(n int) time.Duration { return time.Minute << n }

// add counts a late one.
func (l *Lateness) add(late time.Duration) {
	class := 0
	for class < latenessEdges-1 && latenessEdge(class) < late {
		class++
	}
	if len(l.Late) < latenessEdges {
		l.Late = append(l.Late, make([]int64, latenessEdges-len(l.Late))...)
	}
	l.Late[class]++
}

// count counts all that came, late or not.
func (l *Lateness) count(all int64) {
	l.Total += all
	for l.Total > maxLatenessTotal {
		l.Total /= 2
		for n := range l.Late {
			l.Late[n] /= 2
		}
	}
}

// Learned returns how far back to look so that fewer than one in 200 are later; 0 if nothing
// was late.
func (l *Lateness) Learned() time.Duration {
	later := int64(0)
	for n := len(l.Late) - 1; n >= 0; n-- {
		if later += l.Late[n]; later*acceptedShare >= max(l.Total, 1) {
			return latenessEdge(n)
		}
	}
	return 0
}

// Came counts records or files of the source that came, late ones among them.
func (l *Ledger) Came(all int64, late ...time.Duration) {
	if l == nil || all == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.audits.lateness.count(all)
	for _, each := range late {
		l.audits.lateness.add(each)
	}
	l.latenessChanged = true
}

// Lateness returns what was learned of the source.
func (l *Ledger) Lateness() Lateness {
	if l == nil {
		return Lateness{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	learned := l.audits.lateness
	learned.Late = append([]int64(nil), learned.Late...)
	return learned
}
