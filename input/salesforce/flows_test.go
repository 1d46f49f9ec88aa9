package salesforce

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp/logptest"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The consumer secret and the password with its security token of the test orgs.
const (
	orgSecret        = "9155279925675241571"
	orgPassword      = "Pass, word 1"
	orgSecurityToken = "0123abc"
)

// signInBy is a stanza for an org that signs in by the given flows.
func signInBy(t *testing.T, url, flows string) *conf.C {
	t.Helper()
	return stanzatest.Parse(t, fmt.Sprintf(`
id: test
url: %s
resource.retry: {max_attempts: 2, wait_min: 1ms, wait_max: 2ms}
auth.oauth2:
%s
event_monitoring_method:
%s`, url, flows, filesAndTrail))
}

// flowOrg is an org that signs in by every flow, and the private key that it trusts.
func flowOrg(t *testing.T) (org *orgsim.Org, url string, key *rsa.PrivateKey) {
	t.Helper()
	// The stanza of testOrg names the file of its key.
	org, stanza := testOrg(t, orgsim.Options{
		Seed: 5, Days: 1, RowsPerHour: 5, EventTypes: []string{"Login"},
		ClientSecret: orgSecret, Password: orgPassword + orgSecurityToken,
	}, filesAndTrail)
	path, err := stanza.String("auth.oauth2.jwt_bearer_flow.client.key_path", -1)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(data)
	if key, err = x509.ParsePKCS1PrivateKey(block.Bytes); err != nil {
		t.Fatal(err)
	}
	if url, err = stanza.String("url", -1); err != nil {
		t.Fatal(err)
	}
	return org, url, key
}

// The whole input signs in by each flow, with the options that it cannot do without,
// and collects all that the org has.
func TestTheInputCollectsByEachFlow(t *testing.T) {
	org, url, key := flowOrg(t)
	text := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	client := fmt.Sprintf("client.id: %s, client.secret: %s", org.ClientID(), orgSecret)
	for name, flow := range map[string]string{
		"JWT bearer with its key in the stanza": fmt.Sprintf("  jwt_bearer_flow: {client.id: %s, client.username: %s, client.key: %s}",
			org.ClientID(), org.Username(), base64.StdEncoding.EncodeToString(text)),
		"password with a security token": fmt.Sprintf("  user_password_flow: {%s, username: %s, password: '%s', security_token: %s}",
			client, org.Username(), orgPassword, orgSecurityToken),
		"password with the token appended": fmt.Sprintf("  user_password_flow: {%s, username: %s, password: '%s%s'}",
			client, org.Username(), orgPassword, orgSecurityToken),
		"client credentials": fmt.Sprintf("  client_credentials_flow: {%s}", client),
	} {
		t.Run(name, func(t *testing.T) {
			before := org.Requests()[orgsim.RequestToken]
			e := newEnvironment(t, newRegistry(), true)
			stop := e.start(signInBy(t, url, flow))
			e.waitFor("all events", func() bool { return len(e.events()) == countOf(org.Truth()) })
			stop()
			if signIns := org.Requests()[orgsim.RequestToken] - before; signIns != 1 {
				t.Errorf("%d sign-ins, want 1", signIns)
			}
		})
	}
}

func TestARefusedPasswordIsSaidAndNotSentAgain(t *testing.T) {
	org, url, _ := flowOrg(t)
	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(signInBy(t, url, fmt.Sprintf("  user_password_flow: {client.id: %s, client.secret: %s, username: %s, password: hush}", org.ClientID(), orgSecret, org.Username())))
	e.waitFor("word of it", func() bool {
		return len(e.statuses) > 0 && strings.Contains(e.statuses[len(e.statuses)-1], `"authentication failure": (1) the user name, password`)
	})
	stop()
	if signIns := org.Requests()[orgsim.RequestToken]; signIns != 1 {
		t.Errorf("%d sign-ins of two sources, want 1", signIns)
	}
	for _, one := range e.statuses {
		if strings.Contains(one, "hush") {
			t.Errorf("a secret shows: %s", one)
		}
	}
}

// Without leave, neither the stanza nor the answer of the token endpoint may name an
// http URL elsewhere.
func TestPlainHTTPToOtherHostsHasToBeAllowed(t *testing.T) {
	org, url, _ := flowOrg(t)
	flow := fmt.Sprintf("  client_credentials_flow: {client.id: %s, client.secret: %s}", org.ClientID(), orgSecret)
	const rig = "http://rig.example"
	if err := stanza.ValidateStanza(signInBy(t, rig, flow)); err == nil || !strings.Contains(err.Error(), "url: \""+rig) {
		t.Errorf("without leave: %v", err)
	}
	from := signInBy(t, rig, flow)
	if err := from.SetBool("resource.allow_http", -1, true); err != nil {
		t.Fatal(err)
	}
	if err := stanza.ValidateStanza(from); err != nil {
		t.Errorf("with leave: %v", err)
	}

	org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if orgsim.RequestKind(r) != orgsim.RequestToken {
			return false
		}
		answer := httptest.NewRecorder()
		org.Serve(answer, r)
		w.WriteHeader(answer.Code)
		fmt.Fprint(w, strings.ReplaceAll(answer.Body.String(), url, rig))
		return true
	})
	from = signInBy(t, url, flow)
	if failed := failures(t, from); len(failed) == 0 || !strings.Contains(failed[0], "instance_url") || !strings.Contains(failed[0], "use https") {
		t.Errorf("an instance_url without leave: %q", failed)
	}
	if err := from.SetBool("resource.allow_http", -1, true); err != nil {
		t.Fatal(err)
	}
	// The host does not exist, but it was taken.
	for _, failed := range failures(t, from) {
		if strings.Contains(failed, "instance_url") {
			t.Errorf("an instance_url with leave: %q", failed)
		}
	}
}

func TestAKeyThatOthersCanReadIsLoggedOnce(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such bits")
	}
	org, url, key := flowOrg(t)
	path := filepath.Join(t.TempDir(), "key.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	e := newEnvironment(t, newRegistry(), true)
	log, logged := logptest.NewTestingLoggerWithObserver(t, "test")
	e.log = log
	stop := e.start(signInBy(t, url, fmt.Sprintf("  jwt_bearer_flow: {client.id: %s, client.username: %s, client.key_path: '%s'}", org.ClientID(), org.Username(), path)))
	e.waitFor("all events", func() bool { return len(e.events()) == countOf(org.Truth()) })
	stop()
	var found []string
	for _, entry := range logged.TakeAll() {
		if strings.HasPrefix(entry.Message, "credentials: ") {
			found = append(found, entry.Message)
		}
	}
	if len(found) != 1 || !strings.Contains(found[0], "can be read by other users of this host (mode 0644)") {
		t.Errorf("logged %q, want the warning once, of two sources and many polls", found)
	}
}
