package orgsim_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func truth(t *testing.T, options orgsim.Options, at *orgsim.Clock) orgsim.Truth {
	t.Helper()
	options.Now = at.Now
	org, err := orgsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return org.Truth()
}

func TestOneSeedMakesOneOrg(t *testing.T) {
	options := orgsim.Options{Seed: 3, Days: 2, RowsPerHour: 40}
	want := truth(t, options, newClock())
	if got := truth(t, options, newClock()); !reflect.DeepEqual(want, got) {
		t.Errorf("the same seed makes another org:\n%.2000s", cmp.Diff(want, got))
	}
	options.Seed = 4
	if reflect.DeepEqual(want, truth(t, options, newClock())) {
		t.Error("another seed makes the same org")
	}
}

func TestAWeekHasWhatAWeekHas(t *testing.T) {
	at := newClock()
	week := truth(t, orgsim.Options{Seed: 1}, at)
	types, quirks := map[string]bool{}, map[string]int{}
	hourly, daily, seconds := 0, 0, map[time.Time]int{}
	for _, file := range week.LogFiles {
		types[file.EventType] = true
		seconds[file.CreatedDate]++
		if file.CreatedDate.After(at.Now()) || !file.CreatedDate.After(file.LogDate) || file.CreatedDate.Nanosecond() != 0 {
			t.Errorf("file %s of %s was created at %s", file.ID, file.LogDate, file.CreatedDate)
		}
		if file.Interval == orgsim.Daily {
			daily += len(file.Rows)
			continue
		}
		hourly += len(file.Rows)
		if file.Sequence > 1 {
			quirks["further sequence"]++
		}
		for i, row := range file.Rows {
			countQuirks(quirks, file, i, row)
		}
	}
	if len(types) < 20 {
		t.Errorf("there are %d event types, want 20 or more", len(types))
	}
	if hourly < 18000 || hourly > 22000 || daily < 16000 {
		t.Errorf("there are %d rows in hourly and %d in daily files, want about 20000", hourly, daily)
	}
	if shared := slices.Max(slices.Collect(maps.Values(seconds))); shared < 3 {
		t.Errorf("at most %d files share a CreatedDate, want several", shared)
	}
	for _, quirk := range []string{
		"further sequence", "two equal rows", "shared REQUEST_ID", "line break", "quote", "Salesforce.com IP", "9998.0", "blank USER_ID", "not ASCII",
	} {
		if quirks[quirk] == 0 {
			t.Errorf("no row has: %s", quirk)
		}
	}
	for _, record := range week.Records["LoginEvent"] {
		happened, _ := record["EventDate"].(time.Time)
		created, _ := record["CreatedDate"].(time.Time)
		if lag := created.Sub(happened); lag < 500*time.Millisecond || lag > 3*time.Second {
			t.Errorf("event %v was created %s after it happened, want 0.5 to 3 s", record["EventIdentifier"], lag)
		}
	}
	for _, object := range []string{"LoginEvent", "LogoutEvent", "ApiEvent", "SetupAuditTrail", "LoginHistory", "LoginAnomalyEventStore", "RestApiEventLog"} {
		if len(week.Records[object]) == 0 {
			t.Errorf("there are no records of %s", object)
		}
	}
}

// countQuirks notes what is special about a row, and is strict about ids and
// times.
func countQuirks(quirks map[string]int, file orgsim.LogFile, i int, row []string) {
	if i > 0 && slices.Equal(row, file.Rows[i-1]) {
		quirks["two equal rows"]++
	} else if i > 0 && row[2] == file.Rows[i-1][2] {
		quirks["shared REQUEST_ID"]++
	}
	for column, value := range row {
		switch name := file.Header[column]; {
		case strings.Contains(value, "\n"):
			quirks["line break"]++
		case strings.Contains(value, `"`):
			quirks["quote"]++
		case value == "Salesforce.com IP", value == "9998.0":
			quirks[value]++
		case value == "" && name == "USER_ID":
			quirks["blank USER_ID"]++
		case strings.ContainsFunc(value, func(r rune) bool { return r > 127 }):
			quirks["not ASCII"]++
		}
	}
}

func TestRowsAreOfTheirHour(t *testing.T) {
	for _, file := range truth(t, orgsim.Options{Days: 2, RowsPerHour: 60}, newClock()).LogFiles {
		span := time.Hour
		if file.Interval == orgsim.Daily {
			span = 24 * time.Hour
		}
		derived := slices.Index(file.Header, "TIMESTAMP_DERIVED")
		user, userDerived := slices.Index(file.Header, "USER_ID"), slices.Index(file.Header, "USER_ID_DERIVED")
		for _, row := range file.Rows {
			when, err := time.Parse("20060102150405.000", row[1])
			if err != nil || when.Before(file.LogDate) || !when.Before(file.LogDate.Add(span)) {
				t.Fatalf("%s %s of %s has a row of %s (%v)", file.Interval, file.EventType, file.LogDate, row[1], err)
			}
			if derived >= 0 && row[derived] != when.Format("2006-01-02T15:04:05.000Z") {
				t.Fatalf("TIMESTAMP %s has TIMESTAMP_DERIVED %s", row[1], row[derived])
			}
			if user >= 0 && userDerived >= 0 && row[user] != "" && (len(row[user]) != 15 || len(row[userDerived]) != 18 || row[userDerived][:15] != row[user]) {
				t.Fatalf("%s: USER_ID %q has USER_ID_DERIVED %q", file.EventType, row[user], row[userDerived])
			}
		}
	}
}

