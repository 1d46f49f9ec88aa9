package diagnosis

import (
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// querying is an org, and an input that has queries in place of names.
func querying(t *testing.T, options orgsim.Options, sources ...querytemplate.Source) *org {
	t.Helper()
	o := newOrg(t, options)
	o.input.LogFiles, o.input.Objects = nil, nil
	for _, source := range sources {
		query, mistakes := querytemplate.New(source)
		if mistakes != nil {
			t.Fatal(mistakes)
		}
		o.input.Queries = append(o.input.Queries, QuerySource{Name: query.Object(), Object: query.Object(), Interval: time.Hour, Query: query})
	}
	return o
}

func objectQuery(fields, object string) querytemplate.Source {
	return querytemplate.Source{
		Method: querytemplate.Object, CursorField: "CreatedDate",
		Default: "SELECT " + fields + " FROM " + object,
		Value:   "SELECT " + fields + " FROM " + object + " WHERE CreatedDate > [[ .cursor.object.last_event_time ]]",
	}
}

func TestQueriesAreAsked(t *testing.T) {
	files := querytemplate.Source{
		Method: querytemplate.EventLogFile, CursorField: "CreatedDate",
		Default: "SELECT Id, CreatedDate, LogFile FROM EventLogFile WHERE Interval = 'Hourly'",
		Value:   "SELECT Id, CreatedDate, LogFile FROM EventLogFile WHERE Interval = 'Hourly' AND CreatedDate > [[ .cursor.event_log_file.last_event_time ]] ORDER BY CreatedDate LIMIT 5",
	}
	o := querying(t, orgsim.Options{Seed: 3, Days: 2, RowsPerHour: 4, EventTypes: []string{"Login"}, FileDelay: -1}, files, objectQuery("Id, CreatedDate, Action", "SetupAuditTrail"))
	all := diagnose(t, o.input)
	all.of(t, Query, "EventLogFile query.default").says(t, OK, "accepted")
	all.of(t, Query, "EventLogFile query.value").says(t, OK, "accepted, no records currently")
	all.of(t, Query, "SetupAuditTrail query.default").says(t, OK, "accepted")
	all.of(t, Permission, viewEventLogFiles).says(t, OK, "EventLogFile")
	all.of(t, Cost, "").says(t, OK, "about 48 requests a day", "48 for 2 queries", "log files that could not be counted")
}

func TestWhatTheOrgRefusesOfAQueryIsSaid(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options orgsim.Options
		source  querytemplate.Source
		words   []string
	}{
		{"a field that is none", orgsim.Options{Empty: true}, objectQuery("Id, CreatedDate, Actoin", "SetupAuditTrail"), []string{"INVALID_FIELD", "Actoin", "check the field's name"}},
		{"an object that is none", orgsim.Options{Empty: true}, objectQuery("Id, CreatedDate", "SetupTrail"), []string{"INVALID_TYPE", "check the name"}},
		{"an object that is hidden", orgsim.Options{Empty: true, Lacks: []orgsim.Permission{orgsim.ViewRealTimeEvents}}, objectQuery("Id, CreatedDate", "LoginEvent"), []string{"INVALID_TYPE", "View Real-Time Event Monitoring Data"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := diagnose(t, querying(t, tt.options, tt.source).input)
			subjects := all.subjects(Query)
			if len(subjects) != 2 {
				t.Errorf("looked at %q", subjects)
			}
			for _, subject := range subjects {
				all.of(t, Query, subject).says(t, Failed, tt.words...)
			}
		})
	}
}
