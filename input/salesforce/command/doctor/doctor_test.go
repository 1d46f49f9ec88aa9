package doctor

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/elastic/elastic-agent-libs/config"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

const healthy = `salesforce input "acme", ORG

  ok    stanza            collects event log files and 2 objects
  ok    network           ORG: not encrypted
  ok    credentials       RSA key of 2048 bits, PKCS#1
  ok    clock             equal to the org's
  ok    sign-in           org ID at ORG
  ok    user              integration@orgsim.example, Standard, profile "Minimum Access - API Only
                          Integrations"
  ok    API version       67.0, the newest; the org offers 31.0 to 67.0
  ok    permission        API Enabled: granted, for every call
  ok    permission        View Event Log Files: granted, for event log files
  ok    permission        View Real-Time Event Monitoring Data: granted, for LoginEvent
  ok    permission        View Setup and Configuration: granted, for SetupAuditTrail
  ok    event log files   hourly, 3 files in the last 3 days
  ok    event types       2 with files; age of the newest: Login 3h, Logout 2d
  ok    object            SetupAuditTrail: newest record 10m old; collected by CreatedDate, delay
                          1m, lookback 5m, kept 180d
  ok    object            LoginEvent: newest record 2h 30m old; collected by EventDate, delay 1m,
                          lookback 5m, kept 180d
  ok    API requests      99,988 left of 100,000 in 24 hours, of which resource.api_share lets this
                          input make 50,000
  ok    cost              about 74 requests a day, less than 0.1 % of the org's: 24 to look for log
                          files, 2 for log files, 48 for 2 objects

  Nothing is wrong: 18 ok
`

