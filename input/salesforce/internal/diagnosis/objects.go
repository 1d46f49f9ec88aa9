package diagnosis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// timeFields are those that may say when a record of an unknown object happened.
var timeFields = []string{"EventDate", "Timestamp", "LoginTime", "CreatedDate"}

// objects asks for the newest record of each object.
func (e *examination) objects(ctx context.Context) {
	for _, object := range e.Objects {
		e.ask(ctx, Record, object.Name, func(ctx context.Context) Check { return e.object(ctx, object) })
	}
}

func (e *examination) object(ctx context.Context, object ObjectSource) Check {
	field, err := e.timeField(ctx, object.Name)
	var record map[string]json.RawMessage
	var found bool
	if err == nil {
		// Big objects take this order and no other.
		found, err = e.one(ctx, soql.Query{Select: []string{field}, From: object.Name, OrderBy: []string{field + " DESC"}}, &record)
	}
	switch {
	case object.Optional && unavailable(err):
		c := e.refused(err)
		if e.blocked != "" {
			return c
		}
		return skipped("not available to this user in this org, and left out: nobody named it")
	case err != nil:
		return e.unreadable(err, object.Name)
	case !found:
		return empty(object)
	}
	var text string
	_ = json.Unmarshal(record[field], &text) // what is no text is no date-time
	newest, err := soql.ParseDateTime(text)
	if err != nil {
		return ok("readable")
	}
	return ok(fmt.Sprintf("newest record %s old", span(e.Client.Now().Sub(newest))))
}

// timeField returns the field that says when a record happened.
func (e *examination) timeField(ctx context.Context, object string) (string, error) {
	if known, ok := catalog.ObjectByName(object); ok {
		return known.TimeField, nil
	}
	described, err := e.Client.Describe(ctx, object)
	if err != nil {
		return "", err
	}
	for _, name := range timeFields {
		if field, ok := described.Field(name); ok {
			return field.Name, nil
		}
	}
	return "", errNoTime
}

var errNoTime = errors.New("the object has none of the fields " + strings.Join(timeFields, ", "))

// unreadable makes a check of an object that cannot be asked for.
func (e *examination) unreadable(err error, object string) Check {
	c := e.refused(err)
	if errors.Is(err, errNoTime) {
		c.Cause, c.Remedy = "its records have no time, so they are no events", "name another object"
	}
	var refusal *rest.Error
	if errors.As(err, &refusal) && (refusal.Code == "INVALID_TYPE" || refusal.Class() == rest.NotFound) {
		c.Cause = "the org has no such object, or hides it from the user"
		c.Remedy = "check the name"
		switch right := rightFor(object); right {
		case "":
		case viewRealTimeEvents:
			c.Remedy += "; give the user " + right + " by a permission set; check the org's licence (Salesforce Shield or Event Monitoring), and in Setup > Event Manager that the event's storage is on"
		default:
			c.Remedy += "; give the user " + right + " by a permission set"
		}
	}
	return c
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
			"nothing, if the org is new; else give the user "+rightFor(object.Name))
	}
	return warning("empty", "nothing has happened yet, or the user may not see the records", "nothing, if none are to be expected; else check the user's access to the object")
}
