package querytemplate

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	filesDefault = `SELECT Id, CreatedDate, LogDate, LogFile FROM EventLogFile WHERE Interval = 'Hourly' AND EventType = 'Login' AND CreatedDate > [[ formatTime (now.Add (parseDuration "-24h")) "RFC3339" ]] ORDER BY CreatedDate ASC NULLS FIRST, Id ASC`
	filesValue   = `SELECT Id, CreatedDate, LogDate, LogFile FROM EventLogFile WHERE Interval = 'Hourly' AND EventType = 'Login' AND (CreatedDate > [[ .cursor.event_log_file.last_event_time ]] OR (CreatedDate = [[ .cursor.event_log_file.last_event_time ]] AND Id > '[[ .cursor.event_log_file.last_event_id ]]')) ORDER BY CreatedDate ASC NULLS FIRST, Id ASC`
	loginDefault = `SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > [[ formatTime (now.Add (parseDuration "-1d")) "RFC3339" ]]`
	loginValue   = `SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > [[ .cursor.object.first_event_time ]]`
)

func files(byDefault, value, field string) Source {
	return Source{EventLogFile, byDefault, value, field}
}

func object(byDefault, value, field string) Source {
	return Source{Object, byDefault, value, field}
}

func mustNew(t *testing.T, source Source) *Query {
	t.Helper()
	q, mistakes := New(source)
	if len(mistakes) > 0 {
		t.Fatalf("mistakes %q", mistakes)
	}
	return q
}

func TestMistakesAreSaidAtLoad(t *testing.T) {
	tests := map[string]struct {
		source Source
		want   []string
	}{
		"nothing": {files("", " ", ""), []string{"cursor.field is required: the field", "query.default is required", "query.value is required"}},
		"both templates are looked at": {
			object(`SELECT Id FROM [[ x ]]`, `SELECT Id, EventDate FROM LoginEvent WHERE EventDate > [[ .cursor.object.last_time ]]`, "EventDate"),
			[]string{`query.default invalid template: line 1: function "x" not defined`, "query.value line 1:65: .cursor.object.last_time does not exist"},
		},
		"no query":             {object("DELETE FROM User", loginValue, "EventDate"), []string{`query.default "DELETE FROM User" is not a query that can be sent: it does not begin with SELECT`}},
		"no cursor field":      {object(loginDefault, "SELECT Id FROM LoginEvent", "EventDate"), []string{"query.value does not select EventDate"}},
		"a default without it": {object("SELECT Id FROM LoginEvent", loginValue, "EventDate"), []string{"query.default does not select EventDate"}},
		"no LogFile":           {files(filesDefault, strings.Replace(filesValue, ", LogFile", "", 1), "CreatedDate"), []string{"query.value does not select LogFile"}},
		"another object":       {files(loginDefault, filesValue, "CreatedDate"), []string{"query.default selects from LoginEvent instead of EventLogFile"}},
		"two objects":          {object(loginDefault, strings.Replace(loginValue, "LoginEvent", "LogoutEvent", 1), "EventDate"), []string{"query.value asks for LogoutEvent, but query.default for LoginEvent"}},
		"standing keys": {
			object("SELECT LastUsedDate, accessToken FROM OauthToken", `SELECT FIELDS(ALL) FROM OauthToken WHERE LastUsedDate > [[ .cursor.object.last_event_time ]] LIMIT 200`, "LastUsedDate"),
			[]string{"query.default asks for accessToken, which gives access to the org", "query.value asks for FIELDS() of OauthToken"},
		},
		"standing keys by a template":  {object(`SELECT EventDate, [[ "Delete" ]]Token FROM LoginEvent`, loginValue, "EventDate"), []string{"query.default asks for DeleteToken"}},
		"a cursor that is no name":     {object(loginDefault, loginValue, "User.Name"), []string{`cursor.field "User.Name" is not the name of a field`}},
		"a cursor of files":            {files(strings.Replace(filesDefault, "Id,", "Id, Sequence,", 1), strings.Replace(filesValue, "Id,", "Id, Sequence,", 1), "Sequence"), []string{`cursor.field "Sequence" is not a time of EventLogFile`}},
		"a duration that used to be 0": {object(strings.Replace(loginDefault, "-1d", "-1day", 1), loginValue, "EventDate"), []string{`"-1day" is not a duration`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			q, mistakes := New(test.source)
			if q != nil || len(mistakes) != len(test.want) {
				t.Fatalf("mistakes %q, want %q", mistakes, test.want)
			}
			for n, mistake := range mistakes {
				if text := mistake.Option + " " + mistake.Text; !strings.Contains(text, test.want[n]) {
					t.Errorf("mistake %q, want %q", text, test.want[n])
				}
			}
		})
	}
}

