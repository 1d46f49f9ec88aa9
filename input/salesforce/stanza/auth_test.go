package stanza

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/go-ucfg"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

const org = "url: https://acme.my.salesforce.com\n"

// The parts that every good stanza of the other flows has.
const (
	passwordSignIn = org + `
auth.oauth2.user_password_flow:
  client.id: consumer-key
  client.secret: hush-secret
  username: filebeat@acme.example
  password: hush-password
`
	credentialsSignIn = org + `
auth.oauth2.client_credentials_flow:
  client.id: consumer-key
  client.secret: hush-secret
`
)

func TestAWrongSignInIsRefusedWithItsOptionAndValue(t *testing.T) {
	const noKey = "jwt_bearer_flow.client.key_path: is required unless key is set"
	for _, tt := range []struct {
		name, yaml string
		want       []string
	}{
		{"no flow", org + "auth.oauth2: {}", []string{"auth.oauth2: has no enabled flow: enable one of jwt_bearer_flow, user_password_flow or client_credentials_flow"}},
		{"two flows", stanzatest.SignIn + strings.TrimPrefix(passwordSignIn, org), []string{"auth.oauth2: has 2 enabled flows, jwt_bearer_flow and user_password_flow, but only one is allowed"}},
		{"three flows, and what is wrong in them", org + "auth.oauth2: {jwt_bearer_flow.enabled: true, user_password_flow.enabled: true, client_credentials_flow.enabled: true}", []string{
			"has 3 enabled flows, jwt_bearer_flow and user_password_flow and client_credentials_flow",
			"jwt_bearer_flow.client.id: is required", "user_password_flow.client.id: is required", "client_credentials_flow.client.id: is required",
		}},
		{"an empty JWT flow", org + "auth.oauth2.jwt_bearer_flow.enabled: true", []string{
			"jwt_bearer_flow.client.id: is required", "jwt_bearer_flow.client.username: is required", noKey,
		}},
		{"an empty password flow", org + "auth.oauth2.user_password_flow.enabled: true", []string{
			"user_password_flow.client.id: is required", "user_password_flow.client.secret: is required",
			"user_password_flow.username: is required", "user_password_flow.password: is required",
		}},
		{"an empty client credentials flow", org + "auth.oauth2.client_credentials_flow.enabled: true", []string{
			"client_credentials_flow.client.id: is required", "client_credentials_flow.client.secret: is required",
		}},
		{"white space for a name", strings.Replace(stanzatest.SignIn, "consumer-key", "' '", 1), []string{"jwt_bearer_flow.client.id: is required"}},
		{"a key twice", stanzatest.SignIn + "  client.key: hush-key", []string{"jwt_bearer_flow.client.key: cannot be combined with key_path", "/etc/filebeat/salesforce.key"}},
		{"a key that is a list", strings.Replace(stanzatest.SignIn, "client.key_path: /etc/filebeat/salesforce.key", "client.key: [hush-a, hush-b]", 1), []string{"jwt_bearer_flow.client.key: was read as a list"}},
		{"a passphrase that is a number", stanzatest.SignIn + "  client.key_passphrase: 0123", []string{"jwt_bearer_flow.client.key_passphrase: was read as a number", "quotes"}},
		{"a password that is a number", strings.Replace(passwordSignIn, "hush-password", "0123", 1), []string{"user_password_flow.password: was read as a number", "quotes"}},
		{"a token that is a large number", passwordSignIn + "  security_token: 1e5", []string{"user_password_flow.security_token: must be text", "quotes"}},
		{"a consumer secret that lost its digits", strings.Replace(credentialsSignIn, "hush-secret", "12345678901234567890123", 1), []string{"client_credentials_flow.client.secret: must be text", "quotes"}},
		{"the browser's URL as audience", strings.Replace(stanzatest.SignIn, "https://login.salesforce.com", "https://acme.lightning.force.com", 1), []string{"jwt_bearer_flow.url", "https://acme.my.salesforce.com"}},
		{"the browser's URL for tokens", passwordSignIn + "  token_url: https://acme--c.vf.force.com", []string{"user_password_flow.token_url", "https://acme.my.salesforce.com"}},
		{"http for tokens", credentialsSignIn + "  token_url: http://acme.my.salesforce.com", []string{"client_credentials_flow.token_url", "use https"}},
		{"client credentials for all orgs", credentialsSignIn + "  token_url: https://login.salesforce.com/", []string{"client_credentials_flow.token_url", `"https://login.salesforce.com"`, "request not supported on this domain", "My Domain"}},
		{"client credentials for all sandboxes", strings.Replace(credentialsSignIn, "acme.my", "test", 1), []string{"client_credentials_flow.token_url", "My Domain"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(stanzatest.Parse(t, tt.yaml))
			if err == nil {
				t.Fatal("the stanza was taken")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error does not say %q:\n%v", want, err)
				}
			}
			if strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "123") {
				t.Errorf("error says too much:\n%v", err)
			}
		})
	}
}

