package diagnosis

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
)

// profileTimeout is for a query of each object that a profile may choose.
const profileTimeout = 2 * time.Minute

// chooseProfile says what the profiles come to in this org, and examines it as if the
// configuration had named it.
func (e *examination) chooseProfile(ctx context.Context) {
	if e.Profile == nil {
		return
	}
	subject := strings.Join(e.Profile.Profiles, ", ")
	if e.blocked != "" {
		e.withEventTypes(nil)
		e.ask(ctx, Profile, subject, nil)
		return
	}
	var choice *profile.Choice
	e.check(ctx, Profile, subject, profileTimeout, func(ctx context.Context) Check {
		var err error
		if choice, err = profile.Choose(ctx, e.Client, e.Profile.Selection, false, nil); err != nil {
			return e.refused(err)
		}
		return ok(choice.String())
	})
	if choice == nil {
		e.withEventTypes(nil)
		return
	}
	for _, object := range choice.Objects() {
		source, ok := e.Profile.Objects[object]
		if !ok {
			source = ObjectSource{Name: object, Interval: e.Profile.ObjectInterval}
		}
		e.Objects = append(e.Objects, source)
	}
	e.withEventTypes(choice.EventTypes())
	for _, decision := range choice.Decisions {
		if decision.Object != "" || len(decision.EventLogs)+len(decision.EventTypes) > 0 {
			continue
		}
		lacking := slices.Concat(decision.Unavailable, decision.NoEventLogs)
		found := "left out: the org lacks " + strings.Join(lacking, " and ") + ", or hides it from the user"
		if right := rightFor(lacking[0]); right != "" {
			found += "; it takes " + right + ", and the license for it"
		}
		e.ask(ctx, Profile, decision.Signal, func(context.Context) Check { return skipped(found) })
	}
}

// withEventTypes adds the event types that a profile chose to those that are named.
func (e *examination) withEventTypes(chosen []string) {
	if e.LogFiles == nil || !e.LogFiles.Profiled {
		return
	}
	files := *e.LogFiles
	files.EventTypes = slices.Concat(files.EventTypes, chosen)
	e.LogFiles = &files
	if len(files.EventTypes) == 0 {
		e.LogFiles = nil // none would be all
	}
}
