package audit_test

import (
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
)

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func TestDayIsDueAtEachAgeAfterItsEnd(t *testing.T) {
	schedule := audit.Schedule{7 * audit.Day, 6 * time.Hour, audit.Day}
	type compared map[time.Time]time.Duration
	for _, tt := range []struct {
		name    string
		now     time.Duration // after the end of Monday
		from    time.Time
		through time.Duration // likewise
		done    compared
		want    audit.Task
		ok      bool
	}{
		{name: "too young", now: 6*time.Hour - time.Second, from: monday, through: time.Hour},
		{name: "first age", now: 6 * time.Hour, from: monday, through: time.Hour, want: audit.Task{Day: monday, Age: 6 * time.Hour}, ok: true},
		{name: "first age is done", now: 23 * time.Hour, from: monday, through: time.Hour, done: compared{monday: 6 * time.Hour}},
		{name: "several ages passed", now: 30 * time.Hour, from: monday, through: time.Hour, want: audit.Task{Day: monday, Age: audit.Day}, ok: true},
		{name: "day is not collected yet", now: 30 * time.Hour, from: monday, through: -time.Second},
		{name: "day was not known from its begin", now: 25 * time.Hour, from: monday.Add(time.Second), through: time.Hour},
		{
			name: "oldest first", now: 31 * time.Hour, from: monday, through: 26 * time.Hour, done: compared{monday: audit.Day},
			want: audit.Task{Day: monday.Add(audit.Day), Age: 6 * time.Hour}, ok: true,
		},
		{name: "last age after an outage", now: 8 * audit.Day, from: monday, through: time.Hour, want: audit.Task{Day: monday, Age: 7 * audit.Day}, ok: true},
		{name: "too long ago", now: 10 * audit.Day, from: monday, through: time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			end := monday.Add(audit.Day)
			got, ok := schedule.Next(end.Add(tt.now), tt.from, end.Add(tt.through), func(day time.Time) (time.Duration, bool) {
				age, found := tt.done[day]
				return age, found
			})
			if got != tt.want || ok != tt.ok {
				t.Errorf("got %v, %v, want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestEmptyScheduleComparesNothing(t *testing.T) {
	if _, ok := (audit.Schedule{}).Next(monday, time.Time{}, monday, nil); ok || (audit.Schedule{}).Kept(monday, monday) {
		t.Error("a day is due")
	}
}

func TestDayIsKeptUntilItsLastAgeIsOver(t *testing.T) {
	schedule := audit.Schedule{time.Second, audit.Day}
	if !schedule.Kept(monday, monday.Add(3*audit.Day)) {
		t.Error("the day is dropped before it is compared for the last time")
	}
	if schedule.Kept(monday, monday.Add(5*audit.Day)) {
		t.Error("the day is kept forever")
	}
}
