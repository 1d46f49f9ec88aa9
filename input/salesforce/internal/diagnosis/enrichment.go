package diagnosis

import (
	"context"
	"fmt"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// enrichment asks for the records that are added to events, with the fields that the
// input reads. Events go on without them, so that only users who are not known at all
// are a failure.
func (e *examination) enrichment(ctx context.Context) {
	for _, source := range e.Enrichment {
		e.ask(ctx, Enrichment, source.Object, func(ctx context.Context) Check { return e.added(ctx, source) })
	}
}

func (e *examination) added(ctx context.Context, source EnrichmentSource) Check {
	found, hidden, err := e.sample(ctx, source)
	if err != nil {
		return e.unaddable(err, source)
	}
	needs := readers[source.Object]
	switch {
	case len(hidden) > 0:
		return warning("readable in part, for "+source.Option, source.Missing(hidden), source.Remedy(hidden))
	case found < needs.min:
		return warning(needs.few, "there are no others, or the org hides them from the user",
			fmt.Sprintf("nothing, if there are no others; otherwise give the user %s, by a permission set", needs.right))
	}
	return ok("readable, for " + source.Option)
}

// sample counts up to two records, the user who signed in and another, and names the
// fields that the org hides, as the input does.
func (e *examination) sample(ctx context.Context, source EnrichmentSource) (found int, hidden []string, err error) {
	ask := func() error {
		query := source.Query(hidden)
		query.OrderBy, query.Limit = []string{"SystemModstamp DESC"}, 2
		page, err := e.Client.Query(ctx, query.String())
		if err == nil {
			found = len(page.Records)
		}
		return err
	}
	err = ask()
	if rest.ClassOf(err) == rest.InvalidField {
		if hidden = source.HiddenBy(ctx, e.Client, err, nil); len(hidden) > 0 {
			err = ask()
		}
	}
	return found, hidden, err
}

// reader is what reading an object for enrichment needs.
type reader struct {
	right string // a permission
	min   int    // records that any user sees who has it
	few   string // what fewer are
}

var readers = map[string]reader{
	"Profile":                 {right: viewSetup},
	"UserRole":                {right: viewRoles},
	"PermissionSetGroup":      {right: viewSetup},
	"PermissionSetAssignment": {right: viewSetup},
	"User":                    {right: viewAllUsers, min: 2, few: "the user sees nobody but itself"},
	"Report":                  {right: viewAllData + " or View Reports in Public Folders", min: 1, few: "the user sees no report"},
	"Dashboard":               {right: viewAllData + " or View Dashboards in Public Folders", min: 1, few: "the user sees no dashboard"},
	"ConnectedApplication":    {right: viewSetup},
}

// unaddable makes a check of an object that cannot be asked for.
func (e *examination) unaddable(err error, source EnrichmentSource) Check {
	c := e.refused(err)
	if e.blocked != "" {
		return c
	}
	object := source.Object
	switch rest.ClassOf(err) {
	case rest.InvalidField:
		c.Cause = "the org hides the field from the user"
		c.Remedy = source.Remedy(source.Columns())
	case rest.Forbidden, rest.NotFound, rest.InvalidQuery:
		c.Cause = "the org hides the object from the user"
		c.Remedy = fmt.Sprintf("give the user %s, by a permission set", readers[object].right)
	default:
		return c
	}
	c.Remedy += "; or remove " + source.Option
	if object != "User" {
		c.Status = Warning
	}
	return c
}
