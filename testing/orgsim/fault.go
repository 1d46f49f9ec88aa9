package orgsim

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// A FaultKind is the name of something that goes wrong; FaultKinds lists them.
type FaultKind string

// AnyRequest stands for requests of all kinds in [Fault.Requests].
const AnyRequest = "any"

// A Fault is something that goes wrong with some requests, log files or
// records. Faults add up: each request meets all that are meant for it, until
// one answers it.
//
// Chance comes from the org's seed and from what the fault is to hit, not from
// the order of things, so that a run can be repeated.
type Fault struct {
	Kind FaultKind

	// Requests are the kinds of requests, of the Request constants, that meet
	// the fault. None stands for those that the kind of fault is made for.
	Requests []string
	// Objects are the objects whose records, or queries and pages, meet it.
	Objects []string
	// EventTypes are the event types whose log files, or whose downloads and
	// queries by EventType, meet it.
	EventTypes []string
	// Files are the ids of log files whose downloads meet it.
	Files []string

	// Times is how often it happens in all, and Each how often to one request,
	// which is known by what it asks for. Zero is no bound.
	Times, Each int
	// Group is the name under which faults share Times and Each.
	Group string
	// Probability is how likely it is to happen, from 0 to 1; 0 stands for 1.
	Probability float64
	// After and Until bound when it happens, by the org's clock, or which log
	// files and records it changes, by their CreatedDate. Zero is no bound.
	After, Until time.Time
	// Seed changes what chance decides.
	Seed int64

	// What follows are the parameters, which each kind reads in its own way.

	// Fraction is a part of a body, from 0 to 1.
	Fraction float64
	// For and Spread are spans of time.
	For, Spread time.Duration
	// Number is a count.
	Number int
	// Form chooses between forms of the fault.
	Form string
	// To is a URL.
	To string
	// Text is a message or a body.
	Text string
}

// A FaultState is a fault that was injected and what became of it.
type FaultState struct {
	Fault Fault
	// Fired is how often it happened.
	Fired int
	// Removed is whether it was taken away.
	Removed bool
}

// faults are those of an org. Their mutex may be taken with the org's held, not
// the other way around.
type faults struct {
	mu     sync.Mutex
	kinds  map[FaultKind]faultKind
	list   []*activeFault
	groups map[string]*tally
	// live is how many were not removed.
	live int
}

// An injected fault is one that is in an org.
type activeFault struct {
	fault   Fault
	kind    faultKind
	number  int
	fired   int
	removed bool
	// meetings is how often each request has met the fault, whether or not it
	// happened.
	meetings map[string]int
	tally    *tally
}

// A tally counts how often the faults of a group happened.
type tally struct {
	fired int
	each  map[string]int
}

// Inject adds faults. Those that change log files and records change what the
// org holds at once, and what it gets later as it comes; taking them away does
// not undo that. Remove takes the faults away.
func (o *Org) Inject(list ...Fault) (remove func(), err error) {
	added := make([]*activeFault, 0, len(list))
	for _, fault := range list {
		one, err := o.newInjected(fault)
		if err != nil {
			return nil, err
		}
		added = append(added, one)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.faults.add(added)
	o.shapeAll(added)
	return func() { o.faults.remove(added) }, nil
}

// newInjected checks a fault and fills in what its kind says.
func (o *Org) newInjected(fault Fault) (*activeFault, error) {
	kind, ok := o.faults.kinds[fault.Kind]
	if !ok {
		return nil, fmt.Errorf("injecting a fault: no kind %q", fault.Kind)
	}
	if err := o.validateFault(&fault, kind); err != nil {
		return nil, fmt.Errorf("injecting fault %s: %w", fault.Kind, err)
	}
	return &activeFault{fault: fault, kind: kind, meetings: map[string]int{}}, nil
}

func (f *faults) add(list []*activeFault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range list {
		one.number = len(f.list)
		one.tally = &tally{each: map[string]int{}}
		if group := one.fault.Group; group != "" {
			if f.groups[group] == nil {
				f.groups[group] = one.tally
			}
			one.tally = f.groups[group]
		}
		f.list = append(f.list, one)
		f.live++
	}
}

func (f *faults) remove(list []*activeFault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range list {
		if !one.removed {
			one.removed = true
			f.live--
		}
	}
}

// any reports whether there are faults at all.
func (f *faults) any() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.live > 0
}

// all returns the faults that were not removed.
func (f *faults) all() []*activeFault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.list), func(one *activeFault) bool { return one.removed })
}

// Faults returns the faults that were injected, in that order, with how often
// each happened.
func (o *Org) Faults() []FaultState {
	o.faults.mu.Lock()
	defer o.faults.mu.Unlock()
	list := make([]FaultState, len(o.faults.list))
	for i, one := range o.faults.list {
		list[i] = FaultState{one.fault, one.fired, one.removed}
	}
	return list
}

// Fired returns how often faults of each kind happened.
func (o *Org) Fired() map[FaultKind]int {
	fired := map[FaultKind]int{}
	for _, state := range o.Faults() {
		fired[state.Fault.Kind] += state.Fired
	}
	maps.DeleteFunc(fired, func(_ FaultKind, n int) bool { return n == 0 })
	return fired
}
