package orgsim

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// The faults of hosts and of the quota that answers tell.
const (
	Redirect  FaultKind = "redirect"
	Migrate   FaultKind = "migrate"
	LimitInfo FaultKind = "limit-info"
)

// The faults of signing in.
const (
	SignInRefused FaultKind = "sign-in-refused"
	TokenLimit    FaultKind = "token-limit"
)

func hostFaults() []faultKind {
	return []faultKind{
		{
			name: Redirect, does: "The request is sent elsewhere.", on: append(dataRequests(), RequestVersions),
			params: []faultParam{toParam("", "URL of the other host, without a path"), numberParam("status", "302", "status")},
			when:   elsewhere,
			answer: func(_ *Org, w http.ResponseWriter, r *http.Request, s *strike) { redirect(w, r, s.To, s.Number) },
		},
		{
			name: Migrate, does: "The org moves to another instance: tokens say so, and hosts other than the new one hold no data.",
			on: append(dataRequests(), RequestVersions),
			params: []faultParam{
				toParam("", "new instance_url, which reaches this org too"),
				formParam("old", "what the other hosts answer: 400 URL_NOT_RESET or 301", "refuse", "redirect"),
			},
			when: elsewhere,
			answer: func(_ *Org, w http.ResponseWriter, r *http.Request, s *strike) {
				if s.Form == "redirect" {
					redirect(w, r, s.To, http.StatusMovedPermanently)
					return
				}
				writeError(w, r, urlNotReset())
			},
		},
		{
			name: LimitInfo, does: "Sforce-Limit-Info is not as usual.", on: dataRequests(),
			params: []faultParam{
				formParam("form", "how: with the usage of the app after a semicolon and a blank, without the blank, or not at all", "per-app", "per-app-tight", "absent"),
				numberParam("used", "17", "calls of the app"),
			},
		},
	}
}

// elsewhere reports whether a request did not go to the host that a fault names.
func elsewhere(_ *Org, r *http.Request, fault Fault) bool {
	to, err := url.Parse(fault.To)
	return err == nil && !strings.EqualFold(to.Host, r.Host)
}

func redirect(w http.ResponseWriter, r *http.Request, to string, status int) {
	w.Header().Set("Location", strings.TrimSuffix(to, "/")+r.URL.RequestURI())
	writeHTML(w, r, status, "The URL has moved.")
}

// migratedTo is the instance_url that a token answer gives once the org has
// moved, or nothing.
func (o *Org) migratedTo(r *http.Request) string {
	if _, ok := r.Context().Value(targetKey{}).(*target); !ok {
		return ""
	}
	to, now := "", o.now()
	for _, one := range o.faults.all() {
		fault := one.fault
		if fault.Kind == Migrate && !now.Before(fault.After) && (fault.Until.IsZero() || now.Before(fault.Until)) {
			to = strings.TrimSuffix(fault.To, "/")
		}
	}
	return to
}

// limitInfo is what Sforce-Limit-Info says, or nothing.
func (o *Org) limitInfo(r *http.Request, used int) string {
	info := fmt.Sprintf("api-usage=%d/%d", used, o.options.DailyRequests)
	s := o.strike(r, LimitInfo, nil)
	if s == nil {
		return info
	}
	separator := "; "
	switch s.Form {
	case "absent":
		return ""
	case "per-app-tight":
		separator = ";"
	}
	return fmt.Sprintf("%s%sper-app-api-usage=%d/%d(appName=sample-connected-app)", info, separator, s.Number, o.options.DailyRequests/4)
}

func signInFaults() []faultKind {
	refusals := signInRefusals()
	reasons := make([]string, len(refusals))
	for i, refusal := range refusals {
		reasons[i] = refusal.reason
	}
	return []faultKind{
		{
			name: SignInRefused, does: "The token endpoint refuses.", on: []string{RequestToken},
			params: []faultParam{formParam("reason", "why", reasons...)},
			answer: func(_ *Org, w http.ResponseWriter, r *http.Request, s *strike) {
				for _, refusal := range refusals {
					if refusal.reason == s.Form {
						w.Header().Set("Cache-Control", "no-store")
						w.Header().Set("Pragma", "no-cache")
						writeJSON(w, r, http.StatusBadRequest, refusal.tokenError)
					}
				}
			},
		},
		{
			name: TokenLimit, does: "A user of the app may have fewer live sessions: a further one ends the oldest.", on: []string{RequestToken},
			params: []faultParam{numberParam("max", "1", "how many")},
		},
	}
}

// A signInRefusal is a reason not to issue a token.
type signInRefusal struct {
	reason string
	tokenError
}

// signInRefusals are the answers of the token endpoint that clients have seen.
func signInRefusals() []signInRefusal {
	grant := func(reason, description string) signInRefusal {
		return signInRefusal{reason, tokenError{"invalid_grant", description}}
	}
	return []signInRefusal{
		grant("not-approved", "user hasn't approved this consumer"),
		grant("audience", "audience is invalid"),
		grant("audience-validation", "Audience validation failed"),
		grant("assertion", "invalid assertion"),
		grant("expired", "expired authorization code"),
		grant("inactive-user", "inactive user"),
		{"inactive-user-code", tokenError{"inactive_user", "inactive user"}},
		grant("restricted", "ip restricted or invalid login hours"),
		grant("authentication", "authentication failure"),
		grant("credentials", "invalid user credentials"),
		grant("expired-token", "expired access/refresh token"),
		grant("no-run-as-user", "no client credentials user enabled"),
		grant("domain", "request not supported on this domain"),
		{"client-id", tokenError{"invalid_client_id", "client identifier invalid"}},
		{"client-secret", tokenError{"invalid_client", "invalid client credentials"}},
		{"not-admin-approved", tokenError{"invalid_app_access", "user is not admin approved to access this app"}},
		{"not-installed", tokenError{"invalid_app_access", "External client app is not installed in this org"}},
		{"app-not-found", tokenError{Code: "app_not_found"}},
		{"grant-type", tokenError{"unsupported_grant_type", "grant type not supported"}},
		{"method", tokenError{"invalid_request", "must use HTTP POST"}},
		{"https", tokenError{"invalid_request", "HTTPS required"}},
		{"inactive-org", tokenError{Code: "inactive_org"}},
		{"rate-limit", tokenError{Code: "rate_limit_exceeded"}},
	}
}
