package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTokenIsWhatTheAnswerSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(200, goodAnswer))
		session := server.session()
		got, err := session.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := Token{
			Value:       NewSecret("00D000000000001!AQEAQsecret"),
			InstanceURL: "https://acme.my.salesforce.com",
			OrgID:       "00D000000000001EAA",
			UserID:      "005000000000001AAA",
			Generation:  1,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if again, err := session.Token(t.Context()); err != nil || again.Generation != 1 {
			t.Errorf("got generation %d and error %v from the second call, want the same token", again.Generation, err)
		}
		server.wantRequests(t, 1)
	})
}

func TestManyCallersMakeOneSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, after(time.Second, says(200, goodAnswer)))
		session := server.session()
		ask := func(call func() (Token, error), generation uint64) {
			t.Helper()
			var callers sync.WaitGroup
			for range 20 {
				callers.Go(func() {
					if token, err := call(); err != nil || token.Generation != generation {
						t.Errorf("got generation %d and error %v, want generation %d", token.Generation, err, generation)
					}
				})
			}
			callers.Wait()
		}
		ask(func() (Token, error) { return session.Token(t.Context()) }, 1)
		server.wantRequests(t, 1)
		ask(func() (Token, error) { return session.Renew(t.Context(), 1) }, 2)
		server.wantRequests(t, 2)
		// Those who come late with a generation that is gone get the new token.
		ask(func() (Token, error) { return session.Renew(t.Context(), 1) }, 2)
		server.wantRequests(t, 2)
	})
}

func TestCallerWhoLeavesDoesNotDisturbTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, after(10*time.Second, says(200, goodAnswer)))
		session := server.session()
		leaving, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		var first error
		var took time.Duration
		var callers sync.WaitGroup
		callers.Go(func() {
			start := time.Now()
			_, first = session.Token(leaving)
			took = time.Since(start)
		})
		synctest.Wait()
		token, err := session.Token(t.Context())
		callers.Wait()
		if err != nil || token.Generation != 1 {
			t.Errorf("who stayed got generation %d and error %v", token.Generation, err)
		}
		if !errors.Is(first, context.DeadlineExceeded) || took != time.Second {
			t.Errorf("who left got error %v after %v, want its context's after a second", first, took)
		}
		server.wantRequests(t, 1)
	})
}

func TestSignInEndsWhenNobodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan struct{})
		server := newTokenServer(t, func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			close(ended)
		})
		session := server.session()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := session.Token(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want the context's", err)
		}
		<-ended
		if waited := time.Since(start); waited != time.Second {
			t.Errorf("the sign-in went on until %v, want it to end with its only caller", waited)
		}
		// It was no failure, so there is no back-off.
		server.answers(says(200, goodAnswer))
		if _, err := session.Token(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestEndedContextMakesNoRequest(t *testing.T) {
	server := newTokenServer(t, says(200, goodAnswer))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := server.session().Token(ctx); err != context.Canceled { // as it is, unwrapped
		t.Errorf("got error %v, want the context's as it is", err)
	}
	server.wantRequests(t, 0)
}

func TestRefusedSignInBacksOffAndHeals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(400, notApproved))
		session := server.session()
		_, err := session.Token(t.Context())
		var refusal *Error
		if !errors.As(err, &refusal) {
			t.Fatalf("got error %v, want an *Error", err)
		}
		if refusal.StatusCode != 400 || refusal.Code != "invalid_grant" || refusal.Description != "user hasn't approved this consumer" || refusal.Class != Permanent {
			t.Errorf("got %+v", refusal)
		}
		if wait := time.Until(refusal.RetryAt); wait < 2*time.Second || wait > 5*time.Second {
			t.Errorf("the next try is in %v, want about 5s", wait)
		}

		// During the back-off the error comes at once, and nothing is sent.
		start := time.Now()
		_, again := session.Token(t.Context())
		if time.Since(start) != 0 || again == nil || again.Error() != err.Error() {
			t.Errorf("got %v after %v, want the last error at once", again, time.Since(start))
		}
		server.wantRequests(t, 1)

		// An hour of a caller that asks every second stays far below the limit.
		for range 3600 {
			time.Sleep(time.Second)
			_, _ = session.Token(t.Context())
		}
		if got := server.count(); got < 12 || got > 40 {
			t.Errorf("%d sign-ins in the first hour, want a few dozen at most", got)
		}
		_, err = session.Token(t.Context())
		if !errors.As(err, &refusal) || time.Until(refusal.RetryAt) > 5*time.Minute {
			t.Errorf("got %v, want the next try within 5m", err)
		}

		server.answers(says(200, goodAnswer))
		time.Sleep(5 * time.Minute)
		if _, err := session.Token(t.Context()); err != nil {
			t.Errorf("did not heal: %v", err)
		}

		// The next failure starts from the beginning.
		server.answers(says(400, notApproved))
		time.Sleep(time.Hour)
		if _, err = session.Renew(t.Context(), 1); !errors.As(err, &refusal) || time.Until(refusal.RetryAt) > 5*time.Second {
			t.Errorf("got %v, want a next try as soon as after a first failure", err)
		}
	})
}

