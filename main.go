// Salesforcebeat is Filebeat with the salesforce input: all that Filebeat has, its
// inputs, processors, outputs and commands, and one input more.
package main

import (
	"fmt"
	"os"
	_ "time/tzdata" // for time zones on hosts that have no database of them

	"github.com/elastic/beats/v7/filebeat/beater"
	"github.com/elastic/beats/v7/filebeat/cmd"
	inputs "github.com/elastic/beats/v7/filebeat/input/default-inputs"
	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/doctor"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run() error {
	if err := registerFields(); err != nil {
		return err
	}
	// The name stays filebeat: it is the prefix of the configuration, and where the
	// registry is.
	settings := cmd.FilebeatSettings("")
	command := cmd.Filebeat(plugins, settings)
	command.Use = "salesforcebeat"
	command.TestCmd.AddCommand(doctor.Command(settings))
	return command.Execute()
}

// plugins returns Filebeat's own inputs and the salesforce input.
func plugins(info beat.Info, log *logp.Logger, store beater.StateStore) []v2.Plugin {
	return append(inputs.Init(info, log, store), salesforce.Plugin(log, store))
}
