package health

import (
	"fmt"
	"strings"
	"sync"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"
)

// Health merges the states of an input's sources, worst first, into the one that
// Beats reports. Sources condition from their own goroutines.
type Health struct {
	mu      sync.Mutex
	sources []*Part
	last    condition
}

// condition is a state, and what is to be said of it.
type condition struct {
	state   status.Status
	message string
}

// Part is how one source is, or something else that may be in trouble.
type Part struct {
	all    *Health
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

// maxCauses is how many causes of trouble a message has. All are in the log.
const maxCauses = 3

// New returns the health of an input without sources.
func New() *Health { return &Health{} }

// Part adds a source, or something else that may be in trouble. An update is sent only when
// the merged state changes.
func (h *Health) Part(what string, log *logp.Logger, update func(status.Status, string)) *Part {
	added := &Part{all: h, what: what, log: log, update: update}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sources = append(h.sources, added)
	return added
}

// Starting notes that a source begins.
func (s *Part) Starting() { s.set(status.Starting, "starting") }

// Configuring is until the first poll has ended: it signs in, and asks for what it is
// to collect.
func (s *Part) Configuring() { s.set(status.Configuring, "signing in and requesting data") }

// Failed notes that a source cannot be collected any more, and logs it.
func (s *Part) Failed(err error) {
	s.log.Errorf("%s cannot be collected: %v", s.what, err)
	s.set(status.Failed, err.Error())
}

// Waiting notes that another input keeps the source from running.
func (s *Part) Waiting(err error) {
	s.log.Errorf("%v", err)
	s.set(status.Degraded, err.Error())
}

// Polled notes how a poll went. A trouble is logged when it is new or has changed.
func (s *Part) Polled(err error) {
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

// Stopped takes the source out, so that an input that runs again starts afresh.
func (s *Part) Stopped() {
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

func (s *Part) current() condition {
	s.all.mu.Lock()
	defer s.all.mu.Unlock()
	return s.now
}

func (s *Part) set(state status.Status, message string) {
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
func (h *Health) merged() condition {
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
		if _, ok := first[cause]; ok {
			others[cause] = true
			continue
		}
		first[cause] = one.what
		causes = append(causes, cause)
	}
	if severity[worst] < severity[status.Degraded] {
		return condition{worst, strings.Join(causes, "; ")}
	}
	more := max(0, len(causes)-maxCauses)
	lines := make([]string, 0, maxCauses)
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
