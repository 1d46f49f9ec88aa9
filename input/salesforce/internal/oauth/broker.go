package oauth

import (
	"net/http"
	"sync"
)

// Broker hands out the sessions of a process. It keeps them for as long as it
// lives: an input that is stopped and started again, as on a reload, goes on
// with the token it had. It may be used from many goroutines.
type Broker struct {
	mu       sync.Mutex // guards sessions
	sessions map[string]*Session
}

// NewBroker returns a Broker without sessions.
func NewBroker() *Broker {
	return &Broker{sessions: make(map[string]*Session)}
}

// Session returns the session of the flow's identity. Those who come later get
// the session that is there, and it signs in their way from then on: the latest
// configuration is the one that was meant.
func (b *Broker) Session(flow Flow, client *http.Client) *Session {
	b.mu.Lock()
	defer b.mu.Unlock()
	identity := flow.Identity()
	session, ok := b.sessions[identity]
	if !ok {
		session = &Session{}
		b.sessions[identity] = session
	}
	session.adopt(flow, client)
	return session
}
