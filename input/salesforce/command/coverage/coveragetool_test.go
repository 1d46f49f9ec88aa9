package coveragecommand

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// now is when the tests look.
var now = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// hostile is an event type as an org could name it.
const hostile = "<script>alert('x')</script>\x1b[2J=cmd\n\"&"

// ledgers makes a folder with the ledgers of two sources.
func ledgers(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	all := coverage.NewLedgers(folder)
	begin := func(source string, kind state.Kind) *coverage.Ledger {
		return all.Begin(coverage.Begin{
			Header: coverage.Header{Key: source, Input: "acme", Host: "acme.my.salesforce.com", Source: source, Kind: kind, Object: source},
			New:    true, Retention: 1000 * 24 * time.Hour,
			Warn: func(format string, arguments ...any) { t.Errorf(format, arguments...) },
		})
	}
	files := begin("event_log_file", state.KindLogFiles)
	for hour := range 41 {
		at := now.Add(time.Duration(hour-48) * time.Hour)
		for _, eventType := range []string{"Login", hostile} {
			outcome := coverage.Collected
			if eventType == hostile && hour == 20 {
				outcome = coverage.Gone
			}
			files.File(coverage.File{
				EventType: eventType, Interval: "Hourly", Hour: at, Sequence: 1, ID: eventType + at.String(),
				Created: at.Add(4 * time.Hour), Bytes: 1000, Rows: int64(hour), Outcome: outcome,
			})
		}
		files.Acknowledge(files.Noted())
	}
	records := begin("LoginEvent", state.KindRecords)
	records.Window(coverage.Window{From: now.Add(-8 * time.Hour), To: now.Add(-5 * time.Hour), Records: map[int64]int64{now.Add(-6 * time.Hour).Unix(): 7}})
	records.Window(coverage.Window{From: now.Add(-3 * time.Hour), To: now})
	records.Acknowledge(records.Noted())
	return folder
}

// run runs the command with flags that are not the defaults.
func run(t *testing.T, folder string, change func(*choice)) (output, problems string, err error) {
	t.Helper()
	chosen := choice{since: "7d", format: formatTable}
	if change != nil {
		change(&chosen)
	}
	var out, wrong strings.Builder
	err = chosen.run(&out, &wrong, folder, now)
	return out.String(), wrong.String(), err
}

func TestTheTableSaysWhatIsThereAndWhatIsMissing(t *testing.T) {
	output, problems, err := run(t, ledgers(t), nil)
	if err != nil || problems != "" {
		t.Fatalf("%v, %s", err, problems)
	}
	for _, want := range []string{
		`acme acme\.my\.salesforce\.com event_log_file`,
		`Login +Hourly +41 +41 +820 +41000 +2026-03-02T12:00Z +2026-03-04T04:00Z .* - +\n`,
		`MISSING LoginEvent from 2026-03-04T07:00Z to 2026-03-04T09:00Z \(2h0m0s\): no window has collected it`,
		`INCOMPLETE .script.* hourly from 2026-03-03T08:00Z to 2026-03-03T09:00Z`,
	} {
		if !regexp.MustCompile(want).MatchString(output) {
			t.Errorf("it does not say %q:\n%s", want, output)
		}
	}
	if strings.ContainsAny(output, "\x1b") || strings.Contains(output, "=cmd\n") {
		t.Errorf("a name can rule the terminal:\n%q", output)
	}
	if strings.Count(output, "MISSING")+strings.Count(output, "INCOMPLETE") != 2 {
		t.Errorf("there are two gaps:\n%s", output)
	}
}

func TestALineForEachHourOrDay(t *testing.T) {
	folder := ledgers(t)
	for by, want := range map[string]string{
		byHour: `LoginEvent +- +2026-03-04T08:00Z +MISSING +- +- +- +0 +- +- +-`,
		byDay:  `Login +Hourly +2026-03-03T00:00Z +collected +24 +- +- +564 +24000 `,
	} {
		output, _, err := run(t, folder, func(c *choice) { c.by = by })
		if err != nil || !regexp.MustCompile(want).MatchString(output) {
			t.Errorf("by %s: %v; it does not say %q:\n%s", by, err, want, output)
		}
	}
}

