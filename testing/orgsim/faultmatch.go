package orgsim

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

// A target is what a fault may hit: a request, a log file or a record.
type target struct {
	// request is the kind of request, or nothing.
	request string
	object  string
	// eventType is that of a log file, and query the text of a query.
	eventType, query string
	file             string
	// identity tells it from others. The same request has the same one each
	// time, whatever its session, locator and headers.
	identity string
	// date is the Date header of the answer, once it is known.
	date []string
}

// A strike is a fault that happens.
type strike struct {
	Fault
	kind faultKind
	luck uint64
}

// fraction is the part of a body that the fault speaks of, by chance if it
// does not say.
func (s *strike) fraction() float64 {
	if s.Fraction > 0 {
		return s.Fraction
	}
	return portion(s.luck)
}

// part is the fraction of a length: at least nothing, and never the whole.
func (s *strike) part(length int) int {
	return max(min(int(float64(length)*s.fraction()), length-1), 0)
}

type targetKey struct{}

// withTarget says of a request what faults need to know. Without that it meets
// none.
func (o *Org) withTarget(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), targetKey{}, o.target(r)))
}

func (o *Org) target(r *http.Request) *target {
	t := &target{request: RequestKind(r), identity: r.Method + " " + r.URL.Path + "?" + r.URL.RawQuery}
	path := strings.Split(strings.TrimSuffix(r.URL.Path, "/"), "/") // "", services, data, version, resource ...
	switch t.request {
	case RequestToken:
		// A sign-in whose answer is not used is tried again; the next one after
		// that is another request.
		o.mu.Lock()
		t.identity = "token " + strconv.FormatUint(o.used, 10)
		o.mu.Unlock()
	case RequestQuery:
		t.query = r.URL.Query().Get("q")
		t.object = queriedObject(t.query)
	case RequestQueryMore:
		locator, offset, _ := strings.Cut(path[len(path)-1], "-")
		o.mu.Lock()
		if cursor := o.locators[locator]; cursor != nil {
			t.query, t.object = cursor.query, cursor.result.Object.Name
			t.identity = "page " + offset + " of " + t.query
		}
		o.mu.Unlock()
	case RequestComposite:
		compositeTarget(r, t)
	case RequestLogFile:
		return o.fileTarget(path[len(path)-2])
	case RequestDescribe, RequestRecord:
		if len(path) > 5 {
			t.object = path[5]
		}
	}
	return t
}

// fileTarget is the download of a log file.
func (o *Org) fileTarget(fileID string) *target {
	t := &target{request: RequestLogFile, object: "EventLogFile", file: id.Shorten(fileID)}
	t.identity = "log file " + t.file
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, file := range o.logFiles {
		if id.Shorten(file.id) == t.file {
			t.eventType, _ = file.versions[0].record["EventType"].(string)
		}
	}
	return t
}

func queriedObject(text string) string {
	query, err := soql.Parse(text)
	if err != nil {
		return ""
	}
	return query.From.Text
}

// strike lets a request meet the faults of a kind and returns the first that
// happens, or nil. When narrows down which it may be; nil is no bound.
func (o *Org) strike(r *http.Request, kind FaultKind, when func(Fault) bool) *strike {
	t, ok := r.Context().Value(targetKey{}).(*target)
	if !ok {
		return nil
	}
	for _, one := range o.faults.all() {
		if one.fault.Kind != kind || when != nil && !when(one.fault) {
			continue
		}
		if strike := o.meet(one, t, o.now()); strike != nil {
			return strike
		}
	}
	return nil
}

// meet lets a target meet a fault at a moment, and returns what happens, or
// nil.
func (o *Org) meet(one *activeFault, t *target, at time.Time) *strike {
	o.faults.mu.Lock()
	defer o.faults.mu.Unlock()
	strike := o.foresee(one, t, at)
	one.meetings[t.identity]++
	if strike != nil {
		one.fired++
		one.tally.fired++
		one.tally.each[t.identity]++
	}
	return strike
}

// foresee returns what would happen if a target met a fault now. The caller
// holds the mutex of the faults.
func (o *Org) foresee(one *activeFault, t *target, at time.Time) *strike {
	fault := one.fault
	if one.removed || !one.matches(t) || at.Before(fault.After) || !fault.Until.IsZero() && !at.Before(fault.Until) ||
		fault.Times > 0 && one.tally.fired >= fault.Times || fault.Each > 0 && one.tally.each[t.identity] >= fault.Each {
		return nil
	}
	words := []string{strconv.Itoa(one.number), strconv.FormatInt(fault.Seed, 10), t.identity}
	if !one.kind.sticky {
		words = append(words, strconv.Itoa(one.meetings[t.identity]))
	}
	luck := o.luck(words...)
	if fault.Probability > 0 && portion(luck) >= fault.Probability {
		return nil
	}
	return &strike{fault, one.kind, mix(luck)}
}

// matches reports whether a fault is meant for a target.
func (i *activeFault) matches(t *target) bool {
	fault := i.fault
	requests := fault.Requests
	if len(requests) == 0 {
		requests = i.kind.on
	}
	if t.request != "" && len(requests) > 0 && !slices.Contains(requests, t.request) && !slices.Contains(requests, AnyRequest) {
		return false
	}
	if len(fault.Objects) > 0 && !slices.ContainsFunc(fault.Objects, func(name string) bool { return strings.EqualFold(name, t.object) }) {
		return false
	}
	if len(fault.EventTypes) > 0 && !slices.ContainsFunc(fault.EventTypes, func(name string) bool {
		return name == t.eventType || strings.Contains(t.query, "'"+name+"'")
	}) {
		return false
	}
	return len(fault.Files) == 0 || slices.ContainsFunc(fault.Files, func(file string) bool { return id.Shorten(file) == t.file })
}
