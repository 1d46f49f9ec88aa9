package orgsim

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

// The values of EventLogFile.Interval.
const (
	Hourly = "Hourly"
	Daily  = "Daily"
)

// maxFieldNames is how much of the header LogFileFieldNames and
// LogFileFieldTypes hold.
const maxFieldNames = 1333

// A LogFileSpec describes a log file to add.
type LogFileSpec struct {
	EventType string
	// Interval is Hourly unless it says Daily.
	Interval string
	// Sequence is 1 for an hourly file and 0 for a daily one by default.
	Sequence int
	// LogDate is the start of the hour or day; the default is the last full one.
	LogDate time.Time
	// CreatedDate is when the file was made, in whole seconds; the default is
	// the org's clock.
	CreatedDate time.Time
	// VisibleAt is when the file begins to show; the default is CreatedDate, or
	// as much later as Options.FileVisibility says.
	VisibleAt time.Time
	// GoneAt is when the file is gone; the default is at the end of Retention.
	GoneAt time.Time
	// Columns is the header; the default are the columns of the event type.
	Columns []string
	// Rows are the values, as many to a row as there are columns.
	Rows [][]string
	// Body is the whole file instead of Columns and Rows.
	Body []byte
	// Length is LogFileLength if that is to differ from the length of the body.
	Length int
}

// A logFile is a row of EventLogFile. A daily file that was replaced has
// several versions under its one id.
type logFile struct {
	id       string
	versions []*logFileVersion
	// deletedAt is when the file is gone before its time, or zero.
	deletedAt time.Time
}

// A logFileVersion is what a log file is from a moment on.
type logFileVersion struct {
	record  engine.Record
	visible time.Time
	// body is in pieces, so that a daily file shares those of the hourly ones.
	body [][]byte
}

// current returns the version that shows at a moment, or nil.
func (f *logFile) current(now time.Time, retention time.Duration) *logFileVersion {
	var current *logFileVersion
	for _, version := range f.versions {
		if !version.visible.After(now) {
			current = version
		}
	}
	if current == nil || !f.deletedAt.IsZero() && !now.Before(f.deletedAt) || current.created().Add(retention).Before(now) {
		return nil
	}
	return current
}

func (v *logFileVersion) created() time.Time {
	created, _ := v.record["CreatedDate"].(time.Time)
	return created
}

func totalLength(pieces [][]byte) int {
	n := 0
	for _, piece := range pieces {
		n += len(piece)
	}
	return n
}

// reader reads the whole body.
func (v *logFileVersion) reader() io.Reader {
	readers := make([]io.Reader, len(v.body))
	for i, piece := range v.body {
		readers[i] = bytes.NewReader(piece)
	}
	return io.MultiReader(readers...)
}

// AddLogFile adds a log file and returns its id.
func (o *Org) AddLogFile(spec LogFileSpec) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	version, err := o.newVersion(spec)
	if err != nil {
		return "", fmt.Errorf("adding a log file: %w", err)
	}
	file := o.addLogFile(version)
	setDefault(&file.deletedAt, spec.GoneAt)
	return file.id, nil
}

// addLogFile gives a version an id of its own. The caller holds mu.
func (o *Org) addLogFile(version *logFileVersion) *logFile {
	o.delayLogFile(version)
	return o.addShaped(version, o.faults.all())
}

// delayLogFile sets when a version begins to show, if it does not say so. The
// caller holds mu.
func (o *Org) delayLogFile(version *logFileVersion) {
	if version.visible.IsZero() {
		o.ids["version"]++
		delay := o.options.FileVisibility.of(o.luck("file", strconv.FormatUint(o.ids["version"], 10)))
		version.visible = version.created().Add(delay)
	}
}

// ReplaceLogFile puts another file under an id, as Salesforce does with a daily
// file when late events arrive. EventType, Interval, Sequence and LogDate of
// the spec are those of the file that is replaced, if left out.
func (o *Org) ReplaceLogFile(id string, spec LogFileSpec) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, file := range o.logFiles {
		if file.id != id {
			continue
		}
		last := file.versions[len(file.versions)-1].record
		inherit(&spec.EventType, last["EventType"])
		inherit(&spec.Interval, last["Interval"])
		inherit(&spec.Sequence, last["Sequence"])
		inherit(&spec.LogDate, last["LogDate"])
		version, err := o.newVersion(spec)
		if err != nil {
			return fmt.Errorf("replacing log file %s: %w", id, err)
		}
		o.replaceLogFile(file, version)
		setDefault(&file.deletedAt, spec.GoneAt)
		return nil
	}
	return fmt.Errorf("replacing log file %q: no such file", id)
}

