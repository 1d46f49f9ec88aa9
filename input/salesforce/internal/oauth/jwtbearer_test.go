package oauth

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAssertionClaims(t *testing.T) {
	flow := testFlow()
	flow.Audience = "login.salesforce.com/"
	now := time.Date(2024, 6, 5, 12, 0, 0, 999, time.UTC)
	form, err := flow.Form(now)
	if err != nil {
		t.Fatal(err)
	}
	claims := claimsOf(t, &http.Request{PostForm: form})
	if claims["iss"] != "client" || claims["sub"] != "user@acme.example" || claims["aud"] != "https://login.salesforce.com" {
		t.Errorf("got %v", claims)
	}
	exp, isNumber := claims["exp"].(float64)
	life := time.Unix(int64(exp), 0).Sub(now)
	if !isNumber || exp != float64(int64(exp)) || life < 150*time.Second || life > 3*time.Minute {
		t.Errorf("exp is %v, %v from now, want an integer at most 3m from now", claims["exp"], life)
	}
}

func TestKeyFileIsReadForEachSignIn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.pem")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	flow := testFlow()
	flow.Key = KeyFile(path, Secret{})
	write("rotating")
	if _, err := flow.Form(time.Now()); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that names the file", err)
	}
	write(pkcs1(testKey()))
	form, err := flow.Form(time.Now())
	if err != nil {
		t.Fatalf("the new file is not read: %v", err)
	}
	claimsOf(t, &http.Request{PostForm: form})
}

func TestKeyInTheConfigurationIsReadAndHidden(t *testing.T) {
	flow := testFlow()
	flow.Key = KeyText(NewSecret(pkcs1(testKey())), Secret{})
	if _, err := flow.Form(time.Now()); err != nil {
		t.Error(err)
	}
	shown := sprintAll(flow)
	if strings.Contains(shown, "BEGIN RSA") {
		t.Errorf("the key shows: %s", shown)
	}
}

func TestTokenURLDefaultsToTheAudience(t *testing.T) {
	flow := testFlow()
	flow.TokenURLBase = ""
	if got, want := flow.TokenURL(), "https://login.salesforce.com/services/oauth2/token"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFlowValidateNamesEveryMistake(t *testing.T) {
	flow := JWTBearer{TokenURLBase: "https://acme.lightning.force.com"}
	err := flow.Validate()
	if err == nil {
		t.Fatal("an empty flow passes")
	}
	for _, want := range []string{"client.id", "client.username", "private key", "audience", "token_url", "https://acme.my.salesforce.com"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q: %v", want, err)
		}
	}
	if got := flow.TokenURL(); got != "" {
		t.Errorf("got the endpoint %s of a wrong URL", got)
	}
	if _, err := flow.Form(time.Now()); err == nil {
		t.Error("a wrong flow has a form")
	}
	if err := testFlow().Validate(); err != nil {
		t.Errorf("a good flow is refused: %v", err)
	}
}

func TestInspectSaysWhatTheKeyIs(t *testing.T) {
	flow := testFlow()
	flow.Key = KeyText(NewSecret(string(fixture(t, "test-pkcs8"))), NewSecret(testPassphrase))
	found, err := flow.Inspect(time.Now())
	if err != nil || found.Description != "RSA key of 2048 bits, encrypted PKCS#8" || len(found.Warnings) > 0 || !found.NotAfter.IsZero() {
		t.Errorf("got %+v and %v", found, err)
	}
	flow.Key = KeyText(NewSecret(pkcs1(testKey())), NewSecret("hunter2"))
	found, err = flow.Inspect(time.Now())
	if err != nil || len(found.Warnings) != 1 || !strings.Contains(found.Warnings[0], "is not encrypted, though there is a client.key_passphrase") {
		t.Errorf("a passphrase without use: got %+v and %v", found, err)
	}
	flow.Key = KeyFile(filepath.Join(t.TempDir(), "none.pem"), Secret{})
	if _, err := flow.Inspect(time.Now()); err == nil || !strings.Contains(err.Error(), "none.pem") {
		t.Errorf("got %v, want an error that names the file", err)
	}
	flow.Key = KeyFile(t.TempDir(), Secret{})
	if _, err := flow.Inspect(time.Now()); err == nil {
		t.Error("a folder is a key")
	}
	flow.Key = KeySource{}
	if _, err := flow.Inspect(time.Now()); err == nil || !strings.Contains(err.Error(), "there is no private key") {
		t.Errorf("got %v, want what is missing", err)
	}
}
