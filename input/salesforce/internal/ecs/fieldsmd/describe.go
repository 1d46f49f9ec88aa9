package fieldsmd

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
)

// mapping says where a column of an event type, or a field of an object, goes.
type mapping struct {
	column string
	fields []ecs.Field
}

// describer finds out where columns go by mapping rows that have only one of them.
type describer struct {
	mapper   *ecs.Mapper
	declared map[string]ecs.Field
}

func newDescriber() *describer {
	d := &describer{mapper: ecs.NewMapper(ecs.Options{}), declared: map[string]ecs.Field{}}
	for _, field := range ecs.Declared() {
		d.declared[field.Name] = field
	}
	return d
}

func (d *describer) rows(eventType catalog.EventType) []mapping {
	header, cells := sample.Row(eventType)
	rows := d.mapper.Rows(ecs.Org{}, ecs.LogFile{EventType: eventType.Name}, header)
	run := func(values []string) mapstr.M { return flat(rows.Map(values, "", nil)) }
	full, empty := run(cells), run(make([]string, len(header)))
	var all []mapping
	for i, column := range eventType.Columns {
		var alone []mapstr.M
		for _, value := range append(slices.Sorted(maps.Keys(column.Codes)), cells[i]) {
			one := make([]string, len(header))
			one[i] = value
			alone = append(alone, run(one))
		}
		without := slices.Clone(cells)
		without[i] = ""
		all = append(all, d.mapping(column.Name, alone, empty, full, run(without)))
	}
	return all
}

func (d *describer) records(object catalog.Object) []mapping {
	records := d.mapper.Records(ecs.Org{}, object.Name)
	run := func(record json.RawMessage) mapstr.M {
		event, err := records.Map(record, "")
		if err != nil {
			panic(err) // samples are JSON
		}
		return flat(event)
	}
	blank, texts := map[string]string{}, map[string]any{}
	for _, field := range object.Fields {
		blank[field.Name] = ""
	}
	if err := json.Unmarshal(sample.Record(object), &texts); err != nil {
		panic(err) // samples are JSON
	}
	full, empty := run(sample.Record(object)), run(sample.RecordOf(object, blank))
	var all []mapping
	for _, field := range object.Fields {
		var alone []mapstr.M
		for code := range field.Codes {
			one := maps.Clone(blank)
			one[field.Name] = code
			alone = append(alone, run(sample.RecordOf(object, one)))
		}
		one := maps.Clone(blank)
		delete(one, field.Name)
		alone = append(alone, run(sample.RecordOf(object, one)))
		without := run(sample.RecordOf(object, map[string]string{field.Name: ""}))
		all = append(all, d.mapping(field.Name, alone, empty, full, without))
	}
	return all
}

// mapping describes a column: what comes of it alone, or, where that is nothing
// because it needs others, what is missing without it.
func (d *describer) mapping(column string, alone []mapstr.M, empty, full, without mapstr.M) mapping {
	fields := map[string]ecs.Field{}
	for _, event := range alone {
		d.differences(fields, event, empty)
	}
	if len(fields) == 0 {
		d.differences(fields, full, without)
	}
	byName := func(a, b ecs.Field) int { return cmp.Compare(a.Name, b.Name) }
	return mapping{column, slices.SortedFunc(maps.Values(fields), byName)}
}

func (d *describer) differences(to map[string]ecs.Field, event, base mapstr.M) {
	for name, value := range event {
		if strings.HasPrefix(name, "related.") || reflect.DeepEqual(base[name], value) {
			continue
		}
		field, ok := d.declared[name]
		for at := name; !ok && strings.Contains(at, "."); field, ok = d.declared[at] {
			at = at[:strings.LastIndexByte(at, '.')] // a part of a point or a flattened object
		}
		to[field.Name] = field
	}
}

// flat are the fields of an event by their full names.
func flat(event ecs.Event) mapstr.M {
	fields := event.Fields.Flatten()
	if !event.Timestamp.IsZero() {
		fields["@timestamp"] = event.Timestamp
	}
	return fields
}
