package ecs

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Format is the shape of events.
type Format uint8

const (
	// FormatECS is finished ECS events.
	FormatECS Format = iota
	// FormatMessage is what Elastic's ingest pipelines for Salesforce expect: the row
	// or record as JSON in message, and event.provider, by which they choose. There is
	// nothing else, because they rename into the rest and fail where a name is taken,
	// but for what is wrong with a row.
	FormatMessage
)

// messageEvent makes an event of the text of its message.
func messageEvent(provider any, message, id string, at time.Time) Event {
	return Event{Timestamp: at, ID: id, Fields: map[string]any{
		"message": validText(message),
		"event":   map[string]any{"provider": provider},
	}}
}

// rowMessage writes the rows of one header as JSON.
type rowMessage struct {
	columns []messageColumn // in the order of their names
	width   int             // cells of the header
	// The columns with the time of the row, or -1.
	derived, plain int
	buffers        sync.Pool // of *[]byte
}

type messageColumn struct {
	key  string // the name as JSON, and a colon
	cell int
	more []int // the other cells, if the header has the name more than once
}

func newRowMessage(header []string) *rowMessage {
	m := &rowMessage{
		width:   len(header),
		derived: slices.Index(header, "TIMESTAMP_DERIVED"),
		plain:   slices.Index(header, "TIMESTAMP"),
	}
	for cell, name := range header {
		m.columns = append(m.columns, messageColumn{key: string(appendJSON(nil, name)) + ":", cell: cell})
	}
	slices.SortStableFunc(m.columns, func(a, b messageColumn) int { return strings.Compare(a.key, b.key) })
	kept := m.columns[:0]
	for _, column := range m.columns {
		if last := len(kept) - 1; last >= 0 && kept[last].key == column.key {
			kept[last].more = append(kept[last].more, column.cell)
			continue
		}
		kept = append(kept, column)
	}
	m.columns = kept
	return m
}

// event makes the event of a row: every column as text, also one without a value.
func (m *rowMessage) event(cells []string, id string, fallback time.Time) Event {
	buffer, reused := m.buffers.Get().(*[]byte)
	if !reused {
		buffer = new([]byte)
	}
	text := append((*buffer)[:0], '{')
	for i, column := range m.columns {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, column.key...)
		text = column.append(text, cells)
	}
	if len(cells) > m.width {
		text = appendExtra(text, cells[m.width:])
	}
	text = append(text, '}')
	event := messageEvent(providerLogFile, string(text), id, m.time(cells, fallback))
	*buffer = text
	m.buffers.Put(buffer)
	if len(cells) != m.width {
		event.AddProblem(TagRaggedRow, raggedProblem(len(cells), m.width))
	}
	return event
}

// append adds the value of a column. JSON readers keep one value per name, so several
// values of one name are a list.
func (c *messageColumn) append(text []byte, cells []string) []byte {
	value := cellAt(cells, c.cell)
	if c.more == nil {
		return appendJSON(text, value)
	}
	values := []string{value}
	for _, cell := range c.more {
		if value := cellAt(cells, cell); !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	if values = slices.DeleteFunc(values, isBlank); len(values) < 2 {
		return appendJSON(text, strings.Join(values, ""))
	}
	for i, value := range values {
		text = append(text, "[,"[min(i, 1)])
		text = appendJSON(text, value)
	}
	return append(text, ']')
}

// cellAt returns a cell, or an empty one if the row is too short.
func cellAt(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

// time returns when it happened.
func (m *rowMessage) time(cells []string, fallback time.Time) time.Time {
	for _, column := range [...]int{m.derived, m.plain} {
		if column >= 0 && column < len(cells) {
			if t, ok := parseTime(cells[column]); ok {
				return t
			}
		}
	}
	return fallback
}

// appendExtra adds the cells that no column has a name for.
func appendExtra(text []byte, cells []string) []byte {
	if len(text) > len("{") {
		text = append(text, ',')
	}
	text = append(text, `"`+extraCells+`":[`...)
	for i, cell := range cells {
		if i > 0 {
			text = append(text, ',')
		}
		text = appendJSON(text, cell)
	}
	return append(text, ']')
}

func raggedProblem(cells, header int) string {
	return "row has " + strconv.Itoa(cells) + " cells, its header " + strconv.Itoa(header)
}

// appendJSON adds text as a JSON string. Unlike encoding/json it leaves <, > and & as
// they are: nothing here is put into a web page.
func appendJSON(to []byte, text string) []byte {
	const hex = "0123456789abcdef"
	to = append(to, '"')
	done := 0
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		to = append(to, text[done:i]...)
		done = i + 1
		switch c {
		case '"', '\\':
			to = append(to, '\\', c)
		case '\n':
			to = append(to, `\n`...)
		case '\r':
			to = append(to, `\r`...)
		case '\t':
			to = append(to, `\t`...)
		default:
			to = append(to, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	to = append(to, text[done:]...)
	return append(to, '"')
}
