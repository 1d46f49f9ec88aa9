package trace

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// secondCall makes two calls through a log, and returns what it wrote of the second one.
func secondCall(t *testing.T, l *Log, first, second wire, requests ...*http.Request) string {
	t.Helper()
	leave := l.Join(&warnings{})
	for n, to := range []wire{first, second} {
		response, err := l.Transport(to).RoundTrip(requests[n])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	leave()
	text, err := os.ReadFile(l.options.Path)
	if err != nil {
		t.Fatal(err)
	}
	_, later, ok := strings.Cut(string(text), requests[1].URL.Path)
	if !ok {
		t.Fatalf("the second call is not in\n%s", text)
	}
	return later
}

// What a sign-in was given is hidden in all that follows, though it looks like nothing
// and has no telling name there.
func TestTokensOfAnswersAreHiddenLater(t *testing.T) {
	const opaque, refresh = "opaque0session0of0the0org", "opaque0refresh"
	signIn, err := http.NewRequest(http.MethodPost, "https://acme.example/services/oauth2/token", strings.NewReader("grant_type=password"))
	if err != nil {
		t.Fatal(err)
	}
	text := secondCall(t, newLog(t, nil),
		answer(200, `{"access_token":"`+opaque+`","refresh_token":"`+refresh+`","instance_url":"https://acme.example"}`),
		answer(400, `[{"message":"the call by `+opaque+` or `+refresh+` failed"}]`),
		signIn, get(t, "https://acme.example/later?note="+opaque))
	if strings.Contains(text, opaque) || strings.Contains(text, refresh) || !strings.Contains(text, "the call by [redacted] or [redacted] failed") {
		t.Errorf("%s", text)
	}
}

func TestSecretsAreHiddenInEverySpelling(t *testing.T) {
	const configured, sent = `se cret/of"the&<stanza>é`, `to ken/of"the&<call>é`
	spellings := func(secret string) map[string]string {
		quoted, _ := json.Marshal(secret)
		return map[string]string{
			"path": url.PathEscape(secret), "form": url.QueryEscape(secret), "plain": secret, "html": html.EscapeString(secret),
			"json": strings.Trim(string(quoted), `"`), "slashes": strings.ReplaceAll(secret, "/", `\/`),
		}
	}
	for name := range spellings(sent) {
		request := get(t, "https://acme.example/x")
		request.Header.Set("Authorization", "Bearer "+sent)
		body := "first " + spellings(configured)[name] + " second " + spellings(sent)[name] + " end"
		entries, _ := trace(t, newLog(t, func(o *Options) { o.Secrets = []string{configured} }), answer(500, body), request)
		shown := entries[1]["http.response.body"].(map[string]any)["content"]
		if want := "first [redacted] second [redacted] end"; shown != want {
			t.Errorf("%s: %q, want %q", name, shown, want)
		}
	}
}

// Each of these words makes a name tell of a secret, in a header, a parameter and a member.
func TestNamesTellOfSecrets(t *testing.T) {
	names := []string{
		"authorization", "authentication", "cookie", "token", "secret", "password", "passwd", "passphrase", "assertion", "signature",
		"credential", "api_key", "private-key", "session", "loginKey", "access.key", "sid",
	}
	for _, name := range names {
		const value = "0hushhush0"
		text := func() string {
			request := get(t, "https://acme.example/x?a=b&"+name+"="+value)
			if name != "sid" {
				request.Header.Set("X-"+name, value)
			}
			_, text := trace(t, newLog(t, nil), answer(200, `{"`+name+`": "`+value+`", "next": "x?`+name+`=`+value+`"}`), request)
			return text
		}()
		if strings.Contains(text, value) {
			t.Errorf("%s: %s", name, text)
		}
	}
	if len(telling)+1 != len(names) {
		t.Errorf("%d words are telling, and %d are tested", len(telling)+1, len(names))
	}
}
