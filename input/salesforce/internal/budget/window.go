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

// move forgets what is too old. A clock that is set back forgets nothing.
func (w *window) move(now time.Time) {
	to := now.Unix() / int64(span/time.Second)
	if to-w.newest >= int64(spans) {
		w.counts, w.sum, w.newest = [spans]int64{}, 0, to
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
