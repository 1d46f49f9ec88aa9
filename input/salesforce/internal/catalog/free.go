package catalog

import (
	"slices"
	"strings"
)

// freeEventTypes are those that an org has files of without Event Monitoring or Shield.
var freeEventTypes = []string{
	"ApexUnexpectedException", "ApiTotalUsage", "CorsViolation", "CspViolation",
	"HostnameRedirects", "InsecureExternalAssets", "Login", "Logout",
}

// FreeEventTypes returns the event types that need no add-on license, in order.
func FreeEventTypes() []string { return slices.Clone(freeEventTypes) }

// IsFree reports whether an org has files of an event type without an add-on license.
func IsFree(eventType string) bool {
	return slices.ContainsFunc(freeEventTypes, func(name string) bool { return strings.EqualFold(name, eventType) })
}

// EventTypeNames returns the names of all event types, in order.
func EventTypeNames() []string {
	var names []string
	for _, eventType := range EventTypes() {
		names = append(names, eventType.Name)
	}
	return names
}

// ObjectNames returns the names of all objects, in order.
func ObjectNames() []string {
	var names []string
	for _, object := range Objects() {
		names = append(names, object.Name)
	}
	return names
}
