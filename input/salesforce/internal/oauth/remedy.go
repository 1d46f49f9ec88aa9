package oauth

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/cause"
)

// Remedy is a row of the table that explains the answers of a token endpoint.
type Remedy struct {
	Code        string // the answer's error; empty matches any
	Description string // part of its error_description, in any case; empty matches any
	Class       Class
	Causes      cause.List // the most likely first
}

// Remedies returns the table. The first row that matches counts. The last row
// matches everything.
func Remedies() []Remedy {
	const (
		wait = "no action is needed unless it persists"
		web  = "this error applies to browser sign-ins, which this collector does not use"
	)
	// Since April 2026 Salesforce freezes users whose traffic comes from anonymizing networks.
	inactive := cause.List{
		{Why: "an administrator deactivated or froze the user", Fix: "activate the user, or unfreeze the user on the user's page in Setup"},
		{Why: "Salesforce froze the user because API requests came from an anonymizing VPN, a proxy or another high-risk address", Fix: "check whether the administrators received the email \"Salesforce Security notification\", run the collector behind an IP address that belongs to you, then unfreeze the user"},
	}
	restricted := cause.List{
		{Why: "the user's profile or the app does not allow sign-ins from this address", Fix: "add this host's address to the trusted ranges of the org or the profile, or relax the app's IP policy"},
		{Why: "the profile does not allow sign-ins at this hour", Fix: "extend the profile's login hours"},
	}
	return []Remedy{
		{Description: "app is not installed in this org", Causes: cause.AppNotInstalled()},
		{Description: "must be installed into org", Causes: cause.AppNotInstalled()},
		{Code: "OAUTH_APP_BLOCKED", Causes: cause.AppBlocked()},
		{Description: "blocked by admin", Causes: cause.AppBlocked()},
		{Code: "OAUTH_APP_ACCESS_DENIED", Causes: cause.AppDenied()},
		{Code: "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", Causes: cause.PasswordExpired()},
		{Description: "password has expired", Causes: cause.PasswordExpired()},
		{Code: "rate_limit_exceeded", Class: RateLimit, Causes: cause.Only("the user signed in more often than Salesforce allows (3,600 times per hour)", "find out what else signs in as this user, and give this collector a dedicated user")},
		{Code: "invalid_grant", Description: "rate exceeded", Class: RateLimit, Causes: cause.Only("the user signed in more often than Salesforce allows (3,600 times per hour)", "find out what else signs in as this user, and give this collector a dedicated user")},
		{Code: "invalid_grant", Description: "hasn't approved this consumer", Causes: cause.List{
			{Why: "the app is not approved for this user", Fix: cause.Approve},
			{Why: "the user belongs to a different org than the one that received the request", Fix: "check that token_url and the audience belong to the user's org"},
		}},
		{Code: "invalid_grant", Description: "audience", Causes: cause.Only("the audience of the assertion is not this org's authorization server", "remove url (the audience) from jwt_bearer_flow, or set it to https://login.salesforce.com for a production org and to the org's My Domain URL for any other org")},
		{Code: "invalid_grant", Description: "expired authorization code", Causes: cause.Only("the assertion had expired when it arrived", "correct the clock and time zone of this host; the collector allows for the difference, so the next attempt may succeed anyway")},
		{Code: "invalid_grant", Description: "expired access/refresh token", Causes: cause.Only("the assertion or token had expired when it arrived", "correct the clock and time zone of this host")},
		{Code: "invalid_grant", Description: "invalid assertion", Causes: cause.List{
			{Why: "the signature does not match the app's certificate", Fix: "check that the private key matches the certificate uploaded to the app, and that client.id is the app's consumer key"},
			{Why: "the org has no user with this user name", Fix: "check client.username"},
		}},
		{Code: "invalid_grant", Description: "inactive user", Causes: inactive},
		{Code: "inactive_user", Causes: inactive},
		{Code: "invalid_grant", Description: "ip restricted", Causes: restricted},
		{Code: "invalid_grant", Description: "login hours", Causes: restricted},
		{Code: "invalid_grant", Description: "no client credentials user", Causes: cause.Only("the app has no user to run the client credentials flow as", "set the app's Run As user in its client credentials policy")},
		{Code: "invalid_grant", Description: "not supported on this domain", Causes: cause.Only("the client credentials flow works only on the org's own domain", "set token_url to the org's My Domain URL, https://<name>.my.salesforce.com")},
		{Code: "invalid_grant", Description: "authentication failure", Class: Lockout, Causes: cause.List{
			{Why: "the user name, password or security token is wrong", Fix: "check username, password and security_token"},
			{Why: "the org blocks the username-password flow, as orgs made since Summer '23 do", Fix: "use jwt_bearer_flow or client_credentials_flow"},
			{Why: "the user is locked, frozen or deactivated", Fix: "look in the user's Login History, and unlock or unfreeze the user"},
		}},
		{Code: "invalid_grant", Description: "invalid user credentials", Class: Lockout, Causes: cause.Only("the user name, password or security token is wrong", "check username, password and security_token")},
		{Code: "invalid_grant", Causes: cause.Only("Salesforce does not accept the credentials", "look in the user's Login History in Salesforce for the reason")},
		{Code: "invalid_client_id", Causes: cause.List{
			{Why: "the org has no app with this client.id", Fix: "check client.id against the app's consumer key, and that token_url belongs to the app's org"},
			{Why: "the app is new: Salesforce needs about ten minutes to recognize it", Fix: "wait ten minutes"},
		}},
		{Code: "invalid_client", Causes: cause.List{
			{Why: "the client secret does not match the client id", Fix: "check client.secret against the app's consumer secret"},
			{Why: "an administrator blocked or removed the app", Fix: "look for the app in Setup > Connected Apps OAuth Usage"},
		}},
		{Code: "invalid_app_access", Description: "not installed", Causes: cause.AppNotInstalled()},
		{Code: "invalid_app_access", Causes: cause.Only("an administrator has to assign the app to this user", cause.Approve)},
		{Code: "app_not_found", Causes: cause.List{
			{Why: "the app is no longer installed in this org", Fix: "ask an administrator to install the app again"},
			{Why: "External Client Apps do not accept https://test.salesforce.com as the audience", Fix: "set url (the audience) in jwt_bearer_flow to the sandbox's My Domain URL, or remove it"},
		}},
		{Code: "inactive_org", Causes: cause.Only("the org is locked, closed or suspended", "ask the org's administrator or Salesforce")},
		{Code: "unsupported_response_type", Causes: cause.Only(web, "check token_url")},
		{Code: "redirect_uri_missing", Causes: cause.Only(web, "check token_url")},
		{Code: "redirect_uri_mismatch", Causes: cause.Only(web, "check token_url")},
		{Code: "access_denied", Causes: cause.Only(web, "check token_url")},
		{Code: "immediate_unsuccessful", Causes: cause.Only(web, "check token_url")},
		{Code: "unsupported_grant_type", Causes: cause.Only("the endpoint does not support this flow", "check token_url, and that no proxy changes the request")},
		{Code: "invalid_scope", Causes: cause.Only("the app lacks a required scope", "add the scopes api and refresh_token, offline_access to the app")},
		{Code: "unauthorized_client", Causes: cause.Only("the app may not use this flow", "enable the flow in the app's OAuth settings")},
		{Code: "invalid_request", Description: "HTTPS required", Causes: cause.Only("the request did not use TLS", "use https in token_url")},
		{Code: "invalid_request", Causes: cause.Only("the endpoint does not accept the form of the request", "check token_url, and that no proxy changes the request")},
		{Code: "server_error", Class: Transient, Causes: cause.Only("Salesforce had an internal error", wait)},
		{Code: "temporarily_unavailable", Class: Transient, Causes: cause.Only("Salesforce cannot process sign-ins at the moment", wait)},
		{Code: "unknown_error", Class: Transient, Causes: cause.Only("Salesforce had an internal error", wait)},
		{Causes: cause.Only("", "follow Salesforce's message, look in the user's Login History, and check token_url; if that does not help, report the answer, because this collector does not recognize it")},
	}
}

// strange explains an answer without the code that each refusal of a token endpoint has.
func strange() Remedy {
	return Remedy{Causes: cause.List{
		{Why: "a proxy or gateway answered instead of Salesforce", Fix: "check the proxy"},
		{Why: "the host has no token endpoint", Fix: "check token_url: https://login.salesforce.com, https://test.salesforce.com or the org's My Domain URL"},
	}}
}

// explain finds the first row of the table for an answer.
func explain(code, description string) Remedy {
	description = strings.ToLower(description)
	for _, row := range Remedies() {
		if (row.Code == "" || strings.EqualFold(row.Code, code)) && strings.Contains(description, strings.ToLower(row.Description)) {
			if code == "" && row.Description == "" {
				return strange()
			}
			return row
		}
	}
	return Remedy{}
}
