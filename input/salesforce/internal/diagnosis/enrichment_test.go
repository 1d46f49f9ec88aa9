package diagnosis

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/enrich"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// enriched is an org and an input that reads some objects of it for enrichment.
func enriched(t *testing.T, options orgsim.Options) *org {
	t.Helper()
	options.Empty = true
	o := newOrg(t, options)
	for _, part := range []struct {
		option  string
		options enrich.Options
	}{{"enrich.users", enrich.Options{Users: true}}, {"enrich.names", enrich.Options{Names: true}}} {
		for _, source := range part.options.Sources() {
			if slices.Contains([]string{"PermissionSetGroup", "User", "Report", "ConnectedApplication"}, source.Object) {
				o.input.Enrichment = append(o.input.Enrichment, EnrichmentSource{Source: source, Option: part.option, Interval: time.Hour})
			}
		}
	}
	return o
}

func TestEnrichmentThatCanBeRead(t *testing.T) {
	all := diagnose(t, enriched(t, orgsim.Options{}).input)
	all.of(t, Enrichment, "PermissionSetGroup").says(t, OK, "readable, for enrich.users")
	all.of(t, Enrichment, "User").says(t, OK)
	all.of(t, Enrichment, "Report").says(t, OK)
	all.of(t, Enrichment, "ConnectedApplication").says(t, OK, "readable, for enrich.names")
	all.of(t, Permission, viewSetup).says(t, OK, "enrich.users", "enrich.names")
	all.of(t, Cost, "").says(t, OK, "96 for enrichment")
}

func TestEnrichmentThatNobodyWantsIsNotLookedAt(t *testing.T) {
	if n := diagnose(t, newOrg(t, orgsim.Options{Empty: true}).input).named(Enrichment); n != 0 {
		t.Errorf("%d checks of enrichment", n)
	}
}

func TestEnrichmentWithoutThePermission(t *testing.T) {
	o := enriched(t, orgsim.Options{Lacks: []orgsim.Permission{orgsim.ViewSetup}})
	o.input.Objects = nil
	all := diagnose(t, o.input)
	all.of(t, Enrichment, "PermissionSetGroup").says(t, Warning, "INVALID_TYPE", "hides the object", "give the user "+viewSetup, "remove enrich.users")
	all.of(t, Enrichment, "ConnectedApplication").says(t, Warning, "give the user "+viewSetup, "remove enrich.names")
	all.of(t, Enrichment, "User").says(t, OK)
	all.of(t, Permission, viewSetup).says(t, Warning, "not granted, and needed for enrich.users and enrich.names", "connected apps")
}

func TestEnrichmentThatTheOrgAnswersInPart(t *testing.T) {
	const self = `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"User"},"Id":"005000000000001AAA"}]}`
	for _, tt := range []struct {
		name, object, answer string
		code                 int
		status               Status
		words                []string
	}{
		{"a field is hidden that all depends on", "User", `[{"message":"No such column 'SystemModstamp' on entity 'User'.","errorCode":"INVALID_FIELD"}]`, 400, Failed, []string{"'SystemModstamp'", "read Username, Name, Email, UserType, IsActive, ProfileId, UserRoleId of User", "field-level security", "remove enrich.users"}},
		{"users are hidden", "User", `[{"message":"no access","errorCode":"INSUFFICIENT_ACCESS"}]`, 403, Failed, []string{"INSUFFICIENT_ACCESS", "give the user " + viewAllUsers}},
		{"other users are hidden", "User", self, 200, Warning, []string{"nobody but itself", "give the user " + viewAllUsers}},
		{"folders are hidden", "Report", `{"totalSize":0,"done":true,"records":[]}`, 200, Warning, []string{"sees no report", "View Reports in Public Folders"}},
		{"the org is in trouble", "Report", `[{"message":"oops","errorCode":"UNKNOWN_EXCEPTION"}]`, 500, Failed, []string{"UNKNOWN_EXCEPTION"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := enriched(t, orgsim.Options{})
			o.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
				query, _ := url.QueryUnescape(r.URL.RawQuery)
				if !strings.Contains(query, " FROM "+tt.object+" ORDER BY SystemModstamp DESC LIMIT 2") {
					return false
				}
				w.WriteHeader(tt.code)
				_, _ = w.Write([]byte(tt.answer))
				return true
			})
			all := diagnose(t, o.input)
			all.of(t, Enrichment, tt.object).says(t, tt.status, tt.words...)
			all.of(t, Enrichment, "ConnectedApplication").says(t, OK)
		})
	}
}

func TestFieldThatEnrichmentCanDoWithoutIsAWarning(t *testing.T) {
	o := enriched(t, orgsim.Options{})
	if err := o.HideFields("User.Email", "User.Username", "Report.Name"); err != nil {
		t.Fatal(err)
	}
	all := diagnose(t, o.input)
	all.of(t, Enrichment, "User").says(t, Warning, "readable in part, for enrich.users", "cannot see Username, Email of User: events lack user.name, user.email", "let the user read Username, Email of User, by field-level security")
	all.of(t, Enrichment, "Report").says(t, Warning, "No such column 'Name'", "let the user read Name of Report", "remove enrich.names")
	all.of(t, Enrichment, "PermissionSetGroup").says(t, OK)
}
