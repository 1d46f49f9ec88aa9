package oauth

import "strings"

// Remedy is a row of the table that explains the answers of a token endpoint.
type Remedy struct {
	Code        string // the answer's error; empty matches any
	Description string // part of its error_description, in any case; empty matches any
	Class       Class
	Cause       string
	Remedy      string
}

// Remedies returns the table. The first row that matches counts. The last row
// matches everything.
func Remedies() []Remedy {
	const (
		approve = "in Salesforce, set the app's Permitted Users to \"Admin approved users are pre-authorized\" and assign the app to the user by a profile or permission set"
		wait    = "nothing needs to be done unless it lasts"
		relax   = "add this host's address to the trusted ranges, or relax the app's IP policy and the profile's login hours"
		web     = "the answer belongs to sign-ins in a browser, which this collector does not make"
	)
	return []Remedy{
		{"", "app is not installed in this org", Permanent, "the app is not installed in this org", "install the app: Setup > Connected Apps OAuth Usage"},
		{"rate_limit_exceeded", "", RateLimit, "the user signed in more often than Salesforce allows (3,600 times an hour)", "find what else signs in as this user; give this collector a user of its own"},
		{"invalid_grant", "rate exceeded", RateLimit, "the user signed in more often than Salesforce allows (3,600 times an hour)", "find what else signs in as this user; give this collector a user of its own"},
		{"invalid_grant", "hasn't approved this consumer", Permanent, "the app is not approved for this user, or the user is in another org than the one asked", approve + "; check that token_url and audience belong to the user's org"},
		{"invalid_grant", "audience", Permanent, "the audience of the assertion is not this org's authorization server", "leave out url (the audience) in jwt_bearer_flow, or set it to https://login.salesforce.com for a production org, and to the org's My Domain URL for any other"},
		{"invalid_grant", "expired authorization code", Permanent, "the assertion had ended when it arrived", "set the clock and time zone of this host; the difference is learned, so that the next try may succeed as it is"},
		{"invalid_grant", "expired access/refresh token", Permanent, "the assertion or token had ended when it arrived", "set the clock and time zone of this host"},
		{"invalid_grant", "invalid assertion", Permanent, "the signature does not belong to the app's certificate, or the user name is unknown", "check that the private key belongs to the certificate uploaded to the app, that client.id is the app's consumer key, and client.username"},
		{"invalid_grant", "inactive user", Permanent, "the user is deactivated or frozen", "activate the user in Salesforce or name another"},
		{"inactive_user", "", Permanent, "the user is deactivated or frozen", "activate the user in Salesforce or name another"},
		{"invalid_grant", "ip restricted", Permanent, "the user's profile or the app does not allow sign-ins from this address or at this hour", relax},
		{"invalid_grant", "login hours", Permanent, "the user's profile or the app does not allow sign-ins from this address or at this hour", relax},
		{"invalid_grant", "no client credentials user", Permanent, "the app has no user to run the client credentials flow as", "set the app's Run As user in its client credentials policy"},
		{"invalid_grant", "not supported on this domain", Permanent, "the client credentials flow works on the org's own domain only", "set token_url to the org's My Domain URL, https://<name>.my.salesforce.com"},
		{"invalid_grant", "authentication failure", Lockout, "user name, password or security token is wrong, the user is locked, or the org blocks the username-password flow (new orgs do)", "check username, password and security_token, and look in the user's Login History; better, use jwt_bearer_flow or client_credentials_flow"},
		{"invalid_grant", "invalid user credentials", Lockout, "user name, password or security token is wrong", "check username, password and security_token"},
		{"invalid_grant", "", Permanent, "Salesforce does not accept the credentials", "look in the user's Login History in Salesforce for the reason"},
		{"invalid_client_id", "", Permanent, "the org does not know this client.id; an app is known about ten minutes after it was made", "check client.id against the app's consumer key, and that token_url belongs to the app's org"},
		{"invalid_client", "", Permanent, "the client secret does not belong to the client id", "check client.secret against the app's consumer secret"},
		{"invalid_app_access", "not installed", Permanent, "the app is not installed in this org", "install the app: Setup > Connected Apps OAuth Usage"},
		{"invalid_app_access", "", Permanent, "an administrator has to assign the app to this user", approve},
		{"app_not_found", "", Permanent, "external client apps do not take https://test.salesforce.com as audience", "set url (the audience) in jwt_bearer_flow to the sandbox's My Domain URL, or leave it out"},
		{"inactive_org", "", Permanent, "the org is locked, closed or suspended", "ask the org's administrator or Salesforce"},
		{"unsupported_response_type", "", Permanent, web, "check token_url"},
		{"redirect_uri_missing", "", Permanent, web, "check token_url"},
		{"redirect_uri_mismatch", "", Permanent, web, "check token_url"},
		{"access_denied", "", Permanent, web, "check token_url"},
		{"immediate_unsuccessful", "", Permanent, web, "check token_url"},
		{"unsupported_grant_type", "", Permanent, "the endpoint does not know this flow", "check token_url, and that no proxy changes the request"},
		{"invalid_scope", "", Permanent, "the app does not have the scope that is needed", "add the scopes api and refresh_token, offline_access to the app"},
		{"unauthorized_client", "", Permanent, "the app may not use this flow", "enable the flow in the app's OAuth settings"},
		{"invalid_request", "HTTPS required", Permanent, "the request came without TLS", "use https in token_url"},
		{"invalid_request", "", Permanent, "the endpoint does not accept the form of the request", "check token_url, and that no proxy changes the request"},
		{"server_error", "", Transient, "Salesforce had an internal error", wait},
		{"temporarily_unavailable", "", Transient, "Salesforce cannot sign anybody in at the moment", wait},
		{"unknown_error", "", Transient, "Salesforce had an internal error", wait},
		{"", "", Permanent, "this may not be a Salesforce token endpoint", "check token_url: https://login.salesforce.com, https://test.salesforce.com or the org's My Domain URL"},
	}
}

// explain finds the first row of the table for an answer.
func explain(code, description string) Remedy {
	description = strings.ToLower(description)
	for _, row := range Remedies() {
		if (row.Code == "" || strings.EqualFold(row.Code, code)) && strings.Contains(description, strings.ToLower(row.Description)) {
			return row
		}
	}
	return Remedy{}
}
