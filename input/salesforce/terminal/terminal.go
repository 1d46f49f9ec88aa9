package terminal

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// longestName is how many characters of a name are shown.
const longestName = 80

// Text returns a text as one line without anything that a terminal takes for a command.
// What is between words becomes a space, and other characters that cannot be seen become
// the replacement character.
func Text(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return unicode.ReplacementChar
	}, text)
}

// Name is Text for a name, which is shortened in its middle.
func Name(name string) string {
	clean := []rune(Text(name))
	if len(clean) <= longestName {
		return string(clean)
	}
	const head, tail = longestName / 2, longestName/2 - 1
	return string(clean[:head]) + "…" + string(clean[len(clean)-tail:])
}

// Lines is Text for a text of several lines.
func Lines(text string) string {
	lines := strings.Split(text, "\n")
	for n := range lines {
		lines[n] = Text(lines[n])
	}
	return strings.Join(lines, "\n")
}

// JSON returns a document with everything that a terminal could take for a command in
// JSON's own escapes. It means the same.
func JSON(document []byte) []byte {
	var out bytes.Buffer
	for _, r := range string(document) {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			out.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.Bytes()
}

// Writer returns a writer that cleans each line of what it is given.
func Writer(to io.Writer) io.Writer { return &writer{to: to} }

type writer struct {
	to   io.Writer
	rest []byte // of a character that is not there whole
}

// Write implements io.Writer.
func (w *writer) Write(text []byte) (int, error) {
	whole := append(w.rest, text...)
	end := len(whole)
	for back := 1; back < utf8.UTFMax && back <= len(whole); back++ {
		if at := len(whole) - back; utf8.RuneStart(whole[at]) {
			if !utf8.FullRune(whole[at:]) {
				end = at
			}
			break
		}
	}
	w.rest = bytes.Clone(whole[end:])
	if _, err := io.WriteString(w.to, Lines(string(whole[:end]))); err != nil {
		return 0, err
	}
	return len(text), nil
}
