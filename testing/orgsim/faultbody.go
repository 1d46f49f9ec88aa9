package orgsim

import (
	"bytes"
	"io"
	"slices"
	"strings"
)

// The faults of what log files hold.
const (
	EmptyFile       FaultKind = "empty-file"
	HeaderOnly      FaultKind = "header-only"
	RaggedRows      FaultKind = "ragged-rows"
	ByteOrderMark   FaultKind = "bom"
	NULBytes        FaultKind = "nul"
	InvalidUTF8     FaultKind = "invalid-utf8"
	CRLF            FaultKind = "crlf"
	BigCell         FaultKind = "big-cell"
	DuplicateColumn FaultKind = "duplicate-column"
	NewColumn       FaultKind = "new-column"
)

// byteOrderMark is that of UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

func bodyFaults() []faultKind {
	every := numberParam("every", "3", "the first of so many rows")
	return []faultKind{
		{
			name: EmptyFile, does: "A log file has no byte.", sticky: true,
			file: func(_ *Org, f *fileChange, _ *strike) { f.clone().setBody() },
		},
		{
			name: HeaderOnly, does: "A log file has no rows.", sticky: true,
			file: func(_ *Org, f *fileChange, _ *strike) {
				version := f.clone()
				version.setBody(firstLine(version.reader()))
			},
		},
		{
			name: RaggedRows, does: "Rows have a value too few or too many, in turn.", sticky: true, params: []faultParam{every},
			file: changeRows(func(row []string, turn int) []string {
				if turn%2 == 0 && len(row) > 1 {
					return row[:len(row)-1]
				}
				return append(row, "one too many")
			}),
		},
		{
			name: ByteOrderMark, does: "A log file begins with a byte order mark.", sticky: true,
			file: func(_ *Org, f *fileChange, _ *strike) {
				version := f.clone()
				version.setBody(append([][]byte{[]byte(byteOrderMark)}, version.body...)...)
			},
		},
		{
			name: NULBytes, does: "Values have a NUL.", sticky: true, params: []faultParam{every},
			file: changeRows(func(row []string, _ int) []string { return insertText(row, "\x00") }),
		},
		{
			name: InvalidUTF8, does: "Values have bytes that are not UTF-8.", sticky: true, params: []faultParam{every},
			file: changeRows(func(row []string, _ int) []string { return insertText(row, "\xff\xc3\x28") }),
		},
		{
			name: CRLF, does: "Lines end in CRLF.", sticky: true,
			file: func(_ *Org, f *fileChange, _ *strike) {
				version := f.clone()
				body, err := io.ReadAll(version.reader())
				if err == nil {
					version.setBody(withCRLF(body))
				}
			},
		},
		{
			name: BigCell, does: "A value is very long.", sticky: true,
			params: []faultParam{numberParam("bytes", "2097152", "how long")},
			file:   bigCell,
		},
	}
}

// columnFaults are those of the header.
func columnFaults() []faultKind {
	return []faultKind{
		{
			name: DuplicateColumn, does: "The header names a column several times.", sticky: true,
			params: []faultParam{numberParam("more", "1", "how often after the first time")},
			file: func(o *Org, f *fileChange, s *strike) {
				for range s.Number {
					addDuplicate(o, f, s)
				}
			},
		},
		{
			name: NewColumn, does: "The header has a column in its middle that was not there before.", sticky: true,
			file: addColumn(func(header []string) (name string, at int) { return "NEW_COLUMN", len(header) / 2 }, "new"),
		},
	}
}

// addDuplicate names the second column again, at the end.
func addDuplicate(o *Org, f *fileChange, s *strike) {
	at := func(header []string) (name string, at int) { return header[min(1, len(header)-1)], len(header) }
	addColumn(at, "duplicate")(o, f, s)
}

// changeRows changes the first of each so many rows of a table.
func changeRows(change func(row []string, turn int) []string) func(*Org, *fileChange, *strike) {
	return func(_ *Org, f *fileChange, s *strike) {
		version := f.clone()
		header, rows, ok := version.table()
		if !ok {
			return
		}
		for i := 0; i < len(rows); i += max(s.Number, 1) {
			rows[i] = change(rows[i], i/max(s.Number, 1))
		}
		version.write(header, rows)
	}
}

// bigCell makes a value of the first row long.
func bigCell(o *Org, f *fileChange, s *strike) {
	first := *s
	first.Number = 1 << 30
	changeRows(func(row []string, _ int) []string { return insertText(row, strings.Repeat("x", s.Number)) })(o, f, &first)
}

// insertText puts a text in the middle of a row's last value.
func insertText(row []string, text string) []string {
	last := len(row) - 1
	half := len(row[last]) / 2
	row[last] = row[last][:half] + text + row[last][half:]
	return row
}

// addColumn adds a column with the same value in all rows.
func addColumn(where func(header []string) (name string, at int), value string) func(*Org, *fileChange, *strike) {
	return func(_ *Org, f *fileChange, _ *strike) {
		version := f.clone()
		header, rows, ok := version.table()
		if !ok {
			return
		}
		name, at := where(header)
		for i, row := range rows {
			rows[i] = slices.Insert(row, min(at, len(row)), value)
		}
		header = slices.Insert(header, at, name)
		version.write(header, rows)
		names := strings.Join(header, ",")
		version.record["LogFileFieldNames"] = names[:min(len(names), maxFieldNames)]
	}
}

// withCRLF ends lines in CRLF, but not those within a value.
func withCRLF(body []byte) []byte {
	var text bytes.Buffer
	quoted := false
	for _, b := range body {
		if b == '"' {
			quoted = !quoted
		}
		if b == '\n' && !quoted {
			text.WriteByte('\r')
		}
		text.WriteByte(b)
	}
	return text.Bytes()
}