// healthyOrg is an org whose data is of the same age whenever it is looked at.
func healthyOrg(t *testing.T) *org {
	t.Helper()
	o := newOrg(t, orgsim.Options{Empty: true})
	now := time.Now().Truncate(time.Second)
	for _, file := range []struct {
		eventType string
		age       time.Duration
	}{{"Login", 3*time.Hour + 10*time.Minute}, {"Login", 4*time.Hour + 10*time.Minute}, {"Logout", 50 * time.Hour}} {
		if _, err := o.AddLogFile(orgsim.LogFileSpec{
			EventType: file.eventType, Interval: orgsim.Hourly, Sequence: 1, LogDate: now.Add(-file.age - 4*time.Hour).Truncate(time.Hour),
			CreatedDate: now.Add(-file.age), Columns: []string{"EVENT_TYPE"}, Rows: [][]string{{file.eventType}},
		}); err != nil {
			t.Fatal(err)
		}
	}
	for object, values := range map[string]map[string]any{
		"SetupAuditTrail": {"CreatedDate": now.Add(-10*time.Minute - 5*time.Second)},
		"LoginEvent":      {"EventDate": now.Add(-150*time.Minute - 5*time.Second)},
	} {
		if _, err := o.AddRecord(object, values); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

func TestTheTextOfAHealthyOrg(t *testing.T) {
	o := healthyOrg(t)
	r := choice{}.result(t, o.stanza(t, "acme", ""))
	got := strings.ReplaceAll(strings.ReplaceAll(r.output, o.url, "ORG"), o.ID(), "ID")
	if diff := cmp.Diff(healthy, got); diff != "" || r.code != 0 {
		t.Errorf("code %d (-want +got):\n%s", r.code, diff)
	}
}

func TestTheDocumentOfAHealthyOrg(t *testing.T) {
	o := healthyOrg(t)
	r := choice{json: true}.result(t, o.stanza(t, "acme", ""))
	d := r.document(t)
	if r.code != 0 || len(d.Inputs) != 1 || d.Inputs[0].ID != "acme" || d.Inputs[0].URL != o.url {
		t.Fatalf("code %d, %+v", r.code, d)
	}
	if want := (totalsDocument{Inputs: 1, Checks: 18, OK: 18}); d.Totals != want {
		t.Errorf("totals %+v, want %+v", d.Totals, want)
	}
	// All keys are there, in this order, even where there is nothing to say.
	for _, want := range []string{
		`"name": "sign_in",` + "\n          " + `"subject": "",` + "\n          " + `"status": "ok",` + "\n          " + `"found": "org `,
		`"cause": "",` + "\n          " + `"remedy": "",` + "\n          " + `"duration_ms": `,
		`"totals": {` + "\n    " + `"inputs": 1,` + "\n    " + `"checks": 18,` + "\n    " + `"ok": 18,` + "\n    " + `"warnings": 0,` + "\n    " + `"failed": 0,` + "\n    " + `"skipped": 0`,
	} {
		if !strings.Contains(r.output, want) {
			t.Errorf("the document lacks\n%s\nin\n%s", want, r.output)
		}
	}
}

// signInReasons are the reasons of orgsim's fault, and what the token endpoint says.
var signInReasons = map[string][2]string{
	"not-approved":        {"invalid_grant", "user hasn't approved this consumer"},
	"audience":            {"invalid_grant", "audience is invalid"},
	"audience-validation": {"invalid_grant", "Audience validation failed"},
	"assertion":           {"invalid_grant", "invalid assertion"},
	"expired":             {"invalid_grant", "expired authorization code"},
	"inactive-user":       {"invalid_grant", "inactive user"},
	"inactive-user-code":  {"inactive_user", "inactive user"},
	"restricted":          {"invalid_grant", "ip restricted or invalid login hours"},
	"authentication":      {"invalid_grant", "authentication failure"},
	"credentials":         {"invalid_grant", "invalid user credentials"},
	"expired-token":       {"invalid_grant", "expired access/refresh token"},
	"no-run-as-user":      {"invalid_grant", "no client credentials user enabled"},
	"domain":              {"invalid_grant", "request not supported on this domain"},
	"client-id":           {"invalid_client_id", "client identifier invalid"},
	"client-secret":       {"invalid_client", "invalid client credentials"},
	"not-admin-approved":  {"invalid_app_access", "user is not admin approved to access this app"},
	"not-installed":       {"invalid_app_access", "External client app is not installed in this org"},
	"app-not-found":       {"app_not_found", ""},
	"grant-type":          {"unsupported_grant_type", "grant type not supported"},
	"method":              {"invalid_request", "must use HTTP POST"},
	"https":               {"invalid_request", "HTTPS required"},
	"inactive-org":        {"inactive_org", ""},
	"rate-limit":          {"rate_limit_exceeded", ""},
}

func TestEachRefusalOfTheTokenEndpointShowsItsRemedy(t *testing.T) {
	usage := orgsim.FaultUsage()
	_, reasons, _ := strings.Cut(usage, "reason: why: ")
	reasons, _, _ = strings.Cut(reasons, " (")
	for _, reason := range strings.Split(reasons, ", ") {
		words, ok := signInReasons[reason]
		if !ok {
			t.Errorf("nothing is known of the refusal %q", reason)
			continue
		}
		row := remedyOf(words[0], words[1])
		if row.Code == "" && row.Description == "" {
			t.Errorf("the table has no row for %q", words)
		}
		shows(t, "sign-in-refused:reason="+reason, diagnosis.SignIn, words[0], words[1], row.Causes.Why(), row.Causes.Fix())
	}
}

// remedyOf looks up the table of oauth.
func remedyOf(code, description string) oauth.Remedy {
	for _, row := range oauth.Remedies() {
		if (row.Code == "" || row.Code == code) && strings.Contains(strings.ToLower(description), strings.ToLower(row.Description)) {
			return row
		}
	}
	return oauth.Remedy{}
}

func TestEachRefusalOfTheAPIShowsItsRemedy(t *testing.T) {
	for _, tt := range []struct {
		fault string
		check diagnosis.Name
		words []string
	}{
		{"session-expired:session=kept", diagnosis.User, []string{"INVALID_SESSION_ID", "refuses a token that it has just issued", "session policy"}},
		{"session-not-for-rest", diagnosis.User, []string{"not valid for use with the REST API", "(1) the app lacks the OAuth scope", "API Access Control"}},
		{"request-limit", diagnosis.User, []string{"TotalRequests Limit exceeded", "wait, raise the org's limit"}},
		{"concurrent-limit:object=LoginEvent", diagnosis.Record, []string{"ConcurrentPerOrgLongTxn", "at the same time"}},
		{"forbidden:code=API_DISABLED_FOR_ORG", diagnosis.User, []string{"ask Salesforce for API access"}},
		{"forbidden:code=API_CURRENTLY_DISABLED", diagnosis.User, []string{"grant the user API Enabled"}},
		{"forbidden:object=LoginEvent", diagnosis.Record, []string{"INSUFFICIENT_ACCESS", "grant the permission"}},
		{"forbidden:code=FUNCTIONALITY_NOT_ENABLED,object=LoginEvent", diagnosis.Record, []string{"license (Shield or Event Monitoring)"}},
		{"not-acceptable:object=LoginEvent", diagnosis.Record, []string{"HTTP 406", "unless it persists"}},
		{"no-route:object=LoginEvent", diagnosis.Record, []string{"HTTP 420", "web page"}},
		{"too-many-requests:object=LoginEvent", diagnosis.Record, []string{"HTTP 429"}},
		{"server-error:object=LoginEvent", diagnosis.Record, []string{"HTTP 500", "internal error"}},
		{"bad-gateway:object=LoginEvent", diagnosis.Record, []string{"HTTP 502"}},
		{"unavailable:object=LoginEvent", diagnosis.Record, []string{"HTTP 503", "maintenance"}},
		{"html-page:object=LoginEvent", diagnosis.Record, []string{"web page", "proxy"}},
		{"query-timeout:object=LoginEvent", diagnosis.Record, []string{"QUERY_TIMEOUT", "query fewer fields"}},
		{"reset:where=before,object=LoginEvent", diagnosis.Record, []string{"was interrupted", "firewall"}},
		{"unavailable:on=versions", diagnosis.APIVersion, []string{"HTTP 503", "maintenance"}},
	} {
		shows(t, tt.fault, tt.check, tt.words...)
	}
	if len(rest.Rules()) == 0 {
		t.Error("the table of refusals is empty")
	}
}

// shows makes an org with a fault and looks for a check that failed and says words,
// in the text and in the document.
func shows(t *testing.T, fault string, name diagnosis.Name, words ...string) {
	t.Helper()
	t.Run(fault, func(t *testing.T) {
		t.Parallel()
		o := newOrg(t, orgsim.Options{Empty: true}, fault)
		text := choice{}.result(t, o.stanza(t, "acme", ""))
		document := choice{json: true}.result(t, o.stanza(t, "acme", ""))
		if text.code != codeFailed || document.code != codeFailed {
			t.Errorf("exit codes %d and %d, want 1:\n%s", text.code, document.code, text.output)
		}
		found := ""
		for _, check := range document.document(t).Inputs[0].Checks {
			if check.Name == name && check.Status == diagnosis.Failed {
				found += check.Found + " | " + check.Cause + " | " + check.Remedy + "\n"
				if check.Remedy == "" {
					t.Errorf("a failure without remedy: %+v", check)
				}
			}
		}
		for _, word := range words {
			if !strings.Contains(found, word) {
				t.Errorf("the document does not say %q of %s:\n%s", word, name, found)
			}
			if !strings.Contains(text.flat(), clean(word)) {
				t.Errorf("the text does not say %q:\n%s", word, text.output)
			}
		}
	})
}

func TestAWrongStanzaSaysAllItsMistakes(t *testing.T) {
	stanza, err := config.NewConfigWithYAML([]byte("type: salesforce\nid: a\nurl: https://me:hunter2@acme.my.salesforce.com\nversion: 12\nresource.retry.max_attempts: 0"), "test")
	if err != nil {
		t.Fatal(err)
	}
	r := choice{}.result(t, stanza)
	if r.code != codeFailed || strings.Count(r.output, "FAIL") != 4 || strings.Contains(r.output, "hunter2") {
		t.Errorf("code %d:\n%s", r.code, r.output)
	}
	for _, word := range []string{"url: the URL holds a user name", "version: 12.0 is too old", "auth.oauth2: is required", "resource.retry.max_attempts: must be at least 1, got 0", "docs/reference.md"} {
		if !strings.Contains(r.flat(), word) {
			t.Errorf("the text does not say %q:\n%s", word, r.output)
		}
	}
	if d := (choice{json: true}).result(t, stanza); strings.Contains(d.output, "hunter2") || d.document(t).Totals.Failed != 4 {
		t.Errorf("the document is\n%s", d.output)
	}
}

func TestInputsThatShareASessionSignInOnce(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	r := choice{json: true}.result(t, o.stanza(t, "one", ""), o.stanza(t, "two", ""), o.stanza(t, "three", ""))
	if d := r.document(t); d.Totals.Inputs != 3 || d.Totals.Failed != 0 || len(d.Shared) != 1 {
		t.Errorf("totals %+v", d.Totals)
	}
	if n := o.Requests()[orgsim.RequestToken]; n != 1 {
		t.Errorf("%d sign-ins for three inputs, want 1", n)
	}
}

func TestOneInputIsChosenByItsID(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	one, two := o.stanza(t, "one", ""), o.stanza(t, "two", "")
	if r := (choice{input: "two"}).result(t, one, two); r.code != 0 || strings.Contains(r.output, `"one"`) || !strings.Contains(r.output, `"two"`) {
		t.Errorf("code %d:\n%s", r.code, r.output)
	}
	r := choice{input: "three"}.result(t, one, two)
	if r.code != codeNotRun || r.output != "" || !strings.Contains(r.err.Error(), `["one" "two"]`) {
		t.Errorf("code %d, %v:\n%s", r.code, r.err, r.output)
	}
	if r := (choice{}).result(t); r.code != codeNotRun {
		t.Errorf("without an input the code is %d", r.code)
	}
}

func TestInputsThatShareAStateFail(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	stanzas := []*config.C{o.stanza(t, "acme", ""), o.stanza(t, "other", ""), o.stanza(t, "acme", "version: 62")}
	r := choice{}.result(t, stanzas...)
	if r.code != codeFailed || strings.Count(r.output, "FAIL") != 1 {
		t.Errorf("code %d:\n%s", r.code, r.output)
	}
	for _, word := range []string{`two salesforce inputs with the id "acme" collect event log files, SetupAuditTrail and LoginEvent from 127.0.0.1:`, "give one of them another id"} {
		if !strings.Contains(r.flat(), word) {
			t.Errorf("the text does not say %q:\n%s", word, r.output)
		}
	}
}

func TestTheChoiceOfAProfileIsShown(t *testing.T) {
	o := newOrg(t, orgsim.Options{Seed: 1, Days: 4, RowsPerHour: 40, EventTypes: []string{"Login"}, Lacks: []orgsim.Permission{orgsim.ViewRealTimeEvents}})
	stanza := o.stanza(t, "acme", "profile: [identity]")
	if _, err := stanza.Remove("event_monitoring_method.object.names", -1); err != nil {
		t.Fatal(err)
	}
	r := choice{}.result(t, stanza)
	for _, word := range []string{"collects what the org offers for identity", "ok    profile           identity: collecting the objects LoginEventLog, VerificationHistory, LoginAsEventLog; collecting from log files Logout;", "skip  profile           single sign-on"} {
		if !strings.Contains(strings.Join(strings.Fields(r.flat()), " "), strings.Join(strings.Fields(word), " ")) {
			t.Errorf("the text does not say %q:\n%s", word, r.output)
		}
	}
}

func TestWhatEnrichmentReadsIsShown(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true, Lacks: []orgsim.Permission{orgsim.ViewSetup}})
	r := choice{}.result(t, o.stanza(t, "acme", "enrich: {users: true, names: true}"))
	for _, want := range []string{
		"ok    enrichment        User: readable, for enrich.users",
		"ok    enrichment        Report: readable, for enrich.names",
		"warn  enrichment        PermissionSetAssignment: ",
		"for enrichment",
	} {
		if !strings.Contains(r.output, want) {
			t.Errorf("no %q in:\n%s", want, r.output)
		}
	}
}