// rowCounts counts the rows of the files of a day by event type; rows that an
// hourly file repeats from an earlier one of its hour count once.
func rowCounts(week orgsim.Truth, interval string, day time.Time) map[string]int {
	type place struct {
		eventType, row string
		hour           time.Time
	}
	counts, most := map[string]int{}, map[place]int{}
	for _, file := range week.LogFiles {
		if file.Interval != interval || !file.LogDate.Truncate(24*time.Hour).Equal(day) {
			continue
		}
		inFile := map[place]int{}
		for _, row := range file.Rows {
			key := place{file.EventType, strings.Join(row, "\x00"), file.LogDate}
			inFile[key]++
			if inFile[key] > most[key] {
				most[key] = inFile[key]
				counts[fmt.Sprint(file.EventType, " ", key.row)]++
			}
		}
	}
	return counts
}

func TestADailyFileHoldsTheRowsOfItsHours(t *testing.T) {
	at := newClock()
	options := orgsim.Options{Seed: 5, Days: 3, RowsPerHour: 80, EventTypes: []string{"Login", "RestApi", "URI"}, Now: at.Now}
	org, err := orgsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	at.Advance(48 * time.Hour) // all that is late has come
	week := org.Truth()
	for days := 1; days <= 2; days++ {
		day := newClock().Now().Truncate(24*time.Hour).AddDate(0, 0, -days)
		hourly, daily := rowCounts(week, orgsim.Hourly, day), rowCounts(week, orgsim.Daily, day)
		if len(daily) == 0 {
			t.Fatalf("%s has no daily files", day)
		}
		if diff := cmp.Diff(hourly, daily); diff != "" {
			t.Errorf("daily files of %s differ from the hourly ones (-hourly +daily):\n%.2000s", day, diff)
		}
	}
}

func TestLateRowsComeWithTheClock(t *testing.T) {
	at := newClock()
	org, err := orgsim.New(orgsim.Options{
		Seed: 2, Days: 2, RowsPerHour: 160, EventTypes: []string{"Login", "RestApi", "URI", "API", "ApexExecution", "Logout", "Report"}, Now: at.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	before := org.Truth()
	at.Advance(6 * time.Hour)
	after := org.Truth()
	if len(after.LogFiles) <= len(before.LogFiles) {
		t.Errorf("six hours later there are %d files, not more than %d", len(after.LogFiles), len(before.LogFiles))
	}
	var latest time.Time
	for _, file := range after.LogFiles {
		if file.LogDate.After(latest) {
			latest = file.LogDate
		}
	}
	if want := newClock().Now().Truncate(time.Hour).Add(-time.Hour); !latest.Equal(want) {
		t.Errorf("the latest file is of %s, want %s", latest, want)
	}

	replaced := 0
	at.Advance(48 * time.Hour)
	old := map[string]orgsim.LogFile{}
	for _, file := range before.LogFiles {
		old[file.ID] = file
	}
	for _, file := range org.Truth().LogFiles {
		if was, ok := old[file.ID]; ok && file.CreatedDate.After(was.CreatedDate) {
			replaced++
			if file.Interval != orgsim.Daily || len(file.Rows) <= len(was.Rows) {
				t.Errorf("%s file %s of %d rows was replaced by one of %d", file.Interval, file.ID, len(was.Rows), len(file.Rows))
			}
		}
	}
	if replaced == 0 {
		t.Error("no daily file was replaced by late rows")
	}
}

func TestGrow(t *testing.T) {
	at := newClock()
	org, err := orgsim.New(orgsim.Options{
		Days: 1, RowsPerHour: 20, FileDelay: -1, DailyDelay: -1, DetectionDelay: orgsim.NoDelay(), EventLogDelay: orgsim.NoDelay(), Now: at.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	before := org.Truth()
	for range 3 {
		at.Advance(5 * time.Second)
		if got := org.Grow(25); got != 25 {
			t.Errorf("Grow(25) makes %d rows", got)
		}
		if got := org.Grow(25); got != 0 {
			t.Errorf("at the same moment Grow makes %d rows again", got)
		}
	}
	at.Advance(5 * time.Second)
	after := org.Truth()
	rows, sequences := 0, map[string][]int{}
	for _, file := range after.LogFiles[len(before.LogFiles):] {
		rows += len(file.Rows)
		key := fmt.Sprint(file.EventType, file.LogDate)
		sequences[key] = append(sequences[key], file.Sequence)
	}
	if rows != 75 {
		t.Errorf("three growths of 25 show %d rows", rows)
	}
	for key, list := range sequences {
		for i, sequence := range list {
			if sequence != i+1 {
				t.Errorf("%s has sequences %v, want 1, 2, 3", key, list)
			}
		}
	}
	records := func(t orgsim.Truth) (n int) {
		for _, list := range t.Records {
			n += len(list)
		}
		return n
	}
	if got := records(after) - records(before); got < 18 {
		t.Errorf("three growths show %d records, want 18", got)
	}

	at.Advance(12 * time.Hour)
	org.Grow(10)
	var days []string
	for _, file := range org.Truth().LogFiles {
		if file.Interval == orgsim.Daily {
			days = append(days, file.LogDate.Format(time.DateOnly))
		}
	}
	slices.Sort(days)
	if diff := cmp.Diff([]string{"2026-03-17", "2026-03-18"}, slices.Compact(days)); diff != "" {
		t.Errorf("days with daily files differ (-want +got):\n%s", diff)
	}
}

func TestNewRefuses(t *testing.T) {
	for want, options := range map[string]orgsim.Options{
		`option EventTypes names "Nope"`: {EventTypes: []string{"Login", "Nope"}},
		"option Days is -1":              {Days: -1},
		"option NewestVersion is 30":     {NewestVersion: 30},
	} {
		if _, err := orgsim.New(options); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v is answered with %v, want an error with %q", options, err, want)
		}
	}
}