func TestTheFirstRunUsesTheDefaultAndLaterOnesTheValue(t *testing.T) {
	q := mustNew(t, object(loginDefault, loginValue, "EventDate"))
	first, err := q.Render(noon, nil)
	if want := "SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > 2024-06-04T06:30:00Z"; err != nil || first.Text != want {
		t.Errorf("query %q, error %v", first.Text, err)
	}
	later, err := q.Render(noon, Cursor{FirstEventTime: AsEvent(noon)})
	if want := "SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > 2024-06-05T06:30:00.250+0000"; err != nil || later.Text != want {
		t.Errorf("query %q, error %v", later.Text, err)
	}
}

func TestFilesAreAskedForWithAllThatTellsThemApart(t *testing.T) {
	got, err := mustNew(t, files(filesDefault, filesValue, "CreatedDate")).Render(noon, nil)
	if err != nil || !strings.HasPrefix(got.Text, "SELECT Id, CreatedDate, LogDate, LogFile, EventType, LogFileLength, ApiVersion, LogFileFieldNames, LogFileFieldTypes, Interval, Sequence FROM EventLogFile WHERE ") {
		t.Errorf("query %q, error %v", got.Text, err)
	}
	daily := func(text string) string { return strings.Replace(text, "Interval = 'Hourly' AND ", "", 1) }
	if got, err = mustNew(t, files(daily(filesDefault), daily(filesValue), "CreatedDate")).Render(noon, nil); err != nil || strings.Contains(got.Text, "Interval") {
		t.Errorf("query %q of an org that may have no Interval, error %v", got.Text, err)
	}
}

func TestWhatCannotBeGuardedIsSaid(t *testing.T) {
	replace := func(text, old, by string) string {
		t.Helper()
		if !strings.Contains(text, old) {
			t.Fatalf("%q has no %q", text, old)
		}
		return strings.ReplaceAll(text, old, by)
	}
	const batched = "SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > [[ .cursor.object.batch_start_time ]] AND EventDate <= [[ .cursor.object.batch_end_time ]] ORDER BY EventDate DESC"
	tests := map[string]struct {
		source Source
		want   []string
	}{
		"batches":               {object(loginDefault, batched, "EventDate"), nil},
		"no upper bound":        {object(loginDefault, loginValue, "EventDate"), []string{"no upper bound on EventDate: late records may be missed, only a lookback of 5m0s"}},
		"files, pinned":         {files(filesDefault, filesValue, "CreatedDate"), []string{"late files may be missed"}},
		"files by Id, unpinned": {files(filesDefault, replace(filesValue, "Interval = 'Hourly' AND ", ""), "CreatedDate"), []string{"no upper bound", "condition on Id and none on Interval"}},
		"files, by Sequence":    {files(filesDefault, replace(filesValue, "Interval = 'Hourly'", "Sequence = 0"), "CreatedDate"), []string{"no upper bound"}},
		"files, unpinned": {
			files(filesDefault, "SELECT Id, CreatedDate, LogFile FROM EventLogFile WHERE CreatedDate > [[ .cursor.event_log_file.last_event_time ]]", "CreatedDate"),
			[]string{"no upper bound", "no condition on Interval"},
		},
		"order by another date": {files(filesDefault, replace(filesValue, "ORDER BY CreatedDate", "ORDER BY LogDate"), "CreatedDate"), []string{"no upper bound", "ordered by LogDate while cursor.field is CreatedDate"}},
		"a limit":               {object(loginDefault, loginValue+" LIMIT 200", "EventDate"), []string{"LIMIT of 200"}},
		"everything, always":    {object("SELECT Id, CreatedDate FROM User", "SELECT Id, CreatedDate FROM User", "CreatedDate"), []string{"does not use the cursor"}},
		"a cursor that is no time": {
			object("SELECT Id FROM SetupAuditTrail", "SELECT Id FROM SetupAuditTrail WHERE Id > '[[ .cursor.object.last_event_id ]]'", "Id"),
			[]string{"cursor.field Id is not a time"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := mustNew(t, test.source).Warnings(5 * time.Minute)
			if len(got) != len(test.want) || slices.ContainsFunc(test.want, func(want string) bool {
				return !slices.ContainsFunc(got, func(one string) bool { return strings.Contains(one, want) })
			}) {
				t.Errorf("warnings %q, want %q", got, test.want)
			}
		})
	}
}

func TestTheNameIsOfWhatIsCollected(t *testing.T) {
	name := func(source Source) string { return mustNew(t, source).Name() }
	this := name(object(loginDefault, loginValue, "EventDate"))
	for what, source := range map[string]Source{
		"white space": object(loginDefault, strings.ReplaceAll(loginValue, " WHERE ", "\n   WHERE  ")+"\n", "EventDate"),
		"the default": object(strings.Replace(loginDefault, "-1d", "-9d", 1), loginValue, "EventDate"),
	} {
		if name(source) != this {
			t.Errorf("%s made it another query", what)
		}
	}
	for what, source := range map[string]Source{
		"a condition": object(loginDefault, loginValue+" AND EventDate > 2024-01-01T00:00:00Z", "EventDate"),
		"the cursor":  object(loginDefault, loginValue, "CreatedDate"),
	} {
		if name(source) == this {
			t.Errorf("%s did not make it another query", what)
		}
	}
}
