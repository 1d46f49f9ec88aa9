package soql_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

// ignorePlaces leaves out where things stand in the text.
func ignorePlaces() cmp.Options {
	return cmp.Options{
		cmpopts.IgnoreFields(soql.Query{}, "Text", "OffsetPos"),
		cmpopts.IgnoreFields(soql.Name{}, "Pos"),
		cmpopts.IgnoreFields(soql.Value{}, "Pos"),
	}
}

func field(name string) soql.SelectItem {
	return soql.SelectItem{Kind: soql.SelectField, Name: soql.Name{Text: name}}
}

func compare(name string, operator soql.Operator, values ...soql.Value) *soql.Comparison {
	return &soql.Comparison{Field: soql.Name{Text: name}, Operator: operator, Values: values}
}

func text(s string) soql.Value {
	return soql.Value{Kind: soql.StringValue, Text: s, LikeText: s}
}

func TestParse(t *testing.T) {
	moment := time.Date(2024, 6, 5, 5, 41, 17, 937_000_000, time.UTC)
	ten, zero := 10, 0
	tests := map[string]struct {
		query string
		want  soql.Query
	}{
		"fields of an object": {
			"select Id, LogFile from EventLogFile",
			soql.Query{Select: []soql.SelectItem{field("Id"), field("LogFile")}, From: soql.Name{Text: "EventLogFile"}},
		},
		"functions": {
			"SELECT COUNT() FROM A",
			soql.Query{Select: []soql.SelectItem{{Kind: soql.SelectCount, Name: soql.Name{Text: "COUNT"}, Function: "COUNT"}}, From: soql.Name{Text: "A"}},
		},
		"a group of fields": {
			"SELECT fields(standard) FROM A LIMIT 10 OFFSET 0",
			soql.Query{
				Select: []soql.SelectItem{{Kind: soql.SelectFields, Name: soql.Name{Text: "STANDARD"}, Function: "FIELDS"}},
				From:   soql.Name{Text: "A"}, Limit: &ten, Offset: &zero,
			},
		},
		"an alias": {
			"SELECT e.Id, A.B FROM A e WHERE e.B = 1 ORDER BY e.C DESC NULLS LAST, A.D",
			soql.Query{
				Select: []soql.SelectItem{field("Id"), field("B")}, From: soql.Name{Text: "A"},
				Where:   compare("B", soql.Equal, soql.Value{Kind: soql.NumberValue, Text: "1", Number: 1}),
				OrderBy: []soql.SortKey{{Field: soql.Name{Text: "C"}, Descending: true, NullsLast: true}, {Field: soql.Name{Text: "D"}}},
			},
		},
		"conditions in parentheses": {
			"SELECT Id FROM A WHERE (A = 'x' OR B LIKE 'y%') AND (NOT C IN ('p','q')) AND D <> NULL",
			soql.Query{
				Select: []soql.SelectItem{field("Id")}, From: soql.Name{Text: "A"},
				Where: &soql.Logical{Operator: "AND", Terms: []soql.Condition{
					&soql.Logical{Operator: "OR", Terms: []soql.Condition{compare("A", soql.Equal, text("x")), compare("B", soql.Like, text("y%"))}},
					&soql.Not{Term: compare("C", soql.In, text("p"), text("q"))},
					compare("D", soql.NotEqual, soql.Value{Kind: soql.NullValue, Text: "NULL"}),
				}},
			},
		},
		"literals": {
			"SELECT Id FROM A WHERE A NOT IN (-1.5, TRUE, 2024-06-05, LAST_N_DAYS:3, today)",
			soql.Query{
				Select: []soql.SelectItem{field("Id")}, From: soql.Name{Text: "A"},
				Where: compare("A", soql.NotIn,
					soql.Value{Kind: soql.NumberValue, Text: "-1.5", Number: -1.5},
					soql.Value{Kind: soql.BooleanValue, Text: "TRUE", Boolean: true},
					soql.Value{Kind: soql.DateValue, Text: "2024-06-05", Time: time.Date(2024, 6, 5, 0, 0, 0, 0, time.UTC)},
					soql.Value{Kind: soql.DateLiteralValue, Text: "LAST_N_DAYS", Days: 3},
					soql.Value{Kind: soql.DateLiteralValue, Text: "TODAY"}),
			},
		},
		"escapes": {
			`SELECT Id FROM A WHERE A LIKE 'O\'Neil \"50\%\" \_\\\n%'`,
			soql.Query{
				Select: []soql.SelectItem{field("Id")}, From: soql.Name{Text: "A"},
				Where: compare("A", soql.Like, soql.Value{
					Kind: soql.StringValue, Text: "O'Neil \"50%\" _\\\n%", LikeText: "O'Neil \"50\\%\" \\_\\\\\n%",
				}),
			},
		},
	}
	for _, literal := range []string{
		"2024-06-05T05:41:17.937Z", "2024-06-05T05:41:17.937+00:00", "2024-06-05T05:41:17.937+0000",
		"2024-06-05T07:41:17.937+02:00", "2024-06-05T00:11:17.937-0530",
	} {
		tests["dateTime "+literal] = struct {
			query string
			want  soql.Query
		}{
			"SELECT Id FROM A WHERE A >= " + literal,
			soql.Query{
				Select: []soql.SelectItem{field("Id")}, From: soql.Name{Text: "A"},
				Where: compare("A", soql.GreaterOrEqual, soql.Value{Kind: soql.DateTimeValue, Text: literal, Time: moment}),
			},
		}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := soql.Parse(test.query)
			if err != nil {
				t.Fatalf("Parse(%q): %v", test.query, err)
			}
			if diff := cmp.Diff(test.want, *got, ignorePlaces()); diff != "" {
				t.Errorf("Parse(%q) differs (-want +got):\n%s", test.query, diff)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]struct {
		query string
		want  string // how the message ends
	}{
		"an empty query":                 {" \n", "SOQL statements cannot be empty or null"},
		"a misspelled keyword":           {"SELECT Id FRM Account", "\nSELECT Id FRM Account\n          ^\nERROR at Row:1:Column:11\nunexpected token: 'FRM'"},
		"a comma before FROM":            {"SELECT Id, FROM Account", "ERROR at Row:1:Column:12\nunexpected token: 'FROM'"},
		"an error in the second row":     {"SELECT Id\nFROM A WHRE B = 1 AND C = 2", "ERROR at Row:2:Column:13\nunexpected token: 'B'"},
		"no object":                      {"SELECT Id FROM", "ERROR at Row:1:Column:15\nunexpected token: '<EOF>'"},
		"AND mixed with OR":              {"SELECT Id FROM A WHERE B = 1 AND C = 2 OR D = 3", "unexpected token: 'OR'"},
		"OR mixed with AND":              {"SELECT Id FROM A WHERE B = 1 OR C = 2 AND D = 3", "unexpected token: 'AND'"},
		"NOT after AND":                  {"SELECT Id FROM A WHERE B = 1 AND NOT C = 2", "unexpected token: 'NOT'"},
		"a missing parenthesis":          {"SELECT Id FROM A WHERE (B = 1", "unexpected token: '<EOF>'"},
		"an open string":                 {"SELECT Id FROM A WHERE B = 'x", "unexpected token: '''"},
		"a string that ends in escape":   {`SELECT Id FROM A WHERE B = 'x\'`, "unexpected token: '''"},
		"an unknown escape":              {`SELECT Id FROM A WHERE B = 'a\q'`, `Illegal character sequence '\q' in string literal.`},
		"a plus that became a space":     {"SELECT Id FROM A WHERE B > 2023-12-19T21:04:35.000 0000", "unexpected token: '2023-12-19T21:04:35.000'"},
		"a dateTime without a zone":      {"SELECT Id FROM A WHERE B > 2023-12-19T21:04:35", "unexpected token: '2023-12-19T21:04:35'"},
		"a date that does not exist":     {"SELECT Id FROM A WHERE B > 2023-02-30", "unexpected token: '2023-02-30'"},
		"a word for a value":             {"SELECT Id FROM A WHERE B = x", "unexpected token: 'x'"},
		"an empty list":                  {"SELECT Id FROM A WHERE B IN ()", "unexpected token: ')'"},
		"a subquery":                     {"SELECT Id FROM A WHERE B IN (SELECT Id FROM C)", "unexpected token: 'SELECT'"},
		"GROUP BY":                       {"SELECT COUNT(Id) FROM A GROUP BY B", "unexpected token: 'GROUP'"},
		"a star":                         {"SELECT * FROM A", "unexpected token: '*'"},
		"LIMIT before ORDER BY":          {"SELECT Id FROM A LIMIT 1 ORDER BY Id", "unexpected token: 'ORDER'"},
		"a negative LIMIT":               {"SELECT Id FROM A LIMIT -1", "unexpected token: '-1'"},
		"a LIMIT that is no number":      {"SELECT Id FROM A LIMIT x", "unexpected token: 'x'"},
		"NULLS and no more":              {"SELECT Id FROM A ORDER BY B NULLS", "unexpected token: '<EOF>'"},
		"an unknown function":            {"SELECT UPPER(Id) FROM A", "unexpected token: '('"},
		"a semicolon":                    {"SELECT Id FROM A;", "unexpected token: ';'"},
		"a date literal without a count": {"SELECT Id FROM A WHERE B = LAST_N_DAYS", "unexpected token: '<EOF>'"},
		"too many parentheses":           {"SELECT Id FROM A WHERE " + strings.Repeat("(", 200) + "B = 1" + strings.Repeat(")", 200), "unexpected token: '('"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := soql.Parse(test.query)
			var refused *soql.Error
			if !errors.As(err, &refused) {
				t.Fatalf("Parse(%q) = %v, want an *Error", test.query, err)
			}
			if !strings.HasSuffix(refused.Message, test.want) {
				t.Errorf("Parse(%q) is refused with\n%s\nwant at the end\n%s", test.query, refused.Message, test.want)
			}
		})
	}
}

