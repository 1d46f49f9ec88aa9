package orgsim

import (
	"crypto/rand"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// maxSignIns is how many times a user may sign in within an hour.
const maxSignIns = 3600

// A session is what an access token stands for.
type session struct {
	token    string
	username string
	clientID string
	number   uint64
	used     time.Time
	calls    int
}

// openSession issues an access token. A user of an app who has too many loses
// the oldest, and with it its locators.
func (o *Org) openSession(username, clientID string, limit int, now time.Time) *session {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.issued++
	opened := &session{
		token:    id.Shorten(o.orgID) + "!AQ" + rand.Text() + "." + rand.Text() + "_" + rand.Text() + "." + rand.Text(),
		username: username, clientID: clientID, number: o.issued, used: now,
	}
	var same []*session
	for _, other := range o.sessions {
		if other.username == username && other.clientID == clientID {
			same = append(same, other)
		}
	}
	slices.SortFunc(same, func(a, b *session) int { return int(a.number) - int(b.number) })
	for len(same) >= limit && len(same) > 0 {
		delete(o.sessions, same[0].token)
		same = same[1:]
	}
	o.sessions[opened.token] = opened
	return opened
}

// useSession returns the live session of a token and keeps it from idling out,
// or nil.
func (o *Org) useSession(token string, now time.Time) *session {
	o.mu.Lock()
	defer o.mu.Unlock()
	found := o.sessions[token]
	if found == nil {
		return nil
	}
	if now.Sub(found.used) > o.options.SessionIdle {
		delete(o.sessions, token)
		return nil
	}
	found.used = now
	if found.calls == 0 {
		o.used++
	}
	found.calls++
	return found
}

// RevokeSessions ends all sessions, and with them their locators, as an admin
// may do.
func (o *Org) RevokeSessions() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.sessions)
}

// DropLocators forgets all query locators, whatever their age; the sessions
// stay.
func (o *Org) DropLocators() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.locators)
}

// Sessions returns how many sessions are live.
func (o *Org) Sessions() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	live, now := 0, o.now()
	for _, session := range o.sessions {
		if now.Sub(session.used) <= o.options.SessionIdle {
			live++
		}
	}
	return live
}

// countSignIn reports whether a user may try to sign in once more this hour.
func (o *Org) countSignIn(username string, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	recent := slices.DeleteFunc(o.signIns[username], func(t time.Time) bool { return now.Sub(t) > time.Hour })
	if len(recent) >= maxSignIns {
		o.signIns[username] = recent
		return false
	}
	o.signIns[username] = append(recent, now)
	return true
}
