package diagnosis

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// right is a permission of a user that collecting may need.
type right struct {
	label string
	// field is its name in UserPermissionAccess; empty where it is not known. An org
	// without the feature does not have it.
	field string
	// or are the labels of permissions that do as well.
	or []string
	// without is what it means to lack it, and Status how bad that is: what counts in
	// the end is whether the objects can be read.
	without string
	status  Status
}

const (
	apiEnabled          = "API Enabled"
	manageUsers         = "Manage Users"
	monitorLoginHistory = "Monitor Login History"
	viewAllData         = "View All Data"
	viewAllUsers        = "View All Users"
	viewEventLogFiles   = "View Event Log Files"
	viewEventLogObjects = "View Event Log Object Data"
	viewRealTimeEvents  = "View Real-Time Event Monitoring Data"
	viewRoles           = "View Roles and Role Hierarchy"
	viewSetup           = "View Setup and Configuration"
)

// rights returns the table of permissions.
func rights() []right {
	return []right{
		{label: apiEnabled, field: "PermissionsApiEnabled", without: "no call of the API works", status: Failed},
		{label: viewEventLogFiles, field: "PermissionsViewEventLogFiles", or: []string{viewAllData}, without: "the org hides its event log files from the user", status: Failed},
		{label: viewRealTimeEvents, field: "PermissionsViewDataLeakageEvents", without: "the org hides its real-time events from the user", status: Failed},
		{label: viewEventLogObjects, without: "the org hides its event log objects from the user", status: Failed},
		{label: viewSetup, field: "PermissionsViewSetup", without: "the org may hide SetupAuditTrail, profiles, permission set groups and connected apps from the user", status: Warning},
		{label: monitorLoginHistory, field: "PermissionsMonitorLoginHistory", or: []string{manageUsers}, without: "the user sees no sign-ins but their own", status: Warning},
		{label: manageUsers, field: "PermissionsManageUsers", without: "the org may hide the object from the user, or all records but their own", status: Warning},
		// Not needed, but it includes others.
		{label: viewAllData, field: "PermissionsViewAllData"},
	}
}

// rightFor returns the label of the permission that an object needs, or nothing if
// there is none or it is not known.
func rightFor(object string) string {
	known, _ := catalog.ObjectByName(object)
	switch {
	case strings.EqualFold(object, "EventLogFile"):
		return viewEventLogFiles
	case strings.EqualFold(object, "SetupAuditTrail"):
		return viewSetup
	case strings.EqualFold(object, "LoginHistory"):
		return monitorLoginHistory
	case slices.ContainsFunc([]string{"LoginGeo", "VerificationHistory", "LoginIp", "AuthSession", "UserLogin"}, func(name string) bool { return strings.EqualFold(name, object) }):
		return manageUsers
	case known.Kind == catalog.EventLog, strings.HasSuffix(object, "EventLog"):
		return viewEventLogObjects
	case known.Kind == catalog.BigObject, strings.HasSuffix(object, "EventStore"):
		return viewRealTimeEvents
	}
	return ""
}

// neededFor returns the labels of the permissions that this input cannot do
// without, each with what it is for.
func (e *examination) neededFor() map[string][]string {
	needed := map[string][]string{apiEnabled: {"every call"}}
	if e.LogFiles != nil {
		needed[viewEventLogFiles] = []string{"event log files"}
	}
	for _, object := range e.Objects {
		if label := rightFor(object.Name); label != "" && !object.Optional {
			needed[label] = append(needed[label], object.Name)
		}
	}
	for _, source := range e.Enrichment {
		if readers[source.Object].right == viewSetup && !slices.Contains(needed[viewSetup], source.Option) {
			needed[viewSetup] = append(needed[viewSetup], source.Option)
		}
	}
	for _, query := range e.Queries {
		if label := rightFor(query.Object); label != "" {
			needed[label] = append(needed[label], query.Name)
		}
	}
	return needed
}

// permissions compares what the user may with what this input needs.
func (e *examination) permissions(ctx context.Context) {
	if e.blocked != "" {
		e.ask(ctx, Permission, "", nil)
		return
	}
	var has map[string]bool
	var err error
	needed := e.neededFor()
	for _, r := range rights() {
		purpose := needed[r.label]
		if purpose == nil {
			continue
		}
		e.ask(ctx, Permission, r.label, func(ctx context.Context) Check {
			if has == nil && err == nil {
				has, err = e.granted(ctx)
			}
			if err != nil && !unavailable(err) {
				return e.refused(err)
			}
			return r.judge(has, purpose)
		})
	}
}

// judge makes a check of the permissions that the user has or has not; of those
// that are not in the map nothing is known.
func (r right) judge(has map[string]bool, purpose []string) Check {
	for _, label := range append([]string{r.label}, r.or...) {
		switch {
		case has[label] && label == r.label:
			return ok("granted, for " + words.List(purpose, 3))
		case has[label]:
			return ok("granted by " + label + ", for " + words.List(purpose, 3))
		}
	}
	if _, ok := has[r.label]; !ok {
		return skipped("unknown: the org does not say whether the user has it")
	}
	return Check{
		Status: r.status,
		Found:  "not granted, and needed for " + words.List(purpose, 3),
		Cause:  r.without,
		Remedy: "give the user " + strings.Join(append([]string{r.label}, r.or...), " or ") + ", by a permission set",
	}
}

// granted asks what the current user may, by label. A permission that the org does
// not know is not in the result.
func (e *examination) granted(ctx context.Context) (map[string]bool, error) {
	const object = "UserPermissionAccess"
	described, err := e.Client.Describe(ctx, object)
	if err != nil {
		return nil, err
	}
	fields := make(map[string]string) // by label
	for _, r := range rights() {
		if name := r.find(described); name != "" {
			fields[r.label] = name
		}
	}
	if len(fields) == 0 {
		return map[string]bool{}, nil
	}
	query := soql.Query{From: object}
	for _, name := range fields {
		query.Select = append(query.Select, name)
	}
	slices.Sort(query.Select)
	query.Select = slices.Compact(query.Select) // SOQL refuses a field that is there twice
	var record map[string]json.RawMessage
	if _, err := e.one(ctx, query, &record); err != nil {
		return nil, err
	}
	has := make(map[string]bool)
	for label, name := range fields {
		var granted bool
		if json.Unmarshal(record[name], &granted) == nil {
			has[label] = granted
		}
	}
	return has, nil
}

// find returns the field that is the permission, by its label or its name.
func (r right) find(described *rest.Description) string {
	for _, field := range described.Fields {
		if strings.EqualFold(strings.TrimSpace(field.Label), r.label) {
			return field.Name
		}
	}
	field, _ := described.Field(r.field)
	return field.Name
}