func TestAFlowIsWhatItsBlockSays(t *testing.T) {
	const sandbox = "https://acme--dev.sandbox.my.salesforce.com"
	secret := oauth.NewSecret
	at := func(url, yaml string) string { return strings.Replace(yaml, "https://acme.my.salesforce.com", url, 1) }
	withoutAudience := strings.Replace(stanzatest.SignIn, "  url: https://login.salesforce.com\n", "", 1)
	jwt := oauth.JWTBearer{
		ClientID: "consumer-key", Username: "filebeat@acme.example", Audience: "https://login.salesforce.com", TokenURLBase: "https://login.salesforce.com",
		Key: oauth.KeyFile("/etc/filebeat/salesforce.key", oauth.Secret{}),
	}
	password := oauth.UserPassword{
		ClientID: "consumer-key", ClientSecret: secret("hush-secret"), Username: "filebeat@acme.example", Password: secret("hush-password"),
		TokenURLBase: "https://login.salesforce.com",
	}
	client := oauth.ClientCredentials{ClientID: "consumer-key", ClientSecret: secret("hush-secret"), TokenURLBase: "https://acme.my.salesforce.com"}
	for _, tt := range []struct {
		name, yaml string
		want       oauth.Flow
	}{
		{"JWT", stanzatest.SignIn, jwt},
		{"JWT without an audience", withoutAudience, jwt},
		{"JWT, the others switched off", stanzatest.SignIn + "auth.oauth2: {user_password_flow.enabled: false, client_credentials_flow: {enabled: false, client.id: x}}", jwt},
		{"JWT by its other name", strings.Replace(stanzatest.SignIn, "  url: https://login", "  audience_url: HTTPS://Login", 1), jwt},
		{"JWT with everything", strings.Replace(stanzatest.SignIn, "https://login.salesforce.com", "https://acme.my.salesforce.com/services/oauth2/token", 1) +
			"  client.key_passphrase: hush\n  client.cert_path: /etc/filebeat/salesforce.crt\n  token_url: Login.salesforce.com/", oauth.JWTBearer{
			ClientID: "consumer-key", Username: "filebeat@acme.example", Audience: "https://acme.my.salesforce.com", TokenURLBase: "https://login.salesforce.com",
			Key: oauth.KeyFile("/etc/filebeat/salesforce.key", secret("hush")), CertPath: "/etc/filebeat/salesforce.crt",
		}},
		{"JWT with its key", strings.Replace(stanzatest.SignIn, "client.key_path: /etc/filebeat/salesforce.key", "client.key: hush-key", 1), func() oauth.JWTBearer {
			flow := jwt
			flow.Key = oauth.KeyText(secret("hush-key"), oauth.Secret{})
			return flow
		}()},
		{"JWT of a sandbox", at(sandbox, withoutAudience), func() oauth.JWTBearer {
			flow := jwt
			flow.Audience, flow.TokenURLBase = sandbox, sandbox
			return flow
		}()},
		{"JWT of a test rig", at("http://rig.example:8080", withoutAudience) + "resource.allow_http: true", func() oauth.JWTBearer {
			flow := jwt
			flow.Audience, flow.TokenURLBase, flow.AllowHTTP = "http://rig.example:8080", "http://rig.example:8080", true
			return flow
		}()},
		{"password", passwordSignIn, password},
		{"password with white space around names", strings.Replace(passwordSignIn, "consumer-key", `"consumer-key\n"`, 1), password},
		{"password with everything", passwordSignIn + "  security_token: hush-token\n  token_url: https://acme.my.salesforce.com/services/oauth2/token", func() oauth.UserPassword {
			flow := password
			flow.SecurityToken, flow.TokenURLBase = secret("hush-token"), "https://acme.my.salesforce.com"
			return flow
		}()},
		{"password with a number for a consumer secret", strings.Replace(passwordSignIn, "hush-secret", "9155279925675241571", 1), func() oauth.UserPassword {
			flow := password
			flow.ClientSecret = secret("9155279925675241571")
			return flow
		}()},
		{"password of a sandbox", at(sandbox, passwordSignIn), func() oauth.UserPassword {
			flow := password
			flow.TokenURLBase = "https://test.salesforce.com"
			return flow
		}()},
		{"password of another host", at("https://acme.my.salesforce.mil/", passwordSignIn), func() oauth.UserPassword {
			flow := password
			flow.TokenURLBase = "https://acme.my.salesforce.mil"
			return flow
		}()},
		{"client credentials", credentialsSignIn, client},
		{"client credentials of a sandbox", at(sandbox, credentialsSignIn), func() oauth.ClientCredentials {
			flow := client
			flow.TokenURLBase = sandbox
			return flow
		}()},
		{"client credentials elsewhere", credentialsSignIn + "  token_url: https://acme.my.site.com/x/", func() oauth.ClientCredentials {
			flow := client
			flow.TokenURLBase = "https://acme.my.site.com/x"
			return flow
		}()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Read(stanzatest.Parse(t, tt.yaml))
			if err != nil {
				t.Fatal(err)
			}
			got := c.Flow()
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got\n%+v, want\n%+v", got, tt.want)
			}
			if err := got.(interface{ Validate() error }).Validate(); err != nil {
				t.Errorf("the stanza was taken, but its flow is refused: %v", err)
			}
			for _, shown := range []string{fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%+v", *c.Auth.OAuth2)} {
				if strings.Contains(shown, "hush") {
					t.Errorf("a secret shows: %s", shown)
				}
			}
		})
	}
}

