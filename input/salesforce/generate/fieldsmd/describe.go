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
		only := func(value string) mapstr.M {
			one := make([]string, len(header))
			one[i] = value
			return run(one)
		}
		without := slices.Clone(cells)
		without[i] = ""
		all = append(all, d.mapping(column.Name, eachOf(sample.Cells(eventType, column), only), [][2]mapstr.M{
			{only(sample.Plain(column)), empty}, {full, run(without)},
		}, empty))
	}
	return all
}

// eachOf maps each value that is not empty.
func eachOf(values []string, only func(string) mapstr.M) []mapstr.M {
	var events []mapstr.M
	for _, value := range values {
		if value != "" {
			events = append(events, only(value))
		}
	}
	return events
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
	blank := map[string]string{}
	for _, field := range object.Fields {
		blank[field.Name] = ""
	}
	full, empty := run(sample.Record(object)), run(sample.RecordOf(object, blank))
	var all []mapping
	for _, field := range object.Fields {
		only := func(value string) mapstr.M {
			one := maps.Clone(blank)
			one[field.Name] = value
			return run(sample.RecordOf(object, one))
		}
		without := run(sample.RecordOf(object, map[string]string{field.Name: ""}))
		all = append(all, d.mapping(field.Name, eachOf(sample.FieldValues(object, field), only), [][2]mapstr.M{
			{only(sample.PlainField(object, field)), empty}, {full, without},
		}, empty))
	}
	return all
}

// mapping describes a column: what comes of it alone, or, where that is nothing, the
// difference of the first pair of events that have one: with some value and without, or
// with others that it needs and without it.
func (d *describer) mapping(column string, alone []mapstr.M, pairs [][2]mapstr.M, empty mapstr.M) mapping {
	fields := map[string]ecs.Field{}
	for _, event := range alone {
		d.differences(fields, event, empty)
	}
	for _, pair := range pairs {
		if len(fields) == 0 {
			d.differences(fields, pair[0], pair[1])
		}
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
