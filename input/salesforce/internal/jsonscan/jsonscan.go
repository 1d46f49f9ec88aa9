package jsonscan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// maxDepth is how deeply values may be nested, as in encoding/json.
const maxDepth = 10000

// Members calls f for every member of a document that is an object, and returns its
// error. The name is decoded, the value is as it stands in the document. The error of
// a document that ends too early is io.ErrUnexpectedEOF.
func Members(document []byte, f func(name, value []byte) error) error {
	s := scanner{data: document}
	if s.space(); s.peek() != '{' {
		return s.unexpected("an object")
	}
	if err := s.members(0, f); err != nil {
		return err
	}
	return s.end()
}

// Elements calls f for every element of a document that is an array, and returns its
// error.
func Elements(document []byte, f func(value []byte) error) error {
	s := scanner{data: document}
	if s.space(); s.peek() != '[' {
		return s.unexpected("an array")
	}
	if err := s.elements(0, f); err != nil {
		return err
	}
	return s.end()
}

// Text returns the text of a value that Members or Elements handed out, and false if
// it is not a string.
func Text(value []byte) (string, bool) {
	if len(value) == 0 || value[0] != '"' {
		return "", false
	}
	if text, ok := undecoded(value); ok {
		return string(text), true
	}
	var text string
	err := json.Unmarshal(value, &text)
	return text, err == nil
}

// AppendText appends what Text returns of a value, and returns false if it is not a
// string.
func AppendText(to, value []byte) ([]byte, bool) {
	if len(value) == 0 || value[0] != '"' {
		return to, false
	}
	if text, ok := undecoded(value); ok {
		return append(to, text...), true
	}
	text, ok := Text(value)
	return append(to, text...), ok
}

// undecoded returns what is between the quotes of a string, and whether it has nothing to
// decode.
func undecoded(quoted []byte) ([]byte, bool) {
	text := quoted[1 : len(quoted)-1]
	return text, bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text)
}

// scanner reads one document.
type scanner struct {
	data []byte
	at   int
}

func (s *scanner) end() error {
	if s.space(); s.at != len(s.data) {
		return s.unexpected("the end")
	}
	return nil
}

// members reads an object. Without f it is only checked.
func (s *scanner) members(depth int, f func(name, value []byte) error) error {
	s.at++
	if s.space(); s.take('}') {
		return nil
	}
	for {
		s.space()
		start := s.at
		if err := s.text(); err != nil {
			return err
		}
		name := s.data[start:s.at]
		if s.space(); !s.take(':') {
			return s.unexpected("a colon")
		}
		s.space()
		start = s.at
		if err := s.value(depth); err != nil {
			return err
		}
		if f != nil {
			if err := f(decodeName(name), s.data[start:s.at:s.at]); err != nil {
				return err
			}
		}
		if s.space(); s.take('}') {
			return nil
		}
		if !s.take(',') {
			return s.unexpected("a comma or a brace")
		}
	}
}

// decodeName takes the quotes off a name. Salesforce's have nothing to decode.
func decodeName(quoted []byte) []byte {
	if name, ok := undecoded(quoted); ok {
		return name
	}
	text, _ := Text(quoted) // it was checked
	return []byte(text)
}

// elements reads an array. Without f it is only checked.
func (s *scanner) elements(depth int, f func(value []byte) error) error {
	s.at++
	if s.space(); s.take(']') {
		return nil
	}
	for {
		s.space()
		start := s.at
		if err := s.value(depth); err != nil {
			return err
		}
		if f != nil {
			if err := f(s.data[start:s.at:s.at]); err != nil {
				return err
			}
		}
		if s.space(); s.take(']') {
			return nil
		}
		if !s.take(',') {
			return s.unexpected("a comma or a bracket")
		}
	}
}

// value reads any value that is so deep in the document.
func (s *scanner) value(depth int) error {
	switch c := s.peek(); {
	case c == '"':
		return s.text()
	case (c == '{' || c == '[') && depth+1 >= maxDepth:
		return fmt.Errorf("at byte %d: nested too deeply", s.at)
	case c == '{':
		return s.members(depth+1, nil)
	case c == '[':
		return s.elements(depth+1, nil)
	case c == 'n':
		return s.word("null")
	case c == 't':
		return s.word("true")
	case c == 'f':
		return s.word("false")
	default:
		return s.number()
	}
}
