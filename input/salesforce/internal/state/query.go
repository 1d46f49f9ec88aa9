package state

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Query is the state of a source that collects what a query of the user's own gives,
// where the query is told how far the last run came.
type Query struct {
	// Begun is when the first run began.
	Begun time.Time `json:"begun"`
	// Begin is the time before which the first run asked for nothing; zero if its
	// query did not say.
	Begin time.Time `json:"begin,omitzero"`
	// Newest is the newest time among the records of all runs; zero as long as there
	// were none, or if they are not counted by a time.
	Newest time.Time `json:"newest,omitzero"`
	// First and Last are what the first and the last record of the last run that had
	// some say of how far it came, and LastID is the Id of the last.
	First  string `json:"first,omitempty"`
	Last   string `json:"last,omitempty"`
	LastID string `json:"last_id,omitempty"`
	// Seen are the short identities of the records that the next run may have again.
	Seen Identities `json:"seen,omitempty"`
	// Marks are earlier values of Newest, to go back to.
	Marks Marks `json:"marks,omitempty"`
	// Beyond is the Id after which the run in progress goes on at Newest; "" for a run
	// that is not bound to an Id.
	Beyond string `json:"beyond,omitempty"`
	// Run is when the run in progress began, if there is one.
	Run *time.Time `json:"run,omitempty"`
	// Sent counts the records of the run in progress that are published, and Sum is
	// the exclusive or of their identities.
	Sent int64  `json:"-"`
	Sum  uint64 `json:"-"`
}

// ReadQuery decodes what was stored. The error is an *UnreadableError.
func ReadQuery(cursor Cursor) (Query, error) {
	var query Query
	if err := read(cursor, &query); err != nil {
		return Query{}, err
	}
	// Without it this would be taken for a first run, and what lies between lost.
	if query.Begun.IsZero() {
		return Query{}, unreadable(cursor, errors.New("it does not say when the first run began"))
	}
	if query.Run == nil || cursor.Done == 0 {
		return query, nil
	}
	sum, err := strconv.ParseUint(cursor.Sum, 16, 64)
	if err != nil {
		return Query{}, unreadable(cursor, fmt.Errorf("sum of the run in progress: %w", err))
	}
	query.Sent, query.Sum = cursor.Done, sum
	return query, nil
}

// Cursor returns the state as a cursor at rest, with no run in progress.
func (q Query) Cursor() Cursor {
	q.Run, q.Beyond = nil, ""
	return Cursor{Version: Version, Position: write(q)}
}

// Within returns a cursor for records of a run; see Cursor.After.
func (q Query) Within(run time.Time) Cursor {
	q.Run = &run
	return Cursor{Version: Version, Position: write(q)}
}
