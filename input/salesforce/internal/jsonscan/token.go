package jsonscan

import (
	"encoding/binary"
	"fmt"
	"io"
)

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
