package ecs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/jsonscan"
)

// recordMessage copies the records of one object as they came, digit for digit, but
// for what speaks of the API and not of the event: attributes, and fields without a
// value.
type recordMessage struct {
	times []string // the fields that say when it happened, the first of them first
}

func newRecordMessage(object catalog.Object) *recordMessage {
	m := &recordMessage{}
	for _, name := range append([]string{object.TimeField}, timeFields...) {
		if name != "" && !slices.Contains(m.times, name) {
			m.times = append(m.times, name)
		}
	}
	return m
}

// event makes the event of a record.
func (m *recordMessage) event(record json.RawMessage, id string) (Event, error) {
	var at time.Time
	rank := len(m.times)
	text, err := copyObject(make([]byte, 0, len(record)), record, 1, func(name, value []byte) {
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
	if err != nil {
		return Event{}, fmt.Errorf("reading a record: %w", err)
	}
	return messageEvent(providerObject, string(text), id, at), nil
}

// copyObject copies an object without its attributes and without nulls, and tells of its
// members by name and by value as it is written.
func copyObject(to, object []byte, depth int, tell func(name, value []byte)) ([]byte, error) {
	to = append(to, '{')
	begin := len(to)
	err := jsonscan.Members(object, func(name, value []byte) error {
		kind := kindOf(value)
		if kind == jsonNull || kind == jsonObject && string(name) == "attributes" {
			return nil
		}
		if len(to) > begin {
			to = append(to, ',')
		}
		to = append(appendJSON(to, string(name)), ':')
		if tell != nil {
			tell(name, value)
		}
		var err error
		to, err = copyValue(to, kind, value, depth+1)
		return err
	})
	return append(to, '}'), err
}

// copyValue copies a value. Related records have attributes of their own; what is nested
// deeper than they ever are is left as it is.
func copyValue(to []byte, kind jsonKind, value []byte, depth int) ([]byte, error) {
	if kind != jsonObject && kind != jsonArray || depth > deepest || !bytes.Contains(value, []byte(`"attributes"`)) {
		return append(to, value...), nil
	}
	if kind == jsonObject {
		return copyObject(to, value, depth, nil)
	}
	to = append(to, '[')
	begin := len(to)
	err := jsonscan.Elements(value, func(element []byte) error {
		if len(to) > begin {
			to = append(to, ',')
		}
		var err error
		to, err = copyValue(to, kindOf(element), element, depth+1)
		return err
	})
	return append(to, ']'), err
}
