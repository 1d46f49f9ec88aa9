package terminal

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// dangerous are C0, DEL, C1, and what controls the direction of text or cannot be seen.
func dangerous() []rune {
	var all []rune
	for r := rune(0); r < 0xa0; r++ {
		if r < 0x20 || r >= 0x7f {
			all = append(all, r)
		}
	}
	return append(all, '\u061c', '\u200b', '\u200e', '\u200f', '\u2028', '\u2029', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e',
		'\u2066', '\u2067', '\u2068', '\u2069', '\ufeff', '\U000e0041')
}

// wantSafe fails if a text has anything that a terminal could take for a command.
func wantSafe(t *testing.T, what, text string, except string) {
	t.Helper()
	for _, r := range text {
		if !unicode.IsPrint(r) && !strings.ContainsRune(except, r) {
			t.Errorf("%s has %U: %q", what, r, text)
		}
	}
	if !utf8.ValidString(text) {
		t.Errorf("%s is not UTF-8: %q", what, text)
	}
}

func TestNothingIsLeftThatATerminalObeys(t *testing.T) {
	for _, r := range dangerous() {
		hostile := "a" + string(r) + "[2Jb" + "\xff\x9b"
		wantSafe(t, "Text", Text(hostile), "")
		wantSafe(t, "Name", Name(strings.Repeat(hostile, 100)), "")
		wantSafe(t, "Lines", Lines(hostile), "\n")
		var out strings.Builder
		w := Writer(&out)
		for n := range len(hostile) { // characters come in parts
			if _, err := w.Write([]byte{hostile[n]}); err != nil {
				t.Fatal(err)
			}
		}
		wantSafe(t, "Writer", out.String(), "\n")
		if !strings.HasPrefix(out.String(), "a") || !strings.Contains(out.String(), "[2Jb") {
			t.Errorf("of %q the writer wrote %q", hostile, out.String())
		}

		document, err := json.Marshal(map[string]string{"name": "a" + string(r) + "b"})
		if err != nil {
			t.Fatal(err)
		}
		escaped := JSON(document)
		wantSafe(t, "JSON", string(escaped), "\n")
		var read map[string]string
		if err := json.Unmarshal(escaped, &read); err != nil || read["name"] != "a"+string(r)+"b" {
			t.Errorf("%q became %q, %v", document, escaped, err)
		}
	}
}

func TestWhatCanBeSeenStays(t *testing.T) {
	const text = "Dana O'Neill, Größe 10 €, 日本語 🙂  two spaces"
	for name, clean := range map[string]func(string) string{"Text": Text, "Name": Name, "Lines": Lines} {
		if got := clean(text); got != text {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := Text("a\r\nb\u00a0c"); got != "a  b c" {
		t.Errorf("between words there is %q", got)
	}
	if got := Lines("one\n  two\x1b\n"); got != "one\n  two\ufffd\n" {
		t.Errorf("lines are %q", got)
	}
	if got := string(JSON([]byte("{\n  \"a\": \"ä🙂\"\n}\n"))); got != "{\n  \"a\": \"ä🙂\"\n}\n" {
		t.Errorf("a document is %q", got)
	}
}

func TestLongNamesAreShortenedInTheirMiddle(t *testing.T) {
	name := "begin" + strings.Repeat("ä", 1000) + "end"
	got := Name(name)
	if utf8.RuneCountInString(got) != longestName || !strings.HasPrefix(got, "begin") || !strings.HasSuffix(got, "end") || !strings.Contains(got, "…") {
		t.Errorf("%d characters: %q", utf8.RuneCountInString(got), got)
	}
}
