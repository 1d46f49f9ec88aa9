package soql

import (
	"strings"
	"testing"
	"time"
)

func TestQuote(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"plain text is put between quotes":            {"Login", `'Login'`},
		"empty text is an empty literal":              {"", `''`},
		"a quote cannot end the literal":              {`x' OR Name != '`, `'x\' OR Name != \''`},
		"a backslash cannot escape the closing quote": {`x\`, `'x\\'`},
		"an escaped quote stays what it was":          {`\'`, `'\\\''`},
		"line ends and tabs are escaped":              {"a\r\n\tb", `'a\r\n\tb'`},
		"backspace and form feed are escaped":         {"\b\f", `'\b\f'`},
		"letters beyond ASCII are left alone":         {"Zoë 東京", `'Zoë 東京'`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Quote(test.text); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestDateTimeIsUTCWithMillisecondsCutOff(t *testing.T) {
	zone := time.FixedZone("IST", 5*3600+1800)
	got := DateTime(time.Date(2024, 6, 5, 12, 0, 0, 123999999, zone))
	if want := "2024-06-05T06:30:00.123Z"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestIn(t *testing.T) {
	tests := map[string]struct {
		values []string
		want   string
	}{
		"values are quoted and listed":                   {[]string{"Login", "O'Hara"}, `EventType IN ('Login', 'O\'Hara')`},
		"no values match nothing instead of everything":  {nil, `EventType IN ('')`},
		"one value needs no special form":                {[]string{"API"}, `EventType IN ('API')`},
		"an empty value is a value like the others, too": {[]string{""}, `EventType IN ('')`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := In("EventType", test.values); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestParseDateTime(t *testing.T) {
	whole := time.Date(2023, 12, 19, 21, 4, 35, 0, time.UTC)
	tests := map[string]struct {
		text string
		want time.Time
	}{
		"the form of the REST API":           {"2023-12-19T21:04:35.000+0000", whole},
		"the form of a log file":             {"2023-12-19T21:04:35.655Z", whole.Add(655 * time.Millisecond)},
		"an offset with a colon":             {"2023-12-19T21:04:35.000+00:00", whole},
		"no fraction and a Z":                {"2023-12-19T21:04:35Z", whole},
		"no fraction and an offset":          {"2023-12-19T21:04:35+0000", whole},
		"an offset other than UTC":           {"2023-12-20T02:34:35.000+0530", whole},
		"a negative offset with a colon":     {"2023-12-19T13:04:35-08:00", whole},
		"a fraction finer than milliseconds": {"2023-12-19T21:04:35.123456Z", whole.Add(123456 * time.Microsecond)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ParseDateTime(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	for _, text := range []string{"", "2023-12-19", "2023-12-19T21:04:35", "20231218054831.655", "2023-13-19T21:04:35Z", "yesterday"} {
		t.Run("refuses "+text, func(t *testing.T) {
			if got, err := ParseDateTime(text); err == nil || !strings.Contains(err.Error(), "parsing date-time") {
				t.Errorf("got %v and error %v, want an error that names the text", got, err)
			}
		})
	}
}

func FuzzParseDateTime(f *testing.F) {
	for _, seed := range []string{
		"2023-12-19T21:04:35.000+0000", "2023-12-19T21:04:35Z", "2023-12-19T21:04:35-08:00", "",
		"2023-12-19T21:04:35.123456789Z", "2023-12-19T21:04:35,5Z", "2023-02-29T00:00:00Z", "2024-02-29T23:59:60Z", "0000-01-01T00:00:00Z",
		"9999-12-31T23:59:59.999-2359", "0001-01-01T00:00:00+1400", "2023-12-19t21:04:35z", "2023-12-19T24:00:00Z", " 2023-12-19T21:04:35Z", "2023-12-19T21:04:35+00:0",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, err := ParseDateTime(text)
		if err != nil || first.Year() < 0 || first.Year() > 9999 {
			return
		}
		second, err := ParseDateTime(DateTime(first))
		if err != nil {
			t.Fatalf("%q is read as %v, which is written in a form that is not read: %v", text, first, err)
		}
		if !second.Equal(first.Truncate(time.Millisecond)) {
			t.Fatalf("%q is read as %v and comes back as %v", text, first, second)
		}
	})
}

func FuzzQuote(f *testing.F) {
	for _, seed := range []string{`x' OR Name != '`, `\`, `\'`, `\\'`, "a\r\n\t\b\f", "\x00", "\xff'", "", "\u2028", `%_`, "Zoë 東京"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		literal := Quote(text)
		inside := literal[1 : len(literal)-1]
		for i := 0; i < len(inside); i++ {
			switch inside[i] {
			case '\\':
				i++ // Whatever follows is escaped.
				if i == len(inside) {
					t.Fatalf("%q ends in a backslash that escapes the closing quote: %s", text, literal)
				}
			case '\'', '\n', '\r':
				t.Fatalf("%q has a bare %q: %s", text, inside[i], literal)
			}
		}
	})
}

func TestDateTimesOfYearsThatCannotBeWrittenAreRefused(t *testing.T) {
	for text, ok := range map[string]bool{
		"9999-12-31T23:30:00.000-0100": false, "9999-12-31T23:30:00.000+0000": true,
		"0001-01-01T00:30:00.000+0100": false, "0000-06-01T00:00:00Z": false,
		"0001-01-01T00:00:00.000Z": false, "0001-01-02T00:00:00.000Z": true,
	} {
		at, err := ParseDateTime(text)
		if (err == nil) != ok {
			t.Errorf("%s is %v, error %v", text, at, err)
		}
		if _, jsonErr := at.MarshalJSON(); err == nil && jsonErr != nil {
			t.Errorf("%s: %v", text, jsonErr)
		}
	}
}
