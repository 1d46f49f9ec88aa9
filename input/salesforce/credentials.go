package salesforce

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
)

// inspectionInterval is how often an input looks at its credentials.
const inspectionInterval = 24 * time.Hour

// credentialsWatch warns of what will keep an input from signing in, before it does:
// a certificate that ends, a key that others can read. An input has one, and its
// sources ask it to look when they start and after each poll, so that it needs no
// goroutine of its own.
type credentialsWatch struct {
	credentials    oauth.Inspector
	stanzaWarnings []string // warnings of the stanza, which do not change

	mu     sync.Mutex // guards all below
	next   time.Time
	logged map[string]bool // the warnings of the last look
}

// look looks if a day has passed, and logs what it has not said yet. collecting says
// that the input has a session: that the next sign-in will fail is news only then.
func (w *credentialsWatch) look(now time.Time, collecting bool, log poll.Logger) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Before(w.next) {
		return
	}
	w.next = now.Add(inspectionInterval)
	found, err := w.credentials.Inspect(now)
	warnings := slices.Concat(w.stanzaWarnings, found.Warnings)
	if err != nil && collecting {
		warnings = append(warnings, fmt.Sprintf("the next sign-in will fail: %v", err))
	}
	said := make(map[string]bool)
	for _, warning := range warnings {
		if !w.logged[warning] {
			log.Warnf("credentials: %s", warning)
		}
		said[warning] = true
	}
	w.logged = said
}
