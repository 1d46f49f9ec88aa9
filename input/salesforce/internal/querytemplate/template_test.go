package querytemplate

import (
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2024, 6, 5, 12, 0, 0, 250_000_000, time.FixedZone("IST", 5*3600+1800))

func render(t *testing.T, source string, cursor Cursor) (string, error) {
	t.Helper()
	parsed, err := parseText(Object, "query.value", source)
	if err != nil {
		return "", err
	}
	return parsed.render(noon, cursor)
}

func TestTemplatesSayWhatTheyAreToldTo(t *testing.T) {
	cursor := Cursor{FirstEventTime: "2024-06-05T05:41:17.937+0000", LastEventTime: "2024-06-05T06:00:00.000+0000", LastEventID: "", BatchEndTime: "2024-06-05T06:30:00.000Z"}
	tests := map[string]struct {
		source string
		cursor Cursor
		want   string
	}{
		"plain text":                           {"  SELECT Id\n FROM User \n", nil, "SELECT Id\n FROM User"},
		"now is in UTC":                        {`[[ formatTime now "RFC3339" ]]`, nil, "2024-06-05T06:30:00Z"},
		"the form of a first run":              {`[[ (formatTime (now.Add (parseDuration "-24h")) "RFC3339") ]]`, nil, "2024-06-04T06:30:00Z"},
		"days":                                 {`[[ formatTime (now.Add (parseDuration "-1d")) "RFC3339" ]]`, nil, "2024-06-04T06:30:00Z"},
		"weeks and hours":                      {`[[ formatTime (now.Add (parseDuration "-1w12h")) "RFC3339" ]]`, nil, "2024-05-28T18:30:00Z"},
		"the custom layout is in UTC":          {`[[ formatTime now "CustomRFC3339Like" ]]`, nil, "2024-06-05T06:30:00.25Z"},
		"so it is of a time of another zone":   {`[[ formatTime (parseTime "2024-06-05T12:00:00+05:30" "RFC3339") "CustomRFC3339Like" ]]`, nil, "2024-06-05T06:30:00Z"},
		"a layout of one's own":                {`[[ formatTime now "2006-01-02" ]]`, nil, "2024-06-05"},
		"a layout of letters":                  {`[[ formatTime now "Jan2006" ]]`, nil, "Jun2024"},
		"Kitchen":                              {`[[ formatTime now "Kitchen" ]]`, nil, "6:30AM"},
		"a cursor":                             {`[[ .cursor.object.first_event_time ]]`, cursor, "2024-06-05T05:41:17.937+0000"},
		"a cursor by index":                    {`[[ index .cursor.object "last_event_time" ]]`, cursor, "2024-06-05T06:00:00.000+0000"},
		"an empty one is false":                {`[[ if index .cursor.object "last_event_id" ]]id[[ else ]]none[[ end ]]`, cursor, "none"},
		"so is one that was never set":         {`[[ if .cursor.object.progress_time ]]set[[ else ]]none[[ end ]]`, cursor, "none"},
		"no cursor at all":                     {`[[ if .cursor ]]some[[ else ]]none[[ end ]]`, nil, "none"},
		"a cursor is read back":                {`[[ formatTime (parseTime .cursor.object.first_event_time "2006-01-02T15:04:05.999-0700") "RFC3339Nano" ]]`, cursor, "2024-06-05T05:41:17.937Z"},
		"a literal":                            {`[[ quote "O'Hara\\" ]]`, nil, `'O\'Hara\\'`},
		"what another template said":           {`[[ define "a" ]]x[[ end ]][[ template "a" ]]`, nil, "x"},
		"braces are of SOQL, if of anything":   {`{{ now }}`, nil, "{{ now }}"},
		"spaces are trimmed where one says so": {"a [[- \"b\" -]] c", nil, "abc"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := render(t, test.source, test.cursor)
			if err != nil || got != test.want {
				t.Errorf("got %q, error %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestWhatIsWrongWithATemplateIsAnError(t *testing.T) {
	tests := map[string]struct{ source, want string }{
		"a duration":                     {`[[ parseDuration "1x" ]]`, `"1x" is not a duration`},
		"an empty duration":              {`[[ parseDuration "" ]]`, `"" is not a duration`},
		"two signs":                      {`[[ parseDuration "--1h" ]]`, "is not a duration"},
		"a duration beyond all bounds":   {`[[ parseDuration "99999999999999w" ]]`, "is not a duration"},
		"a time":                         {`[[ parseTime "yesterday" "RFC3339" ]]`, `"yesterday" is not a time in the layout "RFC3339"`},
		"a layout that is misspelled":    {`[[ formatTime now "RFC339" ]]`, `"RFC339" is not a layout: use one of ANSIC, CustomRFC3339Like, `},
		"a key that there is not":        {`[[ .cursor.object.last_time ]]`, `.cursor.object.last_time does not exist: .cursor.object has first_event_time, `},
		"a key of the other method":      {`[[ .cursor.event_log_file.last_event_time ]]`, "event_log_file"},
		"a function that there is not":   {`[[ env "HOME" ]]`, `function "env" not defined`},
		"an end that lacks":              {`[[ if now ]]`, "unexpected EOF"},
		"a panic":                        {`[[ slice "abc" 5 ]]`, "out of range"},
		"nothing":                        {` [[ "" ]] `, "renders to an empty query"},
		"too much":                       {`[[ printf "%100001d" 1 ]]`, "more than 100000 characters"},
		"a loop that never ends":         {`[[ range 9999999999999 ]][[ end ]]`, "range"},
		"one inside of something":        {`[[ if now ]][[ else ]][[ with now ]][[ range 9999999999999 ]][[ end ]][[ end ]][[ end ]]`, "range"},
		"one in another template":        {`[[ define "a" ]][[ range 9999999999999 ]][[ end ]][[ end ]][[ template "a" ]]`, "range"},
		"a template that is its own end": {`[[ define "a" ]][[ template "a" ]][[ end ]][[ template "a" ]]`, "exceeded maximum template depth"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := render(t, test.source, Object.sample(noon))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q and error %v, want an error with %q", got, err, test.want)
			}
		})
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "-90s": -90 * time.Second, "+1h": time.Hour, "7d": 7 * 24 * time.Hour, "-2w": -14 * 24 * time.Hour,
		"1w2d3h": (9*24 + 3) * time.Hour, "1.5d": 36 * time.Hour, "0": 0, "-168h": -168 * time.Hour,
	} {
		if got, err := ParseDuration(text); err != nil || got != want {
			t.Errorf("%q is %v, error %v; want %v", text, got, err, want)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{
		`SELECT Id, LogFile FROM EventLogFile WHERE CreatedDate > [[ (formatTime (now.Add (parseDuration "-24h")) "RFC3339") ]]`,
		`[[ if index .cursor.object "last_event_id" ]][[ quote .cursor.object.last_event_time ]][[ else ]]x[[ end ]]`,
		`[[ define "a" ]][[ template "a" . ]][[ end ]][[ printf "%[5]*.[2]*d" 1 ]]`,
		`[[ parseTime "2024" "2006" ]][[ slice "a" 9 ]]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if strings.Count(source, "define") > 3 || strings.Count(source, "block") > 3 {
			t.Skip("templates that call each other take their time")
		}
		for _, method := range []Method{EventLogFile, Object} {
			q, mistakes := New(Source{Method: method, Default: source, Value: source, CursorField: "CreatedDate"})
			if (q == nil) == (len(mistakes) == 0) {
				t.Fatalf("query %v, mistakes %v", q, mistakes)
			}
			if q == nil {
				continue
			}
			for _, cursor := range []Cursor{nil, {}, method.sample(noon)} {
				if s, err := q.Render(noon, cursor); err == nil && len(s.Text) > longest+500 {
					t.Fatalf("a query of %d bytes", len(s.Text))
				}
			}
			q.Warnings(time.Hour)
		}
	})
}
