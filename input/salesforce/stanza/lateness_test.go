package stanza

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

func TestDelayAndLookbackAreWhatTheKindOfObjectNeeds(t *testing.T) {
	type lateness struct{ delay, lookback time.Duration }
	for options, want := range map[string]map[string]lateness{
		"": {
			"LoginEvent": {time.Minute, 5 * time.Minute}, "SetupAuditTrail": {time.Minute, 5 * time.Minute},
			"LoginEventLog": {25 * time.Minute, 35 * time.Minute}, "FooBarEventLog": {25 * time.Minute, 35 * time.Minute},
		},
		", delay: 2m":              {"LoginEvent": {2 * time.Minute, 5 * time.Minute}, "LoginEventLog": {2 * time.Minute, 35 * time.Minute}},
		", lookback: 0s":           {"LoginEvent": {time.Minute, 0}, "LoginEventLog": {25 * time.Minute, 0}},
		", delay: 0, lookback: 1h": {"LoginEvent": {0, time.Hour}, "LoginEventLog": {0, time.Hour}},
	} {
		for name, want := range want {
			c, err := Read(stanzatest.Parse(t, objectBlock("{names: ["+name+"]"+options+"}")))
			if err != nil {
				t.Fatal(err)
			}
			records := c.sources("")[0].Records
			if got := (lateness{records.Delay, records.Lookback}); got != want {
				t.Errorf("%s%s: %+v, want %+v", name, options, got, want)
			}
		}
	}
}

func TestWarnsOfLessThanTheKindOfObjectNeeds(t *testing.T) {
	for _, tt := range []struct {
		block string
		want  []string // words of the only warning; nil for no warning
	}{
		{"{names: [LoginEventLog]}", nil},
		{"{names: [LoginEventLog], delay: 10m}", nil},
		{"{names: [LoginEventLog], delay: 1m}", []string{"LoginEventLog: delay: 1m:", "up to 45m after its Timestamp", "delay 25m, lookback 35m", "event log objects"}},
		{"{names: [LoginEventLog, LoginEvent], delay: 1m, lookback: 5m}", []string{"LoginEventLog: delay: 1m, lookback: 5m:", "up to 6m"}},
		{"{names: [FooBarEventLog], lookback: 0s}", []string{"FooBarEventLog: lookback: 0s:"}},
		{"{names: [LoginEventLog], lookback: 20d}", []string{"lookback: 20d is shortened to 180h"}},
		{"{names: [SetupAuditTrail], delay: 1s, lookback: 1s}", []string{"SetupAuditTrail: delay: 1s, lookback: 1s:", "CreatedDate", "standard objects"}},
		{"{names: [LoginEvent], delay: 0s}", nil},
	} {
		warnings, err := Warnings(stanzatest.Parse(t, objectBlock(tt.block)))
		if err != nil {
			t.Fatal(err)
		}
		if (len(tt.want) == 0) != (len(warnings) == 0) || len(warnings) > 1 {
			t.Errorf("%s: warnings %q", tt.block, warnings)
			continue
		}
		for _, word := range tt.want {
			if !strings.Contains(warnings[0], word) {
				t.Errorf("%s: warning %q, want %q in it", tt.block, warnings[0], word)
			}
		}
	}
}

func TestWarnsOfQueryThatGoesByTheDateOfADetection(t *testing.T) {
	query := func(field string) string {
		return objectBlock(`{query: {default: "SELECT EventDate, CreatedDate, EventIdentifier FROM LoginAnomalyEventStore", value: "SELECT EventDate, CreatedDate, EventIdentifier FROM LoginAnomalyEventStore WHERE ` +
			field + ` > [[ .cursor.object.batch_start_time ]] AND ` + field + ` <= [[ .cursor.object.batch_end_time ]]"}, cursor.field: ` + field + `}`)
	}
	late := func(warning string) bool { return strings.Contains(warning, "use CreatedDate in the query") }
	for field, want := range map[string]bool{"EventDate": true, "CreatedDate": false} {
		warnings, err := Warnings(stanzatest.Parse(t, query(field)))
		if err != nil || slices.ContainsFunc(warnings, late) != want {
			t.Errorf("by %s: warnings %q, error %v", field, warnings, err)
		}
	}
}

func TestWarnsOfQueryThatCanComeToSpanMoreThanAllowed(t *testing.T) {
	query := func(object, where string) string {
		return objectBlock(`{query: {default: "SELECT FIELDS(STANDARD) FROM ` + object + `", value: "SELECT FIELDS(STANDARD) FROM ` + object + ` WHERE ` + where + `"}, cursor.field: Timestamp}`)
	}
	const follows = "Timestamp > [[ .cursor.object.last_event_time ]]"
	const batches = "Timestamp > [[ .cursor.object.batch_start_time ]] AND Timestamp <= [[ .cursor.object.batch_end_time ]]"
	spans := func(warning string) bool { return strings.Contains(warning, "spans at most 15d") }
	for _, tt := range []struct {
		object, where string
		want          bool
	}{{"LoginEventLog", follows, true}, {"LoginEventLog", batches, false}, {"Visit__c", follows, false}} {
		warnings, err := Warnings(stanzatest.Parse(t, query(tt.object, tt.where)))
		if err != nil || slices.ContainsFunc(warnings, spans) != tt.want {
			t.Errorf("%+v: warnings %q, error %v", tt, warnings, err)
		}
	}
}

func TestRefusesWhatCannotBeCollectedByTime(t *testing.T) {
	_, err := Read(stanzatest.Parse(t, objectBlock("{names: [LoginEvent, fieldhistoryarchive]}")))
	if err == nil || !strings.Contains(err.Error(), `object.names: "fieldhistoryarchive" cannot be collected by time`) {
		t.Errorf("error %v", err)
	}
	_, err = Read(stanzatest.Parse(t, objectBlock("{names: [LoginEventLog], delay: 31d}")))
	if err == nil || !strings.Contains(err.Error(), "for only 30 days") {
		t.Errorf("error %v", err)
	}
}
