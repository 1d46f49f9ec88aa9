package oauth

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// brokenFlow panics with a secret, until it is repaired.
type brokenFlow struct {
	Flow
	broken *bool
}

func (f brokenFlow) Form(now time.Time) (url.Values, error) {
	if *f.broken {
		panic("no key in hunter2hunter2")
	}
	return f.Flow.Form(now)
}

func TestPanicWhileSigningInIsAFailedSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(http.StatusOK, goodAnswer))
		broken := true
		sound := server.session()
		session := NewBroker().Session(brokenFlow{sound.flow, &broken}, sound.client)
		_, err := session.Token(t.Context())
		if err == nil || !strings.Contains(err.Error(), "panic while signing in") || strings.Contains(err.Error(), "hunter2") {
			t.Fatalf("error %v", err)
		}
		broken = false
		time.Sleep(time.Hour)
		if _, err := session.Token(t.Context()); err != nil {
			t.Errorf("an hour later: %v", err)
		}
	})
}
