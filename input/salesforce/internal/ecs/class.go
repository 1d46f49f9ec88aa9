package ecs

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// class is how ECS sorts an event.
type class struct {
	dataset  string // without "salesforce."; empty means by name
	action   string // empty means the dataset
	kind     string // empty means event
	category []string
	types    []string
}

// classes are the event types and objects that have a place among the categories
// of ECS. A type without a category says nothing, so the others have neither. An
// object that is the same event as a log file has the dataset of the file.
var classes = map[string]class{
	"Login":         login,
	"LoginEvent":    login,
	"LoginHistory":  login,
	"LoginEventLog": login,

	"Logout":         logout,
	"LogoutEvent":    logout,
	"LogoutEventLog": logout,

	// Category and types are a matter of the action, see audit.go.
	"SetupAuditTrail": {category: []string{"configuration"}, types: []string{"change"}},

	"LoginAs":                   {category: []string{"authentication"}, types: []string{"start"}},
	"LoginAsEvent":              {category: []string{"authentication"}, types: []string{"start"}},
	"IdentityVerificationEvent": {category: []string{"authentication"}, types: []string{"info"}},
	"VerificationHistory":       {category: []string{"authentication"}, types: []string{"info"}},
	"LockoutEventStream":        {category: []string{"authentication"}, types: []string{"info"}},

	"GroupMembership":         {category: []string{"iam"}, types: []string{"group", "change"}},
	"PermissionUpdate":        {category: []string{"iam"}, types: []string{"admin", "change"}},
	"PermissionSetEventStore": {category: []string{"iam"}, types: []string{"admin", "change"}},

	"URI":                 {category: []string{"web"}, types: []string{"access"}},
	"AuraRequest":         {category: []string{"web"}, types: []string{"access"}},
	"AuraRequestEventLog": {category: []string{"web"}, types: []string{"access"}},
	"VisualforceRequest":  {category: []string{"web"}, types: []string{"access"}},
	"Sites":               {category: []string{"web"}, types: []string{"access"}},
	"LightningPageView":   {category: []string{"web"}, types: []string{"access"}},
	"UriEvent":            {category: []string{"web"}, types: []string{"access"}},
	"LightningUriEvent":   {category: []string{"web"}, types: []string{"access"}},
	"RestApi":             {category: []string{"web"}, types: []string{"access"}},
	"RestApiEventLog":     {category: []string{"web"}, types: []string{"access"}},
	"ApexRestApi":         {category: []string{"web"}, types: []string{"access"}},
	"ApexSoap":            {category: []string{"web"}, types: []string{"access"}},
	"API":                 {category: []string{"web"}, types: []string{"access"}},
	"LightningError":      {category: []string{"web"}, types: []string{"error"}},

	"ApexCallout":               {category: []string{"network"}, types: []string{"connection"}},
	"ExternalCrossOrgCallout":   {category: []string{"network"}, types: []string{"connection"}},
	"ExternalCustomApexCallout": {category: []string{"network"}, types: []string{"connection"}},
	"ExternalDataSourceCallout": {category: []string{"network"}, types: []string{"connection"}},
	"ExternalODataCallout":      {category: []string{"network"}, types: []string{"connection"}},

	"ApiAnomalyEventStore":         detection,
	"CredentialStuffingEventStore": detection,
	"GuestUserAnomalyEventStore":   detection,
	"LoginAnomalyEventStore":       detection,
	"ReportAnomalyEventStore":      detection,
	"SessionHijackingEventStore":   detection,
	"UniversalAnomalyEventStore":   detection,
}

var (
	login  = class{dataset: "login", category: []string{"authentication"}, types: []string{"start"}}
	logout = class{dataset: "logout", category: []string{"authentication", "session"}, types: []string{"end"}}

	// Threat detection is Salesforce's own alerting.
	detection = class{kind: "alert", category: []string{"intrusion_detection"}, types: []string{"info"}}
)

// classOf completes the class of an event type or object, known or not.
func classOf(name string) class {
	c := classes[name]
	if c.dataset == "" {
		c.dataset = snakeCase(eventTypeOf(name))
	}
	if c.action == "" {
		c.action = strings.ReplaceAll(c.dataset, "_", "-")
	}
	if c.kind == "" {
		c.kind = "event"
	}
	return c
}

const eventLogSuffix = "EventLog"

// eventTypeOf gives the event type whose log files have the same events as an
// EventLog object; all other names stay as they are.
func eventTypeOf(name string) string {
	prefix, ok := strings.CutSuffix(name, eventLogSuffix)
	if !ok || prefix == "" {
		return name
	}
	if eventType, ok := catalog.EventTypeByName(prefix); ok {
		return eventType.Name
	}
	return prefix
}
