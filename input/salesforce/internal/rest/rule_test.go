package rest

import (
	"fmt"
	"strings"
	"testing"
)

// Every answer that the API is known to give, in its exact words, is explained by
// the row that is about it: want is part of that row's cause or remedy.
func TestKnownAnswersAreExplained(t *testing.T) {
	const (
		malformed = `\nLastModifiedById, LastModifiedDate, From Account \n                                   ^\nERROR at Row:1:Column:78\nunexpected token: 'From'`
		noColumn  = `\nSELECT Interval FROM EventLogFile\n       ^\nERROR at Row:1:Column:8\nNo such column 'Interval' on entity 'EventLogFile'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`
	)
	for _, test := range []struct {
		status        int
		code, message string
		class         Class
		want          string
	}{
		{401, "INVALID_SESSION_ID", "Session expired or invalid", SessionExpired, "the collector signs in again"},
		{401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API", SessionUnusable, "(1) the app lacks the OAuth scope for the API, or (2) Salesforce does not accept the session from this address, or (3) API Access Control"},
		{401, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "The users password has expired, you must call SetPassword before attempting any other API operations", SessionUnusable, "set a new password"},
		{403, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "The users password has expired, you must call SetPassword before attempting any other API operations", SessionUnusable, "set a new password"},
		{400, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "Your password has expired. Please reset your password.", SessionUnusable, "set a new password"},
		{401, "OAUTH_APP_BLOCKED", "this app is blocked by admin", SessionUnusable, "(1) ask the administrator to unblock it"},
		{403, "OAUTH_APP_BLOCKED", "", SessionUnusable, "not installed"},
		{401, "INVALID_SESSION_ID", "app blocked by admin", SessionUnusable, "an administrator blocked the app"},
		{401, "OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app", SessionUnusable, "not approved for this user, or (2) the app's IP policy"},
		{403, "OAUTH_APP_ACCESS_DENIED", "", SessionUnusable, "Permitted Users"},
		{401, "INVALID_SESSION_ID", "app must be installed into org", SessionUnusable, "install the app"},
		{400, "OPERATION_TOO_LARGE", "exceeded 100000 distinct who/what's", QueryTimeout, "shorter time"},
		{500, "OPERATION_TOO_LARGE", "exceeded 100000 distinct ids", QueryTimeout, "View All Data"},
		{400, "EXCEEDED_ID_LIMIT", "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch", QueryTimeout, "LIMIT of at most 2,000"},
		{401, "", "Connected app is not attached to Agent", SessionUnusable, "created for API access"},
		{401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", SessionUnusable, "no proxy changes"},
		{400, "MALFORMED_QUERY", "unexpected token: 'FRM'", InvalidQuery, "correct the query"},
		{400, "MALFORMED_QUERY", malformed, InvalidQuery, "correct the query"},
		{400, "MALFORMED_QUERY", "SOQL statements cannot be empty or null", InvalidQuery, "correct the query"},
		{400, "MALFORMED_QUERY", "Implementation restriction: big objects allow only some filters", InvalidQuery, "EventDate"},
		{400, "INVALID_FIELD", noColumn, InvalidField, "hourly log files"},
		{400, "INVALID_TYPE", "sObject type 'LoginEvnt' is not supported.", InvalidQuery, "object's name"},
		{400, "INVALID_TYPE_FOR_OPERATION", "entity type AccountChangeEvent does not support query", InvalidQuery, "query the object that stores"},
		{400, "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION", "Where clauses should contain StatType", InvalidQuery, "add the filter"},
		{400, "BIG_OBJECT_UNSUPPORTED_OPERATION", "Aggregate functions not supported", InvalidQuery, "ORDER BY EventDate DESC"},
		{400, "QUERY_TIMEOUT", "Your query request was running for too long.", QueryTimeout, "query fewer fields"},
		{500, "QUERY_TIMEOUT", "Your query request was running for too long.", QueryTimeout, "query fewer fields"},
		{400, "QUERY_TOO_COMPLICATED", "", InvalidQuery, "query fewer fields"},
		{400, "INVALID_QUERY_LOCATOR", "invalid query locator", LocatorLost, "again from the first page"},
		{403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", DailyLimit, "raise the org's limit"},
		{403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.", Concurrency, "20 seconds"},
		{403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.", Forbidden, "API access"},
		{403, "API_CURRENTLY_DISABLED", "", Forbidden, "API Enabled"},
		{403, "INSUFFICIENT_ACCESS", "", Forbidden, "View Event Log Files"},
		{403, "FUNCTIONALITY_NOT_ENABLED", "", Forbidden, "license"},
		{403, "TXN_SECURITY_NO_ACCESS", "", Forbidden, "exempt the user"},
		{403, "TXN_SECURITY_METERING_ERROR", "We can't complete the action because enabled transaction security policies took too long to complete.", Transient, "policies"},
		{404, "NOT_FOUND", "The requested resource does not exist", NotFound, "permissions"},
		{405, "METHOD_NOT_ALLOWED", "HTTP Method 'POST' not allowed. Allowed are GET", Other, "no proxy changes"},
		{410, "UNSUPPORTED_API_VERSION", "", VersionRetired, "remove version"},
		{400, "UNABLE_TO_LOCK_ROW", "", Transient, "lock"},
		{503, "SERVER_UNAVAILABLE", "", Transient, "maintenance"},
		{500, "UNKNOWN_EXCEPTION", "An unexpected error occurred. Please include this ErrorId if you contact support: 1-2 (3)", Transient, "internal error"},
		{400, "URL_NOT_RESET", "Destination URL not reset. The URL returned from login must be set", Moved, "token_url"},
	} {
		_, rule := explain(answer{status: test.status, problems: []problem{{test.code, test.message}}})
		if rule.Class != test.class || !strings.Contains(rule.Causes.Why()+"; "+rule.Causes.Fix(), test.want) {
			t.Errorf("%d %s %q: got class %s, %q and %q; want %s and %q", test.status, test.code, test.message, rule.Class, rule.Causes.Why(), rule.Causes.Fix(), test.class, test.want)
		}
	}
	for _, status := range []int{200, 400, 404, 500, 503} {
		_, rule := explain(answer{status: status, webPage: true, problems: []problem{{"", "We are down for maintenance. Sorry for the inconvenience. We'll be back shortly."}}})
		if rule.Class != Transient || !strings.Contains(rule.Causes.Why(), "maintenance") {
			t.Errorf("a maintenance page with %d: got %+v", status, rule)
		}
	}
	for _, status := range []int{301, 302, 303, 307, 308, 406, 408, 413, 414, 420, 429, 431, 500, 502, 503, 504} {
		if _, rule := explain(answer{status: status}); rule.Class == Other || fmt.Sprint(rule.Status) != fmt.Sprint(status) {
			t.Errorf("a bare %d: got %+v", status, rule)
		}
	}
}

// A code that no row knows is shown, and nothing is said of its cause.
func TestUnknownCodesAreNotExplained(t *testing.T) {
	for _, test := range []struct {
		status int
		class  Class
	}{{400, Other}, {401, SessionExpired}, {402, Other}, {403, Other}, {404, NotFound}, {409, Other}} {
		a := answer{status: test.status, resource: ResourceOther, problems: []problem{{"BRAND_NEW", "something happened"}}}
		failure := a.failure("querying LoginEvent")
		if failure.Class() != test.class || failure.Cause != "" {
			t.Errorf("%d: got class %s and cause %q", test.status, failure.Class(), failure.Cause)
		}
		if text := failure.Error(); !strings.Contains(text, fmt.Sprintf(`HTTP %d BRAND_NEW "something happened"`, test.status)) {
			t.Errorf("%d: the status, the code or the message is missing in %q", test.status, text)
		}
	}
}

// Salesforce's own message is shown even if several causes follow it.
func TestAllCausesOfAnAnswerAreShown(t *testing.T) {
	a := answer{status: 401, resource: ResourceQuery, problems: []problem{{"INVALID_SESSION_ID", "This session is not valid for use with the REST API"}}}
	text := a.failure("querying LoginEvent").Error()
	for _, want := range []string{`HTTP 401 INVALID_SESSION_ID "This session is not valid`, "(1) ", "scope", "(2) ", "address", "(3) ", "API Access Control"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %q", want, text)
		}
	}
}
