package logfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// recordLimit bounds the memory for one record. Salesforce cuts cells long
// before; only a stray quote that swallows the records after it gets here. Where
// there was one there are more, and looking far for the end of each of them would
// take hours: each halves the limit, and each good record doubles it again.
const (
	recordLimit = 8 << 20
	lowestLimit = 16 << 10
)

// errUnterminated says that the body ended where no record ends: inside quotes,
// or before the line feed that ends every record. Accept tells the decoder that
// this is all there is.
var errUnterminated = errors.New("the last record does not end")

// errNoLineFeed is an errUnterminated: the last record has all its cells, and the quotes
// around the last one, and lacks its line feed only.
var errNoLineFeed = fmt.Errorf("%w with a line feed", errUnterminated)

// mostCells bounds the cells of a record: a megabyte of commas would be a million
// columns, each with a setter, a name and an index. Event types have some hundred.
const mostCells = 4096

var errMalformed = errors.New("quotes of the record do not match")

// row is one record of a log file. It is valid until the next Read.
type row struct {
	cells     []string
	raw       []byte
	malformed error
}

// cell is where a cell's content stands in the record.
type cell struct {
	start, end int
	doubled    bool // has doubled quotes
}

// decoder reads the CSV of an event log file: comma separated, cells quoted,
// quotes doubled, records ended by a line feed. It keeps every byte of a cell, and
// where a record breaks the rules it goes on with the next one: a body is never
// lost for one bad record. Memory is bounded by the largest record.
type decoder struct {
	reader   *bufio.Reader
	again    []byte // read before, and to be read again before what is in reader
	position int    // in again
	limit    int
	buffer   []byte
	bounds   []cell
	cells    []string
	spare    []cell // of lines that are looked at
	layout   layout
	started  bool
	headed   bool
	accepted bool
}

func newDecoder(body io.Reader) *decoder {
	return &decoder{reader: bufio.NewReaderSize(body, 64<<10), limit: recordLimit}
}

// Read returns the next record. It returns io.EOF after the last one, and
// errUnterminated when the body ends in the middle of a record, together with the
// record if it lacks no more than its line feed.
func (d *decoder) Read() (row, error) {
	for {
		record, err := d.read()
		if !d.headed && len(record.cells) > 0 {
			d.headed = err == nil
			d.learn(record)
		}
		if err != nil || len(record.cells) > 0 {
			return record, err
		}
	}
}

// Accept makes Read return what is left after errUnterminated.
func (d *decoder) Accept() {
	d.accepted = true
	d.pushBack(d.buffer)
}

func (d *decoder) read() (row, error) {
	d.buffer, d.bounds = d.buffer[:0], d.bounds[:0]
	scan := scanner{strict: d.layout.quoted}
	for {
		lineStart := len(d.buffer)
		err := d.readLine()
		if !d.started {
			d.started = true
			d.buffer = bytes.TrimPrefix(d.buffer, []byte("\ufeff"))
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return row{}, err
		}
		ended := errors.Is(err, io.EOF)
		if ended && len(d.buffer) == 0 {
			return row{}, io.EOF
		}
		complete := scan.line(d.buffer, lineStart, &d.bounds)
		cut := !ended && !bytes.HasSuffix(d.buffer, []byte("\n")) // it goes on, but this is all that fits
		switch {
		case complete && (!ended || d.accepted):
			if scan.malformed && !cut {
				if !ended && d.goesOn(&scan) {
					scan.reopen(&d.bounds)
					break
				}
				return d.repair(&scan, true), nil
			}
			d.limit = min(2*d.limit, recordLimit)
			return d.row(cut), nil
		case ended && !d.accepted && complete:
			return d.row(scan.malformed), errUnterminated
		case ended && !d.accepted:
			return row{}, errUnterminated
		case ended || len(d.buffer) > d.limit:
			return d.repair(&scan, false), nil
		}
	}
}

// closed reports whether a record that no line feed ends may be whole: if all cells of the
// header are quoted, the last one of the record ends with a quote. It can be empty otherwise,
// because the body was cut after a comma.
func (d *decoder) closed(record row) bool {
	return !d.layout.quoted || bytes.HasSuffix(bytes.TrimSuffix(record.raw, []byte("\r")), []byte(`"`))
}

// readLine appends one physical line, with its line feed, to the buffer. A line
// that is longer than a record may be is cut.
func (d *decoder) readLine() error {
	if d.position < len(d.again) {
		left := d.again[d.position:]
		length := bytes.IndexByte(left, '\n') + 1
		if length == 0 {
			length = len(left) // the line goes on in the reader
		}
		d.buffer = append(d.buffer, left[:length]...)
		d.position += length
		if left[length-1] == '\n' {
			return nil
		}
	}
	for {
		fragment, err := d.reader.ReadSlice('\n')
		d.grow(len(fragment))
		d.buffer = append(d.buffer, fragment...)
		switch {
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		case len(d.buffer) > d.limit:
			return nil
		}
	}
}

