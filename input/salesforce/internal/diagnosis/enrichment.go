package diagnosis

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// enrichment asks for the records that are added to events, with the fields that the
// input reads. Events go on without them, so that only users who are not known at all
// are a failure.
func (e *examination) enrichment(ctx context.Context) {
	for _, source := range e.Enrichment {
		e.ask(ctx, Enrichment, source.Query.From, func(ctx context.Context) Check { return e.added(ctx, source) })
	}
}

func (e *examination) added(ctx context.Context, source EnrichmentSource) Check {
	query := source.Query
	query.Limit = 2 // the user who signed in, and another
	page, err := e.Client.Query(ctx, query.String())
	if err != nil {
		return e.unaddable(err, source)
	}
	needs := readers[query.From]
	if found := len(page.Records); found < needs.least {
		return warning(needs.few, "there are no others, or the org hides them from the user",
			fmt.Sprintf("nothing, if there are no others; else give the user %s, by a permission set", needs.right))
	}
	return ok("readable, for " + source.Option)
}

// reader is what reading an object for enrichment needs.
type reader struct {
	right string // a permission
	least int    // records that any user sees who has it
	few   string // what fewer are
}

var readers = map[string]reader{
	"Profile":                 {right: viewSetup},
	"UserRole":                {right: viewRoles},
	"PermissionSetGroup":      {right: viewSetup},
	"PermissionSetAssignment": {right: viewSetup},
	"User":                    {right: viewAllUsers, least: 2, few: "the user sees nobody but itself"},
	"Report":                  {right: viewAllData + " or View Reports in Public Folders", least: 1, few: "the user sees no report"},
	"Dashboard":               {right: viewAllData + " or View Dashboards in Public Folders", least: 1, few: "the user sees no dashboard"},
	"ConnectedApplication":    {right: viewSetup},
}

// unaddable makes a check of an object that cannot be asked for.
func (e *examination) unaddable(err error, source EnrichmentSource) Check {
	c := e.refused(err)
	if e.blocked != "" {
		return c
	}
	object := source.Query.From
	switch rest.ClassOf(err) {
	case rest.InvalidField:
		c.Cause = "the org hides the field from the user"
		c.Remedy = fmt.Sprintf("let the user read %s of %s, by field-level security", fieldsOf(source), object)
	case rest.Forbidden, rest.NotFound, rest.InvalidQuery:
		c.Cause = "the org hides the object from the user"
		c.Remedy = fmt.Sprintf("give the user %s, by a permission set", readers[object].right)
	default:
		return c
	}
	c.Remedy += "; or leave " + source.Option + " out"
	if object != "User" {
		c.Status = Warning
	}
	return c
}

// fieldsOf names the fields that are read of an object, but for the Id, which all see.
func fieldsOf(source EnrichmentSource) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(source.Query.Select), func(name string) bool { return name == "Id" }), ", ")
}
