package ecs

import "strings"

// action is what one value of a column says about the event as a whole.
type action struct {
	word     string // what the value has in it, in lower case; one letter is the whole value
	action   string // event.action; empty leaves that of the class
	kind     string // event.kind; the same
	category []string
	types    []string
}

// actions are tried in their order, and the first that fits counts.
type actions []action

// does is for a column that says what was done. The value itself is kept too.
func does(list actions, of rule) rule {
	compiled := compileActions(list)
	return also(of, func(b *builder, _ source, value string) {
		value = strings.ToLower(value)
		for i := range compiled {
			if compiled[i].fits(value) {
				b.action = &compiled[i]
				return
			}
		}
	})
}

// compiledAction has its values as they are put into the event.
type compiledAction struct {
	word                          string
	action, kind, category, types any
}

func (d *compiledAction) fits(value string) bool {
	if len(d.word) == 1 {
		return value == d.word
	}
	return strings.Contains(value, d.word)
}

func compileActions(list actions) []compiledAction {
	compiled := make([]compiledAction, len(list))
	for i, d := range list {
		compiled[i].word = d.word
		if d.action != "" {
			compiled[i].action = d.action
		}
		if d.kind != "" {
			compiled[i].kind = d.kind
		}
		if len(d.types) > 0 {
			compiled[i].types = d.types
		}
		if len(d.category) > 0 {
			compiled[i].category = d.category
		}
	}
	return compiled
}

func (b *builder) finishAction(s *commonSlots) {
	if b.action == nil {
		return
	}
	for _, f := range []struct {
		to    slot
		value any
	}{{s.action, b.action.action}, {s.kind, b.action.kind}, {s.category, b.action.category}, {s.eventType, b.action.types}} {
		if f.value != nil {
			b.put(f.to, f.value)
		}
	}
}

// prefixed returns actions with a prefix to their actions and further types.
func prefixed(prefix string, list actions, types []string) actions {
	all := make(actions, len(list))
	for i, d := range list {
		d.action = prefix + d.action
		d.types = union(d.types, types)
		all[i] = d
	}
	return all
}

func union(a, b []string) []string {
	return unique(append(append([]string{}, a...), b...))
}
