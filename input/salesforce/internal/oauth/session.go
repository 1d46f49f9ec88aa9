package oauth

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
)

// shortLife is the age below which a token that ended, and that the org never
// took, counts as refused.
const shortLife = time.Minute

// uselessLife is the age at which a token that no call could use is given up: four sign-ins
// an hour.
const uselessLife = 15 * time.Minute

// Tokens that the org took and that end again and again are replaced at once, as
// often as this allows: 700 sign-ins in the first hour and 600 in each further one,
// of the 3,600 that Salesforce allows.
const (
	renewalEvery = 6 * time.Second
	renewalBurst = 100
)

// Session is the one live session of an app and a user. It may be used from many
// goroutines.
type Session struct {
	mu         sync.Mutex // guards all below
	flow       Flow
	client     *http.Client
	token      Token // without value if there is none
	signedIn   time.Time
	generation uint64 // of the last token there was
	accepted   uint64 // the latest generation of which the org took a token
	renewals   *rate.Limiter
	current    *attempt
	failures   int    // sign-ins that failed in a row
	failed     uint64 // sign-ins that failed in all
	shortLived int    // tokens in a row that ended within shortLife
	refusal    *Error
	skew       time.Duration // by which the last sign-in that succeeded corrected this host's clock
	observed   time.Duration // how far the token endpoint's clock is ahead, by its latest answer
}

// attempt is a sign-in under way.
type attempt struct {
	cancel  context.CancelFunc
	waiting int           // callers that have not left; guarded by the session
	done    chan struct{} // closed when token and err are set
	token   Token
	err     error
}

// adopt makes the session sign in by flow, through client. A flow that differs
// from the one before may succeed where that failed, so it need not wait.
func (s *Session) adopt(flow Flow, client *http.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flow != nil && !reflect.DeepEqual(s.flow, flow) {
		s.failures, s.shortLived, s.refusal = 0, 0, nil
	}
	s.flow, s.client = flow, client
}

// Token returns the session's token and signs in if there is none. The error is
// an *Error, or the context's.
func (s *Session) Token(ctx context.Context) (Token, error) {
	return s.tokenAfter(ctx, 0)
}

// Renew returns a token of another generation than the one given, which the org
// refused. It signs in only if nobody did since. The error is an *Error, or the
// context's.
func (s *Session) Renew(ctx context.Context, generation uint64) (Token, error) {
	return s.tokenAfter(ctx, generation)
}

// Skew returns how far the token endpoint's clock is ahead of this host's, or 0
// as long as that is not known.
func (s *Session) Skew() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.observed
}

// SignIns returns how many sign-ins succeeded, which is the generation of the latest
// token, and how many failed.
func (s *Session) SignIns() (succeeded, failed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.generation, s.failed
}

// Accepted notes that the org answered a call with the token of a generation.
func (s *Session) Accepted(generation uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted = max(s.accepted, generation)
}

// WasAccepted reports whether the org took the token of a generation, or of a later
// one.
func (s *Session) WasAccepted(generation uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted >= generation
}

// Retire forgets the token of a generation that no call could use, once it is old enough:
// what kept it from being used, such as a scope that the app lacks, may have been corrected,
// and the token does not show that. One that the org accepted for other calls stays.
func (s *Session) Retire(generation uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token.Generation == generation && s.accepted < generation && time.Since(s.signedIn) >= uselessLife {
		s.token = Token{}
	}
}

// tokenAfter returns the session's token unless it is of the generation that
// ended; generation 0 never was.
func (s *Session) tokenAfter(ctx context.Context, ended uint64) (Token, error) {
	if err := ctx.Err(); err != nil {
		return Token{}, err
	}
	s.mu.Lock()
	if !s.token.Value.Empty() && s.token.Generation == ended {
		s.drop(time.Now())
	}
	if !s.token.Value.Empty() {
		defer s.mu.Unlock()
		return s.token, nil
	}
	if s.current == nil && s.refusal != nil && time.Now().Before(s.refusal.RetryAt) {
		defer s.mu.Unlock()
		return Token{}, s.refusal
	}
	a := s.join()
	s.mu.Unlock()

	select {
	case <-a.done:
		return a.token, a.err
	case <-ctx.Done():
		s.leave(a)
		return Token{}, ctx.Err()
	}
}

