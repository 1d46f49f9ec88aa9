package rest

import (
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest/resttest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

const (
	lastPage = `{"totalSize":1,"done":true,"records":[{"Id":"1"}]}`
	expired  = `[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`
)

// testFlow signs in without a key.
type testFlow struct{}

func (testFlow) TokenURL() string                   { return "http://localhost/services/oauth2/token" }
func (testFlow) Identity() string                   { return "test" }
func (testFlow) Form(time.Time) (url.Values, error) { return url.Values{"grant_type": {"test"}}, nil }

// org is an org whose token endpoint works and whose API answers as it is told.
// Its connections are pipes, so that time can stand still in a synctest bubble.
type org struct {
	options  Options
	session  *oauth.Session
	dials    int
	instance string // what the token endpoint says
	// tokenDate is the clock of the token endpoint; nil for this host's.
	tokenDate func() time.Time

	mu       sync.Mutex
	answer   http.HandlerFunc
	signIns  int
	requests []*http.Request // to the API
}

func newOrg(t *testing.T, answer http.HandlerFunc) *org {
	t.Helper()
	o := &org{answer: answer, instance: "http://localhost"}
	transport := resttest.Serve(t, o, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.dials++
	})
	client := &http.Client{Transport: transport}
	o.session = oauth.NewBroker().Session(testFlow{}, client)
	o.options = Options{Session: o.session, HTTP: client, Version: "62.0"}
	return o
}

func (o *org) client() *Client { return New(o.options) }

func (o *org) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	if strings.HasSuffix(r.URL.Path, "/services/oauth2/token") {
		o.signIns++
		signIns, instance := o.signIns, o.instance
		o.mu.Unlock()
		if o.tokenDate != nil {
			w.Header().Set("Date", o.tokenDate().UTC().Format(http.TimeFormat))
		}
		_, _ = fmt.Fprintf(w, `{"access_token":"00D000000000001!token%d","instance_url":%q}`, signIns, instance)
		return
	}
	o.requests = append(o.requests, r)
	answer := o.answer
	o.mu.Unlock()
	answer(w, r)
}

func (o *org) paths() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var paths []string
	for _, r := range o.requests {
		paths = append(paths, r.URL.Path)
	}
	return paths
}

// want checks how many requests the API and the token endpoint got.
func (o *org) want(t *testing.T, requests, signIns int) {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.requests) != requests || o.signIns != signIns {
		t.Errorf("got %d requests and %d sign-ins, want %d and %d", len(o.requests), o.signIns, requests, signIns)
	}
}

// wantClass checks that err is an *Error of a class that names no secret.
func wantClass(t *testing.T, err error, want Class) *Error {
	t.Helper()
	var failure *Error
	if !errors.As(err, &failure) {
		t.Fatalf("got error %v, want an *Error of class %q", err, want)
	}
	if failure.Class() != want {
		t.Errorf("got class %q, want %q: %v", failure.Class(), want, err)
	}
	if strings.Contains(err.Error(), "!token") {
		t.Errorf("the error holds a token: %v", err)
	}
	return failure
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}
}

// saysWith answers with one more header.
func saysWith(name, value string, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(name, value)
		answer(w, r)
	}
}

func page(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		_, _ = fmt.Fprint(w, body)
	}
}

// reset breaks the connection within the first line of an answer. Before it,
// net/http may ask again by itself.
func reset(w http.ResponseWriter, _ *http.Request) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = connection.Write([]byte("HTTP/1.1 2"))
	_ = connection.Close()
}

// cut announces more than it sends.
func cut(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = fmt.Fprint(w, body)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// zipped answers in gzip, without the last bytes of it if so told.
func zipped(body string, without int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		var buffer strings.Builder
		encoder := gzip.NewWriter(&buffer)
		_, _ = encoder.Write([]byte(body))
		_ = encoder.Close()
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = fmt.Fprint(w, buffer.String()[:buffer.Len()-without])
	}
}

// stalls sends a start and then nothing.
func stalls(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, body)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
}

// inTurn answers with one after the other, and with the last from then on.
func inTurn(answers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	answers = slices.Clone(answers)
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		answer := answers[0]
		if len(answers) > 1 {
			answers = answers[1:]
		}
		mu.Unlock()
		answer(w, r)
	}
}

// withToken answers a request by the token it has, and all others with 401.
func withToken(token string, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer 00D000000000001!"+token {
			says(401, expired)(w, r)
			return
		}
		answer(w, r)
	}
}
