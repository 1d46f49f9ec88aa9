package oauth

import (
	"context"
	"net/http"
	"reflect"
	"sync"
	"time"
)

// shortLife is the age below which a token that ended counts as refused.
const shortLife = time.Minute

// Session is the one live session of an app and a user. It may be used from many
// goroutines.
type Session struct {
	mu         sync.Mutex // guards all below
	flow       Flow
	client     *http.Client
	token      Token // without value if there is none
	signedIn   time.Time
	generation uint64 // of the last token there was
	current    *attempt
	failures   int // sign-ins that failed in a row
	shortLived int // tokens in a row that ended within shortLife
	refusal    *Error
	skew       time.Duration // how far the token endpoint's clock is ahead
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
	return s.skew
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

// drop forgets the token that the org refused. Once that may be because somebody
// ended all sessions; tokens that keep ending at once mean that signing in does
// not help.
func (s *Session) drop(now time.Time) {
	s.token = Token{}
	if now.Sub(s.signedIn) >= shortLife {
		s.shortLived = 0
		return
	}
	s.shortLived++
	if s.shortLived < 2 {
		return
	}
	s.refusal = &Error{
		TokenURL:    s.flow.TokenURL(),
		StatusCode:  http.StatusOK,
		Description: "the org refuses tokens right after it issued them",
		Cause:       "another client may sign in with the same app and user (the sixth token of an app ends its first), or the app's session policy forbids API calls",
		Remedy:      "give this collector an app of its own, and check the app's scopes and session policy",
		RetryAt:     now.Add(Permanent.pauses().pause(s.shortLived - 1)),
	}
}

// join enters the sign-in under way, or starts one. The session is locked.
func (s *Session) join() *attempt {
	if s.current == nil {
		// Not the caller's context: others may wait for the same sign-in.
		ctx, cancel := context.WithCancel(context.Background())
		s.current = &attempt{cancel: cancel, done: make(chan struct{})}
		go s.run(ctx, s.current, exchange{flow: s.flow, client: s.client, skew: s.skew})
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
	token, err := e.signIn(ctx)

	s.mu.Lock()
	defer s.mu.Unlock()
	defer close(a.done)
	abandoned := s.current != a
	if !abandoned {
		s.current = nil
	}
	s.skew = e.skew
	switch {
	case err == nil:
		// Even if nobody waits for it any more: it is one of the app's five.
		s.generation++
		token.Generation = s.generation
		s.token, s.signedIn = token, time.Now()
		s.failures, s.refusal = 0, nil
	case !abandoned:
		s.failures++
		wait := max(err.Class.pauses().pause(s.failures), min(err.RetryAfter, longestRetryAfter))
		err.RetryAt = time.Now().Add(wait)
		s.refusal = err
		a.err = err
	}
	a.token = token
}