// drop forgets the token that the org refused. One that it took before has done its
// work, however short. Of the others, one may be because somebody ended all sessions;
// if they keep ending at once, signing in does not help.
func (s *Session) drop(now time.Time) {
	s.token = Token{}
	if s.accepted >= s.generation {
		s.shortLived = 0
		s.refusal = s.tooOften(now)
		return
	}
	if now.Sub(s.signedIn) >= shortLife {
		s.shortLived = 0
		return
	}
	s.shortLived++
	if s.shortLived < 2 {
		return
	}
	s.refusal = s.ended("the org refuses tokens right after it issued them", now.Add(Permanent.pauses().pause(s.shortLived-1)))
}

// tooOften returns the refusal to replace a token, or nil if there were few of them
// of late.
func (s *Session) tooOften(now time.Time) *Error {
	if s.renewals == nil {
		s.renewals = rate.NewLimiter(rate.Every(renewalEvery), renewalBurst)
	}
	next := s.renewals.ReserveN(now, 1)
	wait := next.DelayFrom(now)
	if wait == 0 {
		return nil
	}
	// It is taken all the same: the sign-in comes, only later.
	return s.ended("the org ends tokens soon after it issued them", now.Add(wait))
}

// ended is the error of tokens that do not last.
func (s *Session) ended(how string, retryAt time.Time) *Error {
	return &Error{
		TokenURL:    s.flow.TokenURL(),
		StatusCode:  http.StatusOK,
		Description: how,
		Cause:       "another client may sign in with the same app and user (the sixth token of an app ends its first), or the app's session policy forbids API calls",
		Remedy:      "give this collector an app of its own, and check the app's scopes and session policy",
		RetryAt:     retryAt,
	}
}

// join enters the sign-in under way, or starts one. The session is locked.
func (s *Session) join() *attempt {
	if s.current == nil {
		// Not the caller's context: others may wait for the same sign-in.
		ctx, cancel := context.WithCancel(context.Background())
		s.current = &attempt{cancel: cancel, done: make(chan struct{})}
		go s.run(ctx, s.current, exchange{flow: s.flow, client: s.client, skew: s.skew, observed: s.observed})
	}
	s.current.waiting++
	return s.current
}

// leave gives up waiting for an attempt, and the attempt itself when nobody
// waits for it any more.
func (s *Session) leave(a *attempt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.waiting--
	if a.waiting == 0 {
		a.cancel()
		if s.current == a {
			s.current = nil
		}
	}
}

// run signs in and tells all who wait.
func (s *Session) run(ctx context.Context, a *attempt, e exchange) {
	defer a.cancel()
	var token Token
	var err *Error
	if panicked := guard.Run("signing in", func() error {
		token, err = e.signIn(ctx)
		return nil
	}); panicked != nil {
		// What it was about can have a secret in it.
		err = &Error{Class: Transient, Err: errors.New("panic while signing in")}
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	defer close(a.done)
	abandoned := s.current != a
	if !abandoned {
		s.current = nil
	}
	s.skew, s.observed = e.skew, e.observed
	switch {
	case err == nil:
		// Even if nobody waits for it any more: it is one of the app's five.
		s.generation++
		token.Generation = s.generation
		s.token, s.signedIn = token, time.Now()
		s.failures, s.refusal = 0, nil
	case !abandoned:
		s.failures++
		s.failed++
		wait := max(err.Class.pauses().pause(s.failures), min(err.RetryAfter, longestRetryAfter))
		err.RetryAt = time.Now().Add(wait)
		s.refusal = err
		a.err = err
	}
	a.token = token
}
