package statecommand

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/elastic/beats/v7/libbeat/cmd/instance"
	"github.com/spf13/cobra"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/xpack"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

const importHelp = `Imports the state of the x-pack input (Elastic's salesforce input), so that collection
continues without a gap. Each source starts one lookback before the point that the x-pack
input had reached. Events in that lookback are collected once more, with the ids of this
input.

Stop both beats first. The other registry is only read. A state of the x-pack input covers
one query for log files and one query for an object. If this input collects several
objects, use --source to say which one the state is for.`

// takeOver is what the flags of import say.
type takeOver struct {
	choice
	from      string // folder of the other registry
	fromInput string
	target    string // when to begin instead
	replace   bool
}

func importCommand(settings instance.Settings) *cobra.Command {
	var taken takeOver
	var allowed consent
	command := &cobra.Command{
		Use:   "import",
		Short: "Continue from the state of the x-pack input",
		Long:  importHelp,
		Example: `  salesforcebeat salesforce state import --from /var/lib/filebeat/registry/filebeat
  salesforcebeat salesforce state import --from-input login --source LoginEvent --yes`,
		RunE: func(command *cobra.Command, _ []string) error {
			now := time.Now()
			return view(settings, true, func(data beatData, own []entry) error {
				others := own
				if taken.from != "" {
					other := registry{root: filepath.Dir(filepath.Clean(taken.from)), store: filepath.Base(filepath.Clean(taken.from)), mode: data.registry.mode}
					all, err := other.read()
					if err != nil {
						return fmt.Errorf("--from: %w", err)
					}
					others = entriesOf(all, nil)
				}
				planned, err := taken.plan(data, own, others, now)
				if err != nil {
					return err
				}
				return planned.carryOut(command.OutOrStdout(), data.registry, allowed, now)
			})
		},
	}
	command.Flags().StringVar(&taken.from, "from", "", "the registry to read, such as /var/lib/filebeat/registry/filebeat (default: this beat's own)")
	command.Flags().StringVar(&taken.fromInput, "from-input", "", "the id of the x-pack input to import, if there are several")
	command.Flags().StringVar(&taken.target, "to", "", "start at this time instead: a time, a day, or a duration before now")
	command.Flags().BoolVar(&taken.replace, "replace", false, "replace the state of sources that already have one")
	taken.flags(command, false)
	allowed.flags(command)
	return command
}

// plan finds, for each state of the x-pack input, the sources that go on from it.
func (t takeOver) plan(data beatData, own, others []entry, now time.Time) (*plan, error) {
	var to time.Time
	if t.target != "" {
		var err error
		if to, err = timeOf(t.target, now); err != nil {
			return nil, err
		}
	}
	planned, found := newPlan(), 0
	planned.remark = "Events from that time that the x-pack input already collected are collected once more, with the ids of this input."
	for _, e := range others {
		progress, ok := asXPack(e.stored.Cursor)
		id, host := splitXPackKey(e.key)
		if !ok || (t.fromInput != "" && id != t.fromInput) {
			continue
		}
		found++
		planned.say("%s, updated %s:", e.key, stamp(e.stored.Updated))
		planned.say("  log files: %s", progress.EventLogFile)
		planned.say("  object:    %s", progress.Object)
		sources, err := t.sourcesFor(data.configured, host)
		if err != nil {
			return nil, err
		}
		for _, source := range sources {
			if err := t.takeOver(planned, progress, source, own, to, now); err != nil {
				return nil, err
			}
		}
	}
	if found == 0 {
		return nil, fmt.Errorf("found no state of the x-pack input, whose keys look like salesforce::<id>::https://<org>: choose where to look with --from and --from-input")
	}
	return planned, nil
}

func (t takeOver) takeOver(planned *plan, progress xpack.State, source *stanza.Source, own []entry, to, now time.Time) error {
	cursor, from, err := stateAfter(progress, source, to, now)
	if errors.Is(err, errNotCollected) {
		planned.say("  %s: %v, it starts at initial_interval.", source.What(), err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", source.What(), err)
	}
	for _, e := range own {
		if e.key == source.Key && !errors.Is(e.err, errEmpty) && !t.replace {
			through, _ := e.progress()
			return fmt.Errorf("%s already has a state (%s): use --replace to overwrite it", e.name(), through)
		}
	}
	if _, twice := planned.changes[source.Key]; twice {
		return fmt.Errorf("several states of the x-pack input match %s: choose one with --from-input, and its source with --source", source.Key)
	}
	if from.IsZero() {
		planned.say("  %s: goes on after the Id %s, as %s.", source.What(), cmp.Or(progress.Object.LastEventID, "-"), source.Key)
	} else {
		planned.say("  %s: begins from %s, %s before now, as %s.", source.What(), stamp(from), spanOf(from, now), source.Key)
	}
	planned.changes[source.Key] = &registryEntry{TTL: state.Lifetime, Updated: now, Cursor: cursor}
	return nil
}

// sourcesFor returns the sources of the configuration that the state of an org's
// other input is for.
func (t takeOver) sourcesFor(configured []*stanza.Source, host string) ([]*stanza.Source, error) {
	var found []*stanza.Source
	var objects []string
	for _, source := range configured {
		rest, _ := stanza.CutType(source.Key)
		_, itsHost, name := splitKey(rest)
		if itsHost != host || (t.input != "" && source.Input != t.input) || (t.source != "" && name != t.source && source.Key != t.source) {
			continue
		}
		found = append(found, source)
		if source.LogFiles == nil {
			objects = append(objects, name)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("the configuration has no salesforce input for %s with that id and source: add its stanza first", host)
	}
	if len(objects) > 1 {
		return nil, fmt.Errorf("the x-pack input's object state is for one of %s: choose it with --source, and import event_log_file in a separate run", strings.Join(slices.Compact(objects), ", "))
	}
	return found, nil
}

// splitXPackKey takes a key of the x-pack input apart: an id, which may be missing, and a URL.
func splitXPackKey(key string) (id, host string) {
	rest := strings.TrimPrefix(key, stanza.Name+"::")
	at := strings.Index(rest, "https://")
	if at < 0 {
		at = strings.Index(rest, "http://")
	}
	if at < 0 {
		return "", rest
	}
	base, err := url.Parse(rest[at:])
	if err != nil {
		return "", rest
	}
	return strings.TrimSuffix(rest[:at], "::"), base.Host
}
