package ecs

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// RecordMapper makes the events of one object. It is immutable.
type RecordMapper struct {
	mapper   *Mapper
	shared   *commonSlots
	self     *selfMark
	unknowns unknowns
	template *template
	fields   map[string]recordField // by name; Relation.Field for fields of related records
	preserve bool
	finish   func(b *builder, s *commonSlots) // what the object needs besides, or nil
	message  *recordMessage                   // for FormatMessage, which needs nothing of the above
}

type recordField struct {
	set  setter
	name string // for what does not fit
}

// Records compiles the fields of an object, which need not be in the catalog.
func (m *Mapper) Records(org Org, object string) *RecordMapper {
	known, isKnown := catalog.ObjectByName(object)
	if isKnown {
		object = known.Name
	} else {
		known.Name = object
	}
	if m.options.Format == FormatMessage {
		return &RecordMapper{message: newRecordMessage(known)}
	}
	class := classOf(object)
	c := m.newCompiler(class.dataset)
	c.anyOrder = true
	r := &RecordMapper{
		mapper:   m,
		shared:   c.shared,
		self:     c.selfMark(m.options.Self, org, object),
		unknowns: c.unknowns,
		fields:   map[string]recordField{},
		preserve: m.options.PreserveOriginal,
	}
	if known.Kind == catalog.EventLog || !isKnown && catalog.KindOf(object) == catalog.EventLog {
		r.compileEventLog(c, known)
	} else {
		r.compileObject(c, known, isKnown)
	}
	if object == auditObject {
		c.shared.declareAudit(c.layout)
		r.finish = finishAudit
	}
	r.template = newTemplate(c.layout, c.recordConstants(org, class, object))
	return r
}

// compileEventLog gives the fields of an EventLog object the rules of the columns
// that they are in log files.
func (r *RecordMapper) compileEventLog(c *compiler, object catalog.Object) {
	eventType, ok := catalog.EventTypeByName(eventTypeOf(object.Name))
	if !ok {
		eventType.Name = eventTypeOf(object.Name)
	}
	add := func(field, column string) {
		if _, ok := r.fields[field]; !ok {
			r.add(field, c.column(eventType, column, nil))
		}
	}
	addColumn := func(column string) {
		add(camelCase(column), column)
		if base, ok := strings.CutSuffix(column, "_ID"); ok {
			add(camelCase(base)+"Identifier", column)
		}
	}
	for _, column := range eventType.Columns {
		addColumn(column.Name)
	}
	for _, column := range slices.Sorted(maps.Keys(columnRules)) { // that the log file may have since
		addColumn(column)
	}
	for field, column := range eventLogColumns {
		r.add(field, c.column(eventType, column, nil))
	}
	for _, field := range object.Fields {
		add(field.Name, upperSnakeCase(field.Name))
	}
	r.add("Id", c.compile(source{
		Column: catalog.Column{Name: "Id", Type: catalog.ID}, field: "id", listed: len(object.Fields) > 0,
	}, rule{kind: recordID}))
}

func (r *RecordMapper) compileObject(c *compiler, object catalog.Object, isKnown bool) {
	rules := objectRules[object.Name]
	add := func(name string, src source) {
		if _, ok := r.fields[name]; ok {
			return
		}
		src.field = snakeCase(name)
		own, ok := rules[name]
		switch {
		case ok:
		case name == object.TimeField:
			own = rule{kind: derivedTime}
		case name == "Id" && object.KeyField == "Id":
			own = rule{kind: ownID}
		case name == "Id":
			own = rule{kind: recordID}
		default:
			own = columnRules[upperSnakeCase(name)]
		}
		r.add(name, c.compile(src, own))
	}
	for _, field := range object.Fields {
		add(field.Name, source{
			Column: catalog.Column{Name: field.Name, Type: field.Type, Unit: field.Unit, Codes: field.Codes},
			listed: true,
		})
	}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		add(name, source{Column: catalog.Column{Name: name, Type: catalog.String}, listed: true})
	}
	for _, name := range anyField {
		add(name, source{Column: catalog.Column{Name: name, Type: catalog.String}})
	}
	add("Id", source{Column: catalog.Column{Name: "Id", Type: catalog.ID}})
	if isKnown {
		return
	}
	for column := range columnRules {
		name := camelCase(column)
		if column := unlisted(column, nil); !slices.Contains(timeFields, name) {
			column.Name = name
			add(name, source{Column: column})
		}
	}
	for rank, name := range timeFields {
		src := source{Column: catalog.Column{Name: name, Type: catalog.DateTime}, field: snakeCase(name)}
		r.add(name, rankedTime(c, src, rank+1))
	}
}

