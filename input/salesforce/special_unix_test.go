//go:build !windows

package salesforce

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// pipe is a named pipe that nobody writes to.
func pipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// inTime fails if something waits for the other end of a pipe.
func inTime(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it waits")
	}
}

// The doctor and the input read these, and must not wait for a writer.
func TestAKeyOrCertificateThatIsAPipeIsRefusedAtOnce(t *testing.T) {
	for option, file := range map[string]string{
		"auth.oauth2.jwt_bearer_flow.client.key_path":  "reading the private key",
		"auth.oauth2.jwt_bearer_flow.client.cert_path": "certificate",
	} {
		_, stanza := testOrg(t, orgsim.Options{Empty: true}, filesAndTrail)
		setString(t, stanza, option, pipe(t))
		inTime(t, func() {
			failed := strings.Join(failures(t, stanza), "\n")
			if !strings.Contains(failed, file) || !strings.Contains(failed, "is a named pipe: not a regular file") {
				t.Errorf("%s: %s", option, failed)
			}
		})
		inTime(t, func() {
			e := newEnvironment(t, newRegistry(), true)
			stop := e.start(stanza)
			e.waitFor("the failure", func() bool {
				return len(e.statuses) > 0 && strings.Contains(e.statuses[len(e.statuses)-1], "named pipe")
			})
			stop()
		})
	}
}

func TestFilesOfTLSThatArePipesAreRefusedAtOnce(t *testing.T) {
	for option, yaml := range map[string]string{
		"resource.ssl.certificate_authorities": "[PIPE]",
		"resource.ssl.certificate":             "PIPE\nresource.ssl.key: /etc/x.key",
		"resource.ssl.key":                     "PIPE\nresource.ssl.certificate: /etc/x.crt",
		"resource.ssl.key_passphrase_path":     "PIPE\nresource.ssl.certificate: /etc/x.crt\nresource.ssl.key: /etc/x.key",
	} {
		from := stanzatest.Parse(t, stanzatest.SignIn+option+": "+strings.ReplaceAll(yaml, "PIPE", pipe(t)))
		inTime(t, func() {
			if err := stanza.ValidateStanza(from); err == nil || !strings.Contains(err.Error(), option+": ") || !strings.Contains(err.Error(), "is a named pipe") {
				t.Errorf("%s: %v", option, err)
			}
		})
	}
}
