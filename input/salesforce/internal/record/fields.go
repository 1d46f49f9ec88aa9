package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// fields are the undecoded fields of a record.
type fields map[string]json.RawMessage

func fieldsOf(raw json.RawMessage) (fields, error) {
	var record fields
	if err := json.Unmarshal(raw, &record); err != nil {
		return nil, fmt.Errorf("decoding record: %w", err)
	}
	if record == nil {
		return nil, errors.New("the record is null")
	}
	return record, nil
}

func (f fields) text(name string) string {
	var text string
	if json.Unmarshal(f.raw(name), &text) != nil {
		return ""
	}
	return text
}

// raw returns a field as it is written. As in SOQL, the case of its name does not
// count: a user may write another than the org.
func (f fields) raw(name string) json.RawMessage {
	if value, found := f[name]; found || name == "" {
		return value
	}
	for known, value := range f {
		if strings.EqualFold(known, name) {
			return value
		}
	}
	return nil
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
	var content strings.Builder
	names := make([]string, 0, len(f))
	for name := range f {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if value := string(f[name]); name != "attributes" && value != "null" {
			fmt.Fprintf(&content, "%q:%s,", name, value)
		}
	}
	return content.String()
}