// Environment variables are not text: go-ucfg splits them at commas and reads numbers.
func TestSecretsOfTheEnvironment(t *testing.T) {
	const pem = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0AFF\n\nabc=\n-----END RSA PRIVATE KEY-----"
	for value, want := range map[string]secret{
		"hush":     {Secret: oauth.NewSecret("hush")},
		"'a,b'":    {Secret: oauth.NewSecret("a,b")},
		"'0123'":   {Secret: oauth.NewSecret("0123")},
		"pa$$w{}":  {Secret: oauth.NewSecret("pa$$w{}")},
		pem + "\n": {Secret: oauth.NewSecret(pem), problem: "list"},
		"a,b":      {problem: "list"},
		"0123":     {Secret: oauth.NewSecret("83"), problem: "number"},
		"true":     {problem: "must be text"},
	} {
		t.Setenv("ORG_SECRET", value)
		parsed, err := conf.NewConfigFrom(map[string]any{"secret": "${ORG_SECRET}"})
		if err != nil {
			t.Fatal(err)
		}
		var block struct {
			Secret secret `config:"secret"`
		}
		from := (*ucfg.Config)(parsed)
		if err := from.Unpack(&block, ucfg.PathSep("."), ucfg.ResolveEnv, ucfg.VarExp); err != nil {
			t.Fatal(err)
		}
		if got := block.Secret; !got.Secret.Equal(want.Secret) || !strings.Contains(got.problem, want.problem) || (got.problem == "") != (want.problem == "") {
			t.Errorf("%q became %q with the problem %q", value, got.Reveal(), got.problem)
		}
	}
	if diff := cmp.Diff(secret{Secret: oauth.NewSecret("a")}, secret{Secret: oauth.NewSecret("a")}); diff != "" {
		t.Error(diff)
	}
}
