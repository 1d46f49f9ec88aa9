package orgsim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

// A Permission is a user permission, by its label.
type Permission string

// The permissions that matter to who collects events.
const (
	APIEnabled             Permission = "API Enabled"
	ManageUsers            Permission = "Manage Users"
	MonitorLoginHistory    Permission = "Monitor Login History"
	ViewAllData            Permission = "View All Data"
	ViewEventLogFiles      Permission = "View Event Log Files"
	ViewEventLogObjectData Permission = "View Event Log Object Data"
	ViewRealTimeEvents     Permission = "View Real-Time Event Monitoring Data"
	ViewSetup              Permission = "View Setup and Configuration"
)

// Permissions returns all permissions.
func Permissions() []Permission {
	return []Permission{
		APIEnabled, ManageUsers, MonitorLoginHistory, ViewAllData,
		ViewEventLogFiles, ViewEventLogObjectData, ViewRealTimeEvents, ViewSetup,
	}
}

// assigned reports whether the app's user was given a permission.
func (o *Org) assigned(permission Permission) bool {
	return !slices.Contains(o.options.Lacks, permission)
}

// has reports whether the app's user may do what a permission is for. View All
// Data is for log files as well.
func (o *Org) has(permission Permission) bool {
	return o.assigned(permission) || permission == ViewEventLogFiles && o.assigned(ViewAllData)
}

// visibleObject returns the object of that name as the app's user sees it, or
// nil: to who lacks the permission an object does not exist. Nor do fields that
// field-level security hides.
func (o *Org) visibleObject(name string, version int) *engine.Object {
	object := o.object(name, version)
	if object == nil || !o.has(needed(object)) {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	hides := func(field engine.Field) bool { return o.hidden[object.Name+"."+field.Name] }
	if !slices.ContainsFunc(object.Fields, hides) {
		return object
	}
	visible := *object
	visible.Fields = slices.DeleteFunc(slices.Clone(object.Fields), hides)
	return &visible
}

// HideFields hides fields from the app's user, by field-level security. Fields are named
// Object.Field, such as User.Email. Those that were hidden before are visible again.
func (o *Org) HideFields(names ...string) error {
	hidden := map[string]bool{}
	for _, name := range names {
		object, field, _ := strings.Cut(name, ".")
		definition := o.objects[object]
		if definition == nil || !slices.ContainsFunc(definition.Fields, func(f engine.Field) bool { return f.Name == field }) {
			return fmt.Errorf("hiding fields: no field %q", name)
		}
		hidden[name] = true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hidden = hidden
	return nil
}

// needed is the permission without which an object does not show.
func needed(object *engine.Object) Permission {
	switch object.Name {
	case "EventLogFile":
		return ViewEventLogFiles
	case "SetupAuditTrail", "Profile", "PermissionSetGroup", "PermissionSetAssignment", "ConnectedApplication":
		return ViewSetup
	case "LoginGeo", "VerificationHistory", "LoginIp", "UserLogin":
		return ManageUsers
	case "FieldHistoryArchive":
		return APIEnabled
	}
	switch {
	case object.Kind == engine.Big, strings.HasSuffix(object.Name, "EventStore"):
		return ViewRealTimeEvents
	case object.Kind == engine.EventLog:
		return ViewEventLogObjectData
	}
	return APIEnabled
}

// mayRead reports whether the app's user sees a record of an object that shows.
// Of their own sign-ins everybody does.
func (o *Org) mayRead(object string, record engine.Record) bool {
	switch object {
	case "LoginHistory":
		return o.has(ManageUsers) || o.has(MonitorLoginHistory) || record["UserId"] == o.generator.integration.id
	case "AuthSession":
		return o.has(ManageUsers) || record["UsersId"] == o.generator.integration.id
	}
	return true
}
