package main

import (
	"fmt"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// configuration returns the configuration of the demo's beat. It polls more often
// than one would poll a real org.
func configuration(url string, org *orgsim.Org, keyPath string) []byte {
	return fmt.Appendf(nil, `filebeat.inputs:
- type: salesforce
  id: demo
  url: %s
  auth.oauth2.jwt_bearer_flow:
    client.id: %s
    client.username: %s
    client.key_path: '%s'
    url: https://login.salesforce.com
    token_url: %s
  event_monitoring_method:
    event_log_file:
      event_types: ["*"]
      interval: 5s
      settle: 0s
      initial_interval: 2h
      lookback: 10m
    object:
      names: [LoginEvent, LogoutEvent, SetupAuditTrail]
      interval: 5s
      initial_interval: 2h
      delay: 2s

queue.mem.flush.timeout: 1s
output.console.enabled: true
`, url, org.ClientID(), org.Username(), keyPath, url)
}