// grow makes room for more bytes of a long record. append would copy it at each quarter
// that it grows, and leave several times its size behind.
func (d *decoder) grow(more int) {
	const long = 1 << 20
	if length := len(d.buffer); length >= long && length+more > cap(d.buffer) {
		d.buffer = append(make([]byte, 0, min(3*length, d.limit)+2*d.reader.Size()), d.buffer...)
	}
}

// firstLine gives up on a record whose quotes never close: its first line becomes
// a row of its own and the lines after it are read again.
func (d *decoder) firstLine() row {
	line, rest, _ := bytes.Cut(d.buffer, []byte("\n"))
	d.pushBack(rest)
	d.buffer = append(d.buffer[:0], line...)
	d.bounds = append(d.bounds[:0], cell{end: len(line)})
	text := strings.Trim(string(line), `"`)
	d.cells = append(d.cells[:0], strings.SplitN(text, `","`, mostCells)...)
	return row{cells: d.cells, raw: d.buffer, malformed: errMalformed}
}

// pushBack makes the end of the record that was read last be read once more.
func (d *decoder) pushBack(rest []byte) {
	if d.position < len(d.again) || len(rest) == 0 {
		d.position -= len(rest) // all of it is still there
		return
	}
	d.again, d.position = bytes.Clone(rest), 0
}

func (d *decoder) row(malformed bool) row {
	d.buffer = bytes.TrimSuffix(d.buffer, []byte("\n"))
	d.cells = d.cells[:0]
	if len(bytes.TrimSuffix(d.buffer, []byte("\r"))) == 0 {
		return row{}
	}
	// One string holds the whole record, and the cells are parts of it.
	text := string(d.buffer)
	for _, bound := range d.bounds {
		content := text[bound.start:bound.end]
		if bound.doubled {
			content = strings.ReplaceAll(content, `""`, `"`)
		}
		d.cells = append(d.cells, content)
	}
	record := row{cells: d.cells, raw: d.buffer}
	if malformed {
		record.malformed = errMalformed
	}
	return record
}

// scanner finds the cells of a record, a physical line at a time.
type scanner struct {
	strict    bool // cells without quotes have none inside
	quoted    bool // the line starts inside a quoted cell
	open      cell // that cell so far
	malformed bool
	certain   int // how many cells are before what is malformed
}

func (s *scanner) doubt(certain int) {
	if !s.malformed {
		s.malformed, s.certain = true, certain
	}
}

// add takes a cell, unless there are too many.
func (s *scanner) add(bounds *[]cell, one cell) {
	if len(*bounds) == mostCells {
		s.doubt(mostCells)
		return
	}
	*bounds = append(*bounds, one)
}

// line scans the buffer from start, the begin of a physical line, and reports
// whether the record ends with it.
func (s *scanner) line(buffer []byte, start int, bounds *[]cell) bool {
	end := len(buffer)
	if end > start && buffer[end-1] == '\n' {
		end--
		if end > start && buffer[end-1] == '\r' {
			end--
		}
	}
	position := start
	for {
		if !s.quoted {
			if position < end && buffer[position] == '"' {
				s.quoted, s.open = true, cell{start: position + 1}
				position++
			} else {
				length := bytes.IndexByte(buffer[position:end], ',')
				if s.strict && hasQuote(buffer[position:end], length) {
					s.doubt(max(len(*bounds)-1, 0)) // nor is it certain where the one before it ends
				}
				if length < 0 {
					s.add(bounds, cell{start: position, end: end})
					return true
				}
				s.add(bounds, cell{start: position, end: position + length})
				position += length + 1
				continue
			}
		}
		next, closed := s.quotedCell(buffer, position, end, len(*bounds))
		if !closed {
			return false
		}
		s.add(bounds, s.open)
		s.quoted = false
		if next >= end {
			return true
		}
		position = next + 1
	}
}

// quotedCell looks for the end of the open cell and returns the position after
// its closing quote.
func (s *scanner) quotedCell(buffer []byte, position, end, number int) (int, bool) {
	for {
		quote := bytes.IndexByte(buffer[position:end], '"')
		if quote < 0 {
			return 0, false
		}
		position += quote + 1
		switch {
		case position >= end || buffer[position] == ',':
			s.open.end = position - 1
			return position, true
		case buffer[position] == '"':
			s.open.doubled = true
			position++
		default:
			// A quote that is neither doubled nor at the end belongs to the cell.
			s.doubt(number)
		}
	}
}

// hasQuote reports whether a quote is among the first bytes of a line; all of them, if
// length is negative.
func hasQuote(line []byte, length int) bool {
	if length >= 0 {
		line = line[:length]
	}
	return bytes.IndexByte(line, '"') >= 0
}

// checkHeader refuses a header that names no column, or more than are read, or is no
// text: what follows it would be taken for rows.
func checkHeader(header []string) error {
	if len(header) == mostCells {
		return fmt.Errorf("header has %d columns or more", mostCells)
	}
	named := false
	for _, name := range header {
		if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
			return fmt.Errorf("header %.100q is not one of column names", name)
		}
		named = named || strings.TrimSpace(name) != ""
	}
	if !named {
		return fmt.Errorf("header %.100q has no column names", header)
	}
	return nil
}
