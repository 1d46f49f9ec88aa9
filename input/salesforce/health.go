package salesforce

import (
	"fmt"
	"sync"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"
)

// health merges the states of an input's sources, worst first, into the one that
// Beats reports. Sources report from their own goroutines.
type health struct {
	mu      sync.Mutex
	sources []*sourceHealth
	last    report
}

type report struct {
	state   status.Status
	message string
}

// sourceHealth is how one source is.
type sourceHealth struct {
	all    *health
	what   string
	log    *logp.Logger
	update func(status.Status, string)
	now    report
}

// severity orders the states; what is not in it is no trouble.
var severity = map[status.Status]int{status.Running: 1, status.Starting: 2, status.Degraded: 3, status.Failed: 4}

func newHealth() *health { return &health{} }

// source adds a source. An update is sent only when the merged state changes.
func (h *health) source(s *source, log *logp.Logger, update func(status.Status, string)) *sourceHealth {
	return h.part(s.what(), log, update)
}

// part adds what is no source and may be in trouble all the same.
func (h *health) part(what string, log *logp.Logger, update func(status.Status, string)) *sourceHealth {
	added := &sourceHealth{all: h, what: what, log: log, update: update}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sources = append(h.sources, added)
	return added
}

func (s *sourceHealth) starting() { s.set(status.Starting, "starting") }

func (s *sourceHealth) failed(err error) {
	s.log.Errorf("%s cannot be collected: %v", s.what, err)
	s.set(status.Failed, fmt.Sprintf("%s: %v", s.what, err))
}

// waiting notes that another input keeps the source from running.
func (s *sourceHealth) waiting(err error) {
	s.log.Errorf("%v", err)
	s.set(status.Degraded, err.Error())
}

// polled notes how a poll went. A trouble is logged when it is new or has changed.
func (s *sourceHealth) polled(err error) {
	before := s.current()
	if err == nil {
		if before.state == status.Degraded {
			s.log.Infof("%s: collecting again", s.what)
		}
		s.set(status.Running, "collecting")
		return
	}
	message := fmt.Sprintf("%s: %v", s.what, err)
	if before.message != message {
		s.log.Warnf("%s", message)
	}
	s.set(status.Degraded, message)
}

// stopped takes the source out, so that an input that runs again starts afresh.
func (s *sourceHealth) stopped() {
	s.all.mu.Lock()
	defer s.all.mu.Unlock()
	for n, one := range s.all.sources {
		if one == s {
			s.all.sources = append(s.all.sources[:n], s.all.sources[n+1:]...)
			break
		}
	}
	if len(s.all.sources) == 0 {
		s.all.last = report{}
	}
}

func (s *sourceHealth) current() report {
	s.all.mu.Lock()
	defer s.all.mu.Unlock()
	return s.now
}

func (s *sourceHealth) set(state status.Status, message string) {
	s.all.mu.Lock()
	defer s.all.mu.Unlock()
	s.now = report{state, message}
	worst := s.now
	for _, one := range s.all.sources {
		if severity[one.now.state] > severity[worst.state] {
			worst = one.now
		}
	}
	if worst != s.all.last {
		s.all.last = worst
		s.update(worst.state, worst.message)
	}
}
