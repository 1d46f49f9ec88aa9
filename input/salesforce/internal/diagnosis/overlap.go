package diagnosis

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// Part is what one of the inputs that share an org collects.
type Part struct {
	Name string // of the input, for people
	Input
}

// Overlaps examines what inputs collect of one org together: what more than one of them
// collects, which counts as bad, and what the org has and none of them collects. The org
// is asked with the client of the first part, whose user has to see what those of the others
// see. The error is the context's.
func Overlaps(ctx context.Context, parts []Part, bad Status, report func(Check)) error {
	s := &overlapCheck{examination: examination{Input: parts[0].Input, report: report}, bad: bad}
	s.offer(ctx)
	for _, part := range parts {
		s.expand(ctx, part)
	}
	s.overlaps(ctx)
	s.relatives(ctx)
	if s.shared == 0 {
		s.ask(ctx, Overlap, "", func(context.Context) Check {
			return ok(fmt.Sprintf("nothing is collected by more than one of %s", words.Count(len(s.parts), "input", "inputs")))
		})
	}
	s.uncollected(ctx)
	return ctx.Err()
}

// overlapCheck is what is known so far.
type overlapCheck struct {
	examination
	bad     Status
	offered []item // what the org has
	parts   []inputSources
	shared  int // overlaps that were told
}

// overlap tells of one.
func (s *overlapCheck) overlap(ctx context.Context, c Check) {
	s.shared++
	s.ask(ctx, Overlap, "", func(context.Context) Check { return c })
}

// offer asks what the org has: the event types with files of the last days, and the
// objects with a record that this user may read.
func (s *overlapCheck) offer(ctx context.Context) {
	s.check(ctx, Offer, "", profileTimeout, func(ctx context.Context) Check {
		s.LogFiles = &LogFileSource{} // all of them
		hours, days, _, err := s.listBoth(ctx)
		if err != nil && !unavailable(err) {
			return s.blocking(err)
		}
		if err == nil {
			for _, files := range hours.and(days).byType {
				s.offered = append(s.offered, item{name: files.name})
			}
		}
		logs, err := s.Client.EventLogs(ctx)
		if err != nil && !unavailable(err) {
			return s.blocking(err)
		}
		for _, object := range catalog.Objects() {
			if object.Name == "EventLogFile" || object.Kind == catalog.EventLog && !slices.Contains(logs, object.Name) {
				continue
			}
			var record map[string]any
			query := soql.Query{Select: []string{object.TimeField}, From: object.Name, OrderBy: []string{object.TimeField + " DESC"}}
			switch found, err := s.one(ctx, query, &record); {
			case err != nil && !unavailable(err):
				return s.blocking(err)
			case found:
				s.offered = append(s.offered, item{name: object.Name, object: true})
			}
		}
		slices.SortFunc(s.offered, item.compare)
		types, objects := apart(s.offered)
		return ok(fmt.Sprintf("%s with log files of the last %d days, %s with records", words.Count(len(types), "event type", "event types"), listedDays, words.Count(len(objects), "object", "objects")))
	})
}

// blocking makes a check of a failure without which nothing more can be said.
func (s *overlapCheck) blocking(err error) Check {
	c := s.refused(err)
	if s.blocked == "" {
		s.blocked = "because it is not known what the org has"
	}
	return c
}

// expand names all that a part collects.
func (s *overlapCheck) expand(ctx context.Context, part Part) {
	if s.blocked != "" {
		return
	}
	all := inputSources{name: part.Name}
	e := examination{Input: part.Input, report: func(Check) {}}
	if part.Profile != nil {
		within, cancel := context.WithTimeout(ctx, profileTimeout)
		choice, err := profile.Choose(within, s.Client, part.Profile.Selection, true, nil)
		cancel()
		if err != nil {
			s.ask(ctx, Offer, part.Name, func(context.Context) Check { return s.blocking(err) })
			return
		}
		for _, object := range choice.Objects() {
			e.Objects = append(e.Objects, ObjectSource{Name: object})
		}
		e.withEventTypes(choice.EventTypes())
	}
	if e.EventLogs != nil {
		names, err := s.Client.EventLogs(ctx)
		if err != nil {
			s.ask(ctx, Offer, part.Name, func(context.Context) Check { return s.blocking(err) })
			return
		}
		e.addEventLogs(names)
	}
	for _, object := range e.Objects {
		one := item{object.Name, true}
		if object.OwnQuery {
			all.queried = append(all.queried, one)
		}
		all.items = append(all.items, one)
	}
	switch files := e.LogFiles; {
	case files == nil:
	case files.OwnQuery:
		all.files = true
	default:
		for _, name := range files.EventTypes {
			if e.wanted(name) {
				all.items = append(all.items, item{name: name})
			}
		}
		// All is what the org has, and what it may have one day.
		for _, one := range slices.Concat(s.offered, known()) {
			if !one.object && e.wanted(one.name) && !all.has(one) {
				all.items = append(all.items, one)
			}
		}
	}
	s.parts = append(s.parts, all)
}

