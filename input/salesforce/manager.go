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

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/delivery"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/health"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// manager is Beats' manager of inputs with a state. Its inputs say it when they have to
// wait for each other, and know what the pipeline need not do for their events.
type manager struct {
	*cursor.InputManager
	running claims
	// created hands over what Configure made of a stanza, which Beats keeps to itself.
	created sync.Map
	ledgers *coverage.Ledgers   // nil for none
	room    *delivery.Allowance // of all inputs of the process
	now     func() time.Time    // what the inputs take as the host's clock; nil for time.Now
}

// Create implements the manager of inputs. A stanza in a file of its own is started by
// Beats even if it is switched off; what it says is then of no interest.
func (m *manager) Create(from *conf.C) (v2.Input, error) {
	if !from.Enabled() {
		return switchedOff{}, nil
	}
	in, err := m.create(from)
	if err != nil {
		return nil, err
	}
	return delivery.Connected(in, from), nil
}

// create is Create for an input whose clients are not connected by package delivery yet.
func (m *manager) create(from *conf.C) (v2.Input, error) {
	managed, err := m.InputManager.Create(from)
	made, _ := m.created.LoadAndDelete(from)
	in, ok := made.(*input)
	if err != nil || !ok {
		return nil, err
	}
	return &runningInput{Input: managed, input: in, running: &m.running}, nil
}

// switchedOff is the input of a stanza that has enabled: false.
type switchedOff struct{}

// Name implements the input.
func (switchedOff) Name() string { return stanza.Name }

// Test implements the input.
func (switchedOff) Test(v2.TestContext) error { return nil }

// Run implements the input.
func (switchedOff) Run(ctx v2.Context, _ beat.PipelineConnector) error {
	ctx.Logger.Info("the input is disabled by enabled: false")
	return nil
}

// configure makes an input of a stanza, for Beats.
func (m *manager) configure(from *conf.C, sessions *oauth.Broker, budgets *budget.Ledger) ([]cursor.Source, cursor.Input, error) {
	in, err := newInput(from, sessions, budgets, m.now)
	if err != nil {
		return nil, nil, err
	}
	in.ledgers, in.room = m.ledgers, m.room
	url, _ := from.String("url", -1) // it has been read
	in.xpack = newXpackState(m.StateStore, in.id, url, in.config.URL)
	m.created.Store(from, in)
	sources := make([]cursor.Source, len(in.sources))
	for n, s := range in.sources {
		sources[n] = s
	}
	return sources, in, nil
}

// runningInput is what Beats made of an input.
type runningInput struct {
	v2.Input
	input   *input
	running *claims
}

// Run implements the input.
func (r *runningInput) Run(ctx v2.Context, pipeline beat.PipelineConnector) error {
	in := r.input
	defer showInput(ctx, in.metrics)()
	if in.config.Resource.Unverified() {
		ctx.Logger.Warn("resource.ssl.verification_mode is none: the certificates of Salesforce's hosts are not checked, and anyone on the network path can read tokens and data. Set it to full.")
	}
	keys := make([]string, len(in.sources))
	for n, s := range in.sources {
		keys[n] = s.Key
	}
	taken, release := r.running.take(in.title(), keys)
	defer release()
	in.waitingHealth = make(map[*stanza.Source]*health.Part)
	for n, s := range in.sources {
		holder, ok := taken[keys[n]]
		if !ok {
			continue
		}
		part := in.health.Part(s.What(), ctx.Logger, ctx.UpdateStatus)
		part.Waiting(errors.New(sharedState(s.What(), s.Host(), holder)))
		in.waitingHealth[s] = part
		defer part.Stopped()
	}
	return r.Input.Run(ctx, pipeline)
}

// sharedState says that a source waits for another one.
func sharedState(what, host, holder string) string {
	return fmt.Sprintf("%s of %s: %s collects the same and has the state, so this one waits until that one stops: give one of them an id of its own, or remove it", what, host, holder)
}