func TestTransientFailureIsTriedAgainWithinTheSignIn(t *testing.T) {
	broken := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = fmt.Fprint(w, `{"access_token":`)
		panic(http.ErrAbortHandler)
	}
	tests := map[string]http.HandlerFunc{
		"a server error":                        says(500, `{"error":"unknown_error","error_description":"retry your request"}`),
		"an error code that says so":            says(400, `{"error":"server_error"}`),
		"maintenance with a page":               says(503, "<html>We are down for maintenance.</html>"),
		"a page with the status of success":     says(200, "<!DOCTYPE html><html></html>"),
		"a page with the status of a mistake":   says(404, "  <html></html>"),
		"no route in Salesforce Edge":           says(420, ""),
		"too many requests":                     says(429, ""),
		"a connection that broke":               func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"an answer that broke off":              broken,
		"a gateway error without a body at all": says(502, ""),
	}
	for name, failure := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newTokenServer(t, inTurn(failure, failure, says(200, goodAnswer)))
				start := time.Now()
				if _, err := server.session().Token(t.Context()); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took < time.Second || took > 10*time.Second {
					t.Errorf("took %v, want a pause of a few seconds", took)
				}
				server.wantRequests(t, 3)
			})
		})
	}
	t.Run("until it lasts too long", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			server := newTokenServer(t, says(503, ""))
			_, err := server.session().Token(t.Context())
			var failure *Error
			if !errors.As(err, &failure) || failure.Class != Transient || failure.StatusCode != 503 {
				t.Fatalf("got %v, want a transient error", err)
			}
			if wait := time.Until(failure.RetryAt); wait > time.Second {
				t.Errorf("the next try is in %v, want it sooner than after a refusal", wait)
			}
			server.wantRequests(t, tries)
		})
	})
}

func TestSlowTokenEndpointIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, after(time.Hour, says(200, goodAnswer)))
		start := time.Now()
		_, err := server.session().Token(t.Context())
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 2*time.Minute {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		var failure *Error
		if !errors.As(err, &failure) || failure.Class != Transient {
			t.Errorf("got %v, want a transient *Error", err)
		}
		server.wantRequests(t, tries)
	})
}

func TestRateLimitWaitsLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(400, `{"error":"rate_limit_exceeded","error_description":"number of logins exceeded"}`))
		_, err := server.session().Token(t.Context())
		var failure *Error
		if !errors.As(err, &failure) || failure.Class != RateLimit || time.Until(failure.RetryAt) < 30*time.Second {
			t.Errorf("got %v, want a long wait", err)
		}
		server.wantRequests(t, 1)
	})
}

func TestRetryAfterIsHonouredWithinBounds(t *testing.T) {
	tests := map[string]struct {
		header         string
		shortest, most time.Duration
		requests       int
	}{
		"a long wait ends the sign-in":   {"120", 2 * time.Minute, 2 * time.Minute, 1},
		"a wait without end is cut":      {"999999", longestRetryAfter, longestRetryAfter, 1},
		"a wait until a date":            {"Sat, 01 Jan 2000 00:05:00 GMT", 4 * time.Minute, 5 * time.Minute, 1},
		"what is no time is passed over": {"soon", 0, time.Second, tries},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newTokenServer(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Retry-After", test.header)
					w.WriteHeader(503)
				})
				_, err := server.session().Token(t.Context())
				var failure *Error
				if !errors.As(err, &failure) {
					t.Fatalf("got %v", err)
				}
				if wait := time.Until(failure.RetryAt); wait < test.shortest || wait > test.most {
					t.Errorf("the next try is in %v, want %v to %v", wait, test.shortest, test.most)
				}
				server.wantRequests(t, test.requests)
			})
		})
	}
}

func TestTokensThatEndAtOnceDoNotLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(200, goodAnswer))
		session := server.session()
		token, err := session.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// Once it may be that somebody ended all sessions.
		if token, err = session.Renew(t.Context(), token.Generation); err != nil {
			t.Fatalf("the first renewal is refused: %v", err)
		}
		generation := token.Generation
		var refused error // the last one: the last renewal of all may be one that is allowed
		for range 3600 {
			if token, err = session.Renew(t.Context(), generation); err == nil {
				generation = token.Generation
			} else {
				refused = err
			}
			time.Sleep(time.Second)
		}
		if got := server.count(); got > 40 {
			t.Errorf("%d sign-ins in an hour, want a few dozen at most", got)
		}
		if refused == nil || !strings.Contains(refused.Error(), "right after it issued them") {
			t.Errorf("got %v, want an error that says what happens", refused)
		}

		// A token that lasted is another matter.
		time.Sleep(5 * time.Minute)
		if token, err = session.Renew(t.Context(), generation); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		for range 2 {
			if token, err = session.Renew(t.Context(), token.Generation); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// One token that is refused at once may have been ended by somebody; the second is a reason
// to wait. A third would be one of the five that Salesforce keeps for others.
func TestTheSecondTokenThatIsRefusedIsTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(200, goodAnswer))
		session := server.session()
		token, err := session.Token(t.Context())
		for n := range 5 {
			if err == nil {
				token, err = session.Renew(t.Context(), token.Generation)
			}
			if (err == nil) != (n == 0) {
				t.Fatalf("renewal %d: %v", n+1, err)
			}
		}
		server.wantRequests(t, 2)
	})
}

// What ends tokens after some calls, as another client of the same app does, must not
// make the input stand still, nor sign in as often as Salesforce allows.
func TestTokensThatServedAreReplacedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(200, goodAnswer))
		session := server.session()
		token, err := session.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 50 {
			session.Accepted(token.Generation)
			if token, err = session.Renew(t.Context(), token.Generation); err != nil {
				t.Fatal(err)
			}
		}
		start, refused := time.Now(), 0
		for time.Since(start) < time.Hour {
			session.Accepted(token.Generation)
			next, err := session.Renew(t.Context(), token.Generation)
			if err != nil {
				if refused++; !strings.Contains(err.Error(), "ends tokens soon") {
					t.Fatal(err)
				}
				time.Sleep(time.Second)
				continue
			}
			token = next
		}
		if got := server.count(); refused == 0 || got < 600 || got > 750 {
			t.Errorf("%d sign-ins in an hour, and %d refusals", got, refused)
		}
		if !session.WasAccepted(token.Generation-1) || session.WasAccepted(token.Generation+1) {
			t.Error("what was accepted is not known")
		}
	})
}

func TestBrokerSharesSessionsByIdentity(t *testing.T) {
	broker := NewBroker()
	session := func(change func(*JWTBearer)) *Session {
		flow := testFlow()
		change(&flow)
		return broker.Session(flow, nil)
	}
	one := session(func(*JWTBearer) {})
	same := map[string]func(*JWTBearer){
		"the same flow":                      func(*JWTBearer) {},
		"the endpoint spelt in another way":  func(f *JWTBearer) { f.TokenURLBase += "/services/oauth2/token/" },
		"the user in capitals":               func(f *JWTBearer) { f.Username = strings.ToUpper(f.Username) },
		"another key, as after its rotation": func(f *JWTBearer) { f.Key = KeyFile("other.pem", Secret{}) },
	}
	for name, change := range same {
		if session(change) != one {
			t.Errorf("%s has a session of its own", name)
		}
	}
	different := map[string]func(*JWTBearer){
		"another user":   func(f *JWTBearer) { f.Username = "other@acme.example" },
		"another client": func(f *JWTBearer) { f.ClientID = "other" },
		"another host":   func(f *JWTBearer) { f.TokenURLBase = "https://test.salesforce.com" },
	}
	for name, change := range different {
		if session(change) == one {
			t.Errorf("%s shares the session", name)
		}
	}
}

