// Command beat is the Filebeat of the benchmark: the product's inputs, and the
// generator that shows what the pipeline can take, both of them measured.
package main

import (
	"fmt"
	"os"

	"github.com/elastic/beats/v7/filebeat/cmd"
	inputs "github.com/elastic/beats/v7/filebeat/input/default-inputs"
	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/publisher/processing"
	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce"
	"github.com/beats-contrib/filebeat-salesforce/testing/bench/internal/generator"
	"github.com/beats-contrib/filebeat-salesforce/testing/bench/internal/meter"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run() error {
	measure, err := meter.FromEnvironment()
	if err != nil {
		return err
	}
	if measure != nil {
		go measure.Watch()
	}
	plugins := func(info beat.Info, log *logp.Logger, store statestore.States, folders *paths.Path) []v2.Plugin {
		ours := append(salesforce.Plugins(log, store, folders.Resolve(paths.Data, "")), generator.Plugin(log, store))
		if measure != nil {
			for n := range ours {
				ours[n] = measure.Wrap(ours[n])
			}
		}
		return append(inputs.Init(info, log, store, folders), ours...)
	}
	settings := cmd.FilebeatSettings("")
	settings.IndexPrefix = settings.Name
	settings.Processing = salesforce.Processing(processing.MakeDefaultBeatSupport(true))
	return cmd.Filebeat(plugins, settings).Execute()
}
