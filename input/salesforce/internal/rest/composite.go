package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/jsonscan"
)

const (
	// pathLimit is the length of a query's path that is sent as a URL. Salesforce takes
	// twice as much, headers included, but many proxies take 8 KiB.
	pathLimit = 7500
	// shortPath is the length of a path that nothing on the way can take for too long.
	shortPath = 1000
	// longestQuery is the length of a query that Salesforce takes, in characters.
	longestQuery = 100_000
	// refusedFor is how long an org that refuses composite requests is not asked again.
	refusedFor = time.Hour
	// subrequest is the reference of the only part of a composite request.
	subrequest = "query"
)

// firstPage runs a query by its path. One that is too long for a URL is sent in the body of
// a composite request, which counts as one request.
func (c *Client) firstPage(ctx context.Context, soql, object string) (*Page, error) {
	operation := "querying " + object
	if length := len([]rune(soql)); length > longestQuery {
		return nil, &Error{
			Operation: operation, class: InvalidQuery, Remedy: "ask for fewer fields, or put fewer values into the conditions",
			Err: fmt.Errorf("the query has %d characters, but Salesforce accepts only %d", length, longestQuery),
		}
	}
	version, err := c.Version(ctx)
	if err != nil {
		return nil, err
	}
	path := queryPath(version, soql)
	byURL := &call{operation: operation, resource: ResourceQuery, path: path}
	fits := len(path) <= longestURL
	if len(path) <= c.longestPath() || fits && c.compositeRefused() {
		page, err := c.page(ctx, byURL, object)
		if !tooLong(err) || len(path) <= shortPath || c.compositeRefused() {
			return page, err
		}
		c.shortenPaths(len(path) - 1)
		fits = false
	}
	page, err := c.composite(ctx, operation, version, path, object)
	if c.refusesComposite(err) && fits {
		return c.page(ctx, byURL, object)
	}
	return page, err
}

// longestPath returns how long the path of a query may be.
func (c *Client) longestPath() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pathLimit
}

// shortenPaths notes that a path of some length got through, and a longer one did not.
func (c *Client) shortenPaths(limit int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pathLimit = min(c.pathLimit, limit)
}

// tooLong reports whether an answer says that the request was.
func tooLong(err error) bool {
	switch statusOf(err) {
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		return true
	}
	return false
}

// composite runs a query as the only part of a composite request.
func (c *Client) composite(ctx context.Context, operation, version, path, object string) (*Page, error) {
	type part struct {
		Method      string `json:"method"`
		URL         string `json:"url"`
		ReferenceID string `json:"referenceId"`
	}
	body, err := json.Marshal(struct {
		AllOrNone bool   `json:"allOrNone"`
		Parts     []part `json:"compositeRequest"`
	}{Parts: []part{{http.MethodGet, path, subrequest}}})
	if err != nil {
		return nil, &Error{Operation: operation, Err: err}
	}
	operation += fmt.Sprintf(" by a composite request, because its URL would have %d bytes", len(path))
	return c.page(ctx, &call{operation: operation, resource: ResourceQuery, path: "/services/data/v" + version + "/composite", body: body}, object)
}

// refusesComposite reports whether an error says that the org, or a proxy on the way, takes
// no composite requests. It is remembered for a while.
func (c *Client) refusesComposite(err error) bool {
	var failure *Error
	if !errors.As(err, &failure) || failure.inner {
		return false
	}
	switch failure.StatusCode {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType:
	default:
		return false
	}
	switch failure.class {
	case DailyLimit, Concurrency, Transient, SessionUnusable, Moved:
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noComposite = c.now()
	return true
}

func (c *Client) compositeRefused() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.noComposite.IsZero() && c.now().Before(c.noComposite.Add(refusedFor))
}

// ofComposite returns what the only part of a composite answer holds. If the part failed,
// the error is what an answer of its own would have been.
func (c *Client) ofComposite(call *call, text []byte, generation uint64) ([]byte, error) {
	var status int
	var body, headers []byte
	err := jsonscan.Members(text, func(name, value []byte) error {
		if string(name) != "compositeResponse" {
			return nil
		}
		return jsonscan.Elements(value, func(part []byte) error {
			return jsonscan.Members(part, func(name, value []byte) error {
				switch string(name) {
				case "body":
					body = value
				case "httpStatusCode":
					return json.Unmarshal(value, &status)
				case "httpHeaders":
					headers = value
				}
				return nil
			})
		})
	})
	if err != nil {
		return nil, err
	}
	if status == 0 {
		return nil, errors.New("the answer to a composite request has no part")
	}
	if status != http.StatusUnauthorized {
		c.session.Accepted(generation)
	}
	if status/100 == 2 {
		return body, nil
	}
	failure := readFailure(call, &http.Response{StatusCode: status, Header: headersOf(headers), Body: io.NopCloser(bytes.NewReader(body))}, c.now())
	failure.inner = true
	return nil, failure
}

// headersOf reads the headers of a part; what cannot be read is left out.
func headersOf(value []byte) http.Header {
	var texts map[string]string
	header := http.Header{}
	if json.Unmarshal(value, &texts) == nil {
		for name, text := range texts {
			header.Set(name, text)
		}
	}
	return header
}
