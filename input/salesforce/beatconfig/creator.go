package beatconfig

import (
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// Creator returns a creator that refuses a configuration with a wrong salesforce
// stanza before anything is started, and says all that is wrong at once. Filebeat looks at a
// stanza only when it starts that input, and ends at the first mistake. Files of inputs that are read again when they
// change may be mended while it runs, so that they do not keep it from starting.
func Creator(next beat.Creator) beat.Creator { return validating(next, false) }

// TestCreator is Creator for "test config", which by itself never looks at an input:
// it refuses what is wrong in any file.
func TestCreator(next beat.Creator) beat.Creator { return validating(next, true) }

func validating(next beat.Creator, reloaded bool) beat.Creator {
	return func(b *beat.Beat, section *config.C) (beat.Beater, error) {
		if err := validateStateStore(b.Manager != nil && b.Manager.Enabled()); err != nil {
			return nil, err
		}
		if err := validateInputs(section, reloaded); err != nil {
			return nil, err
		}
		return next(b, section)
	}
}

// validateInputs returns the mistakes of all stanzas in the configuration itself, and of
// those in files of their own, if these are read once or reloaded ones count too.
func validateInputs(beat *config.C, reloaded bool) error {
	var from section
	if err := beat.Unpack(&from); err != nil {
		return nil // Filebeat itself says what is wrong with the rest
	}
	all := from.Inputs
	if reloaded || !from.Config.Inputs.Reload.Enabled {
		external, err := from.external(configFolder())
		if err != nil {
			return err
		}
		all = append(all, external...)
	}
	return stanza.ValidateStanzas(Ours(all))
}
