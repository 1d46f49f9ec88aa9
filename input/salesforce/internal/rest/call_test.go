package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

func TestFailureIsClassedAndTriedAsOftenAsItHelps(t *testing.T) {
	one := func(code, message string) string {
		return fmt.Sprintf(`[{"message":%q,"errorCode":%q}]`, message, code)
	}
	tests := map[string]struct {
		answer            http.HandlerFunc
		class             Class
		requests, signIns int
	}{
		"406 without a body":           {says(406, ""), Transient, 3, 1},
		"420":                          {says(420, ""), Transient, 3, 1},
		"429":                          {says(429, ""), Transient, 3, 1},
		"500 with words":               {says(500, one("UNKNOWN_EXCEPTION", "An unexpected error occurred. ErrorId: 1")), Transient, 3, 1},
		"502":                          {says(502, ""), Transient, 3, 1},
		"503":                          {says(503, one("SERVER_UNAVAILABLE", "down")), Transient, 3, 1},
		"a 5xx that nobody knows":      {says(599, ""), Transient, 3, 1},
		"a lock":                       {says(400, one("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access")), Transient, 3, 1},
		"a broken connection":          {reset, Transient, 3, 1},
		"a web page with 200":          {page("<html>We are down for maintenance.</html>"), Transient, 3, 1},
		"a web page with 503":          {says(503, "<!doctype html>"), Transient, 3, 1},
		"too many long requests":       {says(403, one("REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.")), Concurrency, 3, 1},
		"no requests left today":       {says(403, one("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")), DailyLimit, 1, 1},
		"no permission":                {says(403, one("INSUFFICIENT_ACCESS", "insufficient access rights")), Forbidden, 1, 1},
		"a 403 without a body":         {says(403, ""), Forbidden, 1, 1},
		"an API that is switched off":  {says(403, one("API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.")), Forbidden, 1, 1},
		"a session that stays expired": {says(401, expired), SessionUnusable, 2, 2},
		"a 401 without a body":         {says(401, ""), SessionUnusable, 2, 2},
		"a session code with 403":      {says(403, expired), SessionUnusable, 2, 2},
		"a session for something else": {says(401, one("INVALID_SESSION_ID", "This session is not valid for use with the REST API")), SessionUnusable, 1, 1},
		"an app for something else":    {says(401, one("", "Connected app is not attached to Agent")), SessionUnusable, 1, 1},
		"a header that was changed":    {says(401, one("INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE")), SessionUnusable, 1, 1},
		"a query that ran too long":    {says(400, one("QUERY_TIMEOUT", "Your query request was running for too long.")), QueryTimeout, 1, 1},
		"the same with status 500":     {says(500, one("QUERY_TIMEOUT", "Your query request was running for too long.")), QueryTimeout, 1, 1},
		"a field that is not there":    {says(400, one("INVALID_FIELD", "No such column 'Interval' on entity 'EventLogFile'.")), InvalidField, 1, 1},
		"an object that is not there":  {says(400, one("INVALID_TYPE", "sObject type 'LoginEvnt' is not supported.")), InvalidQuery, 1, 1},
		"a query that is no query":     {says(400, one("MALFORMED_QUERY", "unexpected token: 'FRM'")), InvalidQuery, 1, 1},
		"a query that is too long":     {says(414, ""), InvalidQuery, 1, 1},
		"an API version of tomorrow":   {says(404, one("NOT_FOUND", "The requested resource does not exist")), VersionRetired, 1, 1},
		"an API version of yesterday":  {says(410, one("UNSUPPORTED_API_VERSION", "gone")), VersionRetired, 1, 1},
		"an org that stays moved":      {says(400, one("URL_NOT_RESET", "Destination URL not reset.")), Moved, 2, 2},
		"a redirect":                   {saysWith("Location", "https://evil.example/x?secret", says(302, "")), Moved, 2, 2},
		"what nobody knows":            {says(418, one("TEAPOT", "short and stout")), Other, 1, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, test.answer)
				org.options.Retry.MaxAttempts = 3
				_, err := org.client().Query(t.Context(), "SELECT Id FROM LoginEvent WHERE Username = 'hunter2'")
				failure := wantClass(t, err, test.class)
				org.want(t, test.requests, test.signIns)
				if failure.Remedy == "" {
					t.Errorf("the error leaves its reader alone: %v", err)
				}
				for _, secret := range []string{"hunter2", "?secret"} {
					if strings.Contains(err.Error(), secret) {
						t.Errorf("the error says too much: %v", err)
					}
				}
				if !strings.HasPrefix(err.Error(), "querying LoginEvent: ") {
					t.Errorf("the error does not begin with what was done: %v", err)
				}
			})
		})
	}
}

