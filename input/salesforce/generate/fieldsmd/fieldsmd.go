package fieldsmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
)

const head = `<!-- Generated from the mapping tables; run "go tool mage update" after changing those. -->
# Events and their fields

What becomes of each event type of Salesforce's event log files, and of each object,
what it looks like, and what detection engineers look for in it. What is not in ECS is
under ` + "`salesforce.*`" + `: directly there where it means the same in all events, else under
the event's dataset. ` + "`docs/reference.md`" + ` says how to collect them.

All events have ` + "`@timestamp`" + ` (when it happened), ` + "`event.id`, `event.kind`, `event.module`," + `
` + "`event.provider` (`EventLogFile` or `Object`), `event.dataset`, `event.action`, `event.code`" + `
(the event type or object), ` + "`organization.id` and `salesforce.instance_url`" + `. Users, addresses
and hosts of an event are also in ` + "`related.user`, `related.ip` and `related.hosts`" + `. Rows of log
files say in ` + "`salesforce.log_file.*`" + ` which file they are from, records in ` + "`salesforce.object`" + `
which object. Where a column has several fields, its values decide which of them an event gets:
a client's address that is no IP is in ` + "`salesforce.client_ip`" + `, and what stands for "not known"
(N/A, 9998.0, -1 rows) is left out. A value that does not fit its field is in ` + "`salesforce.unparsed.*`" + `, and
` + "`error.message`" + ` says why. Ids have 18 characters everywhere. Where Salesforce gives a code,
the field with ` + "`_name`" + ` behind it has its meaning. ` + "`salesforce.self`" + ` marks what the collector
itself did; [enrichment.md](enrichment.md) tells of it, of names for ids, of hiding values, and
of events in another shape.

Examples leave out what all events have.

`

// Generate returns the content of docs/fields.md.
func Generate() []byte {
	var out bytes.Buffer
	out.WriteString(head)
	out.WriteString("| Theme | Event types and objects |\n| --- | --- |\n")
	for _, t := range themes {
		var links []string
		for _, g := range t.guides {
			links = append(links, "["+g.name+"](#"+strings.ToLower(g.name)+")")
		}
		fmt.Fprintf(&out, "| [%s](#%s) | %s |\n", t.title, anchor(t.title), strings.Join(links, ", "))
	}
	out.WriteString("\n")
	d := newDescriber()
	d.declared["@timestamp"] = ecs.Field{Name: "@timestamp", Type: "date"}
	common := commonColumns(d)
	writeCommon(&out, common)
	for _, t := range themes {
		fmt.Fprintf(&out, "## %s\n\n", t.title)
		for _, g := range t.guides {
			write(&out, d, g, common)
		}
	}
	writeEventLogs(&out)
	return out.Bytes()
}

// eventLogsHead introduces the event log objects.
const eventLogsHead = `## Event log objects

These objects hold the events of log files, and a row can be queried 25 to 45 minutes after its event
instead of hours later. Their fields become what the columns of the log file become:
` + "`LoginKey`" + ` is mapped like ` + "`LOGIN_KEY`" + `, and ` + "`ReportIdentifier`" + ` like ` + "`REPORT_ID`" + `. Salesforce lists the fields of
LoginEventLog and RestApiEventLog; those of the others are inferred from the log file. A field that is
not in a table is published under the event's dataset. Collect an event from the object or from the
log file, not from both: the two have different columns, so the same event gets two ids.

| Event log object | Same events, fields and dataset as |
| --- | --- |
`

// writeEventLogs lists the event log objects, which need no tables of their own.
func writeEventLogs(out *bytes.Buffer) {
	described := map[string]bool{}
	for _, t := range themes {
		for _, g := range t.guides {
			described[g.name] = true
		}
	}
	out.WriteString(eventLogsHead)
	for _, name := range catalog.EventLogs() {
		same, _ := catalog.EventTypeOfLog(name)
		if described[same] {
			same = "[" + same + "](#" + strings.ToLower(same) + ")"
		}
		if described[name] {
			name = "[" + name + "](#" + strings.ToLower(name) + ")"
		}
		fmt.Fprintf(out, "| %s | %s |\n", name, same)
	}
}

func anchor(title string) string {
	return strings.ToLower(strings.NewReplacer(" ", "-", ",", "").Replace(title))
}

