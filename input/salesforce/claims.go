package salesforce

import (
	"errors"
	"fmt"
	"sync"
	"time"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/beat"
	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
)

// claims are the sources of the inputs that run in a process, by the key of their
// state. Beats lets two inputs share a key: the second one waits until the first one
// stops, and says so at the level of info only.
type claims struct {
	mu      sync.Mutex
	holders map[string][]*input // the first one runs, the others wait
}

// claim notes that an input runs, and returns those of its sources that another one
// collects, with what that one is called.
func (c *claims) claim(in *input) map[*source]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holders == nil {
		c.holders = make(map[string][]*input)
	}
	held := make(map[*source]string)
	for _, s := range in.sources {
		key := in.stateKey(s)
		if others := c.holders[key]; len(others) > 0 {
			held[s] = others[0].title()
		}
		c.holders[key] = append(c.holders[key], in)
	}
	return held
}

// release notes that an input has ended.
func (c *claims) release(in *input) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range in.sources {
		key := in.stateKey(s)
		for n, holder := range c.holders[key] {
			if holder == in {
				c.holders[key] = append(c.holders[key][:n:n], c.holders[key][n+1:]...)
				break
			}
		}
		if len(c.holders[key]) == 0 {
			delete(c.holders, key)
		}
	}
}

// stateKey is the key of a source's state, without the type that Beats puts before it.
func (in *input) stateKey(s *source) string {
	if in.id == "" {
		return s.name
	}
	return in.id + "::" + s.name
}

// title is what an input is called in a sentence.
func (in *input) title() string {
	if in.id == "" {
		return "another input without an id"
	}
	return fmt.Sprintf("another input with the id %q", in.id)
}

// manager is Beats' manager of inputs with a state. Its inputs say it when they have to
// wait for each other, and know what the pipeline need not do for their events.
type manager struct {
	*cursor.InputManager
	running claims
	// created hands over what Configure made of a stanza, which Beats keeps to itself.
	created sync.Map
	ledgers *coverage.Ledgers // nil for none
	room    *allowance        // of all inputs of the process
	now     func() time.Time  // what the inputs take as the host's clock; nil for time.Now
}

// Create implements the manager of inputs. A stanza in a file of its own is started by
// Beats even if it is switched off; what it says is then of no interest.
func (m *manager) Create(from *conf.C) (v2.Input, error) {
	if !from.Enabled() {
		return switchedOff{}, nil
	}
	managed, err := m.InputManager.Create(from)
	made, _ := m.created.LoadAndDelete(from)
	in, ok := made.(*input)
	if err != nil || !ok {
		return nil, err
	}
	return connecting{&runningInput{Input: managed, input: in, running: &m.running}, originOf(from)}, nil
}

// switchedOff is the input of a stanza that has enabled: false.
type switchedOff struct{}

// Name implements the input.
func (switchedOff) Name() string { return Name }

// Test implements the input.
func (switchedOff) Test(v2.TestContext) error { return nil }

// Run implements the input.
func (switchedOff) Run(ctx v2.Context, _ beat.PipelineConnector) error {
	ctx.Logger.Info("the input is switched off by enabled: false")
	return nil
}

// runningInput is what Beats made of an input.
type runningInput struct {
	v2.Input
	input   *input
	running *claims
}

// Run implements the input.
func (r *runningInput) Run(ctx v2.Context, pipeline beat.PipelineConnector) error {
	defer r.running.release(r.input)
	defer showInput(ctx, r.input.metrics)()
	if r.input.config.Resource.unverified() {
		ctx.Logger.Warn("resource.ssl.verification_mode is none: the certificates of Salesforce's hosts are not checked, and anyone on the network path can read tokens and data. Set it to full.")
	}
	for s, holder := range r.running.claim(r.input) {
		report := r.input.health.source(s, ctx.Logger, ctx.UpdateStatus)
		report.waiting(errors.New(sharedState(s.what(), r.input.host(), holder)))
		s.waiting = report
		defer report.stopped()
	}
	return r.Input.Run(ctx, pipeline)
}

// sharedState says that a source waits for another one.
func sharedState(what, host, holder string) string {
	return fmt.Sprintf("%s of %s: %s collects the same and has the state, so this one waits until that one stops: give one of them an id of its own, or remove it", what, host, holder)
}