// replaceLogFile adds a version to a file. The caller holds mu.
func (o *Org) replaceLogFile(file *logFile, version *logFileVersion) {
	o.delayLogFile(version)
	version.record["Id"] = file.id
	file.versions = append(file.versions, version)
	o.shapeLogFile(file, len(file.versions)-1, o.faults.all())
}

// inherit sets a field that has its zero value from an old one.
func inherit[T comparable](field *T, old any) {
	if value, ok := old.(T); ok {
		setDefault(field, value)
	}
}

// newVersion makes a file of a spec, without an id.
func (o *Org) newVersion(spec LogFileSpec) (*logFileVersion, error) {
	if spec.EventType == "" {
		return nil, errors.New("no event type")
	}
	setDefault(&spec.Interval, Hourly)
	span := time.Hour
	switch spec.Interval {
	case Hourly:
		setDefault(&spec.Sequence, 1)
	case Daily:
		span = 24 * time.Hour
	default:
		return nil, fmt.Errorf("interval is %q, must be %q or %q", spec.Interval, Hourly, Daily)
	}
	setDefault(&spec.CreatedDate, o.now())
	spec.CreatedDate = spec.CreatedDate.UTC().Truncate(time.Second)
	setDefault(&spec.LogDate, o.now().Truncate(span).Add(-span))
	if spec.Columns == nil {
		for _, column := range o.eventTypes[spec.EventType].Columns {
			spec.Columns = append(spec.Columns, column.Name)
		}
	}
	body := [][]byte{spec.Body}
	if spec.Body == nil {
		body = [][]byte{appendRow(nil, spec.Columns)}
		for i, row := range spec.Rows {
			if len(row) != len(spec.Columns) {
				return nil, fmt.Errorf("row %d has %d values for %d columns", i, len(row), len(spec.Columns))
			}
			body = append(body, appendRow(nil, row))
		}
	}
	setDefault(&spec.Length, totalLength(body))
	return &logFileVersion{record: o.logFileRecord(spec), visible: spec.VisibleAt, body: body}, nil
}

// logFileRecord makes the row of EventLogFile.
func (o *Org) logFileRecord(spec LogFileSpec) engine.Record {
	names, types := strings.Join(spec.Columns, ","), strings.Join(o.columnTypes(spec), ",")
	system := o.generator.system.id
	return engine.Record{
		"ApiVersion":         float64(o.options.NewestVersion),
		"CreatedById":        system,
		"CreatedDate":        spec.CreatedDate,
		"EventType":          spec.EventType,
		"Interval":           spec.Interval,
		"IsDeleted":          false,
		"LastModifiedById":   system,
		"LastModifiedDate":   spec.CreatedDate,
		"LogDate":            spec.LogDate.UTC(),
		"LogFile":            "",
		"LogFileContentType": "text/csv",
		"LogFileFieldNames":  names[:min(len(names), maxFieldNames)],
		"LogFileFieldTypes":  types[:min(len(types), maxFieldNames)],
		"LogFileLength":      float64(spec.Length),
		"Sequence":           spec.Sequence,
		"SystemModstamp":     spec.CreatedDate,
	}
}

// columnTypes returns the types of the columns; those of columns that the event
// type does not have are String.
func (o *Org) columnTypes(spec LogFileSpec) []string {
	known := map[string]string{}
	for _, column := range o.eventTypes[spec.EventType].Columns {
		known[column.Name] = column.Type
	}
	types := make([]string, len(spec.Columns))
	for i, column := range spec.Columns {
		types[i] = "String"
		if t, ok := known[column]; ok {
			types[i] = t
		}
	}
	return types
}

// logFileRecords returns the rows of EventLogFile that show by now. The caller
// holds mu.
func (o *Org) logFileRecords(now time.Time) []engine.Record {
	list := make([]engine.Record, 0, len(o.logFiles))
	for _, file := range o.logFiles {
		if version := file.current(now, o.options.Retention); version != nil {
			list = append(list, o.growing(file, version, now))
		}
	}
	return list
}

// findLogFile returns the version that shows of the file of an id, in either
// form, or nil.
func (o *Org) findLogFile(id string, now time.Time) *logFileVersion {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, file := range o.logFiles {
		if file.id == id || file.id[:15] == id {
			return file.current(now, o.options.Retention)
		}
	}
	return nil
}

// appendRow appends a line of CSV as Salesforce writes it: every value quoted,
// quotes doubled, lines ended by LF.
func appendRow(to []byte, values []string) []byte {
	for i, value := range values {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(to, '"')
		to = append(to, strings.ReplaceAll(value, `"`, `""`)...)
		to = append(to, '"')
	}
	return append(to, '\n')
}
