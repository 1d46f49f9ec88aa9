package rest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
)

// Body is the content of a log file, decoded. It has to be closed.
type Body struct {
	// ContentLength is the length that the answer announced, or -1: it did not,
	// or it is the length of an encoded form.
	ContentLength int64
	// Encoded tells whether the content came compressed.
	Encoded bool

	content   io.ReadCloser
	operation string
	ended     func() error // why the caller's context ended, if it did
	read      int64
	err       error
}

// Open asks for a log file's content at path, which is the LogFile field of an
// EventLogFile record. What fails before the first byte is tried again; what
// fails later is the caller's, see Body.Read.
func (c *Client) Open(ctx context.Context, path string) (*Body, error) {
	body := &Body{operation: "reading " + clean(path), ended: ctx.Err}
	call := &call{operation: "opening " + clean(path), resource: ResourceBody, path: path, length: budget.LongBody}
	call.accept = func(s *success) error {
		body.content, body.ContentLength, body.Encoded = s.body, s.contentLength, s.encoded
		return nil
	}
	if err := c.do(ctx, call); err != nil {
		return nil, err
	}
	return body, nil
}

// Read returns decoded content. io.EOF means that all arrived which HTTP knows
// of. Every other error is an *Error of class Transient, or the context's: the
// connection broke (errors.Is finds io.ErrUnexpectedEOF if it ended early),
// nothing arrived for too long (ErrIdle), or too little did (ErrTooSlow).
func (b *Body) Read(buffer []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.content.Read(buffer)
	b.read += int64(n)
	switch {
	case err == nil:
		return n, nil
	case err == io.EOF && b.read >= b.ContentLength:
		b.err = io.EOF
	case b.ended() != nil:
		b.err = b.ended()
	default:
		b.err = b.failure(notEnded(err))
	}
	return n, b.err
}

func (b *Body) failure(err error) error {
	if b.ContentLength >= 0 && errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("after %d of %d bytes: %w", b.read, b.ContentLength, err)
	} else {
		err = fmt.Errorf("after %d bytes: %w", b.read, err)
	}
	failure := &Error{Operation: b.operation, Err: err, Cause: "the content broke off", Remedy: "no action is needed unless it persists", class: Transient}
	failure.explainSlow()
	return failure
}

// Close ends the download.
func (b *Body) Close() error {
	if b.err == nil {
		b.err = errors.New(b.operation + ": it was closed")
	}
	return b.content.Close()
}
