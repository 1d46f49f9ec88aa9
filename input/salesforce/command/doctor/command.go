package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/elastic/beats/v7/libbeat/cmd/instance"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/spf13/cobra"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/beatconfig"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

const help = `Tests each salesforce input of the configuration, step by step: the stanza, the
network and proxy, the key, the clock, the sign-in, the user, the API version,
permissions, event log files and objects. It also shows how many API requests are left
and how many this configuration needs. It collects nothing and changes nothing in the org.

If several inputs collect from one org, it also reports what more than one of them
collects, and what the org has but none collects. Use --also to name the configurations
of other Filebeats that share the work. An overlap is a warning; with --also it is a
failure. Only what those other configurations collect is checked.

Each warning and each failure says what to do. If a failure makes later checks
impossible, they are skipped.

Exit code: 0 if nothing failed, 1 if a check failed, 2 if nothing could be tested.`

const examples = `  salesforcebeat test salesforce
  salesforcebeat test salesforce -c /etc/salesforcebeat/filebeat.yml --input acme
  salesforcebeat test salesforce --also second.yml --also third.yml
  salesforcebeat test salesforce --json | jq '.inputs[].checks[] | select(.status == "failed")'`

// choice is what the flags say.
type choice struct {
	input string
	also  []string
	json  bool
}

// Command returns the command. It reads the configuration as the Beat itself does.
func Command(settings instance.Settings) *cobra.Command {
	var chosen choice
	command := &cobra.Command{
		Use:           "salesforce",
		Short:         "Test that each salesforce input can sign in and read what it collects",
		Long:          help,
		Example:       examples,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, arguments []string) error {
			return notRun(cobra.NoArgs(cmd, arguments))
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			stanzas, err := configured(settings)
			if err != nil {
				return notRun(err)
			}
			return chosen.run(ctx, cmd.OutOrStdout(), stanzas)
		},
	}
	command.Flags().StringVar(&chosen.input, "input", "", "test only the input with this id")
	command.Flags().StringArrayVar(&chosen.also, "also", nil, "configuration of another Filebeat that shares the work; can be repeated")
	command.Flags().BoolVar(&chosen.json, "json", false, "print one JSON document instead of text")
	command.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return notRun(err) })
	return command
}

// configured returns the stanzas of the configuration.
func configured(settings instance.Settings) ([]*config.C, error) {
	beat, err := instance.NewInitializedBeat(settings)
	if err != nil {
		return nil, fmt.Errorf("initializing the beat: %w", err)
	}
	section, err := beat.BeatConfig()
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	return beatconfig.StanzasOf(section)
}

// run examines the chosen stanzas and prints what was found.
func (c choice) run(ctx context.Context, out io.Writer, stanzas []*config.C) error {
	if len(stanzas) == 0 {
		return notRun(errors.New("the configuration has no enabled input of type salesforce"))
	}
	shared := make(map[*config.C]error)
	for n, err := range stanza.SharedStates(stanzas) {
		shared[stanzas[n]] = err
	}
	all := stanzas
	stanzas, err := c.of(stanzas)
	if err != nil {
		return notRun(err)
	}
	together, err := c.together(all)
	if err != nil {
		return notRun(err)
	}
	var to printer = newText(out)
	if c.json {
		to = &document{out: out, Shared: []*groupDocument{}}
	}
	sessions := oauth.NewBroker()
	failed := false
	report := func(check diagnosis.Check) {
		failed = failed || check.Status == diagnosis.Failed
		to.check(check)
	}
	for _, stanza := range stanzas {
		to.input(idOf(stanza), urlOf(stanza))
		if err := shared[stanza]; err != nil {
			report(diagnosis.Check{Name: diagnosis.Stanza, Status: diagnosis.Failed, Found: err.Error(), Remedy: "docs/reference.md says what id is for"})
		}
		err := Diagnose(ctx, stanza, sessions, report)
		if err != nil {
			return notRun(errors.New("interrupted"))
		}
	}
	for _, group := range Groups(together.stanzas, together.names, sessions) {
		if len(group.Inputs) < 2 && len(c.also) == 0 {
			continue
		}
		to.group(group.URL, group.Inputs)
		if err := group.Diagnose(ctx, c.overlap(), report); err != nil {
			return notRun(errors.New("interrupted"))
		}
	}
	if err := to.end(); err != nil {
		return notRun(fmt.Errorf("writing the result: %w", err))
	}
	if failed {
		return &ExitError{Code: codeFailed}
	}
	return nil
}

// together returns the inputs whose common work is looked at.
func (c choice) together(own []*config.C) (inputs, error) {
	var all inputs
	if len(c.also) == 0 {
		if c.input == "" {
			all.add(own, "")
		}
		return all, nil
	}
	all.add(own, "this configuration")
	for _, path := range c.also {
		stanzas, err := fileInputs(path)
		if err != nil {
			return inputs{}, err
		}
		all.add(stanzas, path)
	}
	return all, nil
}

// overlap is what it counts as when two inputs collect the same.
func (c choice) overlap() diagnosis.Status {
	if len(c.also) > 0 {
		return diagnosis.Failed
	}
	return diagnosis.Warning
}

// of returns the stanzas that the flags choose.
func (c choice) of(stanzas []*config.C) ([]*config.C, error) {
	if c.input == "" {
		return stanzas, nil
	}
	var chosen []*config.C
	var ids []string
	for _, stanza := range stanzas {
		if id := idOf(stanza); id == c.input {
			chosen = append(chosen, stanza)
		} else if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(chosen) > 0 {
		return chosen, nil
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("no salesforce input has the id %q: none has an id", c.input)
	}
	return nil, fmt.Errorf("no salesforce input has the id %q: the ids are %q", c.input, ids)
}

func idOf(stanza *config.C) string {
	id, err := stanza.String("id", -1)
	if err != nil {
		return ""
	}
	return id
}

// urlOf returns the url of a stanza, or nothing if it is none: what is no URL may
// be a secret that was put into the wrong place.
func urlOf(stanza *config.C) string {
	address, err := stanza.String("url", -1)
	if err != nil {
		return ""
	}
	base, err := oauth.BaseURL(strings.TrimSpace(address), true)
	if err != nil {
		return ""
	}
	return base
}
