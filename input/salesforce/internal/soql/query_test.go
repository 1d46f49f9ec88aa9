package soql

import (
	"strings"
	"testing"
)

func TestQueryString(t *testing.T) {
	tests := map[string]struct {
		query Query
		want  string
	}{
		"only what is needed": {
			Query{Select: []string{"Id"}, From: "User"},
			"SELECT Id FROM User",
		},
		"everything": {
			Query{
				Select:  []string{"Id", "CreatedBy.Username"},
				From:    "EventLogFile",
				Where:   []string{"Interval = 'Hourly'", "CreatedDate >= 2024-01-01T00:00:00.000Z"},
				OrderBy: []string{"CreatedDate", "Id DESC"},
				Limit:   200,
			},
			"SELECT Id, CreatedBy.Username FROM EventLogFile" +
				" WHERE Interval = 'Hourly' AND CreatedDate >= 2024-01-01T00:00:00.000Z" +
				" ORDER BY CreatedDate, Id DESC LIMIT 200",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.query.String(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if err := test.query.Validate(); err != nil {
				t.Errorf("a good query is refused: %v", err)
			}
		})
	}
}

func TestQueryValidateNamesEveryMistake(t *testing.T) {
	query := Query{Select: []string{"Id", "Name FROM User", "CreatedBy.", "fields(standard)", "count()"}, From: "User; DROP", Limit: -1}
	err := query.Validate()
	if err == nil {
		t.Fatal("a wrong query passes")
	}
	for _, want := range []string{`"Name FROM User"`, `"CreatedBy."`, `"User; DROP"`, "-1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not name %s", err, want)
		}
	}
	for _, good := range []string{`"Id"`, "standard", "count"} {
		if strings.Contains(err.Error(), good) {
			t.Errorf("error %q names %s, which is right", err, good)
		}
	}
	if err := (Query{From: "User"}).Validate(); err == nil || !strings.Contains(err.Error(), "selects no field") {
		t.Errorf("got error %v for a query without fields", err)
	}
}

func TestValidName(t *testing.T) {
	for _, name := range []string{"LoginEvent", "My_Object__c", "a", "X9", "ns__Thing__b"} {
		if !ValidName(name) {
			t.Errorf("%q is refused", name)
		}
	}
	for _, name := range []string{"", "9Lives", "_x", "Login Event", "Login-Event", "a.b", "a'", "Zoë", "a/..", "@", "["} {
		if ValidName(name) {
			t.Errorf("%q is taken for a name", name)
		}
	}
}
