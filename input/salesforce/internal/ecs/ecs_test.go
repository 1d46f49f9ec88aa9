package ecs

import (
	"bufio"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs/ecstest"
)

var testOrg = Org{ID: "00DQy00000Xk1TbMAJ", InstanceURL: "https://acme.my.example.com"}

// mapRow maps a row that has these columns, which are all known.
func mapRow(t *testing.T, file LogFile, row map[string]string) Event {
	t.Helper()
	event := eventOfRow(file, row)
	conforms(t, event)
	return event
}

// mapNewRow is for rows with columns that no table knows.
func mapNewRow(t *testing.T, file LogFile, row map[string]string) Event {
	t.Helper()
	event := eventOfRow(file, row)
	conformsWithUnknown(t, event)
	return event
}

// eventOfRow maps a row that has these columns, in the order of their names.
func eventOfRow(file LogFile, row map[string]string) Event {
	header := slices.Sorted(maps.Keys(row))
	cells := make([]string, len(header))
	for i, name := range header {
		cells[i] = row[name]
	}
	return NewMapper(Options{}).Rows(testOrg, file, header).Map(cells, "row-1", nil)
}

// mapRecord maps a record whose fields are all known.
func mapRecord(t *testing.T, object, record string) Event {
	t.Helper()
	event := eventOfRecord(t, object, record)
	conforms(t, event)
	return event
}

// mapNewRecord is for records with fields that no table knows.
func mapNewRecord(t *testing.T, object, record string) Event {
	t.Helper()
	event := eventOfRecord(t, object, record)
	conformsWithUnknown(t, event)
	return event
}

func eventOfRecord(t *testing.T, object, record string) Event {
	t.Helper()
	event, err := NewMapper(Options{}).Records(testOrg, object).Map([]byte(record), "record-1")
	if err != nil {
		t.Fatal(err)
	}
	return event
}

func compare(t *testing.T, want, got Event) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// leaf returns the value at a path, or nil.
func leaf(event Event, path string) any {
	value, err := event.Fields.GetValue(path)
	if err != nil {
		return nil
	}
	return value
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// declared has the types of all fields by name: own of those that a table knows,
// all also what stands for those that no table knows.
var declared struct {
	ecs, own, all map[string]string
}

func TestMain(m *testing.M) {
	declared.ecs, declared.own, declared.all = ecsFields(), map[string]string{}, map[string]string{}
	for _, field := range Fields() {
		declared.all[field.Name] = field.Type
		if field.Type != TypeDynamic {
			declared.own[field.Name] = field.Type
		}
	}
	os.Exit(m.Run())
}

func ecsFields() map[string]string {
	file, err := os.Open("testdata/ecs8.txt")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	fields := map[string]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, fieldType, ok := strings.Cut(lines.Text(), " "); ok && name != "#" {
			fields[name] = fieldType
		}
	}
	return fields
}

// conforms checks every field of an event against its own declaration.
func conforms(t *testing.T, event Event) {
	t.Helper()
	for _, problem := range ecstest.Check(event.Fields, declared.ecs, declared.own) {
		t.Error(problem)
	}
	sorted(t, event)
	messages, _ := leaf(event, "error.message").([]string)
	for _, message := range messages {
		if strings.HasSuffix(message, nameTaken) {
			t.Error(message)
		}
	}
}

// sorted checks what ECS allows in the fields by which it sorts events.
func sorted(t *testing.T, event Event) {
	t.Helper()
	categories, _ := leaf(event, "event.category").([]string)
	types, _ := leaf(event, "event.type").([]string)
	allowedTogether(t, "event", categories, types)
	for field, allowed := range map[string][]any{
		"event.kind":    {"event", "alert", "metric", "pipeline_error"},
		"event.outcome": {nil, "success", "failure", "unknown"},
	} {
		if got := leaf(event, field); !slices.Contains(allowed, got) {
			t.Errorf("%s is %v", field, got)
		}
	}
}

// conformsWithUnknown is for events of columns that no table knows.
func conformsWithUnknown(t *testing.T, event Event) {
	t.Helper()
	for _, problem := range ecstest.Check(event.Fields, declared.ecs, declared.all) {
		t.Error(problem)
	}
}
