package orgsim

import (
	"hash/fnv"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

// The faults of answers that look right and are false.
const (
	WrongDate   FaultKind = "wrong-date"
	OddDate     FaultKind = "odd-date"
	WrongTotal  FaultKind = "wrong-total"
	OddLocator  FaultKind = "odd-locator"
	HiddenField FaultKind = "hidden-field"
)

// falseTotal is a totalSize that no query can have.
const falseTotal = 1_000_000_000

func falseFaults() []faultKind {
	return []faultKind{
		{
			name: WrongDate, does: "The Date header is wrong. Until and after make it wrong all the time, times=1 once, a probability now and then.",
			params: []faultParam{
				forParam("by", "24h", "by how much"),
				formParam("direction", "which way; any takes both, and from a second up to that much; none leaves the header out", "ahead", "behind", "any", "none"),
			},
		},
		{
			name: OddDate, does: "A date of a record is not what it can be. The record is found by the date that it has.", on: []string{RequestQuery}, sticky: true,
			params: []faultParam{
				{name: "field", normal: "LogDate", does: "which date", field: func(f *Fault) any { return &f.Text }},
				formParam("date", "what it is", append([]string{"any"}, slices.Sorted(maps.Keys(oddDates()))...)...),
			},
		},
		{
			name: WrongTotal, does: "totalSize is not how many records there are.", on: []string{RequestQuery},
			params: []faultParam{formParam("total", "what it is", "huge", "tenfold", "zero", "negative")},
		},
		{
			name: OddLocator, does: "A page that is not the last leads to a wrong one.", on: []string{RequestQuery, RequestQueryMore},
			params: []faultParam{formParam("to", "where: to itself, to a result that is not there, nowhere, or on, although done is true", "itself", "unknown", "nowhere", "done")},
		},
		{
			name: HiddenField, does: "A field comes and goes: describe does not show it, FIELDS() leaves it out, a query for it fails with INVALID_FIELD.",
			on: []string{RequestQuery, RequestDescribe}, sticky: true,
			params: []faultParam{
				{name: "field", normal: "any", does: "which one; any is one that does not say which record it is or when it came about", field: func(f *Fault) any { return &f.Text }},
				forParam("period", "0", "it is hidden in every other one, if not 0"),
			},
		},
	}
}

// setDate sets the Date header of an answer, which a fault can make wrong.
func (o *Org) setDate(w http.ResponseWriter, r *http.Request) {
	now := o.now()
	t, _ := r.Context().Value(targetKey{}).(*target)
	if t == nil {
		w.Header().Set("Date", now.Format(http.TimeFormat))
		return
	}
	if t.date == nil {
		t.date = []string{now.Format(http.TimeFormat)}
		if s := o.strike(r, WrongDate, nil); s != nil {
			t.date = s.date(now)
		}
	}
	w.Header()["Date"] = t.date // the server adds none to a header that is there and empty
}

// date is what a Date header says at a moment.
func (s *strike) date(now time.Time) []string {
	by := s.For
	switch s.Form {
	case "none":
		return []string{}
	case "behind":
		by = -by
	case "any":
		by = time.Duration(math.Pow(s.For.Seconds(), portion(s.luck)) * float64(time.Second))
		if s.luck&1 == 0 {
			by = -by
		}
	}
	return []string{now.Add(by).Format(http.TimeFormat)}
}

// oddDates are dates that no record of an org can have, by the form of the fault.
func oddDates() map[string]string {
	return map[string]string{
		"year-1":     "0001-01-01T00:00:00.000+0000",
		"year-2999":  "2999-01-01T00:00:00.000+0000",
		"year-9999":  "9999-12-31T23:30:00.000-0100", // in UTC it is the year 10000
		"wrong-form": "yesterday",
		"empty":      "",
	}
}

// setOddDates changes the dates of a result.
func (o *Org) setOddDates(object *engine.Object, result *engine.Result, now time.Time) {
	list := slices.DeleteFunc(o.faults.all(), func(one *activeFault) bool { return one.kind.name != OddDate })
	if len(list) == 0 || result.Aggregate {
		return
	}
	records := slices.Clone(result.Records)
	for i, record := range records {
		t := &target{request: RequestQuery, object: object.Name, identity: "record " + object.Name + " " + recordKey(record)}
		t.eventType, _ = record["EventType"].(string)
		for _, one := range list {
			if _, dated := record[one.fault.Text].(time.Time); !dated {
				continue
			}
			if s := o.meet(one, t, now); s != nil {
				records[i] = maps.Clone(record)
				records[i][s.Text] = s.oddDate()
				break
			}
		}
	}
	result.Records = records
}

func (s *strike) oddDate() string {
	dates := oddDates()
	if date, ok := dates[s.Form]; ok {
		return date
	}
	names := slices.Sorted(maps.Keys(dates))
	return dates[names[s.luck%uint64(len(names))]]
}

// recordKey is what tells a record from the others of its object.
func recordKey(record engine.Record) string {
	for _, name := range []string{"EventIdentifier", "RequestIdentifier", "Id"} {
		if key, _ := record[name].(string); key != "" && key != emptyID {
			return key
		}
	}
	return ""
}

// setTotal changes what a result says of its size.
func (o *Org) setTotal(r *http.Request, result *engine.Result) {
	if result.Aggregate || len(result.Records) == 0 {
		return // the total of a count is the answer
	}
	s := o.strike(r, WrongTotal, nil)
	if s == nil {
		return
	}
	result.Total = map[string]int{"huge": falseTotal, "tenfold": 10 * result.Total, "negative": -result.Total}[s.Form]
}

// oddLocator returns how a page leads to a wrong one, or nothing.
func (o *Org) oddLocator(r *http.Request, p page) string {
	if p.end == len(p.result.Records) {
		return ""
	}
	if s := o.strike(r, OddLocator, nil); s != nil {
		return s.Form
	}
	return ""
}

// hiddenField returns the field of an object that is hidden from a request, or nothing.
func (o *Org) hiddenField(r *http.Request, object *engine.Object) string {
	if !o.faults.any() {
		return ""
	}
	now := o.now()
	s := o.strike(r, HiddenField, func(fault Fault) bool {
		_, ok := object.Field(fault.hides(object, now), o.options.NewestVersion)
		return ok
	})
	if s == nil {
		return ""
	}
	return s.hides(object, now)
}

// hides returns the field of an object that the fault hides at a moment, or nothing.
func (f *Fault) hides(object *engine.Object, now time.Time) string {
	turn := int64(0)
	if f.For > 0 {
		if turn = now.UnixNano() / int64(f.For); turn%2 == 0 {
			return ""
		}
	}
	if f.Text == "any" {
		return someField(object, turn)
	}
	return f.Text
}

// someField returns a field that an object can be without, another one each turn.
func someField(object *engine.Object, turn int64) string {
	var names []string
	for _, field := range object.Fields {
		if field.Type != engine.Datetime && !slices.Contains([]string{"Id", "EventIdentifier", "RequestIdentifier"}, field.Name) {
			names = append(names, field.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(object.Name))
	return names[(int64(sum.Sum32())+turn)%int64(len(names))]
}

// withoutField returns an object without a field.
func withoutField(object *engine.Object, name string) *engine.Object {
	if name == "" {
		return object
	}
	seen := *object
	seen.Fields = slices.DeleteFunc(slices.Clone(object.Fields), func(field engine.Field) bool { return strings.EqualFold(field.Name, name) })
	return &seen
}
