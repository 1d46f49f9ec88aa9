package statecommand

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/elastic/beats/v7/libbeat/cmd/instance"
	"github.com/elastic/elastic-agent-libs/paths"
	"github.com/spf13/cobra"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

// plan is what becomes of sources, and what is said of it.
type plan struct {
	changes map[string]*registryEntry // nil for one that is removed
	lines   []string
	remark  string // what holds for all of it
}

func newPlan() *plan {
	return &plan{
		changes: make(map[string]*registryEntry),
		remark:  "Events that are collected again keep their ids: Elasticsearch drops those that it already has, and other outputs get them twice.",
	}
}

func (p *plan) say(format string, arguments ...any) {
	p.lines = append(p.lines, terminal.Text(fmt.Sprintf(format, arguments...)))
}

// carryOut tells of a plan and, with consent, does it.
func (p *plan) carryOut(out io.Writer, to registry, allowed consent, now time.Time) error {
	for _, line := range p.lines {
		fmt.Fprintln(out, line)
	}
	if len(p.changes) == 0 {
		fmt.Fprintln(out, "There is nothing to change.")
		return nil
	}
	fmt.Fprintln(out, p.remark)
	if !allowed.yes {
		fmt.Fprintln(out, "Nothing was changed. Add --yes to make the change.")
		return nil
	}
	backup, err := to.write(p.changes, now)
	if err != nil {
		return err
	}
	if backup == "" {
		fmt.Fprintf(out, "Done. There was no registry before.\n")
		return nil
	}
	fmt.Fprintf(out, "Done. A copy of the registry from before the change is in %s.\n", backup)
	return nil
}

func rewindCommand(settings instance.Settings) *cobra.Command {
	var chosen choice
	var allowed consent
	var target string
	command := &cobra.Command{
		Use:   "rewind --to <time or duration>",
		Short: "Collect again from a given time",
		Long: `Makes sources collect again from a given time: log files that Salesforce created at
that time or later, and records from that time or later. An hourly log file is created
three to six hours after its events, and a daily file the day after. The files
therefore contain all events from the given time on.`,
		Example: `  salesforcebeat salesforce state rewind --to 2026-03-04T12:00:00Z --input acme
  salesforcebeat salesforce state rewind --to 2d --source LoginEvent --yes`,
		RunE: func(command *cobra.Command, _ []string) error {
			now := time.Now()
			to, err := timeOf(target, now)
			if err != nil {
				return err
			}
			return view(settings, false, func(data beatData, entries []entry) error {
				entries, err := chosen.of(entries, true)
				if err != nil {
					return err
				}
				withLedgers(entries, coverage.FolderIn(paths.Resolve(paths.Data, "")))
				planned, err := rewind(entries, to, now)
				if err != nil {
					return err
				}
				return planned.carryOut(command.OutOrStdout(), data.registry, allowed, now)
			})
		},
	}
	command.Flags().StringVar(&target, "to", "", "a time, a day, or a duration before now")
	_ = command.MarkFlagRequired("to") // it is there
	chosen.flags(command, true)
	allowed.flags(command)
	return command
}

// rewind plans to collect again from a time. A source that cannot be rewound ends it:
// half of what was asked for is not what was asked for.
func rewind(entries []entry, to, now time.Time) (*plan, error) {
	planned := newPlan()
	for _, e := range entries {
		before, after := e.cursor, e.cursor
		switch {
		case e.err != nil:
			return nil, fmt.Errorf("%s cannot be rewound: %w", e.name(), e.err)
		case e.kind == state.KindLogFiles:
			rewound := e.logFiles.Rewind(to, e.lookback())
			before, after = e.logFiles.Cursor(), rewound.Cursor()
			if before != after {
				planned.say("%s: log files created from %s on come again, %s up to %s%s.", e.name(), stamp(to), spanOf(to, e.through()), stamp(e.through()), knownAgain(e.logFiles, rewound))
				planned.say("  %s", costOfFiles(e.ledger, to))
			}
		case e.kind == state.KindRecords:
			rewound := e.records.Rewind(to, e.lookback()).Cursor()
			switch {
			case to.Before(e.records.Through):
				planned.say("%s: records from %s on come again, %s up to %s%s.", e.name(), stamp(to), spanOf(to, e.through()), stamp(e.through()), lookbackAgain(e.records.Rewind(to, e.lookback()), e.lookback()))
				planned.say("  It costs at least %s: one for each window, which grow from an hour to 31 days where there is little, and one for each further 2,000 records.", poll.Count(max(1, record.MinRequests(now.Sub(to))), "request"))
				after = rewound
			case e.records.Window != nil && to.Before(e.records.Window.End):
				after = rewound
				planned.say("%s: the window in progress, to %s, starts again.", e.name(), stamp(e.records.Window.End))
			}
		case e.kind == state.KindObjects:
			before, after = e.objects.Cursor(), e.objects.Rewind(to, e.lookback()).Cursor()
			if before != after {
				planned.say("%s: rows of all its objects from %s on come again.", e.name(), stamp(to))
			}
		default:
			rewound, byTime := e.query.Rewind(to, e.lookback())
			if !byTime || e.configured == nil || !e.configured.FollowsTime() {
				return nil, fmt.Errorf("%s cannot be rewound to a time: its query, if it is configured at all, does not resume from a time: use \"state forget\", and it starts over with query.default", e.name())
			}
			before, after = e.query.Cursor(), rewound.Cursor()
			if before != after {
				planned.say("%s: the query goes on from %s, %s before what it has collected.", e.name(), stamp(to), spanOf(to, e.through()))
			}
		}
		if before == after {
			planned.say("%s: has collected up to %s, nothing of it is after %s.", e.name(), stamp(e.through()), stamp(to))
			continue
		}
		// What the coverage ledger has was acknowledged, and stays in it.
		planned.changes[e.key] = &registryEntry{TTL: e.stored.TTL, Updated: now, Cursor: after.Noting(e.cursor.Noted())}
	}
	return planned, nil
}