func TestCorrectedFlowDoesNotWaitForTheBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(200, goodAnswer))
		broker := NewBroker()
		wrong := testFlow()
		wrong.Key = KeyText(NewSecret("no key"), Secret{})
		session := broker.Session(wrong, server.client)
		if _, err := session.Token(t.Context()); err == nil {
			t.Fatal("signed in without a key")
		}
		// The same again, as from another input, changes nothing.
		if _, err := broker.Session(wrong, server.client).Token(t.Context()); err == nil || !strings.Contains(err.Error(), "next try at") {
			t.Errorf("got %v, want the last error", err)
		}
		if _, err := broker.Session(testFlow(), server.client).Token(t.Context()); err != nil {
			t.Errorf("the corrected flow fails: %v", err)
		}
		// Those who have the session from before profit as well.
		if _, err := session.Token(t.Context()); err != nil {
			t.Error(err)
		}
		server.wantRequests(t, 1)
	})
}

func TestSameFlowFromAnotherInputWaitsForTheBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(400, notApproved))
		broker := NewBroker()
		for range 10 {
			if _, err := broker.Session(testFlow(), server.client).Token(t.Context()); err == nil {
				t.Fatal("signed in")
			}
		}
		server.wantRequests(t, 1)
	})
}

func TestClockOfTheTokenEndpointIsLearned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const ahead = time.Hour
		server := newTokenServer(t, func(w http.ResponseWriter, r *http.Request) {
			now := time.Now().Add(ahead)
			w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
			claims := claimsOf(t, r)
			if time.Unix(int64(claims["exp"].(float64)), 0).Add(3 * time.Minute).Before(now) {
				says(400, `{"error":"invalid_grant","error_description":"expired authorization code"}`)(w, r)
				return
			}
			says(200, goodAnswer)(w, r)
		})
		session := server.session()
		start := time.Now()
		if _, err := session.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("waited %v, want the second try at once", took)
		}
		server.wantRequests(t, 2)
		if skew := session.Skew(); (skew - ahead).Abs() > time.Second {
			t.Errorf("learned %v, want %v", skew, ahead)
		}
		if _, err := session.Renew(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		server.wantRequests(t, 3)
	})
}

// A proxy can write a Date header of its own: a clock by which signing in succeeds is right.
func TestWrongDateOfTheTokenEndpointFailsNoSignIn(t *testing.T) {
	for _, wrong := range []time.Duration{-13 * time.Hour, 20 * time.Hour, 30 * 365 * 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			server := newTokenServer(t, func(w http.ResponseWriter, r *http.Request) {
				now := time.Now()
				w.Header().Set("Date", now.Add(wrong).UTC().Format(http.TimeFormat))
				exp := time.Unix(int64(claimsOf(t, r)["exp"].(float64)), 0)
				if exp.Add(3*time.Minute).Before(now) || exp.After(now.Add(10*time.Minute)) {
					says(400, `{"error":"invalid_grant","error_description":"expired authorization code"}`)(w, r)
					return
				}
				says(200, goodAnswer)(w, r)
			})
			session := server.session()
			if _, err := session.Token(t.Context()); err != nil {
				t.Fatal(err)
			}
			for generation := range uint64(3) {
				time.Sleep(time.Hour)
				if _, err := session.Renew(t.Context(), generation+1); err != nil {
					t.Errorf("the Date is wrong by %v: %v", wrong, err)
				}
			}
			server.wantRequests(t, 4)
		})
	}
}

func TestExpiredAssertionWithEqualClocksIsNotTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(400, `{"error":"invalid_grant","error_description":"expired authorization code"}`))
		if _, err := server.session().Token(t.Context()); err == nil || !strings.Contains(err.Error(), "clock") {
			t.Errorf("got %v, want a word about the clock", err)
		}
		server.wantRequests(t, 1)
	})
}
