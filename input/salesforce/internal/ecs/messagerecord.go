package ecs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// recordMessage copies the records of one object as they came, digit for digit, but
// for what speaks of the API and not of the event: attributes, and fields without a
// value.
type recordMessage struct {
	times []string // the fields that say when it happened, as JSON, the first of them first
}

func newRecordMessage(object catalog.Object) *recordMessage {
	m := &recordMessage{}
	for _, name := range append([]string{object.TimeField}, timeFields...) {
		if quoted := string(appendJSON(nil, name)); name != "" && !slices.Contains(m.times, quoted) {
			m.times = append(m.times, quoted)
		}
	}
	return m
}

// event makes the event of a record.
func (m *recordMessage) event(record json.RawMessage, id string) (Event, error) {
	s := scanner{data: record}
	s.space()
	if s.peek() != '{' {
		return Event{}, fmt.Errorf("reading a record: %w", errNoObject)
	}
	var at time.Time
	rank := len(m.times)
	text, err := s.copyObject(make([]byte, 0, len(record)), 1, func(name, value []byte) {
		// Comparing with a conversion in place makes no string.
		for n, field := range m.times[:rank] {
			if string(name) == field && len(value) > 1 && value[0] == '"' {
				if t, ok := parseTime(string(value[1 : len(value)-1])); ok {
					at, rank = t, n
				}
				return
			}
		}
	})
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return Event{}, fmt.Errorf("reading a record: %w", err)
	}
	return messageEvent(providerObject, string(text), id, at), nil
}

var attributesName = []byte(`"attributes"`)

// copyObject copies the object that comes next without its attributes and without
// nulls, and tells of its members by name and value as they are written.
func (s *scanner) copyObject(to []byte, depth int, tell func(name, value []byte)) ([]byte, error) {
	if !s.take('{') {
		return to, s.unexpected()
	}
	to = append(to, '{')
	empty := true
	if s.space(); s.take('}') {
		return append(to, '}'), nil
	}
	for {
		s.space()
		start := s.at
		if _, err := s.string(false); err != nil {
			return to, err
		}
		name := s.data[start:s.at]
		if s.space(); !s.take(':') {
			return to, s.unexpected()
		}
		s.space()
		start = s.at
		v, err := s.value(depth, false)
		if err != nil {
			return to, err
		}
		value := s.data[start:s.at]
		if v.kind != jsonNull && (v.kind != jsonObject || !bytes.Equal(name, attributesName)) {
			if !empty {
				to = append(to, ',')
			}
			empty = false
			to = append(append(to, name...), ':')
			if to, err = copyValue(to, v.kind, value, depth+1); err != nil {
				return to, err
			}
			if tell != nil {
				tell(name, value)
			}
		}
		s.space()
		if s.take('}') {
			return append(to, '}'), nil
		}
		if !s.take(',') {
			return to, s.unexpected()
		}
	}
}

// copyValue copies a value that was checked already. Related records have attributes of
// their own; what is nested deeper than they ever are is left as it is.
func copyValue(to []byte, kind jsonKind, value []byte, depth int) ([]byte, error) {
	if kind != jsonObject && kind != jsonArray || depth > deepest || !bytes.Contains(value, attributesName) {
		return append(to, value...), nil
	}
	s := scanner{data: value}
	if kind == jsonObject {
		return s.copyObject(to, depth, nil)
	}
	to = append(to, '[')
	s.take('[')
	for first := true; ; first = false {
		if s.space(); s.take(']') {
			return append(to, ']'), nil
		}
		if !first {
			s.take(',')
			s.space()
			to = append(to, ',')
		}
		start := s.at
		v, err := s.value(depth, false)
		if err != nil {
			return to, err
		}
		if to, err = copyValue(to, v.kind, value[start:s.at], depth+1); err != nil {
			return to, err
		}
	}
}
