package ecs

// The categories of ECS that occur, one or several together.
var (
	authentication = []string{"authentication"}
	session        = []string{"session"}
	iam            = []string{"iam"}
	configuration  = []string{"configuration"}
	database       = []string{"database"}
	file           = []string{"file"}
	network        = []string{"network"}
	web            = []string{"web"}
	software       = []string{"package"}
	policy         = []string{"intrusion_detection"}

	loginSession = []string{"authentication", "session"}
	userAccess   = []string{"authentication", "iam"}
	permissions  = []string{"iam", "configuration"}
	federated    = []string{"network", "database"}
	webRecords   = []string{"web", "database"}
)

// classes are the event types and objects that have a place among the categories
// of ECS. A type without a category says nothing, so the others have neither:
// what Apex, flows and queues did inside the platform is no event of security in
// ECS. An object that is the same event as a log file has its dataset.
//
// There is no category api in the version of ECS that Beats carries; calls of an
// API are web, and what they read or write in bulk is database.
var classes = map[string]class{
	"Login":        is(authentication, "start").as("login", ""),
	"LoginEvent":   is(authentication, "start").as("login", ""),
	"LoginHistory": is(authentication, "start").as("login", ""),
	"Logout":       is(loginSession, "end").as("logout", ""),
	"LogoutEvent":  is(loginSession, "end").as("logout", ""),
	"LoginGeo":     is(authentication, "info").as("login_geo", ""),
	"LoginIp":      is(authentication, "info").as("login_ip", "login-ip-activation"),
	"AuthSession":  is(session, "info").as("auth_session", ""),
	"UserLogin":    is(iam, "user", "change").as("user_login", "user-login-change"),
	"LoginAs":      is(loginSession, "info").as("login_as", ""),
	"LoginAsEvent": is(loginSession, "start").as("login_as", ""),

	"IdentityVerificationEvent":  is(authentication, "info").as("identity_verification", ""),
	"VerificationHistory":        is(authentication, "info").as("identity_verification", ""),
	"IdentityProviderEventStore": is(authentication, "start").as("identity_provider", "single-sign-on"),
	"LockoutEventStream":         is(userAccess, "info", "user").as("lockout", "user-lockout").failing("too many failed logins"),

	// Category and types are a matter of the action, see audit.go.
	"SetupAuditTrail":         is(configuration, "change"),
	"GroupMembership":         is(iam, "group", "change").as("", "group-member-change"),
	"PermissionUpdate":        is(permissions, "admin", "change").as("", "permission-change"),
	"PermissionSetEventStore": is(permissions, "admin", "change").as("permission_set", "permission-set-change"),
	"InsufficientAccess":      is(database, "access").as("", "record-access-denied").failing("insufficient access"),
	"TransactionSecurity":     is(policy, "info").as("", "policy-evaluation"),
	"ChangeSetOperation":      is(configuration, "change"),
	"MetadataApiOperation":    is(configuration, "info"),
	"PackageInstall":          is(software, "info"),
	"Sandbox":                 is(configuration, "creation").as("", "sandbox-copy"),
	"PlatformEncryption":      is(configuration, "info"),

	"API":                     is(webRecords, "access").as("api", "api-call"),
	"ApiEvent":                is(webRecords, "access").as("api", "api-call"),
	"ApiTotalUsage":           is(web, "access"),
	"ApexRestApi":             is(web, "access"),
	"ApexSoap":                is(web, "access"),
	"RestApi":                 is(web, "access"),
	"CompositeApi":            is(web, "access"),
	"CompositeApiSubrequest":  is(web, "access"),
	"BulkApi":                 is(database, "access").as("", "bulk-job"),
	"BulkApi2":                is(database, "access").as("", "bulk-job"),
	"BulkApiRequest":          is(database, "access").as("", "bulk-job"),
	"BulkApiResultEventStore": is(database, "access").as("bulk_api_result", "bulk-result-download"),
	"UniqueQuery":             is(database, "access"),
	"DatabaseSave":            is(database, "change").as("", "record-save"),

	"Report":               is(database, "access").as("", "report-run"),
	"ReportEvent":          is(database, "access").as("report", "report-run"),
	"AsyncReportRun":       is(database, "access").as("", "report-run"),
	"MultiBlockReport":     is(database, "access").as("", "report-run"),
	"ReportExport":         is(database, "access"),
	"Dashboard":            is(database, "access").as("", "dashboard-run"),
	"ListViewEvent":        is(database, "access").as("list_view", "list-view"),
	"Search":               is(database, "access"),
	"SearchClick":          is(database, "access"),
	"KnowledgeArticleView": is(database, "access"),
	"WaveDownload":         is(database, "access"),
	"WaveChange":           is(web, "access"),
	"WaveInteraction":      is(web, "access"),
	"WavePerformance":      is(web, "info"),

	"ContentTransfer":             is(file, "access").as("", "file-transfer"),
	"ContentDistribution":         is(file, "access").as("", "content-delivery"),
	"ContentDocumentLink":         is(file, "change").as("", "file-share-change"),
	"DocumentAttachmentDownloads": is(file, "access").as("", "file-download"),
	"FileEventStore":              is(file, "access").as("file", "file-access"),

	"ApexCallout":                is(network, "connection"),
	"ContinuationCalloutSummary": is(network, "connection"),
	"NamedCredential":            is(network, "connection"),
	"ExternalCrossOrgCallout":    is(federated, "connection", "access"),
	"ExternalCustomApexCallout":  is(federated, "connection", "access"),
	"ExternalDataSourceCallout":  is(federated, "connection", "access"),
	"ExternalODataCallout":       is(federated, "connection", "access").as("external_odata_callout", ""),

	"BlockedRedirect":        is(network, "denied").failing("redirect to a URL that is not trusted"),
	"CorsViolation":          is(network, "denied").failing("origin is not in the CORS allowlist"),
	"CspViolation":           is(network, "denied"),
	"HostnameRedirects":      is(web, "access").as("", "hostname-redirect"),
	"InsecureExternalAssets": is(web, "info"),

	"URI":                         is(web, "access"),
	"UriEvent":                    is(webRecords, "access"),
	"LightningUriEvent":           is(webRecords, "access"),
	"AuraRequest":                 is(web, "access"),
	"VisualforceRequest":          is(web, "access"),
	"Sites":                       is(web, "access"),
	"Console":                     is(web, "access"),
	"LightningPageView":           is(web, "access"),
	"LightningInteraction":        is(web, "access"),
	"LightningPerformance":        is(web, "info"),
	"LightningLogger":             is(web, "info"),
	"LightningError":              is(web, "error"),
	"UITelemetryNavigationTiming": is(web, "info"),
	"UITelemetryResourceTiming":   is(web, "info"),

	"ApexUnexpectedException":        {outcome: outcomeFailure},
	"ConcurrentLongRunningApexLimit": class{}.failing("too many long-running Apex requests"),

	"ApiAnomalyEventStore":         detection("API Anomaly", "database"),
	"CredentialStuffingEventStore": detection("Credential Stuffing", "authentication"),
	"GuestUserAnomalyEventStore":   detection("Guest User Anomaly", "web"),
	"LoginAnomalyEventStore":       detection("Login Anomaly", "authentication"),
	"ReportAnomalyEventStore":      detection("Report Anomaly", "database"),
	"SessionHijackingEventStore":   detection("Session Hijacking", "session"),
	"UniversalAnomalyEventStore":   detection("Universal Anomaly"),
}
