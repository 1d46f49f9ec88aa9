package statecommand

import (
	"errors"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/xpack"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// asXPack returns the state of the x-pack input, and false if it is not one.
func asXPack(cursor any) (xpack.State, bool) {
	var keys map[string]any
	if unpack(&keys, cursor) != nil {
		return xpack.State{}, false
	}
	_, object := keys["object"]
	_, files := keys["eventlogfile"]
	if !object && !files {
		return xpack.State{}, false
	}
	var found xpack.State
	return found, unpack(&found, cursor) == nil
}

// reachedBy returns the time up to which that input has surely collected; zero if it has
// not begun.
func reachedBy(p xpack.Progress) (time.Time, error) {
	at, err := p.Reached()
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: set the start time with --to", err)
	}
	return at, nil
}

// stateAfter returns the state with which a source goes on from what the x-pack input has
// collected: from its lookback before that, because what showed late there was not
// looked for.
func stateAfter(p xpack.State, source *stanza.Source, to, now time.Time) (state.Cursor, time.Time, error) {
	if source.Follows() {
		return follow(p.Object, source, to, now)
	}
	progress := p.Object
	if source.LogFiles != nil {
		progress = p.EventLogFile
	}
	from := to
	if from.IsZero() {
		reached, err := reachedBy(progress)
		if err != nil {
			return state.Cursor{}, time.Time{}, err
		}
		if reached.IsZero() {
			return state.Cursor{}, time.Time{}, errNotCollected
		}
		from = reached.Add(-source.Lookback()).Truncate(time.Second)
	}
	if source.LogFiles != nil {
		files := state.LogFiles{Begin: from, Watermark: from, Selections: source.LogFiles.Selections()}
		return files.Cursor(), from, nil
	}
	if source.Object() != "" {
		return record.Resume(source.Object(), from).Cursor(), from, nil
	}
	return state.Records{Through: from, Settled: from}.Cursor(), from, nil
}

// follow returns the state of a query that is told how far the last run came.
func follow(p xpack.Progress, source *stanza.Source, to, now time.Time) (state.Cursor, time.Time, error) {
	if to.IsZero() && p == (xpack.Progress{}) {
		return state.Cursor{}, time.Time{}, errNotCollected
	}
	query := state.Query{Begun: now, Begin: to, Newest: to, First: p.FirstEventTime, Last: p.LastEventTime, LastID: p.LastEventID}
	if !source.FollowsTime() {
		return query.Cursor(), time.Time{}, nil
	}
	if to.IsZero() {
		reached, err := reachedBy(p)
		if err != nil {
			return state.Cursor{}, time.Time{}, err
		}
		query.Newest = reached
	}
	return query.Cursor(), query.Newest.Add(-source.Lookback()), nil
}

// errNotCollected says that the x-pack input has not collected what a source collects.
var errNotCollected = errors.New("the x-pack input has not collected anything from it")
