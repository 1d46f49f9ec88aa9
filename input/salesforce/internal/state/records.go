package state

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Window is the span of time [Start, End) that one query asks for.
type Window struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Records is the state of a source that collects the records of one object.
type Records struct {
	// Field is what the windows are over, such as CreatedDate; "" in a state of versions
	// that did not say so, and of a custom query.
	Field string `json:"field,omitempty"`
	// Through is the end of the last finished window: everything before it was
	// collected, but for records that become visible late.
	Through time.Time `json:"through"`
	// Settled is the time before which no record can become visible any more, as far
	// as the lookback reckons with: no window starts before it. At first it is where
	// the first run began.
	Settled time.Time `json:"settled"`
	// Seen are the short identities of the records in the lookback before Through,
	// and not before Settled.
	Seen Identities `json:"seen,omitempty"`
	// Marks are earlier values of Through, to go back to.
	Marks Marks `json:"marks,omitempty"`
	// Window is the window in progress, if any.
	Window *Window `json:"window,omitempty"`
	// Sent counts the records of Window that are published, and Sum is the
	// exclusive or of their identities.
	Sent int64  `json:"-"`
	Sum  uint64 `json:"-"`
}

// ReadRecords decodes what was stored. The error is an *UnreadableError.
func ReadRecords(cursor Cursor) (Records, error) {
	var records Records
	if err := read(cursor, &records); err != nil {
		return Records{}, err
	}
	// Without these it would be taken for a first run, and what lies between lost.
	if records.Through.IsZero() || records.Settled.IsZero() {
		return Records{}, unreadable(cursor, errors.New("it does not say how far records are collected"))
	}
	if records.Window != nil && !records.Window.End.After(records.Window.Start) {
		return Records{}, unreadable(cursor, errors.New("the window in progress ends before it starts"))
	}
	if records.Window == nil || cursor.Done == 0 {
		return records, nil
	}
	sum, err := strconv.ParseUint(cursor.Sum, 16, 64)
	if err != nil {
		return Records{}, unreadable(cursor, fmt.Errorf("sum of the window in progress: %w", err))
	}
	records.Sent, records.Sum = cursor.Done, sum
	return records, nil
}

// Over returns a state of windows over another field that go on from start: how far the
// windows came by one date says nothing of how far they came by another.
func (r Records) Over(field string, start time.Time) Records {
	return Records{Field: field, Through: start, Settled: start, Marks: r.Marks.upTo(start)}
}

// Cursor returns the state as a cursor at rest, with no window in progress.
func (r Records) Cursor() Cursor {
	r.Window = nil
	return Cursor{Version: Version, Position: write(r)}
}

// cursor returns the state as a cursor, with the window in progress if there is one.
func (r Records) cursor() Cursor {
	if r.Window == nil {
		return r.Cursor()
	}
	return r.Within(*r.Window).After(r.Sent, r.Sum)
}

// Within returns a cursor for records of window; see Cursor.After.
func (r Records) Within(window Window) Cursor {
	r.Window = &window
	return Cursor{Version: Version, Position: write(r)}
}

// After returns the cursor that covers the first sent records of its window.
func (c Cursor) After(sent int64, sum uint64) Cursor {
	c.Done, c.Sum = sent, FormatSum(sum)
	return c
}

// FormatSum returns a sum of short identities as it is stored.
func FormatSum(sum uint64) string { return strconv.FormatUint(sum, 16) }

// Identities are short identities, written compactly: there can be thousands in
// a lookback.
type Identities []uint64

// MarshalText writes eight bytes an identity, in base64.
func (i Identities) MarshalText() ([]byte, error) {
	raw := make([]byte, 0, 8*len(i))
	for _, id := range i {
		raw = binary.BigEndian.AppendUint64(raw, id)
	}
	return base64.RawStdEncoding.AppendEncode(nil, raw), nil
}

// UnmarshalText reads what MarshalText wrote.
func (i *Identities) UnmarshalText(text []byte) error {
	raw, err := base64.RawStdEncoding.AppendDecode(nil, text)
	if err != nil {
		return fmt.Errorf("identities: %w", err)
	}
	if len(raw)%8 != 0 {
		return fmt.Errorf("identities: %d bytes are not a multiple of 8", len(raw))
	}
	*i = make(Identities, 0, len(raw)/8)
	for ; len(raw) > 0; raw = raw[8:] {
		*i = append(*i, binary.BigEndian.Uint64(raw))
	}
	return nil
}
