package health

import (
	"errors"
	"fmt"
	"testing"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/google/go-cmp/cmp"
)

// sayings are what an Agent is told. As the Beats that we build with does, it hears an
// update only when its state is not the one before.
type sayings struct {
	last condition
	all  []condition
}

func (s *sayings) update(state status.Status, message string) {
	if state == s.last.state {
		return
	}
	s.last = condition{state, message}
	s.all = append(s.all, s.last)
}

func sick(names ...string) (*sayings, []*Part) {
	return sickWith(logp.NewLogger("test"), names...)
}

func sickWith(log *logp.Logger, names ...string) (*sayings, []*Part) {
	told, all := &sayings{}, New()
	var sources []*Part
	for _, name := range names {
		sources = append(sources, all.Part(name, log, told.update))
	}
	return told, sources
}

func TestTheWorstStateOfTheSourcesIsTold(t *testing.T) {
	refused, unreadable := errors.New("signing in: refused"), errors.New("state is of a later version")
	for _, tt := range []struct {
		name string
		do   func(a, b *Part)
		want condition
	}{
		{"one is still starting", func(a, b *Part) { a.Polled(nil); b.Starting() }, condition{status.Starting, "starting"}},
		{"one has not asked yet", func(a, b *Part) { a.Configuring(); b.Polled(nil) }, condition{status.Configuring, "signing in and requesting data"}},
		{"all collect", func(a, b *Part) { a.Configuring(); b.Polled(nil); a.Polled(nil) }, condition{status.Running, "collecting"}},
		{"one is in trouble", func(a, b *Part) { a.Polled(nil); b.Polled(refused) }, condition{status.Degraded, "B: signing in: refused"}},
		{"both for one cause", func(a, b *Part) { b.Polled(refused); a.Polled(refused) }, condition{status.Degraded, "A and others: signing in: refused"}},
		{"both for causes of their own", func(a, b *Part) { b.Polled(refused); a.Polled(errors.New("no quota")) }, condition{status.Degraded, "A: no quota; B: signing in: refused"}},
		{"one is beyond help", func(a, b *Part) { b.Failed(unreadable); a.Polled(refused) }, condition{status.Failed, "B: state is of a later version"}},
		{"one has another trouble now", func(a, b *Part) { a.Polled(refused); a.Polled(errors.New("no quota")) }, condition{status.Degraded, "A: no quota"}},
		{"the trouble is over", func(a, b *Part) { a.Polled(refused); b.Polled(nil); a.Polled(nil) }, condition{status.Running, "collecting"}},
		{"they have ended", func(a, b *Part) { a.Polled(refused); a.Stopped(); b.Stopped() }, condition{status.Stopped, "stopped"}},
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
	sources[0].Polled(errors.New("first"))
	sources[0].Polled(errors.New("second"))
	sources[0].Failed(errors.New("third"))
	sources[0].Failed(errors.New("fourth"))
	want := []condition{
		{status.Degraded, "A: first"},
		{status.Failed, "A: second"},
		{status.Degraded, "A: second"},
		{status.Failed, "A: third"},
		{status.Degraded, "A: fourth"},
		{status.Failed, "A: fourth"},
	}
	if diff := cmp.Diff(want, told.all, cmp.AllowUnexported(condition{})); diff != "" {
		t.Errorf("what was told (-want +got):\n%s", diff)
	}
}

func TestTroubleThatStaysIsToldOnce(t *testing.T) {
	told, sources := sick("A", "B", "C")
	for range 3 {
		for n, s := range sources {
			s.Polled(fmt.Errorf("trouble %d", n))
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
		s.Polled(fmt.Errorf("trouble of %s", s.what))
	}
	want := condition{status.Degraded, "A: trouble of A; B: trouble of B; C: trouble of C; and 2 more, see the log"}
	if told.last != want {
		t.Errorf("told %v, want %v", told.last, want)
	}
}
