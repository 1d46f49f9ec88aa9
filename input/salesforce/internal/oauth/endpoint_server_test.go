package oauth

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest/resttest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// testBase is where clients of a tokenServer find it. Nothing listens there: the
// connections are pipes, so that time can stand still in a synctest bubble.
const testBase = "http://localhost"

const goodAnswer = `{"access_token":"00D000000000001!AQEAQsecret","scope":"id api",` +
	`"instance_url":"https://acme.my.salesforce.com","id":"https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA","token_type":"Bearer"}`

const notApproved = `{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}`

// testKey is made once: making keys is slow.
var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func testFlow() JWTBearer {
	return JWTBearer{ClientID: "client", Username: "user@acme.example", Audience: "https://login.salesforce.com", TokenURLBase: testBase, Key: KeyText(NewSecret(pkcs1(testKey())), Secret{})}
}

// tokenServer is a token endpoint that answers as it is told.
type tokenServer struct {
	client *http.Client

	mu       sync.Mutex
	answer   http.HandlerFunc
	requests int
	last     *http.Request // with its form parsed
}

func newTokenServer(t *testing.T, answer http.HandlerFunc) *tokenServer {
	t.Helper()
	s := &tokenServer{answer: answer}
	s.client = &http.Client{Transport: resttest.Serve(t, s, nil)}
	return s
}

func (s *tokenServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	s.mu.Lock()
	s.requests++
	s.last = r
	answer := s.answer
	s.mu.Unlock()
	answer(w, r)
}

func (s *tokenServer) answers(answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

func (s *tokenServer) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

func (s *tokenServer) wantRequests(t *testing.T, want int) {
	t.Helper()
	if got := s.count(); got != want {
		t.Errorf("got %d requests, want %d", got, want)
	}
}

func (s *tokenServer) session() *Session {
	return NewBroker().Session(testFlow(), s.client)
}

// says answers with a status and a body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}
}

// inTurn answers with one after the other, and with the last from then on.
func inTurn(answers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
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

// after answers when a time has passed.
func after(wait time.Duration, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(wait):
			answer(w, r)
		case <-r.Context().Done():
		}
	}
}
