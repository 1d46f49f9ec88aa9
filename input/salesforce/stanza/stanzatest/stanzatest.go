// Package stanzatest has what tests of stanzas share.
package stanzatest

import (
	"testing"

	"github.com/elastic/elastic-agent-libs/config"
)

// SignIn is the part that every good stanza has.
const SignIn = `
url: https://acme.my.salesforce.com
auth.oauth2.jwt_bearer_flow:
  client.id: consumer-key
  client.username: filebeat@acme.example
  client.key_path: /etc/filebeat/salesforce.key
  url: https://login.salesforce.com
`

// Sound is a stanza that collects by default.
const Sound = `
url: https://acme.my.salesforce.com
auth.oauth2.jwt_bearer_flow.client: {id: 3MVG9, username: filebeat@acme.example, key_path: /etc/salesforce.key}
`

// Parse reads a stanza.
func Parse(t *testing.T, yaml string) *config.C {
	t.Helper()
	parsed, err := config.NewConfigWithYAML([]byte(yaml), "test")
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
