package logfile

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// decodeFile reads a body whose first record is its header.
func decodeFile(t testing.TB, body string) (rows [][]string, malformed int) {
	t.Helper()
	decode := newDecoder(strings.NewReader(body))
	for {
		record, err := decode.Read()
		switch {
		case errors.Is(err, io.EOF):
			return rows, malformed
		case errors.Is(err, errUnterminated):
			decode.Accept()
			continue
		case err != nil:
			t.Fatal(err)
		}
		if record.malformed != nil {
			malformed++
		}
		rows = append(rows, append([]string(nil), record.cells...))
	}
}

// Quotes that are not doubled stay in their cell, and shift none.
func TestQuotesThatAreNotDoubledStayInTheirCell(t *testing.T) {
	const header, next = "\"USER_ID\",\"QUERY\",\"CLIENT_IP\"\n", "\"n1\",\"n\"\"2\",\"n3\"\n"
	after := []string{"n1", `n"2`, "n3"}
	for _, tt := range []struct {
		name, record string
		want         []string
		malformed    int
	}{
		{"a word", `"005","a "quoted" word","198.51.100.7"`, []string{"005", `a "quoted" word`, "198.51.100.7"}, 1},
		{"before a comma", `"005","he said "hi", then","198.51.100.7"`, []string{"005", `he said "hi", then`, "198.51.100.7"}, 1},
		{"before a comma and text", `"005","x",y","198.51.100.7"`, []string{"005", `x",y`, "198.51.100.7"}, 1},
		{"at the end of a cell", `"005","say "hello"","198.51.100.7"`, []string{"005", `say "hello"`, "198.51.100.7"}, 1},
		{"at the end of the last cell", `"005","q","say "hello""`, []string{"005", "q", `say "hello"`}, 1},
		{"around a cell", `"005",""hello"","198.51.100.7"`, []string{"005", `"hello"`, "198.51.100.7"}, 1},
		{"before an empty cell", `"005","a "b"",""`, []string{"005", `a "b"`, ""}, 1},
		{"doubled ones elsewhere", `"005","a ""b"" c","d "e", f"`, []string{"005", `a "b" c`, `d "e", f`}, 1},
		{"in a cell of two lines", "\"005\",\"a \"b\" c\nd\",\"198.51.100.7\"", []string{"005", "a \"b\" c\nd", "198.51.100.7"}, 1},
		{"none", `"005","a ""b"", c","198.51.100.7"`, []string{"005", `a "b", c`, "198.51.100.7"}, 0},
		{"doubled around a separator", `"005","a"",""b","198.51.100.7"`, []string{"005", `a","b`, "198.51.100.7"}, 0},
		{"a short record that follows the rules", `"005","a"",""b"`, []string{"005", `a","b`}, 0},
		{"doubled at the end of a line", "\"005\",\"say \"\"hi\"\"\n\",\"1\"", []string{"005", "say \"hi\"\n", "1"}, 0},
		{"cells without quotes", `005,"q",198.51.100.7`, []string{"005", "q", "198.51.100.7"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, end := range []string{"\n", "\r\n"} {
				rows, malformed := decodeFile(t, header+next+tt.record+end+next+next)
				want := [][]string{{"USER_ID", "QUERY", "CLIENT_IP"}, after, tt.want, after, after}
				if diff := cmp.Diff(want, rows); diff != "" || malformed != tt.malformed {
					t.Errorf("%d malformed, want %d; rows (-want +got):\n%s", malformed, tt.malformed, diff)
				}
			}
			rows, _ := decodeFile(t, header+tt.record) // without its line feed
			if diff := cmp.Diff(tt.want, rows[len(rows)-1]); diff != "" {
				t.Errorf("last row (-want +got):\n%s", diff)
			}
		})
	}
}

// Where the quotes do not tell, the row says so, and those after it are not touched.
func TestARecordThatCannotBeRepairedIsMarked(t *testing.T) {
	const header, next = "\"A\",\"B\"\n", "\"n1\",\"n2\"\n"
	for _, record := range []string{`"a","b "c","d"`, `"a"b`, `"a "b","c","d"`, `x "y","z",w"v"`} {
		rows, malformed := decodeFile(t, header+record+"\n"+next+next)
		if last := rows[len(rows)-1]; len(rows) != 4 || last[0] != "n1" {
			t.Errorf("%s: rows %q", record, rows)
		}
		if len(rows[1]) == 2 && malformed == 0 {
			t.Errorf("%s: %q is not marked", record, rows[1])
		}
	}
}

// What follows the rules is read as before, whatever is in it.
func FuzzQuotes(f *testing.F) {
	f.Add(`a "b", c`, "x\ny", `","`)
	f.Add(`"`, `""`, "\r\n")
	f.Add(`",`, `,"`, "")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		quote := strings.NewReplacer(`"`, `""`)
		header, next := "\"A\",\"B\",\"C\"\n", "\"n1\",\"n2\",\"n3\"\n"
		line := fmt.Sprintf("\"%s\",\"%s\",\"%s\"\n", quote.Replace(a), quote.Replace(b), quote.Replace(c))
		rows, malformed := decodeFile(t, header+next+line+next)
		want := [][]string{{"A", "B", "C"}, {"n1", "n2", "n3"}, {a, b, c}, {"n1", "n2", "n3"}}
		if diff := cmp.Diff(want, rows); diff != "" || malformed != 0 {
			t.Errorf("%d malformed; rows (-want +got):\n%s", malformed, diff)
		}
		// Any bytes: all of them come, in whatever rows.
		body := header + a + next + b + "\n" + c
		var all strings.Builder
		decode := newDecoder(strings.NewReader(body))
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
			all.Write(record.raw)
		}
		squeeze := strings.NewReplacer("\r", "", "\n", "")
		if got, want := squeeze.Replace(all.String()), squeeze.Replace(body); got != want {
			t.Errorf("of %q came %q", want, got)
		}
	})
}
