package statecommand

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/xpack"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

func usualEntries(t *testing.T) []entry {
	t.Helper()
	all, err := usualRegistry(t).read()
	if err != nil {
		t.Fatal(err)
	}
	return entriesOf(all, configured())
}

func TestARewindSaysWhatItCosts(t *testing.T) {
	planned, err := rewind(usualEntries(t), noon.Add(-50*time.Hour), noon.Add(time.Hour))
	if err != nil || len(planned.changes) != 2 {
		t.Fatalf("%d changes, error %v", len(planned.changes), err)
	}
	said := strings.Join(planned.lines, "\n")
	for _, want := range []string{
		"acme acme.my.salesforce.com event_log_file: log files created from 2026-03-02T10:00:00Z on come again, 2d 2h 0m up to 2026-03-04T12:00:00Z; the last 2 files, with 8 rows, are among them.",
		"acme acme.my.salesforce.com LoginEvent: records from 2026-03-02T10:00:00Z on come again, 2d 2h 0m up to 2026-03-04T12:00:00Z.",
		"It costs at least 6 requests: one for each window",
		"Each costs a request",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	nothing, err := rewind(usualEntries(t), noon.Add(2*time.Minute), noon.Add(time.Hour))
	if err != nil || len(nothing.changes) != 0 || !strings.Contains(nothing.lines[1], "nothing of it is after") {
		t.Errorf("after all: %d changes, error %v, %q", len(nothing.changes), err, nothing.lines)
	}
}

func TestARewindSaysWhatTheLedgerHas(t *testing.T) {
	folder := t.TempDir()
	ledger := `{"version":1,"key":"` + filesKey + `","kind":"log files"}
{"at":"2026-03-02T14:00:00Z","file":{"event_type":"Login","interval":"Hourly","hour":"2026-03-02T06:00:00Z","sequence":1,"id":"1","created":"2026-03-02T09:59:59Z","bytes":9000000,"rows":9}}
{"at":"2026-03-02T14:00:00Z","file":{"event_type":"Login","interval":"Hourly","hour":"2026-03-02T07:00:00Z","sequence":1,"id":"2","created":"2026-03-02T10:00:00Z","bytes":1000000,"rows":10}}
{"at":"2026-03-02T14:00:00Z","file":{"event_type":"API","interval":"Hourly","hour":"2026-03-02T07:00:00Z","sequence":1,"id":"3","created":"2026-03-02T10:05:00Z","bytes":1200000,"rows":20}}
`
	if err := os.WriteFile(filepath.Join(folder, "one.jsonl"), []byte(ledger), 0o600); err != nil {
		t.Fatal(err)
	}
	entries := usualEntries(t)
	withLedgers(entries, folder)
	planned, err := rewind(entries, noon.Add(-50*time.Hour), noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	const want = "the coverage ledger has 2 files of then or later, with 30 rows and 2.2 MB."
	if said := strings.Join(planned.lines, "\n"); !strings.Contains(said, want) {
		t.Errorf("it does not say %q:\n%s", want, said)
	}
}

func TestWithoutYesNothingIsChanged(t *testing.T) {
	r := usualRegistry(t)
	before := content(t, r)
	var out strings.Builder
	if err := forget(usualEntries(t), noon).carryOut(&out, r, consent{dryRun: true}, noon); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Nothing was changed. Add --yes") {
		t.Errorf("it says\n%s", &out)
	}
	if diff := cmp.Diff(before, content(t, r)); diff != "" {
		t.Errorf("the registry has changed:\n%s", diff)
	}
}

func TestForgettingSaysWhatIsLost(t *testing.T) {
	entries := usualEntries(t)
	for _, tt := range []struct {
		now  time.Time
		want string
	}{
		{noon.Add(48 * time.Hour), "WHAT IS BETWEEN 2026-03-04T12:00:00Z AND THEN IS NOT COLLECTED"},
		{noon.Add(6 * time.Hour), "what is from 2026-03-03T18:00:00Z on comes again, 18h 0m up to 2026-03-04T12:00:00Z"},
	} {
		if said := strings.Join(forget(entries, tt.now).lines, "\n"); strings.Count(said, tt.want) != 2 {
			t.Errorf("it does not say twice %q:\n%s", tt.want, said)
		}
	}
}

func TestSourcesAreChosen(t *testing.T) {
	entries := usualEntries(t)
	for _, tt := range []struct {
		choice choice
		want   int
		err    string
	}{
		{choice{}, 0, "choose the sources"},
		{choice{all: true}, 2, ""},
		{choice{input: "acme"}, 2, ""},
		{choice{source: "LoginEvent"}, 1, ""},
		{choice{input: "acme", source: "event_log_file"}, 1, ""},
		{choice{input: "other"}, 0, `no source with input "other"`},
	} {
		got, err := tt.choice.of(entries, true)
		if len(got) != tt.want || (err == nil) != (tt.err == "") || (err != nil && !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%+v: %d sources, error %v", tt.choice, len(got), err)
		}
	}
}

func TestTimesAreRead(t *testing.T) {
	for text, want := range map[string]time.Time{
		"2026-03-04T10:00:00Z":      noon.Add(-2 * time.Hour),
		"2026-03-04T12:00:00+02:00": noon.Add(-2 * time.Hour),
		"2026-03-04T10:00":          noon.Add(-2 * time.Hour),
		"2026-03-04":                noon.Add(-12 * time.Hour),
		"7d":                        noon.Add(-7 * 24 * time.Hour),
		"90m":                       noon.Add(-90 * time.Minute),
	} {
		if got, err := timeOf(text, noon); err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, error %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{"2027-01-01": "in the future", "yesterday": "neither a time", "-3h": "neither a time"} {
		if got, err := timeOf(text, noon); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %v, error %v", text, got, err)
		}
	}
}

func xpackEntries(t *testing.T, cursors map[string]map[string]any) []entry {
	t.Helper()
	values := make(map[string]any)
	for key, cursor := range cursors {
		values[key] = registryEntry{TTL: time.Hour, Updated: noon, Cursor: cursor}
	}
	all, err := newRegistry(t, values).read()
	if err != nil {
		t.Fatal(err)
	}
	return entriesOf(all, nil)
}

func TestTheStateOfTheOtherInputIsTakenOver(t *testing.T) {
	const key = "salesforce::acme::https://acme.my.salesforce.com"
	progress := func(pairs ...string) map[string]any {
		all := make(map[string]any)
		for n := 0; n < len(pairs); n += 2 {
			all[pairs[n]] = pairs[n+1]
		}
		return all
	}
	const first, last, batch = "2026-03-04T11:00:00.000+0000", "2026-03-04T12:00:00.000+0000", "2026-03-04T12:10:00Z"
	files := state.LogFiles{Begin: noon.Add(-2 * time.Hour), Watermark: noon.Add(-2 * time.Hour), Selections: []string{"Hourly/*", "Daily/*"}}
	records := func(from time.Time) state.Records {
		return state.Records{Field: "EventDate", Through: from, Settled: from}
	}
	for _, tt := range []struct {
		name   string
		cursor map[string]any
		flags  takeOver
		want   map[string]any
	}{
		{"files in the order of their creation", map[string]any{"eventlogfile": progress("first_event_time", first, "last_event_time", last)}, takeOver{}, map[string]any{filesKey: files.Cursor()}},
		{
			"records, the newest first, and files",
			map[string]any{
				"eventlogfile": progress("first_event_time", first, "last_event_time", last),
				"object":       progress("first_event_time", last, "last_event_time", first),
			},
			takeOver{},
			map[string]any{filesKey: files.Cursor(), recordsKey: records(noon.Add(-65 * time.Minute)).Cursor()},
		},
		{"records in batches", map[string]any{"object": progress("first_event_time", last, "progress_time", batch)}, takeOver{}, map[string]any{recordsKey: records(noon.Add(5 * time.Minute)).Cursor()}},
		{"from another time", map[string]any{"object": progress("last_event_time", "what")}, takeOver{target: "2026-03-01", choice: choice{source: "LoginEvent"}}, map[string]any{recordsKey: records(noon.Add(-84 * time.Hour)).Cursor()}},
	} {
		planned, err := tt.flags.plan(beatData{configured: configured()}, nil, xpackEntries(t, map[string]map[string]any{key: tt.cursor}), noon.Add(24*time.Hour))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := make(map[string]any)
		for key, change := range planned.changes {
			got[key] = change.Cursor
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%s", tt.name, diff, strings.Join(planned.lines, "\n"))
		}
	}
}

func TestAQueryGoesOnFromTheOtherInput(t *testing.T) {
	query, wrong := querytemplate.New(querytemplate.Source{
		Method:      querytemplate.Object,
		Default:     "SELECT Id, EventDate FROM LoginEvent",
		Value:       "SELECT Id, EventDate FROM LoginEvent WHERE EventDate > [[ .cursor.object.last_event_time ]]",
		CursorField: "EventDate",
	})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	source := &stanza.Source{Key: recordsKey, Records: &record.Config{Query: query, Lookback: 5 * time.Minute}}
	other := xpack.State{Object: xpack.Progress{FirstEventTime: "2026-03-04T12:00:00.000+0000", LastEventTime: "2026-03-04T13:00:00.000+0000", LastEventID: "0Ya1"}}
	cursor, from, err := stateAfter(other, source, time.Time{}, noon)
	if err != nil || !from.Equal(noon.Add(-5*time.Minute)) {
		t.Fatalf("from %v, error %v", from, err)
	}
	got, err := state.ReadQuery(cursor)
	want := state.Query{Begun: noon, Newest: noon, First: other.Object.FirstEventTime, Last: other.Object.LastEventTime, LastID: "0Ya1"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestWhatCannotBeTakenOverIsSaid(t *testing.T) {
	const key = "salesforce::acme::https://acme.my.salesforce.com"
	object := map[string]map[string]any{key: {"object": map[string]any{"last_event_time": "2026-03-04T12:00:00.000+0000"}}}
	two := append(configured(), &stanza.Source{Input: "acme", Key: strings.Replace(recordsKey, "LoginEvent", "LogoutEvent", 1), Records: &record.Config{Object: "LogoutEvent"}})
	for _, tt := range []struct {
		name       string
		configured []*stanza.Source
		own        []entry
		others     map[string]map[string]any
		flags      takeOver
		want       string
	}{
		{"several objects", two, nil, object, takeOver{}, "is for one of LoginEvent, LogoutEvent: choose it with --source"},
		{"a state of its own", configured(), usualEntries(t), object, takeOver{}, "already has a state (2026-03-04T12:00:00Z): use --replace"},
		{"no stanza", nil, nil, object, takeOver{}, "add its stanza first"},
		{"no such state", configured(), nil, object, takeOver{fromInput: "login"}, "found no state of the x-pack"},
		{"no time", configured(), nil, map[string]map[string]any{key: {"object": map[string]any{"last_event_time": "what"}}}, takeOver{}, `last_event_time "what" in the x-pack input's state is not a time`},
	} {
		_, err := tt.flags.plan(beatData{configured: tt.configured}, tt.own, xpackEntries(t, tt.others), noon)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestTheListShowsEachSource(t *testing.T) {
	all, err := newRegistry(t, map[string]any{
		filesKey:   registryEntry{TTL: time.Hour, Updated: noon, Cursor: logFiles().Cursor()},
		recordsKey: registryEntry{TTL: time.Hour, Updated: noon, Cursor: state.Records{Through: noon, Settled: noon}.Within(state.Window{Start: noon, End: noon.Add(time.Hour)}).After(7, 1)},
		"salesforce::new::acme.my.salesforce.com::LogoutEvent": registryEntry{TTL: time.Hour, Updated: noon},
		"salesforce::old::acme.my.salesforce.com::LoginEvent":  registryEntry{TTL: time.Hour, Updated: noon, Cursor: state.Cursor{Version: 9, Position: "{}"}},
		"salesforce::x::https://acme.my.salesforce.com":        registryEntry{TTL: time.Hour, Updated: noon, Cursor: map[string]any{"object": map[string]any{}}},
	}).read()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := list(&out, entriesOf(all, configured())); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"1 file, 3 rows sent",
		"window to 2026-03-04T13:00:00Z, 7 records sent",
		"nothing has been collected yet",
		"not in the configuration",
		"state import",
		"cannot be read",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the list does not say %q:\n%s", want, &out)
		}
	}
	out.Reset()
	if err := showJSON(&out, entriesOf(all, configured())); err != nil || !strings.Contains(out.String(), `"watermark": "2026-03-04T12:00:00Z"`) {
		t.Errorf("%v\n%s", err, &out)
	}
	out.Reset()
	for _, e := range entriesOf(all, configured()) {
		if err := show(&out, e); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"stored state has version 9", "0AT1 created 2026-03-04T12:00:00Z, 10 bytes, 5 rows", "Hourly/*", "settled"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("show does not say %q:\n%s", want, &out)
		}
	}
}
