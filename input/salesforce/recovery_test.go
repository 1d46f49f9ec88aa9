package salesforce

import (
	"errors"
	"slices"
	"testing"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp/logptest"
)

func TestInputIsNotStoppedWhileASourceRuns(t *testing.T) {
	told, sources := sick("A", "B")
	sources[0].polled(nil)
	sources[1].polled(nil)
	sources[0].stopped()
	if want := (report{status.Running, "collecting"}); told.last != want {
		t.Errorf("told %v after one of two sources ended, want %v", told.all, want)
	}
	sources[1].stopped()
	if want := (report{status.Stopped, "stopped"}); told.last != want {
		t.Errorf("told %v after all sources ended, want %v", told.all, want)
	}
}

func TestRecoveryIsLoggedOnlyAfterTrouble(t *testing.T) {
	trouble := errors.New("no quota")
	for _, tt := range []struct {
		name string
		do   func(s *sourceHealth)
		want int
	}{
		{"the first poll", func(s *sourceHealth) { s.starting(); s.configuring(); s.polled(nil) }, 0},
		{"polls without trouble", func(s *sourceHealth) { s.configuring(); s.polled(nil); s.polled(nil) }, 0},
		{"a poll after trouble", func(s *sourceHealth) { s.configuring(); s.polled(trouble); s.polled(nil); s.polled(nil) }, 1},
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