func TestOrgThatMovedIsFoundByANewSignIn(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"by its error":   says(400, `[{"errorCode":"URL_NOT_RESET","message":"Destination URL not reset."}]`),
		"by a redirect":  saysWith("Location", "http://localhost:81/services/data", says(307, "")),
		"by a permanent": saysWith("Location", "http://localhost:81/services/data", says(301, "<html></html>")),
	}
	for name, moved := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Host == "localhost" {
						moved(w, r)
						return
					}
					says(200, lastPage)(w, r)
				})
				client := org.client()
				if _, err := client.Token(t.Context()); err != nil {
					t.Fatal(err)
				}
				org.instance = "http://localhost:81"
				if _, err := client.Query(t.Context(), "SELECT Id FROM User"); err != nil {
					t.Fatal(err)
				}
				org.want(t, 2, 2)
			})
		})
	}
}

func TestSessionThatCannotBeRenewedIsTheSignInsError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, says(401, expired))
		client := org.client()
		for range 5 {
			_, _ = client.Query(t.Context(), "SELECT Id FROM User")
		}
		_, err := client.Query(t.Context(), "SELECT Id FROM User")
		var refused *oauth.Error
		if !errors.As(err, &refused) || refused.RetryAt.IsZero() {
			t.Errorf("got %v, want the error of a sign-in that waits", err)
		}
		if org.signIns > 4 {
			t.Errorf("%d sign-ins in no time", org.signIns)
		}
	})
}

// Where sessions end after some calls, others may use up the new one before this call
// gets its turn.
func TestCallThatComesTooLateToASessionTwiceIsMadeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var session *oauth.Session
		usedUp := func(generation uint64) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				session.Accepted(generation) // by another call
				says(401, expired)(w, r)
			}
		}
		org := newOrg(t, inTurn(usedUp(1), usedUp(2), usedUp(3), says(200, lastPage)))
		session = org.session
		if _, err := org.client().Query(t.Context(), "SELECT Id FROM User"); err != nil {
			t.Error(err)
		}
		org.want(t, 4, 4)

		// It does not go on for ever.
		var answers []http.HandlerFunc
		for generation := range uint64(50) {
			answers = append(answers, usedUp(generation+1))
		}
		org = newOrg(t, inTurn(answers...))
		session = org.session
		_, err := org.client().Query(t.Context(), "SELECT Id FROM User")
		wantClass(t, err, SessionUnusable)
		org.want(t, maxRenewals+1, maxRenewals+1)
	})
}

func TestTriesAreCountedAcrossSignIns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, inTurn(says(503, ""), says(401, expired), says(503, "")))
		org.options.Retry.MaxAttempts = 3
		_, err := org.client().Query(t.Context(), "SELECT Id FROM User")
		wantClass(t, err, Transient)
		org.want(t, 3, 2)

		// The call after a sign-in is made even if no tries are left.
		org = newOrg(t, withToken("token2", says(200, lastPage)))
		org.options.Retry.MaxAttempts = 1
		if _, err := org.client().Query(t.Context(), "SELECT Id FROM User"); err != nil {
			t.Error(err)
		}
		org.want(t, 2, 2)
	})
}

func TestWaitsDoubleWithinBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			at = append(at, time.Now())
			says(503, "")(w, r)
		})
		org.options.Retry = Retry{MaxAttempts: 6, WaitMin: time.Second, WaitMax: 5 * time.Second}
		_, err := org.client().Query(t.Context(), "SELECT Id FROM User")
		wantClass(t, err, Transient)
		bounds := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second, 5 * time.Second}
		if len(at) != 6 {
			t.Fatalf("got %d requests, want 6", len(at))
		}
		for i := range 5 {
			wait := at[i+1].Sub(at[i])
			if lower := max(bounds[i+1]/2, time.Second); wait < lower || wait > bounds[i+1] {
				t.Errorf("wait %d is %v, want %v to %v", i+1, wait, lower, bounds[i+1])
			}
		}
	})
}

