package salesforce

import (
	"fmt"
	"strings"
	"sync"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"
)

// health merges the states of an input's sources, worst first, into the one that
// Beats reports. Sources condition from their own goroutines.
type health struct {
	mu      sync.Mutex
	sources []*healthPart
	last    condition
}

// condition is a state, and what is to be said of it.
type condition struct {
	state   status.Status
	message string
}

// healthPart is how one source is, or something else that may be in trouble.
type healthPart struct {
	all    *health
	what   string
	log    *logp.Logger
	update func(status.Status, string)
	now    condition
}

// severity orders the states; what is not in it is no trouble.
var severity = map[status.Status]int{
	status.Running: 1, status.Configuring: 2, status.Starting: 3, status.Degraded: 4, status.Failed: 5,
}

// bridges are the states that a state goes through to a new message: Beats leaves out
// an update of an Agent's stream whose state is the one before. A bridge is no better
// than the trouble itself, so that nobody is told that it has ended.
var bridges = map[status.Status]status.Status{status.Degraded: status.Failed, status.Failed: status.Degraded}

// mostCauses is how many causes of trouble a message has. All are in the log.
const mostCauses = 3

func newHealth() *health { return &health{} }

// part adds a source, or something else that may be in trouble. An update is sent only when
// the merged state changes.
func (h *health) part(what string, log *logp.Logger, update func(status.Status, string)) *healthPart {
	added := &healthPart{all: h, what: what, log: log, update: update}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sources = append(h.sources, added)
	return added
}

func (s *healthPart) starting() { s.set(status.Starting, "starting") }

// configuring is until the first poll has ended: it signs in, and asks for what it is
// to collect.
func (s *healthPart) configuring() { s.set(status.Configuring, "signing in and asking for data") }

func (s *healthPart) failed(err error) {
	s.log.Errorf("%s cannot be collected: %v", s.what, err)
	s.set(status.Failed, err.Error())
}

// waiting notes that another input keeps the source from running.
func (s *healthPart) waiting(err error) {
	s.log.Errorf("%v", err)
	s.set(status.Degraded, err.Error())
}

// polled notes how a poll went. A trouble is logged when it is new or has changed.
func (s *healthPart) polled(err error) {
	before := s.current()
	if err == nil {
		if before.state == status.Degraded {
			s.log.Infof("%s: collecting again", s.what)
		}
		s.set(status.Running, "collecting")
		return
	}
	if before != (condition{status.Degraded, err.Error()}) {
		s.log.Warnf("%s: %v", s.what, err)
	}
	s.set(status.Degraded, err.Error())
}

// stopped takes the source out, so that an input that runs again starts afresh.
func (s *healthPart) stopped() {
	s.all.mu.Lock()
	defer s.all.mu.Unlock()
	for n, one := range s.all.sources {
		if one == s {
			s.all.sources = append(s.all.sources[:n], s.all.sources[n+1:]...)
			break
		}
	}
	if len(s.all.sources) == 0 {
		s.all.last = condition{}
		s.update(status.Stopped, "stopped")
	}
}

func (s *healthPart) current() condition {
	s.all.mu.Lock()
	defer s.all.mu.Unlock()
	return s.now
}

func (s *healthPart) set(state status.Status, message string) {
	s.all.mu.Lock()
	defer s.all.mu.Unlock()
	s.now = condition{state, message}
	merged := s.all.merged()
	last := s.all.last
	if merged == last {
		return
	}
	s.all.last = merged
	if bridge, needed := bridges[merged.state]; needed && merged.state == last.state {
		s.update(bridge, merged.message)
	}
	s.update(merged.state, merged.message)
}

// merged returns the worst state, and the causes of it.
func (h *health) merged() condition {
	var worst status.Status
	for _, one := range h.sources {
		if severity[one.now.state] > severity[worst] {
			worst = one.now.state
		}
	}
	var causes []string
	first := make(map[string]string) // the source that is named, by cause
	others := make(map[string]bool)
	for _, one := range h.sources {
		if one.now.state != worst {
			continue
		}
		cause := one.now.message
		if _, known := first[cause]; known {
			others[cause] = true
			continue
		}
		first[cause] = one.what
		causes = append(causes, cause)
	}
	if severity[worst] < severity[status.Degraded] {
		return condition{worst, strings.Join(causes, "; ")}
	}
	more := max(0, len(causes)-mostCauses)
	lines := make([]string, 0, mostCauses)
	for _, cause := range causes[:len(causes)-more] {
		what := first[cause]
		if others[cause] {
			what += " and others"
		}
		lines = append(lines, what+": "+cause)
	}
	message := strings.Join(lines, "; ")
	if more > 0 {
		message += fmt.Sprintf("; and %d more, see the log", more)
	}
	return condition{worst, message}
}
