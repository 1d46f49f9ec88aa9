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
	// mostRecords is how many records Salesforce lets a query have.
	mostRecords = 50_000_000
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

// bounded fails where io.LimitReader would end as if all had been there.
type bounded struct {
	reader io.Reader
	left   int64
}

func (b *bounded) Read(to []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLarge
	}
	n, err := b.reader.Read(to[:min(int64(len(to)), b.left)])
	b.left -= int64(n)
	return n, err
}

// trail is where the pages of one result have led, to end what would never end. The
// first page has none.
type trail struct {
	seed    maphash.Seed
	visited map[uint64]bool // hashes of locators
	empty   int             // pages in a row, up to the latest
	records int
}

// after returns the trail of next, which came after page, if it leads anywhere.
func (t *trail) after(page, next *Page) (*trail, error) {
	if t == nil {
		t = &trail{seed: maphash.MakeSeed(), visited: make(map[uint64]bool), records: len(page.Records)}
	}
	t.visited[maphash.String(t.seed, page.NextRecordsURL)] = true
	t.records += len(next.Records)
	t.empty++
	if len(next.Records) > 0 {
		t.empty = 0
	}
	switch {
	case !next.Done && t.visited[maphash.String(t.seed, next.NextRecordsURL)]:
		return nil, fmt.Errorf("the next page %q was there before", next.NextRecordsURL)
	case t.empty >= emptyPages:
		return nil, fmt.Errorf("%d pages in a row have no record", t.empty)
	case t.records > mostRecords:
		return nil, errors.New("there are more records than a query can have")
	}
	return t, nil
}