// commonColumns are the columns that nearly all log files have, with where they
// go. They are listed once.
func commonColumns(d *describer) map[string]string {
	count := map[string]map[string]int{}
	for _, eventType := range catalog.EventTypes() {
		for _, m := range d.rows(eventType) {
			if count[m.column] == nil {
				count[m.column] = map[string]int{}
			}
			count[m.column][listOf(m)]++
		}
	}
	const many = 25
	common := map[string]string{}
	for column, lists := range count {
		for list, n := range lists {
			if n >= many {
				common[column] = list
			}
		}
	}
	return common
}

func writeCommon(out *bytes.Buffer, common map[string]string) {
	out.WriteString("## Columns of most log files\n\nThe tables below leave these out.\n\n| Column | Becomes |\n| --- | --- |\n")
	for _, column := range slices.Sorted(maps.Keys(common)) {
		fmt.Fprintf(out, "| `%s` | %s |\n", column, common[column])
	}
	out.WriteString("\n")
}

func write(out *bytes.Buffer, d *describer, g guide, common map[string]string) {
	fmt.Fprintf(out, "### %s\n\n%s\n\n**Look for:** %s\n\n", g.name, g.what, g.look)
	if eventType, ok := catalog.EventTypeByName(g.name); ok && eventType.Name == g.name {
		writeMappings(out, "Column", d.rows(eventType), common)
		header, cells := sample.Row(eventType)
		event := ecs.NewMapper(ecs.Options{}).Rows(org, ecs.LogFile{EventType: g.name}, header).Map(cells, "id", nil)
		writeExample(out, pairs(header, cells), event)
		return
	}
	object, ok := catalog.ObjectByName(g.name)
	if !ok {
		panic("there is no " + g.name)
	}
	writeMappings(out, "Field", d.records(object), nil)
	record := sample.Record(object)
	event, err := ecs.NewMapper(ecs.Options{}).Records(org, g.name).Map(record, "id")
	if err != nil {
		panic(err) // samples are JSON
	}
	writeExample(out, string(record), event)
}

var org = ecs.Org{ID: "00DQy00000Xk1TbMAJ", InstanceURL: "https://acme.my.example.com"}

func writeMappings(out *bytes.Buffer, title string, mappings []mapping, common map[string]string) {
	fmt.Fprintf(out, "| %s | Becomes |\n| --- | --- |\n", title)
	for _, m := range mappings {
		list := listOf(m)
		if common[m.column] != list || list == "" {
			fmt.Fprintf(out, "| `%s` | %s |\n", m.column, list)
		}
	}
	out.WriteString("\n")
}

// listOf names the fields of a column.
func listOf(m mapping) string {
	if m.column == "EVENT_TYPE" {
		return "`event.code` (keyword)" // which is the same with and without it
	}
	var list []string
	for _, f := range m.fields {
		kind := f.Type
		if f.Unit != "" {
			kind += ", " + f.Unit
		}
		list = append(list, fmt.Sprintf("`%s` (%s)", f.Name, kind))
	}
	if len(list) == 0 {
		return "left out: it is the same in all records"
	}
	return strings.Join(list, "<br>")
}

// pairs are the cells of a row that are not empty, as JSON.
func pairs(header, cells []string) string {
	var list []string
	for i, name := range header {
		if cells[i] != "" {
			list = append(list, quote(name)+":"+quote(cells[i]))
		}
	}
	return "{" + strings.Join(list, ",") + "}"
}

func writeExample(out *bytes.Buffer, in string, event ecs.Event) {
	fields := event.Fields
	for _, name := range []string{
		"event.id", "event.module", "event.provider", "event.code", "organization", "salesforce.instance_url",
		"salesforce.log_file", "salesforce.object",
	} {
		_ = fields.Delete(name) // some events do not have all
	}
	out.WriteString("<details><summary>Example</summary>\n\n```json\n" + in + "\n```\n\n```json\n{\n")
	fmt.Fprintf(out, "  \"@timestamp\": %s", quote(event.Timestamp.Format(time.RFC3339Nano)))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		fmt.Fprintf(out, ",\n  %s: %s", quote(name), compact(fields[name]))
	}
	out.WriteString("\n}\n```\n\n</details>\n\n")
}

func quote(text string) string { return compact(text) }

func compact(value any) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // events are plain values
	}
	return strings.TrimSuffix(out.String(), "\n")
}