func TestEachBlockOfAListIsExamined(t *testing.T) {
	o := healthyOrg(t)
	stanza := o.stanza(t, "acme", "")
	if _, err := stanza.Remove("event_monitoring_method", -1); err != nil {
		t.Fatal(err)
	}
	methods, err := config.NewConfigWithYAML([]byte(`
event_monitoring_method.event_log_file:
- event_types: [Login]
  interval: 1h
- interval: 1h
  cursor.field: CreatedDate
  query:
    default: SELECT Id, CreatedDate, LogFile FROM EventLogFile WHERE EventType = 'Logout'
    value: SELECT Id, CreatedDate, LogFile FROM EventLogFile WHERE EventType = 'Logout' AND CreatedDate > [[ .cursor.event_log_file.last_event_time ]]
event_monitoring_method.object:
  interval: 1h
  cursor.field: LoginTime
  query:
    default: SELECT Id, LoginTime, LoginTyp FROM LoginHistory
    value: SELECT Id, LoginTime FROM LoginHistory WHERE LoginTime > [[ .cursor.object.last_event_time ]]
`), "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := stanza.Merge(methods); err != nil {
		t.Fatal(err)
	}
	r := choice{}.result(t, stanza)
	for _, word := range []string{
		"collects event log files and 2 queries", "hourly, 2 files in the last 3 days", "1 with files; age of the newest: Login 3h",
		"query.default: accepted", "query.value: accepted, no records currently",
		"query.default: HTTP 400 INVALID_FIELD", "LoginTyp", "24 to look for log files", "48 for 2 queries",
	} {
		if !strings.Contains(r.flat(), word) {
			t.Errorf("the text does not say %q:\n%s", word, r.output)
		}
	}
	if r.code != codeFailed {
		t.Errorf("code %d", r.code)
	}
}

