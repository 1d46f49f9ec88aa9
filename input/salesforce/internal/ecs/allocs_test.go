package ecs

import (
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
)

// eachType calls f with the sample of each event type.
func eachType(f func(eventType string, header, cells []string)) {
	for _, eventType := range catalog.EventTypes() {
		header, cells := sample.Row(eventType)
		f(eventType.Name, header, cells)
	}
}

// TestAFieldCostsAtMostTwoAllocations bounds what a row costs the garbage
// collector: one for the value, and a share of the maps.
func TestAFieldCostsAtMostTwoAllocations(t *testing.T) {
	mapper := NewMapper(Options{})
	eachType(func(eventType string, header, cells []string) {
		rows := mapper.Rows(testOrg, sampleFile(eventType), header)
		fields := leaves(rows.Map(cells, "id", nil).Fields)
		allocs := testing.AllocsPerRun(50, func() { rows.Map(cells, "id", nil) })
		if allocs > 2*float64(fields) {
			t.Errorf("%s: %.0f allocations for %d fields", eventType, allocs, fields)
		}
	})
}

// TestARowOfLoginCostsFewAllocations holds the most frequent event to what it
// costs now.
func TestARowOfLoginCostsFewAllocations(t *testing.T) {
	rows, cells := loginRow()
	const limit = 44
	if allocs := testing.AllocsPerRun(100, func() { rows.Map(cells, "id", nil) }); allocs > limit {
		t.Errorf("%.0f allocations, want at most %d", allocs, limit)
	}
}

func TestARecordCostsFewAllocations(t *testing.T) {
	for _, object := range catalog.Objects() {
		records, record := NewMapper(Options{}).Records(testOrg, object.Name), sample.Record(object)
		event, err := records.Map(record, "id")
		if err != nil {
			t.Fatal(err)
		}
		allocs := testing.AllocsPerRun(50, func() { _, _ = records.Map(record, "id") })
		if fields := leaves(event.Fields); allocs > 2.5*float64(fields) {
			t.Errorf("%s: %.0f allocations for %d fields", object.Name, allocs, fields)
		}
	}
}

func leaves(m map[string]any) int {
	n := 0
	for _, value := range m {
		if inner, ok := value.(map[string]any); ok {
			n += leaves(inner)
		} else {
			n++
		}
	}
	return n
}
