package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"github.com/elastic/beats/v7/libbeat/cmd/instance"
	"github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce"
)

// errFound says that something is wrong; what it is has been printed.
var errFound = errors.New("the check found mistakes")

// Command returns the command. It reads the configuration as the Beat itself does.
func Command(settings instance.Settings) *cobra.Command {
	return &cobra.Command{
		Use:           "salesforce",
		Short:         "Test that each salesforce input can sign in and read what it collects",
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt)
			defer stop()
			beat, err := instance.NewInitializedBeat(settings)
			if err != nil {
				return fmt.Errorf("initializing the beat: %w", err)
			}
			section, err := beat.BeatConfig()
			if err != nil {
				return fmt.Errorf("reading the configuration: %w", err)
			}
			stanzas, err := stanzasOf(section)
			if err != nil {
				return err
			}
			return check(ctx, cmd.OutOrStdout(), stanzas)
		},
	}
}

// check tries each stanza and prints what was found.
func check(ctx context.Context, out io.Writer, stanzas []*config.C) error {
	if len(stanzas) == 0 {
		return errors.New("the configuration has no enabled input of type salesforce")
	}
	failed := false
	for n, stanza := range stanzas {
		id, err := stanza.String("id", -1)
		if err != nil {
			id = fmt.Sprintf("number %d, without id", n+1)
		}
		fmt.Fprintf(out, "salesforce input %s\n", id)
		for _, finding := range salesforce.Check(ctx, stanza) {
			if finding.Err != nil {
				failed = true
				fmt.Fprintf(out, "  %-30s ERROR  %v\n", finding.What, finding.Err)
				continue
			}
			fmt.Fprintf(out, "  %-30s OK     %s\n", finding.What, finding.Found)
		}
	}
	if failed {
		return errFound
	}
	return nil
}
