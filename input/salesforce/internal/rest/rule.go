package rest

import "strings"

// Rule is a row of the table that explains failed calls. Its first fields say
// what it matches; one left at zero matches anything.
type Rule struct {
	Status   int      // the HTTP status
	Code     string   // the answer's errorCode
	Message  string   // part of the answer's message, in any case
	Resource Resource // what was asked for
	WebPage  bool     // the answer is HTML

	Class  Class
	Cause  string
	Remedy string
}

// Resource is what a call asks for.
type Resource string

// The resources whose failures mean something of their own.
const (
	ResourceQuery   Resource = "query"
	ResourceLocator Resource = "locator" // the next page of a query
	ResourceBody    Resource = "body"    // a log file
	// ResourceDescribe is what an object is like; it counts among the others.
	ResourceDescribe Resource = "describe"
	ResourceOther    Resource = "other"
)

// Rules returns the table. The first row that matches counts.
func Rules() []Rule {
	const (
		wait       = "nothing needs to be done unless it lasts"
		permission = "give the user the permission, by its profile or a permission set: API Enabled, View Event Log Files, View Real-Time Event Monitoring Data, or what the object needs"
		narrow     = "ask for less: fewer fields, a shorter time"
		relogin    = "give the app the scope api and check its session policy"
		quota      = "wait, raise the org's limit, or lengthen the intervals of what uses it"
		noObject   = "the org has no such object, or the user may not see it"
		object     = "check the object's name, the org's licence (Shield or Event Monitoring), Event Manager, and the user's permissions"
		version    = "leave version out to use the newest one that the org has, or set one from /services/data"
		moved      = "the collector signs in again; if it lasts, set token_url to the org's present My Domain URL"
	)
	return []Rule{
		// Codes say more than the status they come with.
		{Code: "INVALID_SESSION_ID", Message: "not valid for use with the REST API", Class: SessionUnusable, Cause: "the token lacks the scope for the API", Remedy: relogin},
		{Message: "Connected app is not attached to Agent", Class: SessionUnusable, Cause: "the app may not be used for this", Remedy: "use a connected or external client app made for API access"},
		{Code: "INVALID_AUTH_HEADER", Class: SessionUnusable, Cause: "the Authorization header did not arrive as it was sent", Remedy: "check that no proxy changes it"},
		{Code: "INVALID_SESSION_ID", Class: SessionExpired, Cause: "the session ended or was revoked", Remedy: "the collector signs in again by itself"},
		{Code: "REQUEST_LIMIT_EXCEEDED", Message: "Concurrent", Class: Concurrency, Cause: "too many requests of 20 seconds and more run at the same time in the org", Remedy: wait},
		{Code: "REQUEST_LIMIT_EXCEEDED", Status: 403, Class: DailyLimit, Cause: "the org used up its API requests of 24 hours", Remedy: quota},
		{Code: "URL_NOT_RESET", Class: Moved, Cause: "the org is on another host", Remedy: moved},
		{Code: "INVALID_QUERY_LOCATOR", Class: LocatorLost, Cause: "the query's result ended: it is older than two days, or its session ended", Remedy: "the collector asks for the first page again by itself"},
		{Message: "invalid query locator", Class: LocatorLost, Cause: "the query's result ended: it is older than two days, or its session ended", Remedy: "the collector asks for the first page again by itself"},
		{Code: "QUERY_TIMEOUT", Class: QueryTimeout, Cause: "the query ran for two minutes, longer than Salesforce allows", Remedy: narrow},
		{Code: "INVALID_FIELD", Class: InvalidField, Cause: "the object has no such field in this org, or the user may not see it", Remedy: "check the field's name and the user's field-level security; Interval and Sequence exist only where the org has hourly log files"},
		{Code: "MALFORMED_QUERY", Class: InvalidQuery, Cause: "the query is not SOQL, or the object does not allow it", Remedy: "correct the query; big objects take only filters on EventDate and ORDER BY EventDate DESC"},
		{Code: "INVALID_TYPE", Class: InvalidQuery, Cause: noObject, Remedy: object},
		{Code: "INVALID_TYPE_FOR_OPERATION", Class: InvalidQuery, Cause: "the object cannot be queried", Remedy: "query the object that stores the events (LoginEvent, not LoginEventStream)"},
		{Code: "INVALID_QUERY_FILTER_OPERATOR", Class: InvalidQuery, Cause: "a field does not allow the operator", Remedy: "correct the query"},
		{Code: "BIG_OBJECT_UNSUPPORTED_OPERATION", Class: InvalidQuery, Cause: "big objects do not allow this", Remedy: "use only filters on EventDate and ORDER BY EventDate DESC"},
		{Code: "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION", Class: InvalidQuery, Cause: "the object needs a filter that the query lacks", Remedy: "add the filter that the message names"},
		{Code: "QUERY_TOO_COMPLICATED", Class: InvalidQuery, Cause: "the query is more than Salesforce can plan", Remedy: narrow},
		{Code: "UNSUPPORTED_API_VERSION", Class: VersionRetired, Cause: "Salesforce retired this API version", Remedy: version},
		{Code: "UNABLE_TO_LOCK_ROW", Class: Transient, Cause: "another request holds a lock", Remedy: wait},
		{Code: "SERVER_UNAVAILABLE", Class: Transient, Cause: "Salesforce is overloaded or in maintenance", Remedy: wait},
		{Code: "TXN_SECURITY_METERING_ERROR", Class: Transient, Cause: "transaction security policies took too long", Remedy: "simplify the org's policies if it lasts"},
		{Code: "TXN_SECURITY_NO_ACCESS", Class: Forbidden, Cause: "a transaction security policy of the org blocks this user", Remedy: "exempt the user from the policy"},
		{Code: "API_DISABLED_FOR_ORG", Class: Forbidden, Cause: "the org's edition has no API access", Remedy: "ask Salesforce for API access"},
		{Code: "API_CURRENTLY_DISABLED", Class: Forbidden, Cause: "API access is switched off", Remedy: "give the user API Enabled and ask the org's administrator"},
		{Code: "FUNCTIONALITY_NOT_ENABLED", Class: Forbidden, Cause: "the org does not have the feature", Remedy: "check the org's licence (Shield or Event Monitoring) and Event Manager"},
		{Code: "INSUFFICIENT_ACCESS", Class: Forbidden, Cause: "the user lacks a permission", Remedy: permission},
		{Code: "INSUFFICIENT_ACCESS_OR_READONLY", Class: Forbidden, Cause: "the user lacks a permission", Remedy: permission},

		{Status: 301, Class: Moved, Cause: "the org is on another host", Remedy: moved},
		{Status: 302, Class: Moved, Cause: "the org is on another host", Remedy: moved},
		{Status: 303, Class: Moved, Cause: "the org is on another host", Remedy: moved},
		{Status: 307, Class: Moved, Cause: "the org is on another host", Remedy: moved},
		{Status: 308, Class: Moved, Cause: "the org is on another host", Remedy: moved},

		// Maintenance pages come with any status, 200 and 404 among them.
		{WebPage: true, Class: Transient, Cause: "the answer is a web page: Salesforce may be in maintenance, or a proxy answered", Remedy: "check the proxy if it lasts"},

		{Status: 401, Class: SessionExpired, Cause: "the session ended or was revoked", Remedy: "the collector signs in again by itself"},
		{Status: 403, Class: Forbidden, Cause: "the user lacks a permission", Remedy: permission},
		{Status: 404, Resource: ResourceQuery, Class: VersionRetired, Cause: "the org does not have this API version yet", Remedy: version},
		{Status: 404, Resource: ResourceLocator, Class: LocatorLost, Cause: "the query's result ended", Remedy: "the collector asks for the first page again by itself"},
		{Status: 404, Resource: ResourceDescribe, Class: NotFound, Cause: noObject, Remedy: object},
		{Status: 404, Class: NotFound, Cause: "it is not there, or not any more: log files are deleted after 1 or 30 days", Remedy: "nothing, if a log file reached its age; else check the user's permissions"},
		{Code: "NOT_FOUND", Class: NotFound, Cause: "it is not there, or not any more", Remedy: "check the user's permissions"},
		{Status: 405, Class: Other, Cause: "the method or the path of the request arrived changed", Remedy: "check that no proxy changes it"},
		{Status: 410, Class: VersionRetired, Cause: "Salesforce retired this API version", Remedy: version},
		{Status: 414, Class: InvalidQuery, Cause: "the query is too long for a URL", Remedy: narrow},
		{Status: 431, Class: InvalidQuery, Cause: "query and headers together are too long", Remedy: narrow},
		{Status: 406, Class: Transient, Cause: "Salesforce answers so at times without reason", Remedy: wait},
		{Status: 408, Class: Transient, Cause: "the request took too long to arrive", Remedy: wait},
		{Status: 420, Class: Transient, Cause: "Salesforce Edge has no route to the org", Remedy: wait},
		{Status: 429, Class: Transient, Cause: "too many requests in a short time", Remedy: wait},
		{Status: 500, Class: Transient, Cause: "Salesforce had an internal error", Remedy: wait},
		{Status: 502, Class: Transient, Cause: "Salesforce Edge does not reach the instance", Remedy: wait},
		{Status: 503, Class: Transient, Cause: "Salesforce is overloaded or in maintenance", Remedy: wait},
		{Status: 504, Class: Transient, Cause: "the instance did not answer in time", Remedy: wait},
	}
}

// matches reports whether the rule is for the answer.
func (r Rule) matches(a answer, p problem) bool {
	return (r.Status == 0 || r.Status == a.status) &&
		(r.Code == "" || strings.EqualFold(r.Code, p.code)) &&
		(r.Resource == "" || r.Resource == a.resource) &&
		(!r.WebPage || a.webPage) &&
		strings.Contains(strings.ToLower(p.message), strings.ToLower(r.Message))
}

// explain finds the rule for an answer with several problems: the first problem
// that a code or message explains, else the first that the status does.
func explain(a answer) (problem, Rule) {
	problems := a.problems
	if len(problems) == 0 {
		problems = []problem{{}}
	}
	for _, rule := range Rules() {
		for _, p := range problems {
			if rule.matches(a, p) {
				return p, rule
			}
		}
	}
	if a.status >= 500 {
		return problems[0], Rule{Class: Transient, Cause: "Salesforce or a proxy had an internal error", Remedy: "nothing needs to be done unless it lasts"}
	}
	return problems[0], Rule{Cause: "this answer is not expected", Remedy: "report it"}
}
