package rest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
)

// The tests of this file are named in SECURITY.md.

func TestPagesThatLeadInACircleEnd(t *testing.T) {
	for _, length := range []int{1, 2, 7} {
		synctest.Test(t, func(t *testing.T) {
			n := 0
			org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
				n++
				says(200, fmt.Sprintf(`{"totalSize":9,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-%d","records":[{"Id":"%d"}]}`, n%length, n))(w, r)
			})
			client := org.client()
			page, err := client.Query(t.Context(), "SELECT Id FROM LoginEvent")
			pages := 0
			for ; err == nil && pages < 100; pages++ {
				page, err = client.Next(t.Context(), page)
			}
			if err == nil || !strings.Contains(err.Error(), "was there before") || pages > length+1 {
				t.Errorf("a circle of %d pages: %d pages and %v", length, pages, err)
			}
		})
	}
}

func TestEmptyPagesWithoutEndEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			n++
			records := ""
			if n == 50 {
				records = `{"Id":"1"}` // it counts from here
			}
			says(200, fmt.Sprintf(`{"totalSize":9,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-%d","records":[%s]}`, n, records))(w, r)
		})
		client := org.client()
		page, err := client.Query(t.Context(), "SELECT Id FROM LoginEvent")
		for err == nil {
			page, err = client.Next(t.Context(), page)
		}
		if !strings.Contains(err.Error(), "pages in a row") || n != 50+emptyPages {
			t.Errorf("ended after %d pages with %v", n, err)
		}
	})
}

// endless answers each request with the record of its turn and a locator that is new.
func endless(total int, record func(n int) string) http.HandlerFunc {
	n := 0
	return func(w http.ResponseWriter, r *http.Request) {
		n++
		says(200, fmt.Sprintf(`{"totalSize":%d,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-%d","records":[%s]}`, total, n, record(n)))(w, r)
	}
}

func TestPagesWithNothingNewEnd(t *testing.T) {
	for name, test := range map[string]struct {
		total, most int
		record      func(n int) string
	}{
		"the same record, of one":            {1, 5, func(int) string { return `{"Id":"1"}` }},
		"the same record, of a billion":      {1_000_000_000, 1 + stalePages, func(int) string { return `{"Id":"1"}` }},
		"the same record, of nobody knows":   {0, 1 + stalePages, func(int) string { return `{"Id":"1"}` }},
		"some records, again and again":      {5, 12, func(n int) string { return fmt.Sprintf(`{"Id":"%d"}`, n%7) }},
		"the same records, among empty ones": {9, 30, func(n int) string { return []string{"", `{"Id":"1"}`}[n%2] }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, endless(test.total, test.record))
				client := org.client()
				page, err := client.Query(t.Context(), "SELECT Id FROM LoginEvent")
				for err == nil {
					page, err = client.Next(t.Context(), page)
				}
				if !strings.Contains(err.Error(), "on a page before") || len(org.requests) > test.most {
					t.Errorf("ended after %d pages with %v", len(org.requests), err)
				}
			})
		})
	}
}

func TestPagesThatAreAlikeAreRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const pages = 50
		more := endless(pages, func(int) string { return `{"EventType":"Login"}` })
		n := 0
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			if n++; n == pages {
				says(200, `{"totalSize":50,"done":true,"records":[{"EventType":"Login"}]}`)(w, r)
				return
			}
			more(w, r)
		})
		client := org.client()
		page, err := client.Query(t.Context(), "SELECT EventType FROM EventLogFile")
		for err == nil && !page.Done {
			page, err = client.Next(t.Context(), page)
		}
		if err != nil {
			t.Errorf("after %d pages: %v", n, err)
		}
	})
}

func TestAResultHasABoundOfRecords(t *testing.T) {
	for name, test := range map[string]struct {
		total, records int
		want           string
	}{
		"as many as there can be":             {maxRecords, maxRecords - 1, ""},
		"more than there can be":              {maxRecords, maxRecords, "more records than a query can have"},
		"more, and nobody knows how many":     {0, maxRecords, "more records than a query can have"},
		"ten times those announced":           {1000, 10_000, ""},
		"far more than those announced":       {1000, 10_000 + overrunRecords, "the first page announced 1000"},
		"a result of which none is announced": {0, 2_000_000, ""},
	} {
		trail := newTrail(&Page{TotalSize: test.total})
		trail.records = test.records
		next := &Page{NextRecordsURL: "/b", Records: []json.RawMessage{json.RawMessage(`{"Id":"1"}`)}}
		_, err := trail.after(&Page{NextRecordsURL: "/a"}, next)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

func TestAPageThatIsTheWholeResultSaysHowManyThereAre(t *testing.T) {
	for body, want := range map[string]int{
		`{"totalSize":1000000000,"done":true,"records":[{"Id":"1"}]}`:               1,
		`{"totalSize":4711,"done":true,"records":[]}`:                               4711, // of SELECT COUNT()
		`{"totalSize":9,"done":false,"nextRecordsUrl":"/x","records":[{"Id":"1"}]}`: 9,
	} {
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, says(200, body))
			page, err := org.client().Query(t.Context(), "SELECT Id FROM LoginEvent")
			if err != nil || page.TotalSize != want {
				t.Errorf("%s: got %+v and %v, want %d", body, page, err, want)
			}
		})
	}
}

func TestAPageThatComesAgainAfterAFailureIsNoCircle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := says(200, `{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-1","records":[{"Id":"1"}]}`)
		failed := says(404, `[{"errorCode":"NOT_FOUND","message":"x"}]`)
		org := newOrg(t, inTurn(first, failed, says(200, lastPage)))
		client := org.client()
		page, err := client.Query(t.Context(), "SELECT Id FROM LoginEvent")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Next(t.Context(), page); err == nil {
			t.Fatal("the page did not fail")
		}
		if _, err := client.Next(t.Context(), page); err != nil {
			t.Error(err)
		}
	})
}

