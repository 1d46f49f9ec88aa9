package ecs

import (
	"encoding/json"
	"errors"
	"fmt"
)

// The reader of records walks over the text once and hands out values as they are
// met. It makes no intermediate map and leaves numbers in their own digits. It
// takes what encoding/json takes.

// maxDepth is how deeply values may be nested, as in encoding/json.
const maxDepth = 10000

var errNoObject = errors.New("not a JSON object")

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
	text string // of a scalar: its text, without quotes
	raw  []byte // of an object or array: as it was written
}

// isScalar reports whether the value has a text of its own.
func (v jsonValue) isScalar() bool {
	return v.kind == jsonString || v.kind == jsonNumber || v.kind == jsonBoolean
}

// eachMember calls f for every member of a JSON object.
func eachMember(data []byte, f func(name string, v jsonValue) error) error {
	s := scanner{data: data}
	s.space()
	if !s.take('{') {
		return errNoObject
	}
	if err := s.members(1, f); err != nil {
		return err
	}
	return s.end()
}

// eachElement calls f for every element of a JSON array.
func eachElement(data []byte, f func(v jsonValue) error) error {
	s := scanner{data: data}
	s.space()
	if !s.take('[') {
		return errors.New("not a JSON array")
	}
	if err := s.elements(1, f); err != nil {
		return err
	}
	return s.end()
}

// scanner reads one JSON document.
type scanner struct {
	data []byte
	at   int
}

func (s *scanner) end() error {
	if s.space(); s.at != len(s.data) {
		return s.unexpected()
	}
	return nil
}

// members reads what follows the opening brace.
func (s *scanner) members(depth int, f func(name string, v jsonValue) error) error {
	if s.space(); s.take('}') {
		return nil
	}
	for {
		s.space()
		name, err := s.string(f != nil)
		if err != nil {
			return err
		}
		if s.space(); !s.take(':') {
			return s.unexpected()
		}
		v, err := s.value(depth, f != nil)
		if err != nil {
			return err
		}
		if f != nil {
			if err := f(name, v); err != nil {
				return err
			}
		}
		s.space()
		if s.take('}') {
			return nil
		}
		if !s.take(',') {
			return s.unexpected()
		}
	}
}

// elements reads what follows the opening bracket.
func (s *scanner) elements(depth int, f func(v jsonValue) error) error {
	if s.space(); s.take(']') {
		return nil
	}
	for {
		v, err := s.value(depth, f != nil)
		if err != nil {
			return err
		}
		if f != nil {
			if err := f(v); err != nil {
				return err
			}
		}
		s.space()
		if s.take(']') {
			return nil
		}
		if !s.take(',') {
			return s.unexpected()
		}
	}
}

// value reads any value. Unless its text is wanted, it is only checked.
func (s *scanner) value(depth int, wanted bool) (jsonValue, error) {
	s.space()
	start := s.at
	switch {
	case s.peek() == '"':
		text, err := s.string(wanted)
		return jsonValue{kind: jsonString, text: text}, err
	case s.peek() == '{' || s.peek() == '[':
		if depth >= maxDepth {
			return jsonValue{}, errors.New("nested too deeply")
		}
		kind, err := jsonArray, error(nil)
		if s.take('{') {
			kind, err = jsonObject, s.members(depth+1, nil)
		} else {
			s.at++
			err = s.elements(depth+1, nil)
		}
		return jsonValue{kind: kind, raw: s.data[start:s.at]}, err
	case s.word("null"):
		return jsonValue{kind: jsonNull}, nil
	case s.word("true"):
		return jsonValue{kind: jsonBoolean, text: "true"}, nil
	case s.word("false"):
		return jsonValue{kind: jsonBoolean, text: "false"}, nil
	case s.number():
		v := jsonValue{kind: jsonNumber}
		if wanted {
			v.text = string(s.data[start:s.at])
		}
		return v, nil
	}
	return jsonValue{}, s.unexpected()
}

// string reads a string with its quotes.
func (s *scanner) string(wanted bool) (string, error) {
	start := s.at
	if !s.take('"') {
		return "", s.unexpected()
	}
	escaped := false
	for ; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; {
		case c == '"':
			s.at++
			return s.text(start, wanted, escaped)
		case c == '\\':
			escaped = true
			s.at++
			if !s.escape() {
				return "", s.unexpected()
			}
		case c < ' ':
			return "", s.unexpected()
		}
	}
	return "", s.unexpected()
}

// escape checks what follows a backslash and stops at its last character.
func (s *scanner) escape() bool {
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			s.at++
			if c := s.peek(); !isDigit(c) && !isHex(c) {
				return false
			}
		}
		return true
	}
	return false
}

func (s *scanner) text(start int, wanted, escaped bool) (string, error) {
	if !wanted {
		return "", nil
	}
	quoted := s.data[start:s.at]
	if !escaped {
		return validText(string(quoted[1 : len(quoted)-1])), nil
	}
	var text string
	err := json.Unmarshal(quoted, &text)
	return text, err
}

// number reads a number; it reports false, having read nothing, if there is none.
func (s *scanner) number() bool {
	start := s.at
	s.take('-')
	if !s.take('0') && !s.digits() {
		s.at = start
		return false
	}
	if s.peek() == '.' {
		s.at++
		if !s.digits() {
			s.at = start
			return false
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.at++
		if !s.take('+') {
			s.take('-')
		}
		if !s.digits() {
			s.at = start
			return false
		}
	}
	return true
}

func (s *scanner) digits() bool {
	start := s.at
	for isDigit(s.peek()) {
		s.at++
	}
	return s.at > start
}

func (s *scanner) word(w string) bool {
	if len(s.data)-s.at < len(w) || string(s.data[s.at:s.at+len(w)]) != w {
		return false
	}
	s.at += len(w)
	return true
}

func (s *scanner) space() {
	for s.at < len(s.data) {
		switch s.data[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) peek() byte {
	if s.at < len(s.data) {
		return s.data[s.at]
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.at < len(s.data) && s.data[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) unexpected() error {
	if s.at >= len(s.data) {
		return errors.New("unexpected end of JSON")
	}
	return fmt.Errorf("unexpected %q at byte %d of the JSON", s.data[s.at], s.at)
}
