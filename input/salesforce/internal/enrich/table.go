package enrich

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// overlap is how far before the last reading the next one begins: a change becomes
// visible some time after what SystemModstamp says.
const overlap = 5 * time.Minute

// table is an object that is read: all of it, and then what has changed.
type table struct {
	Source
	max int
	// anew is after how long all is read again; 0 for never.
	anew time.Duration
	// begin and end, which may be nil, are called around a reading in whole; end only
	// if all of it was read.
	begin, end func()
	take       func(json.RawMessage)

	asOf    time.Time // all changes up to then are read, by the org's clock; zero before the first reading
	wholeAt time.Time // when all was read, by this process's clock, which nobody sets
	due     time.Time // not to be read before, by the same clock
	refused error     // what the org says to it

	unseen   []string // columns that the user cannot see
	unseenAt []string // what that was when asOf was set
}

// read reads what is new, with the columns that the user can see. It reports whether
// there was more than is kept.
func (t *table) read(ctx context.Context, org Org) (full bool, err error) {
	if len(t.unseen) > 0 {
		// They may be visible again. A description that cannot be had changes nothing.
		if description, err := org.Describe(ctx, t.Object); err == nil {
			if t.unseen = t.hidden(description); t.useless(t.unseen) {
				t.unseen = nil
			}
		}
	}
	full, err = t.readVisible(ctx, org)
	for tries := 0; rest.ClassOf(err) == rest.InvalidField && tries < len(t.columns); tries++ {
		before := t.unseen
		if t.unseen = t.HiddenBy(ctx, org, err, before); slices.Equal(t.unseen, before) {
			return false, fmt.Errorf("%w; %s", err, t.Remedy(t.Columns()))
		}
		full, err = t.readVisible(ctx, org)
	}
	return full, err
}

// readVisible reads what is new. If other columns are visible than the last time, all
// is new.
func (t *table) readVisible(ctx context.Context, org Org) (full bool, err error) {
	now := org.Now()
	query := t.Query(t.unseen)
	whole := t.asOf.IsZero() || t.anew > 0 && time.Since(t.wholeAt) >= t.anew || !slices.Equal(t.unseen, t.unseenAt) ||
		t.asOf.After(now.Add(overlap)) // the clock was wrong then
	if whole {
		query.OrderBy, query.Limit = []string{"SystemModstamp DESC"}, t.max
		if t.begin != nil {
			t.begin()
		}
	} else {
		query.Where = append(query.Where[:len(query.Where):len(query.Where)], "SystemModstamp >= "+soql.DateTime(t.asOf.Add(-overlap)))
		query.OrderBy = []string{"SystemModstamp ASC"}
	}
	page, err := org.Query(ctx, query.String())
	if err == nil && !page.Answered.IsZero() && page.Answered.Before(now) {
		now = page.Answered // the clock may be ahead
	}
	for read := 0; ; {
		if err != nil {
			return false, err
		}
		for _, record := range page.Records {
			t.take(record)
		}
		read += len(page.Records)
		if page.Done {
			full = whole && read >= t.max
			break
		}
		page, err = org.Next(ctx, page)
	}
	t.asOf, t.unseenAt = now, t.unseen
	if whole {
		t.wholeAt = time.Now()
		if t.end != nil {
			t.end()
		}
	}
	return full, nil
}

// tell logs which columns are hidden, once each time that this changes.
func (t *table) tell(log poll.Logger, before []string) {
	switch {
	case slices.Equal(t.unseenAt, before):
	case len(t.unseenAt) > 0:
		log.Warnf("enrichment: %s; %s", t.Missing(t.unseenAt), t.Remedy(t.unseenAt))
	default:
		log.Infof("enrichment: the user can see %s again", t.Object)
	}
}

// isRefusal reports whether trying again soon is of no use.
func isRefusal(err error) bool {
	switch rest.ClassOf(err) {
	case rest.Forbidden, rest.NotFound, rest.InvalidQuery, rest.InvalidField:
		return true
	}
	return false
}
