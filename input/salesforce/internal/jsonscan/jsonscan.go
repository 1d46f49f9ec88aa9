package jsonscan

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
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

// text reads a string with its quotes.
func (s *scanner) text() error {
	if !s.take('"') {
		return s.unexpected("a string")
	}
	data := s.data
	for at := plain(data, s.at); at < len(data); at++ {
		c := data[at]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		s.at = at
		switch c {
		case '"':
			s.at++
			return nil
		case '\\':
			if err := s.escape(); err != nil {
				return err
			}
			at = s.at
		default:
			return s.unexpected("no control character")
		}
	}
	s.at = len(data)
	return s.unexpected("the end of a string")
}

// plain returns where a run of characters ends that need no look at each of them, or up to
// seven bytes before: it goes in steps of eight bytes, in which it looks for a quote, a
// backslash and control characters at once.
func plain(data []byte, at int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; at+8 <= len(data); at += 8 {
		word := binary.LittleEndian.Uint64(data[at:])
		quote, backslash := word^ones*'"', word^ones*'\\'
		// A byte less than n has its high bit set in (word - ones*n) &^ word.
		if ((word-ones*' ')&^word|(quote-ones)&^quote|(backslash-ones)&^backslash)&highs != 0 {
			break
		}
	}
	return at
}

// escape checks an escape sequence and stops at its last character.
func (s *scanner) escape() error {
	s.at++
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return nil
	case 'u':
		for range 4 {
			s.at++
			if c := s.peek(); !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
				return s.unexpected("a hexadecimal digit")
			}
		}
		return nil
	}
	return s.unexpected("an escape sequence")
}

func (s *scanner) number() error {
	s.take('-')
	if !s.take('0') && !s.digits() {
		return s.unexpected("a value")
	}
	if s.take('.') && !s.digits() {
		return s.unexpected("a digit")
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		if !s.digits() {
			return s.unexpected("a digit")
		}
	}
	return nil
}

func (s *scanner) digits() bool {
	start := s.at
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.at++
	}
	return s.at > start
}

func (s *scanner) word(word string) error {
	for n := range len(word) {
		if !s.take(word[n]) {
			return s.unexpected(word)
		}
	}
	return nil
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

// peek returns the next byte, or 0 at the end, which no part of a document begins with.
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

func (s *scanner) unexpected(want string) error {
	if s.at >= len(s.data) {
		return io.ErrUnexpectedEOF
	}
	return fmt.Errorf("at byte %d: %q where %s was expected", s.at, s.data[s.at], want)
}
