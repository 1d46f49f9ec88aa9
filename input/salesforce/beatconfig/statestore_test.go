package beatconfig

import (
	"strings"
	"testing"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/management"
	"github.com/elastic/elastic-agent-libs/config"
)

// agent is a manager that has an Elastic Agent, or none.
type agent struct {
	management.Manager
	enabled bool
}

func (a agent) Enabled() bool { return a.enabled }

func TestStateInElasticsearchNeedsAnAgent(t *testing.T) {
	for _, tt := range []struct {
		variable string
		manager  management.Manager
		want     string // of the error; empty for none
	}{
		{"", agent{enabled: false}, ""},
		{"httpjson,cel", agent{enabled: false}, ""},
		{"salesforce", agent{enabled: false}, `names "salesforce"`},
		{"cel, salesforce-events ,httpjson", agent{enabled: false}, `names "salesforce-events"`},
		{"salesforce", nil, `names "salesforce"`},
		{"salesforce,salesforce-events", agent{enabled: true}, ""},
	} {
		t.Setenv(stateStoreVariable, tt.variable)
		for name, creator := range map[string]func(beat.Creator) beat.Creator{"run": Creator, "test config": TestCreator} {
			made := false
			_, err := creator(func(*beat.Beat, *config.C) (beat.Beater, error) { made = true; return nil, nil })(&beat.Beat{Manager: tt.manager}, config.NewConfig())
			message := ""
			if err != nil {
				message = err.Error()
			}
			if made != (tt.want == "") || (err == nil) != (tt.want == "") || !strings.Contains(message, tt.want) {
				t.Errorf("%s with %q and the manager %v: made %v, error %q, want %q", name, tt.variable, tt.manager, made, message, tt.want)
			}
		}
	}
}
