package statecommand

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/elastic/beats/v7/filebeat/config"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/cmd/instance"
	"github.com/elastic/elastic-agent-libs/paths"
	"github.com/spf13/cobra"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/beatconfig"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

const help = `Shows and changes how far the salesforce inputs have collected. Stop the beat first.
Without --yes, commands that make changes only report what they would do and what it
costs. With --yes, they first copy the registry to a folder next to it.

Events that are collected again keep their ids: Elasticsearch drops those that it
already has, and other outputs get them twice.`

// Command returns the command "state" with its commands.
func Command(settings instance.Settings) *cobra.Command {
	command := &cobra.Command{
		Use:   "state",
		Short: "Show and change how far the salesforce inputs have collected",
		Long:  help,
		RunE:  ShowHelp,
	}
	command.AddCommand(listCommand(settings), showCommand(settings), rewindCommand(settings), forgetCommand(settings), importCommand(settings))
	for _, each := range append(command.Commands(), command) {
		each.SilenceUsage, each.SilenceErrors = true, true
		each.Args = cobra.NoArgs
	}
	return command
}

// ShowHelp runs a command that has no work of its own: a word behind it that is none of
// its commands is a mistake, which cobra passes over in commands that do not run.
func ShowHelp(command *cobra.Command, _ []string) error { return command.Help() }

// beatData is what the configuration says: where the registry is and which sources
// there are.
type beatData struct {
	info       beat.Info
	registry   registry
	configured []*stanza.Source
	// wrong says which stanzas cannot be read. Their sources can be looked at all the same.
	wrong error
}

// openData reads the configuration as the beat itself does.
func openData(settings instance.Settings) (beatData, error) {
	initialized, err := instance.NewInitializedBeat(settings)
	if err != nil {
		return beatData{}, fmt.Errorf("initializing the beat: %w", err)
	}
	section, err := initialized.BeatConfig()
	if err != nil {
		return beatData{}, fmt.Errorf("reading the configuration: %w", err)
	}
	filebeat := struct {
		Registry config.Registry `config:"registry"`
	}{config.DefaultConfig.Registry}
	if err := section.Unpack(&filebeat); err != nil {
		return beatData{}, fmt.Errorf("reading filebeat.registry: %w", err)
	}
	data := beatData{info: initialized.Info, registry: registry{
		root:  paths.Resolve(paths.Data, filebeat.Registry.Path),
		store: initialized.Info.Beat,
		mode:  filebeat.Registry.Permissions,
	}}
	stanzas, err := beatconfig.StanzasOf(section)
	if err != nil {
		return beatData{}, err
	}
	var wrong []error
	for _, from := range stanzas {
		sources, err := stanza.Sources(from)
		data.configured = append(data.configured, sources...)
		wrong = append(wrong, err)
	}
	data.wrong = errors.Join(wrong...)
	return data, nil
}

// view runs see with all sources of the registry, while the beat cannot start. It is
// an error that there is no registry, unless it may be new.
func view(settings instance.Settings, mayBeNew bool, see func(beatData, []entry) error) error {
	data, err := openData(settings)
	if err != nil {
		return err
	}
	if data.wrong != nil {
		fmt.Fprintln(os.Stderr, "Warning: taken as not configured:", data.wrong)
	}
	if err := os.MkdirAll(paths.Resolve(paths.Data, ""), 0o750); err != nil {
		return fmt.Errorf("creating the data folder for the lock: %w", err)
	}
	return locked(data.info, func() error {
		all, err := data.registry.read()
		if err != nil && (!mayBeNew || !errors.Is(err, errNoRegistry)) {
			return err
		}
		return see(data, entriesOf(all, data.configured))
	})
}

// choice is which sources a command is about.
type choice struct {
	input, source string
	all           bool
}

func (c *choice) flags(command *cobra.Command, all bool) {
	command.Flags().StringVar(&c.input, "input", "", "only sources of the input with this id")
	command.Flags().StringVar(&c.source, "source", "", "only this source: event_log_file or the name of an object")
	if all {
		command.Flags().BoolVar(&c.all, "all", false, "all sources of all inputs")
	}
}

// of returns the chosen ones. There has to be one, and it has to be said which.
func (c choice) of(entries []entry, must bool) ([]entry, error) {
	if must && c.input == "" && c.source == "" && !c.all {
		return nil, errors.New("choose the sources with --input, --source, both, or --all")
	}
	var chosen []entry
	for _, e := range entries {
		if (c.input == "" || e.input == c.input) && (c.source == "" || e.source == c.source || e.key == c.source) {
			chosen = append(chosen, e)
		}
	}
	if len(chosen) == 0 && (must || c != (choice{})) {
		return nil, fmt.Errorf("the registry has no source with input %q and source %q: run \"state list\" to see all sources", c.input, c.source)
	}
	return chosen, nil
}

// consent is whether changes are made or only told of.
type consent struct{ yes, dryRun bool }

func (c *consent) flags(command *cobra.Command) {
	command.Flags().BoolVar(&c.yes, "yes", false, "make the change instead of only reporting it")
	command.Flags().BoolVar(&c.dryRun, "dry-run", false, "only report the change (the default)")
	command.MarkFlagsMutuallyExclusive("yes", "dry-run")
}

// timeOf reads a time, a day, or a duration before now.
func timeOf(text string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04:05", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			if at.After(now) {
				return time.Time{}, fmt.Errorf("--to %q is in the future", text)
			}
			return at.UTC(), nil
		}
	}
	ago, err := stanza.ParseDuration(text)
	if err != nil || ago < 0 {
		return time.Time{}, fmt.Errorf("--to %q is neither a time such as 2026-03-04T12:00:00Z (UTC unless it has an offset), a day such as 2026-03-04, nor a duration before now such as 36h or 7d", text)
	}
	return now.Add(-ago).UTC().Truncate(time.Second), nil
}
