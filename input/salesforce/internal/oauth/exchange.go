package oauth

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/pause"
)

const (
	// tries is how often one sign-in asks as long as failures are transient.
	tries = 3
	// answerTimeout bounds one try, from dialing to the last byte.
	answerTimeout = 30 * time.Second
	// answerLimit bounds what is read of an answer; a token takes a kilobyte.
	answerLimit = 1 << 20
	// longestRetryAfter bounds what an answer can make a session wait.
	longestRetryAfter = 15 * time.Minute
	// wordsLimit bounds what is repeated of an answer.
	wordsLimit = 300
)

// exchange is one sign-in: a form for a token.
type exchange struct {
	flow     Flow
	client   *http.Client
	skew     time.Duration // by which the last sign-in that succeeded corrected this host's clock
	observed time.Duration // by the Date header of the latest answer
	asserted bool          // the last try sent an assertion, which depends on the clock
}

// signIn asks for a token. It tries again where a failure is transient, and at once by the
// clock of the answer if an assertion is refused. A Date header can be wrong, so a clock
// by which signing in succeeds is kept, and no other is.
func (e *exchange) signIn(ctx context.Context) (Token, *Error) {
	skew := e.skew
	for try := 1; ; try++ {
		token, err := e.try(ctx, skew)
		if err == nil {
			e.skew = skew
			return token, nil
		}
		clock := e.asserted && (e.observed-skew).Abs() > assertionLife/4 && err.Code == "invalid_grant"
		if try == tries || ctx.Err() != nil || !clock && err.Class != Transient || err.RetryAfter > answerTimeout {
			return Token{}, err
		}
		if clock {
			skew = e.observed
			continue
		}
		if !pause.For(ctx, max(Transient.pauses().pause(try), err.RetryAfter)) {
			return Token{}, err
		}
	}
}

func (e *exchange) try(ctx context.Context, skew time.Duration) (Token, *Error) {
	endpoint := e.flow.TokenURL()
	form, err := e.flow.Form(time.Now().Add(skew))
	if err != nil {
		return Token{}, &Error{TokenURL: endpoint, Err: err}
	}
	plain := allowsHTTP(e.flow)
	if _, err := parseBase(endpoint, plain); err != nil {
		return Token{}, &Error{TokenURL: endpoint, Err: err}
	}
	e.asserted = form.Has("assertion")
	response, body, err := e.post(ctx, endpoint, form)
	if err != nil {
		return Token{}, &Error{TokenURL: endpoint, Class: Transient, Err: err, Remedy: "check the network, proxy and TLS settings if it lasts"}
	}
	failure := judge(response, body, newSent(form, e.flow))
	if failure == nil {
		token, err := parseToken(body, plain)
		if err == nil {
			return token, nil
		}
		failure = &Error{StatusCode: response.StatusCode, Err: err, Remedy: "check token_url, and that no proxy changes the answer"}
	}
	failure.TokenURL = endpoint
	return Token{}, failure
}

func (e *exchange) post(ctx context.Context, endpoint string, form url.Values) (*http.Response, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	// Asked for by us, gzip is left to us: see decoded.
	request.Header.Set("Accept-Encoding", "gzip")

	// A redirect would carry the assertion to a host that nobody configured.
	client := http.Client{}
	if e.client != nil {
		client = *e.client
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	sent := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return nil, nil, withoutURL(err)
	}
	defer response.Body.Close()
	if skew, ok := ClockSkew(response.Header, sent, time.Now()); ok {
		e.observed = skew
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	if err == nil {
		body, err = decoded(body)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the answer: %w", err)
	}
	return response, body, nil
}

// decoded returns a body without its compression. The header can be wrong about that, and
// must not hide what a refusal says: the body itself tells.
func decoded(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return body, nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(reader, answerLimit))
}

// withoutURL takes off what net/http says around an error: the *Error names the
// endpoint already.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// judge returns what an answer says is wrong, or nil if it may hold a token.
func judge(response *http.Response, body []byte, form signInForm) *Error {
	status := response.StatusCode
	failure := &Error{StatusCode: status, RetryAfter: retryAfter(response.Header, time.Now())}
	page := bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
	switch {
	case status >= 300 && status < 400:
		failure.Description = "redirect to " + location(response)
		failure.Cause = "the token endpoint is elsewhere"
		failure.Remedy = "set token_url to the org's My Domain URL, https://<name>.my.salesforce.com"
		return failure
	case page:
		failure.Class = Transient
		failure.Description = clean(pageText(body), form)
		failure.Cause = "the answer is a web page instead of JSON: Salesforce may be under maintenance, or a proxy answered"
		failure.Remedy = "check token_url; if it persists, check the proxy"
		return failure
	case status == http.StatusOK:
		return nil
	}
	var answer struct {
		Code        string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Code == "" && answer.Description == "" {
		answer.Description = string(body) // of whatever it is that answered
	}
	row := explain(answer.Code, answer.Description)
	failure.Code = clean(answer.Code, form)
	failure.Description = clean(answer.Description, form)
	failure.Class, failure.Cause, failure.Remedy = row.Class, row.Causes.Why(), row.Causes.Fix()
	if failure.Class == Permanent && form.Has("password") && failure.Code == "invalid_grant" {
		failure.Class = Lockout
	}
	if passes(status) && failure.Class == Permanent {
		failure.Class = Transient
		failure.Cause = "Salesforce cannot answer at the moment"
		failure.Remedy = "no action is needed unless it persists"
	}
	return failure
}

var (
	pageTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	pageMarks = regexp.MustCompile(`(?s)<(script|style)\b.*?</(script|style)\s*>|<[^>]*>`)
)

// pageText returns what a web page says to its reader.
func pageText(page []byte) string {
	if title := pageTitle.FindSubmatch(page); title != nil && len(bytes.TrimSpace(title[1])) > 0 {
		return string(title[1])
	}
	return pageMarks.ReplaceAllString(string(page), " ")
}

// passes reports whether a status means that the same may succeed later.
func passes(status int) bool {
	switch status {
	case http.StatusNotAcceptable, http.StatusRequestTimeout, 420, http.StatusTooManyRequests:
		return true
	}
	return status >= 500
}

// location names the host of a redirect; the rest of it may hold anything.
func location(response *http.Response) string {
	target, err := response.Location()
	if err != nil {
		return "nowhere"
	}
	return target.Scheme + "://" + target.Host
}

// clean makes words from outside fit to be shown: one line, not long, and with
// nothing of what was sent in confidence.
func clean(words string, form signInForm) string {
	between := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	words = strings.Join(strings.FieldsFunc(form.hider.Hide(words), between), " ")
	if len(words) > wordsLimit {
		words = strings.ToValidUTF8(words[:wordsLimit], "") + "..."
	}
	return words
}

// retryAfter reads a Retry-After header, which has seconds or a date.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil {
		return max(0, min(time.Duration(seconds), 24*60*60)*time.Second)
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}
