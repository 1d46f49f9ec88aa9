package coveragecommand

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/elastic/beats/v7/libbeat/cmd/instance"
	"github.com/elastic/elastic-agent-libs/paths"
	"github.com/spf13/cobra"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

const help = `Shows what the output has acknowledged for each event type, object and hour, and what
is missing. The beat may be running. Nothing is changed.

An hour is a gap only if there is proof. An hour of log files is incomplete if a number
in the sequence of its files is missing, if a file was quarantined, or if a file was gone
when it was requested. An hour without a file is quiet, because Salesforce creates no file
for an hour without events. Hourly files arrive three to six hours late, and daily files
a day late: until then they are not due. An hour of an object is a gap if no window
covers it.`

const examples = `  salesforcebeat salesforce coverage
  salesforcebeat salesforce coverage --since 2d --by hour --source LoginEvent
  salesforcebeat salesforce coverage --format html --output coverage.html
  salesforcebeat salesforce coverage --format json | jq '.sources[].series[].gaps[]?'`

// The formats of the report.
const (
	formatTable = "table"
	formatJSON  = "json"
	formatHTML  = "html"
)

// What the lines of a table, and the columns of a heat map, are.
const (
	byHour = "hour"
	byDay  = "day"
)

// choice is what the flags say.
type choice struct {
	input, source, since, format, by, output string
}

// Command returns the command. It reads the configuration as the Beat itself does.
func Command(settings instance.Settings) *cobra.Command {
	var chosen choice
	command := &cobra.Command{
		Use:           "coverage",
		Short:         "Show what was collected of each event type, object and hour, and what is missing",
		Long:          help,
		Example:       examples,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(command *cobra.Command, _ []string) error {
			// It sets the paths, which the configuration can name.
			if _, err := instance.NewInitializedBeat(settings); err != nil {
				return fmt.Errorf("initializing the beat: %w", err)
			}
			folder := coverage.FolderIn(paths.Resolve(paths.Data, ""))
			return chosen.run(command.OutOrStdout(), command.ErrOrStderr(), folder, time.Now())
		},
	}
	flags := command.Flags()
	flags.StringVar(&chosen.input, "input", "", "only sources of the input with this id")
	flags.StringVar(&chosen.source, "source", "", "only this source: event_log_file or the name of an object")
	flags.StringVar(&chosen.since, "since", "7d", "start of the report: a duration before now, such as 36h or 30d")
	flags.StringVar(&chosen.format, "format", formatTable, "table, json or html")
	flags.StringVar(&chosen.by, "by", "", "hour or day: one table line or heat map column per hour or day (default: one line per event type, and as many columns as fit)")
	flags.StringVar(&chosen.output, "output", "", "write to this file")
	return command
}

func (c choice) run(out, problems io.Writer, folder string, now time.Time) error {
	if !slices.Contains([]string{formatTable, formatJSON, formatHTML}, c.format) {
		return fmt.Errorf("--format must be one of table, json, html, got %q", c.format)
	}
	if !slices.Contains([]string{"", byHour, byDay}, c.by) {
		return fmt.Errorf("--by must be one of hour, day, got %q", c.by)
	}
	span, err := stanza.ParseDuration(c.since)
	if err != nil || span <= 0 {
		return fmt.Errorf("--since must be a duration such as 36h or 7d, got %q", c.since)
	}
	books, err := coverage.ReadFolder(folder)
	if err != nil {
		fmt.Fprintln(problems, "Warning: not all ledgers can be read:", terminal.Lines(err.Error()))
	}
	if len(books) == 0 {
		return fmt.Errorf("%s has no ledger: nothing has been collected yet, coverage.enabled is false, or the beat keeps its data elsewhere (see path.data)", folder)
	}
	if books = c.of(books); len(books) == 0 {
		return fmt.Errorf("no ledger matches input %q and source %q", c.input, c.source)
	}
	found := newReport(books, now.Add(-span), now)
	var text strings.Builder
	switch c.format {
	case formatJSON:
		err = found.json(&text)
	case formatHTML:
		err = found.heatMaps(&text, c.by)
	default:
		err = found.table(&text, c.by)
	}
	if err != nil {
		return err
	}
	if c.output == "" {
		_, err = io.WriteString(out, text.String())
		return err
	}
	if err := os.WriteFile(c.output, []byte(text.String()), 0o600); err != nil {
		return fmt.Errorf("--output: %w", err)
	}
	return nil
}

// of returns the chosen ones.
func (c choice) of(books []*coverage.Book) []*coverage.Book {
	return slices.DeleteFunc(books, func(b *coverage.Book) bool {
		return (c.input != "" && b.Input != c.input) || (c.source != "" && b.Source != c.source && b.Object != c.source)
	})
}
