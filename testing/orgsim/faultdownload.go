package orgsim

import (
	"bytes"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// The faults of downloads: what the org holds is whole.
const (
	HalfWritten  FaultKind = "half-written"
	Vanish       FaultKind = "vanish"
	Poison       FaultKind = "poison"
	ChangingBody FaultKind = "changing-body"
)

// DamagedCell is part of the last cell of each row that a body has by [ChangingBody], and
// of no other.
const DamagedCell = "damaged cell "

func downloadFaults() []faultKind {
	on := []string{RequestLogFile}
	return []faultKind{
		{
			name: HalfWritten, does: "The body is short at first and then whole.", on: on, sticky: true,
			params: []faultParam{
				fractionParam("part that is there"),
				forParam("for", "0", "until so long after the file begins to show, if not 0"),
				eachParam("downloads", "for so many downloads at most, if not 0"),
				formParam("length", "what LogFileLength of the listing says until then", "final", "growing"),
			},
		},
		{
			name: Vanish, does: "A file that was listed has no body: 404.", on: on, sticky: true,
			params: []faultParam{formParam("then", "whether it is gone for good, from the listing too", "gone", "back")},
		},
		{
			name: Poison, does: "A file cannot be read.", on: on, sticky: true,
			params: []faultParam{formParam("with", "how: 500, or bytes that mean nothing, as many as there should be", "500", "garbage")},
		},
		{
			name: ChangingBody, does: "The body is another one for each download: shorter than it should be, with rows from one on that the file does not have.", on: on,
			params: []faultParam{fractionParam("part of the rows that comes")},
		},
	}
}

// spoilLogFile returns the body of a log file as a download finds it, or why it
// finds none.
func (o *Org) spoilLogFile(r *http.Request, fileID string, version *logFileVersion, now time.Time) (io.Reader, *apiError) {
	if s := o.strike(r, Vanish, nil); s != nil {
		if s.Form == "gone" {
			o.removeLogFile(fileID, now)
		}
		return nil, notFound()
	}
	length := totalLength(version.body)
	if s := o.strike(r, Poison, nil); s != nil {
		if s.Form == "500" {
			return nil, &apiError{status: http.StatusInternalServerError, Code: "UNKNOWN_EXCEPTION", Message: "An unexpected error occurred."}
		}
		noise := make([]byte, length)
		source := rand.New(rand.NewPCG(s.luck, s.luck))
		for i := range noise {
			noise[i] = byte(source.Uint32())
		}
		version = &logFileVersion{body: [][]byte{noise}}
	}
	if s := o.strike(r, ChangingBody, nil); s != nil {
		return version.damaged(s), nil
	}
	if s := o.strike(r, HalfWritten, version.halfWritten(now)); s != nil {
		return io.LimitReader(version.reader(), int64(s.part(length))), nil
	}
	return version.reader(), nil
}

// damaged reads a body that is shorter than it should be, and whose rows are wrong from one
// of them on.
func (v *logFileVersion) damaged(s *strike) io.Reader {
	header, rows, ok := v.table()
	if !ok {
		return io.LimitReader(v.reader(), int64(s.part(totalLength(v.body))))
	}
	rows = rows[:s.part(len(rows)+1)]
	for i := range rows {
		if i >= int(s.luck%uint64(len(rows))) {
			rows[i][len(rows[i])-1] = DamagedCell + strconv.FormatUint(s.luck, 36)
		}
	}
	for whole := totalLength(v.body); ; rows = rows[:len(rows)-1] {
		body := appendRow(nil, header)
		for _, row := range rows {
			body = appendRow(body, row)
		}
		if len(body) < whole || len(rows) == 0 {
			return bytes.NewReader(body)
		}
	}
}

// halfWritten reports whether a version is so young that a fault holds.
func (v *logFileVersion) halfWritten(now time.Time) func(Fault) bool {
	return func(fault Fault) bool { return fault.For == 0 || now.Before(v.visible.Add(fault.For)) }
}

// growing returns the row of EventLogFile of a version whose body is being
// written. The caller holds mu.
func (o *Org) growing(file *logFile, version *logFileVersion, now time.Time) engine.Record {
	record := version.record
	if !o.faults.any() {
		return record
	}
	eventType, _ := record["EventType"].(string)
	t := &target{request: RequestLogFile, object: "EventLogFile", eventType: eventType, file: id.Shorten(file.id), identity: "log file " + id.Shorten(file.id)}
	for _, one := range o.faults.all() {
		if one.fault.Kind != HalfWritten || one.fault.Form != "growing" || !version.halfWritten(now)(one.fault) {
			continue
		}
		o.faults.mu.Lock()
		s := o.foresee(one, t, now)
		o.faults.mu.Unlock()
		if s != nil {
			record = maps.Clone(record)
			record["LogFileLength"] = float64(s.part(totalLength(version.body)))
			return record
		}
	}
	return record
}

// removeLogFile takes a log file away from a moment on.
func (o *Org) removeLogFile(fileID string, at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, file := range o.logFiles {
		if id.Shorten(file.id) == id.Shorten(fileID) {
			file.deletedAt = at
		}
	}
}
