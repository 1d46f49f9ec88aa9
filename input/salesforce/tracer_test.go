package salesforce

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/paths"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// logsIn makes a directory that of Filebeat's logs until the test ends.
func logsIn(t *testing.T) (directory string) {
	t.Helper()
	before := paths.Paths
	t.Cleanup(func() { paths.Paths = before })
	paths.Paths = &paths.Path{Logs: t.TempDir()}
	return paths.Paths.Logs
}

// confidences notes what goes to and from an org in confidence.
type confidences struct {
	mu      sync.Mutex
	secrets map[string]string // what it is, by itself
}

func (c *confidences) add(what, secret string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if secret != "" {
		c.secrets[secret] = what
	}
}

// watch notes what is sent to sign in and what is given for it. What a refused sign-in
// sent is repeated in the refusal.
func (c *confidences) watch(org *orgsim.Org, refused bool) {
	org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if _, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok {
			c.add("an access token", token)
		}
		if orgsim.RequestKind(r) != orgsim.RequestToken {
			return false
		}
		answered := httptest.NewRecorder()
		org.Serve(answered, r) // which parses the form
		for name, values := range r.PostForm {
			if name != "grant_type" && name != "client_id" && name != "username" && name != "format" {
				c.add(name, values[0])
			}
		}
		text := answered.Body.String()
		if refused {
			answered.Code = http.StatusBadRequest
			text = `{"error":"invalid_grant","error_description":"authentication failure ` + r.PostForm.Encode() + " " + r.PostForm.Get("password") + `"}`
		} else {
			var given map[string]any
			if err := json.Unmarshal(answered.Body.Bytes(), &given); err != nil {
				panic(err)
			}
			for _, name := range []string{"access_token", "refresh_token", "signature", "id"} {
				value, _ := given[name].(string)
				c.add(name, value)
			}
		}
		header := maps.Clone(map[string][]string(answered.Header()))
		delete(header, "Content-Length")
		maps.Copy(w.Header(), header)
		w.Header().Add("Set-Cookie", "sid=cookie-of-the-session; secure")
		w.WriteHeader(answered.Code)
		_, _ = w.Write([]byte(text))
		return true
	})
}

func (c *confidences) search(t *testing.T, text string) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for secret, what := range c.secrets {
		for _, form := range []string{secret, url.QueryEscape(secret), strings.ReplaceAll(secret, "/", `\/`)} {
			if strings.Contains(text, form) {
				t.Errorf("the trace holds the %s", what)
				break
			}
		}
	}
}

func TestATraceHasSignInsAndCallsAndNoSecret(t *testing.T) {
	for name, flow := range map[string]string{
		"JWT bearer":         "  jwt_bearer_flow: {client.id: %[1]s, client.username: %[2]s, client.key_path: '%[3]s'}",
		"password":           "  user_password_flow: {client.id: %[1]s, client.secret: '" + orgSecret + "', username: %[2]s, password: '" + orgPassword + "', security_token: " + orgSecurityToken + "}",
		"client credentials": "  client_credentials_flow: {client.id: %[1]s, client.secret: '" + orgSecret + "'}",
	} {
		for _, refused := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", refused ", refused), func(t *testing.T) {
				logs := logsIn(t)
				org, own := testOrg(t, orgsim.Options{
					Seed: 5, Days: 1, RowsPerHour: 5, EventTypes: []string{"Login"},
					ClientSecret: orgSecret, Password: orgPassword + orgSecurityToken,
					Faults: []orgsim.Fault{{Kind: orgsim.ShortSession, Number: 10}},
				}, filesAndTrail)
				address, err := own.String("url", -1)
				if err != nil {
					t.Fatal(err)
				}
				key, err := own.String("auth.oauth2.jwt_bearer_flow.client.key_path", -1)
				if err != nil {
					t.Fatal(err)
				}
				known := &confidences{secrets: map[string]string{orgSecret: "client secret", orgPassword: "password", orgSecurityToken: "security token", "cookie-of-the-session": "cookie"}}
				known.watch(org, refused)
				stanza := with(t, signInBy(t, address, fmt.Sprintf(flow, org.ClientID(), org.Username(), key)), "resource.tracer: {enabled: true, filename: 'http-*.ndjson', maxsize: 50}")
				e := newEnvironment(t, newRegistry(), true)
				stop := e.start(stanza)
				if refused {
					e.waitFor("the refusal", func() bool {
						return len(e.statuses) > 0 && strings.Contains(e.statuses[len(e.statuses)-1], "authentication failure")
					})
				} else {
					e.waitFor("all events", func() bool { return len(e.events()) == countOf(org.Truth()) })
				}
				stop()
				text, err := os.ReadFile(filepath.Join(logs, "salesforce", "http-test.ndjson"))
				if err != nil {
					t.Fatal(err)
				}
				known.search(t, string(text))
				wanted := []string{"grant_type=", `"http.response.status_code":200`, "/services/data/v", "LogFile", `\"totalSize\"`, `"Sforce-Limit-Info"`}
				if refused {
					wanted = []string{"grant_type=", "invalid_grant"}
				} else if len(known.secrets) < 6 {
					t.Errorf("only %d secrets are known", len(known.secrets))
				}
				for _, want := range wanted {
					if !strings.Contains(string(text), want) {
						t.Errorf("the trace lacks %s", want)
					}
				}
				if strings.Contains(string(text), `\"EVENT_TYPE\",\"TIMESTAMP\"`) {
					t.Error("the trace holds the body of a log file")
				}
				ids := make(map[string]int)
				for line := range strings.Lines(string(text)) {
					var one map[string]any
					if err := json.Unmarshal([]byte(line), &one); err != nil {
						t.Fatalf("%q: %v", line, err)
					}
					ids[fmt.Sprint(one["transaction.id"])]++
				}
				unanswered := 0
				for id, lines := range ids {
					switch lines {
					case 1:
						unanswered++
					case 2:
					default:
						t.Errorf("%s has %d lines", id, lines)
					}
				}
				if unanswered > 2 { // one of each source was in progress when the input was stopped
					t.Errorf("%d requests have no second line", unanswered)
				}
			})
		}
	}
}

