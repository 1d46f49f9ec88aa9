package state

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"
)

// Mark says how far a source had collected at some time.
type Mark struct {
	// Through is how far, and AsOf is when, by the clock of then.
	Through, AsOf time.Time
}

// Marks are the marks of the last days, in their order. They are what a source goes back
// to if its clock was wrong and it came too far. There are few: the older they are, the
// farther apart.
type Marks []Mark

const (
	// markAge is the age up to which marks are as good as the newest. Each further
	// span of age with a mark of its own is twice as long as the one before.
	markAge   = 5 * time.Minute
	markSpans = 12
	// markBytes is the length of a mark: twice five bytes, which have the seconds of
	// the next 30,000 years.
	markBytes = 10
)

// With returns the marks and a new one.
func (m Marks) With(added Mark) Marks {
	all := make(Marks, 0, len(m)+1)
	last := -1 // the span of the last mark of all
	for _, one := range append(m[:len(m):len(m)], added) {
		age := added.AsOf.Sub(one.AsOf)
		if age < 0 || one.Through.After(added.Through) {
			continue // it was made by a clock that was wrong
		}
		switch span := spanOf(age); {
		case span != last:
			all, last = append(all, one), span
		case span == markSpans-1:
			all[len(all)-1] = one // or the oldest would never go
		}
	}
	return all
}

// spanOf returns the number of the span that an age is in.
func spanOf(age time.Duration) int {
	span := 0
	for ; span < markSpans-1 && age >= markAge; span++ {
		age /= 2
	}
	return span
}

// Before returns the newest mark that was made before a time, of what is before it.
func (m Marks) Before(now time.Time) (Mark, bool) {
	for n := len(m) - 1; n >= 0; n-- {
		if one := m[n]; !one.AsOf.After(now) && !one.Through.After(now) {
			return one, true
		}
	}
	return Mark{}, false
}

// upTo returns the marks that do not say that anything after through is collected.
func (m Marks) upTo(through time.Time) Marks {
	var all Marks
	for _, one := range m {
		if !one.Through.After(through) {
			all = append(all, one)
		}
	}
	return all
}

// MarshalText writes the seconds of each mark, in base64.
func (m Marks) MarshalText() ([]byte, error) {
	raw := make([]byte, 0, markBytes*len(m))
	for _, one := range m {
		for _, at := range []time.Time{one.Through, one.AsOf} {
			seconds := binary.BigEndian.AppendUint64(nil, uint64(max(at.Unix(), 0)))
			raw = append(raw, seconds[8-markBytes/2:]...)
		}
	}
	return base64.RawStdEncoding.AppendEncode(nil, raw), nil
}

// UnmarshalText reads what MarshalText wrote.
func (m *Marks) UnmarshalText(text []byte) error {
	raw, err := base64.RawStdEncoding.AppendDecode(nil, text)
	if err != nil {
		return fmt.Errorf("marks: %w", err)
	}
	if len(raw)%markBytes != 0 {
		return fmt.Errorf("marks: %d bytes are not a multiple of %d", len(raw), markBytes)
	}
	*m = make(Marks, 0, len(raw)/markBytes)
	for ; len(raw) > 0; raw = raw[markBytes:] {
		second := func(five []byte) time.Time {
			eight := append([]byte{7: 0}[:8-len(five)], five...)
			return time.Unix(int64(binary.BigEndian.Uint64(eight)), 0).UTC()
		}
		*m = append(*m, Mark{Through: second(raw[:markBytes/2]), AsOf: second(raw[markBytes/2 : markBytes])})
	}
	return nil
}

// Back returns the time to go back to from a position that is after now: that of the newest
// mark before now, or else furthest before now.
func (m Marks) Back(now time.Time, furthest time.Duration) time.Time {
	if mark, ok := m.Before(now); ok {
		return mark.Through
	}
	return now.Add(-furthest).Truncate(time.Second)
}