// costOfFiles says what log files cost that come again.
func costOfFiles(ledger *coverage.Book, from time.Time) string {
	const each = "Each costs a request, and each 2,000 listed one more"
	if ledger == nil {
		return each + "; an org has one a day, or one or more an hour, for each event type."
	}
	files, rows, bytes := ledger.FilesSince(from)
	return fmt.Sprintf("%s: the coverage ledger has %s of then or later, with %s and %s.", each, poll.Count(int(files), "file"), poll.Count(int(rows), "row"), poll.Megabytes(bytes))
}

// withLedgers gives entries their coverage ledgers. What cannot be read of these is left
// out: they only say what something costs.
func withLedgers(entries []entry, folder string) {
	books, _ := coverage.ReadFolder(folder)
	for n := range entries {
		for _, book := range books {
			if book.Key == entries[n].key {
				entries[n].ledger = book
			}
		}
	}
}

// knownAgain says how many of the files that come again are known by name.
func knownAgain(before, after state.LogFiles) string {
	files, rows := 0, int64(0)
	kept := make(map[state.LogFile]bool)
	for _, done := range after.Collected {
		kept[done.LogFile] = true
	}
	for _, done := range before.Collected {
		if !kept[done.LogFile] {
			files, rows = files+1, rows+done.Rows
		}
	}
	for _, partial := range before.Partial {
		if after.Rows(partial.LogFile) == 0 {
			files, rows = files+1, rows+partial.Rows
		}
	}
	if files == 0 {
		return ""
	}
	return fmt.Sprintf("; the last %s, with %s, are among them", poll.Count(files, "file"), poll.Count(int(rows), "row"))
}

// lookbackAgain says what comes again although it is before the time: what was seen
// there is not remembered record by record.
func lookbackAgain(rewound state.Records, lookback time.Duration) string {
	if !rewound.Settled.Before(rewound.Through) {
		return ""
	}
	from := rewound.Settled
	if start := rewound.Through.Add(-lookback); start.After(from) {
		from = start
	}
	return fmt.Sprintf(", and those since %s, among which late ones may still show", stamp(from))
}

func forgetCommand(settings instance.Settings) *cobra.Command {
	var chosen choice
	var allowed consent
	command := &cobra.Command{
		Use:   "forget",
		Short: "Remove the state of sources, so that they start over from initial_interval",
		Example: `  salesforcebeat salesforce state forget --input acme --source LoginEvent
  salesforcebeat salesforce state forget --input former --yes`,
		RunE: func(command *cobra.Command, _ []string) error {
			now := time.Now()
			return view(settings, false, func(data beatData, entries []entry) error {
				entries, err := chosen.of(entries, true)
				if err != nil {
					return err
				}
				if err := forget(entries, now).carryOut(command.OutOrStdout(), data.registry, allowed, now); err != nil || !allowed.yes {
					return err
				}
				return removeLedgers(entries, coverage.FolderIn(paths.Resolve(paths.Data, "")))
			})
		},
	}
	chosen.flags(command, true)
	allowed.flags(command)
	return command
}

// removeLedgers removes the coverage ledgers of sources that the configuration does not
// have, and nobody would look after. Those of others stay: what they have was acknowledged.
func removeLedgers(entries []entry, folder string) error {
	var problems []error
	for _, e := range entries {
		if e.configured == nil {
			problems = append(problems, coverage.Remove(folder, e.key))
		}
	}
	return errors.Join(problems...)
}

func forget(entries []entry, now time.Time) *plan {
	planned := newPlan()
	for _, e := range entries {
		planned.changes[e.key] = nil
		through, _ := e.progress()
		switch {
		case e.configured != nil && e.configured.Follows():
			planned.say("%s: forgotten (%s). It starts again with query.default.", e.name(), cmp.Or(through, "-"))
			continue
		case e.configured == nil:
			planned.say("%s: forgotten (%s). The configuration does not have it, so nothing comes again unless it is put in.", e.name(), cmp.Or(through, "-"))
			continue
		case e.err != nil || e.through().IsZero():
			planned.say("%s: forgotten (%s). It starts again at initial_interval, %v before now.", e.name(), cmp.Or(through, "-"), e.configured.InitialInterval())
			continue
		}
		from := now.Add(-e.configured.InitialInterval())
		if from.After(e.through()) {
			planned.say("%s: forgotten. It starts again at initial_interval, %s: WHAT IS BETWEEN %s AND THEN IS NOT COLLECTED.", e.name(), stamp(from), stamp(e.through()))
		} else {
			planned.say("%s: forgotten. It starts again at initial_interval, so what is from %s on comes again, %s up to %s.", e.name(), stamp(from), spanOf(from, e.through()), stamp(e.through()))
		}
	}
	return planned
}

// spanOf returns the time between, for people.
func spanOf(from, to time.Time) string {
	if !to.After(from) {
		return "nothing"
	}
	span := to.Sub(from)
	if span < time.Minute {
		return span.Round(time.Second).String()
	}
	minutes := int(span.Round(time.Minute) / time.Minute)
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	switch {
	case days > 0:
		return fmt.Sprintf("%dd %dh %dm", days, hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%dh %dm", hours, minutes)
	}
	return fmt.Sprintf("%dm", minutes)
}
