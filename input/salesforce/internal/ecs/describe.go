package ecs

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
)

// Mapping says where a column of an event type, or a field of an object, goes.
type Mapping struct {
	Column string
	Fields []Field
}

// DescribeRows says where the columns of an event type go, by mapping rows that
// have one of them.
func DescribeRows(eventType catalog.EventType) []Mapping {
	mapper := &Mapper{agents: &agents{}}
	header, cells := sample.Row(eventType)
	rows := mapper.Rows(Org{}, LogFile{EventType: eventType.Name}, header)
	run := func(values []string) mapstr.M { return described(rows.Map(values, "", nil)) }
	d := describer{declared: rows.template.layout.declared, empty: run(make([]string, len(header))), full: run(cells)}
	for i, column := range eventType.Columns {
		var alone []mapstr.M
		for _, value := range append(slices.Sorted(maps.Keys(column.Codes)), cells[i]) {
			one := make([]string, len(header))
			one[i] = value
			alone = append(alone, run(one))
		}
		without := slices.Clone(cells)
		without[i] = ""
		d.add(column.Name, alone, run(without))
	}
	return d.mappings
}

// DescribeRecords says where the fields of an object go.
func DescribeRecords(object catalog.Object) []Mapping {
	mapper := &Mapper{agents: &agents{}}
	records := mapper.Records(Org{}, object.Name)
	run := func(record json.RawMessage) mapstr.M {
		event, err := records.Map(record, "")
		if err != nil {
			panic(err) // samples are JSON
		}
		return described(event)
	}
	blank := map[string]string{}
	for _, field := range object.Fields {
		blank[field.Name] = ""
	}
	d := describer{
		declared: records.template.layout.declared, full: run(sample.Record(object)), empty: run(sample.RecordOf(object, blank)),
	}
	for _, field := range object.Fields {
		var alone []mapstr.M
		for _, value := range append(slices.Sorted(maps.Keys(field.Codes)), sampleOf(object, field.Name)) {
			one := maps.Clone(blank)
			one[field.Name] = value
			alone = append(alone, run(sample.RecordOf(object, one)))
		}
		d.add(field.Name, alone, run(sample.RecordOf(object, map[string]string{field.Name: ""})))
	}
	return d.mappings
}

// sampleOf is the text of a field of the sample.
func sampleOf(object catalog.Object, name string) (text string) {
	_ = eachMember(sample.Record(object), func(member string, v jsonValue) error {
		if member == name {
			text = v.text
		}
		return nil
	})
	return text
}

// described are the fields of an event by their full names.
func described(event Event) mapstr.M {
	fields := event.Fields.Flatten()
	if !event.Timestamp.Equal(time.Time{}) {
		fields["@timestamp"] = event.Timestamp
	}
	return fields
}

type describer struct {
	declared    map[string]Field
	empty, full mapstr.M
	mappings    []Mapping
}

// add describes a column: what comes of it alone, or, where that is nothing
// because it needs others, what is missing without it.
func (d *describer) add(column string, alone []mapstr.M, without mapstr.M) {
	fields := map[string]Field{}
	for _, event := range alone {
		d.differences(fields, event, d.empty)
	}
	if len(fields) == 0 {
		d.differences(fields, d.full, without)
	}
	byName := func(a, b Field) int { return cmp.Compare(a.Name, b.Name) }
	d.mappings = append(d.mappings, Mapping{Column: column, Fields: slices.SortedFunc(maps.Values(fields), byName)})
}

func (d *describer) differences(to map[string]Field, event, base mapstr.M) {
	for name, value := range event {
		if strings.HasPrefix(name, "related.") || reflect.DeepEqual(base[name], value) {
			continue
		}
		if name == "@timestamp" {
			to[name] = Field{Name: name, Type: typeDate}
			continue
		}
		field, ok := d.declared[name]
		for at := name; !ok && strings.Contains(at, "."); field, ok = d.declared[at] {
			at, _ = splitPath(at) // a part of a point or a flattened object
		}
		to[field.Name] = field
	}
}
