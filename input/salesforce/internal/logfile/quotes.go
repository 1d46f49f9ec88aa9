package logfile

import (
	"bytes"
	"slices"
	"strings"
)

// Records whose quotes are not doubled, such as "a "quoted" word","next". Salesforce
// quotes every cell, so in a file whose header does so the separator is `","`, and a
// record ends with a quote before a line whose first byte is one. Where that gives as
// many cells as the header has, or can give them in one way only, the cells are known.
// Otherwise the cells before the first doubtful quote are, and the others follow as
// cells that the header does not name: no value gets into a column of another.

// separator is what is between cells that are quoted.
const separator = `","`

// layout is what the header says of the records after it. The zero layout knows
// nothing: there was no header, or it breaks the rules itself.
type layout struct {
	columns int
	quoted  bool // every cell is
}

// learn takes the layout from the record that was read first.
func (d *decoder) learn(header row) {
	if header.malformed != nil || len(header.cells) == mostCells {
		return
	}
	d.layout.columns = len(header.cells)
	d.layout.quoted = !slices.ContainsFunc(d.bounds, func(c cell) bool {
		return c.start == 0 || d.buffer[c.start-1] != '"'
	})
}

// repair reads the record in the buffer again, of which the quotes do not match. The
// buffer may have more than the record: what follows it is read once more.
func (d *decoder) repair(scan *scanner, closed bool) row {
	if closed {
		d.limit = min(2*d.limit, recordLimit)
	} else {
		d.limit = max(d.limit/2, lowestLimit)
	}
	switch {
	case d.layout.columns > 0:
	case closed:
		return d.row(true)
	default:
		return d.firstLine()
	}
	end := d.recordEnd()
	if end == 0 && !closed {
		end = bytes.IndexByte(d.buffer, '\n') + 1 // nothing says how far it goes
	}
	if end == 0 {
		end = len(d.buffer)
	}
	if closed && end < len(d.buffer) {
		d.limit = max(d.limit/4, lowestLimit) // what is read again may be as far from its end
	}
	asRead := closed && end == len(d.buffer) && len(d.bounds) == d.layout.columns
	d.pushBack(d.buffer[end:])
	d.buffer = bytes.TrimSuffix(d.buffer[:end], []byte("\n"))
	text := string(bytes.TrimSuffix(d.buffer, []byte("\r")))
	cells, fit := d.splitQuoted(text)
	switch {
	case fit:
	case asRead:
		return d.row(true)
	default:
		cells = d.doubtful(text, scan.certain)
	}
	d.cells = append(d.cells[:0], cells...)
	return row{cells: d.cells, raw: d.buffer, malformed: errMalformed}
}

// goesOn reports whether the record in the buffer goes on in the next line, although a
// quote ended this one: the next line is not the begin of a record.
func (d *decoder) goesOn(scan *scanner) bool {
	if !d.layout.quoted || len(d.bounds) == mostCells || d.bounds[len(d.bounds)-1] != scan.open {
		return false // the last cell is one without quotes, or unknown
	}
	if d.position < len(d.again) {
		return !beginsRecord(d.again[d.position])
	}
	next, err := d.reader.Peek(1)
	return err == nil && !beginsRecord(next[0])
}

// beginsRecord reports whether a line that begins with a byte can be a record whose cells
// are quoted, or an empty line.
func beginsRecord(first byte) bool { return first == '"' || first == '\r' || first == '\n' }

// reopen goes on with the cell that was read last, as if no quote had ended it.
func (s *scanner) reopen(bounds *[]cell) {
	*bounds = (*bounds)[:len(*bounds)-1]
	s.quoted = true
}

// recordEnd returns where the record in the buffer ends, whose cells are all quoted:
// after the line with which it has enough cells, or before one that is a record by
// itself. It is 0 if there is no such place.
func (d *decoder) recordEnd() int {
	separators := 0
	for start := 0; d.layout.quoted && start < len(d.buffer); {
		next := start + bytes.IndexByte(d.buffer[start:], '\n') + 1
		if next == start {
			next = len(d.buffer)
		}
		if start > 0 && d.isRecord(d.buffer[start:next]) {
			return start
		}
		line := bytes.TrimRight(d.buffer[start:next], "\r\n")
		separators += bytes.Count(line, []byte(separator))
		ends := next == len(d.buffer) || beginsRecord(d.buffer[next])
		if ends && separators >= d.layout.columns-1 && bytes.HasSuffix(line, []byte(`"`)) {
			return next
		}
		start = next
	}
	return 0
}

