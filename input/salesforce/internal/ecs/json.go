package ecs

import "github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/jsonscan"

type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonBoolean
	jsonNumber
	jsonString
	jsonObject
	jsonArray
)

// jsonValue is a value within a document.
type jsonValue struct {
	kind jsonKind
	text string // of a scalar: its text, without quotes; a number has its own digits
	raw  []byte // of an object or array: as it was written
}

// isScalar reports whether the value has a text of its own.
func (v jsonValue) isScalar() bool {
	return v.kind == jsonString || v.kind == jsonNumber || v.kind == jsonBoolean
}

// kindOf tells the kind of a value that jsonscan handed out.
func kindOf(value []byte) jsonKind {
	switch value[0] {
	case '"':
		return jsonString
	case '{':
		return jsonObject
	case '[':
		return jsonArray
	case 'n':
		return jsonNull
	case 't', 'f':
		return jsonBoolean
	}
	return jsonNumber
}

func newJSONValue(value []byte) jsonValue {
	v := jsonValue{kind: kindOf(value)}
	switch v.kind {
	case jsonNull:
	case jsonString:
		v.text, _ = jsonscan.Text(value) // it was checked
	case jsonObject, jsonArray:
		v.raw = value
	default:
		v.text = string(value)
	}
	return v
}

// eachMember calls f for every member of a JSON object.
func eachMember(data []byte, f func(name string, v jsonValue) error) error {
	return jsonscan.Members(data, func(name, value []byte) error { return f(string(name), newJSONValue(value)) })
}

// eachElement calls f for every element of a JSON array.
func eachElement(data []byte, f func(v jsonValue) error) error {
	return jsonscan.Elements(data, func(value []byte) error { return f(newJSONValue(value)) })
}

// members are those of one object. All short texts in them are parts of one string: a string
// for each would be most of what a record costs the garbage collector. A long one is a string
// of its own, so that who keeps another text of the record does not keep that too.
type members struct {
	list  []member
	texts []byte
}

type member struct {
	name       []byte // valid as long as the document
	value      jsonValue
	start, end int // of its text in that of all; equal if it has none there
}

// longText is how many bytes a text has that is a string of its own.
const longText = 512

// read reads an object. It replaces what was read before.
func (m *members) read(data []byte) error {
	m.list, m.texts = m.list[:0], m.texts[:0]
	err := jsonscan.Members(data, func(name, value []byte) error {
		one := member{name: name, value: jsonValue{kind: kindOf(value)}, start: len(m.texts)}
		switch {
		case !one.value.isScalar(), len(value) > longText:
			one.value = newJSONValue(value)
		case one.value.kind == jsonString:
			m.texts, _ = jsonscan.AppendText(m.texts, value) // it was checked
		default:
			m.texts = append(m.texts, value...)
		}
		one.end = len(m.texts)
		m.list = append(m.list, one)
		return nil
	})
	texts := string(m.texts)
	for n := range m.list {
		if one := &m.list[n]; one.start < one.end {
			one.value.text = texts[one.start:one.end]
		}
	}
	return err
}

// maxKept and maxKeptBytes bound the memory that is kept from one object to the next: that
// for so many members, and for texts of so many bytes.
const maxKept, maxKeptBytes = 1 << 10, 64 << 10

// forget lets go of the document.
func (m *members) forget() {
	clear(m.list)
	if cap(m.list) > maxKept {
		m.list = nil
	}
	if cap(m.texts) > maxKeptBytes {
		m.texts = nil
	}
}
