package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// A real org is collected if variables name one: docs/release.md.
func TestARealOrg(t *testing.T) {
	given := make(map[string]string)
	var missing []string
	for _, name := range []string{"SALESFORCE_URL", "SALESFORCE_CLIENT_ID", "SALESFORCE_USERNAME", "SALESFORCE_KEY_PATH"} {
		if given[name] = os.Getenv(name); given[name] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		t.Skipf("this test collects a real org: set %s; see docs/release.md", strings.Join(missing, ", "))
	}
	audience := os.Getenv("SALESFORCE_AUDIENCE")
	if audience == "" {
		audience = "https://login.salesforce.com"
	}
	b := newBeat(t, fmt.Sprintf(`
- type: salesforce
  id: smoke
  url: %q
  auth.oauth2.jwt_bearer_flow:
    client.id: %q
    client.username: %q
    client.key_path: %q
    url: %q
  event_monitoring_method:
    event_log_file:
      initial_interval: 1d
    object:
      names: [SetupAuditTrail, LoginHistory]
      initial_interval: 1d
`, given["SALESFORCE_URL"], given["SALESFORCE_CLIENT_ID"], given["SALESFORCE_USERNAME"], given["SALESFORCE_KEY_PATH"], audience))
	stdout, stderr, code := b.test()
	if code != 0 {
		t.Fatalf("the check of the org ended with %d:\n%s\n%s", code, stdout, stderr)
	}
	b.Start()
	for _, one := range b.waitForEvents(1) {
		if one.Metadata.ID == "" || one.Timestamp.IsZero() || one.Fields["organization"] == nil {
			t.Errorf("an event lacks its id, time or org: %v", one.Metadata)
		}
	}
	b.Stop()
}
