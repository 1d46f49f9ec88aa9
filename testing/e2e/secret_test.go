package e2e

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// witness notes what was sent in confidence.
type witness struct {
	mu      sync.Mutex
	secrets map[string]string // what it is, by itself
}

func (w *witness) watch(org *org) {
	w.secrets = make(map[string]string)
	org.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		if _, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok {
			w.add("an access token", token)
		}
		return false
	})
}

func (w *witness) add(what, secret string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.secrets[secret] = what
}

// assertion is the beginning of every JWT.
var assertion = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}`)

// search looks for what it knows in a text.
func (w *witness) search(t *testing.T, where, text string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for secret, what := range w.secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s holds %s", where, what)
		}
	}
	if found := assertion.FindString(text); found != "" {
		t.Errorf("%s holds an assertion: %s...", where, found)
	}
}

// searchHome looks into all that the beat wrote: logs, registry and output.
func (w *witness) searchHome(t *testing.T, b *beat) {
	t.Helper()
	err := filepath.WalkDir(b.Home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "filebeat.yml" {
			return err
		}
		text, err := os.ReadFile(path)
		w.search(t, entry.Name(), string(text))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestNothingThatIsWrittenHoldsASecret(t *testing.T) {
	const clientSecret, password, securityToken = "51B3C0A7CLIENTSECRET", "Pa55wordOfTheUser", "T0kenOfTheUser"
	flows := map[string]string{
		"jwt_bearer_flow":         "client.username: %[2]s\n    client.key_path: '%[3]s'",
		"user_password_flow":      "client.secret: " + clientSecret + "\n    username: %[2]s\n    password: " + password + "\n    security_token: " + securityToken,
		"client_credentials_flow": "client.secret: " + clientSecret,
	}
	for name, flow := range flows {
		t.Run(name, func(t *testing.T) {
			org := startOrg(t, orgsim.Options{
				Seed: 31, Days: 1, RowsPerHour: 4, EventTypes: []string{"Login"},
				ClientSecret: clientSecret, Password: password + securityToken,
				Faults: []orgsim.Fault{
					{Kind: orgsim.ShortSession, Number: 10},
					{Kind: orgsim.ServerError, Each: 1, Probability: 0.3},
					{Kind: orgsim.HTMLPage, Each: 1, Probability: 0.2},
					{Kind: orgsim.Reset, Each: 1, Form: "body", Probability: 0.2},
				},
			})
			var w witness
			w.watch(org)
			key, err := os.ReadFile(org.key)
			if err != nil {
				t.Fatal(err)
			}
			w.add("the private key", strings.Split(string(key), "\n")[3])
			w.add("the client secret", clientSecret)
			w.add("the password", password)
			w.add("the security token", securityToken)

			stanza := fmt.Sprintf(`
- type: salesforce
  id: e2e
  url: %[4]s
  resource.retry: {wait_min: 10ms, wait_max: 20ms}
  resource.tracer: {filename: 'http-*.ndjson', maxsize: 50}
  auth.oauth2.%[5]s:
    client.id: %[1]s
    `+flow+`
  event_monitoring_method:
    event_log_file: {interval: 1s, settle: 0s, initial_interval: 7d, log_interval: hourly}
    object: {names: [SetupAuditTrail], interval: 1s, initial_interval: 7d}
`, org.ClientID(), org.Username(), org.key, org.url, name)
			b := newBeat(t, stanza)
			configuration := filepath.Join(b.Home, "filebeat.yml")
			text, err := os.ReadFile(configuration)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(configuration, []byte(strings.Replace(string(text), "level: info", "level: debug\n  selectors: ['*']", 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			served := b.serveHTTP()
			total := 0
			for _, file := range org.Truth().LogFiles {
				if file.Interval == orgsim.Hourly {
					total += len(file.Rows)
				}
			}
			b.Start()
			b.waitForEvents(total + len(org.Truth().Records["SetupAuditTrail"]))
			for _, path := range []string{"/", "/stats", "/state", "/inputs/", "/dataset"} {
				var answer any
				if !b.get(served+path, &answer) {
					t.Errorf("%s is not served", path)
				}
				w.search(t, path, fmt.Sprint(answer))
			}
			b.Stop()
			output, _ := b.Command(context.Background(), "test", "salesforce").CombinedOutput() // faults may fail it
			w.search(t, "the doctor's output", string(output))

			// And where nothing works.
			for _, reason := range []string{"assertion", "authentication", "client-secret"} {
				remove, err := org.Inject(orgsim.Fault{Kind: orgsim.SignInRefused, Form: reason})
				if err != nil {
					t.Fatal(err)
				}
				output, _ := b.Command(context.Background(), "test", "salesforce").CombinedOutput()
				w.search(t, "the doctor's output", string(output))
				remove()
			}
			w.searchHome(t, b)
			if traces, err := filepath.Glob(filepath.Join(b.Home, "*", "salesforce", "http-e2e.ndjson")); err != nil || len(traces) != 1 {
				t.Errorf("the traces are %q, %v", traces, err)
			}
			if tokens := len(w.secrets) - 4; tokens < 2 {
				t.Errorf("only %d access tokens were used", tokens)
			}
		})
	}
}
