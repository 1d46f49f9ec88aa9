package orgsim_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newClock starts at a Wednesday noon and a half.
func newClock() *orgsim.Clock {
	return orgsim.NewClock(time.Date(2026, 3, 18, 12, 30, 15, 250_000_000, time.UTC))
}

// newKey makes a key once for all tests, which need not differ in it.
var newKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// A client talks to an org in memory.
type client struct {
	t     *testing.T
	org   *orgsim.Org
	clock *orgsim.Clock
	token string
}

const host = "acme.my.salesforce.com"

// newClient makes an org and signs in.
func newClient(t *testing.T, options orgsim.Options) *client {
	t.Helper()
	c := &client{t: t, clock: newClock()}
	options.Now = c.clock.Now
	options.PublicKey = &newKey().PublicKey
	org, err := orgsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	c.org = org
	c.token = c.signIn()
	return c
}

// claims are those of a good assertion.
func (c *client) claims() jwt.MapClaims {
	return jwt.MapClaims{
		"iss": c.org.ClientID(), "sub": c.org.Username(), "aud": "https://login.salesforce.com",
		"exp": c.clock.Now().Add(3 * time.Minute).Unix(),
	}
}

// assertion is a form that carries signed claims.
func (c *client) assertion(claims jwt.MapClaims) url.Values {
	c.t.Helper()
	signed, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(newKey())
	if err != nil {
		c.t.Fatal(err)
	}
	return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {signed}}
}

func (c *client) signIn() string {
	c.t.Helper()
	response := c.post(c.assertion(c.claims()))
	token, _ := response.object(c.t)["access_token"].(string)
	if token == "" {
		c.t.Fatalf("signing in: status %d, %s", response.status, response.body)
	}
	return token
}

// A response is an answer, read and unzipped.
type response struct {
	status int
	header http.Header
	body   string
}

func (r response) object(t *testing.T) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(r.body), &object); err != nil {
		t.Fatalf("reading %q: %v", r.body, err)
	}
	return object
}

// refusal is the code and message of an error.
func (r response) refusal(t *testing.T) (code, message string) {
	t.Helper()
	var list []struct{ ErrorCode, Message string }
	if err := json.Unmarshal([]byte(r.body), &list); err != nil || len(list) != 1 {
		t.Fatalf("reading an error of status %d: %q: %v", r.status, r.body, err)
	}
	return list[0].ErrorCode, list[0].Message
}

func (c *client) do(r *http.Request) response {
	c.t.Helper()
	recorder := httptest.NewRecorder()
	c.org.ServeHTTP(recorder, r)
	body, err := io.ReadAll(recorder.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return response{recorder.Code, recorder.Header(), string(body)}
}

func (c *client) post(form url.Values) response {
	r := httptest.NewRequest(http.MethodPost, "http://"+host+"/services/oauth2/token", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	return c.do(r)
}

// get asks for a path with the client's token.
func (c *client) get(path string, header ...string) response { return c.getFrom(host, path, header...) }

// getFrom asks a host for a path.
func (c *client) getFrom(host, path string, header ...string) response {
	r := httptest.NewRequest(http.MethodGet, "http://"+host+path, nil)
	r.Header.Set("Authorization", "Bearer "+c.token)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return c.do(r)
}

func (c *client) query(soql string, header ...string) response {
	return c.get("/services/data/v62.0/query?q="+url.QueryEscape(soql), header...)
}

// records runs a query to its last page.
func (c *client) records(soql string) []map[string]any {
	c.t.Helper()
	var all []map[string]any
	response := c.query(soql)
	for {
		if response.status != http.StatusOK {
			c.t.Fatalf("%s: status %d, %s", soql, response.status, response.body)
		}
		var page struct {
			Done           bool
			NextRecordsURL string `json:"nextRecordsUrl"`
			Records        []map[string]any
		}
		if err := json.Unmarshal([]byte(response.body), &page); err != nil {
			c.t.Fatal(err)
		}
		all = append(all, page.Records...)
		if page.Done != (page.NextRecordsURL == "") {
			c.t.Fatalf("done is %t, but nextRecordsUrl is %q", page.Done, page.NextRecordsURL)
		}
		if page.Done {
			return all
		}
		response = c.get(page.NextRecordsURL)
	}
}
