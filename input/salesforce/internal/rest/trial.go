package rest

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// trial is the state of try between two requests.
type trial struct {
	client        *Client
	call          *call
	generation    uint64
	sent          time.Time
	requests, max int    // requests
	slow          int    // how many of their answers came too slowly
	end           func() // of the last of them; may be called more than once
	accepted      bool
	failure       *Error // of the latest request
	scarce        error  // why there is no further one
}

// check looks at an answer and says whether to ask again. What failed is in
// t.failure; the only error that it returns is the context's.
func (t *trial) check(ctx context.Context, response *http.Response, err error) (bool, error) {
	t.requests++
	defer t.count(ctx)
	if err != nil {
		err = unanswered(t.call, err)
	} else if err = t.take(response); err != nil {
		_ = response.Body.Close()
	} else {
		t.accepted = true
		return false, nil
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if !errors.As(err, &t.failure) {
		t.failure = &Error{Operation: t.call.operation, Err: err, Cause: "the answer broke off or is damaged", Remedy: "check the network and proxy if it lasts", class: Transient}
		t.failure.explainSlow()
	}
	if t.failure.class != Transient && t.failure.class != Concurrency {
		return false, nil
	}
	if errors.Is(t.failure, ErrTooSlow) {
		if t.slow++; t.slow == maxSlowAnswers {
			return false, nil
		}
	}
	if t.requests < t.max {
		if scarce := t.client.take(ctx, t.call); scarce != nil {
			t.scarce = scarce
			return false, nil
		}
	}
	return true, nil
}

// unanswered makes an Error of a request that got no answer.
func unanswered(call *call, err error) *Error {
	failure := &Error{Operation: call.operation, Err: withoutURL(err), Remedy: "check the network, proxy and TLS settings if it lasts", class: Transient}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		failure.class = Other
		failure.Remedy = "add the authority that signed the certificate to resource.ssl.certificate_authorities, if it is your proxy's"
	}
	return failure
}

// take passes an answer to accept if it is a success, and else returns what it
// says.
func (t *trial) take(response *http.Response) error {
	t.client.observe(t.call, response.Header, t.sent)
	if response.StatusCode/100 != 2 {
		decodeFailure(response)
		return readFailure(t.call, response, t.client.now())
	}
	encoded, err := decode(response)
	if err != nil {
		return err
	}
	buffered := bufio.NewReader(response.Body)
	if start, err := beginning(buffered); err != nil {
		return err
	} else if isWebPage(start, response.Header.Get("Content-Type")) {
		response.Body = readCloser{buffered, response.Body}
		return readFailure(t.call, response, t.client.now())
	}
	if !t.call.open && t.call.body == nil { // the part of a composite answer tells
		t.client.session.Accepted(t.generation)
	}
	s := &success{body: readCloser{buffered, response.Body}, contentLength: response.ContentLength, encoded: encoded, generation: t.generation, date: dateOf(response.Header)}
	if encoded {
		s.contentLength = -1
	}
	if t.call.resource == ResourceBody {
		s.body = endingBody{s.body, t.end}
	}
	return t.call.accept(s)
}

// endingBody is a body that says when its request has ended.
type endingBody struct {
	io.ReadCloser
	end func()
}

func (b endingBody) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}

type readCloser struct {
	io.Reader
	io.Closer
}

// beginning returns enough of a body to tell a web page, and waits for no more
// than that takes. An empty body is no error.
func beginning(body *bufio.Reader) ([]byte, error) {
	const enough = 64
	start, err := body.Peek(1)
	if err == nil && strings.Contains("< \t\r\nWw\xef", string(start)) {
		start, err = body.Peek(enough)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return start, err
}

// wait returns how long to wait before the next request. Retry-After is honored
// up to WaitMax; who asks for more gets one try before that.
func (t *trial) wait(shortest, longest time.Duration, made int, _ *http.Response) time.Duration {
	upper := shortest
	for range made + 1 {
		if upper >= longest {
			break
		}
		upper *= 2
	}
	upper = min(upper, longest)
	lower := max(upper/2, shortest)
	wait := lower + rand.N(upper-lower+1)
	wait = max(wait, min(t.failure.RetryAfter, longest))
	t.client.log.Debugw("asking Salesforce again after a failure", "operation", t.call.operation, "error", t.failure, "wait", wait)
	return wait
}
