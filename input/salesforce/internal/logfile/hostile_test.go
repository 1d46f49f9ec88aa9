package logfile

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The tests of this file are named in SECURITY.md.

func TestTheCellsOfARecordAreBounded(t *testing.T) {
	for name, record := range map[string]string{
		"commas":          strings.Repeat(",", 1<<20) + "\n",
		"quoted cells":    strings.Repeat(`"a",`, 1<<20) + "\n",
		"a quote at last": strings.Repeat("a,", 1<<20) + `"` + strings.Repeat("b,", 8<<20) + "\n",
		"no end":          `"` + strings.Repeat(`","`, 4<<20),
	} {
		t.Run(name, func(t *testing.T) {
			decode := newDecoder(strings.NewReader(record + "good,row\n"))
			last := ""
			for range 10_000 {
				got, err := decode.Read()
				if errors.Is(err, errUnterminated) {
					decode.Accept()
					continue
				}
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if len(got.cells) > mostCells || len(got.cells) == mostCells && got.malformed == nil {
					t.Fatalf("a record has %d cells, and malformed is %v", len(got.cells), got.malformed)
				}
				last = strings.Join(got.cells, ",")
			}
			if !strings.HasSuffix(last, "good,row") {
				t.Errorf("the last record is %.100q", last)
			}
		})
	}
}

func TestAHeaderOfAMillionColumnsIsRefusedAndHoldsUpNoOther(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		wide := b.add("Login", "wide", 2, 2*time.Hour)
		b.spoil(wide, func(_ int, response *http.Response) {
			response.Body = io.NopCloser(strings.NewReader(strings.Repeat("A,", 1<<20) + "B\n" + strings.Repeat("1,", 1<<20) + "2\n"))
			response.ContentLength = -1
		})
		b.add("Login", "good", 3, time.Hour)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := b.poll()
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "columns") {
			t.Errorf("got %v", err)
		}
		if size := after.TotalAlloc - before.TotalAlloc; size > 128<<20 {
			t.Errorf("%d MiB were allocated", size>>20)
		}
		b.want(lines("Login", "good", 3)...)
	})
}

// endless is a body that never ends.
type endless struct{ line []byte }

func (e *endless) Read(to []byte) (int, error) {
	n := 0
	for n < len(to) {
		n += copy(to[n:], e.line)
	}
	return n, nil
}

func TestABodyThatNeverEndsIsLeftAndHoldsUpNoOther(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		id := b.add("Login", "endless", 2, 2*time.Hour)
		opened := 0
		b.spoil(id, func(_ int, response *http.Response) {
			opened++
			// Without a line feed: rows of their own are what is asked for.
			response.Body = io.NopCloser(io.MultiReader(strings.NewReader(header), &endless{bytes.Repeat([]byte("a"), 1<<16)}))
			response.ContentLength = -1
		})
		b.add("Login", "good", 3, time.Hour)
		_, err := b.poll()
		if !errors.Is(err, errEndless) || opened != 1 {
			t.Errorf("the body was opened %d times, and the error is %v", opened, err)
		}
		for _, want := range lines("Login", "good", 3) {
			if !slices.Contains(b.registry.Originals(), want) {
				t.Errorf("row %q did not come", want)
			}
		}
	})
}

func TestTheBoundOfABodyIsFarFromItsLength(t *testing.T) {
	for announced, want := range map[int64]int64{0: 64 << 20, 1 << 20: 128 << 20, unknownLength: 64<<30 + 64<<20, 1 << 40: 64<<40 + 64<<20} {
		if got := longest(announced); got != want {
			t.Errorf("a body of %d bytes may have %d, want %d", announced, got, want)
		}
	}
	if got := longest(1 << 62); got <= 0 {
		t.Errorf("a body of 4 EiB may have %d", got)
	}
}

func TestACompressedBombNeedsNoMemory(t *testing.T) {
	// 512 MiB in one line, 512 KiB compressed.
	var member bytes.Buffer
	encoder := gzip.NewWriter(&member)
	if _, err := encoder.Write(bytes.Repeat([]byte("a"), 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := encoder.Close(); err != nil {
		t.Fatal(err)
	}
	members, err := gzip.NewReader(bytes.NewReader(bytes.Repeat(member.Bytes(), 512)))
	if err != nil {
		t.Fatal(err)
	}
	decode := newDecoder(members)
	live := func() uint64 {
		var memory runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc
	}
	before, most := live(), uint64(0)
	for n := 0; ; n++ {
		_, err := decode.Read()
		if errors.Is(err, io.EOF) || errors.Is(err, errUnterminated) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if n%500 == 0 {
			most = max(most, live())
		}
	}
	if most > before+64<<20 {
		t.Errorf("the heap grew from %d to %d MiB", before>>20, most>>20)
	}
}
