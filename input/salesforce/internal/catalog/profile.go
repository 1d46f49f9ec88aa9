package catalog

import (
	"slices"
	"strings"
)

// Signal is one kind of thing that happens in an org, and where Salesforce tells of it.
// No object and no event type is in two signals, so that whoever collects one source a
// signal has each event once.
type Signal struct {
	Name string
	// Profiles are those that the signal belongs to.
	Profiles []string
	// Objects tell of it soon, the best one first. One of them says it all.
	Objects []string
	// EventTypes of log files tell the same together, hours later, and are there
	// whether or not the org stores the objects' records.
	EventTypes []string
	// EventLogs are the event log objects that hold the events of one of EventTypes each,
	// within an hour. Only orgs on Hyperforce have them.
	EventLogs []string
}

// The profiles: what an organization wants to know, and not what Salesforce calls it.
const (
	Identity     = "identity"     // who signs in and out, how, and as whom
	Privilege    = "privilege"    // who changes what others may do, and the org itself
	Exfiltration = "exfiltration" // what leaves the org
	Threat       = "threat"       // what Salesforce detected
	APIAbuse     = "api_abuse"    // what programs do
	Availability = "availability" // what breaks
)

// Profiles returns the names of all profiles.
func Profiles() []string {
	return []string{Identity, Privilege, Exfiltration, Threat, APIAbuse, Availability}
}

// list takes a row of the table apart.
func list(names string) []string { return strings.Fields(names) }

// Signals returns all signals.
func Signals() []Signal {
	var all []Signal
	for _, row := range []struct{ name, profiles, objects, eventTypes string }{
		{"logins", "identity", "LoginEvent", "Login"},
		{"logouts", "identity", "LogoutEvent", "Logout"},
		{"identity verifications", "identity", "IdentityVerificationEvent VerificationHistory", ""},
		{"single sign-on", "identity", "IdentityProviderEventStore", ""},
		{"logins as another user", "identity privilege", "LoginAsEvent", "LoginAs"},

		{"setup changes", "privilege", "SetupAuditTrail", ""},
		{"permission changes", "privilege", "PermissionSetEventStore", "PermissionUpdate"},
		{"group changes", "privilege", "", "GroupMembership"},
		{"denied access", "privilege", "", "InsufficientAccess"},
		{"changes of metadata and packages", "privilege", "", "ChangeSetOperation MetadataApiOperation PackageInstall Sandbox"},
		{"encryption keys", "privilege", "", "PlatformEncryption"},

		{"reports", "exfiltration", "ReportEvent", "Report ReportExport AsyncReportRun MultiBlockReport"},
		{"list views", "exfiltration", "ListViewEvent", ""},
		{"files", "exfiltration", "FileEventStore", "ContentTransfer ContentDistribution DocumentAttachmentDownloads"},
		{"shared files", "exfiltration", "", "ContentDocumentLink"},
		{"downloads of analytics", "exfiltration", "", "WaveDownload"},
		{"results of bulk queries", "exfiltration api_abuse", "BulkApiResultEventStore", "BulkApi BulkApi2"},
		{"API calls", "exfiltration api_abuse", "ApiEvent", "API RestApi"},
		{"queries", "exfiltration", "", "UniqueQuery"},

		{"API anomalies", "threat api_abuse", "ApiAnomalyEventStore", ""},
		{"credential stuffing", "threat", "CredentialStuffingEventStore", ""},
		{"guest user anomalies", "threat", "GuestUserAnomalyEventStore", ""},
		{"login anomalies", "threat", "LoginAnomalyEventStore", ""},
		{"report anomalies", "threat", "ReportAnomalyEventStore", ""},
		{"session hijacking", "threat", "SessionHijackingEventStore", ""},
		{"other anomalies", "threat", "UniversalAnomalyEventStore", ""},
		{"transaction security", "threat", "", "TransactionSecurity"},

		{"API usage", "api_abuse", "", "ApiTotalUsage"},
		{"cross-origin requests", "api_abuse", "", "BlockedRedirect CorsViolation"},

		{"unexpected exceptions", "availability", "", "ApexUnexpectedException"},
		{"long-running Apex", "availability", "", "ConcurrentLongRunningApexLimit ContinuationCalloutSummary"},
		{"page errors", "availability", "", "CspViolation LightningError"},
		{"old host names", "availability", "", "HostnameRedirects InsecureExternalAssets"},
	} {
		signal := Signal{Name: row.name, Profiles: list(row.profiles), Objects: list(row.objects), EventTypes: list(row.eventTypes)}
		for _, eventType := range signal.EventTypes {
			if log, ok := LogOfEventType(eventType); ok {
				signal.EventLogs = append(signal.EventLogs, log)
			}
		}
		all = append(all, signal)
	}
	return all
}

// SignalsOf returns the signals of profiles.
func SignalsOf(profiles []string) []Signal {
	return slices.DeleteFunc(Signals(), func(s Signal) bool {
		return !slices.ContainsFunc(s.Profiles, func(profile string) bool { return slices.Contains(profiles, profile) })
	})
}
