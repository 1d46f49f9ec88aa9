package rest

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/cause"
)

// Rule is a row of the table that explains failed calls. Its first fields say
// what it matches; one left at zero matches anything.
type Rule struct {
	Status   int      // the HTTP status
	Code     string   // the answer's errorCode
	Message  string   // part of the answer's message, in any case
	Resource Resource // what was asked for
	WebPage  bool     // the answer is HTML
	Foreign  bool     // the answer has text and no error code

	Class  Class
	Causes cause.List // the most likely first
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
		wait       = "no action is needed unless it persists"
		permission = "grant the permission in the user's profile or a permission set: API Enabled, View Event Log Files, View Real-Time Event Monitoring Data, or the one that the object requires"
		narrow     = "query fewer fields or a shorter time range"
		shorter    = "query fewer fields, or use fewer values in the conditions; if requests pass through a proxy, raise its limit"
		quota      = "wait, raise the org's limit, or lengthen the intervals of the clients that use it"
		noObject   = "the object does not exist in this org, or the user may not see it"
		object     = "check the object's name, the org's license (Shield or Event Monitoring), Event Manager, and the user's permissions"
		version    = "remove version to use the newest one that the org supports, or set one that /services/data lists"
		moved      = "the collector signs in again; if the error persists, set token_url to the org's current My Domain URL"
	)
	return []Rule{
		// Codes say more than the status they come with.
		{Message: "not valid for use with the REST API", Class: SessionUnusable, Causes: cause.List{
			{Why: "the app lacks the OAuth scope for the API", Fix: "add the scope \"Manage user data via APIs (api)\" to the app, then wait ten minutes"},
			{Why: "Salesforce does not accept the session from this address", Fix: "add this host's address to the profile's login IP ranges and relax the app's IP policy, or check \"Lock sessions to the IP address from which they originated\" in Setup > Session Settings"},
			{Why: "API Access Control does not allow the app", Fix: "approve the app for API access in Setup > API Access Control, or give the user \"Use Any API Client\""},
		}},
		{Message: "Connected app is not attached to Agent", Class: SessionUnusable, Causes: cause.Only("this app cannot be used for API access", "use a Connected App or External Client App created for API access")},
		{Code: "OAUTH_APP_BLOCKED", Class: SessionUnusable, Causes: cause.AppBlocked()},
		{Message: "blocked by admin", Class: SessionUnusable, Causes: cause.AppBlocked()},
		{Message: "must be installed into org", Class: SessionUnusable, Causes: cause.AppNotInstalled()},
		{Code: "OAUTH_APP_ACCESS_DENIED", Class: SessionUnusable, Causes: cause.AppDenied()},
		{Code: "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", Class: SessionUnusable, Causes: cause.PasswordExpired()},
		{Code: "INVALID_AUTH_HEADER", Class: SessionUnusable, Causes: cause.Only("the Authorization header was changed on the way", "check that no proxy changes requests")},
		{Code: "INVALID_SESSION_ID", Class: SessionExpired, Causes: cause.Only("the session ended or was revoked", "no action is needed: the collector signs in again")},
		{Code: "REQUEST_LIMIT_EXCEEDED", Message: "Concurrent", Class: Concurrency, Causes: cause.Only("too many requests that last 20 seconds or more are running in the org at the same time", wait)},
		{Code: "REQUEST_LIMIT_EXCEEDED", Status: 403, Class: DailyLimit, Causes: cause.Only("the org has used all of its API requests for 24 hours", quota)},
		{Code: "URL_NOT_RESET", Class: Moved, Causes: cause.Only("the org moved to another host", moved)},
		{Code: "INVALID_QUERY_LOCATOR", Class: LocatorLost, Causes: cause.Only("the query result expired: it is older than two days, or its session ended", "no action is needed: the collector runs the query again from the first page")},
		{Message: "invalid query locator", Class: LocatorLost, Causes: cause.Only("the query result expired: it is older than two days, or its session ended", "no action is needed: the collector runs the query again from the first page")},
		{Code: "QUERY_TIMEOUT", Class: QueryTimeout, Causes: cause.Only("the query exceeded Salesforce's limit of two minutes", narrow)},
		{Code: "OPERATION_TOO_LARGE", Class: QueryTimeout, Causes: cause.List{
			{Why: "the query covers more records than Salesforce can check for sharing", Fix: "no action is needed for records that are collected in windows, because the collector queries a shorter time range; otherwise, add filters to the query"},
			{Why: "the user may not see all records, so Salesforce has to check each one", Fix: "grant the user View All Data, or View All Records for the object"},
		}},
		{Code: "EXCEEDED_ID_LIMIT", Class: QueryTimeout, Causes: cause.List{
			{Why: "an aggregate query (GROUP BY) has more results than one page", Fix: "query a shorter time range, or add a LIMIT of at most 2,000"},
			{Why: "the query lists, or its subquery finds, more IDs than Salesforce accepts in one call", Fix: "query a shorter time range, or use fewer IDs in the conditions"},
		}},
		{Code: "INVALID_FIELD", Class: InvalidField, Causes: cause.Only("the field does not exist on the object in this org, or the user may not see it", "check the field's name and the user's field-level security; Interval and Sequence exist only if the org has hourly log files")},
		{Code: "MALFORMED_QUERY", Class: InvalidQuery, Causes: cause.Only("the query is not valid SOQL, or the object does not support it", "correct the query; big objects support only filters on EventDate and ORDER BY EventDate DESC")},
		{Code: "INVALID_TYPE", Class: InvalidQuery, Causes: cause.Only(noObject, object)},
		{Code: "INVALID_TYPE_FOR_OPERATION", Class: InvalidQuery, Causes: cause.Only("the object cannot be queried", "query the object that stores the events (LoginEvent, not LoginEventStream)")},
		{Code: "INVALID_QUERY_FILTER_OPERATOR", Class: InvalidQuery, Causes: cause.Only("a field does not support the operator", "correct the query")},
		{Code: "BIG_OBJECT_UNSUPPORTED_OPERATION", Class: InvalidQuery, Causes: cause.Only("big objects do not support this operation", "use only filters on EventDate and ORDER BY EventDate DESC")},
		{Code: "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION", Class: InvalidQuery, Causes: cause.Only("the object requires a filter that the query does not have", "add the filter that the message names")},
		{Code: "QUERY_TOO_COMPLICATED", Class: InvalidQuery, Causes: cause.Only("the query is too complex for Salesforce", narrow)},
		{Code: "UNSUPPORTED_API_VERSION", Class: VersionRetired, Causes: cause.Only("Salesforce retired this API version", version)},
		{Code: "UNABLE_TO_LOCK_ROW", Class: Transient, Causes: cause.Only("another request has locked the row", wait)},
		{Code: "SERVER_UNAVAILABLE", Class: Transient, Causes: cause.Only("Salesforce is overloaded or under maintenance", wait)},
		{Code: "TXN_SECURITY_METERING_ERROR", Class: Transient, Causes: cause.Only("transaction security policies took too long", "if it persists, simplify the org's policies")},
		{Code: "TXN_SECURITY_NO_ACCESS", Class: Forbidden, Causes: cause.Only("a transaction security policy of the org blocks this user", "exempt the user from the policy")},
		{Code: "API_DISABLED_FOR_ORG", Class: Forbidden, Causes: cause.Only("the org's edition has no API access", "ask Salesforce for API access")},
		{Code: "API_CURRENTLY_DISABLED", Class: Forbidden, Causes: cause.Only("API access is disabled", "grant the user API Enabled, and ask the org's administrator to enable API access")},
		{Code: "FUNCTIONALITY_NOT_ENABLED", Class: Forbidden, Causes: cause.Only("the org does not have the feature", "check the org's license (Shield or Event Monitoring) and Event Manager")},
		{Code: "INSUFFICIENT_ACCESS", Class: Forbidden, Causes: cause.Only("the user lacks a permission", permission)},
		{Code: "INSUFFICIENT_ACCESS_OR_READONLY", Class: Forbidden, Causes: cause.Only("the user lacks a permission", permission)},

		{Status: 301, Class: Moved, Causes: cause.Only("the org moved to another host", moved)},
		{Status: 302, Class: Moved, Causes: cause.Only("the org moved to another host", moved)},
		{Status: 303, Class: Moved, Causes: cause.Only("the org moved to another host", moved)},
		{Status: 307, Class: Moved, Causes: cause.Only("the org moved to another host", moved)},
		{Status: 308, Class: Moved, Causes: cause.Only("the org moved to another host", moved)},

		// Maintenance pages come with any status, 200 and 404 among them.
		{WebPage: true, Class: Transient, Causes: cause.Only("the answer is a web page: Salesforce may be under maintenance, or a proxy answered", "if it persists, check the proxy")},

		// Salesforce's API always gives a code. Text without one is of what answered in its place.
		{Status: 404, Foreign: true, Class: Other, Causes: cause.List{
			{Why: "a proxy or gateway answered instead of Salesforce's API", Fix: "check that the proxy forwards requests for /services/data/ to the org"},
			{Why: "the host is not an org", Fix: "check url and token_url: https://<name>.my.salesforce.com"},
		}},
		{Status: 401, Class: SessionExpired, Causes: cause.Only("the session ended or was revoked", "no action is needed: the collector signs in again")},
		{Status: 403, Class: Forbidden, Causes: cause.Only("the user lacks a permission", permission)},
		{Status: 404, Resource: ResourceQuery, Class: VersionRetired, Causes: cause.List{
			{Why: "the org does not have this API version", Fix: version},
			{Why: "the path of the request was changed on the way", Fix: "check that no proxy changes requests"},
		}},
		{Status: 404, Resource: ResourceLocator, Class: LocatorLost, Causes: cause.Only("the query's result ended", "no action is needed: the collector runs the query again from the first page")},
		{Status: 404, Resource: ResourceDescribe, Class: NotFound, Causes: cause.Only(noObject, object)},
		{Status: 404, Class: NotFound, Causes: cause.Only("it does not exist or was deleted: Salesforce deletes log files after 1 or 30 days", "no action is needed if a log file reached that age; otherwise, check the user's permissions")},
		{Code: "NOT_FOUND", Class: NotFound, Causes: cause.Only("it does not exist or was deleted", "check the user's permissions")},
		{Status: 405, Class: Other, Causes: cause.Only("the method or the path of the request was changed on the way", "check that no proxy changes requests")},
		{Status: 410, Class: VersionRetired, Causes: cause.Only("Salesforce retired this API version", version)},
		{Status: 413, Class: InvalidQuery, Causes: cause.Only("the query is longer than Salesforce, or a proxy before it, accepts", shorter)},
		{Status: 414, Class: InvalidQuery, Causes: cause.Only("the query is too long for a URL", shorter)},
		{Status: 431, Class: InvalidQuery, Causes: cause.Only("the query and headers together are too long", shorter)},
		{Status: 406, Class: Transient, Causes: cause.Only("Salesforce occasionally gives this answer without a reason", wait)},
		{Status: 408, Class: Transient, Causes: cause.Only("the request took too long to arrive", wait)},
		{Status: 420, Class: Transient, Causes: cause.Only("Salesforce Edge has no route to the org", wait)},
		{Status: 429, Class: Transient, Causes: cause.Only("too many requests in a short time", wait)},
		{Status: 500, Class: Transient, Causes: cause.Only("Salesforce had an internal error", wait)},
		{Status: 502, Class: Transient, Causes: cause.Only("Salesforce Edge cannot reach the instance", wait)},
		{Status: 503, Class: Transient, Causes: cause.Only("Salesforce is overloaded or under maintenance", wait)},
		{Status: 504, Class: Transient, Causes: cause.Only("the instance did not respond in time", wait)},
	}
}

