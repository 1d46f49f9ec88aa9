package logfile

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// The values of EventLogFile.Interval.
const (
	Hourly = "Hourly"
	Daily  = "Daily"
)

// file is one listed event log file.
type file struct {
	id          string
	eventType   string
	interval    string
	sequence    int
	apiVersion  string
	logDate     time.Time
	createdDate time.Time
	length      int64
	path        string
	fieldNames  []string
	fieldTypes  []string
}

// fileRecord is an EventLogFile record as the query answers it. Interval and
// Sequence are missing in orgs without hourly files; LogFileFieldNames and
// LogFileFieldTypes are cut at 1,333 characters.
type fileRecord struct {
	ID                string      `json:"Id"`
	EventType         string      `json:"EventType"`
	Interval          string      `json:"Interval"`
	Sequence          json.Number `json:"Sequence"`
	APIVersion        json.Number `json:"ApiVersion"`
	LogDate           string      `json:"LogDate"`
	CreatedDate       string      `json:"CreatedDate"`
	LogFileLength     json.Number `json:"LogFileLength"`
	LogFile           string      `json:"LogFile"`
	LogFileFieldNames string      `json:"LogFileFieldNames"`
	LogFileFieldTypes string      `json:"LogFileFieldTypes"`
}

func parseFile(record json.RawMessage) (file, error) {
	var answer fileRecord
	if err := json.Unmarshal(record, &answer); err != nil {
		return file{}, fmt.Errorf("decoding EventLogFile record: %w", err)
	}
	if answer.ID == "" || answer.LogFile == "" {
		return file{}, fmt.Errorf("EventLogFile record %q has no Id or LogFile", answer.ID)
	}
	created, err := soql.ParseDateTime(answer.CreatedDate)
	if err != nil {
		return file{}, fmt.Errorf("CreatedDate of log file %q: %w", answer.ID, err)
	}
	parsed := file{
		id: answer.ID, eventType: answer.EventType, interval: answer.Interval,
		apiVersion: answer.APIVersion.String(), createdDate: created, path: answer.LogFile,
		fieldNames: splitList(answer.LogFileFieldNames), fieldTypes: splitList(answer.LogFileFieldTypes),
	}
	// LogDate only stands in for a row's own time, so a bad one costs no file.
	if parsed.logDate, err = soql.ParseDateTime(answer.LogDate); err != nil {
		parsed.logDate = created
	}
	// Salesforce writes both numbers as doubles ("2692.0").
	if length, err := answer.LogFileLength.Float64(); err == nil {
		parsed.length = int64(length)
	}
	if sequence, err := answer.Sequence.Float64(); err == nil {
		parsed.sequence = int(sequence)
	}
	if parsed.interval == "" {
		parsed.interval = Daily
	}
	return parsed, nil
}

func splitList(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// key is how the file is remembered.
func (f file) key() state.LogFile {
	return state.LogFile{ID: f.id, CreatedDate: f.createdDate, Length: f.length}
}

// provenance is what the events of the file say of it.
func (f file) provenance() ecs.LogFile {
	return ecs.LogFile{
		ID: f.id, EventType: f.eventType, Interval: f.interval, Sequence: f.sequence,
		LogDate: f.logDate, CreatedDate: f.createdDate, APIVersion: f.apiVersion,
		FieldNames: f.fieldNames, FieldTypes: f.fieldTypes,
	}
}

func (f file) String() string {
	return fmt.Sprintf("%s %s log file %s of %s", strings.ToLower(f.interval), f.eventType, f.id, f.logDate.UTC().Format(time.RFC3339))
}

// sortFiles puts the files in the order in which they are collected.
func sortFiles(files []file) {
	slices.SortFunc(files, func(a, b file) int {
		return cmp.Or(a.createdDate.Compare(b.createdDate), cmp.Compare(a.id, b.id), cmp.Compare(a.length, b.length))
	})
}