// isRecord reports whether a line is a record that breaks no rule.
func (d *decoder) isRecord(line []byte) bool {
	if line[0] != '"' {
		return false
	}
	scan := scanner{strict: true}
	d.spare = d.spare[:0]
	return scan.line(line, 0, &d.spare) && !scan.malformed && len(d.spare) == d.layout.columns
}

// splitQuoted takes a record apart at its separators, and reports whether that gives the
// cells of the header. The last quote may be missing, where a record never closes.
func (d *decoder) splitQuoted(text string) (cells []string, fit bool) {
	if !d.layout.quoted || len(text) < 2 || text[0] != '"' {
		return nil, false
	}
	cells = strings.SplitN(strings.TrimSuffix(text[1:], `"`), separator, mostCells)
	if len(cells) > d.layout.columns {
		cells = joinOdd(cells, d.layout.columns)
	}
	return undoubled(cells), len(cells) == d.layout.columns
}

// mostOdd bounds the pieces of which the ways to join them are counted.
const mostOdd = 64

// joinOdd joins pieces until so many are left, if there is one way to do that: a piece
// with an odd number of quotes can be the begin of a cell that has separators in it and
// goes on to the next such piece. It returns them as they are if there is no way, or
// more than one.
func joinOdd(pieces []string, want int) []string {
	var odd []int
	for n, piece := range pieces {
		if strings.Count(piece, `"`)%2 == 1 {
			odd = append(odd, n)
		}
	}
	if len(odd) > mostOdd {
		return pieces
	}
	starts, ways := waysToJoin(odd, len(pieces)-want)
	if ways != 1 {
		return pieces
	}
	var joined []string
	for n := 0; n < len(pieces); n++ {
		end := n
		if len(starts) > 0 && odd[starts[0]] == n {
			end, starts = odd[starts[0]+1], starts[1:]
		}
		joined = append(joined, strings.Join(pieces[n:end+1], separator))
		n = end
	}
	return joined
}

// waysToJoin returns in how many ways pairs of neighbors can be chosen whose distances add
// up to the excess, and of one of them which the first ones of the pairs are.
func waysToJoin(odd []int, excess int) (starts []int, ways int) {
	// ways[n][e] is for the pieces from n on. More than two are as good as two.
	table := make([][]int, len(odd)+2)
	for n := range table {
		table[n] = make([]int, excess+1)
		table[n][0] = 1
	}
	for n := len(odd) - 2; n >= 0; n-- {
		distance := odd[n+1] - odd[n]
		for e := range table[n] {
			table[n][e] = table[n+1][e]
			if e >= distance {
				table[n][e] = min(table[n][e]+table[n+2][e-distance], 2)
			}
		}
	}
	for n, e := 0, excess; table[0][excess] == 1 && e > 0; {
		if table[n+1][e] > 0 {
			n++
			continue
		}
		starts = append(starts, n)
		e -= odd[n+1] - odd[n]
		n += 2
	}
	return starts, table[0][excess]
}

// undoubled makes pieces the content of cells. One with a quote that is not doubled has
// none that is.
func undoubled(pieces []string) []string {
	for n, piece := range pieces {
		if !strings.Contains(strings.ReplaceAll(piece, `""`, ""), `"`) {
			pieces[n] = strings.ReplaceAll(piece, `""`, `"`)
		}
	}
	return pieces
}

// doubtful returns the cells of a record that does not fit its header: those before the
// first doubtful quote in their columns, and the rest behind all columns.
func (d *decoder) doubtful(text string, certain int) []string {
	cells := make([]string, 0, d.layout.columns+1)
	from := 0
	for _, bound := range d.bounds[:min(certain, len(d.bounds), d.layout.columns)] {
		if bound.end >= len(text) {
			break
		}
		cells = append(cells, text[bound.start:bound.end])
		from = bound.end
	}
	undoubled(cells)
	cells = append(cells, make([]string, d.layout.columns-len(cells))...)
	rest := text
	if from > 0 {
		rest = strings.TrimPrefix(strings.TrimPrefix(text[from:], `"`), ",")
	}
	if d.layout.quoted && strings.HasPrefix(rest, `"`) {
		pieces := strings.SplitN(strings.TrimSuffix(rest[1:], `"`), separator, mostCells-d.layout.columns)
		return append(cells, undoubled(pieces)...)
	}
	return append(cells, rest)
}
