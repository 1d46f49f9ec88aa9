package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

const (
	pageSize = 2000
	// recordEvery is the time between two records: so many in an hour that a window
	// of an hour is not too full.
	recordEvery = 400 * time.Millisecond
	dateTime    = "2006-01-02T15:04:05.000Z0700"
)

// records are those of one object, in even steps of time, made as they are asked for.
type records struct {
	count   int
	first   time.Time
	latency time.Duration

	mu     sync.Mutex // guards what follows
	pages  int        // that were sent
	taking time.Duration
}

func newRecords(count int, latency time.Duration) *records {
	r := &records{count: count, latency: latency}
	r.first = time.Now().UTC().Truncate(time.Second).Add(-r.span() - time.Hour)
	return r
}

// span is the time that the records cover.
func (r *records) span() time.Duration { return time.Duration(r.count) * recordEvery }

// pageTime is how long a page took from the request for it until it was sent, which no
// client can be faster than; 0 if there was none.
func (r *records) pageTime() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pages == 0 {
		return 0
	}
	return r.taking / time.Duration(r.pages)
}

func (r *records) sent(since time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages++
	r.taking += time.Since(since)
}

var (
	window  = regexp.MustCompile(`FROM (\w+) WHERE \w+ >= (\S+) AND \w+ < (\S+)`)
	locator = regexp.MustCompile(`/query/bench-(\w+)-(\d+)-(\d+)-(\d+)$`)
)

// serve answers a query, or the request for a further page, if it is for the records.
func (r *records) serve(w http.ResponseWriter, request *http.Request) bool {
	if match := locator.FindStringSubmatch(request.URL.Path); match != nil {
		start, end, offset := number(match[2]), number(match[3]), number(match[4])
		r.page(w, match[1], start, end, offset)
		return true
	}
	match := window.FindStringSubmatch(request.URL.Query().Get("q"))
	if match == nil || match[1] == "EventLogFile" {
		return false
	}
	r.page(w, match[1], r.index(match[2]), r.index(match[3]), 0)
	return true
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err) // the expression lets only digits pass
	}
	return n
}

// index returns how many records there are before a time.
func (r *records) index(text string) int {
	text, err := url.QueryUnescape(text)
	if err != nil {
		panic(err) // it was escaped by a client that is tested elsewhere
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	steps := (at.Sub(r.first) + recordEvery - 1) / recordEvery
	return min(max(int(steps), 0), r.count)
}

// page sends the records from start to end, without the newest offset of them, the
// newest first.
func (r *records) page(w http.ResponseWriter, object string, start, end, offset int) {
	defer r.sent(time.Now())
	time.Sleep(r.latency)
	var body bytes.Buffer
	last := max(end-offset-pageSize, start)
	fmt.Fprintf(&body, `{"totalSize":%d,"done":%t,`, end-start, last == start)
	if last > start {
		fmt.Fprintf(&body, `"nextRecordsUrl":"/services/data/v62.0/query/bench-%s-%d-%d-%d",`, object, start, end, offset+pageSize)
	}
	body.WriteString(`"records":[`)
	parts := strings.Split(recordTexts()[object], "TIME")
	middle, tail, _ := strings.Cut(parts[2], "NUMBER")
	digits := make([]byte, numberDigits)
	for n := end - offset - 1; n >= last; n-- {
		at := r.first.Add(time.Duration(n) * recordEvery).Format(dateTime)
		putNumber(digits, n)
		for _, part := range []string{parts[0], at, parts[1], at, middle, string(digits), tail} {
			body.WriteString(part)
		}
		if n > last {
			body.WriteByte(',')
		}
	}
	body.WriteString("]}")
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Content-Encoding", "gzip")
	compressor, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is one that there is
	}
	_, _ = compressor.Write(body.Bytes()) // a client that is gone gets no answer
	_ = compressor.Close()
}
