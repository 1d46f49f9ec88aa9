package diagnosis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/spelling"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// objects asks of each object what its collector asks, and for the newest record.
func (e *examination) objects(ctx context.Context) {
	for _, object := range e.Objects {
		e.ask(ctx, Record, object.Name, func(ctx context.Context) Check { return e.object(ctx, object) })
	}
}

func (e *examination) object(ctx context.Context, object ObjectSource) Check {
	plan, err := record.Learn(ctx, e.Client, object.Name, e.Client.Now())
	if err == nil {
		// The fields and conditions of a window: if this works, collecting does.
		_, err = e.Client.Query(ctx, plan.Sample(object.window(e.Client.Now())))
	}
	switch {
	case object.Optional && unavailable(err):
		c := e.refused(err)
		if e.blocked != "" {
			return c
		}
		return skipped("not available to this user in this org, and skipped because the configuration does not name it")
	case err != nil:
		return e.unreadable(err, object.Name)
	}
	return object.terms(plan, e.newest(ctx, object, plan))
}

// newest makes a check of an object that can be read.
func (e *examination) newest(ctx context.Context, object ObjectSource, plan record.Plan) Check {
	query, sortable := plan.Newest()
	if !sortable {
		return ok("readable")
	}
	var newest map[string]json.RawMessage
	found, err := e.one(ctx, query, &newest)
	switch {
	case err != nil && ctx.Err() == nil && rest.ClassOf(err) != rest.QueryTimeout:
		return e.unreadable(err, object.Name)
	case err != nil:
		return ok("readable, but the org takes long to find the newest record")
	case !found:
		return empty(object)
	}
	var text string
	_ = json.Unmarshal(newest[plan.WindowField], &text) // what is no text is no date-time
	at, err := soql.ParseDateTime(text)
	if err != nil {
		return ok("readable")
	}
	return ok(fmt.Sprintf("newest record %s old", words.Span(e.Client.Now().Sub(at))))
}

// window returns the bounds of a window as a collector asks for one in a quiet time.
func (o ObjectSource) window(now time.Time) (start, end time.Time) {
	end = now.Add(-o.Delay).Truncate(time.Millisecond)
	return end.Add(-max(o.Lookback, time.Minute)), end
}

// terms adds to a check how the object is collected.
func (o ObjectSource) terms(plan record.Plan, c Check) Check {
	how := []string{"by " + plan.WindowField, "delay " + words.Span(o.Delay), "lookback " + words.Span(o.Lookback)}
	rules := plan.Kind.Rules()
	kept := rules.Retention
	if known, ok := catalog.ObjectByName(plan.Object); ok {
		kept = known.Retention
	}
	if kept > 0 {
		how = append(how, "kept "+words.Span(kept))
	}
	if rules.MaxSpan > 0 {
		how = append(how, "a query spans at most "+words.Span(rules.MaxSpan))
	}
	c.Found += "; collected " + strings.Join(how, ", ")
	if plan.MayBeLate && c.Status == OK {
		return warning(c.Found, "the org cannot filter the object by the date on which a record was created, and records are created up to a day and more after "+plan.WindowField,
			"let the user see CreatedDate of the object (field-level security); without it, set lookback to 2d")
	}
	return c
}

// unreadable makes a check of an object that cannot be asked for.
func (e *examination) unreadable(err error, object string) Check {
	c := e.refused(err)
	var unwindowed *record.UnwindowedError
	if errors.As(err, &unwindowed) {
		return failed("it cannot be collected by time", unwindowed.Reason, "remove it from names, or collect it with a query")
	}
	var refusal *rest.Error
	if errors.As(err, &refusal) && (refusal.Code == "INVALID_TYPE" || refusal.Class() == rest.NotFound) {
		c.Cause = "the org has no such object, or hides it from the user"
		c.Remedy = "check the name" + meant(object)
		switch right := rightFor(object); right {
		case "":
		case viewRealTimeEvents:
			c.Remedy += "; give the user " + right + " by a permission set; check the org's license (Salesforce Shield or Event Monitoring), and in Setup > Event Manager that the event's storage is on"
		default:
			c.Remedy += "; give the user " + right + " by a permission set"
		}
	}
	return c
}

// meant says which object an unknown name may have meant.
func meant(object string) string {
	if _, ok := catalog.ObjectByName(object); ok {
		return ""
	}
	if nearest := spelling.Nearest(object, catalog.ObjectNames()); nearest != "" {
		return ": did you mean " + nearest + "?"
	}
	return ""
}

// empty makes a check of an object without records.
func empty(object ObjectSource) Check {
	stored := rightFor(object.Name) == viewRealTimeEvents
	switch known, _ := catalog.ObjectByName(object.Name); {
	case stored && known.Kind == catalog.Standard:
		// Threat detection: no news is good news.
		return ok("empty: nothing was detected, or its storage is off in Setup > Event Manager")
	case stored:
		return warning("empty", "the event's storage is off, or nothing has happened since it was switched on",
			"in Setup > Event Manager, choose Enable Storage for the event")
	case rightFor(object.Name) != "":
		return warning("empty", "nothing has happened yet, or the user may not see the records",
			"nothing, if the org is new; otherwise give the user "+rightFor(object.Name))
	}
	return warning("empty", "nothing has happened yet, or the user may not see the records", "nothing, if you expect none; otherwise check the user's access to the object")
}
