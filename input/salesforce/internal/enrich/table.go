package enrich

import (
	"context"
	"encoding/json"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// overlap is how far before the last reading the next one begins: a change becomes
// visible some time after what SystemModstamp says.
const overlap = 5 * time.Minute

// table is an object that is read: all of it, and then what has changed.
type table struct {
	object  string
	columns []string
	where   []string
	most    int
	// anew is after how long all is read again; 0 for never.
	anew time.Duration
	// begin and end, which may be nil, are called around a reading in whole; end only
	// if all of it was read.
	begin, end func()
	take       func(json.RawMessage)

	asOf    time.Time // all changes up to then are read; zero before the first reading
	wholeAt time.Time // when all was read
	due     time.Time // not to be read before
	refused error     // what the org says to it
}

// query asks for all records, in no order.
func (t *table) query() soql.Query {
	return soql.Query{Select: t.columns, From: t.object, Where: t.where}
}

// read reads what is new. It reports whether there was more than is kept.
func (t *table) read(ctx context.Context, org Org) (full bool, err error) {
	now := org.Now()
	query := t.query()
	whole := t.asOf.IsZero() || t.anew > 0 && now.Sub(t.wholeAt) >= t.anew
	if whole {
		query.OrderBy, query.Limit = []string{"SystemModstamp DESC"}, t.most
		if t.begin != nil {
			t.begin()
		}
	} else {
		query.Where = append(query.Where[:len(query.Where):len(query.Where)], "SystemModstamp >= "+soql.DateTime(t.asOf.Add(-overlap)))
		query.OrderBy = []string{"SystemModstamp ASC"}
	}
	page, err := org.Query(ctx, query.String())
	for read := 0; ; {
		if err != nil {
			return false, err
		}
		for _, record := range page.Records {
			t.take(record)
		}
		read += len(page.Records)
		if page.Done {
			full = whole && read >= t.most
			break
		}
		page, err = org.Next(ctx, page)
	}
	t.asOf = now
	if whole {
		t.wholeAt = now
		if t.end != nil {
			t.end()
		}
	}
	return full, nil
}

// isRefusal reports whether trying again soon is of no use.
func isRefusal(err error) bool {
	switch rest.ClassOf(err) {
	case rest.Forbidden, rest.NotFound, rest.InvalidQuery, rest.InvalidField:
		return true
	}
	return false
}
