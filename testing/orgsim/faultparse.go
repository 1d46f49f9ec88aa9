package orgsim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParseFault reads a fault as a command line gives it: the kind, and after a
// colon parameters as name=value, separated by commas. Lists are separated by
// plus signs. After and until are times, or spans that count from start.
func ParseFault(text string, start time.Time) (Fault, error) {
	name, params, _ := strings.Cut(text, ":")
	kind, ok := faultKindsByName()[FaultKind(name)]
	if !ok {
		return Fault{}, fmt.Errorf("reading fault %q: no kind %q", text, name)
	}
	fault := Fault{Kind: kind.name}
	for name, value := range pairs(params) {
		if err := fault.set(kind, name, value, start); err != nil {
			return Fault{}, fmt.Errorf("reading fault %q: %w", text, err)
		}
	}
	return fault, nil
}

// ParseRandomFaults reads a mixture of faults as a command line gives it:
// random:seed=7,intensity=0.1.
func ParseRandomFaults(text string) ([]Fault, error) {
	name, params, _ := strings.Cut(text, ":")
	if name != "random" {
		return nil, fmt.Errorf("reading faults %q: no mixture %q", text, name)
	}
	seed, intensity := int64(1), 0.1
	for name, value := range pairs(params) {
		var err error
		switch name {
		case "seed":
			seed, err = strconv.ParseInt(value, 10, 64)
		case "intensity":
			intensity, err = strconv.ParseFloat(value, 64)
		default:
			err = fmt.Errorf("no parameter %q", name)
		}
		if err != nil {
			return nil, fmt.Errorf("reading faults %q: %w", text, err)
		}
	}
	if intensity < 0 || intensity > 1 {
		return nil, fmt.Errorf("reading faults %q: intensity must be from 0 to 1", text)
	}
	return RandomFaults(seed, intensity), nil
}

// pairs are the parts of name=value,name=value.
func pairs(text string) func(func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		for pair := range strings.SplitSeq(text, ",") {
			name, value, _ := strings.Cut(pair, "=")
			if pair != "" && !yield(strings.TrimSpace(name), strings.TrimSpace(value)) {
				return
			}
		}
	}
}

// set sets what a name stands for: a parameter of the kind, or one that all
// kinds have.
func (f *Fault) set(kind faultKind, name, value string, start time.Time) error {
	field := f.common(name)
	for _, param := range kind.params {
		if param.name == name {
			field = param.field(f)
		}
	}
	if field == nil {
		return fmt.Errorf("no parameter %q", name)
	}
	moment, ok := field.(*time.Time)
	if !ok {
		return setField(field, value)
	}
	if span, err := time.ParseDuration(value); err == nil {
		*moment = start.Add(span)
		return nil
	}
	return setField(field, value)
}

// common returns the field of a parameter that all kinds have, or nil.
func (f *Fault) common(name string) any {
	switch name {
	case "on":
		return &f.Requests
	case "object":
		return &f.Objects
	case "event-type":
		return &f.EventTypes
	case "file":
		return &f.Files
	case "times":
		return &f.Times
	case "each":
		return &f.Each
	case "group":
		return &f.Group
	case "probability":
		return &f.Probability
	case "after":
		return &f.After
	case "until":
		return &f.Until
	case "seed":
		return &f.Seed
	}
	return nil
}

// setField reads a value into a field of a Fault.
func setField(field any, value string) (err error) {
	switch field := field.(type) {
	case *string:
		*field = value
	case *[]string:
		*field = strings.Split(value, "+")
	case *int:
		*field, err = strconv.Atoi(value)
	case *int64:
		*field, err = strconv.ParseInt(value, 10, 64)
	case *float64:
		*field, err = strconv.ParseFloat(value, 64)
	case *time.Duration:
		*field, err = time.ParseDuration(value)
	case *time.Time:
		*field, err = time.Parse(time.RFC3339, value)
	}
	return err
}

// A FaultInfo says what a kind of fault is.
type FaultInfo struct {
	Kind FaultKind
	Does string
	// Requests are the requests that meet it unless the fault says otherwise.
	// None stands for all; a kind that changes data meets no requests.
	Requests []string
	Params   []FaultParamInfo
}

// A FaultParamInfo is a parameter of a kind of fault.
type FaultParamInfo struct {
	// Name is what the command line calls it, and Field the field of Fault.
	Name, Field string
	// Normal is the value that stands for nothing.
	Normal string
	Does   string
}

// FaultKinds returns the kinds of faults that there are.
func FaultKinds() []FaultInfo {
	var list []FaultInfo
	for _, kind := range faultKinds() {
		info := FaultInfo{Kind: kind.name, Does: kind.does, Requests: kind.on}
		for _, param := range kind.params {
			does := param.does
			if param.forms != nil {
				does += ": " + strings.Join(param.forms, ", ")
			}
			info.Params = append(info.Params, FaultParamInfo{param.name, param.fieldName(), param.normal, does})
		}
		list = append(list, info)
	}
	return list
}

// fieldName is the name of the field of Fault that keeps a parameter.
func (p faultParam) fieldName() string {
	var f Fault
	field := p.field(&f)
	fields := []any{&f.Fraction, &f.For, &f.Spread, &f.Number, &f.Each, &f.Form, &f.To, &f.Text}
	names := []string{"Fraction", "For", "Spread", "Number", "Each", "Form", "To", "Text"}
	return names[slices.Index(fields, field)]
}

// FaultUsage describes the faults for the help of a command.
func FaultUsage() string {
	var text strings.Builder
	for _, info := range FaultKinds() {
		fmt.Fprintf(&text, "  %s\n\t%s\n", info.Kind, info.Does)
		for _, param := range info.Params {
			fmt.Fprintf(&text, "\t  %s: %s", param.Name, param.Does)
			if param.Normal != "" {
				fmt.Fprintf(&text, " (%s)", param.Normal)
			}
			text.WriteByte('\n')
		}
	}
	text.WriteString(`Every fault takes
	  on: kinds of requests, such as query+queryMore, or any
	  object, event-type, file: what is asked for; lists are joined by +
	  times: how often in all; each: how often to one request
	  group: a name under which faults share times and each
	  probability: from 0 to 1
	  after, until: when, as a time or a span from the start
	  seed: a number that changes what chance decides
`)
	return text.String()
}