func TestRetryAfterIsHonouredUpToWaitMax(t *testing.T) {
	tests := map[string]struct {
		header        string
		lowest, most  time.Duration
		retryAfterSet time.Duration
	}{
		"seconds":                  {"30", 30 * time.Second, 30 * time.Second, 30 * time.Second},
		"a date":                   {"Sat, 01 Jan 2000 00:00:30 GMT", 30 * time.Second, 30 * time.Second, 0},
		"an hour is cut":           {"3600", time.Minute, time.Minute, time.Hour},
		"eternity is cut":          {"99999999999", time.Minute, time.Minute, longestRetryAfter},
		"zero has no say":          {"0", time.Second, 2 * time.Second, 0},
		"below zero has no say":    {"-5", time.Second, 2 * time.Second, 0},
		"what is no time has none": {"soon", time.Second, 2 * time.Second, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, saysWith("Retry-After", test.header, says(429, "")))
				org.options.Retry = Retry{MaxAttempts: 2, WaitMin: time.Second, WaitMax: time.Minute}
				start := time.Now()
				_, err := org.client().Query(t.Context(), "SELECT Id FROM User")
				failure := wantClass(t, err, Transient)
				if took := time.Since(start); took < test.lowest || took > test.most {
					t.Errorf("waited %v, want %v to %v", took, test.lowest, test.most)
				}
				if failure.RetryAfter != test.retryAfterSet {
					t.Errorf("the error has RetryAfter %v, want %v", failure.RetryAfter, test.retryAfterSet)
				}
				org.want(t, 2, 1)
			})
		})
	}
}

func TestContextEndsAWait(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"between two tries":    saysWith("Retry-After", "60", says(503, "")),
		"for a header":         func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"for the rest of page": stalls(`{"totalSize":`),
	}
	for name, answer := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, answer)
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				start := time.Now()
				_, err := org.client().Query(ctx, "SELECT Id FROM User")
				if err != context.Canceled || time.Since(start) != time.Second { // as it is, unwrapped
					t.Errorf("got %v after %v, want the context's error after 1s", err, time.Since(start))
				}
				org.want(t, 1, 1)
			})
		})
	}
}

func TestHeaderThatDoesNotComeIsGivenUpAndAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		never := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		org := newOrg(t, inTurn(never, says(200, lastPage)))
		org.options.HeaderTimeout = 10 * time.Second
		client := org.client()
		start := time.Now()
		if _, err := client.Query(t.Context(), "SELECT Id FROM User"); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took < 10*time.Second || took > 15*time.Second {
			t.Errorf("took %v, want 10s and a short wait", took)
		}
		org.want(t, 2, 1)
		org.answer = never
		_, err := client.Limits(t.Context())
		if wantClass(t, err, Transient); !errors.Is(err, ErrHeaderTimeout) {
			t.Errorf("got %v, want ErrHeaderTimeout", err)
		}
		// A query may be too much for the time.
		_, err = client.Query(t.Context(), "SELECT Id FROM User")
		if wantClass(t, err, QueryTimeout); !errors.Is(err, ErrHeaderTimeout) {
			t.Errorf("got %v, want ErrHeaderTimeout", err)
		}
		org.want(t, 2+5+5, 1)
	})
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestCertificateThatIsWrongIsNotTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, says(200, lastPage))
		requests := 0
		org.options.HTTP = &http.Client{Transport: transportFunc(func(*http.Request) (*http.Response, error) {
			requests++
			return nil, &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
		})}
		_, err := org.client().Query(t.Context(), "SELECT Id FROM User")
		wantClass(t, err, Other)
		if requests != 1 || !strings.Contains(err.Error(), "certificate_authorities") {
			t.Errorf("got %v after %d requests, want a remedy after 1", err, requests)
		}
	})
}

func TestPathThatIsNoURLIsAnError(t *testing.T) {
	org := newOrg(t, says(200, logFile))
	if _, err := org.client().Open(t.Context(), "/a\x7fb"); err == nil || !strings.HasPrefix(err.Error(), "opening ") {
		t.Errorf("got %v", err)
	}
	org.want(t, 0, 1)
}

type logLines struct{ lines []string }

func (l *logLines) Debugw(message string, keysAndValues ...any) {
	l.lines = append(l.lines, fmt.Sprint(append([]any{message}, keysAndValues...)...))
}

func TestTriesAreLoggedWithoutSecrets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &logLines{}
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			says(503, fmt.Sprintf(`[{"errorCode":"SERVER_UNAVAILABLE","message":"no room for %s"}]`, r.Header.Get("Authorization")))(w, r)
		})
		org.options.Logger = log
		_, err := org.client().Query(t.Context(), "SELECT Id FROM User WHERE Name = 'hunter2'")
		wantClass(t, err, Transient)
		if len(log.lines) != 4 {
			t.Errorf("got %d lines for 5 tries, want 4", len(log.lines))
		}
		for _, line := range log.lines {
			if strings.Contains(line, "!token") || strings.Contains(line, "hunter2") || !strings.Contains(line, "querying User") {
				t.Errorf("got the line %q", line)
			}
		}
	})
}
