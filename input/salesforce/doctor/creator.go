package doctor

import (
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce"
)

// Creator returns a creator that refuses a configuration with a wrong salesforce
// stanza before anything is started. Filebeat would look at a stanza only when it
// starts its inputs, "test config" never does, and a Filebeat that is ended by a
// stanza while it starts may wait for ever for one of its own inputs.
func Creator(next beat.Creator) beat.Creator {
	return func(b *beat.Beat, section *config.C) (beat.Beater, error) {
		if err := checkInputs(section); err != nil {
			return nil, err
		}
		return next(b, section)
	}
}

// checkInputs returns the mistakes of all stanzas in the configuration itself.
func checkInputs(beat *config.C) error {
	var from section
	if err := beat.Unpack(&from); err != nil {
		return nil // Filebeat itself says what is wrong with the rest
	}
	return salesforce.CheckStanzas(ours(from.Inputs))
}
