package salesforce

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The stanza that the README begins with collects an org. Only what is the org's own is
// put in.
func TestTheStanzaOfTheREADMECollectsAnOrg(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```yaml\r?\nfilebeat.inputs:\r?\n- (type: salesforce.*?)\r?\n\r?\n").FindStringSubmatch(string(text))
	if block == nil {
		t.Fatal("the README has no stanza")
	}
	if lines := strings.Count(block[1], "\n") + 2; lines > 8 || strings.Contains(block[1], "SELECT") {
		t.Errorf("the stanza has %d lines:\n%s", lines, block[1])
	}
	stanza := strings.ReplaceAll(block[1], "\n  ", "\n")

	org, sound := testOrg(t, orgsim.Options{Seed: 9, Days: 1, RowsPerHour: 8, FileDelay: -1, Username: "filebeat@acme.example"}, "")
	url, err := sound.String("url", -1)
	if err != nil {
		t.Fatal(err)
	}
	key, err := sound.String("auth.oauth2.jwt_bearer_flow.client.key_path", -1)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("SALESFORCE_CLIENT_ID", org.ClientID())
	stanza = strings.NewReplacer("https://acme.my.salesforce.com", url, "/etc/filebeat/salesforce.key", "'"+key+"'").Replace(stanza)

	e := newEnvironment(t, newRegistry(), true)
	stop := e.start(stanzatest.Parse(t, stanza))
	e.waitFor("events of log files and of SetupAuditTrail", func() bool {
		counts := countedBySource(e.events())
		return counts["SetupAuditTrail"] > 0 && counts["Login"] > 0 && counts["API"] > 0
	})
	stop()
}
