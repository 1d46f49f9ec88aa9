package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
)

// Page is a part of a query's result. Its size says nothing: any page may be
// short, and only Done tells the last.
type Page struct {
	TotalSize      int               // records of the whole result
	Done           bool              // there is no further page
	NextRecordsURL string            // opaque; empty if there is no further page
	Records        []json.RawMessage // as they came

	object string
	trail  *trail
}

// Query runs a query and returns the first page of its result.
func (c *Client) Query(ctx context.Context, soql string) (*Page, error) {
	object := objectOf(soql)
	call := &call{operation: "querying " + object, resource: ResourceQuery}
	return c.page(ctx, call, object, func(version string) string {
		return "/services/data/v" + version + "/query?q=" + url.QueryEscape(soql)
	})
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
	next, err := c.page(ctx, call, page.object, nil)
	if err != nil {
		return nil, err
	}
	if next.trail, err = page.trail.after(page, next); err != nil {
		return nil, &Error{Operation: operation, Err: err, Remedy: "nothing needs to be done unless it lasts: the query is made anew"}
	}
	return next, nil
}

// page makes a call for a page. path, if not nil, makes the path for a version.
func (c *Client) page(ctx context.Context, call *call, object string, path func(version string) string) (*Page, error) {
	if path != nil {
		version, err := c.Version(ctx)
		if err != nil {
			return nil, err
		}
		call.path = path(version)
	}
	var page *Page
	call.accept = func(s *success) error {
		decoded, err := decodePage(&bounded{reader: s.body, left: c.pageLimit})
		if errors.Is(err, errTooLarge) {
			return tooLarge(call.operation, err)
		}
		if err != nil {
			return fmt.Errorf("reading the page: %w", err)
		}
		decoded.object = object
		page = decoded
		_ = s.body.Close() // It was read to its end.
		return nil
	}
	if err := c.do(ctx, call); err != nil {
		c.forgetRetired(err)
		return nil, err
	}
	return page, nil
}

// decodePage reads a page as a stream. The records are kept as they are: null,
// nested and long values are for others to understand.
func decodePage(body io.Reader) (*Page, error) {
	decoder := json.NewDecoder(body)
	page := &Page{}
	var sawDone bool
	err := decodeObject(decoder, func(key string) error {
		switch key {
		case "totalSize":
			return decoder.Decode(&page.TotalSize)
		case "done":
			sawDone = true
			return decoder.Decode(&page.Done)
		case "nextRecordsUrl":
			return decoder.Decode(&page.NextRecordsURL)
		case "records":
			return decodeRecords(decoder, page)
		}
		var unknown json.RawMessage
		return decoder.Decode(&unknown)
	})
	if err != nil {
		return nil, err
	}
	// Reading to the end frees the connection for the next call, and finds what
	// the end of a compressed answer says about the rest.
	if _, err := decoder.Token(); err == nil {
		return nil, errors.New("the answer goes on after its end")
	} else if err != io.EOF {
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

func decodeObject(decoder *json.Decoder, value func(key string) error) error {
	if err := expect(decoder, '{'); err != nil {
		return err
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return notEnded(err)
		}
		if err := value(key.(string)); err != nil {
			return notEnded(err)
		}
	}
	return expect(decoder, '}')
}

func decodeRecords(decoder *json.Decoder, page *Page) error {
	if err := expect(decoder, '['); err != nil {
		return err
	}
	for decoder.More() {
		var record json.RawMessage
		if err := decoder.Decode(&record); err != nil {
			return err
		}
		page.Records = append(page.Records, record)
	}
	return expect(decoder, ']')
}

func expect(decoder *json.Decoder, want json.Delim) error {
	token, err := decoder.Token()
	if err != nil {
		return notEnded(err)
	}
	if token != want {
		return fmt.Errorf("the answer has %v where %q was expected", token, want.String())
	}
	return nil
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
