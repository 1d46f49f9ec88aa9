package diagnosis

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// listEventLogs lists the event log objects of the org, and examines them as if the
// configuration had named them.
func (e *examination) listEventLogs(ctx context.Context) {
	if e.EventLogs == nil {
		return
	}
	e.ask(ctx, EventLogs, "", func(ctx context.Context) Check {
		names, err := e.Client.EventLogs(ctx)
		if err != nil {
			return e.refused(err)
		}
		if len(names) == 0 {
			return warning("the org has no event log objects that the user may query",
				"the org is not on Hyperforce, has no Event Monitoring, or the user lacks View Event Log Object Data",
				"grant the permission, or collect event log files, which have the same events hours later")
		}
		e.addEventLogs(names)
		return ok(fmt.Sprintf("%s: %s", words.Count(len(names), "object", "objects"), strings.Join(names, ", ")))
	})
}

// addEventLogs adds the objects to those that are collected, unless they are among them.
func (e *examination) addEventLogs(names []string) {
	named := func(name string) bool {
		return slices.ContainsFunc(e.Objects, func(object ObjectSource) bool { return strings.EqualFold(object.Name, name) })
	}
	for _, name := range names {
		if !named(name) {
			object := *e.EventLogs
			object.Name = name
			e.Objects = append(e.Objects, object)
		}
	}
}
