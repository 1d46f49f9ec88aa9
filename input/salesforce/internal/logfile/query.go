package logfile

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

const (
	// ownQuery is the selection of all that a query of the user's own lists.
	ownQuery = "query"
	// nextList is the wait after a query that wants some files at once has had them.
	nextList = time.Second
)

// unknown is the position of a source whose query did not say where it begins, and
// that has not found a file yet.
func unknown() time.Time { return time.Unix(0, 0).UTC() }

// queryScope is the scope of a query of the user's own. It begins where query.default
// does, if that says so, and else with the first file that is found.
func (c *Collector) queryScope(st state.LogFiles) (scope, error) {
	s := scope{selections: []string{ownQuery}, lookback: c.config.Lookback, start: unknown()}
	if !st.Watermark.IsZero() {
		return s, nil
	}
	c.first = c.org.Now()
	query, err := c.config.Query.Render(c.first, nil)
	if err != nil {
		return scope{}, err
	}
	if bound := query.BoundBelow(c.config.Query.CursorField()); !bound.IsZero() {
		s.start = bound
	}
	return s, nil
}

// listQuery returns what the query of the user's own lists, and whether its LIMIT
// left something out.
func (c *Collector) listQuery(ctx context.Context, st state.LogFiles) (files []file, full bool, err error) {
	now, cursor := c.org.Now(), c.queryCursor(st)
	if !c.first.IsZero() {
		now, cursor = c.first, nil
	}
	query, err := c.config.Query.Render(now, cursor)
	if err != nil {
		return nil, false, err
	}
	listing := c.listing
	listing.positionField = c.config.Query.CursorField()
	files, err = listing.run(ctx, query.Text)
	if err != nil {
		return nil, false, fmt.Errorf("listing event log files: %w", err)
	}
	return files, query.Limit > 0 && len(files) >= query.Limit, nil
}

// queryCursor is what the templates are told of how far files are collected: less
// the lookback, and a moment more, so that ">" leaves out nothing of that moment. The
// id is before all others, so that a tie-break by it holds. What comes again is known
// by what it is.
//
// A query with a LIMIT would list the files of the lookback for ever, if they are
// more than that, so it has no lookback.
func (c *Collector) queryCursor(st state.LogFiles) querytemplate.Cursor {
	if st.Watermark.Equal(unknown()) {
		return nil
	}
	look, id := c.config.Lookback, catalog.EmptyKey
	if c.config.Query.Limited() {
		look = 0
	}
	at := scope{lookback: look}.startOf(st, "").Add(-time.Millisecond)
	if c.beyond != "" {
		at, id = st.Watermark, c.beyond
	}
	if at.Before(st.Begin) {
		at = st.Begin
	}
	text := querytemplate.AsEvent(at)
	return querytemplate.Cursor{
		querytemplate.FirstEventTime: text,
		querytemplate.LastEventTime:  text,
		querytemplate.LastEventID:    id,
	}
}

// goOn prepares the next poll of a query with a LIMIT that has collected all that it
// listed, and returns how soon it is. Where the whole listing was of files that were
// collected before, the next goes on after the last of them.
func (c *Collector) goOn(listed []file, before time.Time) time.Duration {
	if c.state.Watermark.After(before) {
		return nextList
	}
	for _, f := range listed {
		if f.position.Equal(c.state.Watermark) && f.id > c.beyond {
			c.beyond = f.id
		}
	}
	if c.beyond == "" {
		return 0 // all of them are dated in the future, and would come again at once
	}
	return nextList
}

// positionOf reads the field that a query counts by.
func positionOf(record json.RawMessage, field string, otherwise time.Time) time.Time {
	var fields listed
	if json.Unmarshal(record, &fields) != nil {
		return otherwise
	}
	for name := range fields {
		if strings.EqualFold(name, field) {
			if at, err := soql.ParseDateTime(fields.text(name)); err == nil {
				return at
			}
		}
	}
	return otherwise
}
