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
