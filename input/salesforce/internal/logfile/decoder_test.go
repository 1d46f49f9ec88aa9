package logfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func decodeAll(t testing.TB, body io.Reader) (rows [][]string, malformed int, err error) {
	t.Helper()
	decode := newDecoder(body)
	for {
		record, err := decode.Read()
		if errors.Is(err, io.EOF) {
			return rows, malformed, nil
		}
		if err != nil {
			return rows, malformed, err
		}
		if record.malformed != nil {
			malformed++
		}
		rows = append(rows, append([]string(nil), record.cells...))
	}
}

func TestDecoderReadsWhatSalesforceWrites(t *testing.T) {
	big := strings.Repeat("SELECT Id\nFROM Account, ", 100_000)
	for _, tt := range []struct {
		name, body string
		want       [][]string
	}{
		{"quoted cells", "\"A\",\"B\"\n\"1\",\"2\"\n", [][]string{{"A", "B"}, {"1", "2"}}},
		{"empty cells", "\"\",\"\"\n", [][]string{{"", ""}}},
		{"unquoted cells", "A,B\n1,\n", [][]string{{"A", "B"}, {"1", ""}}},
		{"doubled quotes", `"""https://a.test""","x""y"` + "\n", [][]string{{`"https://a.test"`, `x"y`}}},
		{"line feeds, commas and carriage returns in a cell", "\"a\r\nb\n\n,c\",\"d\"\n", [][]string{{"a\r\nb\n\n,c", "d"}}},
		{"records ended by CRLF", "\"a\",\"b\"\r\n\"c\",\"d\"\r\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"a byte order mark", "\ufeff\"A\"\n\"1\"\n", [][]string{{"A"}, {"1"}}},
		{"NUL and invalid UTF-8", "\"a\x00b\",\"\xff\xfe\"\n", [][]string{{"a\x00b", "\xff\xfe"}}},
		{"ragged rows", "\"a\",\"b\"\n\"c\"\n\"d\",\"e\",\"f\"\n", [][]string{{"a", "b"}, {"c"}, {"d", "e", "f"}}},
		{"empty lines", "\n\"a\"\n\r\n\n\"b\"\n", [][]string{{"a"}, {"b"}}},
		{"a cell of megabytes", "\"" + big + "\",\"x\"\n\"y\",\"z\"\n", [][]string{{big, "x"}, {"y", "z"}}},
		{"nothing", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, body := range []io.Reader{strings.NewReader(tt.body), iotest.HalfReader(strings.NewReader(tt.body))} {
				got, malformed, err := decodeAll(t, body)
				if err != nil || malformed != 0 {
					t.Fatalf("error %v, %d malformed", err, malformed)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("rows (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestDecoderGoesOnAfterARecordThatBreaksTheRules(t *testing.T) {
	got, malformed, err := decodeAll(t, strings.NewReader("\"a\"b\",\"c\"\n\"d\",\"e\"\n"))
	if err != nil || malformed != 1 {
		t.Fatalf("error %v, %d malformed, want 1", err, malformed)
	}
	if diff := cmp.Diff([][]string{{`a"b`, "c"}, {"d", "e"}}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestDecoderLosesOnlyTheRecordThatNeverCloses(t *testing.T) {
	var body bytes.Buffer
	body.WriteString("\"A\",\"B\"\n\"open,\"x\n")
	const rest = 40_000
	for n := range rest {
		fmt.Fprintf(&body, "\"%d\",\"%s\"\n", n, strings.Repeat("v", 1000))
	}
	got, malformed, err := decodeAll(t, &body)
	if err != nil {
		t.Fatal(err)
	}
	if malformed == 0 || len(got) < rest {
		t.Fatalf("%d rows, %d malformed; want at least %d rows", len(got), malformed, rest)
	}
	if last := got[len(got)-1][0]; last != fmt.Sprint(rest-1) {
		t.Errorf("last row is %q", last)
	}
}

func TestDecoderLooksLessFarWhereNoRecordCloses(t *testing.T) {
	var body bytes.Buffer
	const count = 20_000
	for n := range count {
		fmt.Fprintf(&body, "\"%d,\"x %s\n", n, strings.Repeat("v", 600))
	}
	decode := newDecoder(&body)
	for n := range count {
		record, err := decode.Read()
		if errors.Is(err, errUnterminated) {
			decode.Accept()
			record, err = decode.Read()
		}
		if err != nil {
			t.Fatal(err)
		}
		if record.malformed == nil || !strings.HasPrefix(string(record.raw), fmt.Sprintf("\"%d,", n)) {
			t.Fatalf("row %d is %q (%v)", n, record.raw, record.malformed)
		}
		if n == 10 && decode.limit != lowestLimit {
			t.Fatalf("it looks %d bytes far", decode.limit)
		}
	}
	if _, err := decode.Read(); !errors.Is(err, io.EOF) {
		t.Errorf("error %v, want the end", err)
	}
}

func TestDecoderLooksFarAgainAfterGoodRecords(t *testing.T) {
	long := strings.Repeat("multi\nline ", 100_000)
	stray := "\"stray,\"x\n" + strings.Repeat("v,", recordLimit/2) + "\n"
	body := stray + strings.Repeat("\"a\",\"b\"\n", 20) + fmt.Sprintf("%q,\"z\"\n", "") + "\"" + long + "\",\"end\"\n"
	got, malformed, err := decodeAll(t, strings.NewReader(body))
	if err != nil || malformed == 0 {
		t.Fatalf("error %v, %d malformed", err, malformed)
	}
	if diff := cmp.Diff([]string{long, "end"}, got[len(got)-1]); diff != "" {
		t.Errorf("last row (-want +got):\n%.300s", diff)
	}
}

func TestDecoderMarksALineThatIsTooLong(t *testing.T) {
	body := strings.Repeat("v", recordLimit+1<<20) + "\n\"a\"\n"
	got, malformed, err := decodeAll(t, strings.NewReader(body))
	if err != nil || malformed == 0 {
		t.Fatalf("error %v, %d malformed", err, malformed)
	}
	length := 0
	for _, row := range got[:len(got)-1] {
		length += len(row[0])
	}
	if length != recordLimit+1<<20 || got[len(got)-1][0] != "a" {
		t.Errorf("%d bytes in %d rows", length, len(got))
	}
}

func TestDecoderTellsThatTheBodyWasCut(t *testing.T) {
	whole := "\"A\",\"B\"\n\"1\",\"two\nlines\"\n"
	for cut := 1; cut < len(whole); cut++ {
		_, _, err := decodeAll(t, strings.NewReader(whole[:cut]))
		atRecordEnd := cut == len("\"A\",\"B\"\n")
		if got := errors.Is(err, errUnterminated); got == atRecordEnd {
			t.Errorf("body cut at %d (%q): error %v", cut, whole[:cut], err)
		}
	}
}

func TestDecoderReturnsTheRestWhenItIsAccepted(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       [][]string
	}{
		{"a record without its line feed", "\"A\"\n\"1\"", [][]string{{"A"}, {"1"}}},
		{"an open cell before another record", "\"A\",\"B\"\n\"1\",\"2\n\"3\",\"4\"\n", [][]string{{"A", "B"}, {"1", "2"}, {"3", "4"}}},
		{"an open cell at the end", "\"A\",\"B\"\n\"1\",\"2\n", [][]string{{"A", "B"}, {"1", "2"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			decode := newDecoder(strings.NewReader(tt.body))
			var rows [][]string
			for {
				record, err := decode.Read()
				if errors.Is(err, io.EOF) {
					break
				}
				if errors.Is(err, errUnterminated) {
					decode.Accept()
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				rows = append(rows, append([]string(nil), record.cells...))
			}
			if diff := cmp.Diff(tt.want, rows); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecoderPassesOnAnErrorOfTheBody(t *testing.T) {
	_, _, err := decodeAll(t, io.MultiReader(strings.NewReader("\"a\"\n\"b"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %v, want unexpected EOF", err)
	}
}

// What encoding/csv takes without complaint, the decoder reads as the same cells.
func FuzzDecoder(f *testing.F) {
	for _, seed := range []string{
		"\"a\",\"b\"\n", "a,b\r\n\"c\n\",\"\"\"\"\n", "\n\n,\n", "\"a\"b\",c\n\"", "\ufeff\"x\"\n",
		"\"a\",\"b\"\r\n\"c\",\"d\"\r\n", "\"a\"\n\"b\",\"c\",\"d\"\n", "\"a\x00b\",\"\xff\xc3(\"\n", "\"\",\"\"\n", "\"a\"\n\"cut", "\"a\"\n\"cut\"\"",
		"\"a\" ,\"b\"\n", " \"a\"\n", "a\"b,c\n", "\"a\r\nb\"\r\r\n", "\r\n\r\"a\"", "\ufeff\ufeff\n", "\"a\"", ",", "\"",
		"\"A\",\"B\"\n\"a \"b\" c\",\"d\"\n", "\"A\",\"B\"\n\"a\",\"5\"\"\n\"c\",\"d\"\n", "\"A\",\"B\"\n\"a\"\nb\",c\"\n\"d\",\"e\"\n",
		"\"" + strings.Repeat("long ", 10) + "\"\n\"x\"\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		wantAllBytes(t, body)
		got, malformed, err := decodeAll(t, bytes.NewReader(body))
		if err != nil && !errors.Is(err, errUnterminated) {
			t.Fatal(err)
		}
		if err != nil || malformed > 0 || bytes.Contains(body, []byte("\r")) || bytes.HasPrefix(body, []byte("\ufeff")) {
			return // encoding/csv drops carriage returns inside cells
		}
		reference := csv.NewReader(bytes.NewReader(body))
		reference.FieldsPerRecord = -1
		want, err := reference.ReadAll()
		if err != nil {
			return
		}
		if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
			t.Errorf("%q (-encoding/csv +decoder):\n%s", body, diff)
		}
	})
}

// wantAllBytes checks that the rows of a body, when all of it is accepted, have all
// its bytes but for empty lines and line ends, in their order and however they come.
func wantAllBytes(t *testing.T, body []byte) {
	t.Helper()
	squeeze := strings.NewReplacer("\r", "", "\n", "")
	for _, reader := range []io.Reader{bytes.NewReader(body), iotest.OneByteReader(bytes.NewReader(body))} {
		decode := newDecoder(reader)
		var raw []byte
		for {
			decode.limit = 16 // so that records are given up
			record, err := decode.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if errors.Is(err, errUnterminated) {
				decode.Accept()
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			raw = append(raw, record.raw...)
		}
		want := squeeze.Replace(string(bytes.TrimPrefix(body, []byte("\ufeff"))))
		if got := squeeze.Replace(string(raw)); want != got {
			t.Fatalf("body %q\nrows %q", want, got)
		}
	}
}

func BenchmarkDecoder(b *testing.B) {
	var body bytes.Buffer
	for n := range 1000 {
		fmt.Fprintf(&body, "\"Login\",\"%d\"%s\n", n, strings.Repeat(",\"some value here\"", 26))
	}
	b.SetBytes(int64(body.Len()))
	for b.Loop() {
		decode := newDecoder(bytes.NewReader(body.Bytes()))
		for {
			if _, err := decode.Read(); err != nil {
				break
			}
		}
	}
}
