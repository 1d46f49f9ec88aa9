package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
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
	simulated, url := orgtest.Start(t, options)
	return &org{Org: simulated, url: url, key: orgtest.KeyFile(t)}
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
