package rest

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
)

// What an org may make this client hold or do without end. No org comes near any of it.
const (
	// pageLimit bounds a page, decoded: 2,000 records of 64 KiB each. A gigabyte of one
	// letter is a megabyte when it arrives.
	pageLimit = 128 << 20
	// emptyPages is how many pages without a record may follow one another.
	emptyPages = 100
	// stalePages is how many pages may follow one another that hold nothing but what a page
	// before had. They can be honest: a query for a field that has one value everywhere.
	// staleBeyond is how many may if there are more records than the first page announced.
	stalePages, staleBeyond = 100, 3
	// overrun and overrunRecords bound by how much a result may exceed what its first page
	// announced: by a factor, and a number. Whether big objects announce all is not known.
	overrun, overrunRecords = 10, 1_000_000
	// maxRecords is how many records Salesforce lets a query have.
	maxRecords = 50_000_000
)

var errTooLarge = errors.New("the page is too large")

// tooLarge is the error of a page that is. Less may be had: a window that is halved.
func tooLarge(operation string, err error) *Error {
	return &Error{
		Operation: operation, Err: err, class: QueryTimeout,
		Cause:  "the records are larger than Salesforce's own limits let them be, or it is not Salesforce that answers",
		Remedy: "ask for fewer fields; the collector asks for less at a time by itself",
	}
}

// limitedReader fails where io.LimitReader would end as if all had been there.
type limitedReader struct {
	reader    io.Reader
	remaining int64
}

func (b *limitedReader) Read(to []byte) (int, error) {
	if b.remaining <= 0 {
		return 0, errTooLarge
	}
	n, err := b.reader.Read(to[:min(int64(len(to)), b.remaining)])
	b.remaining -= int64(n)
	return n, err
}

// trail is where the pages of one result have led, to end what would never end. The
// first page has none.
type trail struct {
	seed     maphash.Seed
	visited  map[uint64]bool // hashes of locators
	contents map[uint64]bool // hashes of pages
	empty    int             // pages in a row, up to the latest
	stale    int             // pages in a row with nothing new, up to the latest
	records  int
	total    int // as the first page said
}

// newTrail returns the trail of a first page.
func newTrail(page *Page) *trail {
	t := &trail{
		seed: maphash.MakeSeed(), visited: make(map[uint64]bool), contents: make(map[uint64]bool),
		records: len(page.Records), total: page.TotalSize,
	}
	t.contents[t.content(page)] = true
	return t
}

// content returns a hash of the records of a page.
func (t *trail) content(page *Page) uint64 {
	var hash maphash.Hash
	hash.SetSeed(t.seed)
	for _, record := range page.Records {
		_, _ = hash.Write(record)
		_ = hash.WriteByte(0)
	}
	return hash.Sum64()
}

// note notes what next holds, which came after page.
func (t *trail) note(page, next *Page) {
	t.visited[maphash.String(t.seed, page.NextRecordsURL)] = true
	t.records += len(next.Records)
	if len(next.Records) == 0 {
		t.empty++
		return
	}
	t.empty = 0
	t.stale++
	if content := t.content(next); !t.contents[content] {
		t.contents[content], t.stale = true, 0
	}
}

// after returns the trail of next, which came after page, if it leads anywhere.
func (t *trail) after(page, next *Page) (*trail, error) {
	if t == nil {
		t = newTrail(page)
	}
	t.note(page, next)
	beyond := t.total > 0 && t.records > t.total
	switch {
	case !next.Done && t.visited[maphash.String(t.seed, next.NextRecordsURL)]:
		return nil, fmt.Errorf("the next page %q was there before", next.NextRecordsURL)
	case t.empty >= emptyPages:
		return nil, fmt.Errorf("%d pages in a row have no record", t.empty)
	case t.stale >= stalePages, t.stale >= staleBeyond && beyond:
		return nil, fmt.Errorf("%d pages in a row have no record that was not on a page before", t.stale)
	case t.total > 0 && t.records > overrun*min(t.total, maxRecords)+overrunRecords:
		return nil, fmt.Errorf("there are already %d records, and the first page announced %d", t.records, t.total)
	case t.records > maxRecords:
		return nil, errors.New("there are more records than a query can have")
	}
	return t, nil
}
