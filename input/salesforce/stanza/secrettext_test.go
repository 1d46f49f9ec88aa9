package stanza

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

// What a paste, a file or a Kubernetes secret adds to a secret is not sent.
func TestWhiteSpaceAroundSecrets(t *testing.T) {
	const url = "url: https://acme.my.salesforce.com\n"
	password := func(text string) string {
		return url + `auth.oauth2.user_password_flow: {client.id: 3MVG9, client.secret: " 195\t5\r\n", username: a@b.example, security_token: "\n tok ", password: ` + text + "}"
	}
	for _, tt := range []struct {
		name, yaml string
		want       oauth.UserPassword
		warned     bool
	}{
		{"a line end", password(`"pa ss\n"`), oauth.UserPassword{Password: oauth.NewSecret("pa ss")}, false},
		{"line ends of both kinds", password(`"\r\npa ss\r\n\n"`), oauth.UserPassword{Password: oauth.NewSecret("pa ss")}, false},
		{"a space, which may belong to it", password(`"pa ss "`), oauth.UserPassword{Password: oauth.NewSecret("pa ss ")}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Read(stanzatest.Parse(t, tt.yaml))
			if err != nil {
				t.Fatal(err)
			}
			flow := c.Flow().(oauth.UserPassword)
			if got, want := flow.Password.Reveal(), tt.want.Password.Reveal(); got != want {
				t.Errorf("password %q, want %q", got, want)
			}
			if got := flow.ClientSecret.Reveal(); got != "195\t5" {
				t.Errorf("client secret %q", got)
			}
			if got := flow.SecurityToken.Reveal(); got != "tok" {
				t.Errorf("security token %q", got)
			}
			warned := strings.Contains(strings.Join(c.Warnings, "\n"), "user_password_flow.password: begins or ends with white space")
			if warned != tt.warned || strings.Contains(strings.Join(c.Warnings, "\n"), "pa ss") {
				t.Errorf("warnings %q", c.Warnings)
			}
		})
	}
	c, err := Read(stanzatest.Parse(t, url+`auth.oauth2.client_credentials_flow: {client.id: 3MVG9, client.secret: "\t1955 "}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Flow().(oauth.ClientCredentials).ClientSecret.Reveal(); got != "1955" {
		t.Errorf("client secret %q", got)
	}
	if _, err := Read(stanzatest.Parse(t, password(`" \n"`))); err != nil {
		t.Errorf("a password of a space: %v", err)
	}
	if _, err := Read(stanzatest.Parse(t, password(`"\n"`))); err == nil || !strings.Contains(err.Error(), "password: is required") {
		t.Errorf("a password of a line end: %v", err)
	}
}

// Beats has taken one of two $ away before anything of ours sees the value.
func TestADollarInASecretIsAWarning(t *testing.T) {
	t.Setenv("ORG_SECRET", "hush$$hush")
	const dollar = "auth.oauth2.user_password_flow.password: contains a $, and Beats reads $$ as $ and $} as }: put the value into the keystore, or write each $ twice"
	for value, want := range map[string][]string{
		`hush$$hush`:             {dollar},
		`hush$hush`:              {dollar},
		`${ORG_SECRET}$$`:        {dollar},
		`${ORG_SECRET}`:          nil, // Beats leaves it alone
		`${ORG_SECRET:hush}hush`: nil,
		`hush`:                   nil,
	} {
		stanza := stanzatest.Parse(t, `{url: "https://acme.my.salesforce.com", auth.oauth2.user_password_flow: {client.id: 3MVG9, client.secret: s, username: a@b.example, password: "`+value+`"}}`)
		warnings, err := Warnings(stanza)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, warnings); diff != "" {
			t.Errorf("%s: warnings (-want +got):\n%s", value, diff)
		}
	}
}
