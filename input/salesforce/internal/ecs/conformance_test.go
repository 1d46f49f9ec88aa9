package ecs

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
)

// awkward are values that a column can have whatever its type.
var awkward = []string{
	"0", "-1", "12.5", "1e400", "99999999999999999999", "true", "no", " ", "\x00", "\xff\xfe", "a,b\n\"c\"", "N/A", "Unknown",
	"2026-01-05T03:10:20Z", "20260105031020", "9999-12-31T23:59:59.999-2359", "0000-01-01", "Salesforce.com IP", "::1", "fe80::1%eth0", "1.2.3.4, 5.6.7.8",
	"https://user:pass@acme.example:99999/a?b#c", "https://%ff.example/", "/%zz", "//", "http://", "{}", "[]", `{"":{"":[]}}`, "@", "a@b", "GET", "999",
	strings.Repeat("é", 20000),
}

func TestEveryEventTypeGivesOnlyDeclaredFieldsOfTheRightType(t *testing.T) {
	mapper := NewMapper(Options{PreserveOriginal: true})
	for _, eventType := range catalog.EventTypes() {
		t.Run(eventType.Name, func(t *testing.T) {
			header, cells := sample.Row(eventType)
			rows := mapper.Rows(testOrg, LogFile{EventType: eventType.Name}, header)
			event := rows.Map(cells, "id", []byte("row"))
			conforms(t, event)
			if got := leaf(event, "salesforce.unparsed"); got != nil {
				t.Errorf("values of the sample do not fit: %v", got)
			}
			if leaf(event, "event.dataset") != "salesforce."+classOf(eventType.Name).dataset {
				t.Errorf("event.dataset %v", leaf(event, "event.dataset"))
			}
			empty := rows.Map(make([]string, len(header)), "id", nil)
			conforms(t, empty)
			for i, column := range eventType.Columns {
				// Each column alone, with each of its codes.
				for _, value := range append(slices.Sorted(maps.Keys(column.Codes)), cells[i]) {
					one := make([]string, len(header))
					one[i] = value
					event := rows.Map(one, "id", nil)
					conforms(t, event)
					if got := leaf(event, "salesforce.unparsed"); got != nil {
						t.Errorf("%s: %q does not fit: %v", column.Name, value, got)
					}
				}
			}
			for _, value := range awkward {
				conforms(t, rows.Map(slices.Repeat([]string{value}, len(header)), "id", nil))
			}
		})
	}
}

func TestEveryObjectGivesOnlyDeclaredFieldsOfTheRightType(t *testing.T) {
	mapper := NewMapper(Options{PreserveOriginal: true})
	for _, object := range catalog.Objects() {
		t.Run(object.Name, func(t *testing.T) {
			records := mapper.Records(testOrg, object.Name)
			event := mapped(t, records, sample.Record(object))
			if got := leaf(event, "salesforce.unparsed"); got != nil {
				t.Errorf("values of the sample do not fit: %v", got)
			}
			if event.Timestamp.IsZero() {
				t.Error("no time")
			}
			mapped(t, records, json.RawMessage(`{}`))
			for _, field := range object.Fields {
				for code := range field.Codes {
					event := mapped(t, records, sample.RecordOf(object, map[string]string{field.Name: code}))
					if got := leaf(event, "salesforce.unparsed"); got != nil {
						t.Errorf("%s: %q does not fit: %v", field.Name, code, got)
					}
				}
			}
			for _, value := range awkward {
				other := map[string]string{}
				for _, field := range object.Fields {
					other[field.Name] = value
				}
				mapped(t, records, sample.RecordOf(object, other))
			}
		})
	}
}

// mapped maps a record and checks what comes of it.
func mapped(t *testing.T, records *RecordMapper, record json.RawMessage) Event {
	t.Helper()
	event, err := records.Map(record, "id")
	if err != nil {
		t.Fatal(err)
	}
	conforms(t, event)
	return event
}

// TestColumnsOutOfPlace gives event types columns that the catalog has for others
// only, as a new release of Salesforce may.
func TestColumnsOutOfPlace(t *testing.T) {
	all := map[string]bool{}
	for _, eventType := range catalog.EventTypes() {
		for _, column := range eventType.Columns {
			all[column.Name] = true
		}
	}
	header := slices.Sorted(maps.Keys(all))
	for _, name := range []string{"Login", "RestApi", "ApexUnexpectedException", "NoSuchType"} {
		rows := NewMapper(Options{}).Rows(testOrg, LogFile{EventType: name}, header)
		for _, value := range append(awkward, "1", "text") {
			conformsWithUnknown(t, rows.Map(slices.Repeat([]string{value}, len(header)), "id", nil))
		}
	}
}

func TestFieldsOfOneNameHaveOneType(t *testing.T) {
	types := map[string]string{}
	check := func(l *layout, of string) {
		for name, field := range l.declared {
			if before, ok := types[name]; ok && before != field.Type {
				t.Errorf("%s is %s, but %s in %s", name, before, field.Type, of)
			}
			types[name] = field.Type
		}
	}
	mapper := NewMapper(Options{})
	for _, eventType := range catalog.EventTypes() {
		var header []string
		for _, column := range eventType.Columns {
			header = append(header, column.Name)
		}
		check(mapper.Rows(Org{}, LogFile{EventType: eventType.Name}, header).template.layout, eventType.Name)
	}
	for _, object := range catalog.Objects() {
		check(mapper.Records(Org{}, object.Name).template.layout, object.Name)
	}
}

