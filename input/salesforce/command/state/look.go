package statecommand

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/elastic/beats/v7/libbeat/cmd/instance"
	"github.com/spf13/cobra"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

func listCommand(settings instance.Settings) *cobra.Command {
	var chosen choice
	command := &cobra.Command{
		Use:   "list",
		Short: "List sources and how far each has collected",
		RunE: func(command *cobra.Command, _ []string) error {
			return view(settings, false, func(_ beatData, entries []entry) error {
				entries, err := chosen.of(entries, false)
				if err != nil {
					return err
				}
				return list(command.OutOrStdout(), entries)
			})
		},
	}
	chosen.flags(command, false)
	return command
}

func list(out io.Writer, entries []entry) error {
	if len(entries) == 0 {
		_, err := fmt.Fprintln(out, "The registry has no state of salesforce inputs.")
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "INPUT\tHOST\tSOURCE\tCOLLECTED THROUGH\tIN PROGRESS\tBYTES\tUPDATED\t")
	for _, e := range entries {
		through, inProgress := e.progress()
		source, host := e.source, e.host
		if host == "" {
			source, host = e.key, "-"
		}
		remark := ""
		if e.configured == nil && e.host != "" {
			remark = "not in the configuration"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", terminal.Name(cmp.Or(e.input, "-")), terminal.Name(host), terminal.Name(source), terminal.Name(cmp.Or(through, "-")), terminal.Name(cmp.Or(inProgress, "-")), e.size(), stamp(e.stored.Updated), remark)
	}
	return table.Flush()
}

func showCommand(settings instance.Settings) *cobra.Command {
	var chosen choice
	var asJSON bool
	command := &cobra.Command{
		Use:   "show",
		Short: "Show the complete state of each source",
		RunE: func(command *cobra.Command, _ []string) error {
			return view(settings, false, func(_ beatData, entries []entry) error {
				entries, err := chosen.of(entries, false)
				if err != nil {
					return err
				}
				if asJSON {
					return showJSON(command.OutOrStdout(), entries)
				}
				for n, e := range entries {
					if n > 0 {
						fmt.Fprintln(command.OutOrStdout())
					}
					if err := show(command.OutOrStdout(), e); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	chosen.flags(command, false)
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON document instead of text")
	return command
}

// document is what show prints of a source as JSON. Its keys do not change.
type document struct {
	Key        string          `json:"key"`
	Input      string          `json:"input"`
	Host       string          `json:"host"`
	Source     string          `json:"source"`
	Configured bool            `json:"configured"`
	Updated    time.Time       `json:"updated"`
	TTL        string          `json:"ttl"`
	Bytes      int             `json:"bytes"`
	Kind       state.Kind      `json:"kind,omitempty"`
	Error      string          `json:"error,omitempty"`
	Done       int64           `json:"done"`
	State      json.RawMessage `json:"state,omitempty"`
	Cursor     any             `json:"cursor,omitempty"`
}

func showJSON(out io.Writer, entries []entry) error {
	documents := make([]document, len(entries))
	for n, e := range entries {
		documents[n] = document{
			Key: e.key, Input: e.input, Host: e.host, Source: e.source, Configured: e.configured != nil,
			Updated: e.stored.Updated.UTC(), TTL: e.stored.TTL.String(), Bytes: e.size(), Kind: e.kind, Done: e.cursor.Done,
		}
		if e.err != nil {
			documents[n].Error, documents[n].Cursor = e.err.Error(), e.stored.Cursor
		} else {
			documents[n].State = json.RawMessage(e.cursor.Position)
		}
	}
	text, err := json.MarshalIndent(documents, "", "  ")
	if err != nil {
		return err
	}
	_, err = out.Write(append(terminal.JSON(text), '\n'))
	return err
}

func show(out io.Writer, e entry) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, format string, arguments ...any) {
		fmt.Fprintf(table, "%s\t%s\n", name, terminal.Text(fmt.Sprintf(format, arguments...)))
	}
	line("key", "%s", e.key)
	line("updated", "%s, kept for %v when its input does not run", stamp(e.stored.Updated), e.stored.TTL)
	switch {
	case e.host == "":
	case e.configured == nil:
		line("configuration", "does not have this source")
	default:
		line("configuration", "lookback %v, initial_interval %v", e.configured.Lookback(), e.configured.InitialInterval())
	}
	through, inProgress := e.progress()
	line("collected through", "%s", cmp.Or(through, "-"))
	line("in progress", "%s", cmp.Or(inProgress, "-"))
	switch {
	case e.err != nil:
		line("state", "%v", e.err)
		line("stored", "%v", e.stored.Cursor)
	case e.kind == state.KindRecords:
		if e.records.Field != "" {
			line("windows over", "%s", e.records.Field)
		}
		line("settled", "%s, nothing before it can show any more", stamp(e.records.Settled))
		line("remembered", "%s in the lookback", poll.Count(len(e.records.Seen), "record"))
	case e.kind == state.KindLogFiles:
		showLogFiles(line, e.logFiles)
	case e.kind == state.KindObjects:
		for _, name := range slices.Sorted(maps.Keys(e.objects.Cursors)) {
			if records, err := state.ReadRecords(e.objects.Cursors[name]); err == nil {
				line(name, "collected through %s", stamp(records.Through))
			}
		}
	default:
		line("stored", "%s", e.cursor.Position)
	}
	return table.Flush()
}

func showLogFiles(line func(name, format string, arguments ...any), files state.LogFiles) {
	line("first run from", "%s", stamp(files.Begin))
	for _, selection := range files.Selections {
		if since, behind := files.Behind[selection]; behind {
			line("selection", "%s, catching up from %s", terminal.Name(selection), stamp(since))
		} else {
			line("selection", "%s", terminal.Name(selection))
		}
	}
	for _, file := range files.Partial {
		line("in progress", "%s created %s, %d bytes, %s sent", terminal.Name(file.ID), stamp(file.CreatedDate), file.Length, poll.Count(int(file.Rows), "row"))
	}
	for _, file := range files.Collected {
		remark := ""
		if file.Quarantined {
			remark = ", quarantined after failing too often"
		}
		line("collected", "%s created %s, %d bytes, %s%s", terminal.Name(file.ID), stamp(file.CreatedDate), file.Length, poll.Count(int(file.Rows), "row"), remark)
	}
}
