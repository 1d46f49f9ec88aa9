package orgsim

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"time"
)

// A Truth is all that a client could collect from an org at a moment.
type Truth struct {
	// At is the moment, by the org's clock.
	At time.Time
	// LogFiles are the hourly and daily files that show, in the order of their
	// ids. Daily files repeat the rows of hourly ones.
	LogFiles []LogFile
	// Records are the records that show, by object, without EventLogFile.
	Records map[string][]map[string]any
}

// A LogFile is a row of EventLogFile and what its file holds.
type LogFile struct {
	ID          string
	EventType   string
	Interval    string
	Sequence    int
	LogDate     time.Time
	CreatedDate time.Time
	// VisibleAt is when it began to show.
	VisibleAt time.Time
	// Length is LogFileLength.
	Length int
	// Header and Rows are read from the body with a CSV reader that knows
	// nothing of how it was written. Rows of a body that is not CSV end at the
	// first line that cannot be read.
	Header []string
	Rows   [][]string
}

// Truth returns what the org holds by now. It heeds the faults that change log
// files and records, and not those that spoil answers.
func (o *Org) Truth() Truth { return o.TruthAt(o.now()) }

// TruthAt returns what the org holds that will show, or did, at a moment.
func (o *Org) TruthAt(now time.Time) Truth {
	truth := Truth{At: now, Records: map[string][]map[string]any{}}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, file := range o.logFiles {
		version := file.current(now, o.options.Retention)
		if version == nil || o.options.NoHourlyFiles && version.record["Interval"] != Daily {
			continue
		}
		truth.LogFiles = append(truth.LogFiles, version.describe())
	}
	for object, records := range o.records {
		for _, record := range records {
			if record.shows(o.objects[object], now) {
				truth.Records[object] = append(truth.Records[object], maps.Clone(record.values))
			}
		}
	}
	return truth
}

// describe reads a version back.
func (v *logFileVersion) describe() LogFile {
	file := LogFile{CreatedDate: v.created(), VisibleAt: v.visible}
	file.ID, _ = v.record["Id"].(string)
	file.EventType, _ = v.record["EventType"].(string)
	file.Interval, _ = v.record["Interval"].(string)
	file.Sequence, _ = v.record["Sequence"].(int)
	file.LogDate, _ = v.record["LogDate"].(time.Time)
	length, _ := v.record["LogFileLength"].(float64)
	file.Length = int(length)
	reader := csv.NewReader(withoutMark(v.reader()))
	reader.FieldsPerRecord = -1
	for {
		row, err := reader.Read()
		if err != nil {
			return file
		}
		if file.Header == nil {
			file.Header = row
		} else {
			file.Rows = append(file.Rows, row)
		}
	}
}

// withoutMark reads what comes after a byte order mark, if there is one.
func withoutMark(r io.Reader) io.Reader {
	buffered := bufio.NewReader(r)
	if head, err := buffered.Peek(len(byteOrderMark)); err == nil && string(head) == byteOrderMark {
		_, _ = buffered.Discard(len(byteOrderMark))
	}
	return buffered
}

// LogFileBody returns the body of the log file of an id as it is by now.
func (o *Org) LogFileBody(id string) ([]byte, error) {
	version := o.findLogFile(id, o.now())
	if version == nil {
		return nil, fmt.Errorf("reading log file %q: no such file", id)
	}
	return io.ReadAll(version.reader())
}