func TestATraceThatIsSwitchedOffIsDeleted(t *testing.T) {
	logs := logsIn(t)
	org, stanza := testOrg(t, orgsim.Options{Seed: 5, Days: 1, RowsPerHour: 5, EventTypes: []string{"Login"}}, filesAndTrail)
	path := filepath.Join(logs, "salesforce", "http-test.ndjson")
	for _, on := range []bool{true, false} {
		e := newEnvironment(t, newRegistry(), true)
		stop := e.start(with(t, stanza, fmt.Sprintf("resource.tracer: {enabled: %v, filename: 'http-*.ndjson'}", on)))
		e.waitFor("all events", func() bool { return len(e.events()) == countOf(org.Truth()) })
		stop()
		if _, err := os.Stat(path); on && err != nil || !on && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("with a trace that is on, %v: %v", on, err)
		}
	}
}

func TestAStanzaWithATraceIsTaken(t *testing.T) {
	logs := logsIn(t)
	for name, tt := range map[string]struct{ tracer, want string }{
		"a name":                    {"filename: trace.ndjson", "salesforce/trace.ndjson"},
		"with the input's id":       {"filename: 'http/*/trace-*.ndjson'", "salesforce/http/my_org.1__x/trace-my_org.1__x.ndjson"},
		"as integrations have it":   {"enabled: true, filename: '../../" + filepath.Base(logs) + "/cel/http-request-trace-*.ndjson', maxbackups: 5", "cel/http-request-trace-my_org.1__x.ndjson"},
		"an absolute one":           {"enabled: 'true', filename: '" + filepath.Join(logs, "x", "trace.ndjson") + "', maxsize: '3', maxage: 2, localtime: true, compress: true", "x/trace.ndjson"},
		"none":                      {"enabled: false", ""},
		"none, and settings for it": {"maxsize: 10, maxage: 0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			from := stanzatest.Parse(t, stanzatest.Sound+"\nid: 'my org.1:/x'\nresource.tracer: {"+tt.tracer+"}")
			if err := stanza.ValidateStanza(from); err != nil {
				t.Fatal(err)
			}
			c, err := stanza.Read(from)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if made := orgclient.NewTracer(c, "my org.1:/x"); made != nil {
				got = made.Path
			}
			want := tt.want
			if want != "" {
				want = filepath.Join(logs, filepath.FromSlash(want))
			}
			if got != want {
				t.Errorf("the file is %q, want %q", got, want)
			}
			if entries, err := os.ReadDir(logs); err != nil || len(entries) > 0 {
				t.Errorf("checking made %v, %v", entries, err)
			}
		})
	}
}

func TestWithoutATraceNothingIsWrapped(t *testing.T) {
	for _, tracer := range []string{"{}", "{resource.tracer.enabled: false}", "{resource.tracer: {enabled: false, filename: x.ndjson}}"} {
		merged, err := conf.MergeConfigs(stanzatest.Parse(t, stanzatest.Sound), stanzatest.Parse(t, tracer))
		if err != nil {
			t.Fatal(err)
		}
		c, err := stanza.Read(merged)
		if err != nil {
			t.Fatal(err)
		}
		if made := orgclient.NewTracer(c, ""); made != nil && made.Log != nil {
			t.Errorf("%s has a trace", tracer)
		}
	}
}
