package catalog

import (
	"slices"
	"testing"
	"time"
)

func TestEveryStandardObjectIsWindowedByWhenItsRecordsCameIntoExistence(t *testing.T) {
	// These have no date of their creation.
	without := map[string]string{"LoginHistory": "LoginTime", "UserLogin": "LastModifiedDate"}
	for _, object := range Objects() {
		want := without[object.Name]
		switch {
		case object.Kind != Standard:
			want = object.Kind.Rules().WindowFields[0]
		case want == "":
			want = "CreatedDate"
		}
		if got := object.WindowFields[0]; got != want {
			t.Errorf("windows of %s are over %s, want %s", object.Name, got, want)
		}
		for _, field := range object.WindowFields {
			if !slices.ContainsFunc(object.Fields, func(f Field) bool { return f.Name == field && f.Type == DateTime }) {
				t.Errorf("%s has no date-time %s to be windowed by", object.Name, field)
			}
		}
		if object.Kind != Standard && object.Retention != object.Kind.Rules().Retention {
			t.Errorf("%s is kept for %v, its kind for %v", object.Name, object.Retention, object.Kind.Rules().Retention)
		}
	}
}

func TestDefaultsOfAKindOutlastItsLateness(t *testing.T) {
	for _, kind := range []Kind{Standard, BigObject, EventLog} {
		if rules := kind.Rules(); rules.Delay+rules.Lookback <= rules.Lateness {
			t.Errorf("kind %s: delay %v and lookback %v for records that are %v late", kind, rules.Delay, rules.Lookback, rules.Lateness)
		}
	}
	rules := EventLog.Rules()
	if rules.Lateness < 45*time.Minute || rules.MaxSpan != 15*day || rules.MaxTimeFilters != 2 || rules.Retention != 30*day {
		t.Errorf("event log objects: %+v", rules)
	}
}

func TestKindOfUnknownObjectFollowsFromItsName(t *testing.T) {
	for name, want := range map[string]Kind{
		"loginevent": BigObject, "LoginEventLog": EventLog, "FooBarEventLog": EventLog, "foobareventlog": EventLog,
		"Audit__b": BigObject, "Account": Standard, "MyEventLog__c": Standard, "LoginAnomalyEventStore": Standard,
	} {
		if got := KindOf(name); got != want {
			t.Errorf("%s is of kind %s, want %s", name, got, want)
		}
	}
}
