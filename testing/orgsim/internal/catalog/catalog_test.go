package catalog_test

import (
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

func TestObjects(t *testing.T) {
	objects, err := catalog.Objects(true)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]engine.Kind{
		"LoginEvent": engine.Big, "PermissionSetEventStore": engine.Big, "SetupAuditTrail": engine.Standard,
		"LoginEventLog": engine.EventLog, "LockoutEventStream": engine.Stream, "EventLogFile": engine.Standard,
	} {
		if objects[name] == nil || objects[name].Kind != want {
			t.Errorf("object %s is %+v, want one of kind %q", name, objects[name], want)
		}
	}
	for name, object := range objects {
		if object.Kind != engine.Stream && object.Fields[0].Name != "Id" {
			t.Errorf("first field of %s is %q, want Id", name, object.Fields[0].Name)
		}
		if _, ok := object.Field(object.TimeField, 67); !ok {
			t.Errorf("%s has no field %q, its time", name, object.TimeField)
		}
		if (object.KeyPrefix == "") == (object.Kind == engine.Standard) {
			t.Errorf("%s, of kind %q, has key prefix %q", name, object.Kind, object.KeyPrefix)
		}
		for _, field := range object.Fields {
			switch field.Type {
			case engine.String, engine.ID, engine.Boolean, engine.Integer, engine.Decimal, engine.Datetime, engine.Blob:
			default:
				t.Errorf("%s.%s has unknown type %q", name, field.Name, field.Type)
			}
		}
	}
}

func TestObjectsWithoutHourlyFiles(t *testing.T) {
	objects, err := catalog.Objects(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Interval", "Sequence"} {
		if _, ok := objects["EventLogFile"].Field(name, 67); ok {
			t.Errorf("EventLogFile has %s, want none without hourly files", name)
		}
	}
}

func TestEventTypes(t *testing.T) {
	types, err := catalog.EventTypes()
	if err != nil {
		t.Fatal(err)
	}
	if len(types) < 20 {
		t.Errorf("there are %d event types, want 20 or more", len(types))
	}
	for _, eventType := range types {
		if eventType.Columns[0].Name != "EVENT_TYPE" || eventType.Columns[1].Name != "TIMESTAMP" {
			t.Errorf("%s begins with %q, %q", eventType.Name, eventType.Columns[0].Name, eventType.Columns[1].Name)
		}
		seen := map[string]bool{}
		for _, column := range eventType.Columns {
			if seen[column.Name] {
				t.Errorf("%s has column %s twice", eventType.Name, column.Name)
			}
			seen[column.Name] = true
		}
	}
}
