package salesforce

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/feature"
	"github.com/elastic/beats/v7/libbeat/statestore"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
)

// Name is the type of the input in a stanza.
const Name = "salesforce"

// AgentName is its type in the policy of an Elastic Agent, where Name is that of another
// input. It may be used in a stanza too, and has state of its own.
const AgentName = "salesforce-events"

// Named reports whether a stanza's type is that of the input.
func Named(kind string) bool { return kind == Name || kind == AgentName }

// StateLifetime is how long the state of an input that does not run is kept. Beats'
// own default of 30 minutes would forget the place while a stanza is being mended.
const StateLifetime = 30 * 24 * time.Hour

// Plugin returns the input plugin. All inputs that it creates share their sessions, and
// the requests that are counted for each of these. They keep no ledgers of what they collect.
func Plugin(log *logp.Logger, store statestore.States) v2.Plugin {
	return plugin(Name, log, store, oauth.NewBroker(), budget.NewLedger(spentRequests{store, log}), nil, new(allowance))
}

// Plugins returns the plugin under both of its names. All inputs share their sessions, and
// have their ledgers under the data path of the beat.
func Plugins(log *logp.Logger, store statestore.States, data string) []v2.Plugin {
	sessions, budgets := oauth.NewBroker(), budget.NewLedger(spentRequests{store, log})
	ledgers, room := coverage.NewLedgers(CoverageFolder(data)), new(allowance)
	return []v2.Plugin{
		plugin(Name, log, store, sessions, budgets, ledgers, room),
		plugin(AgentName, log, store, sessions, budgets, ledgers, room),
	}
}

// CoverageFolder is where the ledgers are of the beat that has its data in a folder.
func CoverageFolder(data string) string { return filepath.Join(data, coverage.Folder) }

func plugin(name string, log *logp.Logger, store statestore.States, sessions *oauth.Broker, budgets *budget.Ledger, ledgers *coverage.Ledgers, room *allowance) v2.Plugin {
	inputs := &manager{ledgers: ledgers, room: room}
	inputs.InputManager = &cursor.InputManager{
		Logger:              log,
		StateStore:          store,
		Type:                name,
		DefaultCleanTimeout: StateLifetime,
		Configure: func(from *conf.C, _ *logp.Logger) ([]cursor.Source, cursor.Input, error) {
			return inputs.configure(from, sessions, budgets)
		},
	}
	return v2.Plugin{
		Name:      name,
		Stability: feature.Beta,
		Info:      "Salesforce event monitoring",
		Doc:       "Collects event log files and event objects of a Salesforce org",
		Manager:   inputs,
	}
}

func (m *manager) configure(from *conf.C, sessions *oauth.Broker, budgets *budget.Ledger) ([]cursor.Source, cursor.Input, error) {
	in, err := newInput(from, sessions, budgets, m.now)
	if err != nil {
		return nil, nil, err
	}
	in.kind, in.ledgers, in.room = m.Type, m.ledgers, m.room
	in.predecessor = newPredecessor(m.StateStore, from, in)
	m.created.Store(from, in)
	sources := make([]cursor.Source, len(in.sources))
	for n, s := range in.sources {
		sources[n] = s
	}
	return sources, in, nil
}

func newInput(from *conf.C, sessions *oauth.Broker, budgets *budget.Ledger, now func() time.Time) (*input, error) {
	c, err := readConfig(from)
	if err != nil {
		return nil, stanzaError(from, err)
	}
	id, _ := from.String("id", -1) // none is ""
	counts, tracer := metrics.NewSet(metrics.Input), newTracer(c, id)
	client, err := newClient(c, sessions, budgets, counts, tracer, now)
	if err != nil {
		return nil, stanzaError(from, err)
	}
	sources, err := newSources(c)
	if err != nil {
		return nil, stanzaError(from, err)
	}
	var chooser *profile.Chooser
	if len(c.Profile) > 0 {
		chooser = profile.NewChooser(client, c.wanted())
	}
	health := newHealth()
	return &input{
		chooser: chooser, offer: newOffer(client.EventLogs),
		tracer: tracer,
		id:     id, config: c, client: client, sources: sources, health: health, metrics: counts,
		credentials: &credentialsWatch{credentials: c.flow(), noted: c.warnings},
		self:        c.self(sources),
		enrichment:  newEnrichment(c, client, health),
		redactor:    c.Events.Redact.redactor(),
	}, nil
}

// stanzaError says which input has mistakes, one a line.
func stanzaError(from *conf.C, err error) error {
	return &inputError{title: "salesforce input" + named(from), err: err}
}

type inputError struct {
	title string
	err   error
}

// Error sets off the lines that belong to the input, because others may follow.
func (e *inputError) Error() string {
	return e.title + ": " + strings.ReplaceAll(e.err.Error(), "\n", "\n  ")
}

func (e *inputError) Unwrap() error { return e.err }

// named returns the id of a stanza for use in a sentence.
func named(from *conf.C) string {
	id, err := from.String("id", -1)
	if err != nil || id == "" {
		return ""
	}
	return fmt.Sprintf(" %q", id)
}
