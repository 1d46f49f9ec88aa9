package salesforce

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
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
			c, err := readConfig(stanzatest.Parse(t, "url: "+server.URL+"\nauth.oauth2.client_credentials_flow: {client.id: x1, client.secret: s1}\nresource.retry.max_attempts: 1\n"+tt.ssl))
			if err != nil {
				t.Fatal(err)
			}
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			httpClient, err := newHTTPClient(c.Resource.Transport)
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