// collected are all items that some part collects.
func (s *overlapCheck) collected() []item {
	var all []item
	for _, part := range s.parts {
		all = append(all, part.items...)
	}
	slices.SortStableFunc(all, item.compare)
	return slices.CompactFunc(all, item.is)
}

// overlaps tells, for each set of parts, what all of them collect.
func (s *overlapCheck) overlaps(ctx context.Context) {
	const remedy = "collect it with only one of them, by setting event_types, exclude_event_types, names or profile"
	type group struct {
		names []string
		items []item
		asked bool
	}
	var groups []*group
	for _, one := range s.collected() {
		var names []string
		asked := false
		for _, part := range s.parts {
			if part.has(one) {
				names = append(names, part.name)
				asked = asked || slices.ContainsFunc(part.queried, one.is)
			}
		}
		if len(names) < 2 {
			continue
		}
		n := slices.IndexFunc(groups, func(g *group) bool { return g.asked == asked && slices.Equal(g.names, names) })
		if n < 0 {
			n, groups = len(groups), append(groups, &group{names: names, asked: asked})
		}
		groups[n].items = append(groups[n].items, one)
	}
	for _, g := range groups {
		found := listedItems(g.items) + ": collected by " + strings.Join(g.names, " and ")
		if g.asked {
			s.overlap(ctx, warning(found, "one of them has a custom query, and which records it selects is unknown", "look at the query, or "+remedy))
		} else {
			s.overlap(ctx, Check{Status: s.bad, Found: found, Cause: "each of them delivers all of it, with equal ids", Remedy: remedy})
		}
	}
	for _, part := range s.parts {
		if part.files {
			s.overlap(ctx, warning(part.name+" lists log files with a custom query", "which files it selects is unknown", "look at the query, or name event types instead"))
		}
	}
}

// relatives tells of an object that one part collects and log files of another part that
// tell the same. What one part collects of both was its owner's choice.
func (s *overlapCheck) relatives(ctx context.Context) {
	for _, signal := range catalog.Signals() {
		for _, part := range s.parts {
			for _, other := range s.parts {
				objects, types := part.of(objectsOf(signal)), other.of(typesOf(signal))
				if len(objects) == 0 || len(types) == 0 || len(part.of(typesOf(signal))) > 0 || len(other.of(objectsOf(signal))) > 0 {
					continue
				}
				s.overlap(ctx, warning(fmt.Sprintf("%s: collected by %s, and %s by %s", listedItems(objects), part.name, listedItems(types), other.name),
					"both tell of "+signal.Name+", with ids that differ", "remove one of them, unless you want both"))
			}
		}
	}
	for _, name := range catalog.EventLogs() {
		log, eventType := item{name, true}, logFileOf(name)
		for _, part := range s.parts {
			for _, other := range s.parts {
				if part.has(log) && other.has(eventType) && !part.has(eventType) && !other.has(log) {
					s.overlap(ctx, warning(fmt.Sprintf("%s: collected by %s, and %s by %s", log.name, part.name, eventType.name, other.name),
						"both hold the same events, with ids that differ", "remove one of them, unless you want both"))
				}
			}
		}
	}
}

// uncollected tells what the org has, no part collects, and nothing that is collected
// tells in its place.
func (s *overlapCheck) uncollected(ctx context.Context) {
	s.ask(ctx, Uncollected, "", func(context.Context) Check {
		if slices.ContainsFunc(s.parts, func(part inputSources) bool { return part.files }) {
			return skipped("not known, because log files are listed by a query")
		}
		collected := s.collected()
		has := func(one item) bool { return slices.ContainsFunc(collected, one.is) }
		var left []item
		for _, one := range s.offered {
			if !has(one) && !s.told(one, has) {
				left = append(left, one)
			}
		}
		if len(left) == 0 {
			return ok("nothing that the org has")
		}
		return warning(listedItems(left), "the org has it, and no input collects it", `add it to one of the inputs, or ignore it if you do not need it; event_types: ["*"] in one of them, with exclude_event_types, takes what no other does`)
	})
}

// told reports whether something that is collected tells what an item tells.
func (s *overlapCheck) told(one item, has func(item) bool) bool {
	if one.object {
		if _, ok := catalog.EventTypeOfLog(one.name); ok {
			return has(logFileOf(one.name)) || s.told(logFileOf(one.name), has)
		}
		if one.name == "LoginHistory" {
			one = item{name: "LoginEvent", object: true}
			if has(one) {
				return true
			}
		}
	}
	collected := func(t item) bool {
		log, ok := catalog.LogOfEventType(t.name)
		return has(t) || ok && has(item{log, true})
	}
	if !one.object && collected(one) {
		return true
	}
	for _, signal := range catalog.Signals() {
		objects, types := objectsOf(signal), typesOf(signal)
		if !slices.ContainsFunc(slices.Concat(objects, types), one.is) {
			continue
		}
		if slices.ContainsFunc(objects, has) {
			return true
		}
		offered := func(t item) bool { return slices.ContainsFunc(s.offered, t.is) }
		missing := func(t item) bool { return offered(t) && !collected(t) }
		return one.object && slices.ContainsFunc(types, collected) && !slices.ContainsFunc(types, missing)
	}
	return false
}
