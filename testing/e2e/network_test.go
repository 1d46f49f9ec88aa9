package e2e

import (
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// Beats' HTTP client would log each try to connect at the level error. The input reports a host
// that cannot be reached once, and again when that changes.
func TestHostThatCannotBeReachedIsLoggedByTheInputAlone(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	stanza := strings.ReplaceAll(org.everything("auto"), org.url, "https://"+closed)
	stanza = strings.Replace(stanza, "  preserve_original_event", "  resource.retry: {max_attempts: 3, wait_min: 1ms, wait_max: 2ms}\n  preserve_original_event", 1)
	b := newBeat(t, stanza)
	b.Start()
	b.waitFor("word of the host", func() bool { return strings.Contains(b.Log(), "connection refused") })
	b.Stop()
	if log := b.Log(); strings.Contains(log, "Error dialing") {
		t.Error("each try to connect is logged")
	}
}

func TestUnverifiedTLSIsWarnedOfOnce(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 8, Days: 1, RowsPerHour: 5, DailyDelay: -1})
	secure := httptest.NewTLSServer(org)
	t.Cleanup(secure.Close)
	stanza := strings.ReplaceAll(org.everything("auto"), org.url, secure.URL)
	stanza = strings.Replace(stanza, "  preserve_original_event", "  resource.ssl.verification_mode: none\n  preserve_original_event", 1)
	b := newBeat(t, stanza)
	b.Start()
	listed := org.Requests()[orgsim.RequestQuery]
	b.waitFor("some polls", func() bool { return org.Requests()[orgsim.RequestQuery] > listed+10 })
	b.Stop()
	log := b.Log()
	if warned := strings.Count(log, "resource.ssl.verification_mode is none"); warned != 1 {
		t.Errorf("the log has %d warnings of ssl.verification_mode: none, want 1", warned)
	}
	if strings.Contains(log, "verifications disabled") {
		t.Error("Beats warns of it for each connection")
	}

	stdout, _, _ := b.test()
	if said := flat(stdout); !strings.Contains(said, "TLS 1.3") || !strings.Contains(said, "verification_mode is none") {
		t.Errorf("the doctor does not warn of it:\n%s", stdout)
	}
}
