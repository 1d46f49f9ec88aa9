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
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

// StateLifetime is how long the state of an input that does not run is kept. Beats'
// own default of 30 minutes would forget the place while a stanza is being mended.
const StateLifetime = 30 * 24 * time.Hour

// Plugins returns the plugin under both of its names. All inputs share their sessions, and
// have their ledgers under the data path of the beat.
func Plugins(log *logp.Logger, store statestore.States, data string) []v2.Plugin {
	sessions, budgets := oauth.NewBroker(), budget.NewLedger(newSpentRequests(store, log))
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