// bomb writes a gigabyte that is a megabyte on the wire.
func bomb(w http.ResponseWriter, start, repeated string) {
	w.Header().Set("Content-Encoding", "gzip")
	_, _ = w.Write(compress(start))
	block := compress(strings.Repeat(repeated, (1<<20)/len(repeated)))
	for range 1 << 10 {
		if _, err := w.Write(block); err != nil {
			return // the client has had enough
		}
	}
}

// compress returns a member of a gzip stream; members may follow one another.
func compress(text string) []byte {
	var compressed bytes.Buffer
	encoder := gzip.NewWriter(&compressed)
	_, _ = io.WriteString(encoder, text)
	_ = encoder.Close()
	return compressed.Bytes()
}

// allocated returns how many bytes a function allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestAnAnswerThatIsABombIsNotHeld(t *testing.T) {
	const most = 512 << 20 // in all, with what a growing buffer throws away
	for name, test := range map[string]struct {
		start, repeated string
		call            func(*testing.T, *Client) error
	}{
		"one long value": {`{"totalSize":1,"done":true,"records":[{"Id":"`, "a", query},
		"many records":   {`{"totalSize":1,"done":true,"records":[{}`, `,{"Id":"0123456789012345678901234567890123456789012345678901234567890123456789"}`, query},
		"deep nesting":   {`{"totalSize":1,"done":true,"records":[`, `[`, query},
		"unknown key":    {`{"totalSize":1,"done":true,"x":"`, "a", query},
		"limits": {`{"`, "a", func(t *testing.T, c *Client) error {
			_, err := c.Limits(t.Context())
			return err
		}},
		"an error": {`[{"message":"`, "a", func(t *testing.T, c *Client) error {
			_, err := c.Open(t.Context(), "/services/data/v62.0/sobjects/EventLogFile/0AT/LogFile")
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, func(w http.ResponseWriter, _ *http.Request) {
					if name == "an error" {
						w.Header().Set("Content-Encoding", "gzip")
						w.WriteHeader(http.StatusBadRequest)
					}
					bomb(w, test.start, test.repeated)
				})
				org.options.Retry.MaxAttempts = 1
				var err error
				client := org.client()
				client.pageLimit = 8 << 20 // a real one takes long with the race detector
				size := allocated(func() { err = test.call(t, client) })
				if err == nil || size > most {
					t.Fatalf("%d MiB were allocated, and the error is %.500v", size>>20, err)
				}
				if len(err.Error()) > 2000 {
					t.Errorf("the error has %d bytes", len(err.Error()))
				}
			})
		})
	}
}

func query(t *testing.T, c *Client) error {
	_, err := c.Query(t.Context(), "SELECT Id FROM LoginEvent")
	return err
}

func TestAPageThatIsTooLargeIsNotAskedForAgainAsItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, func(w http.ResponseWriter, _ *http.Request) {
			bomb(w, `{"totalSize":1,"done":true,"records":[{"Id":"`, "a")
		})
		client := org.client()
		if client.pageLimit != pageLimit {
			t.Errorf("a page may have %d bytes", client.pageLimit)
		}
		client.pageLimit = 8 << 20
		// It is the class that makes the collector halve its window.
		if err := query(t, client); ClassOf(err) != QueryTimeout || !errors.Is(err, errTooLarge) {
			t.Errorf("got %v", err)
		}
		org.want(t, 1, 1)
	})
}

func TestHeadersWithoutEndAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			value := strings.Repeat("a", 1<<20)
			for n := range 64 {
				w.Header().Set(fmt.Sprintf("X-%d", n), value)
			}
			says(200, lastPage)(w, r)
		})
		org.options.Retry.MaxAttempts = 1
		var err error
		size := allocated(func() { err = query(t, org.client()) })
		// The server here is in the same process, and its 64 MiB count too.
		if err == nil || size > 512<<20 {
			t.Errorf("%d MiB were allocated, and the error is %v", size>>20, err)
		}
	})
}

func TestTheTokenGoesToNoOtherHost(t *testing.T) {
	for _, next := range []string{
		"https://evil.example/services/data/v62.0/query/01g-1", "//evil.example/query/01g-1", "http://localhost@evil.example/",
		"http://localhost.evil.example/", "https://localhost/", "http://user@localhost/", "evil.example/x", "file:///etc/passwd", "\\\\evil.example/x", "http:localhost/",
	} {
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, says(200, fmt.Sprintf(`{"totalSize":2,"done":false,"nextRecordsUrl":%q,"records":[{"Id":"1"}]}`, next)))
			client := org.client()
			page, err := client.Query(t.Context(), "SELECT Id FROM LoginEvent")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.Next(t.Context(), page); err == nil {
				t.Errorf("nextRecordsUrl %q was followed", next)
			}
			if _, err := client.Open(t.Context(), next); err == nil {
				t.Errorf("a log file at %q was opened", next)
			}
			org.want(t, 1, 1)
		})
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, saysWith("Location", "http://localhost/elsewhere", says(status, "")))
			org.options.Retry.MaxAttempts = 1
			if err := query(t, org.client()); err == nil {
				t.Errorf("a redirect with status %d is a success", status)
			}
			for _, path := range org.paths() {
				if path == "/elsewhere" {
					t.Errorf("a redirect with status %d was followed", status)
				}
			}
		})
	}
}
