package oauth

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf16"
	"unicode/utf8"
)

// disguises are the spellings of a text that answers can have.
func disguises(text string) map[string]string {
	quoted, _ := json.Marshal(text)
	inner := string(quoted[1 : len(quoted)-1])
	all := map[string]string{
		"plain": text, "of a form": url.QueryEscape(text), "of a path": url.PathEscape(text),
		"of a form in lower case": strings.ToLower(url.QueryEscape(text)), "of HTML": html.EscapeString(text), "of JSON": inner,
		"of JSON in JSON": strings.ReplaceAll(inner, `\`, `\\`), "of JSON with its slashes": strings.ReplaceAll(inner, "/", `\/`),
	}
	var percent, decimal, hexadecimal, units strings.Builder
	for _, r := range text {
		for _, c := range []byte(string(r)) {
			fmt.Fprintf(&percent, "%%%02X", c)
		}
		fmt.Fprintf(&decimal, "&#%03d;", r)
		fmt.Fprintf(&hexadecimal, "&#x%X;", r)
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&units, `\u%04X`, unit)
		}
	}
	all["percent"], all["decimal"], all["hexadecimal"], all["units"] = percent.String(), decimal.String(), hexadecimal.String(), units.String()
	if strings.ToLower(text) != text { // only the code may be in another case
		delete(all, "of a form in lower case")
	}
	return all
}

func TestHiderFindsEverySpelling(t *testing.T) {
	for _, secret := range []string{"hunter2", `p"a/s s'w<ö>rd&\x`, "a+b c%d", "tab\tand\nend", "😀pass", strings.Repeat("long&", 100)} {
		h := NewHider(secret)
		for name, text := range disguises(secret) {
			if len(secret) > longestPattern && !strings.HasPrefix(name, "of a ") && name != "plain" {
				continue
			}
			if got := h.Hide("before " + text + " after"); got != "before [redacted] after" {
				t.Errorf("%s of %q: %q", name, secret, got)
			}
		}
	}
	if got := NewHider("", "secret", "secret-more").Hide("secret-more secret"); got != "[redacted] [redacted]" {
		t.Errorf("got %q", got)
	}
}

// An answer can repeat the password without the security token, or the other way round,
// in whatever it is written.
func TestSignInErrorsRepeatNoPartOfAPassword(t *testing.T) {
	flow := passwordFlow()
	flow.Password, flow.SecurityToken, flow.ClientSecret = NewSecret(`pa"s/s <w>&rd`), NewSecret("tokEn12345"), NewSecret("consumer+secret/&")
	for _, secret := range []Secret{flow.Password, flow.SecurityToken, flow.ClientSecret} {
		for name, text := range disguises(secret.Reveal()) {
			synctest.Test(t, func(t *testing.T) {
				server := newTokenServer(t, func(w http.ResponseWriter, r *http.Request) {
					body, _ := json.Marshal(map[string]string{"error": "invalid_grant", "error_description": "before " + text + " after"})
					says(400, string(body))(w, r)
				})
				_, err := NewBroker().Session(flow, server.client).Token(t.Context())
				if err == nil || !strings.Contains(err.Error(), `"before [redacted] after"`) {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	}
}

func FuzzHider(f *testing.F) {
	f.Add("hunter2", "x")
	f.Add(`"\/&<>'%+ `, "[redacted]")
	f.Fuzz(func(t *testing.T, secret, around string) {
		if len(secret) < 4 || len(secret) > longestPattern || strings.Contains(redacted, secret) || !utf8.ValidString(secret) {
			return
		}
		h := NewHider(secret)
		for name, text := range disguises(secret) {
			if got := h.Hide("<" + text + ">"); strings.Contains(got, text) {
				t.Errorf("%s of %q: %q", name, secret, got)
			}
		}
		h.Hide(around)
	})
}
