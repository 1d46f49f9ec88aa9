package jsonscan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func members(document string) (map[string]string, error) {
	found := make(map[string]string)
	err := Members([]byte(document), func(name, value []byte) error {
		found[string(name)] = string(value)
		return nil
	})
	return found, err
}

func TestMembersAreHandedOutAsTheyStand(t *testing.T) {
	got, err := members(` { "a" : 1.50 , "b":{"c":[1,"}"]} ,"\u0064":"x\"y", "e" :[ ],"f":null,"":true } `)
	want := map[string]string{"a": "1.50", "b": `{"c":[1,"}"]}`, "d": `"x\"y"`, "e": "[ ]", "f": "null", "": "true"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v; members (-want +got):\n%s", err, diff)
	}
}

func TestElementsAreHandedOutAsTheyStand(t *testing.T) {
	var got []string
	err := Elements([]byte("[ {\"a\":1}\t, 2,\n\"],\" ,[[]]]"), func(value []byte) error {
		got = append(got, string(value))
		return nil
	})
	if diff := cmp.Diff([]string{`{"a":1}`, "2", `"],"`, "[[]]"}, got); diff != "" || err != nil {
		t.Errorf("error %v; elements (-want +got):\n%s", err, diff)
	}
}

func TestADocumentThatEndsEarlyIsToldFromADamagedOne(t *testing.T) {
	const document = `{"a":[1,{"b":"c\u0041"}],"d":-1.5e+3,"e":true}`
	for n := range len(document) {
		if _, err := members(document[:n]); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: error %v", document[:n], err)
		}
	}
	for _, damaged := range []string{`{"a":1}}`, `{"a" 1}`, `{"a":tru}`, `{"a":"` + "\n" + `"}`, `{"a":01}`, `{"a":"\x"}`, `[]`, `{,}`, `{"a":1,}`} {
		if _, err := members(damaged); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: error %v", damaged, err)
		}
	}
}

func TestTheErrorOfTheCallerEndsIt(t *testing.T) {
	stop := errors.New("stop")
	calls := 0
	err := Members([]byte(`{"a":1,"b":2}`), func(_, _ []byte) error { calls++; return stop })
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("error %v after %d calls", err, calls)
	}
	err = Elements([]byte(`[1,2]`), func([]byte) error { calls++; return stop })
	if !errors.Is(err, stop) || calls != 2 {
		t.Errorf("error %v after %d calls", err, calls)
	}
}

func TestTextsAreDecoded(t *testing.T) {
	for value, want := range map[string]string{`"a"`: "a", `""`: "", `"\u00e9\n"`: "é\n", "\"\xff\"": "\uFFFD"} {
		if got, ok := Text([]byte(value)); !ok || got != want {
			t.Errorf("%s: %q, %v", value, got, ok)
		}
	}
	for _, value := range []string{"1", "null", "{}", ""} {
		if got, ok := Text([]byte(value)); ok {
			t.Errorf("%s: %q", value, got)
		}
	}
}

// A text is looked at eight bytes at a time: wherever in them a byte stands that matters,
// it is seen, and no other byte is taken for it.
func TestEachByteIsSeenWhereverItStands(t *testing.T) {
	for length := range 20 {
		for at := range length {
			for b := range 256 {
				text := bytes.Repeat([]byte{'a'}, length)
				text[at] = byte(b)
				document := fmt.Appendf(nil, `{"x":"%s","y":1}`, text)
				got, err := members(string(document))
				var want map[string]json.RawMessage
				if wantErr := json.Unmarshal(document, &want); (err == nil) != (wantErr == nil) {
					t.Fatalf("%q: error %v, encoding/json says %v", document, err, wantErr)
				}
				if err == nil && got["x"] != string(want["x"]) {
					t.Fatalf("%q: %q, encoding/json says %q", document, got["x"], want["x"])
				}
			}
		}
	}
}

func TestATextIsAppendedAsItIsReturned(t *testing.T) {
	for _, value := range []string{`"a"`, `""`, `"\u00e9\n"`, "\"\xff\"", "1", "null", ""} {
		want, isText := Text([]byte(value))
		got, ok := AppendText([]byte("before "), []byte(value))
		if string(got) != "before "+want || ok != isText {
			t.Errorf("%s: %q, %v; want %q, %v", value, got, ok, want, isText)
		}
	}
}

// What is taken and what it means is what encoding/json says.
func FuzzMembers(f *testing.F) {
	for _, seed := range []string{
		`{"a":1,"a":"\ud83d\ude00","b":[{}],"c":{"d":null}}`, "{\"\xff\":\"\xff\"}", `{"a":1e5,"b":-0.0,"c":0}`, " {\t}\n", `{"a":1]`,
		`{"a":` + strings.Repeat("[", 9999) + strings.Repeat("]", 9999) + "}", `{"a":` + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + "}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		got, err := members(string(document))
		var want map[string]json.RawMessage
		wantErr := json.Unmarshal(document, &want)
		if wantErr == nil && want == nil {
			wantErr = errors.New("it is null")
		}
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: error %v, encoding/json says %v", document, err, wantErr)
		}
		if err != nil {
			return
		}
		asText := make(map[string]string)
		for name, value := range want {
			asText[name] = string(value)
		}
		if diff := cmp.Diff(asText, got); diff != "" {
			t.Errorf("%q (-encoding/json +ours):\n%s", document, diff)
		}
	})
}