// matches reports whether the rule is for the answer.
func (r Rule) matches(a answer, p problem) bool {
	return (r.Status == 0 || r.Status == a.status) &&
		(r.Code == "" || strings.EqualFold(r.Code, p.code)) &&
		(r.Resource == "" || r.Resource == a.resource) &&
		(!r.WebPage || a.webPage) && (!r.Foreign || a.foreign) &&
		strings.Contains(strings.ToLower(p.message), strings.ToLower(r.Message))
}

// Unknown explains an answer with a code that no row knows: it has no cause.
func Unknown() cause.List {
	return cause.Only("", "follow Salesforce's message; if it does not help, report the answer, because this collector does not recognize it")
}

// TooSlow explains an answer that arrives too slowly; see ErrTooSlow.
func TooSlow() cause.List {
	return cause.Only("Salesforce, a proxy or the network sends data too slowly", "check the network and the proxy between this host and Salesforce")
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
				return p, rule.unlessUnknown(p)
			}
		}
	}
	if a.status >= 500 {
		return problems[0], Rule{Class: Transient, Causes: cause.Only("Salesforce or a proxy had an internal error", "no action is needed unless it persists")}
	}
	return problems[0], Rule{Causes: Unknown()}
}

// unlessUnknown returns the rule without its causes if the answer has a code that says
// more than the status, and nobody here knows what. A refusal with such a code need not be
// for the lack of a permission, so it must not pass for one: what nobody named in a
// stanza would be left out without a word.
func (r Rule) unlessUnknown(p problem) Rule {
	if r.Code != "" || r.Message != "" || p.code == "" || strings.EqualFold(p.code, "NOT_FOUND") {
		return r
	}
	switch r.Status {
	case 403:
		r.Class, r.Causes = Other, Unknown()
	case 401, 404, 410:
		r.Causes = Unknown()
	}
	return r
}
