package salesforce

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

const redaction = `
redact_fields:
  key: a key of the test's own, long enough
  hash: [user.name, user.email, user.id, user.full_name]
  drop: [source, client.ip]
  preset: secrets
`

func TestWhatIsRedactedIsNowhereInAnEventAndTheIdStays(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Seed: 6, Days: 1, RowsPerHour: 20, EventTypes: []string{"Login", "Logout", "RestApi", "LoginAs"}}, `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
  object: {names: [LoginEvent, ApiEvent], interval: 20ms, delay: 0s, initial_interval: 7d}
`)
	total := 0
	for _, count := range holdings(org.Truth(), "LoginEvent", "ApiEvent") {
		total += count
	}
	clear := byID(collectAll(t, stanza, total))
	redacted := byID(collectAll(t, with(t, stanza, redaction), total))
	if diff := cmp.Diff(slices.Sorted(maps.Keys(clear)), slices.Sorted(maps.Keys(redacted))); diff != "" {
		t.Fatalf("ids (-clear +redacted):\n%s", diff)
	}
	hashes := make(map[string]string)
	compared := 0
	for id, event := range clear {
		text := redacted[id].Fields.String()
		for _, path := range []string{"user.name", "user.id", "source.ip", "client.ip", "salesforce.session_key", "salesforce.login_key"} {
			value, err := event.Fields.GetValue(path)
			if err != nil {
				continue
			}
			compared++
			if strings.Contains(text, fmt.Sprint(value)) && !isEffective(event, fmt.Sprint(value)) {
				t.Fatalf("%s, %v, is still in %s", path, value, text)
			}
			hash, err := redacted[id].Fields.GetValue(path)
			if strings.HasSuffix(path, ".ip") {
				if err == nil {
					t.Fatalf("%s is %v", path, hash)
				}
				continue
			}
			if before, ok := hashes[fmt.Sprint(value)]; ok && before != hash {
				t.Fatalf("%v has the hashes %v and %v", value, before, hash)
			}
			hashes[fmt.Sprint(value)] = fmt.Sprint(hash)
			related, _ := redacted[id].Fields.GetValue("related.user")
			if list, _ := related.([]string); strings.HasPrefix(path, "user.") && !slices.Contains(list, fmt.Sprint(hash)) {
				t.Fatalf("%s is %v, and related.user %q", path, hash, list)
			}
		}
		if query, err := redacted[id].Fields.GetValue("salesforce.query"); err == nil && strings.Contains(fmt.Sprint(query), "'") {
			t.Errorf("a query still has literals: %v", query)
		}
	}
	if compared < 100 {
		t.Errorf("only %d values were compared", compared)
	}
}

// isEffective reports whether a value is that of a field that was not to be redacted.
func isEffective(event beat.Event, value string) bool {
	for _, path := range []string{"user.effective.name", "user.effective.email", "user.effective.id"} {
		if got, _ := event.Fields.GetValue(path); got == value {
			return true
		}
	}
	return false
}

func TestTheCollectorsOwnTrafficIsMarked(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Empty: true}, `
  object: {names: [ApiEvent, LoginEvent], interval: 20ms, delay: 0s, initial_interval: 1h}
`)
	const ours, theirs = "0055j000000001cAAA", "0055j0000000001AAA"
	for _, one := range []struct {
		object string
		values map[string]any
	}{
		{"ApiEvent", map[string]any{"EventIdentifier": "own call", "UserId": ours, "UserAgent": orgclient.UserAgent(), "QueriedEntities": "EventLogFile"}},
		{"ApiEvent", map[string]any{"EventIdentifier": "stolen session", "UserId": ours, "UserAgent": "curl/8.5.0", "QueriedEntities": "Contact"}},
		{"ApiEvent", map[string]any{"EventIdentifier": "another user", "UserId": theirs, "UserAgent": orgclient.UserAgent(), "QueriedEntities": "EventLogFile"}},
		{"LoginEvent", map[string]any{"EventIdentifier": "own sign-in", "UserId": ours, "LoginType": "Remote Access 2.0", "Status": "Success"}},
		{"LoginEvent", map[string]any{"EventIdentifier": "sign-in by hand", "UserId": ours, "LoginType": "Application", "Status": "Success"}},
	} {
		if _, err := org.AddRecord(one.object, one.values); err != nil {
			t.Fatal(err)
		}
	}
	marked := make(map[string]bool)
	for _, event := range collectAll(t, stanza, 5) {
		id, _ := event.Fields.GetValue("event.id")
		self, _ := event.Fields.GetValue("salesforce.self")
		marked[fmt.Sprint(id)] = self == true
	}
	want := map[string]bool{"own call": true, "stolen session": false, "another user": false, "own sign-in": true, "sign-in by hand": false}
	if diff := cmp.Diff(want, marked); diff != "" {
		t.Errorf("marked (-want +got):\n%s", diff)
	}
}

func TestASignInSaysWhoItIs(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Empty: true}, filesAndTrail)
	agents := make(chan string, 100)
	org.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		select {
		case agents <- r.Method + " " + r.UserAgent():
		default:
		}
		return false
	})
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanza)
	first := <-agents
	stop()
	if want := "POST " + orgclient.UserAgent(); first != want {
		t.Errorf("the sign-in is %q, want %q", first, want)
	}
}

func TestSecretsInColumnsThatNoTableKnowsAreNotPublished(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Empty: true}, `
  event_log_file: {interval: 20ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
`)
	files := map[string]map[string]string{
		"UniqueQuery": {"QUERY_IDENTIFIER": "SELECT Id FROM Contact WHERE Name LIKE '%hidden%' AND Email = 'hidden@acme.example'"},
		"Login":       {"HTTP_REFERER": "https://acme.example/start?q=hidden#hidden"},
		"OfTomorrow": {
			"SEARCHED": "FIND {hidden} IN ALL FIELDS RETURNING Account", "CALLED": "/services/data/v64.0/query?q=hidden",
			"SENT": "Authorization: Bearer hidden0hidden0hidden0hidden", "GIVEN": "00D5j0000000001!hidden.hidden",
		},
	}
	for eventType, cells := range files {
		names, row := []string{"EVENT_TYPE"}, []string{eventType}
		for name, cell := range cells {
			names, row = append(names, name), append(row, cell)
		}
		if _, err := org.AddLogFile(orgsim.LogFileSpec{EventType: eventType, Columns: names, Rows: [][]string{row}, CreatedDate: time.Now().Add(-time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, event := range collectAll(t, with(t, stanza, "\nredact_fields: {key: a key of the test's own, preset: secrets}\n"), len(files)) {
		if text := event.Fields.String(); strings.Contains(text, "hidden") || !strings.Contains(text, "Contact") && !strings.Contains(text, "/start") && !strings.Contains(text, "RETURNING") {
			t.Errorf("event %s", text)
		}
	}
}
