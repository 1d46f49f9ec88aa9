// Salesforcebeat is Filebeat with the salesforce input: all that Filebeat has, its
// inputs, processors, outputs and commands, and one input more.
package main

import (
	"errors"
	"fmt"
	"os"
	_ "time/tzdata" // for time zones on hosts that have no database of them

	"github.com/elastic/beats/v7/filebeat/beater"
	"github.com/elastic/beats/v7/filebeat/cmd"
	inputs "github.com/elastic/beats/v7/filebeat/input/default-inputs"
	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	libcmd "github.com/elastic/beats/v7/libbeat/cmd"
	"github.com/elastic/beats/v7/libbeat/cmd/instance"
	testcmd "github.com/elastic/beats/v7/libbeat/cmd/test"
	"github.com/elastic/beats/v7/libbeat/publisher/processing"
	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"
	"github.com/spf13/cobra"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/beatconfig"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/command/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/command/doctor"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/command/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/drain"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

func main() {
	err := run()
	var exit *doctor.ExitError
	switch {
	case err == nil:
	case !errors.As(err, &exit):
		fmt.Fprintln(os.Stderr, "Error:", terminal.Lines(err.Error()))
		os.Exit(1)
	default:
		if exit.Err != nil {
			fmt.Fprintln(os.Stderr, "Error:", terminal.Lines(exit.Err.Error()))
		}
		os.Exit(exit.Code)
	}
}

func run() error {
	if err := registerFields(); err != nil {
		return err
	}
	// The name stays filebeat: it is the prefix of the configuration, and where the
	// registry is.
	settings := cmd.FilebeatSettings("")
	settings.IndexPrefix = settings.Name
	settings.Processing = salesforce.Processing(processing.MakeDefaultBeatSupport(true)) // the default, less our host
	command := cmd.Filebeat(plugins, settings)
	command.Use = "salesforcebeat"
	refuseWrongStanzas(command, settings)
	command.TestCmd.AddCommand(doctor.Command(settings))
	ours := &cobra.Command{
		Use: "salesforce", Short: "Tools for the salesforce inputs",
		Args: cobra.NoArgs, RunE: statecommand.ShowHelp, SilenceErrors: true, SilenceUsage: true,
	}
	ours.AddCommand(statecommand.Command(settings), coveragecommand.Command(settings))
	command.AddCommand(ours)
	command.RemoveCommand(command.VersionCmd)
	command.AddCommand(versionCommand(), healthCommand())
	return command.Execute()
}

// refuseWrongStanzas makes the commands that make a Filebeat check the stanzas of the
// salesforce inputs first. A Filebeat that runs also empties its queue before it stops.
func refuseWrongStanzas(command *libcmd.BeatsRootCmd, settings instance.Settings) {
	filebeat := beater.New(plugins)
	creator := beatconfig.Creator(drain.Creator(filebeat))
	command.RunCmd.Run = func(*cobra.Command, []string) {
		if err := instance.Run(settings, creator); err != nil {
			os.Exit(1) // it has been said
		}
	}
	command.Run = command.RunCmd.Run
	for _, test := range command.TestCmd.Commands() {
		if test.Name() == "config" {
			command.TestCmd.RemoveCommand(test)
		}
	}
	command.TestCmd.AddCommand(testcmd.GenTestConfigCmd(settings, beatconfig.TestCreator(filebeat)))
}

// plugins returns Filebeat's own inputs and the salesforce input.
func plugins(info beat.Info, log *logp.Logger, store statestore.States, folders *paths.Path) []v2.Plugin {
	return append(inputs.Init(info, log, store, folders), salesforce.Plugins(log, store, folders.Resolve(paths.Data, ""))...)
}
