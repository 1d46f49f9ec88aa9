package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/jsonscan"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// Page is a part of a query's result. Its size says nothing: any page may be
// short, and only Done tells the last.
type Page struct {
	TotalSize      int               // records of the whole result
	Done           bool              // there is no further page
	NextRecordsURL string            // opaque; empty if there is no further page
	Records        []json.RawMessage // as they came
	// Answered is when the org answered, by its own clock and cut to the second; zero if
	// the answer does not say. Nothing later can be on the page.
	Answered time.Time

	object   string
	children bool // the query has sub-queries
	trail    *trail
}

// Query runs a query and returns the first page of its result. What its sub-queries give
// is in the records as a whole, however many pages it has.
func (c *Client) Query(ctx context.Context, query string) (*Page, error) {
	object := objectOf(query)
	if err := standingKeys(query); err != nil {
		return nil, &Error{Operation: "querying " + object, Err: err}
	}
	page, err := c.firstPage(ctx, query, object)
	if err != nil {
		c.forgetRetired(err)
		return nil, err
	}
	if page.Done && len(page.Records) > 0 {
		// All of them are here, whatever the page announces. A count has none.
		page.TotalSize = len(page.Records)
	}
	page.children = subQuery.MatchString(query)
	if err := c.complete(ctx, page); err != nil {
		return nil, err
	}
	return page, nil
}

// queryPath returns the path of a query, with the query in it.
func queryPath(version, soql string) string {
	return "/services/data/v" + version + "/query?q=" + url.QueryEscape(soql)
}

// standingKeys refuses what no query may ask for. Users' queries were refused at load;
// this is for whatever else makes one.
func standingKeys(query string) error {
	if err := soql.RefuseStandingKeys(query); err != nil {
		return fmt.Errorf("the query %w", err)
	}
	return nil
}

// Next returns the page after page. If the rest of the result is gone, because
// it is too old or the session ended, errors.Is finds ErrLocatorLost; the session
// is renewed then, where it was the reason.
func (c *Client) Next(ctx context.Context, page *Page) (*Page, error) {
	operation := "fetching the next page of " + page.object
	if page.NextRecordsURL == "" {
		return nil, &Error{Operation: operation, Err: errors.New("there is none")}
	}
	call := &call{operation: operation, resource: ResourceLocator, path: page.NextRecordsURL}
	next, err := c.page(ctx, call, page.object)
	if err != nil {
		c.forgetRetired(err)
		return nil, err
	}
	if next.trail, err = page.trail.after(page, next); err != nil {
		return nil, &Error{Operation: operation, Err: err, Remedy: "no action is needed unless it persists: the collector runs the query again"}
	}
	next.children = page.children
	if err := c.complete(ctx, next); err != nil {
		return nil, err
	}
	return next, nil
}

// page makes a call for a page.
func (c *Client) page(ctx context.Context, call *call, object string) (*Page, error) {
	call.length = lengthOf(object)
	var page *Page
	call.accept = func(s *success) error {
		text, err := readPage(&limitedReader{reader: s.body, remaining: c.pageLimit}, c.roomFor(object))
		size := len(text)
		if err == nil && call.body != nil {
			text, err = c.ofComposite(call, text, s.generation)
		}
		if err == nil {
			page, err = parsePage(text)
		}
		var failure *Error
		switch {
		case errors.As(err, &failure):
			return failure
		case errors.Is(err, errTooLarge):
			return tooLarge(call.operation, err)
		case err != nil:
			return fmt.Errorf("reading the page: %w", err)
		}
		c.learnSize(object, size)
		page.object, page.Answered = object, s.date
		_ = s.body.Close() // It was read to its end.
		return nil
	}
	if err := c.do(ctx, call); err != nil {
		return nil, err
	}
	return page, nil
}

// maxRoom bounds the room that is made before a page is seen, in bytes.
const maxRoom = 16 << 20

// roomFor returns the room to read a page of an object into, in bytes: somewhat more than
// pages before had, so that what is read need not be copied into more room.
func (c *Client) roomFor(object string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	size := c.pageSizes[object]
	return min(size+size/8, maxRoom) + bytes.MinRead
}

// learnSize remembers how many bytes a page of an object had. Large pages come again after
// the last of a result, which is a small one, and no more once all is collected.
func (c *Client) learnSize(object string, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pageSizes[object] = max(size, c.pageSizes[object]/2)
}

// readPage reads the text of a page. It is checked as JSON once, by parsePage, and the
// records are parts of it: null, nested and long values are for others to understand.
func readPage(body io.Reader, room int) ([]byte, error) {
	// Reading to the end frees the connection for the next call, and finds what
	// the end of a compressed answer says about the rest.
	text := bytes.NewBuffer(make([]byte, 0, room))
	_, err := text.ReadFrom(body)
	return text.Bytes(), err
}

func parsePage(text []byte) (*Page, error) {
	page := &Page{}
	var sawDone bool
	err := jsonscan.Members(text, func(name, value []byte) error {
		switch string(name) {
		case "totalSize":
			return json.Unmarshal(value, &page.TotalSize)
		case "done":
			sawDone = true
			return json.Unmarshal(value, &page.Done)
		case "nextRecordsUrl":
			return json.Unmarshal(value, &page.NextRecordsURL)
		case "records":
			return page.split(value)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !sawDone {
		return nil, errors.New("the answer is no page of a query: it has no \"done\"")
	}
	if !page.Done && page.NextRecordsURL == "" {
		return nil, errors.New("the answer says that there are more records and not where")
	}
	// No org says both that it is done and where to go on. If one does, a page too
	// many is better than one too few.
	page.Done = page.NextRecordsURL == ""
	return page, nil
}

// split finds the records in their list.
func (p *Page) split(list []byte) error {
	return jsonscan.Elements(list, func(record []byte) error {
		p.Records = append(p.Records, record)
		return nil
	})
}

// notEnded tells an end in the middle from an end.
func notEnded(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

var fromClause = regexp.MustCompile(`(?i)\bFROM\s+([A-Za-z][A-Za-z0-9_]*)`)

// objectOf names the object of a query. The query itself may hold what is nobody
// else's business.
func objectOf(soql string) string {
	for _, match := range fromClause.FindAllStringSubmatchIndex(soql, -1) {
		before := soql[:match[0]]
		if strings.Count(before, "(") == strings.Count(before, ")") { // not in a sub-query
			return soql[match[2]:match[3]]
		}
	}
	return "an object"
}
