package identity

import (
	"encoding/binary"
	"sort"
	"strconv"
)

// recentRows is how many rows back an equal row is recognized. Equal rows have
// the same millisecond and so stand close together in a file.
const recentRows = 1 << 14

// Rows identifies the rows of one log file, in their order in the file. It keeps
// a bounded memory of recent rows and is not safe for concurrent use.
type Rows struct {
	prefix []byte
	names  []string
	order  []int
	buffer []byte

	recent map[ID]occurrences
	ring   []ID
	next   int64
}

type occurrences struct {
	count uint64
	last  int64
}

// NewRows returns the identities for a file of eventType with the given header.
func NewRows(orgID, eventType string, header []string) *Rows {
	order := make([]int, len(header))
	for column := range order {
		order[column] = column
	}
	sort.SliceStable(order, func(a, b int) bool { return header[order[a]] < header[order[b]] })
	return &Rows{
		prefix: appendString(appendString([]byte("row"), orgID), eventType),
		names:  header,
		order:  order,
		recent: make(map[ID]occurrences),
	}
}

// Next identifies the next row of the file. Every row has to pass here, also
// those that were published before, because later equal rows are numbered after
// them.
func (r *Rows) Next(cells []string) ID {
	content := r.content(cells)
	id := sum(content)
	seen := r.remember(id)
	if seen == 0 {
		return id
	}
	return sum(binary.AppendUvarint(append([]byte("again"), id[:]...), seen))
}

func (r *Rows) content(cells []string) []byte {
	content := append(r.buffer[:0], r.prefix...)
	for _, column := range r.order {
		if column < len(cells) && cells[column] != "" {
			content = append(content, r.names[column]...)
			content = append(content, '=')
			content = appendString(content, cells[column])
		}
	}
	for column := len(r.names); column < len(cells); column++ {
		if cells[column] != "" {
			content = append(content, '+')
			content = strconv.AppendInt(content, int64(column-len(r.names)), 10)
			content = append(content, '=')
			content = appendString(content, cells[column])
		}
	}
	r.buffer = content
	return content
}

// remember returns how many equal rows came before this one.
func (r *Rows) remember(id ID) uint64 {
	now := r.next
	r.next++
	if len(r.ring) < recentRows {
		r.ring = append(r.ring, id)
	} else {
		slot := now % recentRows
		// The oldest row is forgotten, unless an equal one came after it: then its
		// number is still needed.
		if old := r.ring[slot]; r.recent[old].last == now-recentRows {
			delete(r.recent, old)
		}
		r.ring[slot] = id
	}
	before := r.recent[id]
	r.recent[id] = occurrences{count: before.count + 1, last: now}
	return before.count
}
