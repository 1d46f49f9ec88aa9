package polltest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest/resttest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// Org is a simulated org and a client of it.
type Org struct {
	*orgsim.Org
	*rest.Client

	mu      sync.Mutex // guards all below
	queries []string
	hook    func(*http.Request) *http.Response
	change  func(*http.Request, *http.Response)
}

// NewOrg makes an org. The client knows no other clock than this process's, and
// learns that of the org from its answers. Change, if there is one, changes how it calls.
func NewOrg(t testing.TB, options orgsim.Options, change ...func(*rest.Options)) *Org {
	t.Helper()
	options.ClientSecret = "secret"
	simulated, err := orgsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	org := &Org{Org: simulated}
	client := &http.Client{Transport: org}
	session := oauth.NewBroker().Session(flow{simulated.ClientID()}, client)
	calls := rest.Options{Session: session, HTTP: client, Version: "62.0"}
	for _, one := range change {
		one(&calls)
	}
	org.Client = rest.New(calls)
	return org
}

// NewRemoteOrg makes an org that is asked by HTTP, over pipes: what spoils an answer on
// its way does so as on a network. It has no hooks. Change changes how the client calls.
func NewRemoteOrg(t testing.TB, options orgsim.Options, change ...func(*rest.Options)) *Org {
	t.Helper()
	options.ClientSecret = "secret"
	simulated, err := orgsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: resttest.Serve(t, simulated, nil)}
	session := oauth.NewBroker().Session(flow{simulated.ClientID()}, client)
	calls := rest.Options{Session: session, HTTP: client, Version: "62.0"}
	for _, one := range change {
		one(&calls)
	}
	return &Org{Org: simulated, Client: rest.New(calls)}
}

// Hook sets what sees every request before the org does; what it returns, if it is
// not nil, is the answer.
func (o *Org) Hook(hook func(*http.Request) *http.Response) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hook = hook
}

// Change sets what sees every answer before the client does.
func (o *Org) Change(change func(*http.Request, *http.Response)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.change = change
}

// Queries returns the queries since the last call, in their order.
func (o *Org) Queries() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	queries := o.queries
	o.queries = nil
	return queries
}

// RoundTrip answers a request.
func (o *Org) RoundTrip(request *http.Request) (response *http.Response, err error) {
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	o.mu.Lock()
	hook, change := o.hook, o.change
	if soql := request.URL.Query().Get("q"); soql != "" {
		o.queries = append(o.queries, soql)
	}
	o.mu.Unlock()
	if hook != nil {
		response = hook(request)
	}
	if response == nil {
		recorder := httptest.NewRecorder()
		forwarded := request.Clone(request.Context())
		forwarded.RequestURI = request.URL.RequestURI()
		forwarded.Header.Del("Accept-Encoding")
		if forwarded.Body == nil {
			forwarded.Body = http.NoBody
		}
		o.ServeHTTP(recorder, forwarded)
		response = recorder.Result()
	}
	if change != nil {
		change(request, response)
	}
	response.Request = request
	return response, nil
}

// Answer makes an answer of JSON.
func Answer(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, ContentLength: int64(len(body)),
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   io.NopCloser(bytes.NewReader([]byte(body))),
	}
}

// Refusal makes an answer that is an error.
func Refusal(status int, code, message string) *http.Response {
	return Answer(status, `[{"errorCode":"`+code+`","message":"`+message+`"}]`)
}

// Cut makes a body end after some bytes. With an error it breaks off; without one it
// only ends, as far as HTTP can tell.
func Cut(response *http.Response, after int64, err error) {
	cut := io.LimitReader(response.Body, after)
	if err != nil {
		cut = io.MultiReader(cut, brokenBody{err})
	}
	response.Body = io.NopCloser(cut)
	response.ContentLength = -1
}

type brokenBody struct{ err error }

func (b brokenBody) Read([]byte) (int, error) { return 0, b.err }

// flow signs in without a key.
type flow struct{ clientID string }

func (flow) TokenURL() string { return "http://localhost/services/oauth2/token" }
func (flow) Identity() string { return "test" }
func (f flow) Form(time.Time) (url.Values, error) {
	return url.Values{"grant_type": {"client_credentials"}, "client_id": {f.clientID}, "client_secret": {"secret"}}, nil
}
