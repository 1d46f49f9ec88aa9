package logfile

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// readAccepted reads a body that is taken as whole, and returns which rows are malformed.
func readAccepted(t testing.TB, body string) (rows [][]string, malformed []bool) {
	t.Helper()
	decode := newDecoder(strings.NewReader(body))
	for {
		record, err := decode.Read()
		switch {
		case errors.Is(err, io.EOF):
			return rows, malformed
		case errors.Is(err, errUnterminated):
			decode.Accept()
		case err != nil:
			t.Fatal(err)
		default:
			rows = append(rows, append([]string(nil), record.cells...))
			malformed = append(malformed, record.malformed != nil)
		}
	}
}

func TestQuotesThatAreNotDoubledShiftNoCell(t *testing.T) {
	const good = `"1","2","3"`
	for _, tt := range []struct {
		name, record string
		want         [][]string
	}{
		{"a quoted word", `"a "quoted" word","next","x"`, [][]string{{`a "quoted" word`, "next", "x"}}},
		{"at the end of a cell", `"a "quoted"","next","x"`, [][]string{{`a "quoted"`, "next", "x"}}},
		{"at the begin of a cell", `""quoted" word","next","x"`, [][]string{{`"quoted" word`, "next", "x"}}},
		{"one before a separator", `"5"","next","x"`, [][]string{{`5"`, "next", "x"}}},
		{"one in the last cell", `"a","next","5" wide"`, [][]string{{"a", "next", `5" wide`}}},
		{"one at the end of the record", `"a","next","5""`, [][]string{{"a", "next", `5"`}}},
		{"a comma after it", `"say "a", b","next","x"`, [][]string{{`say "a", b`, "next", "x"}}},
		{"a separator in it", `"say "a","b" now","198.51.100.7","005000000000001"`, [][]string{{`say "a","b" now`, "198.51.100.7", "005000000000001"}}},
		{"JSON", `"{"a":"b","c":"d","e":"f"}","next","x"`, [][]string{{`{"a":"b","c":"d","e":"f"}`, "next", "x"}}},
		{"JSON in two cells", `"x","{"a":"b","c":"d"}","{"e":"f","g":"h"}"`, [][]string{{"x", `{"a":"b","c":"d"}`, `{"e":"f","g":"h"}`}}},
		{"empty text in JSON", `"{"a":""}","next","x"`, [][]string{{`{"a":""}`, "next", "x"}}},
		{"doubled in another cell", `"5" wide","say ""b""","x"`, [][]string{{`5" wide`, `say "b"`, "x"}}},
		{"lines", "\"SELECT \"a\"\nFROM \"b\" c\",\"next\",\"x\"", [][]string{{"SELECT \"a\"\nFROM \"b\" c", "next", "x"}}},
		{"a record that swallows the next one", `"a","b","5""` + "\n" + `"c","d","e"`, [][]string{{"a", "b", `5"`}, {"c", "d", "e"}}},
		{"several of them", strings.Repeat(`"a","b","5""`+"\n", 3) + `"c","d","e"`, [][]string{{"a", "b", `5"`}, {"a", "b", `5"`}, {"a", "b", `5"`}, {"c", "d", "e"}}},
		{"an open cell", `"a","b","open` + "\n" + `"c","d","e"`, [][]string{{"a", "b", "open"}, {"c", "d", "e"}}},
		// What cannot be told is in no column.
		{"in doubt", `"a","5" or "6","7"","198.51.100.7","005000000000001"`, [][]string{{"a", "", "", `5" or "6`, `7"`, "198.51.100.7", "005000000000001"}}},
		{"too few cells", `"a","5" wide"`, [][]string{{"a", "", "", `5" wide`}}},
		{"cells without quotes", `"a",b "c" d,"e"` + "," + `"f"`, [][]string{{"", "", "", `a",b "c" d,"e`, "f"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows, malformed := readAccepted(t, `"A","B","C"`+"\n"+good+"\n"+tt.record+"\r\n"+good+"\n")
			want := append(append([][]string{{"A", "B", "C"}, {"1", "2", "3"}}, tt.want...), []string{"1", "2", "3"})
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Fatalf("rows (-want +got):\n%s", diff)
			}
			if !malformed[2] || malformed[1] || malformed[len(malformed)-1] {
				t.Errorf("malformed are %v, want the third row and neither the second nor the last", malformed)
			}
		})
	}
}