func TestTheHeatMapNeedsNothingButItselfAndEscapesNames(t *testing.T) {
	folder := ledgers(t)
	output, _, err := run(t, folder, func(c *choice) { c.format = formatHTML })
	if err != nil {
		t.Fatal(err)
	}
	for _, unwanted := range []string{"<script", "http://", "https://", "src=", "href=", "@import", "url("} {
		if strings.Contains(output, unwanted) {
			t.Errorf("the page has %q", unwanted)
		}
	}
	if !strings.Contains(output, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") {
		t.Error("the page does not have the name of the event type")
	}
	if got := strings.Count(output, `<td class="c i" title="2026-03-03 08:00 UTC: incomplete; a file that was listed was gone; 1 files; 1 gone; 20 rows; 1000 bytes`); got != 1 {
		t.Errorf("%d cells are the gap, want 1", got)
	}
	days, _, err := run(t, folder, func(c *choice) { c.format, c.by = formatHTML, byDay })
	if err != nil || strings.Count(days, `class="c g"`) != 1 || strings.Count(days, `class="c i"`) != 1 {
		t.Errorf("by days the cells with a gap are not one of each kind, %v:\n%s", err, days)
	}
}

func TestTheDocumentKeepsItsKeys(t *testing.T) {
	output, _, err := run(t, ledgers(t), func(c *choice) { c.format, c.source = formatJSON, "LoginEvent" })
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Sources []struct {
			Input, Host, Source, Kind string
			Series                    []struct {
				Object string
				Hours  []map[string]any
				Gaps   []map[string]any
			}
		}
	}
	if err := json.Unmarshal([]byte(output), &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Sources) != 1 || len(document.Sources[0].Series) != 1 {
		t.Fatalf("it is\n%s", output)
	}
	series := document.Sources[0].Series[0]
	want := []map[string]any{{"from": "2026-03-04T07:00:00Z", "to": "2026-03-04T09:00:00Z", "status": "missing", "why": "no window has collected it"}}
	if diff := cmp.Diff(want, series.Gaps); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	hour := series.Hours[2]
	delete(hour, "first_seen")
	delete(hour, "last_seen")
	if diff := cmp.Diff(map[string]any{"hour": "2026-03-04T06:00:00Z", "status": "collected", "files": 0.0, "windows": 1.0, "rows": 7.0}, hour); diff != "" {
		t.Errorf("an hour (-want +got):\n%s", diff)
	}
}

func TestWhatCannotBeShown(t *testing.T) {
	folder := ledgers(t)
	for _, tt := range []struct {
		name, folder string
		change       func(*choice)
		want         string
	}{
		{"a wrong format", folder, func(c *choice) { c.format = "png" }, `--format must be one of table, json, html, got "png"`},
		{"a wrong column", folder, func(c *choice) { c.by = "week" }, `--by must be one of hour, day, got "week"`},
		{"a wrong duration", folder, func(c *choice) { c.since = "yesterday" }, `--since must be a duration such as 36h or 7d, got "yesterday"`},
		{"no such source", folder, func(c *choice) { c.source = "Case" }, `no ledger matches input "" and source "Case"`},
		{"no ledgers", filepath.Join(folder, "nowhere"), nil, "has no ledger: nothing has been collected yet"},
		{"a file that cannot be written", folder, func(c *choice) { c.output = filepath.Join(folder, "no", "file") }, "--output: "},
	} {
		output, _, err := run(t, tt.folder, tt.change)
		if err == nil || !strings.Contains(err.Error(), tt.want) || output != "" {
			t.Errorf("%s: %v, want %q; it printed %q", tt.name, err, tt.want, output)
		}
	}
}

