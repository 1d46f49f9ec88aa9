package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

// longestURL is the length that is sent. Salesforce takes 16,384 bytes, headers
// included.
const longestURL = 16000

// call is one thing to ask of the org.
type call struct {
	operation string // what is being done, for errors
	resource  Resource
	path      string // below the instance_url
	body      []byte // JSON, for a request that is not a GET
	length    budget.Length
	open      bool // Salesforce answers everyone, so an answer says nothing of the token
	// accept takes an answer that is a success. Its body is decoded already, and
	// accept has to close it, unless it fails.
	accept func(*success) error
}

// success is an answer with a status of success that is no web page.
type success struct {
	body          io.ReadCloser
	contentLength int64 // -1 if it is not known or the body was encoded
	encoded       bool
	generation    uint64    // of the token that was used
	date          time.Time // by the answer's header; zero if it does not say
}

// maxRenewals is how many sessions may end under one call. Each of them served
// other calls: what uses up sessions fast must not fail those that come late to each.
const maxRenewals = 10

// maxSlowAnswers is how many answers to one call may come too slowly. Each takes minutes, and
// until the last of them nobody hears of it.
const maxSlowAnswers = 2

// do makes a call, renews the session where that helps, and then makes the call
// once more. The rest of a query's result ends with the session that has it, so
// for a locator there is no second time.
func (c *Client) do(ctx context.Context, call *call) error {
	c.askUse(ctx)
	token, err := c.Token(ctx)
	if err != nil {
		return err
	}
	left := c.retry.MaxAttempts
	renewals, moved := 0, false
	for {
		err := c.try(ctx, call, token, &left)
		var failure *Error
		if !errors.As(err, &failure) {
			return err
		}
		switch {
		case failure.class == SessionExpired && renewals > 0 && (renewals == maxRenewals || !failure.endsSessions() || !c.session.WasAccepted(token.Generation)):
			return failure.unusable()
		case failure.class == SessionUnusable:
			c.session.Retire(token.Generation)
			return failure
		case failure.class == SessionExpired:
			renewals++
		case failure.class == Moved && !moved:
			moved = true
		default:
			return err
		}
		token, err = c.session.Renew(ctx, token.Generation)
		c.countSignIns()
		if err != nil {
			return err
		}
		if call.resource == ResourceLocator {
			failure.class = LocatorLost
			failure.Remedy = "no action is needed: the collector runs the query again from the first page"
			return failure
		}
		left = max(left, 1)
	}
}

// endsSessions reports whether the answer is one of those that Salesforce gives when a
// session ended. Of others a new token may be the cure, but not a second one.
func (e *Error) endsSessions() bool {
	return e.Code == "" || strings.EqualFold(e.Code, "INVALID_SESSION_ID")
}

// unusable returns the refusal of a token that was just issued.
func (e *Error) unusable() *Error {
	e.class = SessionUnusable
	if e.endsSessions() {
		e.Cause = "the org refuses a token that it has just issued"
		e.Remedy = "check the app's scopes and session policy, and whether another client signs in with the same app and user"
	}
	return e
}

// try makes a call with one token, again as long as failures pass by themselves
// and tries are left.
func (c *Client) try(ctx context.Context, call *call, token oauth.Token, left *int) error {
	target, err := resolve(token.InstanceURL, call.path)
	if err != nil {
		return &Error{Operation: call.operation, Err: err, class: InvalidQuery}
	}
	method, body := http.MethodGet, any(nil)
	if call.body != nil {
		method, body = http.MethodPost, call.body
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return &Error{Operation: call.operation, Err: withoutURL(err)}
	}
	request.Header.Set("Accept", "application/json")
	if call.resource == ResourceBody {
		request.Header.Set("Accept", "*/*")
	}
	if call.body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	// Asked for by us, gzip is left to us, and we know that it was there.
	request.Header.Set("Accept-Encoding", "gzip")
	request.Header.Set("User-Agent", c.userAgent)
	// Also where Salesforce wants none: what stands before an org may.
	request.Header.Set("Authorization", "Bearer "+token.Value.Reveal())

	if err := c.take(ctx, call); err != nil {
		return err
	}
	end, err := c.begin(ctx, call)
	if err != nil {
		return err
	}
	t := &trial{client: c, call: call, generation: token.Generation, max: *left, end: sync.OnceFunc(func() { end(); c.countShare() })}
	defer func() {
		if !t.accepted || call.resource != ResourceBody {
			t.end()
		}
	}()
	retrying := &retryablehttp.Client{
		HTTPClient:     c.http,
		RetryWaitMin:   c.retry.WaitMin,
		RetryWaitMax:   c.retry.WaitMax,
		RetryMax:       *left - 1,
		RequestLogHook: func(retryablehttp.Logger, *http.Request, int) { t.sent = c.now() },
		CheckRetry:     t.check,
		Backoff:        t.wait,
		ErrorHandler:   func(_ *http.Response, err error, _ int) (*http.Response, error) { return nil, err },
	}
	// The answer is with accept or in t.failure by then, and so is its body.
	_, err = retrying.Do(request)
	*left -= t.requests
	switch {
	case t.accepted:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case t.scarce != nil:
		return t.scarce
	case t.failure != nil:
		return t.failure.afterTries(call.resource)
	}
	return &Error{Operation: call.operation, Err: withoutURL(err)}
}

// afterTries returns the failure of the last try as what it means after all of
// them. A query that never got as far as a header, where HeaderTimeout is shorter
// than the two minutes of Salesforce, helps itself like one that Salesforce ended.
func (e *Error) afterTries(resource Resource) *Error {
	if resource == ResourceQuery && errors.Is(e.Err, ErrHeaderTimeout) {
		e.class = QueryTimeout
		e.Cause = "the query takes longer than this client waits, or the org does not answer"
		e.Remedy = "ask for less, or raise resource.timeout"
	}
	return e
}

// explainSlow says what to look at if the answer came too slowly.
func (e *Error) explainSlow() {
	if errors.Is(e.Err, ErrTooSlow) {
		e.Cause, e.Remedy = TooSlow().Why(), TooSlow().Fix()
	}
}

// resolve returns the URL of path at the org. The token must go nowhere else, so
// an absolute URL has to be the org's own.
func resolve(instance, path string) (string, error) {
	target := instance + path
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		absolute, err := url.Parse(path)
		home, homeErr := url.Parse(instance)
		if err != nil || homeErr != nil || absolute.Scheme != home.Scheme || !strings.EqualFold(absolute.Host, home.Host) || absolute.User != nil {
			return "", fmt.Errorf("%q is neither a path nor on the org's host", path)
		}
		target = path
	}
	if len(target) > longestURL {
		return "", fmt.Errorf("the URL has %d bytes, of which Salesforce takes %d: ask for fewer fields, or put fewer values into the conditions", len(target), longestURL)
	}
	return target, nil
}

// withoutURL takes off what net/http says around an error: the URL has the text
// of a query in it.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
