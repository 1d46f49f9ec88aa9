//go:build elastic_agent

// This file is under the Apache License 2.0 as all of this source is, but what it imports
// is not: Beats' package of the protocol of Elastic Agent is under the Elastic License 2.0,
// and so is a binary that is built with the tag elastic_agent, as a whole. Without the tag
// nothing of it is linked.

package main

import (
	"fmt"

	"github.com/elastic/beats/v7/libbeat/common/reload"
	"github.com/elastic/beats/v7/x-pack/libbeat/management" // registers itself
	"github.com/elastic/elastic-agent-libs/mapstr"
)

func init() {
	management.ConfigTransform.SetTransform(stanzasOfUnits(management.CreateInputsFromStreams, management.CreateReloadConfigFromInputs))
}

// stanzasOfUnits returns what makes stanzas of a unit: one of each of its streams, of the
// unit's type. The types of a unit and of the Agent are those of the functions; they are of
// a package that is under another license and that nothing here imports itself.
func stanzasOfUnits[Unit interface{ GetType() string }, Agent any](
	streams func(Unit, string, Agent, ...mapstr.M) ([]map[string]any, error),
	configs func([]map[string]any) ([]*reload.ConfigWithMeta, error),
) func(Unit, Agent) ([]*reload.ConfigWithMeta, error) {
	return func(unit Unit, agent Agent) ([]*reload.ConfigWithMeta, error) {
		stanzas, err := streams(unit, "logs", agent)
		if err != nil {
			return nil, fmt.Errorf("making stanzas of the streams: %w", err)
		}
		for _, stanza := range stanzas {
			if _, ok := stanza["type"]; !ok {
				stanza["type"] = unit.GetType()
			}
		}
		return configs(stanzas)
	}
}
