package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/jsonscan"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// fields are a record, of which single fields can be read. Finding one in the text is
// cheaper than making a map of all of them.
type fields json.RawMessage

// fieldsOf returns the fields of a record from a page, which was checked as JSON when
// the page was read.
func fieldsOf(raw json.RawMessage) (fields, error) {
	if start := bytes.TrimLeft(raw, " \t\r\n"); len(start) == 0 || start[0] != '{' {
		return nil, fmt.Errorf("the record must be a JSON object, got %.20q", raw)
	}
	return fields(raw), nil
}

// errFound ends a search.
var errFound = errors.New("found")

// raw returns a field as it is written, or nil. As in SOQL, the case of its name does
// not count where none is written exactly so.
func (f fields) raw(name string) json.RawMessage {
	var exact, folded json.RawMessage
	if name == "" {
		return nil
	}
	_ = jsonscan.Members(f, func(known, value []byte) error {
		if string(known) == name {
			exact = value
			return errFound
		}
		if folded == nil && len(known) == len(name) && strings.EqualFold(string(known), name) {
			folded = value
		}
		return nil
	})
	if exact != nil {
		return exact
	}
	return folded
}

func (f fields) text(name string) string {
	text, _ := jsonscan.Text(f.raw(name))
	return text
}

// time returns the time of a field, or the zero time.
func (f fields) time(name string) time.Time {
	at, err := soql.ParseDateTime(f.text(name))
	if err != nil {
		return time.Time{}
	}
	return at
}

// content returns all that the record says, in the same form however its fields
// are ordered. The attributes hold the version of the API and are left out.
func (f fields) content() string {
	values := make(map[string]string)
	_ = jsonscan.Members(f, func(name, value []byte) error {
		values[string(name)] = string(value)
		return nil
	})
	var content strings.Builder
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if value := values[name]; name != "attributes" && value != "null" {
			fmt.Fprintf(&content, "%q:%s,", name, value)
		}
	}
	return content.String()
}
