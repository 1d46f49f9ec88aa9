package doctor

import (
	"fmt"
	"strings"
	"testing"

	"github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestEachFlowIsExamined(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true, ClientSecret: "hush-secret", Password: "hush-wordhush-token"})
	for _, tt := range []struct {
		name, flow string
		code       int
		words      []string
	}{
		{"password", "user_password_flow: {client.id: ID, client.secret: hush-secret, username: USER, password: hush-word, security_token: hush-token, token_url: URL}", 0, []string{"with a security token", "ok sign-in"}},
		{"wrong password", "user_password_flow: {client.id: ID, client.secret: hush-secret, username: USER, password: hush-wrong, token_url: URL}", 1, []string{"authentication failure", "check username, password and security_token"}},
		{"client credentials", "client_credentials_flow: {client.id: ID, client.secret: hush-secret, token_url: URL}", 0, []string{"client secret", "ok sign-in"}},
		{"wrong secret", "client_credentials_flow: {client.id: ID, client.secret: hush-wrong, token_url: URL}", 1, []string{"invalid client credentials", "check client.secret"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			flow := strings.NewReplacer("ID", o.ClientID(), "USER", o.Username(), "URL", o.url).Replace(tt.flow)
			stanza, err := config.NewConfigWithYAML([]byte(fmt.Sprintf("type: salesforce\nid: a\nurl: %s\nauth.oauth2.%s\n", o.url, flow)), "test")
			if err != nil {
				t.Fatal(err)
			}
			for _, chosen := range []choice{{}, {json: true}} {
				r := chosen.result(t, stanza)
				if r.code != tt.code || strings.Contains(r.output, "hush") {
					t.Errorf("code %d, want %d, and no secret:\n%s", r.code, tt.code, r.output)
				}
				for _, word := range tt.words {
					if !chosen.json && !strings.Contains(r.flat(), word) {
						t.Errorf("the text does not say %q:\n%s", word, r.output)
					}
				}
			}
		})
	}
}
