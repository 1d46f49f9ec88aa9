package metrics

import (
	"sync/atomic"
	"time"
)

// Set has the numbers of one input or one source. It may be used from many goroutines.
// A nil Set counts nothing.
type Set struct {
	of            Of
	values        [count]atomic.Int64
	distributions [count]*distribution
}

// NewSet returns a set of an input or of a source.
func NewSet(of Of) *Set {
	s := &Set{of: of}
	for id, metric := range Table {
		if metric.Of == of && metric.Kind == Distribution {
			s.distributions[id] = &distribution{}
		}
	}
	return s
}

// Each visits the metrics of the set.
func (s *Set) Each(visit func(ID, Metric)) {
	for id, metric := range Table {
		if metric.Of == s.of {
			visit(ID(id), metric)
		}
	}
}

// Add adds to a total or gauge.
func (s *Set) Add(id ID, n int64) {
	if s != nil {
		s.values[id].Add(n)
	}
}

// Put sets a gauge.
func (s *Set) Put(id ID, value int64) {
	if s != nil {
		s.values[id].Store(value)
	}
}

// Reach moves a moment, forward only.
func (s *Set) Reach(id ID, at time.Time) {
	if s == nil || at.IsZero() {
		return
	}
	for seconds := at.Unix(); ; {
		before := s.values[id].Load()
		if before >= seconds || s.values[id].CompareAndSwap(before, seconds) {
			return
		}
	}
}

// Observe adds a value to a distribution.
func (s *Set) Observe(id ID, value int64) {
	if s != nil && s.distributions[id] != nil {
		s.distributions[id].observe(value)
	}
}

// Took adds the time since begin, in milliseconds, to a distribution.
func (s *Set) Took(id ID, begin time.Time) { s.Observe(id, time.Since(begin).Milliseconds()) }

// Value returns the number of a total, a gauge or a moment; of the latter it is 0 as
// long as there is none.
func (s *Set) Value(id ID) int64 {
	if s == nil {
		return 0
	}
	return s.values[id].Load()
}

// Summary returns what is known of a distribution.
func (s *Set) Summary(id ID) Summary {
	if s == nil || s.distributions[id] == nil {
		return Summary{}
	}
	return s.distributions[id].summary()
}