func TestWarningsAreNoFailure(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	r := choice{}.result(t, o.stanza(t, "acme", ""))
	if r.code != 0 || !strings.Contains(r.output, "warn  object            LoginEvent: empty") || !strings.Contains(r.output, "It works, with warnings: 13 ok, 3 warnings") {
		t.Errorf("code %d:\n%s", r.code, r.output)
	}
}

func TestInterrupted(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	var out bytes.Buffer
	err := choice{json: true}.run(canceled(), &out, []*config.C{o.stanza(t, "acme", "")})
	var exit *ExitError
	if !errors.As(err, &exit) || exit.Code != codeNotRun || out.Len() != 0 {
		t.Errorf("%v, and %q", err, out.String())
	}
}

func TestWhatCannotBeWrittenIsSaid(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	for _, chosen := range []choice{{}, {json: true}} {
		err := chosen.run(t.Context(), brokenPipe{}, []*config.C{o.stanza(t, "acme", "")})
		var exit *ExitError
		if !errors.As(err, &exit) || exit.Code != codeNotRun {
			t.Errorf("the error is %v", err)
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// Nothing that was sent or received in confidence is shown, whatever goes wrong.
func TestNoSecretIsShown(t *testing.T) {
	var secrets sync.Map // the org's handlers add to it
	for _, line := range strings.Split(orgtest.PEM(orgtest.Key()), "\n") {
		if len(line) > 20 && !strings.HasPrefix(line, "-----") {
			secrets.Store(line, true)
		}
	}
	faults := []string{"", "request-limit", "session-not-for-rest", "server-error:on=query", "html-page:on=query", "reset:where=before,on=query"}
	for reason := range signInReasons {
		faults = append(faults, "sign-in-refused:reason="+reason)
	}
	for _, fault := range faults {
		var injected []string
		if fault != "" {
			injected = append(injected, fault)
		}
		o := newOrg(t, orgsim.Options{Empty: true}, injected...)
		o.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
			if err := r.ParseForm(); err == nil && r.PostForm.Get("assertion") != "" {
				secrets.Store(r.PostForm.Get("assertion"), true)
				if fault == "" {
					// An org that repeats what it was given, and a token of its own.
					w.Header().Set("Content-Type", "application/json")
					w.WriteHeader(http.StatusBadRequest)
					_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"bad ` + r.PostForm.Get("assertion") + ` and 00D5j0000000001!AQEAQsecretsecretsecretsecretsecretsecretsecret"}`))
					return true
				}
			}
			if _, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok {
				secrets.Store(token, true)
			}
			return false
		})
		proxied := o.stanza(t, "acme", "resource.proxy_url: http://mole:hunter2@127.0.0.1:1")
		direct := o.stanza(t, "acme", "")
		for _, chosen := range []choice{{}, {json: true}} {
			for _, stanza := range []*config.C{direct, proxied} {
				output := chosen.result(t, stanza).output
				secrets.Range(func(secret, _ any) bool {
					if strings.Contains(output, secret.(string)) {
						t.Errorf("with %q the secret %.12s... is shown:\n%s", fault, secret, output)
					}
					return true
				})
				for _, secret := range []string{"hunter2", "AQEAQsecret", "PRIVATE KEY", "eyJ"} {
					if strings.Contains(output, secret) {
						t.Fatalf("with %q, %q is shown:\n%s", fault, secret, output)
					}
				}
			}
		}
	}
	seen := 0
	secrets.Range(func(_, _ any) bool { seen++; return true })
	if seen < 30 {
		t.Errorf("only %d secrets were seen: the test looks for too little", seen)
	}
}

func TestColorsAreForTerminals(t *testing.T) {
	var out bytes.Buffer
	plain := newText(&out)
	if plain.color {
		t.Error("a buffer is taken for a terminal")
	}
	file, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if newText(file).color {
		t.Error("a file is taken for a terminal")
	}
	terminal, err := os.OpenFile("/dev/null", os.O_WRONLY, 0) // a character device, as terminals are
	if err != nil {
		t.Skip("there is no character device")
	}
	defer terminal.Close()
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	if !newText(terminal).color {
		t.Error("a terminal gets no colors")
	}
	t.Setenv("NO_COLOR", "1")
	if newText(terminal).color {
		t.Error("NO_COLOR is not heeded")
	}
	colored := &text{out: &out, color: true}
	colored.input("x", "")
	colored.check(diagnosis.Check{Name: diagnosis.SignIn, Status: diagnosis.Failed, Found: "bad\x1b[2Jnews", Remedy: "do"})
	if got := out.String(); !strings.Contains(got, "\x1b[1;31mFAIL\x1b[0m") || strings.Contains(got, "\x1b[2J") {
		t.Errorf("colored output is %q", got)
	}
}

func TestLinesAreBrokenBetweenWordsAndAligned(t *testing.T) {
	var out bytes.Buffer
	to := newText(&out)
	to.input("x", "")
	to.check(diagnosis.Check{Name: diagnosis.Record, Subject: "LoginEvent", Status: diagnosis.Warning, Found: strings.Repeat("word ", 40), Cause: strings.Repeat("cause ", 30), Remedy: "do"})
	for n := range 40 {
		to.check(diagnosis.Check{Name: diagnosis.EventType, Subject: strings.Repeat("T", n%7+3), Status: diagnosis.OK, Age: time.Duration(n) * time.Hour, Found: "x"})
	}
	if err := to.end(); err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(out.String(), "\n") {
		if len(line) > width {
			t.Errorf("line %d has %d characters: %s", n+1, len(line), line)
		}
		if strings.TrimSpace(line) != "" && len(line) > indent && strings.HasPrefix(line, "      ") && line[:indent] != strings.Repeat(" ", indent) {
			t.Errorf("line %d is not aligned: %q", n+1, line)
		}
	}
}

func TestTheHelpNamesFlagsAndExitCodes(t *testing.T) {
	for _, word := range []string{"Exit code: 0", "1 if a check failed", "2 if nothing could be tested"} {
		if !strings.Contains(help, word) {
			t.Errorf("the help does not say %q", word)
		}
	}
}

func TestTheEventLogObjectsOfAnOrgAreListed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options orgsim.Options
		want    []string
	}{
		{"on Hyperforce", orgsim.Options{Seed: 1, Days: 4, RowsPerHour: 40, NewEventLogObjects: []string{"FooBarEventLog"}}, []string{
			"ok event log objects 44 objects: AnalyticsChangeEventLog,", "FooBarEventLog,",
			"ok object LoginEventLog: newest record", "ok object FooBarEventLog:", "collected by Timestamp, delay 25m, lookback 35m, kept 30d, a query spans at most 15d",
		}},
		{"elsewhere", orgsim.Options{Seed: 1, Days: 1, NoEventLogObjects: true}, []string{
			"warn event log objects the org has no event log objects that the user may query", "View Event Log Object Data",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stanza := newOrg(t, tt.options).stanza(t, "acme", "")
			if err := stanza.SetString("event_monitoring_method.object.names", 0, "*EventLog"); err != nil {
				t.Fatal(err)
			}
			r := choice{}.result(t, stanza)
			for _, word := range tt.want {
				if !strings.Contains(strings.Join(strings.Fields(r.flat()), " "), word) {
					t.Errorf("the text does not say %q:\n%s", word, r.output)
				}
			}
		})
	}
}
