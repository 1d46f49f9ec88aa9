package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/jsonscan"
)

// subQuery finds a query within a query.
var subQuery = regexp.MustCompile(`(?i)\(\s*SELECT\b`)

// complete puts all pages of the sub-queries into the records of a page. A sub-query's
// result is in its record, and has further pages if it is long.
func (c *Client) complete(ctx context.Context, page *Page) error {
	if !page.children {
		return nil
	}
	for n, record := range page.Records {
		if !bytes.Contains(record, []byte("nextRecordsUrl")) {
			continue
		}
		whole, err := c.completeRecord(ctx, page.object, record)
		if err != nil {
			return err
		}
		page.Records[n] = whole
	}
	return nil
}

// completeRecord returns a record with all that its sub-queries give.
func (c *Client) completeRecord(ctx context.Context, object string, record json.RawMessage) (json.RawMessage, error) {
	whole := bytes.NewBufferString("{")
	var failed error
	err := jsonscan.Members(record, func(name, value []byte) error {
		if whole.Len() > 1 {
			whole.WriteByte(',')
		}
		quoted, err := json.Marshal(string(name))
		if err != nil {
			return err
		}
		whole.Write(quoted)
		whole.WriteByte(':')
		child, err := parsePage(value)
		if err != nil || child.Records == nil {
			whole.Write(value) // no result of a sub-query
			return nil
		}
		child.object, child.children = string(name)+" of "+object, true
		failed = c.writeChildren(ctx, whole, child)
		return failed
	})
	switch {
	case failed != nil:
		return nil, failed
	case err != nil:
		return record, nil // no JSON object
	}
	whole.WriteByte('}')
	return whole.Bytes(), nil
}

// writeChildren writes the result of a sub-query as if it had one page.
func (c *Client) writeChildren(ctx context.Context, to *bytes.Buffer, page *Page) error {
	err := c.complete(ctx, page)
	var all []json.RawMessage
	for left := c.pageLimit; err == nil; page, err = c.Next(ctx, page) {
		for _, record := range page.Records {
			left -= int64(len(record))
		}
		if left < 0 {
			return tooLarge("fetching "+page.object, errTooLarge)
		}
		all = append(all, page.Records...)
		if page.Done {
			break
		}
	}
	if err != nil {
		return err
	}
	result, err := json.Marshal(struct {
		TotalSize int               `json:"totalSize"`
		Done      bool              `json:"done"`
		Records   []json.RawMessage `json:"records"`
	}{len(all), true, all})
	to.Write(result)
	return err
}