// A body that was cut must not be taken for one that has such quotes: the rows that it
// gives are those of the whole body.
func TestQuotesOfACutBodyAreNotRepaired(t *testing.T) {
	const whole = "\"A\",\"B\"\n\"1\",\"say \"\"x\"\"\nand more\"\n"
	for cut := range len(whole) {
		rows, _, _ := decodeAll(t, strings.NewReader(whole[:cut]))
		if len(rows) > 1 {
			t.Errorf("cut at %d, the rows are %q", cut, rows)
		}
	}
}

// Cells that are quoted without doubling what is in them come back, or are in no column.
func TestCellsWithAnyQuotesStayInTheirColumns(t *testing.T) {
	contents := []string{
		"", "a", "5\" wide", `a "b" c`, `"b"`, `{"d":"e"}`, `{"f":"g","h":"i"}`, `say "x","y" now`, `a "b", c`,
		"SELECT \"x\"\nFROM y", `{"j":["k","l","m"]}`, "a, b", `""`,
	}
	random := rand.New(rand.NewPCG(1, 2))
	const columns, records = 4, 20_000
	exact := 0
	for range records {
		cells := make([]string, columns)
		for n := range cells {
			cells[n] = fmt.Sprintf("%d%s%d", n, contents[random.IntN(len(contents))], n) // tells its column
		}
		body := `"A","B","C","D"` + "\n" + `"` + strings.Join(cells, `","`) + `"` + "\n" + `"1","2","3","4"` + "\n"
		rows, _ := readAccepted(t, body)
		if diff := cmp.Diff([]string{"1", "2", "3", "4"}, rows[len(rows)-1]); diff != "" {
			t.Fatalf("%q: the row after it (-want +got):\n%s", body, diff)
		}
		if cmp.Equal(cells, rows[1]) {
			exact++
			continue
		}
		for n, cell := range rows[1][:min(columns, len(rows[1]))] {
			if cell != "" && strings.ReplaceAll(cells[n], `""`, `"`) != strings.ReplaceAll(cell, `""`, `"`) {
				t.Errorf("%q became %q", cells, rows[1])
			}
		}
	}
	if exact < records/2 {
		t.Errorf("%d of %d records came back", exact, records)
	}
}

func TestRecordsThatSwallowTheNextOnesTakeNoLongTime(t *testing.T) {
	const count = 30_000
	body := `"A","B"` + "\n" + strings.Repeat(`"x","a ""`+"\n", count) + `"y","z"` + "\n"
	decode := newDecoder(strings.NewReader(body))
	rows, far := 0, 0
	for {
		_, err := decode.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, errUnterminated) {
			decode.Accept()
			continue
		}
		rows++
		if rows > 12 {
			far = max(far, decode.limit)
		}
	}
	if rows != count+2 {
		t.Errorf("%d rows, want %d", rows, count+2)
	}
	if far > 4*lowestLimit {
		t.Errorf("it looks %d bytes far for the end of each record", far)
	}
}

func TestARowWithQuotesThatDoNotMatchHasItsCellsAndSaysSo(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		b.addSpec(orgsim.LogFileSpec{
			EventType: "Login", CreatedDate: time.Now().Add(-time.Hour),
			Body: []byte(`"EVENT_TYPE","TIMESTAMP_DERIVED","BROWSER_TYPE","USER_ID","CLIENT_IP"` + "\n" +
				`"Login","2026-01-02T03:04:05.000Z","a "b","c" d","0055j000000000A","198.51.100.7"` + "\n" +
				`"Login","2026-01-02T03:04:06.000Z","5" or "6","7"","0055j000000000A","198.51.100.7"` + "\n"),
		})
		b.mustPoll()
		events := b.registry.Events
		if len(events) != 2 {
			t.Fatalf("%d events, want 2", len(events))
		}
		for n, want := range []string{"0055j000000000AAAQ", "<nil>"} {
			fields := events[n].Fields
			user, _ := fields["user"].(map[string]any)
			if got := fmt.Sprint(user["id"]); got != want {
				t.Errorf("user.id of row %d is %s, want %s", n, got, want)
			}
			problem, _ := fields["error"].(map[string]any)
			if text := fmt.Sprint(problem["message"]); !strings.Contains(text, "quotes of the record do not match") {
				t.Errorf("error.message of row %d is %s", n, text)
			}
		}
	})
}
