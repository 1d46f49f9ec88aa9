package salesforce

import (
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/publisher/processing"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/delivery"
)

// Processing returns a factory like another one, which adds host.name to no event of
// salesforce inputs, unless their stanza has publisher_pipeline.disable_host: false. A
// Filebeat that includes the input has it as Processing of its settings.
func Processing(factory processing.SupportFactory) processing.SupportFactory {
	return func(info beat.Info, log *logp.Logger, config *conf.C) (processing.Supporter, error) {
		supporter, err := factory(info, log, config)
		if err != nil {
			return nil, err
		}
		return hostSupporter{supporter}, nil
	}
}

type hostSupporter struct{ processing.Supporter }

// Create implements processing.Supporter.
func (s hostSupporter) Create(config beat.ProcessingConfig, drop bool, folders *paths.Path) (beat.Processor, error) {
	if _, ok := config.Private.(delivery.NoHost); ok {
		config.DisableHost = true
	}
	return s.Supporter.Create(config, drop, folders)
}
