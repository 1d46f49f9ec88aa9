package statecommand

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

// entry is the state of one source.
type entry struct {
	key    string
	input  string // its id; "" for none
	host   string
	source string
	stored registryEntry

	kind     state.Kind
	cursor   state.Cursor
	logFiles state.LogFiles
	records  state.Records
	query    state.Query
	objects  state.Objects
	err      error // why the state cannot be read; errEmpty if there is none yet
	// configured is what the configuration says of the source; nil if it has none.
	configured *stanza.Source
	ledger     *coverage.Book // of what was collected; nil for none
}

var (
	errEmpty = errors.New("nothing has been collected yet")
	errXPack = errors.New(`it belongs to the x-pack input: use "state import" to import it`)
)

// entriesOf returns the sources among the entries of a registry, in order.
func entriesOf(all map[string]registryEntry, configured []*stanza.Source) []entry {
	var entries []entry
	for key, value := range all {
		rest, ours := stanza.CutType(key)
		if !ours {
			continue
		}
		e := entry{key: key, stored: value}
		e.input, e.host, e.source = splitKey(rest)
		for n := range configured {
			if configured[n].Key == key {
				e.configured = configured[n]
			}
		}
		e.read()
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	return entries
}

// splitKey takes apart what follows the input's type in a key: an id, which may be
// missing and may be of any form, the org's host, and the source, which is in two
// parts where it is a query.
func splitKey(rest string) (input, host, source string) {
	parts := strings.Split(rest, "::")
	last := len(parts) - 1
	if last > 0 && strings.HasPrefix(parts[last], "query-") {
		last--
	}
	if last == 0 {
		return "", "", rest
	}
	return strings.Join(parts[:last-1], "::"), parts[last-1], strings.Join(parts[last:], "::")
}

func (e *entry) read() {
	if e.stored.Cursor == nil {
		e.err = errEmpty
		return
	}
	if _, ok := asXPack(e.stored.Cursor); ok {
		e.input, e.host, e.source = "", "", ""
		e.err = errXPack
		return
	}
	if e.cursor, e.err = asCursor(e.stored.Cursor); e.err != nil {
		return
	}
	switch e.kind = state.KindOf(e.cursor); e.kind {
	case state.KindLogFiles:
		e.logFiles, e.err = state.ReadLogFiles(e.cursor)
	case state.KindRecords:
		e.records, e.err = state.ReadRecords(e.cursor)
	case state.KindQuery:
		e.query, e.err = state.ReadQuery(e.cursor)
	case state.KindObjects:
		e.objects, e.err = state.ReadObjects(e.cursor)
	case state.KindUnknown:
		if _, e.err = state.ReadRecords(e.cursor); e.err != nil {
			return // it has another version, or is no document
		}
		e.err = &state.UnreadableError{Version: e.cursor.Version, Cause: errors.New("unknown kind of state")}
	}
}

func asCursor(value any) (state.Cursor, error) {
	var cursor state.Cursor
	if err := unpack(&cursor, value); err != nil {
		return cursor, &state.UnreadableError{Cause: err}
	}
	return cursor, nil
}

// through returns how far the source has collected.
func (e *entry) through() time.Time {
	switch e.kind {
	case state.KindRecords:
		return e.records.Through
	case state.KindQuery:
		return e.query.Newest
	case state.KindObjects:
		return e.objects.Through()
	}
	return e.logFiles.Watermark
}

// progress says how far the source has collected, and what is in progress.
func (e *entry) progress() (through, inProgress string) {
	switch {
	case errors.As(e.err, new(*state.UnreadableError)):
		return "cannot be read", ""
	case e.err != nil:
		return e.err.Error(), ""
	case e.kind == state.KindQuery:
		if e.query.Run != nil {
			inProgress = poll.Count(int(e.query.Sent), "record") + " sent of the run of " + stamp(*e.query.Run)
		}
		if e.query.Newest.IsZero() {
			return e.query.Last, inProgress
		}
		return stamp(e.query.Newest), inProgress
	case e.kind == state.KindRecords && e.records.Window != nil:
		return stamp(e.records.Through), fmt.Sprintf("window to %s, %s sent", stamp(e.records.Window.End), poll.Count(int(e.records.Sent), "record"))
	case e.kind == state.KindRecords:
		return stamp(e.records.Through), ""
	case e.kind == state.KindObjects:
		return stamp(e.objects.Through()), ""
	}
	var parts []string
	if partial := e.logFiles.Partial; len(partial) > 0 {
		rows := int64(0)
		for _, file := range partial {
			rows += file.Rows
		}
		parts = append(parts, fmt.Sprintf("%s, %s sent", poll.Count(len(partial), "file"), poll.Count(int(rows), "row")))
	}
	if behind := len(e.logFiles.Behind); behind > 0 {
		parts = append(parts, poll.Count(behind, "selection")+" behind")
	}
	return stamp(e.logFiles.Watermark), strings.Join(parts, ", ")
}

// size is about what the state takes in the registry, and with each acknowledgement.
func (e *entry) size() int {
	text, err := json.Marshal(e.stored.Cursor)
	if err != nil {
		return 0
	}
	return len(text)
}

// name is what people call the source by.
func (e *entry) name() string {
	if e.host == "" {
		return terminal.Name(e.key)
	}
	name := terminal.Name(e.host) + " " + terminal.Name(e.source)
	if e.input != "" {
		name = terminal.Name(e.input) + " " + name
	}
	return name
}

// lookback is that of the configuration. Where it does not have the source, nothing
// says how late something may show, so it is as long as can be.
func (e *entry) lookback() time.Duration {
	if e.configured != nil {
		return e.configured.Lookback()
	}
	if e.kind == state.KindObjects {
		return catalog.EventLog.Rules().Lookback
	}
	return e.through().Sub(e.logFiles.Begin)
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
