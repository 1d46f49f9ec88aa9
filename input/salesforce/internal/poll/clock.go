package poll

import (
	"context"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

const (
	// positionTolerance is how far in the future a position may be: clocks are read to
	// the second.
	positionTolerance = 5 * time.Second
	// FurthestBack is how far a collector goes back at least if nothing tells how far it
	// had come before its position was wrong.
	FurthestBack = 7 * 24 * time.Hour
	// hastyReadings is how often a clock in doubt is read before the interval is up.
	hastyReadings = 6
)

// Clock is the part of an org that tells the time.
type Clock interface {
	// Now is the org's clock, as far as the answers prove it: it may be behind.
	Now() time.Time
	// ConfirmedNow is the latest time that it can be; false if that is not known.
	ConfirmedNow() (time.Time, bool)
	// ReadClock asks the org for something that costs next to nothing: any answer tells
	// the time.
	ReadClock(ctx context.Context) error
}

// FutureError says that a position was in the future, and where the collector went on.
type FutureError struct {
	What         string
	Position, To time.Time
}

// Error says what was wrong and what becomes of it.
func (e *FutureError) Error() string {
	return fmt.Sprintf("%s: the saved position %s is in the future, because a clock or a date was wrong: collecting again from %s on, events that come twice have the same id",
		e.What, e.Position.UTC().Format(time.RFC3339), e.To.UTC().Format(time.RFC3339))
}

// Ahead looks after positions that are ahead of the clock: of one that was behind, or that
// was wrong when the position was saved.
type Ahead struct {
	What   string
	hasted int
}

// Check looks at a position that is after the time up to which there is something to
// collect. It reads the clock, and returns a *FutureError with the time to go back to if
// the position is certainly in the future. If that is in doubt, wait is when to look again.
func (a *Ahead) Check(ctx context.Context, clock Clock, position time.Time, marks state.Marks, furthest time.Duration) (wait time.Duration, future *FutureError, err error) {
	if err := clock.ReadClock(ctx); err != nil {
		return 0, nil, fmt.Errorf("reading the org's clock: %w", err)
	}
	now, confirmed := clock.ConfirmedNow()
	if !confirmed {
		if a.hasted++; a.hasted <= hastyReadings {
			wait = rest.ClockPause
		}
		return wait, nil, nil
	}
	a.hasted = 0
	if !position.After(now.Add(positionTolerance)) {
		return 0, nil, nil
	}
	return 0, &FutureError{What: a.What, Position: position, To: marks.Back(now, max(furthest, FurthestBack))}, nil
}
