package salesforce

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The doctor's tests show the same for what it prints.
func TestEachRefusalIsSaidWithItsRemedyInTheStatus(t *testing.T) {
	remedies := make(map[string]string) // by fault
	for _, row := range []struct{ reason, code, description string }{
		{"not-approved", "invalid_grant", "hasn't approved this consumer"},
		{"audience", "invalid_grant", "audience"},
		{"assertion", "invalid_grant", "invalid assertion"},
		{"expired", "invalid_grant", "expired authorization code"},
		{"inactive-user", "invalid_grant", "inactive user"},
		{"restricted", "invalid_grant", "ip restricted"},
		{"authentication", "invalid_grant", "authentication failure"},
		{"no-run-as-user", "invalid_grant", "no client credentials user"},
		{"domain", "invalid_grant", "not supported on this domain"},
		{"client-id", "invalid_client_id", ""},
		{"client-secret", "invalid_client", ""},
		{"not-admin-approved", "invalid_app_access", ""},
		{"not-installed", "invalid_app_access", "not installed"},
		{"app-not-found", "app_not_found", ""},
		{"grant-type", "unsupported_grant_type", ""},
		{"inactive-org", "inactive_org", ""},
		{"rate-limit", "rate_limit_exceeded", ""},
	} {
		found := slices.IndexFunc(oauth.Remedies(), func(r oauth.Remedy) bool { return r.Code == row.code && r.Description == row.description })
		if found < 0 {
			t.Fatalf("the table has no row for %+v", row)
		}
		remedies["sign-in-refused:reason="+row.reason] = oauth.Remedies()[found].Causes.Fix()
	}
	for fault, remedy := range map[string]string{
		"session-expired:session=kept":                "check the app's scopes and session policy",
		"session-not-for-rest":                        "(1) add the scope \"Manage user data via APIs (api)\" to the app",
		"request-limit":                               "raise the org's limit",
		"concurrent-limit":                            "no action is needed unless it persists",
		"forbidden:code=API_DISABLED_FOR_ORG":         "ask Salesforce for API access",
		"forbidden:code=API_CURRENTLY_DISABLED":       "grant the user API Enabled",
		"forbidden":                                   "grant the permission",
		"forbidden:code=FUNCTIONALITY_NOT_ENABLED":    "check the org's license",
		"not-acceptable":                              "no action is needed unless it persists",
		"unavailable":                                 "no action is needed unless it persists",
		"html-page":                                   "if it persists, check the proxy",
		"query-timeout":                               "query fewer fields",
		"redirect:to=http://elsewhere.example,on=any": "My Domain URL",
	} {
		remedies[fault] = remedy
	}
	for fault, remedy := range remedies {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			injected, err := orgsim.ParseFault(fault, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			_, stanza := testOrg(t, orgsim.Options{Empty: true, Faults: []orgsim.Fault{injected}}, filesAndTrail)
			e := newEnvironment(t, newRegistry(), true)
			e.patience = time.Minute
			stop := e.start(stanza)
			defer stop()
			e.waitFor(remedy, func() bool {
				return slices.ContainsFunc(e.statuses, func(status string) bool {
					return strings.HasPrefix(status, "Degraded") && strings.Contains(status, remedy)
				})
			})
		})
	}
}