func TestLocateShowsAWindowOfALongQuery(t *testing.T) {
	query := strings.Repeat("ü", 100) + "!" + strings.Repeat("ö", 100)
	got := soql.Locate(query, 200, "here")
	want := "\n" + strings.Repeat("ü", 20) + "!" + strings.Repeat("ö", 19) + "\n" + strings.Repeat(" ", 20) + "^\nERROR at Row:1:Column:101\nhere"
	if got != want {
		t.Errorf("Locate = %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, query := range []string{
		"SELECT Id, LogFile FROM EventLogFile WHERE Interval = 'Hourly' AND CreatedDate >= 2024-06-05T05:41:17.937+0000 ORDER BY CreatedDate ASC NULLS FIRST, Id LIMIT 5",
		"SELECT FIELDS(STANDARD) FROM LoginEvent WHERE (NOT A LIKE 'x\\_%') OR B IN (1, TRUE, null, LAST_N_DAYS:3) OFFSET 3",
		"SELECT COUNT(Id), MAX(e.B) FROM A e WHERE C <> -1.5", "SELECT '\\", "SELECT 1-2\nFROM", "\xff'",
	} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, text string) {
		query, err := soql.Parse(text)
		if err != nil {
			var refused *soql.Error
			if !errors.As(err, &refused) || refused.Message == "" {
				t.Fatalf("Parse(%q) is refused with %#v, want an *Error that says why", text, err)
			}
			return
		}
		if query.From.Text == "" || len(query.Select) == 0 {
			t.Fatalf("Parse(%q) selects nothing from nowhere: %+v", text, query)
		}
		soql.Fields(query.Where, func(c *soql.Comparison) {
			if c.Field.Text == "" || len(c.Values) == 0 {
				t.Fatalf("Parse(%q) compares nothing: %+v", text, c)
			}
		})
	})
}
