package budget

import "time"

// Requests are counted by spans, of which one more is kept than a day has: a request
// counts until it is more than 24 hours old, whatever its place in its span.
const (
	span  = 10 * time.Minute
	spans = int(24*time.Hour/span) + 1
)

// window counts requests of the last 24 hours.
type window struct {
	counts [spans]int64
	newest int64 // the number of the newest span
	sum    int64
}

func spanOf(now time.Time) int64 { return now.Unix() / int64(span/time.Second) }

// move forgets what is too old. A clock that is set back makes nothing older: all counts
// as if it were of now.
func (w *window) move(now time.Time) {
	to := spanOf(now)
	switch {
	case to-w.newest >= int64(spans):
		w.counts, w.sum, w.newest = [spans]int64{}, 0, to
		return
	case w.newest-to > 1:
		w.counts, w.newest = [spans]int64{}, to
		w.counts[to%int64(spans)] = w.sum
		return
	}
	for w.newest < to {
		w.newest++
		at := w.newest % int64(spans)
		w.sum -= w.counts[at]
		w.counts[at] = 0
	}
}

func (w *window) add(now time.Time) {
	w.move(now)
	w.counts[w.newest%int64(spans)]++
	w.sum++
}

// Counts are requests of the past, as they are stored.
type Counts struct {
	// Newest is the number of the newest span since 1970, and Spans are the requests of
	// it and of those before it.
	Newest int64
	Spans  []int64
}

// stored returns the counts, with so many more in the newest span.
func (w *window) stored(more int64) Counts {
	c := Counts{Newest: w.newest}
	for age := int64(0); age < min(int64(spans), w.newest+1); age++ {
		c.Spans = append(c.Spans, w.counts[(w.newest-age)%int64(spans)])
	}
	for len(c.Spans) > 1 && c.Spans[len(c.Spans)-1] == 0 {
		c.Spans = c.Spans[:len(c.Spans)-1]
	}
	c.Spans[0] += more
	return c
}

// restore begins with stored counts. What cannot be right is left out.
func (w *window) restore(c Counts) {
	if c.Newest < int64(spans) || len(c.Spans) > spans {
		return
	}
	w.newest = c.Newest
	for age, count := range c.Spans {
		count = max(count, 0)
		w.counts[(w.newest-int64(age))%int64(spans)] = count
		w.sum += count
	}
}

// next returns when the oldest of the requests stops to count.
func (w *window) next(now time.Time) time.Duration {
	for age := int64(spans) - 1; age >= 0; age-- {
		if number := w.newest - age; number >= 0 && w.counts[number%int64(spans)] > 0 {
			until := time.Unix((number+int64(spans))*int64(span/time.Second), 0)
			return max(until.Sub(now), 0)
		}
	}
	return 0
}