// timeFields are the fields that say when it happened, for objects that the
// catalog does not know: the first one that a record has counts.
var timeFields = []string{
	"EventDate", "Timestamp", "LoginTime", "VerificationTime", "ChangedDate", "CreatedDate", "LastModifiedDate", "SystemModstamp",
}

// rankedTime is for the fields of timeFields. The value is kept too, since an
// object can have several of them.
func rankedTime(c *compiler, src source, rank int) setter {
	own := c.own(src)
	if r := columnRules[upperSnakeCase(src.Name)]; r.to != "" {
		own = c.compile(src, r)
	}
	return func(b *builder, value string) {
		own(b, value)
		t, ok := parseTime(value)
		if ok && (b.timeRank == 0 || rank < b.timeRank) {
			b.derivedTime, b.timeRank = t, rank
		}
	}
}

func (r *RecordMapper) add(name string, set setter) {
	r.fields[name] = recordField{set: set, name: snakeCase(name)}
}

// Map makes the event of one record. id is its identity. The only error is that
// the record is not a JSON object.
func (r *RecordMapper) Map(record json.RawMessage, id string) (Event, error) {
	record = withoutStandingKeys(record)
	if r.message != nil {
		return r.message.event(record, id)
	}
	b := r.template.builder()
	if err := b.members.read(record); err != nil {
		b.from.release(b)
		return Event{}, fmt.Errorf("reading a record: %w", err)
	}
	for n := range b.members.list {
		one := &b.members.list[n]
		if one.value.kind == jsonObject && string(one.name) == "attributes" {
			continue // type and URL of the record, which say nothing new
		}
		r.set(b, one.name, one.value)
	}
	if r.finish != nil {
		r.finish(b, r.shared)
	}
	if r.preserve {
		b.put(r.shared.original, validText(string(record)))
	}
	b.self = r.self
	return r.mapper.after(b.finish(r.shared, id, time.Time{})), nil
}

func (r *RecordMapper) set(b *builder, name []byte, v jsonValue) {
	field, ok := r.fields[string(name)]
	switch {
	case v.kind == jsonNull:
	case v.isScalar() && isBlank(v.text):
	case ok && v.isScalar():
		field.set(b, v.text)
	case ok:
		b.misfit(r.shared, field.name, validText(string(v.raw)), "not a single value")
	case v.kind == jsonObject:
		r.related(b, string(name), v)
	default:
		unknown := string(name)
		b.unknown = append(b.unknown, unknown)
		r.unknown(b, snakeCase(unknown), v)
	}
}

// related maps the fields of a related record (CreatedBy.Username).
func (r *RecordMapper) related(b *builder, name string, v jsonValue) {
	rest := map[string]any{}
	_ = eachMember(v.raw, func(inner string, v jsonValue) error { // it was checked already
		field, ok := r.fields[name+"."+inner]
		switch {
		case inner == "attributes" && v.kind == jsonObject:
		case ok && v.isScalar() && !isBlank(v.text):
			field.set(b, v.text)
		default:
			b.putText(r.shared, rest, snakeCase(inner), v, 1)
		}
		return nil
	})
	if len(rest) > 0 {
		r.unknowns.put(b, snakeCase(name), validText(string(v.raw)), rest)
	}
}

// unknown keeps a field that no table knows.
func (r *RecordMapper) unknown(b *builder, name string, v jsonValue) {
	switch v.kind {
	case jsonNumber:
		r.unknowns.number(b, name, v.text)
	case jsonBoolean:
		r.unknowns.boolean(b, name, v.text)
	case jsonArray:
		if list := b.texts(r.shared, name, v); len(list) > 0 {
			r.unknowns.put(b, name, validText(string(v.raw)), list)
		}
	default:
		r.unknowns.text(b, name, v.text)
	}
}
