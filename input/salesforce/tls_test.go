package salesforce

import (
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/command/doctor"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// A server that only speaks old versions of TLS gets neither secrets nor requests.
func TestTLSBelow12IsNotUsedUnlessItIsNamed(t *testing.T) {
	for name, tt := range map[string]struct {
		ssl   string
		newer bool // the server speaks TLS 1.2
		taken bool
	}{
		"no settings":              {"", false, false},
		"settings, an old server":  {"resource.ssl.verification_mode: none", false, false},
		"settings, a newer server": {"resource.ssl.verification_mode: none", true, true},
		"the old version is named": {"resource.ssl: {verification_mode: none, supported_protocols: [TLSv1.1]}", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			asked := make(chan string, 10)
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked <- r.URL.Path
				w.WriteHeader(http.StatusBadRequest)
			}))
			server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
			if tt.newer {
				server.TLS.MaxVersion = tls.VersionTLS12
			}
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.StartTLS()
			defer server.Close()
			c, err := stanza.Read(stanzatest.Parse(t, "url: "+server.URL+"\nauth.oauth2.client_credentials_flow: {client.id: x1, client.secret: s1}\nresource.retry.max_attempts: 1\n"+tt.ssl))
			if err != nil {
				t.Fatal(err)
			}
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			httpClient, err := orgclient.NewHTTPClient(c.Resource.Transport)
			if err != nil {
				t.Fatal(err)
			}
			defer httpClient.CloseIdleConnections()
			response, err := httpClient.Do(request)
			if err == nil {
				_ = response.Body.Close()
			}
			if taken := len(asked) > 0; taken != tt.taken || !taken && (err == nil || !strings.Contains(err.Error(), "protocol version")) {
				t.Errorf("asked: %v, want %v; error %v", taken, tt.taken, err)
			}
		})
	}
}

// What Beats puts around a connection must not hide from the doctor that it is encrypted.
func TestDoctorSeesTheTLSOfAConnection(t *testing.T) {
	org, stanza := testOrg(t, orgsim.Options{Empty: true}, `
  object: {names: [SetupAuditTrail], interval: 1h}
`)
	secure := httptest.NewTLSServer(org)
	defer secure.Close()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	for _, tt := range []struct {
		option, value string
		status        diagnosis.Status
		words         []string
	}{
		{"resource.ssl.certificate_authorities", string(authority), diagnosis.OK, []string{"TLS 1.3"}},
		{"resource.ssl.verification_mode", "none", diagnosis.Warning, []string{"TLS 1.3", "verification_mode is none"}},
	} {
		changed, err := conf.MergeConfigs(stanza)
		if err != nil {
			t.Fatal(err)
		}
		for option, value := range map[string]string{"url": secure.URL, "auth.oauth2.jwt_bearer_flow.token_url": secure.URL, tt.option: tt.value} {
			if err := changed.SetString(option, -1, value); err != nil {
				t.Fatal(err)
			}
		}
		var checks []diagnosis.Check
		if err := doctor.Diagnose(t.Context(), changed, oauth.NewBroker(), func(check diagnosis.Check) {
			if check.Name == diagnosis.Network && check.Subject == strings.TrimPrefix(secure.URL, "https://") {
				checks = append(checks, check)
			}
		}); err != nil {
			t.Fatal(err)
		}
		if len(checks) != 1 || checks[0].Status != tt.status {
			t.Errorf("%s: checks of the network %+v, want one that is %v", tt.option, checks, tt.status)
			continue
		}
		for _, word := range tt.words {
			if said := fmt.Sprint(checks[0].Found, checks[0].Cause); !strings.Contains(said, word) {
				t.Errorf("%s: the check says %q, want %q in it", tt.option, said, word)
			}
		}
	}
}
