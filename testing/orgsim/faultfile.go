package orgsim

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// The faults of the making of log files.
const (
	LateSequence    FaultKind = "late-sequence"
	SameCreatedDate FaultKind = "same-created-date"
	LateFile        FaultKind = "late-file"
	ReplacedFile    FaultKind = "replaced-file"
	WrongLength     FaultKind = "wrong-length"
	FutureFile      FaultKind = "future-file"
)

func fileFaults() []faultKind {
	return []faultKind{
		{
			name: LateSequence, does: "Some rows of an hourly file come later, as a further Sequence.", sticky: true,
			params: []faultParam{
				fractionParam("part of the rows that comes in time"), forParam("by", "5h", "how much later"),
				numberParam("repeat", "0", "rows that both files have"),
			},
			file: lateSequence,
		},
		{
			name: SameCreatedDate, does: "Log files share their CreatedDate.", sticky: true,
			params: []faultParam{forParam("span", "1h", "files of a span have the same one, its end")},
			file: func(_ *Org, f *fileChange, s *strike) {
				version := f.clone()
				moment := version.created().Add(s.For - 1).Truncate(s.For)
				version.visible = later(version.visible, moment)
				version.setCreated(moment)
			},
		},
		{
			name: LateFile, does: "Log files show later than their CreatedDate says, with a spread or a probability after newer ones.", sticky: true,
			params: []faultParam{forParam("by", "1h", "how much later"), spreadParam("spread", "0", "most that chance adds")},
			file: func(_ *Org, f *fileChange, s *strike) {
				version := f.clone()
				version.visible = version.visible.Add(Delay{Fixed: s.For, Random: s.Spread}.of(s.luck))
			},
		},
		{
			name: ReplacedFile, does: "A daily file lacks rows and is replaced by the full one.", sticky: true,
			params: []faultParam{
				fractionParam("part of the rows that comes in time"), forParam("after", "6h", "how much later the full one comes"),
				formParam("id", "Id of the full one", "same", "new"),
			},
			file: replacedFile,
		},
		{
			name: WrongLength, does: "LogFileLength is never that of the body.", sticky: true,
			params: []faultParam{numberParam("by", "1", "bytes too many")},
			file: func(_ *Org, f *fileChange, s *strike) {
				version := f.clone()
				version.record["LogFileLength"] = float64(totalLength(version.body) + s.Number)
			},
		},
		{
			name: FutureFile, does: "Log files have a CreatedDate in the future, and show when they would.", sticky: true,
			params: []faultParam{numberParam("year", "2999", "of which year")},
			file: func(_ *Org, f *fileChange, s *strike) {
				version := f.clone()
				version.setCreated(time.Date(s.Number, 1, 1, 0, 0, 0, 0, time.UTC))
			},
		},
	}
}

// A fileChange is a version of a log file that faults change, one after the
// other. What readers may hold is not touched: changes are made to clones.
type fileChange struct {
	file  *logFile
	index int
	rest  []*activeFault
}

// clone puts a copy in the place of the version and returns it.
func (f *fileChange) clone() *logFileVersion {
	version := *f.file.versions[f.index]
	version.record = maps.Clone(version.record)
	f.file.versions[f.index] = &version
	return &version
}

// setCreated sets CreatedDate, and the dates that follow from it.
func (v *logFileVersion) setCreated(moment time.Time) {
	for _, name := range []string{"CreatedDate", "LastModifiedDate", "SystemModstamp"} {
		v.record[name] = moment
	}
}

// setBody sets a body of pieces, and LogFileLength.
func (v *logFileVersion) setBody(pieces ...[]byte) {
	v.body = pieces
	v.record["LogFileLength"] = float64(totalLength(pieces))
}

// table reads the body as CSV; ok is false if it is not.
func (v *logFileVersion) table() (header []string, rows [][]string, ok bool) {
	reader := csv.NewReader(v.reader())
	reader.FieldsPerRecord = -1
	all, err := reader.ReadAll()
	if err != nil || len(all) == 0 {
		return nil, nil, false
	}
	return all[0], all[1:], true
}

// write sets the body to a table.
func (v *logFileVersion) write(header []string, rows [][]string) {
	body := appendRow(nil, header)
	for _, row := range rows {
		body = appendRow(body, row)
	}
	v.setBody(body)
}

// shapeLogFile lets a version of a log file meet faults. The caller holds mu.
func (o *Org) shapeLogFile(file *logFile, index int, list []*activeFault) {
	for i, one := range list {
		version := file.versions[index]
		if one.kind.file == nil || !one.fits(file, version) {
			continue
		}
		eventType, _ := version.record["EventType"].(string)
		t := &target{object: "EventLogFile", eventType: eventType, file: id.Shorten(file.id), identity: file.id + "#" + strconv.Itoa(index)}
		if s := o.meet(one, t, version.created()); s != nil {
			one.kind.file(o, &fileChange{file, index, list[i+1:]}, s)
		}
	}
}

