package salesforce

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
)

// sayings are what an Agent is told. As the Beats that we build with does, it hears an
// update only when its state is not the one before.
type sayings struct {
	last report
	all  []report
}

func (s *sayings) update(state status.Status, message string) {
	if state == s.last.state {
		return
	}
	s.last = report{state, message}
	s.all = append(s.all, s.last)
}

func sick(names ...string) (*sayings, []*sourceHealth) {
	return sickWith(logp.NewLogger("test"), names...)
}

func sickWith(log *logp.Logger, names ...string) (*sayings, []*sourceHealth) {
	told, all := &sayings{}, newHealth()
	var sources []*sourceHealth
	for _, name := range names {
		s := &source{name: name, records: &record.Config{Object: name}}
		sources = append(sources, all.source(s, log, told.update))
	}
	return told, sources
}

func TestTheWorstStateOfTheSourcesIsTold(t *testing.T) {
	refused, unreadable := errors.New("signing in: refused"), errors.New("state is of a later version")
	for _, tt := range []struct {
		name string
		do   func(a, b *sourceHealth)
		want report
	}{
		{"one is still starting", func(a, b *sourceHealth) { a.polled(nil); b.starting() }, report{status.Starting, "starting"}},
		{"one has not asked yet", func(a, b *sourceHealth) { a.configuring(); b.polled(nil) }, report{status.Configuring, "signing in and asking for data"}},
		{"all collect", func(a, b *sourceHealth) { a.configuring(); b.polled(nil); a.polled(nil) }, report{status.Running, "collecting"}},
		{"one is in trouble", func(a, b *sourceHealth) { a.polled(nil); b.polled(refused) }, report{status.Degraded, "B: signing in: refused"}},
		{"both for one cause", func(a, b *sourceHealth) { b.polled(refused); a.polled(refused) }, report{status.Degraded, "A and others: signing in: refused"}},
		{"both for causes of their own", func(a, b *sourceHealth) { b.polled(refused); a.polled(errors.New("no quota")) }, report{status.Degraded, "A: no quota; B: signing in: refused"}},
		{"one is beyond help", func(a, b *sourceHealth) { b.failed(unreadable); a.polled(refused) }, report{status.Failed, "B: state is of a later version"}},
		{"one has another trouble now", func(a, b *sourceHealth) { a.polled(refused); a.polled(errors.New("no quota")) }, report{status.Degraded, "A: no quota"}},
		{"the trouble is over", func(a, b *sourceHealth) { a.polled(refused); b.polled(nil); a.polled(nil) }, report{status.Running, "collecting"}},
		{"they have ended", func(a, b *sourceHealth) { a.polled(refused); a.stopped(); b.stopped() }, report{status.Stopped, "stopped"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			told, sources := sick("A", "B")
			tt.do(sources[0], sources[1])
			if told.last != tt.want {
				t.Errorf("told %v, want %v", told.all, tt.want)
			}
		})
	}
}

func TestAChangedMessageIsHeardAndNeverAsHealthy(t *testing.T) {
	told, sources := sick("A")
	sources[0].polled(errors.New("first"))
	sources[0].polled(errors.New("second"))
	sources[0].failed(errors.New("third"))
	sources[0].failed(errors.New("fourth"))
	want := []report{
		{status.Degraded, "A: first"},
		{status.Failed, "A: second"},
		{status.Degraded, "A: second"},
		{status.Failed, "A: third"},
		{status.Degraded, "A: fourth"},
		{status.Failed, "A: fourth"},
	}
	if diff := cmp.Diff(want, told.all, cmp.AllowUnexported(report{})); diff != "" {
		t.Errorf("what was told (-want +got):\n%s", diff)
	}
}

func TestTroubleThatStaysIsToldOnce(t *testing.T) {
	told, sources := sick("A", "B", "C")
	for range 3 {
		for n, s := range sources {
			s.polled(fmt.Errorf("trouble %d", n))
		}
	}
	// Each source's trouble is news; that it goes on is not.
	if want := 1 + 2 + 2; len(told.all) != want {
		t.Errorf("told %d times: %v, want %d", len(told.all), told.all, want)
	}
}

func TestAMessageHasAnEnd(t *testing.T) {
	told, sources := sick("A", "B", "C", "D", "E")
	for _, s := range sources {
		s.polled(fmt.Errorf("trouble of %s", s.what))
	}
	want := report{status.Degraded, "A: trouble of A; B: trouble of B; C: trouble of C; and 2 more, see the log"}
	if told.last != want {
		t.Errorf("told %v, want %v", told.last, want)
	}
}
