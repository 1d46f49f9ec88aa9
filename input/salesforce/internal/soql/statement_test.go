package soql

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func mustRead(t *testing.T, text string) Statement {
	t.Helper()
	statement, err := Read(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return statement
}

func TestReadTellsWhatIsAskedFor(t *testing.T) {
	tests := map[string]struct {
		text    string
		object  string
		columns []string
		order   []SortField
		limit   int
	}{
		"the least": {"select Id from User", "User", []string{"Id"}, nil, 0},
		"the query of log files": {
			"SELECT Id,CreatedDate , LogFile FROM EventLogFile WHERE EventType = 'Login' ORDER BY CreatedDate ASC NULLS FIRST, Id DESC LIMIT 7",
			"EventLogFile",
			[]string{"Id", "CreatedDate", "LogFile"},
			[]SortField{{"CreatedDate", false}, {"Id", true}},
			7,
		},
		"sub-queries, functions and paths are columns": {
			"SELECT Id, (SELECT Name, Id FROM Contacts WHERE Name = ') FROM x'), CreatedBy.Username, toLabel(Status) FROM Account a WITH SECURITY_ENFORCED",
			"Account",
			[]string{"Id", "(SELECT Name, Id FROM Contacts WHERE Name = ') FROM x')", "CreatedBy.Username", "toLabel(Status)"},
			nil, 0,
		},
		"the commas of a TYPEOF part no columns": {
			"SELECT TYPEOF What WHEN Account THEN Phone, Name ELSE Name END, Id FROM Event",
			"Event",
			[]string{"TYPEOF What WHEN Account THEN Phone, Name ELSE Name END", "Id"},
			nil, 0,
		},
		"an order by an alias": {"SELECT e.Id FROM LoginEvent AS e ORDER BY e.EventDate DESC", "LoginEvent", []string{"e.Id"}, []SortField{{"EventDate", true}}, 0},
		"grouping":             {"SELECT COUNT(Id) FROM User GROUP BY ROLLUP(Name) HAVING COUNT(Id) > 1 LIMIT 1", "User", []string{"COUNT(Id)"}, nil, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, test.text)
			if got.Object != test.object || got.Limit != test.limit {
				t.Errorf("object %q, limit %d", got.Object, got.Limit)
			}
			if diff := cmp.Diff(test.columns, got.Columns); diff != "" {
				t.Errorf("columns (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.order, got.OrderBy); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadRefusesWhatIsNoQuery(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "does not begin with SELECT",
		"DELETE FROM User":                    "does not begin with SELECT",
		"SELECT Id":                           "no FROM",
		"SELECT FROM User":                    "selects nothing",
		"SELECT Id, FROM User":                "selects nothing",
		"SELECT Id FROM 'User'":               "not the name of an object",
		"SELECT Id FROM":                      "not the name of an object",
		"SELECT Id FROM User; DROP":           "is no SOQL",
		"SELECT Id FROM User SELECT Id":       "more than one SELECT",
		"SELECT Id FROM User u SELECT Id":     "more than one SELECT",
		"SELECT Id FROM User WHERE Name = 'x": "does not end",
		"SELECT Id FROM User WHERE (Id = 'x'": "without its )",
		"SELECT Id FROM User WHERE Id = 'x')": "without its (",
		"SELECT Id) FROM User":                "without its (",
		"SELECT Id FROM User WHERE Id =":      "has no value",
		"SELECT Id FROM User LIMIT x":         "LIMIT is not a number",
		"SELECT Id FROM User WHERE " + strings.Repeat("(", 500): "nested too deep",
	} {
		if _, err := Read(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: error %v, want %q", text, err, want)
		}
	}
}

func TestBoundsAreThoseOfAllOfTheResult(t *testing.T) {
	early, late := "2024-01-01T00:00:00.000Z", "2024-02-01T00:00:00.000+0000"
	tests := map[string]struct {
		where string
		below string // "" for none
		above bool
	}{
		"none":                             {"Name = 'CreatedDate > " + early + "'", "", false},
		"from":                             {"createddate > " + early, early, false},
		"from and to":                      {"CreatedDate >= " + early + " AND (CreatedDate <= " + late + ")", early, true},
		"the later of two":                 {"CreatedDate > " + early + " AND CreatedDate > " + late, late, false},
		"in parentheses":                   {"Name LIKE 'x%' AND ((CreatedDate > " + early + "))", early, false},
		"with the alias":                   {"a.CreatedDate > " + early, early, false},
		"a tie-break is no bound of all":   {"(CreatedDate > " + early + " OR (CreatedDate = " + early + " AND Id > 'x'))", "", false},
		"nor is one of two":                {"CreatedDate < " + late + " OR Name = 'x'", "", false},
		"nor what is not":                  {"NOT (CreatedDate > " + early + ")", "", false},
		"nor what is not, without a list":  {"NOT CreatedDate < " + early + " AND Name = 'x'", "", false},
		"an OR elsewhere costs no bound":   {"(Name = 'x' OR Name = 'y') AND CreatedDate > " + early + " AND CreatedDate < " + late, early, true},
		"the bound of a sub-query is none": {"Id IN (SELECT Id FROM B WHERE CreatedDate > " + early + ")", "", false},
		"a function of a field is another": {"CALENDAR_YEAR(CreatedDate) < 2024", "", false},
		"a date literal has no time":       {"CreatedDate > LAST_N_DAYS:3 AND CreatedDate < TODAY", "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, "SELECT Id FROM Account a WHERE "+test.where+" ORDER BY Id")
			var below time.Time
			if test.below != "" {
				var err error
				if below, err = ParseDateTime(test.below); err != nil {
					t.Fatal(err)
				}
			}
			if bound := got.BoundBelow("CreatedDate"); !bound.Equal(below) {
				t.Errorf("bound below %v, want %v", bound, below)
			}
			if above := got.BoundAbove("CreatedDate"); above != test.above {
				t.Errorf("bound above %v, want %v", above, test.above)
			}
		})
	}
}

func TestFieldsAreAddedToTheirLikes(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT Id FROM EventLogFile":                      "SELECT Id, EventType FROM EventLogFile",
		"SELECT eventtype\nFROM EventLogFile":              "SELECT eventtype, Id\nFROM EventLogFile",
		"SELECT e.EventType, Id FROM EventLogFile e":       "SELECT e.EventType, Id FROM EventLogFile e",
		"SELECT FIELDS(STANDARD) FROM EventLogFile":        "SELECT FIELDS(STANDARD) FROM EventLogFile",
		"SELECT COUNT(Id) FROM EventLogFile":               "SELECT COUNT(Id) FROM EventLogFile",
		"SELECT Id , (SELECT FROM_x, Id FROM y) FROM Elf ": "SELECT Id , (SELECT FROM_x, Id FROM y), EventType FROM Elf ",
	} {
		if got := mustRead(t, text).With("EventType", "Id"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestSelectsAndFilters(t *testing.T) {
	s := mustRead(t, "SELECT Interval, FIELDS(STANDARD) FROM EventLogFile WHERE Sequence = 0 AND (Id > '0' OR LogDate = null)")
	for field, want := range map[string][3]bool{
		"interval": {true, true, false}, "LogFile": {true, false, false}, "SEQUENCE": {true, true, true}, "Id": {true, true, true},
	} {
		if got := [3]bool{s.Selects(field), s.Mentions(field), s.Filters(field)}; got != want {
			t.Errorf("%s: selects, mentions, filters: %v, want %v", field, got, want)
		}
	}
	if mustRead(t, "SELECT CreatedBy.Id FROM X").Selects("Id") {
		t.Error("the field of another object was taken for one of this")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("SELECT Id, (SELECT Id FROM B) FROM A a WHERE (x > 1 OR NOT y IN ('\\'')) ORDER BY z DESC LIMIT 3")
	f.Add("SELECT ()FROM A")
	f.Add("SELECT TYPEOF FROM A")
	f.Add("SELECT TYPEOF a WHEN b THEN c END FROM d WHERE f(x) = LAST_N_DAYS:3")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Read(text)
		if err != nil {
			return
		}
		if !ValidName(s.Object) || len(s.Columns) == 0 {
			t.Fatalf("%q: object %q, columns %q", text, s.Object, s.Columns)
		}
		more, err := Read(s.With("LogFile"))
		if err != nil || more.Object != s.Object || (s.Flat() && !more.Selects("LogFile")) {
			t.Fatalf("%q became %q: %v", text, s.With("LogFile"), err)
		}
	})
}

func TestFirstAsksForOneRecord(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT Id FROM User":                                "SELECT Id FROM User LIMIT 1",
		"SELECT Id FROM User WHERE X IN (SELECT Id FROM Y)":  "SELECT Id FROM User WHERE X IN (SELECT Id FROM Y) LIMIT 1",
		"SELECT (SELECT Id FROM Y LIMIT 5) FROM User":        "SELECT (SELECT Id FROM Y LIMIT 5) FROM User LIMIT 1",
		"SELECT Id FROM User ORDER BY Id LIMIT 3":            "SELECT Id FROM User ORDER BY Id LIMIT 3",
		"SELECT Id FROM User ORDER BY Id OFFSET 3":           "SELECT Id FROM User ORDER BY Id OFFSET 3",
		"SELECT Id FROM User WHERE Name = 'a' FOR REFERENCE": "SELECT Id FROM User WHERE Name = 'a' FOR REFERENCE",
		"SELECT Id FROM User ALL ROWS":                       "SELECT Id FROM User ALL ROWS",
	} {
		if got := mustRead(t, text).First(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
