package ecs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestUnknownColumnsAreToldOfOnceADay(t *testing.T) {
	rows := NewMapper(Options{}).Rows(testOrg, LogFile{EventType: "Login"}, []string{"EVENT_TYPE", "NEW_B", "CPU_TIME", "NEW_A", "NEW_B", "OPERATION"})
	if got := rows.Unknown(); !slices.Equal(got, []string{"NEW_B", "NEW_A"}) {
		t.Fatalf("unknown columns %q", got)
	}
	var d Drift
	now := time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		after time.Duration
		of    string
		names []string
		want  []string
	}{
		{0, "Login", rows.Unknown(), []string{"NEW_A", "NEW_B"}},
		{time.Hour, "Login", rows.Unknown(), nil},
		{time.Hour, "Logout", rows.Unknown(), []string{"NEW_A", "NEW_B"}},
		{time.Hour, "Login", []string{"NEW_A", "NEW_C"}, []string{"NEW_C"}},
		{time.Hour, "Login", nil, nil},
		{23 * time.Hour, "Login", []string{"NEW_C"}, []string{"NEW_C"}},
	} {
		now = now.Add(step.after)
		if got := d.News(step.of, step.names, now); !slices.Equal(got, step.want) {
			t.Errorf("%s %q: %q, want %q", step.of, step.names, got, step.want)
		}
	}
	if got := DriftMessage("CSPViolation", []string{"NEW_A"}); !strings.Contains(got, "salesforce.csp_violation: NEW_A") {
		t.Error(got)
	}
}

func TestUnknownColumnsAreToldOfAgainThoughTheClockIsSetBack(t *testing.T) {
	var d Drift
	now := time.Date(2036, 1, 5, 3, 0, 0, 0, time.UTC)
	for n, want := range []int{1, 1, 0} {
		if n == 1 {
			now = now.AddDate(-10, 0, 0)
		}
		if got := d.News("Login", []string{"NEW"}, now); len(got) != want {
			t.Errorf("look %d: %q, want %d", n, got, want)
		}
	}
}

func TestDriftIsBounded(t *testing.T) {
	var d Drift
	now, told := time.Now(), 0
	for i := range 3 * maxLogged {
		told += len(d.News("New__c", []string{fmt.Sprint("F", i)}, now))
	}
	if told != maxLogged {
		t.Errorf("told of %d names, want %d", told, maxLogged)
	}
}

func TestUnknownFieldsOfARecordAreToldOf(t *testing.T) {
	records := NewMapper(Options{}).Records(testOrg, "LoginEvent")
	for record, want := range map[string][]string{
		`{"Status": "Success", "New": 1, "Other": [1], "Nothing": null, "Owner": {"Name": "x"}}`: {"New", "Other"},
		`{"Status": "Success", "UserId": "005Qy00000Wz9Lm"}`:                                     nil,
	} {
		event, err := records.Map([]byte(record), "1")
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(event.Unknown, want) {
			t.Errorf("%s: %q, want %q", record, event.Unknown, want)
		}
	}
}

func TestEveryKnownColumnIsKnown(t *testing.T) {
	mapper := NewMapper(Options{})
	eachType(func(eventType string, header, _ []string) {
		if got := mapper.Rows(testOrg, LogFile{EventType: eventType}, header).Unknown(); len(got) > 0 {
			t.Errorf("%s: %q", eventType, got)
		}
	})
}
