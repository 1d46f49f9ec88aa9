package orgsim

import (
	"net/http"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

// The faults of records and of queries for them.
const (
	LateRecord    FaultKind = "late-record"
	SameTimestamp FaultKind = "same-timestamp"
	QueryTimeout  FaultKind = "query-timeout"
	LocatorDeath  FaultKind = "locator-death"
	SessionDeath  FaultKind = "session-death"
	ShortPage     FaultKind = "short-page"
)

// eventLife is how long events are kept: the window of a query without a lower
// bound.
const eventLife = 180 * 24 * time.Hour

func objectFaults() []faultKind {
	return []faultKind{
		{
			name: LateRecord, does: "Records show later than their CreatedDate says, with a spread or a probability out of order.", sticky: true,
			params: []faultParam{forParam("by", "1m", "how much later"), spreadParam("spread", "0", "most that chance adds")},
			record: func(record *record, _ string, _ *Org, s *strike) {
				record.visible = record.visible.Add(Delay{Fixed: s.For, Random: s.Spread}.of(s.luck))
			},
		},
		{
			name: SameTimestamp, does: "Records share their timestamp.", sticky: true,
			params: []faultParam{
				forParam("span", "1h", "records of a span have the same one, its start"),
				numberParam("add", "0", "records of each named object to add, of an hour ago"),
			},
			record: func(record *record, object string, o *Org, s *strike) { record.stamp(o.objects[object], s.For) },
			once:   addCrowd,
		},
		{
			name: QueryTimeout, does: "400 QUERY_TIMEOUT.", on: []string{RequestQuery},
			params: []faultParam{
				forParam("window", "0", "if the query is for more than this span of time"),
				numberParam("rows", "0", "or if it has more rows than this"),
			},
		},
		{
			name: LocatorDeath, does: "The query locator dies: 400 INVALID_QUERY_LOCATOR.", on: []string{RequestQueryMore},
			params: []faultParam{numberParam("pages", "1", "pages that come before")},
		},
		{
			name: SessionDeath, does: "The session dies between pages, and the locator with it: 401.", on: []string{RequestQueryMore},
			params: []faultParam{numberParam("page", "2", "page that is refused")},
		},
		{
			name: ShortPage, does: "Pages are smaller than asked for.", on: []string{RequestQuery, RequestQueryMore},
			params: []faultParam{numberParam("by", "7", "records that lack")},
		},
	}
}

// stamp moves what says when a record came about to the start of a span. It
// shows no earlier for it.
func (r *record) stamp(object *engine.Object, span time.Duration) {
	values := make(engine.Record, len(r.values))
	for name, value := range r.values {
		switch moment, ok := value.(time.Time); {
		case ok && (name == object.TimeField || name == "CreatedDate" || name == "SystemModstamp" || name == "LastModifiedDate"):
			values[name] = moment.Truncate(span)
		default:
			values[name] = value
		}
	}
	r.values = values
}

// addCrowd adds records that share their timestamp.
func addCrowd(o *Org, fault Fault) {
	rng := o.generator.chance(1<<60 + uint64(fault.Seed))
	when := o.now().Add(-time.Hour).Truncate(time.Second)
	for _, name := range fault.Objects {
		object := o.object(name, o.options.NewestVersion)
		for range fault.Number {
			t := o.generator.transaction(rng, when, when.Add(time.Millisecond))
			t.when = when
			o.generator.addRecordOf(t, object, when, when)
		}
	}
}

// timedOut reports whether a query takes too long.
func (o *Org) timedOut(r *http.Request, query *soql.Query, object *engine.Object, result *engine.Result, now time.Time) bool {
	return o.strike(r, QueryTimeout, func(fault Fault) bool {
		return fault.For == 0 && fault.Number == 0 || fault.Number > 0 && result.Total > fault.Number ||
			fault.For > 0 && windowOf(query.Where, object, now.Add(-eventLife), now) > fault.For
	}) != nil
}

func queryTimeout() *apiError {
	return queryRefused("QUERY_TIMEOUT", "Your query request was running for too long.")
}

// windowOf is the span of time that a query is for: what its conditions on the
// object's dates leave between the first data and now.
func windowOf(where soql.Condition, object *engine.Object, from, to time.Time) time.Duration {
	if where != nil {
		soql.Fields(where, func(c *soql.Comparison) {
			if !strings.EqualFold(c.Field.Text, object.TimeField) && !strings.EqualFold(c.Field.Text, "CreatedDate") {
				return
			}
			for _, value := range c.Values {
				if value.Kind != soql.DateTimeValue {
					continue
				}
				switch c.Operator {
				case soql.Greater, soql.GreaterOrEqual:
					from = later(from, value.Time)
				case soql.Less, soql.LessOrEqual:
					if value.Time.Before(to) {
						to = value.Time
					}
				case soql.Equal:
					from, to = value.Time, value.Time
				}
			}
		})
	}
	return to.Sub(from)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// spoilPage says why a further page does not come, if it does not. The first
// one of a result is page 1.
func (o *Org) spoilPage(r *http.Request, locator string, number int) *apiError {
	if o.strike(r, SessionDeath, func(fault Fault) bool { return number == fault.Number }) != nil {
		o.endSession(r)
		return sessionInvalid()
	}
	if o.strike(r, LocatorDeath, func(fault Fault) bool { return number > fault.Number }) == nil {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.locators, locator)
	return locatorInvalid()
}

// shortPage returns how many records a page has that could have so many.
func (o *Org) shortPage(r *http.Request, size int) int {
	if s := o.strike(r, ShortPage, nil); s != nil {
		return max(size-s.Number, 1)
	}
	return size
}
