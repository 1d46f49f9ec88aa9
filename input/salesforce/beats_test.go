package salesforce

import (
	"errors"
	"testing"
	"time"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	pubtest "github.com/elastic/beats/v7/libbeat/publisher/testing"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/monitoring"
	"github.com/elastic/go-concert/unison"
)

// These tests say what of Beats the input is built around. If one fails with another Beats,
// docs/beats-upgrade.md says what can then be simpler.

// brokenInput is an input with two sources, of which one fails.
type brokenInput struct{ stopped chan struct{} }

type brokenSource string

func (s brokenSource) Name() string { return string(s) }

func (brokenInput) Name() string                             { return "failing" }
func (brokenInput) Test(cursor.Source, v2.TestContext) error { return nil }

func (f brokenInput) Run(ctx v2.Context, s cursor.Source, _ cursor.Cursor, _ cursor.Publisher) error {
	if s.Name() == "broken" {
		return errors.New("broken")
	}
	<-ctx.Cancelation.Done()
	close(f.stopped)
	return nil
}

func TestBeatsStopsTheOtherSourcesOfAnInputWhenOneFails(t *testing.T) {
	in := brokenInput{make(chan struct{})}
	manager := &cursor.InputManager{
		Logger: logp.NewNopLogger(), StateStore: newRegistry(), Type: "failing",
		Configure: func(*conf.C, *logp.Logger) ([]cursor.Source, cursor.Input, error) {
			return []cursor.Source{brokenSource("broken"), brokenSource("sound")}, in, nil
		},
	}
	var group unison.TaskGroup
	if err := manager.Init(&group); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = group.Stop() }()
	if manager.DefaultCleanTimeout != 30*time.Minute {
		t.Errorf("state of inputs that do not run is kept for %v by default", manager.DefaultCleanTimeout)
	}
	made, err := manager.Create(conf.NewConfig())
	if err != nil {
		t.Fatal(err)
	}
	ctx := runContext(logp.NewNopLogger(), "test", t.Context(), monitoring.NewRegistry())
	if err := made.Run(ctx, pubtest.ConstClient(&pubtest.FakeClient{})); err == nil {
		t.Error("the input does not end with the error")
	}
	<-in.stopped
}
