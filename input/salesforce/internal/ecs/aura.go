package ecs

import (
	"strconv"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// auraAction is one action of an Aura request.
type auraAction struct {
	id, name, milliseconds string // the id may be empty
}

// auraActions is for the actions of an Aura request, id$descriptor=ms;... An event can
// hold no list of objects, so there is a list for each part of an action, all in the same
// order.
func auraActions(c *compiler, src source, r rule) setter {
	set := text(c, src, r)
	own := func(field, fieldType, unit, description string) slot {
		src.field, src.Unit, src.Description = field, unit, description
		return c.ownSlot(src, fieldType)
	}
	names := own("actions", typeKeyword, "", "Descriptors of the actions that were called.")
	ids := own("action_ids", typeKeyword, "", "Ids of the actions, in the order of actions; an action without one has an empty id.")
	times := own("action_durations", typeKeyword, "", "Milliseconds that each action took, in the order of actions.")
	total := own("action_total_time", typeLong, catalog.Milliseconds, "Time that all actions took together.")
	return func(b *builder, value string) {
		set(b, value)
		actions := splitActions(value)
		if len(actions) == 0 {
			return
		}
		var all [3][]string
		var sum int64
		for _, action := range actions {
			all[0] = append(all[0], action.name)
			all[1] = append(all[1], action.id)
			all[2] = append(all[2], action.milliseconds)
			n, _ := strconv.ParseInt(action.milliseconds, 10, 64) // it is short and has digits only
			sum += n
		}
		b.put(names, all[0])
		b.put(times, all[2])
		b.put(total, sum)
		if strings.Join(all[1], "") != "" {
			b.put(ids, all[1])
		}
	}
}

// splitActions reads the actions of a request. An id of the framework can have a semicolon
// itself (66;a). What does not end with a time is no action.
func splitActions(value string) []auraAction {
	var actions []auraAction
	number := ""
	for segment := range strings.SplitSeq(value, ";") {
		segment = strings.TrimSpace(segment)
		action, ok := readAction(segment)
		switch {
		case !ok && isDigits(segment):
			number = segment
			continue
		case ok:
			if number != "" && isLetters(action.id) {
				action.id = number + ";" + action.id
			}
			actions = append(actions, action)
		}
		number = ""
	}
	return actions
}

// longestTime is how many digits the time of an action can have.
const longestTime = 12

func readAction(segment string) (auraAction, bool) {
	i := strings.LastIndexByte(segment, '=')
	if i <= 0 || len(segment)-i-1 > longestTime || !isDigits(segment[i+1:]) {
		return auraAction{}, false
	}
	action := auraAction{name: strings.TrimSpace(segment[:i]), milliseconds: segment[i+1:]}
	if id, name, ok := strings.Cut(action.name, "$"); ok && !strings.Contains(id, "/") {
		action.id, action.name = strings.TrimSpace(id), strings.TrimSpace(name)
	}
	return action, action.name != ""
}

func isDigits(s string) bool { return s != "" && isAll(s, isDigit) }

func isLetters(s string) bool {
	return s != "" && isAll(s, func(c byte) bool { return isLower(c) || isUpper(c) })
}

func isAll(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}
