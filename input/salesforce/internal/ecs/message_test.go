package ecs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
)

var messages = NewMapper(Options{Format: FormatMessage})

func TestARowAsAMessage(t *testing.T) {
	file := LogFile{EventType: "Login", LogDate: time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC)}
	derived := time.Date(2026, 1, 5, 3, 10, 20, 117e6, time.UTC)
	for _, tt := range []struct {
		name          string
		header, cells []string
		want          mapstr.M
		at            time.Time
	}{
		{
			"all columns as text, the empty ones too, in the order of their names",
			[]string{"TIMESTAMP", "B", "TIMESTAMP_DERIVED", "A"},
			[]string{"20200101000000", "1", "2026-01-05T03:10:20.117Z", ""},
			map[string]any{"message": `{"A":"","B":"1","TIMESTAMP":"20200101000000","TIMESTAMP_DERIVED":"2026-01-05T03:10:20.117Z"}`},
			derived,
		},
		{
			"the plain time where there is no other",
			[]string{"TIMESTAMP", "TIMESTAMP_DERIVED"},
			[]string{"20260105031020.117", "x"},
			map[string]any{"message": `{"TIMESTAMP":"20260105031020.117","TIMESTAMP_DERIVED":"x"}`},
			derived,
		},
		{
			"what JSON has to escape, and what is not UTF-8",
			[]string{"A"},
			[]string{"\"q\" \\ \n\r\t\x00\x1f <é> \xff"},
			map[string]any{"message": `{"A":"\"q\" \\ \n\r\t\u0000\u001f <é> ` + "\uFFFD" + `"}`},
			file.LogDate,
		},
		{
			"too few cells",
			[]string{"A", "B"},
			[]string{"1"},
			map[string]any{"message": `{"A":"1","B":""}`, "tags": []string{TagRaggedRow}, "error": map[string]any{"message": []string{"row has 1 cells, its header 2"}}},
			file.LogDate,
		},
		{
			"too many cells",
			[]string{"A"},
			[]string{"1", "2", "3"},
			map[string]any{"message": `{"A":"1","extra_cells":["2","3"]}`, "tags": []string{TagRaggedRow}, "error": map[string]any{"message": []string{"row has 3 cells, its header 1"}}},
			file.LogDate,
		},
		{
			"columns of one name",
			[]string{"A", "B", "A", "B", "A", "C", "C"},
			[]string{"1", "", "2", "3", "1", "", " "},
			map[string]any{"message": `{"A":["1","2"],"B":"3","C":""}`},
			file.LogDate,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want["event"] = map[string]any{"provider": "EventLogFile"}
			got := messages.Rows(testOrg, file, tt.header).Map(tt.cells, "id", []byte("original"))
			if diff := cmp.Diff(Event{Timestamp: tt.at, ID: "id", Fields: tt.want}, got); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
}

func TestARecordAsAMessage(t *testing.T) {
	for _, tt := range []struct{ name, record, want string }{
		{
			"numbers in their own digits, in its own order",
			`{"attributes":{"type":"LoginEvent","url":"/x"},"Z":9007199254740993,"B":1.50,"C":1e2,"A":true,"EventDate":"2026-01-05T03:10:20.117+0000"}`,
			`{"Z":9007199254740993,"B":1.50,"C":1e2,"A":true,"EventDate":"2026-01-05T03:10:20.117+0000"}`,
		},
		{
			"without nulls, with empty text",
			`{"A":null,"B":"", "C" : null , "EventDate":"2026-01-05T03:10:20.117Z","D":null}`,
			`{"B":"","EventDate":"2026-01-05T03:10:20.117Z"}`,
		},
		{
			"related records, without their attributes",
			`{"EventDate":"2026-01-05T03:10:20.117Z","CreatedBy":{"attributes":{"type":"User"},"Username":"a@b"},` +
				`"Lines":{"totalSize":2,"done":true,"records":[{"attributes":{"type":"X"},"Id":"1"}, {"Id":"2","attributes":{}}]},"attributes":"a field"}`,
			`{"EventDate":"2026-01-05T03:10:20.117Z","CreatedBy":{"Username":"a@b"},` +
				`"Lines":{"totalSize":2,"done":true,"records":[{"Id":"1"},{"Id":"2"}]},"attributes":"a field"}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := messages.Records(testOrg, "LoginEvent").Map([]byte(tt.record), "id")
			if err != nil {
				t.Fatal(err)
			}
			want := Event{
				Timestamp: time.Date(2026, 1, 5, 3, 10, 20, 117e6, time.UTC), ID: "id",
				Fields: map[string]any{"message": tt.want, "event": map[string]any{"provider": "Object"}},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
	for _, record := range []string{"", "null", "[]", `{"a":1`, `{"a":1}x`, `{"a":[1,}`, `{"attributes":{]}`} {
		if _, err := messages.Records(testOrg, "LoginEvent").Map([]byte(record), "id"); err == nil {
			t.Errorf("%q is taken as a record", record)
		}
	}
}

// The time is the same in both formats, whatever the event type or object.
func TestAMessageHappenedWhenItsEventDid(t *testing.T) {
	mapper := NewMapper(Options{})
	for _, eventType := range catalog.EventTypes() {
		header, cells := sample.Row(eventType)
		file := sampleFile(eventType.Name)
		want, got := mapper.Rows(testOrg, file, header).Map(cells, "id", nil), messages.Rows(testOrg, file, header).Map(cells, "id", nil)
		if !got.Timestamp.Equal(want.Timestamp) {
			t.Errorf("%s: %v, as ECS %v", eventType.Name, got.Timestamp, want.Timestamp)
		}
	}
	for _, object := range catalog.Objects() {
		record := sample.Record(object)
		want := mapped(t, mapper.Records(testOrg, object.Name), record)
		got, err := messages.Records(testOrg, object.Name).Map(record, "id")
		if err != nil {
			t.Fatal(err)
		}
		if !got.Timestamp.Equal(want.Timestamp) {
			t.Errorf("%s: %v, as ECS %v", object.Name, got.Timestamp, want.Timestamp)
		}
	}
}

func TestANoticeAsAMessageIsJSON(t *testing.T) {
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	cause := errors.New("\"cut\"")
	got := messages.Quarantined(testOrg, LogFile{ID: "0AT1", EventType: "Login"}, "id", cause, now)
	want := Event{Timestamp: now, ID: "id", Fields: map[string]any{
		"message": `{"ERROR_MESSAGE":"\"cut\"","EVENT_TYPE":"Login","LOG_FILE_ID":"0AT1","TIMESTAMP_DERIVED":"2026-01-05T09:00:00.000Z"}`,
		"event":   map[string]any{"provider": "EventLogFile", "kind": "pipeline_error"},
		"tags":    []string{TagQuarantined}, "error": map[string]any{"message": []string{`"cut"`}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func FuzzARowAsAMessage(f *testing.F) {
	for _, value := range awkward {
		f.Add("TIMESTAMP,A,A,"+value, value+"\x00b\x00c\x00d\x00e")
	}
	f.Fuzz(func(t *testing.T, header, row string) {
		names, cells := strings.Split(header, ","), strings.Split(row, "\x00")
		event := messages.Rows(testOrg, LogFile{EventType: "Login"}, names).Map(cells, "id", nil)
		var got map[string]any
		if err := json.Unmarshal([]byte(event.Fields["message"].(string)), &got); err != nil {
			t.Fatal(err)
		}
		for n, name := range names {
			cell := ""
			if n < len(cells) {
				cell = cells[n]
			}
			if valid := validText(name); slices.Contains(names[n+1:], name) || slices.Contains(names[:n], name) || valid != name || validText(cell) != cell || name == extraCells {
				continue
			}
			if got[name] != cell {
				t.Errorf("column %q is %q, want %q", name, got[name], cell)
			}
		}
	})
}

func FuzzARecordAsAMessage(f *testing.F) {
	for _, value := range awkward {
		quoted, _ := json.Marshal(value)
		f.Add(fmt.Appendf(nil, `{"attributes":{},"EventDate":%s,"A":{"attributes":{},"B":[%s,null]},"C":null}`, quoted, quoted))
	}
	records := messages.Records(testOrg, "LoginEvent")
	f.Fuzz(func(t *testing.T, record []byte) {
		event, err := records.Map(record, "id")
		if !json.Valid(record) || !bytes.HasPrefix(bytes.TrimLeft(record, " \t\r\n"), []byte("{")) {
			if err == nil {
				t.Fatal("it is taken as a record")
			}
			return
		}
		if err != nil {
			if strings.Contains(err.Error(), "nested too deeply") {
				return
			}
			t.Fatal(err)
		}
		if text := event.Fields["message"].(string); !json.Valid([]byte(text)) {
			t.Errorf("message %q is no JSON", text)
		}
	})
}

// TestAMessageCostsFewAllocations holds the yardstick to its promise.
func TestAMessageCostsFewAllocations(t *testing.T) {
	header, cells := loginHeader()
	rows := messages.Rows(testOrg, sampleFile("Login"), header)
	if allocs := testing.AllocsPerRun(100, func() { rows.Map(cells, "id", nil) }); allocs > 8 {
		t.Errorf("a row costs %.0f allocations, want at most 8", allocs)
	}
	object, _ := catalog.ObjectByName("LoginEvent")
	records, record := messages.Records(testOrg, "LoginEvent"), sample.Record(object)
	if allocs := testing.AllocsPerRun(100, func() { _, _ = records.Map(record, "id") }); allocs > 10 {
		t.Errorf("a record costs %.0f allocations, want at most 10", allocs)
	}
}

func BenchmarkARowOfLoginAsAMessage(b *testing.B) {
	header, cells := loginHeader()
	rows := messages.Rows(testOrg, sampleFile("Login"), header)
	b.ReportAllocs()
	for b.Loop() {
		rows.Map(cells, "9f86d081884c7d659a2feaa0c55ad015", nil)
	}
}
