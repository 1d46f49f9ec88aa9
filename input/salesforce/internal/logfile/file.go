package logfile

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// The values of EventLogFile.Interval.
const (
	Hourly = "Hourly"
	Daily  = "Daily"
)

// unknownLength stands for a LogFileLength that Salesforce does not give.
const unknownLength = -1

// file is one listed event log file.
type file struct {
	id          string
	eventType   string
	interval    string
	sequence    int
	apiVersion  string
	logDate     time.Time
	createdDate time.Time
	// position is what the watermark counts by: CreatedDate, or what a query of the
	// user's own counts by.
	position   time.Time
	length     int64
	path       string
	fieldNames []string
	fieldTypes []string
	// unreadable says why the file cannot be collected by this program, although
	// it is there. Its createdDate may be zero.
	unreadable error
}

// priority says what comes first where requests are scarce.
func (f file) priority() budget.Priority { return budget.OfEventType(f.eventType) }

// listed are the undecoded fields of an EventLogFile record. Interval and Sequence
// are missing in orgs without hourly files; LogFileFieldNames and LogFileFieldTypes
// are cut at 1,333 characters; numbers are written as doubles ("2692.0").
type listed map[string]json.RawMessage

func (l listed) text(name string) string {
	var text string
	if json.Unmarshal(l[name], &text) != nil {
		return ""
	}
	return text
}

// numeral returns a number as it is written.
func (l listed) numeral(name string) string {
	var numeral json.Number
	if json.Unmarshal(l[name], &numeral) != nil {
		return ""
	}
	return numeral.String()
}

func (l listed) number(name string, otherwise float64) float64 {
	var number *float64
	if json.Unmarshal(l[name], &number) != nil || number == nil {
		return otherwise
	}
	return *number
}

// parseFile reads a listed record. The error is that it names no file. What else is
// wrong with it is in the file: a file that can be named must not get lost.
func parseFile(record json.RawMessage) (file, error) {
	var fields listed
	if err := json.Unmarshal(record, &fields); err != nil {
		return file{}, fmt.Errorf("decoding EventLogFile record: %w", err)
	}
	parsed := file{
		id: fields.text("Id"), eventType: fields.text("EventType"), interval: fields.text("Interval"),
		sequence:   int(fields.number("Sequence", 0)),
		apiVersion: fields.numeral("ApiVersion"),
		length:     int64(fields.number("LogFileLength", unknownLength)),
		path:       fields.text("LogFile"),
		fieldNames: splitList(fields.text("LogFileFieldNames")),
		fieldTypes: splitList(fields.text("LogFileFieldTypes")),
	}
	if parsed.id == "" {
		return file{}, fmt.Errorf("EventLogFile record %.200q has no Id", record)
	}
	if parsed.interval == "" {
		parsed.interval = Daily
	}
	var err error
	if parsed.createdDate, err = soql.ParseDateTime(fields.text("CreatedDate")); err != nil {
		parsed.unreadable = fmt.Errorf("its CreatedDate: %w", err)
	} else if parsed.path == "" {
		parsed.unreadable = errors.New("it has no LogFile")
	}
	// LogDate only stands in for a row's own time, so a bad one costs no file.
	if parsed.logDate, err = soql.ParseDateTime(fields.text("LogDate")); err != nil {
		parsed.logDate = parsed.createdDate
	}
	parsed.position = parsed.createdDate
	return parsed, nil
}

func splitList(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// key is how the file is remembered, for as long as it can be listed. One that is
// listed by when it was modified is another one each time.
func (f file) key() state.LogFile {
	date := f.createdDate
	if f.position.After(date) {
		date = f.position
	}
	return state.LogFile{ID: f.id, CreatedDate: date, Length: f.length}
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
	return fmt.Sprintf("%s %s log file %s of %s", plain(strings.ToLower(f.interval)), plain(f.eventType), plain(f.id), f.logDate.UTC().Format(time.RFC3339))
}

// plain quotes a name that is none, so that it can neither end a line nor rule the
// terminal of those who read of it.
func plain(name string) string {
	for _, r := range name {
		if r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return strconv.QuoteToASCII(name)
		}
	}
	return name
}

// sortFiles puts the files in the order in which they are collected.
func sortFiles(files []file) {
	slices.SortFunc(files, func(a, b file) int {
		return cmp.Or(a.position.Compare(b.position), cmp.Compare(a.id, b.id), cmp.Compare(a.length, b.length))
	})
}
