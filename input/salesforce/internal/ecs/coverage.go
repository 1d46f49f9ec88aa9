package ecs

import (
	"maps"
	"strconv"
	"time"
)

// Coverage is what was collected of an hour, or of a day, of an event type or object.
type Coverage struct {
	// Source is what the source is called that has collected it.
	Source string
	// Either EventType and Interval or Object are set.
	EventType, Interval, Object string
	Start, End                  time.Time
	// FirstSeen and LastSeen are when the first and the last of it was acknowledged.
	FirstSeen, LastSeen time.Time

	// These are of log files.
	Files, FilesQuarantined, FilesGone, FilesReplaced int64
	Sequences                                         []int
	MissingSequences                                  int64
	Bytes, Rows                                       int64
	// These are of objects.
	Windows, Records int64
}

const coverageField = "salesforce.coverage."

// coverageFields are the fields of such events, which no table of columns has.
func coverageFields() []Field {
	var fields []Field
	add := func(name, fieldType, unit, description string) {
		fields = append(fields, Field{Name: coverageField + name, Type: fieldType, Unit: unit, Description: description})
	}
	add("source", typeKeyword, "", "Source that has collected the hour: event_log_file or an object.")
	add("event_type", typeKeyword, "", "Event type of the log files.")
	add("interval", typeKeyword, "", "Hourly or Daily, for log files.")
	add("object", typeKeyword, "", "Object of the records.")
	add("first_seen", typeDate, "", "When the output acknowledged the first of it.")
	add("last_seen", typeDate, "", "When the output acknowledged the last of it.")
	add("files", typeLong, "", "Log files of the hour or day.")
	add("files_set_aside", typeLong, "", "Those of them that were given up after failing too often.")
	add("files_gone", typeLong, "", "Those of them that were listed and could not be had.")
	add("files_replaced", typeLong, "", "Files in whose place another came.")
	add("sequences", typeKeyword, "", "Numbers of the files within their hour.")
	add("sequences_missing", typeLong, "", "Numbers below the greatest one that no file has.")
	add("bytes", typeLong, "byte", "Bytes of the files.")
	add("rows", typeLong, "", "Rows of the files that were published.")
	add("windows", typeLong, "", "Windows that had a part of the hour.")
	add("records", typeLong, "", "Records of the hour that were published.")
	for _, name := range []string{"event.start", "event.end"} {
		fields = append(fields, Field{Name: name, Type: typeDate})
	}
	return fields
}

// Coverage makes the event that says what was collected of an hour, which is its time.
func (m *Mapper) Coverage(org Org, of Coverage, id string) Event {
	said := map[string]any{"source": validText(of.Source), "first_seen": isoTime(of.FirstSeen), "last_seen": isoTime(of.LastSeen)}
	if of.Object != "" {
		said["object"], said["windows"], said["records"] = validText(of.Object), of.Windows, of.Records
	} else {
		sequences := make([]string, len(of.Sequences))
		for n, number := range of.Sequences {
			sequences[n] = strconv.Itoa(number)
		}
		maps.Copy(said, map[string]any{
			"event_type": validText(of.EventType), "interval": validText(of.Interval),
			"files": of.Files, "files_set_aside": of.FilesQuarantined, "files_gone": of.FilesGone, "files_replaced": of.FilesReplaced,
			"sequences": sequences, "sequences_missing": of.MissingSequences, "bytes": of.Bytes, "rows": of.Rows,
		})
	}
	salesforce := map[string]any{"coverage": said}
	if org.InstanceURL != "" {
		salesforce["instance_url"] = validText(org.InstanceURL)
	}
	return m.after(Event{
		Timestamp: of.Start.UTC(), ID: id,
		Fields: map[string]any{
			"event": map[string]any{
				"kind": "metric", "module": "salesforce", "dataset": "salesforce.coverage", "id": id,
				"start": isoTime(of.Start), "end": isoTime(of.End),
			},
			"organization": map[string]any{"id": validText(org.ID)},
			"salesforce":   salesforce,
		},
	})
}
