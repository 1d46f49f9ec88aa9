package health

import (
	"errors"
	"slices"
	"testing"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp/logptest"
)

func TestInputIsNotStoppedWhileASourceRuns(t *testing.T) {
	told, sources := sick("A", "B")
	sources[0].Polled(nil)
	sources[1].Polled(nil)
	sources[0].Stopped()
	if want := (condition{status.Running, "collecting"}); told.last != want {
		t.Errorf("told %v after one of two sources ended, want %v", told.all, want)
	}
	sources[1].Stopped()
	if want := (condition{status.Stopped, "stopped"}); told.last != want {
		t.Errorf("told %v after all sources ended, want %v", told.all, want)
	}
}

func TestRecoveryIsLoggedOnlyAfterTrouble(t *testing.T) {
	trouble := errors.New("no quota")
	for _, tt := range []struct {
		name string
		do   func(s *Part)
		want int
	}{
		{"the first poll", func(s *Part) { s.Starting(); s.Configuring(); s.Polled(nil) }, 0},
		{"polls without trouble", func(s *Part) { s.Configuring(); s.Polled(nil); s.Polled(nil) }, 0},
		{"a poll after trouble", func(s *Part) { s.Configuring(); s.Polled(trouble); s.Polled(nil); s.Polled(nil) }, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log, logged := logptest.NewTestingLoggerWithObserver(t, "test")
			_, sources := sickWith(log, "A")
			tt.do(sources[0])
			var messages []string
			for _, entry := range logged.TakeAll() {
				messages = append(messages, entry.Message)
			}
			got := len(slices.DeleteFunc(slices.Clone(messages), func(m string) bool { return m != "A: collecting again" }))
			if got != tt.want {
				t.Errorf("the recovery is logged %d times, want %d; messages %q", got, tt.want, messages)
			}
		})
	}
}