// fits reports whether a fault is made for such a version.
func (i *activeFault) fits(file *logFile, version *logFileVersion) bool {
	interval, _ := version.record["Interval"].(string)
	switch i.fault.Kind {
	case LateSequence:
		_, rows, ok := version.table()
		return interval == Hourly && ok && len(rows) > 1
	case ReplacedFile:
		_, rows, ok := version.table()
		return interval == Daily && len(file.versions) == 1 && ok && len(rows) > 1
	}
	return true
}

// shapeAll lets all that the org holds meet faults. The caller holds mu.
func (o *Org) shapeAll(list []*activeFault) {
	for _, file := range o.logFiles[:len(o.logFiles):len(o.logFiles)] {
		for index := range file.versions[:len(file.versions):len(file.versions)] {
			o.shapeLogFile(file, index, list)
		}
	}
	for _, object := range slices.Sorted(maps.Keys(o.records)) {
		for i := range o.records[object] {
			o.shapeRecord(object, i, list)
		}
	}
	for _, one := range list {
		if one.kind.once != nil {
			one.kind.once(o, one.fault)
		}
	}
}

// shapeRecord lets a record meet faults. The caller holds mu.
func (o *Org) shapeRecord(object string, index int, list []*activeFault) {
	for _, one := range list {
		if one.kind.record == nil {
			continue
		}
		record := &o.records[object][index]
		t := &target{object: object, identity: object + "#" + strconv.Itoa(index)}
		if s := o.meet(one, t, record.created(o.objects[object])); s != nil {
			one.kind.record(record, object, o, s)
		}
	}
}

// lateSequence leaves the last rows of a file to a further one.
func lateSequence(o *Org, f *fileChange, s *strike) {
	version := f.clone()
	header, rows, _ := version.table()
	cut := max(s.part(len(rows)), 1)
	version.write(header, rows[:cut])
	again := version.copy()
	again.write(header, rows[max(cut-s.Number, 0):])
	eventType, _ := version.record["EventType"].(string)
	hour, _ := version.record["LogDate"].(time.Time)
	again.record["Sequence"] = o.nextSequence(sequenceKey{hour, eventType})
	again.delay(s.For)
	o.addShaped(again, f.rest)
}

// nextSequence is the Sequence of a further file of an hour. The caller holds
// mu.
func (o *Org) nextSequence(key sequenceKey) int {
	last := o.generator.sequences[key]
	for _, file := range o.logFiles {
		record := file.versions[0].record
		hour, _ := record["LogDate"].(time.Time)
		if record["EventType"] != key.eventType || record["Interval"] != Hourly || !hour.Equal(key.hour) {
			continue
		}
		if sequence, _ := record["Sequence"].(int); sequence > last {
			last = sequence
		}
	}
	o.generator.sequences[key] = last + 1
	return last + 1
}

// replacedFile takes rows out of a file that another one has.
func replacedFile(o *Org, f *fileChange, s *strike) {
	full := f.file.versions[f.index].copy()
	full.delay(s.For)
	version := f.clone()
	header, rows, _ := version.table()
	version.write(header, rows[:max(s.part(len(rows)), 1)])
	if s.Form == "new" {
		f.file.deletedAt = full.visible
		o.addShaped(full, f.rest)
		return
	}
	full.record["Id"] = f.file.id
	f.file.versions = append(f.file.versions, full)
	o.shapeLogFile(f.file, len(f.file.versions)-1, f.rest)
}

// copy returns a version that is to be another file.
func (v *logFileVersion) copy() *logFileVersion {
	return &logFileVersion{record: maps.Clone(v.record), visible: v.visible, body: v.body}
}

// delay makes a version come later.
func (v *logFileVersion) delay(d time.Duration) {
	v.setCreated(v.created().Add(d).Truncate(time.Second))
	v.visible = v.visible.Add(d)
}

// addShaped adds a version under an id of its own, which meets only some
// faults. The caller holds mu.
func (o *Org) addShaped(version *logFileVersion, list []*activeFault) *logFile {
	file := &logFile{id: o.newID("0AT"), versions: []*logFileVersion{version}}
	version.record["Id"] = file.id
	o.logFiles = append(o.logFiles, file)
	o.shapeLogFile(file, 0, list)
	return file
}

// firstLine is the header of a body, with the end of its line.
func firstLine(r io.Reader) []byte {
	var line []byte
	one := make([]byte, 1)
	for {
		n, err := r.Read(one)
		if n > 0 {
			line = append(line, one[0])
		}
		if err != nil || n > 0 && one[0] == '\n' {
			return line
		}
	}
}
