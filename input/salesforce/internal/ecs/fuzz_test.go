package ecs

import (
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
)

// FuzzCells gives the columns of a known event type any cells.
func FuzzCells(f *testing.F) {
	eventTypes := catalog.EventTypes()
	mapper := NewMapper(Options{})
	rows := make([]*RowMapper, len(eventTypes))
	for i, eventType := range eventTypes {
		header, cells := sample.Row(eventType)
		rows[i] = mapper.Rows(testOrg, sampleFile(eventType.Name), header)
		f.Add(uint8(i), strings.Join(cells, "\x00"))
	}
	for _, value := range awkward {
		f.Add(uint8(len(value)), strings.Repeat(value[:min(len(value), 50)]+"\x00", 30))
	}
	f.Fuzz(func(t *testing.T, number uint8, cells string) {
		event := rows[int(number)%len(rows)].Map(strings.Split(cells, "\x00"), "id", nil)
		conforms(t, event)
		if event.ID != "id" || event.Timestamp.IsZero() || leaf(event, "event.dataset") == nil {
			t.Errorf("not a whole event: %+v", event)
		}
	})
}

// FuzzFields gives one field of a known object any text, and another as many of it.
func FuzzFields(f *testing.F) {
	objects := catalog.Objects()
	mapper := NewMapper(Options{})
	records := make([]*RecordMapper, len(objects))
	for i, object := range objects {
		records[i] = mapper.Records(testOrg, object.Name)
		for j := range object.Fields {
			f.Add(uint8(i), uint8(j), awkward[(i+j)%len(awkward)])
		}
	}
	f.Fuzz(func(t *testing.T, number, field uint8, text string) {
		i := int(number) % len(objects)
		fields := objects[i].Fields
		other := map[string]string{
			fields[int(field)%len(fields)].Name:   text,
			fields[int(field+1)%len(fields)].Name: strings.Repeat(text, 2),
		}
		event, err := records[i].Map(sample.RecordOf(objects[i], other), "id")
		if err != nil {
			t.Fatal(err)
		}
		conforms(t, event)
	})
}
