package e2e

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// objects are those that the tests collect.
var objects = []string{"LoginEvent", "LogoutEvent", "SetupAuditTrail", "LoginHistory"}

// org is an org that listens and trusts a key.
type org struct {
	*orgsim.Org
	url string
	key string // file of the private key
}

// startOrg starts an org that trusts the key of its options, or else one of its own.
func startOrg(t *testing.T, options orgsim.Options) *org {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if options.PublicKey == nil {
		options.PublicKey = &key.PublicKey
	}
	simulated, err := orgsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	server, err := simulated.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	path := filepath.Join(t.TempDir(), "key.pem")
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return &org{Org: simulated, url: server.URL, key: path}
}

// stanza returns an input with the given methods, which are indented by four.
func (o *org) stanza(methods string) string {
	return fmt.Sprintf(`
- type: salesforce
  id: e2e
  url: %s
  auth.oauth2.jwt_bearer_flow:
    client.id: %s
    client.username: %s
    client.key_path: '%s'
    url: https://login.salesforce.com
    token_url: %s
  preserve_original_event: true
  event_monitoring_method:
%s`, o.url, o.ClientID(), o.Username(), o.key, o.url, methods)
}

// everything collects all log files of a kind and the objects, often.
func (o *org) everything(logInterval string) string {
	return o.stanza(fmt.Sprintf(`
    event_log_file:
      log_interval: %s
      interval: 1s
      settle: 0s
      initial_interval: 30d
    object:
      names: [%s]
      interval: 1s
      initial_interval: 30d
      delay: 1s
      lookback: 1m
`, logInterval, strings.Join(objects, ", ")))
}

// hourly collects the same as everything, and not more often than an org takes.
func (o *org) hourly() string {
	return strings.ReplaceAll(o.everything("auto"), "interval: 1s", "interval: 1h")
}