func TestALedgerThatCannotBeReadIsToldOfAndTheOthersAreShown(t *testing.T) {
	folder := ledgers(t)
	if err := os.WriteFile(filepath.Join(folder, "damaged.jsonl"), []byte("\x00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	output, problems, err := run(t, folder, func(c *choice) { c.output = filepath.Join(folder, "table") })
	if err != nil || output != "" || !strings.Contains(problems, "damaged.jsonl") {
		t.Errorf("%v, %q, %q", err, output, problems)
	}
	if table, err := os.ReadFile(filepath.Join(folder, "table")); err != nil || !strings.Contains(string(table), "LoginEvent") {
		t.Errorf("%v, %s", err, table)
	}
}

func TestNumbersInOrderAreRanges(t *testing.T) {
	for want, numbers := range map[string][]int{"": nil, "1": {1}, "1-3, 5, 7-8": {1, 2, 3, 5, 7, 8}} {
		if got := ranges(numbers); got != want {
			t.Errorf("%v is %q, want %q", numbers, got, want)
		}
	}
}

func TestShadesGrowWithRows(t *testing.T) {
	last := 0
	for _, rows := range []int64{0, 1, 10, 100, 1000, 100000} {
		if got := shade(rows, 100000); got < last || fmt.Sprint(got) > "5" || (got == 0) != (rows == 0) {
			t.Errorf("%d rows have the shade %d, after %d", rows, got, last)
		} else {
			last = got
		}
	}
	if last != shades {
		t.Errorf("the most has the shade %d", last)
	}
}

// One file with a date far away makes no column for each hour until then.
func TestDatesFarAwayMakeNoColumns(t *testing.T) {
	folder := t.TempDir()
	ledger := `{"version":1,"key":"files","kind":"log files","source":"event_log_file"}
`
	for _, year := range []string{"0001", "1970", "2026", "2300", "9999"} {
		ledger += `{"n":2,"at":"2026-03-04T11:00:00Z","file":{"event_type":"Login","interval":"Hourly","hour":"` + year + `-02-01T10:00:00Z","sequence":1,"id":"` + year + `","bytes":1,"rows":1}}
`
	}
	if err := os.WriteFile(filepath.Join(folder, "one.jsonl"), []byte(ledger), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{formatTable, formatJSON, formatHTML} {
		for _, by := range []string{"", byHour, byDay} {
			output, _, err := run(t, folder, func(c *choice) { c.format, c.by, c.since = format, by, "90000d" })
			if err != nil || len(output) > 4<<20 || strings.Count(output, "<td") > 401*24 {
				t.Errorf("%s by %q: %d bytes, %d cells, %v", format, by, len(output), strings.Count(output, "<td"), err)
			}
		}
	}
}

func TestNamesFromTheOrgDoNotRuleTheTerminal(t *testing.T) {
	var names []string
	for r := rune(0); r < 0xa0; r++ {
		if r < 0x20 || r >= 0x7f {
			names = append(names, "a"+string(r)+"b")
		}
	}
	names = append(names, "\u061c", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2066", "\u2069", strings.Repeat("long", 60))
	folder := t.TempDir()
	ledger := coverage.NewLedgers(folder).Begin(coverage.Begin{
		Header: coverage.Header{Key: "files", Input: names[27], Host: names[10], Source: names[40], Kind: state.KindLogFiles},
		New:    true, Retention: 1000 * 24 * time.Hour, Warn: t.Errorf,
	})
	for _, name := range names {
		ledger.File(coverage.File{EventType: name, Interval: "Hourly", Hour: now.Add(-9 * time.Hour), ID: name, Rows: 1, Outcome: coverage.Gone})
	}
	ledger.Acknowledge(ledger.Noted())
	for _, format := range []string{formatTable, formatJSON, formatHTML} {
		output, _, err := run(t, folder, func(c *choice) { c.format = format })
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range output {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Fatalf("%s: %U is printed", format, r)
			}
		}
		if format == formatTable && strings.Contains(output, strings.Repeat("long", 30)) {
			t.Errorf("a long name is not shortened:\n%s", output)
		}
	}
}
