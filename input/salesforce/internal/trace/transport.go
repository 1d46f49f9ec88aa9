package trace

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Transport returns a transport that hands each request and each answer to the log.
func (l *Log) Transport(next http.RoundTripper) http.RoundTripper {
	if next == nil {
		next = http.DefaultTransport
	}
	return &transport{next: next, log: l, prefix: rand.Text()[:10]}
}

type transport struct {
	next   http.RoundTripper
	log    *Log
	prefix string // tells the processes apart that write to one file
	count  atomic.Int64
}

// call is one request with its answer, as the log keeps it until it is written.
type call struct {
	id     string
	method string
	url    string
	signIn bool
	begin  time.Time
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if !t.log.running() {
		return t.next.RoundTrip(request)
	}
	c := &call{
		id:     fmt.Sprintf("%s-%d", t.prefix, t.count.Add(1)),
		method: request.Method,
		url:    request.URL.String(),
		signIn: request.Method == http.MethodPost && !isComposite(request),
		begin:  time.Now(),
	}
	t.log.add(&note{call: c, kind: sent, at: c.begin, header: request.Header.Clone(), body: c.content(request), length: max(request.ContentLength, 0), shown: c.signIn})
	response, err := t.next.RoundTrip(request)
	header := time.Since(c.begin)
	if err != nil {
		t.log.add(&note{call: c, kind: failed, at: time.Now(), err: err, wait: header})
		return nil, err
	}
	n := &note{call: c, kind: answered, header: response.Header.Clone(), status: response.StatusCode, wait: header, shown: shows(request, response)}
	limit := 0
	if n.shown {
		limit = captured
		if c.signIn {
			limit = capturedOfSignIn
		}
	}
	response.Body = &body{ReadCloser: response.Body, limit: limit, ended: func(content []byte, length int64, err error) {
		n.at, n.body, n.length, n.err = time.Now(), content, length, err
		t.log.add(n)
	}}
	return response, nil
}

// isComposite reports whether a request has queries in its body, and no secrets.
func isComposite(request *http.Request) bool {
	return strings.HasSuffix(request.URL.Path, "/composite") && strings.Contains(request.URL.Path, "/services/data/")
}

// content returns a copy of what a request sends.
func (c *call) content(request *http.Request) []byte {
	if request.GetBody == nil {
		return nil
	}
	content, err := request.GetBody()
	if err != nil {
		return nil
	}
	defer content.Close()
	limit := int64(captured)
	if c.signIn {
		limit = capturedOfSignIn
	}
	sent, _ := io.ReadAll(io.LimitReader(content, limit)) // it is in memory
	return sent
}

// shows reports whether the content of an answer is traced: what a log file holds is not.
func shows(request *http.Request, response *http.Response) bool {
	return response.StatusCode/100 != 2 || !strings.HasSuffix(strings.TrimSuffix(request.URL.Path, "/"), "/LogFile")
}

const (
	// captured is how much of a body is copied, as it came. It is more than is shown, so
	// that a secret at the end of what is shown is there as a whole.
	captured = 8 << 10
	// capturedOfSignIn is enough for the whole of it.
	capturedOfSignIn = 64 << 10
)

// body copies the begin of what is read through it.
type body struct {
	io.ReadCloser
	limit  int
	copied []byte
	length int64
	once   sync.Once
	ended  func(content []byte, length int64, err error)
}

func (b *body) Read(to []byte) (int, error) {
	n, err := b.ReadCloser.Read(to)
	b.length += int64(n)
	if room := b.limit - len(b.copied); room > 0 {
		b.copied = append(b.copied, to[:min(n, room)]...)
	}
	if err != nil {
		failure := err
		if err == io.EOF {
			failure = nil
		}
		b.end(failure)
	}
	return n, err
}

func (b *body) Close() error {
	err := b.ReadCloser.Close()
	b.end(nil)
	return err
}

func (b *body) end(err error) {
	b.once.Do(func() { b.ended(b.copied, b.length, err) })
}
