package ecs

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// extraCells is what cells beyond the header are called under salesforce.unparsed.
const extraCells = "extra_cells"

// RowMapper makes the events of one log file. It is immutable.
type RowMapper struct {
	mapper   *Mapper
	shared   *commonSlots
	template *template
	self     *selfMark
	setters  []setter // by column
	repeated []repeatedColumn
	unknown  []string // columns that no table knows
	preserve bool
	fallback time.Time   // for rows without a time of their own
	message  *rowMessage // for FormatMessage, which of the above needs the fallback alone
}

// Rows compiles the header of a log file. The header is the truth about what the
// columns are; the file's field types are asked for columns no table knows.
func (m *Mapper) Rows(org Org, file LogFile, header []string) *RowMapper {
	fallback := file.LogDate
	if fallback.IsZero() {
		fallback = file.CreatedDate
	}
	fallback = fallback.UTC()
	if m.options.Format == FormatMessage {
		return &RowMapper{fallback: fallback, message: newRowMessage(header)}
	}
	eventType, _ := catalog.EventTypeByName(file.EventType)
	eventType.Name = canonicalEventType(file.EventType)
	class := classOf(eventType.Name)
	c := m.newCompiler(class.dataset)
	types := fileTypes(file)

	setters := make([]setter, len(header))
	for i, name := range header {
		setters[i] = c.column(eventType, name, types)
	}
	repeated := c.repeatedColumns(header, setters)
	return &RowMapper{
		mapper:   m,
		shared:   c.shared,
		self:     c.selfMark(m.options.Self, org, eventType.Name),
		template: newTemplate(c.layout, c.rowConstants(org, file, class)),
		unknown:  c.unlisted,
		setters:  setters,
		repeated: repeated,
		preserve: m.options.PreserveOriginal,
		fallback: fallback,
	}
}

// Unknown returns the columns that no table knows, which Drift tells of.
func (r *RowMapper) Unknown() []string { return r.unknown }

// canonicalEventType spells an event type as the catalog does, if it is there.
func canonicalEventType(name string) string {
	if eventType, ok := catalog.EventTypeByName(name); ok {
		return eventType.Name
	}
	return name
}

// column finds the rule of a column and compiles it.
func (c *compiler) column(eventType catalog.EventType, name string, types map[string]catalog.Type) setter {
	src := source{field: snakeCase(name)}
	src.Column, src.listed = eventType.Column(name)
	if !src.listed {
		src.Column = unlisted(name, types)
	}
	r, ok := typeRules[eventType.Name][name]
	if !ok {
		r, ok = columnRules[name]
	}
	if base, derived := strings.CutSuffix(name, "_DERIVED"); derived && src.listed && !ok {
		if _, ok := eventType.Column(base); ok {
			src.field = snakeCase(base) // the same id with 18 characters
		}
	}
	return c.compile(src, r)
}

// unlisted describes a column that the catalog does not have for an event type.
func unlisted(name string, types map[string]catalog.Type) catalog.Column {
	if column, ok := catalog.CommonColumn(name); ok {
		return column
	}
	if t, ok := types[name]; ok {
		return catalog.Column{Name: name, Type: t}
	}
	return catalog.Column{Name: name, Type: catalog.String}
}

// fileTypes pairs LogFileFieldNames with LogFileFieldTypes as far as both go. A
// name cut in its middle is no column of the header, and a type cut in its middle
// is read as String.
func fileTypes(file LogFile) map[string]catalog.Type {
	n := min(len(file.FieldNames), len(file.FieldTypes))
	types := make(map[string]catalog.Type, n)
	for i := range n {
		types[file.FieldNames[i]] = catalog.ParseType(file.FieldTypes[i])
	}
	return types
}

// Map makes the event of one row. The number of cells may differ from the header.
// id is the identity of the row, and original the row as it came, which the cells are
// from and which is kept if that was asked for; it may be nil.
func (r *RowMapper) Map(cells []string, id string, original []byte) Event {
	if r.message != nil {
		return r.message.event(cells, id, r.fallback)
	}
	b := r.template.builder()
	// Cells are cut out of the row at characters, so they are text if it is.
	isText := len(original) > 0 && utf8.Valid(original)
	for i, cell := range cells[:min(len(cells), len(r.setters))] {
		if isBlank(cell) {
			continue
		}
		if !isText {
			cell = validText(cell)
		}
		r.setters[i](b, cell)
	}
	for i := range r.repeated {
		r.repeated[i].put(b, r.shared, cells)
	}
	if len(cells) != len(r.setters) {
		r.ragged(b, cells)
	}
	if r.preserve {
		b.put(r.shared.original, validText(string(original)))
	}
	b.self = r.self
	return r.mapper.after(b.finish(r.shared, id, r.fallback))
}

func (r *RowMapper) ragged(b *builder, cells []string) {
	b.tag(TagRaggedRow)
	b.errors = append(b.errors, raggedProblem(len(cells), len(r.setters)))
	if len(cells) <= len(r.setters) {
		return
	}
	var extra []string
	for _, cell := range cells[len(r.setters):] {
		if cell = validText(cell); len(cell) > longestKeyword {
			b.putKeyword(r.shared, r.shared.unparsed, extraCells, cell)
			continue
		}
		extra = append(extra, cell)
	}
	if len(extra) > 0 {
		b.open(r.shared.unparsed)[extraCells] = extra
	}
}

func isBlank(s string) bool {
	return s == "" || s[0] <= ' ' && strings.TrimSpace(s) == ""
}

func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
