package metrics

import (
	"math"
	"math/bits"
	"sync/atomic"
)

// Each power of two has four buckets, so that a quantile is at most an eighth off.
const (
	parts   = 4
	buckets = 64 * parts
)

// distribution counts values that are not negative by their size.
type distribution struct {
	counts   [buckets]atomic.Int64
	sum      atomic.Int64
	min, max atomic.Int64 // min is one more than it is, 0 for none
}

// Summary is what is known of a distribution.
type Summary struct {
	Count, Sum, Min, Max int64
	Median, P95, P99     int64
}

func (d *distribution) observe(value int64) {
	value = max(value, 0)
	d.counts[bucketOf(value)].Add(1)
	d.sum.Add(value)
	for {
		before := d.min.Load()
		if (before != 0 && before <= value+1) || d.min.CompareAndSwap(before, value+1) {
			break
		}
	}
	for {
		before := d.max.Load()
		if before >= value || d.max.CompareAndSwap(before, value) {
			break
		}
	}
}

// bucketOf returns the bucket of a value: the position of its first bit, and the two
// bits after that.
func bucketOf(value int64) int {
	if value < parts {
		return int(value)
	}
	power := bits.Len64(uint64(value)) - 1
	return power*parts + int(value>>(power-2))&(parts-1)
}

// middleOf returns the value in the middle of a bucket.
func middleOf(bucket int) int64 {
	if bucket < parts {
		return int64(bucket)
	}
	power, part := bucket/parts, int64(bucket%parts)
	width := int64(1) << (power - 2)
	return int64(1)<<power + part*width + width/2
}

func (d *distribution) summary() Summary {
	var counts [buckets]int64
	s := Summary{Sum: d.sum.Load(), Max: d.max.Load(), Min: max(d.min.Load()-1, 0)}
	for n := range counts {
		counts[n] = d.counts[n].Load()
		s.Count += counts[n]
	}
	quantile := func(share float64) int64 {
		rank, seen := int64(math.Ceil(share*float64(s.Count))), int64(0)
		for n, count := range counts {
			if seen += count; count > 0 && seen >= rank {
				return min(max(middleOf(n), s.Min), s.Max)
			}
		}
		return 0
	}
	s.Median, s.P95, s.P99 = quantile(0.5), quantile(0.95), quantile(0.99)
	return s
}
