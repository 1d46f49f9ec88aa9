package oauth

import (
	"strings"
	"testing"
	"testing/synctest"
)

// Every answer that token endpoints are known to give, in its exact words, is
// explained by the row that is about it: want is part of that row's remedy.
func TestKnownAnswersAreExplained(t *testing.T) {
	for _, test := range []struct {
		code, description string
		class             Class
		want              string
	}{
		{"invalid_grant", "user hasn't approved this consumer", Permanent, "Permitted Users"},
		{"invalid_grant", "audience is invalid", Permanent, "url (the audience)"},
		{"invalid_grant", "Audience validation failed", Permanent, "url (the audience)"},
		{"invalid_grant", "invalid assertion", Permanent, "private key matches the certificate"},
		{"invalid_grant", "expired authorization code", Permanent, "clock"},
		{"invalid_grant", "inactive user", Permanent, "activate the user"},
		{"invalid_grant", "inactive user", Permanent, "address that belongs to you"},
		{"invalid_client", "app must be installed into org", Permanent, "install the app"},
		{"OAUTH_APP_BLOCKED", "this app is blocked by admin", Permanent, "unblock"},
		{"invalid_grant", "app blocked by admin", Permanent, "unblock"},
		{"invalid_client", "this app is blocked by admin", Permanent, "unblock"},
		{"OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app", Permanent, "Permitted Users"},
		{"OAUTH_APP_ACCESS_DENIED", "", Permanent, "IP policy"},
		{"INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "The users password has expired, you must call SetPassword before attempting any other API operations", Permanent, "set a new password"},
		{"inactive_user", "", Permanent, "activate the user"},
		{"invalid_grant", "ip restricted or invalid login hours", Permanent, "trusted ranges"},
		{"invalid_grant", "authentication failure", Lockout, "security_token"},
		{"invalid_grant", "invalid user credentials", Lockout, "security_token"},
		{"invalid_grant", "expired access/refresh token", Permanent, "clock"},
		{"invalid_grant", "no client credentials user enabled", Permanent, "Run As"},
		{"invalid_grant", "request not supported on this domain", Permanent, "My Domain"},
		{"invalid_grant", "", Permanent, "Login History"},
		{"invalid_client_id", "client identifier invalid", Permanent, "consumer key"},
		{"invalid_client", "invalid client credentials", Permanent, "consumer secret"},
		{"invalid_app_access", "user is not admin approved to access this app", Permanent, "assign the app to the user"},
		{"invalid_app_access", "External client app is not installed in this org", Permanent, "install the app"},
		{"unknown_app_error", "External client app is not installed in this org", Permanent, "install the app"},
		{"invalid_client", "External client app is not installed in this org", Permanent, "install the app"},
		{"invalid_grant", "External client app is not installed in this org", Permanent, "install the app"},
		{"app_not_found", "", Permanent, "My Domain"},
		{"unsupported_grant_type", "grant type not supported", Permanent, "no proxy changes"},
		{"invalid_request", "must use HTTP POST", Permanent, "no proxy changes"},
		{"invalid_request", "HTTPS required", Permanent, "use https"},
		{"inactive_org", "", Permanent, "administrator"},
		{"inactive_org", "Org is locked, closed, or suspended", Permanent, "administrator"},
		{"rate_limit_exceeded", "", RateLimit, "a dedicated user"},
		{"rate_limit_exceeded", "Number of logins exceeded", RateLimit, "a dedicated user"},
		{"unsupported_response_type", "", Permanent, "token_url"},
		{"invalid_scope", "", Permanent, "scopes api"},
		{"redirect_uri_missing", "", Permanent, "token_url"},
		{"redirect_uri_mismatch", "", Permanent, "token_url"},
		{"access_denied", "", Permanent, "token_url"},
		{"immediate_unsuccessful", "", Permanent, "token_url"},
		{"unauthorized_client", "", Permanent, "enable the flow"},
		{"server_error", "", Transient, "unless it persists"},
		{"unknown_error", "retry your request", Transient, "unless it persists"},
	} {
		row := explain(test.code, test.description)
		if row.Causes.Why() == "" {
			t.Errorf("%s %q is explained by the last resort", test.code, test.description)
		}
		if row.Class != test.class || !strings.Contains(row.Causes.Fix(), test.want) {
			t.Errorf("%s %q: got class %s and remedy %q, want %s and %q", test.code, test.description, row.Class, row.Causes.Fix(), test.class, test.want)
		}
	}
}

func TestMaintenanceOfTheTokenHostPassesByItself(t *testing.T) {
	for _, status := range []int{200, 404, 500, 503} {
		synctest.Test(t, func(t *testing.T) {
			server := newTokenServer(t, says(status, "<html><body>We are down for maintenance.<br>Sorry for the inconvenience. We'll be back shortly.</body></html>"))
			_, err := NewBroker().Session(passwordFlow(), server.client).Token(t.Context())
			if failure, ok := err.(*Error); !ok || failure.Class != Transient || !strings.Contains(failure.Cause, "maintenance") {
				t.Errorf("status %d: got %v, want a transient failure", status, err)
			}
		})
	}
}

func TestKeyProblems(t *testing.T) {
	seen := make(map[KeyProblem]bool)
	for n, row := range KeyProblems() {
		if row.Found == "" || row.Remedy == "" {
			t.Errorf("row %d leaves its reader alone: %+v", n, row)
		}
		if seen[row] {
			t.Errorf("row %d is there twice: %+v", n, row)
		}
		seen[row] = true
	}
}
