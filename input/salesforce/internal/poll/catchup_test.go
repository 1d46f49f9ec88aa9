package poll

import (
	"testing"
	"time"
)

func TestProgressIsToldThoughTheClockIsSet(t *testing.T) {
	const year = 365 * 24 * time.Hour
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for by, want := range map[time.Duration]bool{0: false, time.Second: false, tellEvery: true, 9 * year: true, -9 * year: true, -time.Hour: true} {
		c := CatchUp{}
		c.beganAt, c.loggedAt = noon, noon
		if got := c.Due(noon.Add(by)); got != want {
			t.Errorf("with a clock that is %v later it is due: %v", by, got)
		}
	}
}
