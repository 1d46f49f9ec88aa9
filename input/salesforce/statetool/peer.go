package statetool

import (
	"errors"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// peerState is the state of Elastic's own input, under the names in its registry.
type peerState struct {
	Object       peerProgress `struct:"object"`
	EventLogFile peerProgress `struct:"eventlogfile"`
}

type peerProgress struct {
	FirstEventTime string `struct:"first_event_time"`
	LastEventTime  string `struct:"last_event_time"`
	LastEventID    string `struct:"last_event_id"`
	ProgressTime   string `struct:"progress_time"`
}

// asPeer returns the state of Elastic's own input, and false if it is not one.
func asPeer(cursor any) (peerState, bool) {
	var keys map[string]any
	if unpack(&keys, cursor) != nil {
		return peerState{}, false
	}
	_, object := keys["object"]
	_, files := keys["eventlogfile"]
	if !object && !files {
		return peerState{}, false
	}
	var peer peerState
	return peer, unpack(&peer, cursor) == nil
}

// reached returns the time up to which that input has surely collected; zero if it
// has not begun. Its first and last times are those of one run, in the order of its
// query, so that the older of the two is safe in either order. A run in batches has a
// time of its own, up to which all batches are finished.
func (p peerProgress) reached() (time.Time, error) {
	if p.ProgressTime != "" {
		return peerTime("progress_time", p.ProgressTime)
	}
	var oldest time.Time
	for name, text := range map[string]string{"first_event_time": p.FirstEventTime, "last_event_time": p.LastEventTime} {
		if text == "" {
			continue
		}
		at, err := peerTime(name, text)
		if err != nil {
			return time.Time{}, err
		}
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	return oldest, nil
}

func peerTime(name, text string) (time.Time, error) {
	at, err := soql.ParseDateTime(text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s %q of the other input's state is no time: %w; say with --to from when to collect", name, text, err)
	}
	return at, nil
}

// takeOver returns the state with which a source goes on from what the other input has
// collected: from its lookback before that, because what showed late there was not
// looked for.
func (p peerState) takeOver(source salesforce.Source, to, now time.Time) (state.Cursor, time.Time, error) {
	if source.Follows {
		return p.Object.follow(source, to, now)
	}
	progress := p.Object
	if source.LogFiles {
		progress = p.EventLogFile
	}
	from := to
	if from.IsZero() {
		reached, err := progress.reached()
		if err != nil {
			return state.Cursor{}, time.Time{}, err
		}
		if reached.IsZero() {
			return state.Cursor{}, time.Time{}, errNotCollected
		}
		from = reached.Add(-source.Lookback).Truncate(time.Second)
	}
	if source.LogFiles {
		files := state.LogFiles{Begin: from, Watermark: from, Selections: source.Selections}
		return files.Cursor(), from, nil
	}
	return state.Records{Through: from, Settled: from}.Cursor(), from, nil
}

// follow returns the state of a query that is told how far the last run came.
func (p peerProgress) follow(source salesforce.Source, to, now time.Time) (state.Cursor, time.Time, error) {
	if to.IsZero() && p == (peerProgress{}) {
		return state.Cursor{}, time.Time{}, errNotCollected
	}
	query := state.Query{Begun: now, Begin: to, Newest: to, First: p.FirstEventTime, Last: p.LastEventTime, LastID: p.LastEventID}
	if !source.ByTime {
		return query.Cursor(), time.Time{}, nil
	}
	if to.IsZero() {
		reached, err := p.reached()
		if err != nil {
			return state.Cursor{}, time.Time{}, err
		}
		query.Newest = reached
	}
	return query.Cursor(), query.Newest.Add(-source.Lookback), nil
}

// errNotCollected says that the other input has not collected what a source collects.
var errNotCollected = errors.New("the other input has collected nothing of it")
