package audit

import (
	"slices"
	"time"
)

// Day is the unit of an audit.
const Day = 24 * time.Hour

// grace is how long after the last age a day may still be compared, for example after the
// beat was down.
const grace = 2 * Day

// Schedule is the list of ages at which days are compared, counted from the end of the day,
// in any order. An empty schedule compares nothing.
type Schedule []time.Duration

// Task is a day that is due, and the age that it has reached.
type Task struct {
	Day time.Time // its beginning, in UTC
	Age time.Duration
}

// End returns when the day ends.
func (t Task) End() time.Time { return t.Day.Add(Day) }

// DayOf returns the beginning of the UTC day of a moment.
func DayOf(at time.Time) time.Time { return at.UTC().Truncate(Day) }

// Kept reports whether a day is still to be compared, now or later, so that what is known of
// it has to be kept.
func (s Schedule) Kept(day, now time.Time) bool {
	return len(s) > 0 && now.Before(day.Add(Day+slices.Max(s)+grace))
}

// Next returns the oldest day that is due. Days before from are not known well enough to be
// compared, and those that end after through are not collected yet. Done returns the greatest
// age at which a day was compared already; false if it was not.
func (s Schedule) Next(now, from, through time.Time, done func(day time.Time) (age time.Duration, ok bool)) (next Task, ok bool) {
	if len(s) == 0 {
		return Task{}, false
	}
	ages := slices.Sorted(slices.Values(s))
	day := DayOf(from)
	if day.Before(from) {
		day = day.Add(Day)
	}
	if oldest := DayOf(now.Add(-Day - ages[len(ages)-1] - grace)); day.Before(oldest) {
		day = oldest
	}
	for ; !day.Add(Day).After(through); day = day.Add(Day) {
		if !s.Kept(day, now) {
			continue
		}
		age := now.Sub(day.Add(Day))
		reached, found := greatest(ages, age)
		if !found {
			return Task{}, false // later days are younger
		}
		if before, compared := done(day); !compared || before < reached {
			return Task{Day: day, Age: reached}, true
		}
	}
	return Task{}, false
}

// greatest returns the greatest of the ascending ages that is not more than age.
func greatest(ages []time.Duration, age time.Duration) (reached time.Duration, ok bool) {
	for _, candidate := range ages {
		if candidate <= age {
			reached, ok = candidate, true
		}
	}
	return reached, ok
}
