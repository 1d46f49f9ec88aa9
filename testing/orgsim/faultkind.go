package orgsim

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A faultKind is a row of the table of faults.
type faultKind struct {
	name FaultKind
	does string
	// params are the parameters that it reads.
	params []faultParam
	// on are the requests that meet it unless the fault says otherwise; none
	// stands for all.
	on []string
	// sticky is set if a request, file or record always meets the same chance,
	// where it is otherwise tried anew each time.
	sticky bool
	// nested is set if a request within a composite one may meet it, for which
	// it needs an answer.
	nested bool

	// A fault of a kind without one of these functions happens inside of the
	// answer that it spoils.

	// when narrows down which requests meet it.
	when func(o *Org, r *http.Request, fault Fault) bool
	// answer answers a request instead of the org.
	answer func(o *Org, w http.ResponseWriter, r *http.Request, s *strike)
	// deliver spoils how an answer is sent.
	deliver func(d *delivery, s *strike)
	// file changes a log file, record a record, and once what the org holds
	// when the fault is injected. The caller holds mu.
	file   func(o *Org, f *fileChange, s *strike)
	record func(record *record, object string, o *Org, s *strike)
	once   func(o *Org, fault Fault)
}

// A faultParam is a parameter of a kind of fault.
type faultParam struct {
	name string
	// normal is the value that stands for nothing.
	normal string
	does   string
	// field is where it is kept: a *float64, *time.Duration, *int or *string.
	field func(*Fault) any
	// forms are the values that a Form may have.
	forms []string
	// optional is set if a text may be left out.
	optional bool
}

// faultKinds makes the table of faults.
func faultKinds() []faultKind {
	return slices.Concat(fileFaults(), bodyFaults(), columnFaults(), downloadFaults(), objectFaults(), falseFaults(), refusalFaults(), answerFaults(), outageFaults(), wireFaults(), hostFaults(), signInFaults())
}

func faultKindsByName() map[FaultKind]faultKind {
	byName := map[FaultKind]faultKind{}
	for _, kind := range faultKinds() {
		byName[kind.name] = kind
	}
	return byName
}

// The parameters of kinds, by the field that they are kept in.

func fractionParam(does string) faultParam {
	return faultParam{name: "fraction", normal: "random", does: does, field: func(f *Fault) any { return &f.Fraction }}
}

func forParam(name, normal, does string) faultParam {
	return faultParam{name: name, normal: normal, does: does, field: func(f *Fault) any { return &f.For }}
}

func spreadParam(name, normal, does string) faultParam {
	return faultParam{name: name, normal: normal, does: does, field: func(f *Fault) any { return &f.Spread }}
}

func numberParam(name, normal, does string) faultParam {
	return faultParam{name: name, normal: normal, does: does, field: func(f *Fault) any { return &f.Number }}
}

func eachParam(name, does string) faultParam {
	return faultParam{name: name, normal: "0", does: does, field: func(f *Fault) any { return &f.Each }}
}

// formParam takes one of some words, of which the first is the normal one.
func formParam(name, does string, forms ...string) faultParam {
	return faultParam{name: name, normal: forms[0], does: does, forms: forms, field: func(f *Fault) any { return &f.Form }}
}

func toParam(normal, does string) faultParam {
	return faultParam{name: "to", normal: normal, does: does, field: func(f *Fault) any { return &f.To }}
}

func codeParam(does string) faultParam {
	return faultParam{name: "code", optional: true, does: does, field: func(f *Fault) any { return &f.Form }}
}

func textParam(does string) faultParam {
	return faultParam{name: "text", optional: true, does: does, field: func(f *Fault) any { return &f.Text }}
}

// validateFault checks a fault against its kind and sets the normal values of
// parameters that were left out.
func (o *Org) validateFault(f *Fault, kind faultKind) error {
	for _, param := range kind.params {
		if field, ok := param.field(f).(*string); ok && param.normal == "" && !param.optional && *field == "" {
			return fmt.Errorf("parameter %s must be given", param.name)
		}
		if err := param.setNormal(f); err != nil {
			return err
		}
		if param.forms != nil && !slices.Contains(param.forms, f.Form) {
			return fmt.Errorf("parameter %s is %q, must be one of %s", param.name, f.Form, strings.Join(param.forms, ", "))
		}
	}
	for _, request := range f.Requests {
		if request != AnyRequest && !slices.Contains(requestKinds(), request) {
			return fmt.Errorf("no requests of kind %q", request)
		}
	}
	for _, object := range f.Objects {
		if o.object(object, o.options.NewestVersion) == nil {
			return fmt.Errorf("no object %q", object)
		}
	}
	if kind.once != nil && f.Number > 0 && len(f.Objects) == 0 {
		return errors.New("objects must be named to add records to")
	}
	if f.Probability < 0 || f.Probability > 1 || f.Fraction < 0 || f.Fraction > 1 {
		return errors.New("a probability and a fraction are from 0 to 1")
	}
	if f.Times < 0 || f.Each < 0 || f.Number < 0 || f.For < 0 || f.Spread < 0 {
		return errors.New("no parameter may be negative")
	}
	return nil
}

// setNormal sets a parameter that has its zero value.
func (p faultParam) setNormal(f *Fault) error {
	if p.normal == "" || p.normal == "random" || p.normal == "0" {
		return nil
	}
	zero := false
	switch field := p.field(f).(type) {
	case *float64:
		zero = *field == 0
	case *time.Duration:
		zero = *field == 0
	case *int:
		zero = *field == 0
	case *string:
		zero = *field == ""
	}
	if !zero {
		return nil
	}
	return setField(p.field(f), p.normal)
}

// requestKinds are the kinds of requests that there are.
func requestKinds() []string {
	return append(dataRequests(), RequestToken, RequestVersions, RequestOther)
}

// dataRequests are the kinds of requests that need a session.
func dataRequests() []string {
	return []string{RequestResources, RequestLimits, RequestDescribe, RequestQuery, RequestQueryMore, RequestRecord, RequestLogFile, RequestComposite}
}
