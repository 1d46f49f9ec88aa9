package salesforce

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// Whatever Salesforce answers, the status shows its code and message, all causes that are
// documented, and none where nobody knows one. No answer makes sign-ins loop.
func TestEachAnswerIsShownWithItsCausesInTheStatus(t *testing.T) {
	token, call := []string{orgsim.RequestToken}, []string{orgsim.RequestQuery}
	const expired = "The users password has expired, you must call SetPassword before attempting any other API operations"
	for name, tt := range map[string]struct {
		requests   []string
		status     int
		code, text string
		want       []string
		without    string
	}{
		"blocked app":             {token, 400, "OAUTH_APP_BLOCKED", "this app is blocked by admin", []string{"(1) an administrator blocked the app", "(2) the app is not installed"}, "token endpoint"},
		"denied app":              {token, 400, "OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app", []string{"(1) the app is not approved", "IP policy"}, "token endpoint"},
		"app that is missing":     {token, 400, "invalid_client", "app must be installed into org", []string{"is not installed in this org"}, "client secret"},
		"frozen user":             {token, 400, "invalid_grant", "inactive user", []string{"(1) an administrator deactivated", "(2) Salesforce froze", "VPN"}, ""},
		"unknown refusal":         {token, 400, "brand_new", "something new", []string{"HTTP 400 brand_new"}, "(1)"},
		"expired password, 401":   {call, 401, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", expired, []string{"the user's password expired"}, "permission:"},
		"expired password, 403":   {call, 403, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", expired, []string{"the user's password expired"}, "lacks a permission"},
		"expired password, 400":   {call, 400, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", expired, []string{"the user's password expired"}, "lacks a permission"},
		"session not for the API": {call, 401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API", []string{"(1) the app lacks the OAuth scope", "(2) Salesforce does not accept the session from this address", "(3) API Access Control"}, ""},
		"plain 404":               {call, 404, "", "404 page not found", []string{"HTTP 404", "(1) a proxy or gateway answered"}, "API version"},
		"bare 413":                {call, 413, "", "", []string{"HTTP 413", "longer than Salesforce, or a proxy before it, accepts"}, ""},
		"unknown code, 403":       {call, 403, "BRAND_NEW", "something new", []string{"HTTP 403 BRAND_NEW"}, "lacks a permission"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fault := orgsim.Fault{Kind: orgsim.Answer, Requests: tt.requests, Number: tt.status, Form: tt.code, Text: tt.text}
			org, stanza := testOrg(t, orgsim.Options{Empty: true, Faults: []orgsim.Fault{fault}}, filesAndTrail)
			e := newEnvironment(t, newRegistry(), true)
			e.patience = time.Minute
			stop := e.start(stanza)
			want := append(tt.want, tt.text)
			e.waitFor(strings.Join(want, ", "), func() bool {
				return slices.ContainsFunc(e.statuses, func(status string) bool {
					return strings.HasPrefix(status, "Degraded") && !slices.ContainsFunc(want, func(part string) bool { return !strings.Contains(status, part) })
				})
			})
			stop()
			for _, status := range e.statuses {
				if tt.without != "" && strings.Contains(status, tt.without) {
					t.Errorf("the status claims %q: %s", tt.without, status)
				}
			}
			if signIns := org.Requests()[orgsim.RequestToken]; signIns > 3 {
				t.Errorf("%d sign-ins", signIns)
			}
		})
	}
}
