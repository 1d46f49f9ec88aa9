package salesforce

import (
	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/feature"
	"github.com/elastic/beats/v7/libbeat/statestore"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/delivery"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// Plugins returns the plugin under both of its names. All inputs share their sessions, and
// have their ledgers under the data path of the beat.
func Plugins(log *logp.Logger, store statestore.States, data string) []v2.Plugin {
	sessions, budgets := oauth.NewBroker(), budget.NewLedger(orgclient.NewSpentRequests(store, log))
	ledgers, room := coverage.NewLedgers(coverage.FolderIn(data)), new(delivery.Allowance)
	return []v2.Plugin{
		plugin(stanza.Name, log, store, sessions, budgets, ledgers, room),
		plugin(stanza.AgentName, log, store, sessions, budgets, ledgers, room),
	}
}

func plugin(name string, log *logp.Logger, store statestore.States, sessions *oauth.Broker, budgets *budget.Ledger, ledgers *coverage.Ledgers, room *delivery.Allowance) v2.Plugin {
	inputs := &manager{ledgers: ledgers, room: room}
	inputs.InputManager = &cursor.InputManager{
		Logger:              log,
		StateStore:          store,
		Type:                name,
		DefaultCleanTimeout: state.Lifetime,
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