func TestDeclaredFieldsOfECSAreInECS(t *testing.T) {
	for _, field := range allFields() {
		if strings.HasPrefix(field.Name, "salesforce.") {
			continue
		}
		if got, ok := declared.ecs[field.Name]; !ok || got != field.Type {
			t.Errorf("%s is %s here and %q in ECS", field.Name, field.Type, got)
		}
	}
}

func TestOwnFieldsAreWellDescribed(t *testing.T) {
	fields := Fields()
	if !slices.IsSortedFunc(fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the fields are not in the order of their names")
	}
	name := regexp.MustCompile(`^salesforce(\.[a-z0-9_]+)+(\.\*)?$`)
	groups := map[string]bool{}
	fields = slices.DeleteFunc(fields, func(f Field) bool { return f.Type == TypeDynamic })
	for _, field := range fields {
		path := strings.TrimSuffix(field.Name, ".*")
		for i, c := range path {
			if c == '.' {
				groups[path[:i]] = true
			}
		}
		if !name.MatchString(field.Name) || field.Type == "" || field.Description == "" {
			t.Errorf("%+v", field)
		}
	}
	for _, field := range fields {
		if groups[strings.TrimSuffix(field.Name, ".*")] {
			t.Errorf("%s is a field and has fields", field.Name)
		}
	}
	for name, want := range map[string]Field{
		"salesforce.db_total_time": {Type: "long", Unit: "nanos"},
		"salesforce.run_time":      {Type: "long", Unit: "ms"},
		"salesforce.unparsed.*":    {Type: "keyword"},
		"salesforce.login_key":     {Type: "keyword"},
	} {
		i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
		if i < 0 || fields[i].Type != want.Type || fields[i].Unit != want.Unit {
			t.Errorf("%s is not declared as %+v", name, want)
		}
	}
}

// allowedTypes are the event types that ECS allows for a category.
var allowedTypes = map[string]string{
	"authentication":      "start end info",
	"session":             "start end info",
	"iam":                 "admin change creation deletion group info user",
	"configuration":       "access change creation deletion info",
	"web":                 "access error info",
	"network":             "access allowed connection denied end info protocol start",
	"database":            "access change info error",
	"file":                "access change creation deletion info",
	"package":             "access change deletion info installation start",
	"intrusion_detection": "allowed denied info",
}

// allowedTogether checks that each type is one of a category, and each category
// has one of the types.
func allowedTogether(t *testing.T, of string, categories, types []string) {
	t.Helper()
	used := map[string]bool{}
	for _, category := range categories {
		allowed := strings.Fields(allowedTypes[category])
		fits := false
		for _, eventType := range types {
			if slices.Contains(allowed, eventType) {
				fits, used[eventType] = true, true
			}
		}
		if !fits {
			t.Errorf("%s: none of the types %q is one of category %q", of, types, category)
		}
	}
	for _, eventType := range types {
		if !used[eventType] {
			t.Errorf("%s: %q is a type of none of the categories %q", of, eventType, categories)
		}
	}
}

func TestCategoriesAndTypesAreAllowedTogether(t *testing.T) {
	for name, c := range classes {
		allowedTogether(t, name, c.category, c.types)
		if (len(c.category) == 0) != (len(c.types) == 0) {
			t.Errorf("%s has a type without a category, or the reverse", name)
		}
	}
	for _, verb := range auditVerbs {
		if !strings.Contains(allowedTypes["configuration"], verb.eventType) {
			t.Errorf("%q is not a type of configuration", verb.eventType)
		}
	}
	for _, subject := range auditSubjects {
		if !strings.Contains(allowedTypes["iam"], subject.eventType) {
			t.Errorf("%q is not a type of iam", subject.eventType)
		}
	}
}

func TestRulesAreForColumnsThatExist(t *testing.T) {
	for name, rules := range typeRules {
		eventType, ok := catalog.EventTypeByName(name)
		if !ok {
			t.Errorf("no event type %s", name)
		}
		for column := range rules {
			_, shared := merge(external, timing)[column]
			if _, ok := eventType.Column(column); !ok && !shared {
				t.Errorf("%s has no column %s", name, column)
			}
		}
	}
	for name, rules := range objectRules {
		object, ok := catalog.ObjectByName(name)
		if !ok {
			t.Errorf("no object %s", name)
		}
		for field := range rules {
			if name == auditObject && strings.HasPrefix(field, "CreatedBy.") {
				continue
			}
			known := slices.ContainsFunc(object.Fields, func(f catalog.Field) bool { return f.Name == field })
			if _, shared := merge(loginRules, locationRules, detectionRules)[field]; !known && !shared {
				t.Errorf("%s has no field %s", name, field)
			}
		}
	}
	for name := range classes {
		_, isType := catalog.EventTypeByName(eventTypeOf(name))
		_, isObject := catalog.ObjectByName(name)
		if !isType && !isObject {
			t.Errorf("there is no %s", name)
		}
	}
}
